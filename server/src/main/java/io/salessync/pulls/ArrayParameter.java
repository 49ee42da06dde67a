package io.salessync.pulls;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array for PostgreSQL in the binary form of its protocol, written value by value: a page of a pull has tens of thousands, and
 * nothing else takes as long as writing them. It can be emptied and filled again.
 */
final class ArrayParameter extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1L;
    private static final int HEAD = 20;
    private static final int NULLS = 4;
    private static final int LENGTH = 12;
    private static final int TEXT = 25;
    private static final int BIGINT = 20;

    private byte[] bytes;
    private int size;
    private int count;
    private int begun;

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

    /** Takes all values out. */
    void clear() {
        ByteBuffer.wrap(bytes).putInt(NULLS, 0);
        size = HEAD;
        count = 0;
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

    /** A value of an array of texts. */
    void add(String text) {
        begin();
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put(utf8, 0, utf8.length);
        end();
    }

    /** One byte of the value that was begun. */
    void put(int one) {
        room(1);
        bytes[size++] = (byte) one;
    }

    /** Bytes of the value that was begun. */
    void put(byte[] from, int at, int length) {
        room(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
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
}
