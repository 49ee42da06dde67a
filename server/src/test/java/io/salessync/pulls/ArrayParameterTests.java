package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArrayParameterTests {
    private static ByteBuffer sent(ArrayParameter array) {
        byte[] bytes = new byte[array.lengthInBytes()];
        array.toBytes(bytes, 0);
        return ByteBuffer.wrap(bytes);
    }

    private static String text(ByteBuffer from) {
        byte[] bytes = new byte[from.getInt()];
        from.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void valuesAreSentWithTheirLengthsAfterAHeadThatCountsThem() {
        ArrayParameter texts = ArrayParameter.texts(0);
        texts.add("Zoë");
        texts.begin();
        texts.put("a-b-c".getBytes(StandardCharsets.US_ASCII), 2, 3);
        texts.put('!');
        texts.end();
        ByteBuffer sent = sent(texts);
        assertThat(new int[] {sent.getInt(), sent.getInt(), sent.getInt(), sent.getInt(), sent.getInt()})
                .containsExactly(1, 0, 25, 2, 1);
        assertThat(text(sent)).isEqualTo("Zoë");
        assertThat(text(sent)).isEqualTo("b-c!");
        assertThat(sent.hasRemaining()).isFalse();
    }

    @Test
    void anEmptiedArrayRemembersNothing() {
        ArrayParameter times = ArrayParameter.times(0);
        times.nothing();
        times.add(Instant.EPOCH);
        times.clear();
        times.add(Instant.parse("1969-12-31T23:59:59.999999Z"));
        ByteBuffer sent = sent(times);
        assertThat(sent.getInt(4)).as("has nulls").isZero();
        assertThat(sent.getInt(12)).isEqualTo(1);
        assertThat(sent.getLong(24)).isEqualTo(-1);
        assertThat(sent.capacity()).isEqualTo(32);
    }
}
