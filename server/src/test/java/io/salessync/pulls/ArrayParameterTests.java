package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ArrayParameterTests {
    /** The only value of an array of one. */
    private static String only(ArrayParameter texts) {
        byte[] bytes = new byte[texts.lengthInBytes()];
        texts.toBytes(bytes, 0);
        ByteBuffer read = ByteBuffer.wrap(bytes);
        assertThat(read.getInt(12)).isEqualTo(1);
        assertThat(read.getInt(20)).isEqualTo(bytes.length - 24);
        return new String(bytes, 24, bytes.length - 24, StandardCharsets.UTF_8);
    }

    private static String written(Map<String, @Nullable Object> row) {
        ArrayParameter texts = ArrayParameter.texts(0);
        texts.begin();
        texts.json(row);
        texts.end();
        return only(texts);
    }

    @Test
    void valuesOfAllTypesAreReadBackAsTheyWere() {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("Id", "003");
        row.put("Name", "Zoë \"Z\" O\\Neil\tЮлия 😀\n");
        row.put("Amount", new BigDecimal("12.5"));
        row.put("Count", 7L);
        row.put("Open", true);
        row.put("Day", LocalDate.of(2026, 2, 3));
        row.put("At", Instant.parse("2026-11-26T08:20:00.045Z"));
        row.put("None", null);
        assertThat(JsonMapper.shared().readTree(written(row)).toString())
                .isEqualTo(
                        "{\"Id\":\"003\",\"Name\":\"Zoë \\\"Z\\\" O\\\\Neil\\tЮлия 😀\\n\",\"Amount\":12.5,\"Count\":7,"
                                + "\"Open\":true,\"Day\":\"2026-02-03\",\"At\":\"2026-11-26T08:20:00.045Z\",\"None\":null}");
    }

    @Test
    void whatPostgresCannotKeepIsLeftOutOrReplaced() {
        assertThat(written(Map.of("a", "x\0y"))).isEqualTo("{\"a\":\"xy\"}");
        assertThat(written(Map.of("a", "x\ud83dy"))).isEqualTo("{\"a\":\"x?y\"}");
    }

    @Property(tries = 200)
    void anyTextIsReadBackAsItWas(@ForAll String text) {
        String kept = text.replace("\0", "");
        if (kept.codePoints().noneMatch(point -> point >= 0xd800 && point <= 0xdfff)) {
            assertThat(JsonMapper.shared()
                            .readTree(written(Map.of("a", text)))
                            .path("a")
                            .asString())
                    .isEqualTo(kept);
        }
    }

    @Property(tries = 200)
    void timesAreWrittenAsTheyAreReadEverywhere(
            @ForAll @LongRange(min = -100_000_000_000_000L, max = 300_000_000_000_000L) long millis) {
        Instant at = Instant.ofEpochMilli(millis);
        ArrayParameter texts = ArrayParameter.texts(0);
        texts.begin();
        texts.time(at);
        texts.end();
        assertThat(only(texts)).isEqualTo(at.toString());
    }
}
