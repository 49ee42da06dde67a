package io.salessync.ordersync.source;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes staged rows in the text format of COPY, in blocks, as {@link DeltaSql#createStage} has the columns. */
final class Stage {
    private static final int BLOCK = 256 * 1024;
    private static final int LONGEST_SHOWN = 200;

    private final int itemCells;
    private final int lineCells;
    private final Consumer<byte[]> blocks;
    private byte[] block = new byte[BLOCK + 1024];
    private int length;
    private long problems;
    private long rows;

    Stage(Layout layout, Consumer<byte[]> blocks) {
        this.itemCells = layout.items().size();
        this.lineCells = layout.lines().size();
        this.blocks = blocks;
    }

    /** A row that says what an order is. */
    void order(
            long line,
            String orderKey,
            String group,
            int position,
            @Nullable String lineKey,
            @Nullable String @Nullable [] header,
            @Nullable String @Nullable [] cells) {
        number(line);
        nothing();
        text(orderKey);
        number(position);
        text(header == null ? null : group);
        text(lineKey);
        cells(header, itemCells);
        cells(cells, lineCells);
        end();
    }

    /** A row that cannot be used. */
    void problem(
            long line,
            @Nullable String orderKey,
            String code,
            @Nullable String column,
            @Nullable String value,
            String message) {
        number(line);
        text(code + '\u001f' + clean(column) + '\u001f' + clean(value) + '\u001f' + clean(message));
        text(orderKey == null || orderKey.isEmpty() ? null : orderKey);
        nothing();
        // in the wide shape a row is an order, usable or not: it counts when orders come more than once
        text("");
        nothing();
        cells(null, itemCells);
        cells(null, lineCells);
        problems++;
        end();
    }

    void finish() {
        flush();
    }

    long problems() {
        return problems;
    }

    long rows() {
        return rows;
    }

    private static String clean(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "…" : text;
        return shown.replace('\u001f', ' ').replace('\0', '\ufffd');
    }

    private void cells(@Nullable String @Nullable [] cells, int count) {
        for (int i = 0; i < count; i++) {
            String cell = cells == null ? null : cells[i];
            text(cell == null || cell.isEmpty() ? null : cell);
        }
    }

    private void number(long value) {
        text(Long.toString(value));
    }

    private void nothing() {
        text(null);
    }

    private void text(@Nullable String value) {
        int most = value == null ? 3 : value.length() * 3 + 1;
        if (length + most + 1 > block.length) {
            flush();
            if (most + 1 > block.length) {
                block = new byte[most + 1];
            }
        }
        byte[] to = block;
        int at = length;
        if (value == null) {
            to[at++] = '\\';
            to[at++] = 'N';
        } else {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c < 0x80) {
                    if (c <= '\\' && (c == '\\' || c == '\t' || c == '\n' || c == '\r')) {
                        // an escape takes two places, a place is counted as three
                        to[at++] = '\\';
                        to[at++] = (byte) (c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : '\\');
                    } else {
                        to[at++] = (byte) c;
                    }
                } else if (c < 0x800) {
                    to[at++] = (byte) (0xc0 | c >> 6);
                    to[at++] = (byte) (0x80 | c & 0x3f);
                } else if (Character.isHighSurrogate(c)
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1))) {
                    int point = Character.toCodePoint(c, value.charAt(++i));
                    to[at++] = (byte) (0xf0 | point >> 18);
                    to[at++] = (byte) (0x80 | point >> 12 & 0x3f);
                    to[at++] = (byte) (0x80 | point >> 6 & 0x3f);
                    to[at++] = (byte) (0x80 | point & 0x3f);
                } else {
                    char written = Character.isSurrogate(c) ? '\ufffd' : c;
                    to[at++] = (byte) (0xe0 | written >> 12);
                    to[at++] = (byte) (0x80 | written >> 6 & 0x3f);
                    to[at++] = (byte) (0x80 | written & 0x3f);
                }
            }
        }
        to[at++] = '\t';
        length = at;
    }

    private void end() {
        block[length - 1] = '\n';
        rows++;
        if (length >= BLOCK) {
            flush();
        }
    }

    private void flush() {
        if (length > 0) {
            byte[] full = block;
            byte[] sent = java.util.Arrays.copyOf(full, length);
            blocks.accept(sent);
            length = 0;
        }
    }
}
