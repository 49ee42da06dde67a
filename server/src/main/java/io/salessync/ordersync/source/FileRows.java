package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.Source;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Opens a file by what it is, not by what it is called. */
final class FileRows {
    private static final int HEAD = 256 * 1024;

    private FileRows() {}

    /**
     * @param name what people call the file
     * @param digest is fed the bytes of the file as they are read
     * @param needed the columns the mapping wants, by which a delimiter is recognised
     */
    static Rows open(Path path, String name, Source.Files settings, Collection<String> needed, MessageDigest digest) {
        try {
            byte[] start = head(Files.newInputStream(path), 8);
            if (begins(start, 0xd0, 0xcf, 0x11, 0xe0)) {
                throw wrongType(name, "an old Excel workbook (.xls) or a protected one. Save it as XLSX or CSV");
            }
            if (begins(start, 'P', 'K', 3, 4) || begins(start, 'P', 'K', 5, 6)) {
                if (settings.format().equals("csv")) {
                    throw wrongType(name, "a workbook or ZIP archive, but the mapping says format = \"csv\"");
                }
                try (InputStream in = Files.newInputStream(path)) {
                    in.transferTo(
                            new java.security.DigestOutputStream(java.io.OutputStream.nullOutputStream(), digest));
                }
                return new XlsxRows(path, name, settings.sheet());
            }
            if (settings.format().equals("xlsx")) {
                throw wrongType(name, "not an XLSX workbook, but the mapping says format = \"xlsx\"");
            }
            InputStream raw = new DigestInputStream(Files.newInputStream(path), digest);
            InputStream bytes = begins(start, 0x1f, 0x8b)
                    ? new Unpacking(new GZIPInputStream(raw, 64 * 1024), name, Files.size(path))
                    : raw;
            return csv(new BufferedInputStream(bytes, HEAD), name, settings, needed);
        } catch (IOException e) {
            throw Problem.of(OrderSyncProblem.FILE_UNREADABLE, name + " cannot be read: " + e, e);
        }
    }

    private static Rows csv(BufferedInputStream bytes, String name, Source.Files settings, Collection<String> needed)
            throws IOException {
        bytes.mark(HEAD);
        byte[] head = bytes.readNBytes(HEAD);
        bytes.reset();
        Encoding encoding = Encoding.of(head, settings.encoding());
        refuseOtherTypes(head, name, encoding);
        bytes.skipNBytes(encoding.markLength());
        String text = new String(head, encoding.markLength(), head.length - encoding.markLength(), encoding.charset());
        Decoding reader = new Decoding(bytes, encoding.charset(), name, encoding.markLength());
        try {
            return new CsvRows(reader, name, text, settings.delimiter(), needed);
        } catch (UncheckedIOException e) {
            throw Problem.of(OrderSyncProblem.FILE_UNREADABLE, name + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void refuseOtherTypes(byte[] head, String name, Encoding encoding) {
        if (begins(head, '%', 'P', 'D', 'F')) {
            throw wrongType(name, "a PDF document");
        }
        String text = new String(head, 0, Math.min(head.length, 512), StandardCharsets.ISO_8859_1)
                .strip()
                .toLowerCase(Locale.ROOT);
        if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
            throw wrongType(name, "a web page, perhaps a sign-in page that was saved in place of the list");
        }
        if (text.startsWith("<?xml")) {
            throw wrongType(name, "an XML document");
        }
        if (!encoding.wide()) {
            long control = 0;
            for (byte b : head) {
                if (b >= 0 && b < 9) {
                    control++;
                }
            }
            if (control * 10 > head.length) {
                throw wrongType(name, "not text. If it is UTF-16, say so with 'encoding' under [source]");
            }
        }
    }

    private record Encoding(Charset charset, int markLength) {
        boolean wide() {
            return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
        }

        static Encoding of(byte[] head, @Nullable String named) {
            if (begins(head, 0xef, 0xbb, 0xbf)) {
                return new Encoding(StandardCharsets.UTF_8, 3);
            }
            if (begins(head, 0xff, 0xfe)) {
                return new Encoding(StandardCharsets.UTF_16LE, 2);
            }
            if (begins(head, 0xfe, 0xff)) {
                return new Encoding(StandardCharsets.UTF_16BE, 2);
            }
            return new Encoding(named == null ? StandardCharsets.UTF_8 : Charset.forName(named), 0);
        }
    }

    private static byte[] head(InputStream in, int length) throws IOException {
        try (in) {
            return in.readNBytes(length);
        }
    }

    private static boolean begins(byte[] bytes, int... with) {
        return bytes.length >= with.length && Arrays.equals(Arrays.copyOf(bytes, with.length), toBytes(with));
    }

    private static byte[] toBytes(int[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static Problem wrongType(String name, String what) {
        return Problem.of(
                        OrderSyncProblem.WRONG_FILE_TYPE,
                        name + " is " + what + ". CSV (also packed as .gz) and XLSX are read.")
                .with("file", name);
    }
}
