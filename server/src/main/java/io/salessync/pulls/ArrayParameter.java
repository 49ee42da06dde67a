package io.salessync.pulls;

import io.salessync.connectors.CrmRow;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array for PostgreSQL in the binary form of its protocol, written value by value: a page of a pull has tens of thousands, and
 * nothing else takes as long as writing them.
 */
final class ArrayParameter extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1L;
    private static final int HEAD = 20;
    private static final int NULLS = 4;
    private static final int LENGTH = 12;
    private static final int TEXT = 25;
    private static final int BIGINT = 20;
    private static final int DAY = 86_400;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes;
    private int size;
    private int count;
    private int begun;
    private long day = Long.MIN_VALUE;
    private String date = "";
    private transient CrmRow.@Nullable Columns columns;
    private byte[][] keys = {};

    private ArrayParameter(String type, int element, int room) {
        setType(type);
        bytes = new byte[Math.max(64, room)];
        ByteBuffer.wrap(bytes).putInt(1).putInt(0).putInt(element).putInt(0).putInt(1);
        size = HEAD;
    }

    /** Of texts; {@code room}: about how many bytes they take. */
    static ArrayParameter texts(int room) {
        return new ArrayParameter("_text", TEXT, room);
    }

    /** Of instants as microseconds since 1970, as bigint; {@code room}: about how many bytes they take. */
    static ArrayParameter times(int room) {
        return new ArrayParameter("_int8", BIGINT, room);
    }

    /** A value begins. */
    void begin() {
        room(4);
        begun = size;
        size += 4;
        count++;
    }

    /** The value that was begun ends. */
    void end() {
        ByteBuffer.wrap(bytes).putInt(begun, size - begun - 4);
    }

    /** No value. */
    void nothing() {
        room(4);
        ByteBuffer.wrap(bytes).putInt(NULLS, 1).putInt(size, -1);
        size += 4;
        count++;
    }

    /** A value of an array of instants. */
    void add(Instant at) {
        room(12);
        long micros = Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
        ByteBuffer.wrap(bytes).putInt(size, 8).putLong(size + 4, micros);
        size += 12;
        count++;
    }

    @Override
    public int lengthInBytes() {
        return size;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        ByteBuffer.wrap(bytes).putInt(LENGTH, count);
        System.arraycopy(bytes, 0, target, offset, size);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("Arrays of this kind are only written");
    }

    @Override
    public String getValue() {
        throw new IllegalStateException("The driver does not send arrays of type " + getType() + " in binary form");
    }

    // the driver's notion of equality is by type and text, and this has no text
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public Object clone() throws CloneNotSupportedException {
        throw new CloneNotSupportedException();
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
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
        room(2);
        bytes[size++] = '{';
        if (row instanceof CrmRow one) {
            byte[][] names = keys(one.columns());
            for (int i = 0; i < names.length; i++) {
                byte[] name = names[i];
                room(name.length);
                System.arraycopy(name, 0, bytes, size, name.length);
                size += name.length;
                value(one.value(i));
            }
        } else {
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
        }
        room(1);
        bytes[size++] = '}';
    }

    /** The columns' names as they stand before their values. */
    private byte[][] keys(CrmRow.Columns of) {
        if (columns != of) {
            columns = of;
            keys = new byte[of.size()][];
            for (int i = 0; i < keys.length; i++) {
                int before = size;
                if (i > 0) {
                    room(1);
                    bytes[size++] = ',';
                }
                text(of.path(i));
                room(1);
                bytes[size++] = ':';
                keys[i] = Arrays.copyOfRange(bytes, before, size);
                size = before;
            }
        }
        return keys;
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
            case Long number -> plain(Long.toString(number));
            case BigDecimal number -> plain(number.toString());
            default -> text(value.toString());
        }
    }

    /** A text of JSON, as UTF-8. The character zero, which PostgreSQL cannot keep, is left out. */
    private void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        room(utf8.length * 6 + 2);
        bytes[size++] = '"';
        if (isPlain(utf8)) {
            System.arraycopy(utf8, 0, bytes, size, utf8.length);
            size += utf8.length;
        } else {
            for (byte one : utf8) {
                escaped(one);
            }
        }
        bytes[size++] = '"';
    }

    private static boolean isPlain(byte[] utf8) {
        for (byte one : utf8) {
            if (one >= 0 && one < ' ' || one == '"' || one == '\\') {
                return false;
            }
        }
        return true;
    }

    private void escaped(byte one) {
        if (one == '"' || one == '\\') {
            bytes[size++] = '\\';
            bytes[size++] = one;
        } else if (one < 0 || one >= ' ') {
            bytes[size++] = one;
        } else if (one != 0) {
            bytes[size++] = '\\';
            bytes[size++] = 'u';
            bytes[size++] = '0';
            bytes[size++] = '0';
            bytes[size++] = HEX[one >> 4];
            bytes[size++] = HEX[one & 15];
        }
    }
}
