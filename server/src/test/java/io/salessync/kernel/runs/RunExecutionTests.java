package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class RunExecutionTests {
    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private ScriptedKind kind;

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
    void aQueuedRunIsExecutedOnceAndTellsHowItEnded() {
        kind.next(run -> {
            run.progress("records", 1, 0, 2L, "first");
            run.progress("records", 2, 1, 2L, "second");
            run.log(ActiveRun.Level.WARN, "A-1", "has no price");
            return RunOutcome.partlyFailed("1 of 2 records failed");
        });
        RunId id = runs.queue(kind.request(tenant, "{\"file\":\"a.csv\"}", null));

        assertThat(find(id).state()).isEqualTo(RunState.QUEUED);
        stepper.runDue(tenant);

        Run run = find(id);
        assertThat(run.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(run.message()).isEqualTo("1 of 2 records failed");
        assertThat(run.done()).isEqualTo(2);
        assertThat(run.failed()).isEqualTo(1);
        assertThat(run.total()).isEqualTo(2);
        assertThat(run.steps()).containsExactly(new Run.Step("records", RunState.PARTLY_FAILED, 2, 1, 2L, "second"));
        assertThat(run.finishedAt()).isEqualTo(clock.instant());
        assertThat(stepper.runDue(tenant)).isZero();
        assertThat(kind.executions()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheKindFailsTheRunWithItsMessage() {
        kind.next(run -> {
            throw Problem.of(RunProblem.BAD_FILTER, "Column 7 is no number.");
        });
        RunId id = runs.queue(kind.request(tenant));
        stepper.runDue(tenant);
        assertThat(find(id).state()).isEqualTo(RunState.FAILED);
        assertThat(find(id).message()).isEqualTo("Column 7 is no number.");
    }

    @Test
    void aSleepingRunGoesOnAtItsTimeAndNotBefore() {
        Instant tomorrow = clock.instant().plus(Duration.ofHours(15));
        kind.next(run -> {
            throw run.sleepUntil(tomorrow, "daily call limit of monday.com");
        });
        kind.next(run -> RunOutcome.succeeded("done"));
        RunId id = runs.queue(kind.request(tenant));
        stepper.runDue(tenant);

        assertThat(find(id).state()).isEqualTo(RunState.PAUSED);
        assertThat(find(id).waitsFor()).isEqualTo("daily call limit of monday.com");
        assertThat(find(id).waitsUntil()).isEqualTo(tomorrow);
        clock.advance(Duration.ofHours(15).minusSeconds(1));
        assertThat(stepper.runDue(tenant)).isZero();
        clock.advance(Duration.ofSeconds(1));
        stepper.runDue(tenant);
        assertThat(find(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(find(id).waitsFor()).isNull();
    }

    @Test
    void aSleepingRunCanBeWokenByAPersonAtOnce() {
        kind.next(run -> {
            throw run.sleepUntil(clock.instant().plus(Duration.ofHours(1)), "nothing");
        });
        kind.next(run -> RunOutcome.succeeded("done"));
        RunId id = runs.queue(kind.request(tenant));
        stepper.runDue(tenant);
        runs.resume(tenant, id);
        stepper.runDue(tenant);
        assertThat(find(id).state()).isEqualTo(RunState.SUCCEEDED);

        // the look that was scheduled for the end of the sleep finds nothing to do
        clock.advance(Duration.ofHours(2));
        stepper.runDue(tenant);
        assertThat(kind.executions()).isEqualTo(2);
    }

    @Test
    void pauseAndCancelTakeEffectAtACheckpoint() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            runs.pause(tenant, id);
            assertThat(find(id).state()).isEqualTo(RunState.RUNNING);
            run.checkpoint();
            throw new AssertionError("went on after a checkpoint");
        });
        stepper.runDue(tenant);
        assertThat(find(id).state()).isEqualTo(RunState.PAUSED);
        assertThat(stepper.runDue(tenant)).isZero();

        kind.next(run -> {
            runs.cancel(tenant, id);
            run.checkpoint();
            throw new AssertionError("went on after a checkpoint");
        });
        runs.resume(tenant, id);
        assertThat(find(id).state()).isEqualTo(RunState.QUEUED);
        stepper.runDue(tenant);
        assertThat(find(id).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void whatDoesNotFitTheStateIsRefusedWithAProblem() {
        kind.next(run -> RunOutcome.succeeded("done"));
        RunId id = runs.queue(kind.request(tenant));
        assertThatThrownBy(() -> runs.resume(tenant, id))
                .isInstanceOf(Problem.class)
                .hasMessage("The run “test” is queued; it cannot be resumed.");
        assertThatThrownBy(() -> runs.retry(tenant, id)).isInstanceOf(Problem.class);
        stepper.runDue(tenant);
        assertThatThrownBy(() -> runs.cancel(tenant, id))
                .isInstanceOf(Problem.class)
                .hasMessage("The run “test” is succeeded; it cannot be cancelled.");
    }

    @Test
    void aRetryIsANewRunWithTheSameInput() {
        kind.next(run -> RunOutcome.failed("no luck"));
        kind.next(run -> RunOutcome.succeeded(run.input()));
        RunId first = runs.queue(kind.request(tenant, "{\"n\": 1}", null));
        stepper.runDue(tenant);
        RunId second = runs.retry(tenant, first);
        stepper.runDue(tenant);
        assertThat(find(first).state()).isEqualTo(RunState.FAILED);
        assertThat(find(second).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(find(second).message()).isEqualTo("{\"n\": 1}");
    }

    private Run find(RunId id) {
        return runs.find(tenant, id).orElseThrow();
    }
}
