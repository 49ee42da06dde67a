package io.salessync.flows.schedule;

import static io.salessync.flows.schedule.FakeFlows.flow;
import static io.salessync.flows.schedule.FakeFlows.trigger;
import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.graph.FlowDefinition;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
@Import(FakeFlows.class)
class LedgerTests {
    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private Database database;

    @Autowired
    private MovableClock clock;

    @Autowired
    private PublishedTriggers published;

    @Autowired
    private Firing firing;

    @Autowired
    private Ticker ticker;

    @Autowired
    private Watchdog watchdog;

    @Autowired
    private TriggerUpkeep upkeep;

    @Autowired
    private FakeFlows.Starter starter;

    @Autowired
    private FakeFlows.Raised alerts;

    @Autowired
    private FakeFlows.Named names;

    @Autowired
    private Runs runs;

    @Autowired
    private Tenants tenants;

    @Autowired
    private ApplicationEventPublisher events;

    private TenantId tenant;
    private Tenant named;
    private UUID flow;

    @BeforeEach
    void fresh() {
        named = tenantKit.fresh();
        tenant = named.id();
        flow = UUID.randomUUID();
        // the beginning of an hour, so that words about hours are easy to follow
        clock.set(Instant.parse("2026-11-23T09:00:00Z"));
    }

    private void publish(String settings) {
        publish(flow, flow("sales", trigger("schedule", settings)));
    }

    private void publish(UUID id, @Nullable FlowDefinition definition) {
        database.runInTenant(tenant, sql -> published.published(sql, tenant, id, definition));
    }

    /** Each row as {@code 10:00 RAN}. */
    private List<String> ledger() {
        return rows().stream()
                .map(row -> row.get("due", Instant.class).toString().substring(11, 16) + " " + row.get("state"))
                .toList();
    }

    private List<Record> rows() {
        return database.inTenant(
                tenant,
                sql -> new ArrayList<>(sql.fetch(
                        "SELECT due, state, why, late_ms, run_id FROM flows.due WHERE tenant_id = ? AND flow_id = ? ORDER BY due",
                        tenant.value(),
                        flow)));
    }

    private void endRuns() {
        List<RunId> going = database.inTenant(tenant, sql -> starter.active(sql, tenant, flow));
        going.forEach(run -> runs.cancel(tenant, run));
    }

    private void at(String time) {
        clock.set(Instant.parse("2026-11-23T" + time + ":00Z"));
    }

    // ---- in time

