package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ProgramTest
@ExtendWith(OutputCaptureExtension.class)
class RunLeaseTests {
    private static final Duration PAST_THE_LEASE = Duration.ofSeconds(21);

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private RunLedger ledger;

    @Autowired
    private RunUpkeep upkeep;

    @Autowired
    private RunMeters meters;

    @Autowired
    private RunSettings settings;

    @Autowired
    private ObjectProvider<RunKind> kinds;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private Database database;

    @Autowired
    private Live live;

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
    void aRunOfANodeThatDiedGoesOnOnceItsLeaseIsOver() {
        RunId id = runs.queue(kind.request(tenant));
        assertThat(takenBy("a node that dies", id)).isInstanceOf(RunLedger.Look.Taken.class);
        kind.next(run -> RunOutcome.succeeded("went on"));

        clock.advance(Duration.ofSeconds(19));
        stepper.runDue(tenant);
        assertThat(find(id).state()).isEqualTo(RunState.RUNNING);
        clock.advance(Duration.ofSeconds(2));
        assertThat(find(id).waitsFor()).isEqualTo("another node to go on with it: the one that had it does not answer");
        stepper.runDue(tenant);
        assertThat(find(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(find(id).message()).isEqualTo("went on");
    }

    @Test
    void aRunningRunKeepsItsLeaseAtEachCheckpoint() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            for (int beat = 0; beat < 10; beat++) {
                clock.advance(Duration.ofSeconds(15));
                run.checkpoint();
                assertThat(takenBy("a thief", id)).isInstanceOf(RunLedger.Look.Later.class);
            }
            return RunOutcome.succeeded("kept");
        });
        stepper.runDue(tenant);
        assertThat(find(id).message()).isEqualTo("kept");
    }

    @Test
    void aZombieWritesNothing() {
        RunId id = runs.queue(kind.request(tenant));
        AtomicReference<RuntimeException> zombiesEnd = new AtomicReference<>();
        kind.next(run -> {
            run.progress("records", 1, 0, 10L, "the zombie was here");
            clock.advance(PAST_THE_LEASE);
            stepper.runDue(tenant);
            assertThat(find(id).message()).isEqualTo("by the second node");
            try {
                run.inTransaction(sql -> {
                    live.changed(sql, tenant, "zombie", "walks");
                    return true;
                });
            } catch (RuntimeException e) {
                zombiesEnd.set(e);
            }
            run.log(ActiveRun.Level.INFO, null, "still here");
            return RunOutcome.failed("the zombie's word");
        });
        kind.next(run -> {
            run.progress("records", 10, 0, 10L, null);
            return RunOutcome.succeeded("by the second node");
        });
        stepper.runDue(tenant);

        assertThat(zombiesEnd.get()).isInstanceOf(RunInterrupted.class);
        assertThat(find(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(find(id).done()).isEqualTo(10);
        assertThat(count("SELECT count(*) FROM kernel.live_event WHERE topic = 'zombie'"))
                .isZero();
        assertThat(count("SELECT count(*) FROM kernel.run_log")).isZero();
    }

    @Test
    void nobodyTakesARunWhoseHolderIsInATransactionHoweverOldItsLease() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            RunLedger.Look look = run.inTransaction(sql -> {
                clock.advance(PAST_THE_LEASE);
                return onAnotherThread(() -> takenBy("a hasty node", id));
            });
            assertThat(look).isInstanceOf(RunLedger.Look.Later.class);
            return RunOutcome.succeeded("in peace");
        });
        stepper.runDue(tenant);
        assertThat(find(id).message()).isEqualTo("in peace");
    }

    @Test
    void aNodeThatStopsHandsItsRunsBackAtTheirNextCheckpoint(@TempDir Path folder) throws Exception {
        RunId id = runs.queue(kind.request(tenant, "{}", "board 1"));
        NodeName name = new NodeName(folder);
        RunExecutions other = new RunExecutions(ledger, name, kinds, database, live, clock, settings, meters);
        kind.next(run -> {
            other.stopSoon();
            run.checkpoint();
            throw new AssertionError("went on");
        });
        other.execute(lookAt(id));
        name.destroy();
        assertThat(find(id).state()).isEqualTo(RunState.QUEUED);

        kind.next(run -> RunOutcome.succeeded("on another node"));
        stepper.runDue(tenant);
        assertThat(find(id).message()).isEqualTo("on another node");
    }

    @Test
    void aNodeOnTheSameFolderIsKnownToBeDeadWhenItsLockIsGone(@TempDir Path folder) throws Exception {
        NodeName name = new NodeName(folder);
        Path left = folder.resolve("nodes").resolve("9@host-dead.lock");
        FileChannel.open(left, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .close();
        assertThat(name.dead()).containsExactly("9@host-dead");
        name.forget("9@host-dead");
        assertThat(name.dead()).isEmpty();
        name.destroy();
        assertThat(folder.resolve("nodes")).isEmptyDirectory();
    }

    @Test
    void theRunsOfADeadNodeOnTheSameFolderGoOnAtOnce(@TempDir Path folder) throws Exception {
        RunId id = runs.queue(kind.request(tenant));
        NodeName name = new NodeName(folder);
        FileChannel.open(
                        folder.resolve("nodes").resolve("9@host-dead.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)
                .close();
        takenBy("9@host-dead", id);
        new RunUpkeep(database, ledger, name, clock, settings).releaseDeadNodes();
        name.destroy();
        kind.next(run -> RunOutcome.succeeded("at once"));
        stepper.runDue(tenant);
        assertThat(find(id).message()).isEqualTo("at once");
    }

    @Test
    void aRunWhoseScheduledLookWentMissingIsFound() {
        RunId id = runs.queue(kind.request(tenant));
        database.outsideTenants(
                sql -> sql.execute("DELETE FROM scheduler.scheduled_tasks WHERE task_instance LIKE ?", tenant + "/%"));
        kind.next(run -> RunOutcome.succeeded("found"));
        assertThat(stepper.runDue(tenant)).isZero();
        clock.advance(Duration.ofMinutes(3));
        upkeep.findStranded();
        stepper.runDue(tenant);
        assertThat(find(id).message()).isEqualTo("found");
    }

    private HeldRun holding(RunId id) {
        RunWakes.Wake look = lookAt(id);
        RunLedger.Look.Taken taken = (RunLedger.Look.Taken) ledger.take(look, "this node");
        return new HeldRun(
                new RunLedger.Hold(tenant, id.value(), taken.fence(), null),
                "{}",
                new HeldRun.Node(database, live, clock, ledger, settings, () -> false, meters),
                meters.begin(kind.name()));
    }

    @Test
    void aRunThatHasJustEndedIsNotSaidToBeTakenByAnotherNode(CapturedOutput output) {
        RunId id = runs.queue(kind.request(tenant));
        HeldRun run = holding(id);
        assertThat(run.end(new RunEnding.Finished(RunOutcome.succeeded("over"))))
                .isTrue();
        clock.advance(Duration.ofSeconds(15));
        RunExecutions.tend(run);
        assertThat(output).doesNotContain("taken by another node");

        RunId other = runs.queue(kind.request(tenant));
        HeldRun lost = holding(other);
        clock.advance(PAST_THE_LEASE);
        assertThat(takenBy("a second node", other)).isInstanceOf(RunLedger.Look.Taken.class);
        RunExecutions.tend(lost);
        assertThat(output).contains("Run " + other + " was taken by another node");
    }

    @Test
    void aDatabaseThatWasAwayPutsTheRunOffAndFailsNothing() {
        RunId id = runs.queue(kind.request(tenant));
        for (int time = 0; time < 3; time++) {
            kind.next(run -> {
                throw new IllegalStateException(new java.sql.SQLException("terminating connection", "57P01"));
            });
        }
        kind.next(run -> RunOutcome.succeeded("back"));
        for (int seconds : List.of(2, 4, 8)) {
            stepper.runDue(tenant);
            assertThat(find(id).state()).isEqualTo(RunState.QUEUED);
            assertThat(find(id).waitsUntil()).isEqualTo(clock.instant().plusSeconds(seconds));
            clock.advance(Duration.ofSeconds(seconds));
        }
        stepper.runDue(tenant);
        assertThat(find(id).message()).isEqualTo("back");
    }

    @Test
    void aCheckpointInsideATransactionIsAMistake() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            assertThatThrownBy(() -> run.inTransaction(sql -> {
                        run.checkpoint();
                        return true;
                    }))
                    .isInstanceOf(IllegalStateException.class);
            return RunOutcome.succeeded("seen");
        });
        stepper.runDue(tenant);
        assertThat(find(id).message()).isEqualTo("seen");
    }

    private RunLedger.Look takenBy(String node, RunId id) {
        return ledger.take(lookAt(id), node);
    }

    private RunWakes.Wake lookAt(RunId id) {
        return new RunWakes.Wake(tenant, id.value(), count("SELECT wake FROM kernel.run WHERE run_id = '" + id + "'"));
    }

    private long count(String query) {
        return database.inTenant(tenant, sql -> sql.fetchSingle(query).get(0, Long.class));
    }

    private Run find(RunId id) {
        return runs.find(tenant, id).orElseThrow();
    }

    private static <T> T onAnotherThread(java.util.concurrent.Callable<T> work) {
        try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.submit(work).get(10, java.util.concurrent.TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
