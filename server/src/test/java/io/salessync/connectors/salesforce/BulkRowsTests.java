package io.salessync.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmRow;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.calls.VendorAnswer;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BulkRowsTests {
    private static final CrmQuery QUERY = new CrmQuery(
            "Contact",
            "SELECT …",
            List.of(
                    new CrmQuery.Column("Id", CrmType.ID),
                    new CrmQuery.Column("LastName", CrmType.TEXT),
                    new CrmQuery.Column("Amount__c", CrmType.DECIMAL),
                    new CrmQuery.Column("SystemModstamp", CrmType.INSTANT)),
            false);

    private static CrmRead.Page page(CrmQuery query, String csv) {
        return new BulkRows(query).page(new VendorAnswer.Answered(200, Map.of(), csv).content(), null, null);
    }

    private static Map<String, @Nullable Object> row(
            String id, @Nullable String name, @Nullable BigDecimal amount, @Nullable Instant at) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("Id", id);
        row.put("LastName", name);
        row.put("Amount__c", amount);
        row.put("SystemModstamp", at);
        return row;
    }

    @Test
    void valuesHaveTheirTypesAndEmptyOnesAreNone() {
        Instant at = Instant.parse("2026-11-26T08:20:00Z");
        assertThat(page(QUERY, """
                        Id,LastName,Amount__c,SystemModstamp
                        003A,"O""Neil, Zoë",1.50,2026-11-26T08:20:00.000+0000
                        003B,,,

                        003C,"two
                        lines","",2026-11-26T08:20:00.000Z
                        """).rows())
                .containsExactly(
                        row("003A", "O\"Neil, Zoë", new BigDecimal("1.5"), at),
                        row("003B", null, null, null),
                        row("003C", "two\nlines", null, at));
    }

    @Test
    void columnsAreWhereTheHeaderSaysAndInTheAskedOrderWithoutOne() {
        List<Map<String, @Nullable Object>> rows = List.of(row("003A", "Ada", BigDecimal.ONE, null));
        assertThat(page(QUERY, "systemmodstamp,AMOUNT__C,LastName,Id\r\n,1,Ada,003A\r\n")
                        .rows())
                .isEqualTo(rows);
        assertThat(page(QUERY, "\ufeffId,LastName,Amount__c,SystemModstamp\n003A,Ada,1,")
                        .rows())
                .isEqualTo(rows);
        assertThat(page(QUERY, "003A,Ada,1,").rows()).isEqualTo(rows);
        assertThat(page(QUERY, "Id,LastName,Amount__c,SystemModstamp\n").rows()).isEmpty();
        assertThat(page(QUERY, "").rows()).isEmpty();
    }

    @Test
    void aRowThatCannotBeReadIsRefusedByItsIdAndHarmsNoOther() {
        CrmRead.Page page = page(QUERY, """
                Id,LastName,Amount__c,SystemModstamp
                003A,Ada,1,
                003B,Bob,one,
                ,Eve,1,yesterday
                003C,Cy,3,
                """);
        assertThat(page.rows())
                .containsExactly(
                        row("003A", "Ada", BigDecimal.ONE, null), row("003C", "Cy", new BigDecimal("3"), null));
        assertThat(page.rejects())
                .containsExactly(
                        new CrmRead.Reject("003B", "Amount__c: 'one' is no decimal"),
                        new CrmRead.Reject("line 4", "SystemModstamp: 'yesterday' is no instant"));
    }

    @Test
    void whatIsNoWholePageIsBroken() {
        assertThatThrownBy(() -> page(QUERY, "003A,Ada,1,\n003B,Bo")).hasMessageContaining("line 2 has 2 values");
        assertThatThrownBy(() -> page(QUERY, "003A,Ada")).hasMessageContaining("line 1 has 2 values instead of 4");
        assertThatThrownBy(() -> page(QUERY, "003A,\"Ada")).hasMessageContaining("within quotes");
        assertThatThrownBy(() -> page(QUERY, "003A,\"Ada\" x,1,\n")).hasMessageContaining("no CSV");
        assertThatThrownBy(() -> new BulkRows(QUERY)
                        .page(new VendorAnswer.Answered(200, Map.of(), "003A,Ada,1,\n").content(), null, 2L))
                .hasMessageContaining("says it has 2 rows and has 1");
    }

    @Test
    void aLongPageIsReadOverTheEdgesOfItsBlocks() {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        StringBuilder csv = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            String name = "Ä" + "ö😀".repeat(i % 40) + (i == 1_500 ? "x".repeat(200_000) : "");
            rows.add(row("003" + i, name, new BigDecimal(i).stripTrailingZeros().setScale(0), null));
            csv.append("003")
                    .append(i)
                    .append(",\"")
                    .append(name)
                    .append("\",")
                    .append(i)
                    .append(",\r\n");
        }
        assertThat(page(QUERY, csv.toString()).rows()).isEqualTo(rows);
    }

    @Property(tries = 200)
    void whatACsvWriterWroteIsRead(
            @ForAll @Size(max = 20) List<@Size(3) List<@StringLength(max = 12) String>> lines, @ForAll boolean quotes) {
        CrmQuery texts = new CrmQuery(
                "Contact",
                "SELECT …",
                List.of(
                        new CrmQuery.Column("Id", CrmType.ID),
                        new CrmQuery.Column("a", CrmType.TEXT),
                        new CrmQuery.Column("b", CrmType.TEXT)),
                false);
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder()
                .lineDelimiter(quotes ? LineDelimiter.CRLF : LineDelimiter.LF)
                .quoteStrategy(quotes ? QuoteStrategies.ALWAYS : QuoteStrategies.NON_EMPTY)
                .build(text)) {
            lines.forEach(csv::writeRecord);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        List<List<@Nullable String>> expected = lines.stream()
                .map(line -> line.stream().map(BulkRowsTests::kept).toList())
                .map(line -> (List<@Nullable String>) new ArrayList<@Nullable String>(line.stream()
                        .map(value -> value.isEmpty() ? null : value)
                        .toList()))
                .toList();
        List<List<@Nullable Object>> read = page(texts, text.toString()).rows().stream()
                .map(row -> Arrays.asList(row.get("Id"), row.get("a"), row.get("b")))
                .toList();
        assertThat(read).isEqualTo(expected);
    }

    /** As it is after a way through UTF-8. */
    private static String kept(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Property(tries = 1_000)
    void bytesAreUtf8WhereTheyDecode(@ForAll @Size(max = 6) byte[] any, @ForAll @StringLength(max = 4) String text) {
        byte[] well = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(well, well.length + any.length);
        System.arraycopy(any, 0, bytes, well.length, any.length);
        boolean decodes =
                Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(decodes);
    }

    @Test
    void whatIsNoUtf8IsReplacedAsInOtherTexts() {
        for (int lead = 0x80; lead <= 0xff; lead++) {
            for (int second = 0; second <= 0xff; second++) {
                byte[] bytes = {(byte) lead, (byte) second, (byte) 0x80, (byte) 0x81};
                for (int length = 1; length <= 4; length++) {
                    byte[] some = Arrays.copyOf(bytes, length);
                    boolean decodes = Arrays.equals(
                            new String(some, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), some);
                    assertThat(Utf8.isValid(some, 0, length))
                            .as("%x %x, %d bytes", lead, second, length)
                            .isEqualTo(decodes);
                }
            }
        }
    }

    @Test
    void textsAreGivenAsTheirBytes() {
        CrmRow row = (CrmRow) page(QUERY, "003A,\"Zo\"\"ë\",1,\n").rows().getFirst();
        List<String> given = new ArrayList<>();
        CrmRow.Texts taking =
                (bytes, from, length) -> given.add(new String(bytes, from, length, StandardCharsets.UTF_8));
        assertThat(row.give(1, taking)).isTrue();
        assertThat(row.give(2, taking)).isFalse();
        assertThat(row.give(3, taking)).isFalse();
        assertThat(given).containsExactly("Zo\"ë");
    }
}
