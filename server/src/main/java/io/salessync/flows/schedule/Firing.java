package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;

import io.salessync.alerts.Alerts;
import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts flows whose time has come. A due time's row, the run and the row of the next due time are one transaction, so that
 * a killed node leaves either all or nothing of it behind, and a due time starts one run on however many nodes.
 */
@Component
final class Firing {
    private static final Logger log = LoggerFactory.getLogger(Firing.class);
    private static final int CACHED = 20_000;

    private final Database database;
    private final ObjectProvider<FlowStarter> starter;
    private final ObjectProvider<Alerts> alerts;
    private final Runs runs;
    private final InstantSource clock;
    private final JsonMapper json;
    private final Map<String, Schedule> read = new ConcurrentHashMap<>();
    private volatile boolean leftWaiting;

    Firing(
            Database database,
            ObjectProvider<FlowStarter> starter,
            ObjectProvider<Alerts> alerts,
            Runs runs,
            InstantSource clock,
            JsonMapper json) {
        this.database = database;
        this.starter = starter;
        this.alerts = alerts;
        this.runs = runs;
        this.clock = clock;
        this.json = json;
    }

    /** What names a due time. */
    record Key(UUID flow, String trigger, Instant due) {}

    /**
     * Settles the tenant's due times that have come, at most a batch of them.
     *
     * @return how many; fewer than there are when another node is at some
     */
    int fire(TenantId tenant) {
        FlowStarter flows = starter.getIfAvailable();
        if (flows == null) {
            return 0;
        }
        try {
            return database.inTenant(tenant, sql -> new FiringBatch(this, sql, tenant, flows).fire(null));
        } catch (RuntimeException e) {
            log.warn("Due times of tenant {} could not be settled together, trying each: {}", tenant, e.toString());
            return fireEach(tenant, flows);
        }
    }

    /** One that cannot be started must not keep the others from it. */
    private int fireEach(TenantId tenant, FlowStarter flows) {
        Instant now = now();
        List<Key> keys = database.inTenant(
                tenant,
                sql -> sql.select(DUE.FLOW_ID, DUE.TRIGGER_ID, DUE.DUE_)
                        .from(DUE)
                        .where(DUE.TENANT_ID
                                .eq(tenant.value())
                                .and(DUE.STATE.eq("PLANNED"))
                                .and(DUE.STARTS_AT.le(now)))
                        .orderBy(DUE.STARTS_AT)
                        .limit(FiringBatch.SIZE)
                        .fetch(row -> new Key(row.value1(), row.value2(), row.value3())));
        int settled = 0;
        for (Key key : keys) {
            try {
                settled += database.inTenant(tenant, sql -> new FiringBatch(this, sql, tenant, flows).fire(key));
            } catch (RuntimeException e) {
                log.warn("Flow {} could not be started by trigger {}", key.flow(), key.trigger(), e);
                String why = e instanceof Problem problem
                        ? problem.detail()
                        : "It could not be started; the server's log says why.";
                settled += database.inTenant(tenant, sql -> new FiringBatch(this, sql, tenant, flows).giveUp(key, why));
            }
        }
        return settled;
    }

    /** Starts the oldest waiting due time of the flow, if no run of it goes on any more. */
    boolean startWaiting(TenantId tenant, UUID flow) {
        FlowStarter flows = starter.getIfAvailable();
        return flows != null
                && database.inTenant(tenant, sql -> new FiringBatch(this, sql, tenant, flows).startWaiting(flow));
    }

    /** A due time was left to wait. */
    void leaveWaiting() {
        leftWaiting = true;
    }

    Runs runs() {
        return runs;
    }

    ObjectProvider<Alerts> alerts() {
        return alerts;
    }

    JsonMapper json() {
        return json;
    }

    /** Whether this node has ever let a due time wait. */
    boolean leftWaiting() {
        return leftWaiting;
    }

    /** Plans the first due time after {@code after}; without one the trigger has ended. In the open transaction. */
    void plan(DSLContext sql, TriggerRecord trigger, Instant after) {
        Schedule schedule = schedule(trigger);
        trigger.setEnded(true);
        if (schedule != null) {
            Occurrences.Due next = schedule.after(after);
            if (next != null) {
                DueWriting writing = new DueWriting(sql, new TenantId(trigger.getTenantId()));
                writing.plan(trigger, next, schedule.startOf(trigger.getTriggerId(), next.at()));
                writing.flush();
                trigger.setEnded(false);
            }
        }
        trigger.store();
    }

    @Nullable Schedule schedule(TriggerRecord trigger) {
        String text = trigger.getSettings().data();
        Schedule known = read.get(text);
        if (known == null) {
            known = Triggers.read((ObjectNode) json.readTree(text)).schedule();
            if (known == null) {
                log.warn("The schedule {} of flow {} cannot be read", trigger.getTriggerId(), trigger.getFlowId());
                return null;
            }
            if (read.size() > CACHED) {
                read.clear();
            }
            read.put(text, known);
        }
        return known;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
