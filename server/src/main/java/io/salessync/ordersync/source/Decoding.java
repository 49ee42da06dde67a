package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes text strictly: bytes that are not of the encoding are told with their line and place, never replaced. */
final class Decoding extends Reader {
    private final InputStream bytes;
    private final String file;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final ByteBuffer pending = ByteBuffer.allocate(64 * 1024).flip();
    private long consumed;
    private long lines;
    private boolean ended;

    Decoding(InputStream bytes, Charset charset, String file, long skipped) {
        this.bytes = bytes;
        this.file = file;
        this.charset = charset;
        this.consumed = skipped;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read(char[] to, int offset, int length) throws IOException {
        CharBuffer out = CharBuffer.wrap(to, offset, length).slice();
        while (out.position() == 0) {
            int before = pending.position();
            CoderResult result = decoder.decode(pending, out, ended);
            consumed += pending.position() - before;
            if (result.isError()) {
                throw wrong(out);
            }
            if (out.position() > 0) {
                break;
            }
            if (ended) {
                return -1;
            }
            fill();
        }
        for (int i = offset; i < offset + out.position(); i++) {
            if (to[i] == '\n') {
                lines++;
            }
        }
        return out.position();
    }

    private void fill() throws IOException {
        pending.compact();
        int read = bytes.read(pending.array(), pending.position(), pending.remaining());
        if (read < 0) {
            ended = true;
        } else {
            pending.position(pending.position() + read);
        }
        pending.flip();
    }

    private Problem wrong(CharBuffer decoded) {
        long line = lines + 1;
        for (int i = 0; i < decoded.position(); i++) {
            if (decoded.array()[decoded.arrayOffset() + i] == '\n') {
                line++;
            }
        }
        int wrong = pending.get(pending.position()) & 0xff;
        String hint = charset.equals(StandardCharsets.UTF_8)
                ? "If the file was saved by a Windows program, say encoding = \"windows-1252\" under [source]"
                : "Name the right one with 'encoding' under [source]";
        return Problem.of(
                        OrderSyncProblem.WRONG_ENCODING,
                        "%s is not written in %s: byte %d (hexadecimal %02x) in line %d does not fit. %s."
                                .formatted(file, charset.name(), consumed + 1, wrong, line, hint))
                .with("file", file)
                .with("line", line)
                .with("byte", consumed + 1);
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
