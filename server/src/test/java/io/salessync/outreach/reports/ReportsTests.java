package io.salessync.outreach.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.tuple;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Counts;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.reports.Report.Target;
import io.salessync.outreach.reports.Report.VariantResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Figures that are kept as things happen are those that counting would give. */
@ProgramTest
class ReportsTests {
    private static final String SEQUENCE = """
            format: 1
            name: Counted
            steps:
              - id: hello
                type: invite
                variants:
                  - {name: a, weight: 50, text: "Hello"}
                  - {name: b, weight: 50, text: "Good day"}
              - id: done
                type: end
            """;

    @Autowired
    private Reports reports;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Leads leads;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private UUID sequence;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        sequence = kit.publish(tenant, SEQUENCE);
    }

    private Lead lead(int number) {
        return kit.admit(
                tenant,
                sequence,
                OutreachKit.candidate(number, null, "counted-" + number, Map.of(), LeadState.PENDING_INVITE));
    }

    private void touch(Lead lead, String variant, String state) {
        Instant now = clock.instant();
        database.runInTenant(tenant, sql -> {
            UUID id = UUID.randomUUID();
            sql.execute(
                    "INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, variant, action, state, decided_at)"
                            + " VALUES (?, ?, ?, ?, 1, 'hello', ?, 'MESSAGE', 'DECIDED', ?::timestamptz)",
                    tenant.value(),
                    id,
                    lead.id(),
                    sequence,
                    variant,
                    now);
            sql.execute(
                    "UPDATE outreach.touch SET state = ?, done_at = CASE WHEN ? = 'DONE' THEN ?::timestamptz END WHERE tenant_id = ? AND touch_id = ?",
                    state,
                    state,
                    now,
                    tenant.value(),
                    id);
        });
    }

    private void replied(Lead lead) {
        database.runInTenant(
                tenant,
                sql -> leads.move(
                        sql,
                        tenant,
                        leads.locked(sql, tenant, lead.id()).orElseThrow(),
                        new Leads.Move(
                                LeadState.REPLIED,
                                null,
                                null,
                                null,
                                null,
                                null,
                                0,
                                null,
                                null,
                                new Leads.Happening(
                                        EventKind.REPLIED,
                                        clock.instant(),
                                        null,
                                        "",
                                        null,
                                        "They answered.",
                                        Map.of(),
                                        "test"))));
    }

    private Report report() {
        return database.inTenant(tenant, sql -> reports.of(sql, tenant, null, 30, clock.instant()));
    }

    @Test
    void textsAreComparedByWhatCameOfThem() {
        Lead one = lead(1);
        Lead two = lead(2);
        Lead three = lead(3);
        touch(one, "a", "DONE");
        touch(two, "a", "DONE");
        touch(three, "b", "DONE");
        touch(lead(4), "b", "REFUSED");
        clock.advance(Duration.ofMinutes(5));
        replied(one);
        replied(three);
        assertThat(report().variants())
                .extracting(VariantResult::variant, VariantResult::sent, VariantResult::replied)
                .containsExactly(tuple("a", 2L, 1L), tuple("b", 1L, 1L));
        Target success = report().targets().getFirst();
        assertThat(success.sample()).isEqualTo(4);
        assertThat(success.value()).isEqualTo(0.75);
    }

    @Test
    void foldedCountsTellTheSame() {
        for (int i = 0; i < 60; i++) {
            touch(lead(i), i % 2 == 0 ? "a" : "b", i % 3 == 0 ? "NOT_DONE" : "DONE");
        }
        Report before = report();
        Integer entries = entries();
        database.runInTenant(tenant, Counts::fold);
        assertThat(entries()).isLessThan(entries);
        assertThat(report().variants()).isEqualTo(before.variants());
        assertThat(report().targets().getFirst()).isEqualTo(before.targets().getFirst());
        assertThat(before.targets().getFirst().value()).isCloseTo(40 / 60.0, offset(1e-9));
    }

    private void move(
            Lead lead, LeadState to, @Nullable Blocker blocker, int tries, EventKind kind, Map<String, ?> evidence) {
        database.runInTenant(
                tenant,
                sql -> leads.move(
                        sql,
                        tenant,
                        leads.locked(sql, tenant, lead.id()).orElseThrow(),
                        new Leads.Move(
                                to,
                                null,
                                "hello",
                                clock.instant().plusSeconds(60),
                                blocker,
                                blocker == null ? null : "It waits.",
                                tries,
                                null,
                                null,
                                new Leads.Happening(
                                        kind, clock.instant(), "hello", "", null, "It went so.", evidence, "test"))));
    }

    private void lost(Lead lead) {
        move(lead, LeadState.PENDING_VERIFY, Blocker.VERIFY, 0, EventKind.UNCERTAIN, Map.of());
    }

    private void failed(Lead lead, int tries) {
        move(
                lead,
                LeadState.PENDING_INVITE,
                Blocker.UNREACHABLE,
                tries,
                EventKind.REFUSED,
                Map.of("class", "TRANSIENT"));
    }

    private void done(Lead lead) {
        move(lead, LeadState.INVITE_SENT, null, 0, EventKind.INVITED, Map.of());
    }

    private Target recovery() {
        return report().targets().get(2);
    }

    @Test
    void aCallWhoseAnswerWasLostCountsAlsoWhereNobodyEverKnew() {
        Lead known = lead(1);
        Lead never = lead(2);
        lost(known);
        lost(never);
        clock.advance(Duration.ofMinutes(4));
        assertThat(recovery().sample()).as("both may still be in time").isZero();
        done(known);
        assertThat(recovery().value()).isEqualTo(1.0);
        clock.advance(Duration.ofMinutes(2));
        assertThat(recovery().sample()).isEqualTo(2);
        assertThat(recovery().value()).isEqualTo(0.5);
        done(never);
        assertThat(recovery().value()).as("it took six minutes").isEqualTo(0.5);
        assertThat(database.inTenant(tenant, sql -> reports.of(sql, tenant, UUID.randomUUID(), 30, clock.instant()))
                        .targets()
                        .get(2)
                        .sample())
                .isZero();
    }

    @Test
    void aCallThatFailedAndPassesIsMeasuredFromTheFirstTryToTheOneThatWent() {
        Lead quick = lead(1);
        Lead slow = lead(2);
        failed(quick, 1);
        failed(slow, 1);
        clock.advance(Duration.ofMinutes(2));
        failed(quick, 2);
        clock.advance(Duration.ofMinutes(2));
        done(quick);
        clock.advance(Duration.ofMinutes(2));
        done(slow);
        assertThat(recovery().sample()).isEqualTo(2);
        assertThat(recovery().value()).isEqualTo(0.5);
    }

    @Test
    void timeInWhichSomethingElseHeldTheLeadDoesNotCount() {
        Lead lead = lead(1);
        failed(lead, 1);
        clock.advance(Duration.ofMinutes(2));
        putOff(lead, Blocker.WINDOW);
        clock.advance(Duration.ofHours(14));
        putOff(lead, Blocker.QUOTA);
        assertThat(recovery().sample()).as("two minutes so far").isZero();
        clock.advance(Duration.ofHours(14));
        failed(lead, 2);
        clock.advance(Duration.ofMinutes(2));
        done(lead);
        assertThat(recovery().sample()).isEqualTo(1);
        assertThat(recovery().value()).isEqualTo(1.0);
    }

    private void putOff(Lead lead, Blocker blocker) {
        database.runInTenant(
                tenant,
                sql -> leads.putOff(
                        sql,
                        tenant,
                        leads.locked(sql, tenant, lead.id()).orElseThrow(),
                        clock.instant().plus(Duration.ofHours(14)),
                        blocker,
                        "Something else holds it."));
    }

    @Test
    void acceptanceIsToldOfInvitationsByStepAndTextWhateverIsKnownFirst() {
        UUID sender = kit.sender(tenant, kit.played(tenant), "ana", Leads.Channel.LINKEDIN, null);
        Lead accepted = lead(1);
        Lead lookedUp = lead(2);
        for (Lead lead : List.of(accepted, lead(3), lead(4))) {
            settle(invite(lead, sender, "a"), "DONE");
        }
        settle(invite(lead(5), sender, "b"), "REFUSED");
        UUID unknown = invite(lookedUp, sender, "b");
        clock.advance(Duration.ofDays(1));
        for (Lead lead : List.of(accepted, lookedUp)) {
            move(lead, LeadState.CONNECTED, null, 0, EventKind.CONNECTED, Map.of("lagSeconds", 60));
        }
        clock.advance(Duration.ofMinutes(1));
        settle(unknown, "DONE");
        database.runInTenant(tenant, Counts::fold);
        assertThat(report().acceptance())
                .extracting(Report.Acceptance::variant, Report.Acceptance::invited, Report.Acceptance::accepted)
                .containsExactly(tuple("a", 3L, 1L), tuple("b", 1L, 1L));
        assertThat(report().acceptance().getFirst().low()).isBetween(0.0, 0.2);
        assertThat(report().targets().getFirst().sample())
                .as("invitations are no further sends")
                .isEqualTo(5);
    }

    private UUID invite(Lead lead, UUID sender, String variant) {
        UUID id = UUID.randomUUID();
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, variant, sender_id, action, state, decided_at)"
                                + " VALUES (?, ?, ?, ?, 1, 'hello', ?, ?, 'INVITE', 'DECIDED', ?::timestamptz)",
                        tenant.value(),
                        id,
                        lead.id(),
                        sequence,
                        variant,
                        sender,
                        clock.instant()));
        return id;
    }

    private void settle(UUID touch, String state) {
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.touch SET state = ?, done_at = ?::timestamptz WHERE tenant_id = ? AND touch_id = ?",
                        state,
                        clock.instant(),
                        tenant.value(),
                        touch));
    }

    @Test
    void lagIsToldOfConnectionsWhoseTimeIsKnown() {
        for (int i = 1; i <= 20; i++) {
            move(
                    lead(i),
                    LeadState.CONNECTED,
                    null,
                    0,
                    EventKind.CONNECTED,
                    i == 20 ? Map.of() : Map.of("lagSeconds", 60 * i));
        }
        assertThat(report().lag().count()).isEqualTo(19);
        assertThat(report().lag().p50Minutes()).isEqualTo(10);
        assertThat(report().lag().p95Minutes()).isCloseTo(18.1, offset(0.01));
    }

    @Test
    void errorsAreToldByClassWithTheirShare() {
        lost(lead(1));
        failed(lead(2), 1);
        failed(lead(3), 1);
        lead(4);
        assertThat(report().errors())
                .extracting(Report.ErrorClass::name, Report.ErrorClass::leads)
                .containsExactly(tuple("TRANSIENT", 2L), tuple("UNKNOWN_OUTCOME", 1L));
        assertThat(report().errors().getLast().share()).isCloseTo(1 / 3.0, offset(1e-9));
    }

    private Integer entries() {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT count(*)::int FROM outreach.touch_tally WHERE tenant_id = ?", tenant.value())
                        .get(0, Integer.class));
    }
}
