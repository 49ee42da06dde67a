package io.salessync.pulls;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lines as COPY reads them in its text form, written by hand: there are a million of them, and nothing else takes as long. */
final class CopyLines {
    private static final int DAY = 86_400;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[160 << 10];
    private int size;
    private long day = Long.MIN_VALUE;
    private String date = "";

    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    void tab() {
        room(1);
        bytes[size++] = '\t';
    }

    void end() {
        room(1);
        bytes[size++] = '\n';
    }

    void nothing() {
        room(2);
        bytes[size++] = '\\';
        bytes[size++] = 'N';
    }

    void number(long number) {
        plain(Long.toString(number));
    }

    /** Text in which nothing has to be escaped. */
    void plain(String text) {
        int length = text.length();
        room(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
    }

    /** As {@link Instant#toString} writes it, as far as milliseconds go. */
    void time(Instant at) {
        long seconds = at.getEpochSecond();
        int nanos = at.getNano();
        if (nanos % 1_000_000 != 0 || seconds < 0 || seconds >= 253_402_300_800L) {
            plain(at.toString());
            return;
        }
        if (seconds / DAY != day) {
            day = seconds / DAY;
            date = java.time.LocalDate.ofEpochDay(day).toString();
        }
        plain(date);
        int rest = (int) (seconds % DAY);
        room(14);
        bytes[size++] = 'T';
        two(rest / 3_600);
        bytes[size++] = ':';
        two(rest / 60 % 60);
        bytes[size++] = ':';
        two(rest % 60);
        if (nanos != 0) {
            bytes[size++] = '.';
            int millis = nanos / 1_000_000;
            bytes[size++] = (byte) ('0' + millis / 100);
            two(millis % 100);
        }
        bytes[size++] = 'Z';
    }

    private void two(int number) {
        bytes[size++] = (byte) ('0' + number / 10);
        bytes[size++] = (byte) ('0' + number % 10);
    }

    /** The values as an object of JSON, in their order. */
    void json(Map<String, @Nullable Object> row) {
        room(1);
        bytes[size++] = '{';
        boolean first = true;
        for (Map.Entry<String, @Nullable Object> entry : row.entrySet()) {
            if (!first) {
                room(1);
                bytes[size++] = ',';
            }
            first = false;
            text(entry.getKey());
            room(1);
            bytes[size++] = ':';
            value(entry.getValue());
        }
        room(1);
        bytes[size++] = '}';
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> plain("null");
            case String text -> text(text);
            case Instant at -> {
                room(1);
                bytes[size++] = '"';
                time(at);
                room(1);
                bytes[size++] = '"';
            }
            case Boolean flag -> plain(flag ? "true" : "false");
            case Long number -> number(number);
            case BigDecimal number -> plain(number.toString());
            default -> text(value.toString());
        }
    }

    /** A text of JSON; each backslash twice, since COPY takes one away. Characters that PostgreSQL cannot keep are left out. */
    private void text(String text) {
        int length = text.length();
        room(length * 7 + 2);
        bytes[size++] = '"';
        for (int i = 0; i < length; i++) {
            char letter = text.charAt(i);
            if (letter >= ' ' && letter < 0x80) {
                if (letter == '"') {
                    escape();
                    bytes[size++] = '"';
                } else if (letter == '\\') {
                    escape();
                    escape();
                } else {
                    bytes[size++] = (byte) letter;
                }
            } else if (letter >= 0x80) {
                i += beyondAscii(text, i, letter);
            } else if (letter != 0) {
                control(letter);
            }
        }
        bytes[size++] = '"';
    }

    private void escape() {
        bytes[size++] = '\\';
        bytes[size++] = '\\';
    }

    private void control(char letter) {
        escape();
        bytes[size++] = 'u';
        bytes[size++] = '0';
        bytes[size++] = '0';
        bytes[size++] = HEX[letter >> 4];
        bytes[size++] = HEX[letter & 15];
    }

    /** Returns how many more characters it took. */
    private int beyondAscii(String text, int at, char letter) {
        if (letter < 0x800) {
            bytes[size++] = (byte) (0xc0 | letter >> 6);
            bytes[size++] = (byte) (0x80 | letter & 0x3f);
            return 0;
        }
        if (Character.isHighSurrogate(letter)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1))) {
            int point = Character.toCodePoint(letter, text.charAt(at + 1));
            bytes[size++] = (byte) (0xf0 | point >> 18);
            bytes[size++] = (byte) (0x80 | point >> 12 & 0x3f);
            bytes[size++] = (byte) (0x80 | point >> 6 & 0x3f);
            bytes[size++] = (byte) (0x80 | point & 0x3f);
            return 1;
        }
        int storable = Character.isSurrogate(letter) ? 0xfffd : letter;
        bytes[size++] = (byte) (0xe0 | storable >> 12);
        bytes[size++] = (byte) (0x80 | storable >> 6 & 0x3f);
        bytes[size++] = (byte) (0x80 | storable & 0x3f);
        return 0;
    }
}
