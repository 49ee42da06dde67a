package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.CrmRow;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ContentWriterTests {
    private static String written(List<String> paths, Map<String, @Nullable Object> row) {
        ArrayParameter texts = ArrayParameter.texts(0);
        texts.begin();
        new ContentWriter(3, paths, texts).write(row);
        texts.end();
        byte[] bytes = new byte[texts.lengthInBytes()];
        texts.toBytes(bytes, 0);
        return new String(bytes, 24, bytes.length - 24, StandardCharsets.UTF_8);
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
        String written = written(List.of("Name", "Amount", "Count", "Open", "Day", "At", "None", "Absent"), row);
        assertThat(JsonMapper.shared().readTree(written).toString())
                .isEqualTo("[3,\"Zoë \\\"Z\\\" O\\\\Neil\\tЮлия 😀\\n\",12.5,7,true,\"2026-02-03\","
                        + "\"2026-11-26T08:20:00.045Z\",null,null]");
    }

    @Test
    void rowsThatGiveTheirBytesAreWrittenLikeOthers() {
        byte[] bytes = "x\"Zoë\\y".getBytes(StandardCharsets.UTF_8);
        CrmRow row = new CrmRow(new CrmRow.Columns(List.of("Id", "Name", "Count"))) {
            @Override
            public @Nullable Object value(int column) {
                return column == 2 ? 7L : null;
            }

            @Override
            public boolean give(int column, Texts to) {
                if (column == 1) {
                    to.text(bytes, 1, bytes.length - 2);
                }
                return column == 1;
            }
        };
        assertThat(written(List.of("Count", "Name", "Absent", "Id"), row)).isEqualTo("[3,7,\"\\\"Zoë\\\\\",null,null]");
    }

    @Test
    void whatPostgresCannotKeepIsLeftOutOrReplaced() {
        assertThat(written(List.of("a"), Map.of("a", "x\0y"))).isEqualTo("[3,\"xy\"]");
        assertThat(written(List.of("a"), Map.of("a", "x\ud83dy"))).isEqualTo("[3,\"x?y\"]");
    }

    @Property(tries = 200)
    void anyTextIsReadBackAsItWas(@ForAll String text) {
        String kept = text.replace("\0", "");
        if (kept.codePoints().noneMatch(point -> point >= 0xd800 && point <= 0xdfff)) {
            assertThat(JsonMapper.shared()
                            .readTree(written(List.of("a"), Map.of("a", text)))
                            .path(1)
                            .asString())
                    .isEqualTo(kept);
        }
    }

    @Property(tries = 200)
    void timesAreWrittenAsTheyAreReadEverywhere(
            @ForAll @LongRange(min = -100_000_000_000_000L, max = 300_000_000_000_000L) long millis) {
        Instant at = Instant.ofEpochMilli(millis);
        assertThat(written(List.of("a"), Map.of("a", at))).isEqualTo("[3,\"" + at + "\"]");
    }
}
