package io.salessync.pulls;

import io.salessync.connectors.CrmRow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as they are kept: an array of JSON with the number of the row's layout and its values, in UTF-8. The names are in the
 * layout, once, and not in each of a million rows.
 */
final class ContentWriter implements CrmRow.Texts {
    private static final int DAY = 86_400;
    private static final byte[] NULL = ascii("null");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private final List<String> paths;
    private final byte[] head;
    private final ArrayParameter to;
    private CrmRow.@Nullable Columns columns;
    private int[] places = {};

    /**
     * @param layout the number of the layout
     * @param paths its names
     * @param to where a value was begun when a row is written
     */
    ContentWriter(int layout, List<String> paths, ArrayParameter to) {
        this.head = ascii("[" + layout);
        this.paths = paths;
        this.to = to;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void write(Map<String, @Nullable Object> row) {
        put(head);
        if (row instanceof CrmRow one) {
            int[] at = places(one.columns());
            for (int place : at) {
                to.put(',');
                if (place < 0) {
                    put(NULL);
                } else if (!one.give(place, this)) {
                    value(one.value(place));
                }
            }
        } else {
            for (String path : paths) {
                to.put(',');
                value(row.get(path));
            }
        }
        to.put(']');
    }

    private int[] places(CrmRow.Columns of) {
        if (columns != of) {
            columns = of;
            places = paths.stream().mapToInt(of::place).toArray();
        }
        return places;
    }

    private void put(byte[] bytes) {
        to.put(bytes, 0, bytes.length);
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> put(NULL);
            case Instant at -> {
                to.put('"');
                time(at);
                to.put('"');
            }
            case Boolean flag -> put(flag ? TRUE : FALSE);
            case Long number -> put(ascii(Long.toString(number)));
            case BigDecimal number -> put(ascii(number.toString()));
            default -> {
                byte[] utf8 = value.toString().getBytes(StandardCharsets.UTF_8);
                text(utf8, 0, utf8.length);
            }
        }
    }

    /** A text of JSON. The character zero, which PostgreSQL cannot keep, is left out. */
    @Override
    public void text(byte[] bytes, int from, int length) {
        to.put('"');
        int end = from + length;
        int begun = from;
        for (int i = from; i < end; i++) {
            byte one = bytes[i];
            if (one >= 0 && one < ' ' || one == '"' || one == '\\') {
                to.put(bytes, begun, i - begun);
                begun = i + 1;
                escaped(one);
            }
        }
        to.put(bytes, begun, end - begun);
        to.put('"');
    }

    private void escaped(byte one) {
        if (one == '"' || one == '\\') {
            to.put('\\');
            to.put(one);
        } else if (one != 0) {
            to.put('\\');
            to.put('u');
            to.put('0');
            to.put('0');
            to.put(HEX[one >> 4]);
            to.put(HEX[one & 15]);
        }
    }

    /** As {@link Instant#toString} writes it; that of milliseconds at most by hand, since there are many of them. */
    void time(Instant at) {
        long seconds = at.getEpochSecond();
        int nanos = at.getNano();
        if (nanos % 1_000_000 != 0 || seconds < 0 || seconds >= 253_402_300_800L) {
            put(ascii(at.toString()));
            return;
        }
        LocalDate date = LocalDate.ofEpochDay(seconds / DAY);
        two(date.getYear() / 100);
        two(date.getYear() % 100);
        to.put('-');
        two(date.getMonthValue());
        to.put('-');
        two(date.getDayOfMonth());
        int rest = (int) (seconds % DAY);
        to.put('T');
        two(rest / 3_600);
        to.put(':');
        two(rest / 60 % 60);
        to.put(':');
        two(rest % 60);
        if (nanos != 0) {
            to.put('.');
            int millis = nanos / 1_000_000;
            to.put('0' + millis / 100);
            two(millis % 100);
        }
        to.put('Z');
    }

    private void two(int number) {
        to.put('0' + number / 10);
        to.put('0' + number % 10);
    }
}
