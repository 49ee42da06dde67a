package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.PublishedListener;
import io.salessync.flows.graph.TriggerSpec;
import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.secrets.Secrets;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Keeps the triggers that are in force, and the next due time of each schedule among them. */
@Component
final class PublishedTriggers implements PublishedListener {
    private static final String SWITCHED_OFF = "The trigger was changed or switched off.";

    private final Firing firing;
    private final Ticker ticker;
    private final Secrets secrets;

    PublishedTriggers(Firing firing, Ticker ticker, Secrets secrets) {
        this.firing = firing;
        this.ticker = ticker;
        this.secrets = secrets;
    }

    @Override
    public void published(DSLContext sql, TenantId tenant, UUID flow, @Nullable FlowDefinition definition) {
        Set<String> kept = new HashSet<>();
        if (definition != null) {
            for (TriggerSpec trigger : definition.triggers()) {
                if (trigger.enabled()) {
                    put(sql, tenant, flow, definition, trigger);
                    kept.add(trigger.id());
                }
            }
        }
        for (TriggerRecord gone : sql.selectFrom(TRIGGER)
                .where(TRIGGER.TENANT_ID.eq(tenant.value()).and(TRIGGER.FLOW_ID.eq(flow)))
                .fetch()) {
            if (!kept.contains(gone.getTriggerId()) && gone.getEnabled()) {
                gone.setEnabled(false);
                gone.setUpdatedAt(firing.now());
                gone.store();
                forget(sql, gone);
            }
        }
        ticker.wakeAfterCommit();
    }

    private void put(DSLContext sql, TenantId tenant, UUID flow, FlowDefinition definition, TriggerSpec spec) {
        Instant now = firing.now();
        TriggerRecord row = sql.selectFrom(TRIGGER)
                .where(TRIGGER.TENANT_ID
                        .eq(tenant.value())
                        .and(TRIGGER.FLOW_ID.eq(flow))
                        .and(TRIGGER.TRIGGER_ID.eq(spec.id())))
                .forUpdate()
                .fetchOne();
        String settings = spec.settings().toString();
        boolean same = row != null
                && row.getEnabled()
                && row.getType().equals(spec.type())
                && row.getSettings().data().equals(settings);
        if (row == null) {
            row = sql.newRecord(TRIGGER);
            row.setTenantId(tenant.value());
            row.setFlowId(flow);
            row.setTriggerId(spec.id());
        }
        row.setFlowName(definition.name());
        row.setFlowTitle(definition.title());
        row.setType(spec.type());
        row.setEnabled(true);
        row.setSettings(JSON.json(settings));
        row.setUpdatedAt(now);
        if (!same) {
            row.setEnded(false);
            row.setSilentSince(null);
        }
        if (spec.type().equals(WebhookTrigger.NAME) && row.getToken() == null) {
            row.setToken(HookKeys.random());
            row.setSecretId(secrets.store(sql, tenant, "webhook " + definition.name(), HookKeys.random()));
        }
        row.store();
        if (!same) {
            forget(sql, row);
            if (spec.type().equals(ScheduleTrigger.NAME)) {
                firing.plan(sql, row, now);
            }
        }
    }

    /** What was planned is not due any more; what waited is said to be skipped. */
    private void forget(DSLContext sql, TriggerRecord row) {
        Condition mine = DUE.TENANT_ID
                .eq(row.getTenantId())
                .and(DUE.FLOW_ID.eq(row.getFlowId()))
                .and(DUE.TRIGGER_ID.eq(row.getTriggerId()));
        Instant now = firing.now();
        sql.deleteFrom(DUE)
                .where(mine.and(DUE.STATE.eq("PLANNED")).and(DUE.STARTS_AT.gt(now)))
                .execute();
        sql.update(DUE)
                .set(DUE.STATE, "SKIPPED")
                .set(DUE.WHY, SWITCHED_OFF)
                .set(DUE.SETTLED_AT, now)
                .where(mine.and(DUE.STATE.in("PLANNED", "WAITING")))
                .execute();
    }
}
