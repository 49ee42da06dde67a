package io.salessync.outreach.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Counts;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.reports.Report.Target;
import io.salessync.outreach.reports.Report.VariantResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
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
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", 2L, 1L),
                        org.assertj.core.groups.Tuple.tuple("b", 1L, 1L));
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
        assertThat(before.targets().getFirst().value()).isCloseTo(40 / 60.0, org.assertj.core.data.Offset.offset(1e-9));
    }

    private Integer entries() {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT count(*)::int FROM outreach.touch_tally WHERE tenant_id = ?", tenant.value())
                        .get(0, Integer.class));
    }
}
