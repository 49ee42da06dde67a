package io.salessync.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.audit.AuditTrail;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class AlertLifeTests {
    @Autowired
    private PostgresAlerts alerts;

    @Autowired
    private AlertRules rules;

    @Autowired
    private AlertTimers timers;

    @Autowired
    private AlertRows rows;

    @Autowired
    private Acts acts;

    @Autowired
    private AuditTrail trail;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private AlertKit kit;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        kit = new AlertKit(database, alerts, rules, clock, tenant);
    }

    private void later(int minutes) {
        clock.advance(Duration.ofMinutes(minutes));
        timers.run(tenant);
    }

    private UUID id() {
        return kit.alert().getAlertId();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable act, AlertsProblem code) {
        assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void thingsOfOneRuleAndGroupAreOneAlertAndOnlyTheNewestTimesAreKept() {
        for (int i = 1; i <= 60; i++) {
            kit.raise("test-rule", "g", Severity.WARNING, "Time " + i);
            clock.advance(Duration.ofSeconds(1));
        }
        kit.raise("test-rule", "other", Severity.WARNING, "Other");
        kit.raise("other-rule", "g", Severity.WARNING, "Other");
        assertThat(kit.all()).hasSize(3);
        var alert = kit.all().getFirst();
        assertThat(alert.getTimes()).isEqualTo(60);
        assertThat(alert.getTitle()).isEqualTo("Time 60");
        assertThat(Duration.between(alert.getFirstAt(), alert.getLastAt())).isEqualTo(Duration.ofSeconds(59));
        var kept = rows.occurrences(tenant, alert.getAlertId());
        assertThat(kept).hasSize(PostgresAlerts.OCCURRENCES_KEPT);
        assertThat(kept.getFirst().getTitle()).isEqualTo("Time 60");
        assertThat(kept.getLast().getTitle()).isEqualTo("Time 11");
    }

    @Test
    void whatTwoNodesNoticeAtOnceIsOneAlert() {
        CompletableFuture<?>[] nodes = new CompletableFuture<?>[4];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = CompletableFuture.runAsync(kit::raise);
        }
        CompletableFuture.allOf(nodes).join();
        assertThat(kit.all())
                .singleElement()
                .satisfies(alert -> assertThat(alert.getTimes()).isEqualTo(4));
    }

    @Test
    void whatIsRolledBackRaisesNothing() {
        kit.channel("ops");
        assertThatThrownBy(() -> database.runInTenant(tenant, sql -> {
                    kit.raise();
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(kit.all()).isEmpty();
        assertThat(kit.told()).isEmpty();
    }

    @Test
    void allChannelsAreToldAtOnceUnlessTheRuleNamesSome() {
        UUID ops = kit.channel("ops");
        kit.channel("chat");
        kit.raise();
        assertThat(kit.told()).containsExactly("OPENED chat", "OPENED ops");
        kit.rule(List.of(ops), 0, null, null, null);
        kit.raise();
        assertThat(kit.told()).containsExactly("OPENED chat", "OPENED ops", "AGAIN ops");
        kit.rule(List.of(), 0, null, null, null);
        kit.raise();
        assertThat(kit.told()).hasSize(3);
    }

    @Test
    void withinTheThrottleThereIsNoSecondNoticeAndAfterItOneForAll() {
        kit.channel("ops");
        kit.raise();
        clock.advance(Duration.ofMinutes(5));
        kit.raise();
        kit.raise();
        later(54);
        assertThat(kit.told()).containsExactly("OPENED ops");
        clock.advance(Duration.ofMinutes(1));
        timers.run(tenant);
        assertThat(kit.told()).containsExactly("OPENED ops", "AGAIN ops");
        assertThat(kit.deliveries().getLast().getBody().data()).contains("\"count\":3");
        later(300);
        assertThat(kit.told()).as("nothing new, nothing told").hasSize(2);
        kit.raise();
        assertThat(kit.told()).as("long after").hasSize(3);
    }

    @Test
    void whatComesAndGoesIsThrottledToo() {
        kit.channel("ops");
        kit.raise();
        kit.recover();
        kit.raise();
        kit.recover();
        kit.raise();
        assertThat(kit.all()).hasSize(3);
        assertThat(kit.told()).containsExactly("OPENED ops", "RECOVERED ops");
        later(60);
        assertThat(kit.told()).containsExactly("OPENED ops", "RECOVERED ops", "OPENED ops");
    }

    @Test
    void whatBecomesWorseIsToldAtOnce() {
        kit.channel("ops");
        kit.raise();
        kit.raise("test-rule", "g", Severity.CRITICAL, "Worse");
        kit.raise("test-rule", "g", Severity.WARNING, "Better");
        assertThat(kit.told()).containsExactly("OPENED ops", "AGAIN ops");
        assertThat(kit.alert().getSeverity()).isEqualTo("CRITICAL");
    }

    @Test
    void theRulesSeverityWinsOverTheNoticers() {
        kit.rule(true, Severity.INFO, null, 0, null, null, null);
        kit.raise("test-rule", "g", Severity.CRITICAL, "Loud");
        assertThat(kit.alert().getSeverity()).isEqualTo("INFO");
    }

    @Test
    void aRuleThatIsOffRaisesNothing() {
        kit.rule(false, null, null, 0, null, null, null);
        kit.raise();
        assertThat(kit.all()).isEmpty();
    }

    @Test
    void oneThatIsAcknowledgedIsNotToldAgainAndDoesNotEscalate() {
        UUID ops = kit.channel("ops");
        UUID boss = kit.channel("boss");
        kit.rule(List.of(ops), 0, null, 15, List.of(boss));
        kit.raise();
        acts.acknowledge(kit.actor(), id());
        kit.raise();
        later(120);
        assertThat(kit.told()).containsExactly("OPENED ops");
        assertThat(kit.alert().getTimes()).isEqualTo(2);
        assertThat(kit.alert().getAcknowledgedBy()).isEqualTo("nina@example.org");
        refused(() -> acts.acknowledge(kit.actor(), id()), AlertsProblem.DOES_NOT_FIT);
    }

    @Test
    void oneThatNobodyAcknowledgesEscalatesOnceToTheOthers() {
        UUID ops = kit.channel("ops");
        UUID boss = kit.channel("boss");
        kit.rule(List.of(ops), 60, null, 15, List.of(boss));
        kit.raise();
        later(14);
        assertThat(kit.told()).containsExactly("OPENED ops");
        later(1);
        assertThat(kit.told()).containsExactly("OPENED ops", "ESCALATED boss");
        later(300);
        assertThat(kit.told()).hasSize(2);
        assertThat(kit.alert().getEscalatedAt()).isNotNull();
        kit.recover();
        assertThat(kit.told())
                .as("whoever heard of it hears that it is over")
                .contains("RECOVERED ops", "RECOVERED boss")
                .hasSize(4);
    }

    @Test
    void oneThatSleepsIsNotToldUntilItWakes() {
        kit.channel("ops");
        kit.rule(null, 10, null, null, null);
        kit.raise();
        Instant until = clock.instant().plus(Duration.ofHours(2));
        acts.snooze(kit.actor(), id(), until);
        clock.advance(Duration.ofMinutes(30));
        kit.raise();
        later(89);
        assertThat(kit.told()).containsExactly("OPENED ops");
        assertThat(kit.alert().getState()).isEqualTo("SNOOZED");
        assertThat(kit.alert().getSnoozedUntil()).isEqualTo(until);
        later(1);
        assertThat(kit.alert().getState()).isEqualTo("OPEN");
        assertThat(kit.told()).containsExactly("OPENED ops", "AGAIN ops");
        refused(() -> acts.snooze(kit.actor(), id(), clock.instant()), AlertsProblem.WRONG_TIME);
        refused(
                () -> acts.snooze(kit.actor(), id(), clock.instant().plus(Duration.ofDays(400))),
                AlertsProblem.WRONG_TIME);
    }

    @Test
    void oneThatRecoversWhileItSleepsIsClosed() {
        kit.channel("ops");
        kit.raise();
        acts.snooze(kit.actor(), id(), clock.instant().plus(Duration.ofHours(2)));
        kit.recover();
        assertThat(kit.alert().getState()).isEqualTo("CLOSED");
        assertThat(kit.alert().getClosedBy()).isNull();
        later(180);
        assertThat(kit.told()).containsExactly("OPENED ops", "RECOVERED ops");
    }

    @Test
    void whatRecoversBeforeAnybodyHeardOfItIsToldToNobody() {
        kit.channel("ops");
        kit.rule(null, 60, quietNow(Duration.ofHours(3), true), null, null);
        kit.raise();
        kit.recover();
        later(300);
        assertThat(kit.told()).isEmpty();
        kit.recover();
        assertThat(kit.all()).hasSize(1);
    }

    private QuietHours quietNow(Duration length, boolean criticalPasses) {
        LocalTime now = LocalTime.ofInstant(clock.instant(), ZoneOffset.UTC);
        return new QuietHours(
                now.minusMinutes(1), now.plus(length), ZoneOffset.UTC, EnumSet.allOf(DayOfWeek.class), criticalPasses);
    }

    @Test
    void inQuietHoursNobodyIsToldUntilTheyEnd() {
        kit.channel("ops");
        kit.rule(null, 0, quietNow(Duration.ofHours(3), true), 15, null);
        kit.raise();
        later(60);
        assertThat(kit.told()).as("neither opened nor escalated").isEmpty();
        assertThat(kit.alert().getNoticeDueAt()).isAfter(clock.instant());
        later(121);
        assertThat(kit.told()).containsExactly("OPENED ops", "ESCALATED ops");
    }

    @Test
    void criticalOnesPassQuietHoursWhereTheRuleSaysSo() {
        kit.channel("ops");
        kit.rule(null, 0, quietNow(Duration.ofHours(3), true), null, null);
        kit.raise("test-rule", "g", Severity.CRITICAL, "Loud");
        assertThat(kit.told()).containsExactly("OPENED ops");
        kit.recover();
        kit.rule(null, 0, quietNow(Duration.ofHours(3), false), null, null);
        kit.raise("test-rule", "g", Severity.CRITICAL, "Loud");
        assertThat(kit.told()).containsExactly("OPENED ops", "RECOVERED ops");
    }

    @Test
    void aRecoveryInQuietHoursIsToldAfterThem() {
        kit.channel("ops");
        kit.raise();
        QuietHours quiet = quietNow(Duration.ofHours(2), true);
        kit.rule(null, 0, quiet, null, null);
        kit.recover();
        assertThat(kit.deliveries().getLast().getKind()).isEqualTo("RECOVERED");
        assertThat(kit.deliveries().getLast().getNextAt()).isEqualTo(quiet.loudAt(clock.instant()));
    }

    @Test
    void closingAndReopeningAreRefusedWhereTheyDoNotFit() {
        kit.raise();
        UUID first = id();
        acts.close(kit.actor(), first);
        refused(() -> acts.close(kit.actor(), first), AlertsProblem.DOES_NOT_FIT);
        refused(() -> acts.acknowledge(kit.actor(), first), AlertsProblem.DOES_NOT_FIT);
        acts.reopen(kit.actor(), first);
        assertThat(kit.alert().getState()).isEqualTo("OPEN");
        assertThat(kit.alert().getClosedAt()).isNull();
        refused(() -> acts.reopen(kit.actor(), first), AlertsProblem.DOES_NOT_FIT);
        acts.close(kit.actor(), first);
        kit.raise();
        assertThat(kit.all()).as("the same thing again is a new alert").hasSize(2);
        refused(() -> acts.reopen(kit.actor(), first), AlertsProblem.DOES_NOT_FIT);
        refused(() -> acts.close(kit.actor(), UUID.randomUUID()), AlertsProblem.UNKNOWN_ALERT);
    }

    @Test
    void oneThatIsReopenedEscalatesAnew() {
        kit.channel("ops");
        kit.rule(null, 60, null, 15, null);
        kit.raise();
        acts.close(kit.actor(), id());
        later(20);
        acts.reopen(kit.actor(), id());
        later(15);
        assertThat(kit.told()).containsExactly("OPENED ops", "ESCALATED ops");
    }

    @Test
    void everyActIsAudited() {
        kit.raise();
        acts.acknowledge(kit.actor(), id());
        acts.snooze(kit.actor(), id(), clock.instant().plusSeconds(60));
        acts.close(kit.actor(), id());
        acts.reopen(kit.actor(), id());
        assertThat(trail.newest(tenant, null, "alerts.", 10))
                .extracting(stored -> stored.entry().action())
                .containsExactly("alerts.reopened", "alerts.closed", "alerts.snoozed", "alerts.acknowledged");
    }

    @Test
    void alertsOfOthersAreNotThere() {
        kit.raise();
        UUID theirs = id();
        TenantId other = tenants.fresh().id();
        AlertKit otherKit = new AlertKit(database, alerts, rules, clock, other);
        refused(() -> acts.close(otherKit.actor(), theirs), AlertsProblem.UNKNOWN_ALERT);
        otherKit.recover();
        assertThat(kit.alert().getState()).isEqualTo("OPEN");
        assertThat(otherKit.all()).isEmpty();
        otherKit.raise();
        assertThat(kit.alert().getTimes()).isEqualTo(1);
    }

    @Test
    void aTitleIsOneLineWhateverItIsMadeFrom() {
        kit.raise("test-rule", "g", Severity.INFO, "One\r\nBcc: all@example.org\0" + "x".repeat(1000));
        assertThat(kit.alert().getTitle())
                .startsWith("One Bcc: all@example.org")
                .hasSizeLessThan(301);
    }

    @Test
    void closedAlertsAreForgottenAfterTheirTimeWithWhatWasToldOfThem() {
        kit.channel("ops");
        kit.raise();
        kit.recover();
        kit.raise("test-rule", "open", Severity.INFO, "Stays");
        clock.advance(Duration.ofDays(181));
        timers.tidyUp(tenant);
        assertThat(kit.all())
                .singleElement()
                .satisfies(alert -> assertThat(alert.getTitle()).isEqualTo("Stays"));
        assertThat(kit.deliveries()).hasSize(1);
    }
}