    @Test
    void aDueTimeStartsTheFlowOnceAndThenTheNextOneIsPlanned() {
        publish("{'words':'every hour','zone':'UTC'}");
        assertThat(ledger()).containsExactly("10:00 PLANNED");
        firing.fire(tenant);
        assertThat(starter.of(flow)).isEmpty();
        at("10:00");
        clock.advance(Duration.ofMillis(250));
        ticker.tick();
        ticker.tick();
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 PLANNED");
        assertThat(rows().getFirst().get("late_ms", Long.class)).isEqualTo(250);
        assertThat(rows().getFirst().get("run_id")).isNotNull();
        assertThat(starter.of(flow)).hasSize(1);
        FlowStarter.Start start = starter.of(flow).getFirst();
        assertThat(start.trigger()).isEqualTo("t1");
        assertThat(start.due()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(start.since()).isNull();
        assertThat(start.after()).isEqualTo(start.due());
    }

    @Test
    void whatWasSettledLongAgoGoesAndWhatIsPlannedStays() {
        publish("{'words':'every hour','zone':'UTC'}");
        at("10:00");
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 PLANNED");
        upkeep.tidyUp();
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 PLANNED");
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE flows.due SET settled_at = settled_at - interval '91 days' WHERE settled_at IS NOT NULL"));

        upkeep.tidyUp();

        assertThat(ledger()).containsExactly("11:00 PLANNED");
    }

    @Test
    void theRangeOfARunBeginsAtTheLastDueTimeThatARunCovered() {
        publish("{'words':'every hour','zone':'UTC'}");
        at("10:00");
        firing.fire(tenant);
        at("11:00");
        // the first one still goes on
        firing.fire(tenant);
        endRuns();
        at("12:01");
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 SKIPPED", "12:00 RAN", "13:00 PLANNED");
        FlowStarter.Start second = starter.of(flow).get(1);
        assertThat(second.since()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(second.after()).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
    }

    @Test
    void whateverTheNumberOfNodesEachDueTimeStartsOneRun() throws Exception {
        List<UUID> flows = Stream.generate(UUID::randomUUID).limit(60).toList();
        for (UUID id : flows) {
            publish(id, flow("f", trigger("schedule", "{'words':'every hour','zone':'UTC'}")));
        }
        at("10:00");
        try (var nodes = Executors.newFixedThreadPool(4)) {
            Callable<Integer> node = () -> {
                int settled = 0;
                for (int round = 0; round < 10; round++) {
                    settled += firing.fire(tenant);
                }
                return settled;
            };
            int settled = 0;
            for (Future<Integer> each : nodes.invokeAll(List.of(node, node, node, node))) {
                settled += each.get();
            }
            assertThat(settled).isEqualTo(60);
        }
        assertThat(flows).allSatisfy(id -> assertThat(starter.of(id)).hasSize(1));
    }

    @Test
    void theTickerStartsInTimeByItself() throws Exception {
        publish("{'cron':'* * * * * *','zone':'UTC','overlap':'queueAll'}");
        try (var ignored = clock.run()) {
            ticker.start();
            Instant until = clock.instant().plusSeconds(10);
            while (starter.of(flow).isEmpty() && clock.instant().isBefore(until)) {
                Thread.onSpinWait();
            }
            ticker.stop();
        }
        assertThat(starter.of(flow)).isNotEmpty();
        assertThat(rows().getFirst().get("late_ms", Long.class)).isBetween(0L, 900L);
    }

    @Test
    void aFlowThatCannotBeStartedKeepsNoOtherFromIt() {
        UUID broken = UUID.randomUUID();
        starter.breakFor(broken);
        publish(broken, flow("broken", trigger("schedule", "{'words':'every hour','zone':'UTC'}")));
        publish("{'words':'every hour','zone':'UTC'}");
        at("10:00");
        firing.fire(tenant);
        assertThat(starter.of(flow)).hasSize(1);
        List<String> states = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT state || ' ' || coalesce(why, '') FROM flows.due WHERE flow_id = ? ORDER BY due",
                                broken)
                        .getValues(0, String.class));
        assertThat(states).containsExactly("SKIPPED The flow has no published version.", "PLANNED ");
    }

    @Test
    void aClockChangeIsSaidInTheLedger() {
        clock.set(Instant.parse("2026-03-07T12:00:00Z"));
        publish("{'words':'every day at 02:30','zone':'America/New_York'}");
        clock.set(Instant.parse("2026-03-08T07:00:00Z"));
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("07:00 RAN", "06:30 PLANNED");
        assertThat(rows().getFirst().get("why", String.class)).contains("02:30");
    }

    @Test
    void aScheduleThatEndsIsNeitherPlannedNorSilent() {
        publish("{'words':'every day at 10:00','zone':'UTC','end':'2026-11-23'}");
        at("10:00");
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("10:00 RAN");
        clock.advance(Duration.ofDays(3));
        watchdog.look();
        assertThat(alerts.raised).noneMatch(notice -> notice.group().startsWith(flow.toString()));
    }

    // ---- missed

    @Test
    void ofMissedDueTimesOneRunCoversAll() {
        publish("{'words':'every hour','zone':'UTC'}");
        at("14:30");
        firing.fire(tenant);
        assertThat(ledger())
                .containsExactly(
                        "10:00 MISSED",
                        "11:00 MISSED",
                        "12:00 MISSED",
                        "13:00 MISSED",
                        "14:00 CAUGHT_UP",
                        "15:00 PLANNED");
        assertThat(starter.of(flow)).hasSize(1);
        assertThat(rows().getFirst().get("why", String.class)).contains("covers");
    }

