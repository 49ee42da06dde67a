package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class RunExclusivenessTests {
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
    void runsWithOneKeyGoOneAtATimeInTheOrderTheyWereAskedFor() {
        List<String> order = new ArrayList<>();
        RunId first = queue("first");
        RunId second = queue("second");
        RunId third = queue("third");
        for (int run = 0; run < 3; run++) {
            kind.next(active -> {
                order.add(active.input());
                // whatever else is due now is not one of these
                stepper.runDue(tenant);
                return RunOutcome.succeeded("done");
            });
        }
        stepper.runDue(tenant);
        assertThat(order).containsExactly("\"first\"", "\"second\"", "\"third\"");
        assertThat(List.of(find(first), find(second), find(third)))
                .extracting(Run::state)
                .containsOnly(RunState.SUCCEEDED);
    }

    @Test
    void whoWaitsSaysForWhom() {
        RunId first = queue("first");
        RunId second = queue("second");
        assertThat(find(first).waitsFor()).isNull();
        assertThat(find(second).waitsFor()).isEqualTo("“first”, which is queued");
        kind.next(run -> {
            assertThat(find(second).waitsFor()).isEqualTo("“first”, which is running");
            throw run.sleepUntil(clock.instant().plus(Duration.ofHours(1)), "daily limit");
        });
        stepper.runDue(tenant);
        assertThat(find(second).waitsFor()).isEqualTo("“first”, which is paused: resume or cancel it");
    }

    @Test
    void aRunThatSleepsOrIsPausedKeepsTheKey() {
        RunId first = queue("first");
        RunId second = queue("second");
        kind.next(run -> {
            throw run.sleepUntil(clock.instant().plus(Duration.ofHours(1)), "daily limit");
        });
        stepper.runDue(tenant);
        runs.pause(tenant, first);
        clock.advance(Duration.ofHours(2));
        stepper.runDue(tenant);
        assertThat(find(first).state()).isEqualTo(RunState.PAUSED);
        assertThat(find(second).state()).isEqualTo(RunState.QUEUED);

        kind.next(run -> RunOutcome.succeeded("second"));
        runs.cancel(tenant, first);
        stepper.runDue(tenant);
        assertThat(find(second).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aRunThatIsPausedBeforeItBeganLetsTheNextOneGo() {
        RunId first = queue("first");
        RunId second = queue("second");
        runs.pause(tenant, first);
        kind.next(run -> {
            runs.resume(tenant, first);
            stepper.runDue(tenant);
            assertThat(find(first).state()).isEqualTo(RunState.QUEUED);
            return RunOutcome.succeeded("second");
        });
        kind.next(run -> RunOutcome.succeeded("first"));
        stepper.runDue(tenant);
        assertThat(find(second).message()).isEqualTo("second");
        assertThat(find(first).message()).isEqualTo("first");
    }

    @Test
    void otherKeysAndOtherTenantsDoNotWait() {
        RunId first = queue("first");
        RunId other = runs.queue(kind.request(tenant, "{}", "board 2"));
        TenantId elsewhere = tenants.fresh().id();
        RunId theirs = runs.queue(kind.request(elsewhere, "{}", "board 1"));
        kind.next(run -> {
            kind.next(inner -> RunOutcome.succeeded("beside"));
            kind.next(inner -> RunOutcome.succeeded("beside"));
            stepper.runOneOf(tenant, other);
            stepper.runDue(elsewhere);
            return RunOutcome.succeeded("first");
        });
        stepper.runOneOf(tenant, first);
        assertThat(find(other).message()).isEqualTo("beside");
        assertThat(runs.find(elsewhere, theirs).orElseThrow().message()).isEqualTo("beside");
        assertThat(find(first).message()).isEqualTo("first");
    }

    private RunId queue(String title) {
        return runs.queue(new RunRequest(tenant, kind.name(), title, null, "\"" + title + "\"", "board 1", null));
    }

    private Run find(RunId id) {
        return runs.find(tenant, id).orElseThrow();
    }
}
