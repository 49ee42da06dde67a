package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class RunLogTests {
    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private RunRows rows;

    @Autowired
    private RunLedger ledger;

    @Autowired
    private RunSettings settings;

    @Autowired
    private NodeName node;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private Database database;

    @Autowired
    private MovableClock clock;

    @Autowired
    private TenantKit tenants;

    private TenantId tenant;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh().id();
        kind.forget();
    }

    @Test
    void linesKeepTheirOrderAndAreReadPageByPageNewestFirst() {
        RunId id = logged(1_234);
        List<RunRows.LogLine> newest = rows.log(tenant, id.value(), new RunRows.LogFilter(null, null, null, 1_000));
        List<RunRows.LogLine> older = rows.log(
                tenant,
                id.value(),
                new RunRows.LogFilter(null, null, newest.getLast().id(), 1_000));
        assertThat(newest)
                .extracting(RunRows.LogLine::message)
                .startsWith("line 1233")
                .hasSize(1_000);
        assertThat(older.reversed())
                .extracting(RunRows.LogLine::message)
                .containsExactlyElementsOf(
                        IntStream.range(0, 234).mapToObj(line -> "line " + line).toList());
    }

    @Test
    void linesAreFoundByLevelRecordAndWords() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            run.log(ActiveRun.Level.INFO, "A-1", "created");
            run.log(ActiveRun.Level.ERROR, "A-2", "the label “100%” is missing");
            return RunOutcome.succeeded("done");
        });
        stepper.runDue(tenant);
        assertThat(found(id, "ERROR", null)).containsExactly("the label “100%” is missing");
        assertThat(found(id, null, "A-1")).containsExactly("created");
        assertThat(found(id, null, "LABEL “100%")).containsExactly("the label “100%” is missing");
        assertThat(found(id, null, "1000")).isEmpty();
    }

    @Test
    void progressIsWrittenFourTimesASecondAtMostAndAtTheEnd() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            for (int record = 1; record <= 100; record++) {
                run.progress("records", record, 0, 200L, null);
                clock.advance(Duration.ofMillis(10));
            }
            // at 0, 250, 500 and 750 ms
            assertThat(find(id).done()).isEqualTo(76);
            assertThat(find(id).ratePerMinute()).isEqualTo(6_000);
            assertThat(find(id).etaSeconds()).isEqualTo(1);
            return RunOutcome.succeeded("done");
        });
        stepper.runDue(tenant);
        assertThat(find(id).done()).isEqualTo(100);
        assertThat(count("SELECT count(*) FROM kernel.live_event WHERE topic = 'runs'"))
                .as("queued, taken, four times progress, its rest, the end")
                .isEqualTo(8);
    }

    @Test
    void aStepThatAnotherOneTookOverFromIsOver() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            run.progress("items", 0, 0, 2L, null);
            run.progress("lines", 0, 0, 5L, null);
            run.progress("items", 2, 1, 2L, null);
            run.progress("lines", 1, 0, 5L, null);
            run.checkpoint();
            assertThat(find(id).steps())
                    .containsExactly(
                            new Run.Step("items", RunState.PARTLY_FAILED, 2, 1, 2L, null),
                            new Run.Step("lines", RunState.RUNNING, 1, 0, 5L, null));
            assertThat(find(id).total()).isEqualTo(7);
            return RunOutcome.failed("no more");
        });
        stepper.runDue(tenant);
        assertThat(find(id).steps())
                .extracting(Run.Step::state)
                .containsExactly(RunState.PARTLY_FAILED, RunState.FAILED);
    }

    @Test
    void aDayOfTheLogIsAPartitionBehindTheWallAndGoesAfterItsTime() {
        Instant then = clock.instant();
        try {
            // years in which no other test has lines
            clock.set(Instant.parse("2001-03-01T12:00:00Z"));
            RunId before = logged(3);
            upkeep().tidyUp();
            clock.advance(Duration.ofDays(1));
            RunId after = logged(2);
            assertThat(partitionOf(before)).isEqualTo("kernel.run_log_p20010301");
            assertThat(partitionOf(after)).isEqualTo("kernel.run_log_p20010302");
            assertThat(count(
                            "SELECT count(*) FROM pg_class c WHERE c.relname LIKE 'run\\_log\\_p2001%' AND c.relkind = 'r'"
                                    + " AND c.relrowsecurity AND c.relforcerowsecurity"
                                    + " AND NOT has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE')"))
                    .isEqualTo(4);

            clock.set(Instant.parse("2001-04-01T12:00:00Z"));
            upkeep().tidyUp();
            assertThat(rows.log(tenant, before.value(), new RunRows.LogFilter(null, null, null, 10)))
                    .isEmpty();
            assertThat(rows.log(tenant, after.value(), new RunRows.LogFilter(null, null, null, 10)))
                    .hasSize(2);
        } finally {
            clock.set(then);
        }
    }

    private RunUpkeep upkeep() {
        return new RunUpkeep(database, ledger, node, clock, settings);
    }

    private RunId logged(int lines) {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            for (int line = 0; line < lines; line++) {
                run.log(ActiveRun.Level.INFO, null, "line " + line);
            }
            return RunOutcome.succeeded("done");
        });
        stepper.runDue(tenant);
        return id;
    }

    private List<String> found(RunId id, String level, String text) {
        return rows.log(tenant, id.value(), new RunRows.LogFilter(level, text, null, 10)).stream()
                .map(RunRows.LogLine::message)
                .toList();
    }

    private String partitionOf(RunId id) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchOne(
                                "SELECT DISTINCT tableoid::regclass::text FROM kernel.run_log WHERE run_id = ?",
                                id.value())
                        .get(0, String.class));
    }

    private long count(String query) {
        return database.inTenant(tenant, sql -> sql.fetchSingle(query).get(0, Long.class));
    }

    private Run find(RunId id) {
        return runs.find(tenant, id).orElseThrow();
    }
}