    @Test
    void missedDueTimesAreSkippedWhereThatIsSaid() {
        publish("{'words':'every hour','zone':'UTC','missed':{'policy':'skip'}}");
        at("12:30");
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("10:00 MISSED", "11:00 MISSED", "12:00 MISSED", "13:00 PLANNED");
        assertThat(starter.of(flow)).isEmpty();
        // one that is just late is not missed
        at("13:03");
        firing.fire(tenant);
        assertThat(ledger()).contains("13:00 LATE", "14:00 PLANNED");
        assertThat(rows().get(3).get("late_ms", Long.class)).isEqualTo(180_000);
    }

    @Test
    void eachMissedDueTimeRunsOneAfterTheOtherUpToTheBound() {
        publish("{'words':'every hour','zone':'UTC','missed':{'policy':'all','atMost':3}}");
        at("14:30");
        firing.fire(tenant);
        assertThat(ledger())
                .containsExactly(
                        "10:00 MISSED",
                        "11:00 MISSED",
                        "12:00 CAUGHT_UP",
                        "13:00 WAITING",
                        "14:00 WAITING",
                        "15:00 PLANNED");
        for (int i = 0; i < 2; i++) {
            endRuns();
            firing.startWaiting(tenant, flow);
        }
        assertThat(ledger()).contains("13:00 LATE", "14:00 LATE");
        assertThat(starter.of(flow))
                .extracting(start -> start.after().toString().substring(11, 16))
                .containsExactly("12:00", "13:00", "14:00");
        assertThat(starter.of(flow).get(1).since()).isEqualTo(Instant.parse("2026-11-23T12:00:00Z"));
    }

    @Test
    void whatWasMissedTooLongAgoNeverRuns() {
        publish("{'words':'every day at 10:00','zone':'UTC','missed':{'policy':'once','within':'PT2H'}}");
        at("10:00");
        clock.advance(Duration.ofHours(50).plusMinutes(-10));
        firing.fire(tenant);
        // 11:50 two days later: today's is within two hours
        assertThat(ledger()).containsExactly("10:00 MISSED", "10:00 MISSED", "10:00 CAUGHT_UP", "10:00 PLANNED");
        clock.advance(Duration.ofHours(48).plusMinutes(20));
        endRuns();
        firing.fire(tenant);
        assertThat(ledger()).endsWith("10:00 MISSED", "10:00 MISSED", "10:00 PLANNED");
        assertThat(starter.of(flow)).hasSize(1);
    }

