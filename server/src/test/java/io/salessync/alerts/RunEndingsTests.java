package io.salessync.alerts;

import static io.salessync.alerts.jooq.Tables.FIGURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.alerts.RuleEditing.Wanted;
import io.salessync.alerts.RuleEditing.WantedComparison;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;

@ProgramTest
class RunEndingsTests {
    private static final Wanted AS_SHIPPED = new Wanted(null, null, null, null, null, null, null, null);

    @Autowired
    private PostgresAlerts alerts;

    @Autowired
    private AlertRules rules;

    @Autowired
    private RuleEditing editing;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private ApplicationEventPublisher events;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private final UUID flow = UUID.randomUUID();
    private TenantId tenant;
    private AlertKit kit;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        kit = new AlertKit(database, alerts, rules, clock, tenant);
    }

    private void ended(RunState state, long done, long failed) {
        ended(state, done, failed, flow);
    }

    private void ended(RunState state, long done, long failed, @Nullable UUID subject) {
        clock.advance(Duration.ofHours(1));
        database.runInTenant(
                tenant,
                sql -> events.publishEvent(new RunEnded(
                        tenant, new RunId(UUID.randomUUID()), "flows.run", subject, state, done, failed, "why")));
    }

    @Test
    void aRunThatReallyFailsRaisesAnAlertThatLeadsToIt() {
        RunId run = runs.queue(
                new RunRequest(tenant, "ordersync.sync", "Sync of greyson", UUID.randomUUID(), "{}", null, null));
        stepper.runDue(tenant);
        assertThat(runs.find(tenant, run).orElseThrow().state()).isEqualTo(RunState.FAILED);
        var alert = kit.alert();
        assertThat(alert.getTitle()).isEqualTo("“Sync of greyson” failed");
        assertThat(alert.getSeverity()).isEqualTo("CRITICAL");
        assertThat(alert.getRunId()).isEqualTo(run.value());
        assertThat(alert.getLink()).isEqualTo("/runs/" + run);
    }

    @Test
    void failuresOfTheSameThingAreOneAlertAndTheNextSuccessClosesIt() {
        ended(RunState.FAILED, 0, 0);
        ended(RunState.FAILED, 0, 0);
        ended(RunState.FAILED, 0, 0, UUID.randomUUID());
        assertThat(kit.all()).hasSize(2);
        assertThat(kit.all().getFirst().getTimes()).isEqualTo(2);
        ended(RunState.CANCELLED, 0, 0);
        assertThat(kit.all().getFirst().getState()).isEqualTo("OPEN");
        ended(RunState.SUCCEEDED, 10, 0);
        assertThat(kit.all()).extracting(alert -> alert.getState()).containsExactly("CLOSED", "OPEN");
    }

    @Test
    void failedRecordsAreAWarning() {
        ended(RunState.PARTLY_FAILED, 10, 3);
        assertThat(kit.alert().getSeverity()).isEqualTo("WARNING");
        assertThat(kit.alert().getTitle()).contains("3 failed records");
    }

    @Test
    void aRunThatGoesWellLeavesNothing() {
        ended(RunState.SUCCEEDED, 10, 0);
        ended(RunState.SUCCEEDED, 10, 0, null);
        ended(RunState.CANCELLED, 10, 0);
        assertThat(kit.all()).isEmpty();
        assertThat(figures()).isZero();
    }

    private int figures() {
        return database.inTenant(tenant, sql -> sql.fetchCount(FIGURE, FIGURE.TENANT_ID.eq(tenant.value())));
    }

    private Rule rule(String metric, double factor, String direction) {
        return editing.make(
                kit.actor(),
                "Unusual " + metric,
                new WantedComparison(metric, flow, null, 4, factor, direction, 3, null),
                AS_SHIPPED);
    }

    @Test
    void aVolumeFarBelowTheUsualRaisesAnAlertAndTheNextUsualOneClosesIt() {
        rule("volume", 3, "BELOW");
        for (int i = 0; i < 3; i++) {
            ended(RunState.SUCCEEDED, 1000 + i, 0);
        }
        ended(RunState.SUCCEEDED, 400, 0);
        assertThat(kit.all()).isEmpty();
        ended(RunState.SUCCEEDED, 12, 0);
        assertThat(kit.alert().getTitle()).isEqualTo("Unusual volume: 12 records");
        assertThat(kit.alert().getDetail()).contains("usual over the last 4 weeks is 1,001 records (4 runs)");
        ended(RunState.SUCCEEDED, 990, 0);
        assertThat(kit.alert().getState()).isEqualTo("CLOSED");
    }

    @Test
    void aShareOfFailuresIsComparedWithTheWeeksTheRuleNames() {
        rule("failed-share", 2, "ABOVE");
        for (int i = 0; i < 3; i++) {
            ended(RunState.PARTLY_FAILED, 100, 10);
        }
        clock.advance(Duration.ofDays(29));
        ended(RunState.PARTLY_FAILED, 100, 90);
        assertThat(unusual()).as("what was is too long ago to say").isZero();
        ended(RunState.PARTLY_FAILED, 100, 10);
        ended(RunState.PARTLY_FAILED, 100, 10);
        ended(RunState.PARTLY_FAILED, 100, 21);
        assertThat(unusual()).isEqualTo(1);
    }

    private long unusual() {
        return kit.all().stream()
                .filter(alert -> alert.getRuleKey().startsWith("own-"))
                .count();
    }

    @Test
    void anErrorRateIsThatOfTheLastRuns() {
        rule("error-rate", 2, "ABOVE");
        for (int i = 0; i < 20; i++) {
            ended(i == 0 ? RunState.FAILED : RunState.SUCCEEDED, 1, 0);
        }
        ended(RunState.FAILED, 1, 0);
        assertThat(unusual())
                .as("one in ten, where one in twenty is usual, is not more than twice")
                .isZero();
        ended(RunState.FAILED, 1, 0);
        assertThat(unusual()).isEqualTo(1);
    }

    @Test
    void aRuleThatIsMadeLaterKnowsTheRunsThatWereBefore() {
        for (int i = 0; i < 3; i++) {
            RunId run = runs.queue(new RunRequest(tenant, "ordersync.sync", "Sync", flow, "{}", null, null));
            stepper.runDue(tenant);
            database.runInTenant(
                    tenant,
                    sql -> sql.execute(
                            "UPDATE kernel.run SET state = 'SUCCEEDED', done = 500 WHERE run_id = ?", run.value()));
        }
        rule("volume", 2, "BELOW");
        ended(RunState.SUCCEEDED, 100, 0);
        assertThat(unusual()).isEqualTo(1);
    }

    @Test
    void aRuleOfSomethingElseIsNotAsked() {
        rule("volume", 2, "BELOW");
        for (int i = 0; i < 4; i++) {
            ended(RunState.SUCCEEDED, i == 3 ? 0 : 100, 0, UUID.randomUUID());
        }
        assertThat(unusual()).isZero();
    }
}
