package io.salessync.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.logs.LogRows.Order;
import io.salessync.logs.RecordLog.Line;
import io.salessync.logs.RecordLog.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;

/** Lines are kept, found by every filter, counted, and dropped by day. */
@ProgramTest
@Timeout(40)
class RecordLogTests {
    private static final Instant DAY = Instant.parse("2026-11-23T09:00:00Z");

    @Autowired
    private RecordLog log;

    @Autowired
    private LogRows rows;

    @Autowired
    private LogHistogram histogram;

    @Autowired
    private LogUpkeep upkeep;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private org.springframework.context.ApplicationContext context;

    private TenantId tenant;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh().id();
    }

    @Test
    void whatIsWrittenIsReadAgainAsItWas() {
        UUID run = UUID.randomUUID();
        List<Line> lines = List.of(
                new Line(
                        DAY.plusNanos(123_456_000),
                        run,
                        UUID.randomUUID(),
                        "post \"it\"",
                        "K-1,{x}\\",
                        Outcome.FAILED,
                        "said 'no'\nand \"never\" é 日本",
                        "http.timeout",
                        3,
                        1_500,
                        "[{\"node\":\"keep\",\"did\":\"passed\",\"ms\":0.1}]",
                        "{\"e-mail\":\"a@b.c\",\"n\":1.50,\"x\":\"\\u0000\"}",
                        null,
                        List.of("e-mail", "a \"quoted\" \\name")),
                new Line(
                        DAY.plusSeconds(1),
                        run,
                        null,
                        "keep",
                        "",
                        Outcome.DROPPED,
                        null,
                        null,
                        1,
                        0,
                        "[]",
                        null,
                        "{}",
                        List.of()));
        write(lines);
        List<Line> read = new ArrayList<>();
        log.inputs(tenant, run, null, null, read::addAll);
        assertThat(read).isEqualTo(lines);
    }

    @Test
    void aRecordThatGoesOutAsItCameInIsKeptOnce() {
        UUID run = UUID.randomUUID();
        List<Line> lines = List.of(passed(run, "{\"n\":1}", "{\"n\":1}"), passed(run, "{\"n\":1}", "{\"n\":2}"));
        write(lines);
        List<Line> read = new ArrayList<>();
        log.inputs(tenant, run, null, null, read::addAll);
        assertThat(read).isEqualTo(lines);
        List<String> kept = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT coalesce(output::text, 'as it came') FROM logs.record_log WHERE run_id = ? ORDER BY log_id",
                                run)
                        .getValues(0, String.class));
        assertThat(kept).containsExactly("as it came", "{\"n\":2}");
    }

    private static Line passed(UUID run, String input, String output) {
        return new Line(DAY, run, null, "end", "K", Outcome.DONE, null, null, 1, 1, "[]", input, output, List.of());
    }

    @Test
    void theProgramAndTheDatabaseNumberKindsAlike() {
        for (LogCounts.Kind kind : List.of(
                new LogCounts.Kind(UUID.randomUUID(), "keep “é”", "DONE"),
                new LogCounts.Kind(null, "post", "FAILED"),
                new LogCounts.Kind(new UUID(0, 7), "", "DROPPED"))) {
            Long numbered = database.inTenant(
                    tenant,
                    sql -> sql.fetchSingle(
                                    "SELECT logs.line_kind(?::uuid, ?, ?)", kind.flow(), kind.node(), kind.outcome())
                            .get(0, Long.class));
            assertThat(numbered).isEqualTo(kind.number());
        }
    }

    @Test
    void aCharacterThatTheDatabaseRefusesDoesNotSpoilThePage() {
        UUID run = UUID.randomUUID();
        write(List.of(
                new Line(DAY, run, null, "n", "a\0b", Outcome.DONE, "c\0d", null, 1, 1, "[]", null, null, List.of())));
        List<Line> read = new ArrayList<>();
        log.inputs(tenant, run, null, null, read::addAll);
        assertThat(read).singleElement().satisfies(line -> {
            assertThat(line.recordKey()).isEqualTo("a\uFFFDb");
            assertThat(line.message()).isEqualTo("c\uFFFDd");
        });
    }

    @Test
    void inputsComeInTheOrderTheyWereWrittenPageByPageAndGoOnFromAnyPage() {
        UUID run = UUID.randomUUID();
        List<Line> lines = IntStream.range(0, 2_500)
                .mapToObj(n -> new Line(
                        // as threads end them: not in order
                        DAY.plusMillis(n % 7),
                        run,
                        null,
                        "end",
                        "K-" + n,
                        n % 5 == 0 ? Outcome.FAILED : Outcome.DONE,
                        null,
                        null,
                        1,
                        1,
                        "[]",
                        "{\"n\":" + n + "}",
                        null,
                        List.of()))
                .toList();
        write(lines);
        List<Integer> pages = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        log.inputs(tenant, run, null, null, page -> {
            pages.add(page.size());
            page.forEach(line -> keys.add(line.recordKey()));
            assertThat(database.currentTenant()).isEmpty();
        });
        assertThat(pages).containsExactly(1_000, 1_000, 500);
        assertThat(keys).isEqualTo(lines.stream().map(Line::recordKey).toList());

        List<String> failed = new ArrayList<>();
        String after = null;
        do {
            String from = after;
            RecordLog.Inputs inputs =
                    database.inTenant(tenant, sql -> log.inputs(sql, tenant, run, Outcome.FAILED, null, from, 99));
            inputs.lines().forEach(line -> failed.add(line.recordKey()));
            after = inputs.next();
        } while (after != null);
        assertThat(failed)
                .isEqualTo(lines.stream()
                        .filter(line -> line.outcome() == Outcome.FAILED)
                        .map(Line::recordKey)
                        .toList());
    }

    @Test
    void everyFilterFindsWhatALinearSearchFindsInBothDirections() {
        Random random = new Random(7);
        List<UUID> flows = List.of(UUID.randomUUID(), UUID.randomUUID());
        List<UUID> runs = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        List<Line> all = new ArrayList<>();
        for (int page = 0; page < 12; page++) {
            int run = random.nextInt(3);
            Instant at = DAY.plusSeconds(random.nextInt(40));
            List<Line> lines = new ArrayList<>();
            for (int n = 0; n < 40; n++) {
                lines.add(new Line(
                        at.plusMillis(n * 50L).plusNanos(1_000L * all.size()),
                        runs.get(run),
                        run == 2 ? null : flows.get(run),
                        "node " + (random.nextInt(20) == 0 ? "rare" : random.nextInt(3)),
                        "K-" + random.nextInt(30),
                        Outcome.values()[random.nextInt(10) == 0 ? random.nextInt(5) : random.nextInt(2)],
                        random.nextInt(3) == 0 ? "Said 100% of " + n : null,
                        null,
                        1,
                        1,
                        "[]",
                        null,
                        null,
                        List.of()));
            }
            write(lines);
            all.addAll(lines);
        }
        for (int time = 0; time < 90; time++) {
            if (time == 30) {
                // the first seconds' counts alone, then all
                rollCountsBefore(DAY.plusSeconds(15));
            } else if (time == 60) {
                rollCountsBefore(DAY.plusSeconds(3_600));
            }
            LogFilter filter = new LogFilter(
                    random.nextInt(3) == 0 ? flows.get(random.nextInt(2)) : null,
                    random.nextInt(3) == 0 ? runs.get(random.nextInt(3)) : null,
                    random.nextInt(3) == 0 ? "node " + List.of("rare", "0", "1").get(random.nextInt(3)) : null,
                    random.nextInt(5) == 0 ? "K-" + random.nextInt(30) : null,
                    random.nextBoolean() ? Set.of() : Set.of(Outcome.values()[random.nextInt(5)]),
                    random.nextInt(3) == 0 ? DAY.plusMillis(random.nextInt(20_000)) : null,
                    random.nextInt(3) == 0 ? DAY.plusMillis(20_000 + random.nextInt(22_000)) : null,
                    random.nextInt(4) == 0
                            ? List.of("100%", "said", "K-2", "0_0").get(random.nextInt(4))
                            : null);
            boolean oldestFirst = random.nextBoolean();
            List<Line> expected = all.stream()
                    .filter(matches(filter))
                    .sorted(Comparator.comparing(Line::at))
                    .toList();
            List<String> wanted =
                    new ArrayList<>(expected.stream().map(RecordLogTests::name).toList());
            if (!oldestFirst) {
                Collections.reverse(wanted);
            }
            assertThat(readAll(filter, oldestFirst, 1 + random.nextInt(40)))
                    .as("%s %s", filter, oldestFirst)
                    .isEqualTo(wanted);
            long counted = histogram.bars(tenant, filter.between(DAY, DAY.plusSeconds(60)), 17).bars().stream()
                    .flatMap(bar -> bar.counts().values().stream())
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(counted)
                    .as("%s", filter)
                    .isEqualTo(all.stream()
                            .filter(matches(filter.between(DAY, DAY.plusSeconds(60))))
                            .count());
        }
    }

    @Test
    void theHistogramCountsEachLineInTheBarOfItsTime() {
        UUID run = UUID.randomUUID();
        write(List.of(
                line(run, DAY, Outcome.DONE),
                line(run, DAY.plusMillis(9_999), Outcome.DONE),
                line(run, DAY.plusMillis(10_000), Outcome.FAILED),
                line(run, DAY.plusMillis(59_000), Outcome.DONE)));
        LogFilter filter = new LogFilter(null, run, null, null, Set.of(), DAY, DAY.plusSeconds(60), null);
        List<LogHistogram.Bar> bars = histogram.bars(tenant, filter, 6).bars();
        assertThat(bars).hasSize(6);
        assertThat(bars.getFirst().counts()).containsExactlyEntriesOf(java.util.Map.of(Outcome.DONE, 2L));
        assertThat(bars.get(1).counts()).containsExactlyEntriesOf(java.util.Map.of(Outcome.FAILED, 1L));
        assertThat(bars.getLast().to()).isEqualTo(DAY.plusSeconds(60));
        assertThat(bars.getLast().counts()).containsEntry(Outcome.DONE, 1L);
    }

    @Test
    void countsOfLongAgoAreByMinuteAndHourAndAddUpToTheSame() {
        UUID run = UUID.randomUUID();
        UUID flow = UUID.randomUUID();
        List<Line> lines = new ArrayList<>();
        for (int minute = 0; minute < 300; minute++) {
            lines.add(new Line(
                    DAY.plusSeconds(minute * 60L + minute % 60),
                    run,
                    flow,
                    "end",
                    "K",
                    minute % 10 == 0 ? Outcome.DROPPED : Outcome.DONE,
                    null,
                    null,
                    1,
                    1,
                    "[]",
                    null,
                    null,
                    List.of()));
        }
        write(lines);
        LogFilter ofFlow = new LogFilter(
                flow, null, null, null, Set.of(), DAY.plusSeconds(1_800), DAY.plusSeconds(5 * 3_600), null);
        LogFilter ofRun = new LogFilter(null, run, null, null, Set.of(), null, DAY.plusSeconds(5 * 3_600), null);
        List<LogHistogram.Bar> before = histogram.bars(tenant, ofFlow, 5).bars();
        List<LogHistogram.Bar> runBefore = histogram.bars(tenant, ofRun, 5).bars();
        assertThat(before)
                .extracting(LogHistogram.Bar::from)
                .startsWith(DAY.plusSeconds(1_800), DAY.plusSeconds(3_600));
        assertThat(before.getFirst().counts())
                .containsEntry(Outcome.DROPPED, 3L)
                .containsEntry(Outcome.DONE, 27L);

        upkeepAt(DAY.plusSeconds(10 * 3_600)).tidyUp();
        int left = database.inTenant(tenant, sql -> sql.fetchCount(io.salessync.logs.jooq.Tables.LINE_COUNT));
        assertThat(left).isZero();
        assertThat(histogram.bars(tenant, ofFlow, 5).bars()).isEqualTo(before);
        assertThat(histogram.bars(tenant, ofRun, 5).bars()).isEqualTo(runBefore);
        assertThat(histogram
                        .bars(tenant, ofFlow.between(DAY.plusSeconds(90), DAY.plusSeconds(150)), 60)
                        .bars())
                .as("whole minutes")
                .extracting(LogHistogram.Bar::from)
                .containsExactly(DAY.plusSeconds(60), DAY.plusSeconds(120));

        // lines that were written late are counted with the others
        write(List.of(line(run, DAY.plusSeconds(7_200), Outcome.DONE)));
        assertThat(total(histogram.bars(tenant, ofRun, 5))).isEqualTo(301);
        upkeepAt(DAY.plusSeconds(10 * 3_600)).tidyUp();
        assertThat(total(histogram.bars(tenant, ofRun, 5))).isEqualTo(301);
    }

    private static long total(LogHistogram.Bars bars) {
        return bars.bars().stream()
                .flatMap(bar -> bar.counts().values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    private void rollCountsBefore(Instant time) {
        database.outsideTenants(sql -> sql.fetch("SELECT logs.roll_counts(?::timestamptz, 1000000)", time.toString()));
    }

    @Test
    void daysAreMadeAheadLinesMoveToTheirDayAndOldDaysGo() {
        LocalDate old = LocalDate.of(2031, 3, 1);
        Instant noon = old.atStartOfDay(ZoneOffset.UTC).toInstant().plusSeconds(43_200);
        UUID run = UUID.randomUUID();
        write(List.of(line(run, noon, Outcome.DONE)));
        assertThat(partitions()).contains("record_log_default");
        upkeepAt(noon).tidyUp();
        assertThat(partitions()).contains("record_log_p20310301", "record_log_p20310304");
        assertThat(dayOf(run)).isEqualTo("logs.record_log_p20310301");
        // again: no harm
        upkeepAt(noon).tidyUp();

        upkeepAt(noon.plusSeconds(31 * 86_400L)).tidyUp();
        assertThat(partitions()).doesNotContain("record_log_p20310301").contains("record_log_p20310302");
        assertThat(readAll(new LogFilter(null, run, null, null, Set.of(), null, null, null), false, 10))
                .isEmpty();
        database.outsideTenants(sql -> sql.execute("SELECT logs.expire_record_log('2031-05-01')"));
        assertThat(upkeep.isRunning())
                .as("by itself in the running program alone")
                .isFalse();
    }

    @Test
    void linesOfOthersAreNotThereNeitherCountedNorWritable() {
        UUID run = UUID.randomUUID();
        write(List.of(line(run, DAY, Outcome.DONE)));
        TenantId other = tenants.fresh().id();
        LogFilter filter = new LogFilter(null, run, null, null, Set.of(), DAY, DAY.plusSeconds(60), null);
        assertThat(rows.page(other, filter, new Order(false, null, 10)).lines()).isEmpty();
        assertThat(histogram.bars(other, filter, 1).bars().getFirst().counts()).isEmpty();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> database.runInTenant(
                        other, sql -> log.write(sql, tenant, List.of(line(run, DAY, Outcome.DONE)))))
                .hasStackTraceContaining("row-level security");
    }

    private LogUpkeep upkeepAt(Instant now) {
        return new LogUpkeep(
                database, InstantSource.fixed(now), new LogsSettings(java.time.Duration.ofDays(30)), context, false);
    }

    private List<String> partitions() {
        return database.outsideTenants(sql -> sql.fetch(
                        "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'logs.record_log'::regclass")
                .map(row -> row.get(0, String.class).replace("logs.", "")));
    }

    private String dayOf(UUID run) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT tableoid::regclass::text FROM logs.record_log WHERE run_id = ?", run)
                        .get(0, String.class));
    }

    private List<String> readAll(LogFilter filter, boolean oldestFirst, int limit) {
        List<String> seen = new ArrayList<>();
        Place after = null;
        int pages = 0;
        do {
            LogRows.Page page = rows.page(tenant, filter, new Order(oldestFirst, after, limit));
            page.lines().forEach(line -> seen.add(line.getAt() + " " + line.getRecordKey()));
            after = page.next();
            assertThat(pages++).isLessThan(1_000);
        } while (after != null);
        return seen;
    }

    private static String name(Line line) {
        return line.at() + " " + line.recordKey();
    }

    private static Predicate<Line> matches(LogFilter filter) {
        return line -> (filter.flow() == null || filter.flow().equals(line.flow()))
                && (filter.run() == null || filter.run().equals(line.run()))
                && (filter.node() == null || filter.node().equals(line.node()))
                && (filter.key() == null || filter.key().equals(line.recordKey()))
                && (filter.outcomes().isEmpty() || filter.outcomes().contains(line.outcome()))
                && (filter.from() == null || !line.at().isBefore(filter.from()))
                && (filter.to() == null || line.at().isBefore(filter.to()))
                && (filter.q() == null
                        || contains(line.message(), filter.q())
                        || contains(line.recordKey(), filter.q()));
    }

    private static boolean contains(@Nullable String text, String q) {
        return text != null && text.toLowerCase(java.util.Locale.ROOT).contains(q.toLowerCase(java.util.Locale.ROOT));
    }

    private static Line line(UUID run, Instant at, Outcome outcome) {
        return new Line(at, run, null, "end", "K", outcome, null, null, 1, 1, "[]", null, null, List.of());
    }

    private void write(List<Line> lines) {
        database.runInTenant(tenant, sql -> log.write(sql, tenant, lines));
    }
}