    @Test
    void aLongAbsenceIsWrittenDownInPortions() {
        publish("{'words':'every minute','zone':'UTC'}");
        clock.advance(Duration.ofDays(2));
        int rounds = 0;
        while (firing.fire(tenant) > 0) {
            rounds++;
        }
        assertThat(rounds).isEqualTo(2);
        Map<String, Integer> states = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT state, count(*)::int FROM flows.due WHERE flow_id = ? GROUP BY state", flow)
                        .intoMap(row -> row.get(0, String.class), row -> row.get(1, Integer.class)));
        assertThat(states)
                .containsEntry("MISSED", 2 * 1_440 - 1)
                .containsEntry("RAN", 1)
                .containsEntry("PLANNED", 1);
        assertThat(starter.of(flow)).hasSize(1);
    }

    // ---- overlap

    @Test
    void oneWaitsForTheRunThatGoesOnTheLatest() {
        publish("{'words':'every hour','zone':'UTC','overlap':'queueOne'}");
        for (String time : List.of("10:00", "11:00", "12:00")) {
            at(time);
            firing.fire(tenant);
        }
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 SKIPPED", "12:00 WAITING", "13:00 PLANNED");
        assertThat(firing.startWaiting(tenant, flow)).isFalse();
        endRuns();
        at("12:20");
        ticker.tick();
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 SKIPPED", "12:00 LATE", "13:00 PLANNED");
        assertThat(rows().get(2).get("why", String.class)).startsWith("Waited for run");
        assertThat(starter.of(flow).get(1).since()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
    }

    @Test
    void allWaitInTheirOrder() {
        publish("{'words':'every hour','zone':'UTC','overlap':'queueAll'}");
        for (String time : List.of("10:00", "11:00", "12:00")) {
            at(time);
            firing.fire(tenant);
        }
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 WAITING", "12:00 WAITING", "13:00 PLANNED");
        endRuns();
        // the one that is due now comes after those that wait
        at("13:00");
        firing.fire(tenant);
        assertThat(ledger()).contains("13:00 WAITING");
        firing.startWaiting(tenant, flow);
        assertThat(ledger()).startsWith("10:00 RAN", "11:00 LATE", "12:00 WAITING");
    }

    @Test
    void theOtherRunIsCancelled() {
        publish("{'words':'every hour','zone':'UTC','overlap':'cancelOther'}");
        at("10:00");
        firing.fire(tenant);
        UUID first = rows().getFirst().get("run_id", UUID.class);
        at("11:00");
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 RAN", "12:00 PLANNED");
        assertThat(runs.find(tenant, new RunId(first)).orElseThrow().state()).isEqualTo(RunState.CANCELLED);
    }

    // ---- published

    @Test
    void whatIsSwitchedOffIsNotDueAndDoesNotMissAnything() {
        publish("{'words':'every hour','zone':'UTC'}");
        publish(flow, null);
        assertThat(ledger()).isEmpty();
        at("15:10");
        firing.fire(tenant);
        publish("{'words':'every hour','zone':'UTC'}");
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("16:00 PLANNED");
    }

    @Test
    void publishingAgainKeepsWhatIsPlannedUnlessTheScheduleChanged() {
        publish("{'words':'every hour','zone':'UTC'}");
        at("10:30");
        // due and not settled yet: another version of the flow must not lose it
        publish("{'words':'every hour','zone':'UTC'}");
        assertThat(ledger()).containsExactly("10:00 PLANNED");
        firing.fire(tenant);
        publish("{'words':'every day at 12:00','zone':'UTC'}");
        assertThat(ledger()).containsExactly("10:00 CAUGHT_UP", "12:00 PLANNED");
    }

    // ---- silence

    @Test
    void aScheduleThatFellSilentIsNoticedPlannedAnewAndSaidToHaveRecovered() {
        publish("{'words':'every hour','zone':'UTC'}");
        at("10:00");
        firing.fire(tenant);
        endRuns();
        database.runInTenant(
                tenant, sql -> sql.execute("DELETE FROM flows.due WHERE flow_id = ? AND state = 'PLANNED'", flow));
        at("10:59");
        watchdog.look();
        assertThat(noticed()).isZero();
        database.runInTenant(
                tenant, sql -> sql.execute("DELETE FROM flows.due WHERE flow_id = ? AND state = 'PLANNED'", flow));
        at("11:06");
        watchdog.look();
        watchdog.look();
        assertThat(noticed()).isEqualTo(1);
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 PLANNED");
        firing.fire(tenant);
        assertThat(ledger()).containsExactly("10:00 RAN", "11:00 CAUGHT_UP", "12:00 PLANNED");
        assertThat(alerts.recovered).contains("silent-trigger " + flow + "/t1");
    }

    @Test
    void aTickerThatHangsIsNoticed() {
        publish("{'words':'every hour','zone':'UTC'}");
        at("10:04");
        watchdog.look();
        assertThat(noticed()).isZero();
        at("10:06");
        watchdog.look();
        assertThat(noticed()).isEqualTo(1);
        assertThat(alerts.raised.getLast().rule()).isEqualTo("silent-trigger");
        assertThat(alerts.raised.getLast().detail()).contains("2026-11-23T10:00:00Z");
    }

    private long noticed() {
        return alerts.raised.stream()
                .filter(notice -> notice.group().equals(flow + "/t1"))
                .count();
    }

    // ---- other triggers

    @Test
    void aFlowStartsAfterAnotherOneThatEndedAsSaid() {
        UUID first = UUID.randomUUID();
        names.names.put("first-" + first, first);
        publish(
                flow,
                flow(
                        "second",
                        trigger("after", "{'flow':'first-" + first + "','states':['SUCCEEDED','PARTLY_FAILED']}")));
        end(first, RunState.FAILED);
        end(UUID.randomUUID(), RunState.SUCCEEDED);
        firing.fire(tenant);
        assertThat(starter.of(flow)).isEmpty();
        end(first, RunState.PARTLY_FAILED);
        end(first, RunState.SUCCEEDED);
        firing.fire(tenant);
        assertThat(starter.of(flow)).hasSize(1);
        assertThat(starter.of(flow)
                        .getFirst()
                        .payload()
                        .path("after")
                        .path("state")
                        .asString())
                .isEqualTo("PARTLY_FAILED");
        // the second end waits for the run that the first one started
        endRuns();
        firing.startWaiting(tenant, flow);
        assertThat(starter.of(flow)).hasSize(2);
    }

    private void end(UUID subject, RunState state) {
        database.runInTenant(
                tenant,
                sql -> events.publishEvent(
                        new RunEnded(tenant, new RunId(UUID.randomUUID()), "flows.run", subject, state, 10, 0, null)));
    }

    @Test
    void aFileStartsTheFlowOnceItIsCompleteAndIsPutAwayAfterwards(@TempDir Path folder) throws Exception {
        FileDrops drops = drops(folder);
        publish(flow, flow("files", trigger("file", "{'folder':'inbox','pattern':'*.csv'}")));
        Files.writeString(folder.resolve("orders.csv"), "a");
        Files.writeString(folder.resolve("other.txt"), "a");
        drops.look();
        Files.writeString(folder.resolve("orders.csv"), "a,b");
        drops.look();
        assertThat(ledger()).isEmpty();
        drops.look();
        drops.look();
        firing.fire(tenant);
        assertThat(starter.of(flow)).hasSize(1);
        Path taken = Path.of(starter.of(flow).getFirst().payload().path("path").asString());
        assertThat(taken).hasContent("a,b");
        assertThat(folder.resolve("orders.csv")).doesNotExist();
        drops.putAway();
        assertThat(taken).exists();
        endRuns();
        drops.putAway();
        assertThat(taken).doesNotExist();
        try (Stream<Path> failed = Files.list(folder.resolve("failed"))) {
            assertThat(failed).singleElement().asString().endsWith("-orders.csv");
        }
        assertThat(folder.resolve("other.txt")).exists();
    }

    @Test
    void aFileThatADeadNodeTookIsTakenAgain(@TempDir Path folder) throws Exception {
        FileDrops drops = drops(folder);
        publish(flow, flow("files", trigger("file", "{'folder':'inbox','pattern':'*.csv'}")));
        Path lost = Files.createDirectories(folder.resolve(".taken")).resolve(UUID.randomUUID() + "-orders.csv");
        Files.writeString(lost, "a");
        Files.setLastModifiedTime(
                lost, java.nio.file.attribute.FileTime.from(clock.instant().minusSeconds(60)));
        drops.look();
        assertThat(ledger()).isEmpty();
        clock.advance(Duration.ofMinutes(3));
        drops.look();
        drops.look();
        firing.fire(tenant);
        assertThat(starter.of(flow)).hasSize(1);
        assertThat(starter.of(flow).getFirst().payload().path("name").asString())
                .isEqualTo("orders.csv");
    }

    @Test
    void aFolderOfAnotherTenantIsNotWatched(@TempDir Path folder) throws Exception {
        FileDrops drops = new FileDrops(
                tenants,
                database,
                firing,
                ticker,
                settings(Map.of(tenantKit.fresh().slug(), Map.of("inbox", folder.toString()))),
                JsonMapper.shared());
        publish(flow, flow("files", trigger("file", "{'folder':'inbox'}")));
        Files.writeString(folder.resolve("orders.csv"), "a");
        drops.look();
        drops.look();
        assertThat(folder.resolve("orders.csv")).exists();
    }

    private FileDrops drops(Path folder) {
        return new FileDrops(
                tenants,
                database,
                firing,
                ticker,
                settings(Map.of(named.slug(), Map.of("inbox", folder.toString()))),
                JsonMapper.shared());
    }

    private static TriggerSettings settings(Map<String, Map<String, String>> folders) {
        return new TriggerSettings(
                Duration.ofSeconds(2), Duration.ofMinutes(5), Duration.ofDays(90), Duration.ofSeconds(10), folders);
    }
}
