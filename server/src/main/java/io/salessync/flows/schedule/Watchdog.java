package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;
import static io.salessync.flows.jooq.Tables.SILENT_TRIGGERS;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.alerts.Alerts;
import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Notices schedules of which nothing is heard: a due time has passed and no row says what became of it. That a schedule has
 * died cannot be seen from what it does, so somebody has to look. A schedule without a planned due time gets one again, from
 * where its ledger ends, so that what was missed is dealt with as its trigger says.
 */
@Component
final class Watchdog {
    /** The rule of the alert. */
    static final String RULE = "silent-trigger";

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private final Database database;
    private final Firing firing;
    private final Ticker ticker;
    private final ObjectProvider<Alerts> alerts;
    private final TriggerSettings settings;

    Watchdog(Database database, Firing firing, Ticker ticker, ObjectProvider<Alerts> alerts, TriggerSettings settings) {
        this.database = database;
        this.firing = firing;
        this.ticker = ticker;
        this.alerts = alerts;
        this.settings = settings;
    }

    private record Silent(TenantId tenant, UUID flow, String trigger) {}

    /** What alerts about one trigger have in common. */
    static String group(TriggerRecord trigger) {
        return trigger.getFlowId() + "/" + trigger.getTriggerId();
    }

    /**
     * Looks at all schedules of all tenants.
     *
     * @return how many are silent
     */
    int look() {
        Instant before = firing.now().minus(settings.silence());
        List<Silent> silent = database.outsideTenants(sql -> sql.selectFrom(SILENT_TRIGGERS(before))
                .fetch(row -> new Silent(new TenantId(row.getTenantId()), row.getFlowId(), row.getTriggerId())));
        int found = 0;
        for (Silent one : silent) {
            try {
                found += database.inTenant(one.tenant(), sql -> look(sql, one, before)) ? 1 : 0;
            } catch (RuntimeException e) {
                log.warn("Trigger {} of flow {} could not be looked at", one.trigger(), one.flow(), e);
            }
        }
        if (found > 0) {
            ticker.wake();
        }
        return found;
    }

    private boolean look(DSLContext sql, Silent one, Instant before) {
        TriggerRecord trigger = sql.selectFrom(TRIGGER)
                .where(TRIGGER.TENANT_ID
                        .eq(one.tenant().value())
                        .and(TRIGGER.FLOW_ID.eq(one.flow()))
                        .and(TRIGGER.TRIGGER_ID.eq(one.trigger())))
                .forUpdate()
                .fetchOne();
        if (trigger == null || !trigger.getEnabled()) {
            return false;
        }
        Condition rows = DUE.TENANT_ID
                .eq(one.tenant().value())
                .and(DUE.FLOW_ID.eq(one.flow()))
                .and(DUE.TRIGGER_ID.eq(one.trigger()));
        Instant planned = sql.select(DSL.min(DUE.STARTS_AT))
                .from(DUE)
                .where(rows.and(DUE.STATE.eq("PLANNED")))
                .fetchOne(0, Instant.class);
        Instant since = planned == null ? plan(sql, trigger, rows) : planned;
        if (since == null || !since.isBefore(before)) {
            return false;
        }
        if (trigger.getSilentSince() == null) {
            trigger.setSilentSince(since);
            trigger.store();
            log.warn("Schedule {} of flow {} is silent since {}", one.trigger(), trigger.getFlowName(), since);
            alerts.ifAvailable(alerting -> alerting.raise(
                    sql,
                    one.tenant(),
                    new Alerts.Notice(
                            RULE,
                            group(trigger),
                            Alerts.Severity.CRITICAL,
                            "The flow “%s” was not started".formatted(trigger.getFlowTitle()),
                            "Its trigger “%s” was due at %s and nothing says what became of it. Is a server running, and does it reach the database? It is tried again by itself."
                                    .formatted(one.trigger(), since),
                            "/flows/" + one.flow(),
                            null,
                            null)));
        }
        return true;
    }

    /** Plans anew from where the ledger ends. @return when that starts; null: it has ended */
    private @Nullable Instant plan(DSLContext sql, TriggerRecord trigger, Condition rows) {
        Instant last = sql.select(DSL.max(DUE.DUE_)).from(DUE).where(rows).fetchOne(0, Instant.class);
        firing.plan(sql, trigger, last == null ? trigger.getUpdatedAt() : last);
        return sql.select(DSL.min(DUE.STARTS_AT))
                .from(DUE)
                .where(rows.and(DUE.STATE.eq("PLANNED")))
                .fetchOne(0, Instant.class);
    }
}
