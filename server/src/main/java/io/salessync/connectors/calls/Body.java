package io.salessync.connectors.calls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a vendor answered, in the blocks in which it came: megabytes need not lie in one piece, nor be made into a text where
 * somebody reads the bytes.
 */
public final class Body {
    private static final int FIRST = 8 * 1024;
    private static final int BLOCK = 64 * 1024;

    private final List<byte[]> blocks;
    private final int last;
    private final Charset charset;
    private volatile @Nullable String text;

    private Body(List<byte[]> blocks, int last, Charset charset) {
        this.blocks = blocks;
        this.last = last;
        this.charset = charset;
    }

    static Body of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Body body = new Body(List.of(bytes), bytes.length, StandardCharsets.UTF_8);
        body.text = text;
        return body;
    }

    /** Reads to the end; null when there are more than {@code most} bytes. */
    static @Nullable Body read(InputStream in, int most, Charset charset) throws IOException {
        List<byte[]> blocks = new ArrayList<>();
        int all = 0;
        while (true) {
            byte[] block = new byte[blocks.isEmpty() ? FIRST : BLOCK];
            int read = in.readNBytes(block, 0, block.length);
            all += read;
            if (all > most) {
                return null;
            }
            blocks.add(block);
            if (read < block.length) {
                return new Body(blocks, read, charset);
            }
        }
    }

    /** How many blocks of bytes there are. */
    public int blocks() {
        return blocks.size();
    }

    /** A block, of which {@link #length} bytes count; it must not be changed. */
    public byte[] block(int index) {
        return blocks.get(index);
    }

    /** How many bytes of a block count. */
    public int length(int index) {
        return index == blocks.size() - 1 ? last : blocks.get(index).length;
    }

    /** The same in UTF-8, where it came in something else. */
    public Body utf8() {
        return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII) ? this : of(text());
    }

    /** As a text. */
    public String text() {
        String known = text;
        if (known == null) {
            known = decoded();
            text = known;
        }
        return known;
    }

    private String decoded() {
        if (blocks.size() == 1) {
            return new String(blocks.getFirst(), 0, last, charset);
        }
        int size = 0;
        for (int i = 0; i < blocks.size(); i++) {
            size += length(i);
        }
        byte[] all = new byte[size];
        int at = 0;
        for (int i = 0; i < blocks.size(); i++) {
            System.arraycopy(blocks.get(i), 0, all, at, length(i));
            at += length(i);
        }
        return new String(all, charset);
    }

    /** Whether a text is in it, also where it begins in one block and ends in the next. */
    boolean contains(String sought) {
        byte[] bytes = sought.getBytes(charset);
        if (bytes.length == 0) {
            return true;
        }
        int[] steps = steps(bytes);
        byte[] tail = {};
        for (int i = 0; i < blocks.size(); i++) {
            byte[] block = blocks.get(i);
            int length = length(i);
            byte[] edge = Arrays.copyOf(tail, tail.length + Math.min(length, bytes.length - 1));
            System.arraycopy(block, 0, edge, tail.length, edge.length - tail.length);
            if (isIn(block, length, bytes, steps) || isIn(edge, edge.length, bytes, steps)) {
                return true;
            }
            tail = Arrays.copyOfRange(block, Math.max(0, length - bytes.length + 1), length);
        }
        return false;
    }

    /** How far to go on by the byte that stands where the last one should: the longer what is sought, the less is looked at. */
    private static int[] steps(byte[] sought) {
        int[] steps = new int[256];
        Arrays.fill(steps, sought.length);
        for (int i = 0; i < sought.length - 1; i++) {
            steps[sought[i] & 0xff] = sought.length - 1 - i;
        }
        return steps;
    }

    private static boolean isIn(byte[] bytes, int length, byte[] sought, int[] steps) {
        int at = 0;
        while (at + sought.length <= length) {
            if (Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
                return true;
            }
            at += steps[bytes[at + sought.length - 1] & 0xff];
        }
        return false;
    }
}
