package io.salessync.outreach.sending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.OutreachWrite;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;

/** A tenant of which nothing was ever set: its first stop holds as every other does. Caps of weeks, beside those of days. */
@ProgramTest
class FirstSwitchTests extends PlayedEngine {
    private long settings() {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT count(*) FROM outreach.settings WHERE tenant_id = ?", tenant.value())
                        .get(0, Long.class));
    }

    /** On another connection, which gives up soon where it has to wait. */
    private void elsewhere(Consumer<DSLContext> work) {
        CompletableFuture.runAsync(() -> database.runInTenant(tenant, sql -> {
                    sql.execute("SET LOCAL lock_timeout = '150ms'");
                    work.accept(sql);
                }))
                .join();
    }

    private void stop(DSLContext sql) {
        Switches.row(sql, tenant);
        sql.execute("UPDATE outreach.settings SET killed_at = now() WHERE tenant_id = ?", tenant.value());
    }

    @Test
    void theFirstStopWaitsForASendThatIsBeingDecided() {
        assertThat(settings()).isZero();
        database.runInTenant(tenant, sql -> {
            assertThat(Switches.held(sql, tenant).allOffSince()).isNull();
            assertThatThrownBy(() -> elsewhere(this::stop)).hasStackTraceContaining("lock timeout");
        });
        elsewhere(this::stop);
        assertThat(database.inTenant(tenant, sql -> Switches.held(sql, tenant)).allOffSince())
                .isNotNull();
    }

    @Test
    void aSendThatBeginsDuringTheFirstStopWaitsForIt() {
        assertThat(settings()).isZero();
        database.runInTenant(tenant, sql -> {
            stop(sql);
            assertThatThrownBy(() -> elsewhere(other -> Switches.held(other, tenant)))
                    .hasStackTraceContaining("lock timeout");
        });
        assertThat(settings()).isOne();
    }

    @Test
    void twoFirstStopsAtOnceBothHold() {
        assertThat(settings()).isZero();
        CompletableFuture<Void> north = CompletableFuture.runAsync(() -> changes.killMany(actor, "north", true, ""));
        CompletableFuture<Void> all = CompletableFuture.runAsync(() -> changes.killMany(actor, null, true, "all"));
        CompletableFuture.allOf(north, all).join();
        Switches now = database.inTenant(tenant, sql -> Switches.read(sql, tenant));
        assertThat(now.teams()).containsExactly("north");
        assertThat(now.why()).isEqualTo("all");
    }

    private void week(UUID id, Map<Action, Integer> perWeek) {
        set(id, Map.of(), null, null, perWeek);
    }

    @Test
    void aCapOfAWeekHoldsForWhateverItIsSetFor() {
        Sender ana = sender("ana");
        week(ana.id(), Map.of(Action.VISIT, 3));
        UUID sequence = sequence("""
                - id: look
                  type: visit
                - id: done
                  type: end
                """);
        for (int i = 1; i < 6; i++) {
            admit(sequence, i);
        }
        play(Duration.ofDays(3));
        assertThat(world.visits()).hasSize(3);
        Lead held = database.inTenant(
                tenant,
                sql -> leads.lead(
                                sql,
                                tenant,
                                sql.fetchSingle(
                                                "SELECT lead_id FROM outreach.lead WHERE tenant_id = ? AND ended_at IS NULL LIMIT 1",
                                                tenant.value())
                                        .get(0, UUID.class))
                        .orElseThrow());
        assertThat(why(held)).satisfies(answer -> {
            assertThat(answer.blocker()).isEqualTo(Blocker.QUOTA);
            assertThat(answer.sentence()).contains("3 of 3 profile visits", "seven days");
        });
        play(Duration.ofDays(5));
        assertThat(world.visits()).hasSize(5);
    }

    @Test
    void aCapOfAWeekPassesNoCeilingAndThatOfInvitationsHasItsOwnField() {
        Sender ana = sender("ana");
        assertThatThrownBy(() -> week(ana.id(), Map.of(Action.MESSAGE, 701))).hasMessageContaining("between 0 and 700");
        assertThatThrownBy(() -> week(ana.id(), Map.of(Action.INVITE, 10))).hasMessageContaining("invitesPerWeek");
        week(ana.id(), Map.of(Action.MESSAGE, 200, Action.INMAIL, 40));
        assertThat(read(ana.id()).settings().week(Action.INMAIL)).isEqualTo(40);
        assertThat(OutreachWrite.Product.SALES_NAVIGATOR.inmailText()).isEqualTo(1_900);
    }
}
