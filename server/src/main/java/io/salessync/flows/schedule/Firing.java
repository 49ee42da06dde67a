package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.alerts.Alerts;
import io.salessync.flows.jooq.tables.records.DueRecord;
import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jooq.DSLContext;
import org.jooq.JSON;
import org.jooq.Query;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Starts flows whose time has come. A due time's row, the run and the row of the next due time are one transaction, so that
 * a killed node leaves either all or nothing of it behind, and a due time starts one run on however many nodes.
 */
@Component
final class Firing {
    private static final Logger log = LoggerFactory.getLogger(Firing.class);
    static final int BATCH = 100;
    private static final int MISSED_AT_ONCE = 2_000;
    private static final int MOST_WAITING = 1_000;
    private static final int CACHED = 20_000;

    /** Later than this is late. */
    private static final Duration LATE = Duration.ofMinutes(1);

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
    private record Key(UUID flow, String trigger, Instant due) {}

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
            return database.inTenant(tenant, sql -> new Batch(sql, tenant, flows).fire(null));
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
                        .limit(BATCH)
                        .fetch(row -> new Key(row.value1(), row.value2(), row.value3())));
        int settled = 0;
        for (Key key : keys) {
            try {
                settled += database.inTenant(tenant, sql -> new Batch(sql, tenant, flows).fire(key));
            } catch (RuntimeException e) {
                log.warn("Flow {} could not be started by trigger {}", key.flow(), key.trigger(), e);
                String why = e instanceof Problem problem
                        ? problem.detail()
                        : "It could not be started; the server's log says why.";
                settled += database.inTenant(tenant, sql -> new Batch(sql, tenant, flows).giveUp(key, why));
            }
        }
        return settled;
    }

    /** Starts the oldest waiting due time of the flow, if no run of it goes on any more. */
    boolean startWaiting(TenantId tenant, UUID flow) {
        FlowStarter flows = starter.getIfAvailable();
        return flows != null && database.inTenant(tenant, sql -> new Batch(sql, tenant, flows).startWaiting(flow));
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
                insertPlanned(sql, trigger, schedule, next).execute();
                trigger.setEnded(false);
            }
        }
        trigger.store();
    }

    private static Query insertPlanned(DSLContext sql, TriggerRecord trigger, Schedule schedule, Occurrences.Due due) {
        return sql.insertInto(DUE)
                .set(DUE.TENANT_ID, trigger.getTenantId())
                .set(DUE.FLOW_ID, trigger.getFlowId())
                .set(DUE.TRIGGER_ID, trigger.getTriggerId())
                .set(DUE.DUE_, due.at())
                .set(DUE.STARTS_AT, schedule.startOf(trigger.getTriggerId(), due.at()))
                .set(DUE.STATE, "PLANNED")
                .set(DUE.WHY, due.note())
                .onConflictDoNothing();
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

    /** One transaction's work. */
    private final class Batch {
        private final DSLContext sql;
        private final TenantId tenant;
        private final FlowStarter flows;
        private final Instant now = now();
        private final Map<UUID, List<RunId>> active = new HashMap<>();
        private final List<Query> writes = new ArrayList<>();

        Batch(DSLContext sql, TenantId tenant, FlowStarter flows) {
            this.sql = sql;
            this.tenant = tenant;
            this.flows = flows;
        }

        /** @param only null: whatever is due */
        int fire(@Nullable Key only) {
            var condition = DUE.TENANT_ID
                    .eq(tenant.value())
                    .and(DUE.STATE.eq("PLANNED"))
                    .and(DUE.STARTS_AT.le(now));
            if (only != null) {
                condition = condition.and(is(only));
            }
            List<DueRecord> due = sql.selectFrom(DUE)
                    .where(condition)
                    .orderBy(DUE.STARTS_AT)
                    .limit(BATCH)
                    .forUpdate()
                    .skipLocked()
                    .fetch();
            if (due.isEmpty()) {
                return 0;
            }
            Set<UUID> mine = locked(
                    due.stream().map(DueRecord::getFlowId).distinct().sorted().toList());
            Map<UUID, Map<String, TriggerRecord>> triggers = triggers(mine);
            int settled = 0;
            for (DueRecord row : due) {
                if (mine.contains(row.getFlowId())) {
                    TriggerRecord trigger =
                            triggers.getOrDefault(row.getFlowId(), Map.of()).get(row.getTriggerId());
                    settle(row, trigger);
                    settled++;
                }
            }
            sql.batch(writes).execute();
            return settled;
        }

        /** The flows of which no other node settles anything just now: overlaps are only seen by one at a time. */
        private Set<UUID> locked(List<UUID> ids) {
            Set<UUID> locked = new HashSet<>();
            sql.fetch(
                            "SELECT f, pg_try_advisory_xact_lock(hashtextextended(f::text, 20261126)) FROM unnest(?::uuid[]) f",
                            (Object) ids.toArray(UUID[]::new))
                    .forEach(row -> {
                        if (Boolean.TRUE.equals(row.get(1, Boolean.class))) {
                            locked.add(row.get(0, UUID.class));
                        }
                    });
            return locked;
        }

        private Map<UUID, Map<String, TriggerRecord>> triggers(Set<UUID> ids) {
            Map<UUID, Map<String, TriggerRecord>> found = new LinkedHashMap<>();
            sql.selectFrom(TRIGGER)
                    .where(TRIGGER.TENANT_ID.eq(tenant.value()).and(TRIGGER.FLOW_ID.in(ids)))
                    .forEach(row -> found.computeIfAbsent(row.getFlowId(), flow -> new HashMap<>())
                            .put(row.getTriggerId(), row));
            return found;
        }

        private void settle(DueRecord row, @Nullable TriggerRecord trigger) {
            if (trigger == null || !trigger.getEnabled()) {
                end(
                        row.getFlowId(),
                        row.getTriggerId(),
                        row.getDue(),
                        "SKIPPED",
                        "The trigger is switched off.",
                        null,
                        null);
                return;
            }
            if (!trigger.getType().equals(ScheduleTrigger.NAME)) {
                Schedule.Overlap overlap = TriggerSchemas.overlap(settings(trigger), (field, message) -> {});
                begin(trigger, row.getDue(), row.getStartsAt(), overlap, "RAN", payload(row));
                return;
            }
            Schedule schedule = schedule(trigger);
            if (schedule == null) {
                end(
                        row.getFlowId(),
                        row.getTriggerId(),
                        row.getDue(),
                        "SKIPPED",
                        "The schedule cannot be read.",
                        null,
                        null);
                writes.add(sql.update(TRIGGER).set(TRIGGER.ENDED, true).where(is(trigger)));
                return;
            }
            settle(row, trigger, schedule);
        }

        private void settle(DueRecord row, TriggerRecord trigger, Schedule schedule) {
            List<Instant> come = new ArrayList<>(List.of(row.getDue()));
            Occurrences.Due next = null;
            // one look answers the usual case: nothing else has come
            int ahead = 1;
            while (next == null && come.size() <= MISSED_AT_ONCE) {
                List<Occurrences.Due> more = schedule.from(come.getLast().plusNanos(1), ahead);
                if (more.isEmpty()) {
                    break;
                }
                for (Occurrences.Due due : more) {
                    if (schedule.startOf(trigger.getTriggerId(), due.at()).isAfter(now)) {
                        next = due;
                        break;
                    }
                    come.add(due.at());
                }
                ahead = 1_000;
            }
            boolean more = next == null && come.size() > MISSED_AT_ONCE;
            if (more) {
                // so much was missed that it takes several rounds; none of these is the latest
                next = new Occurrences.Due(
                        come.removeLast(), row.getDue().atZone(schedule.zone()).toLocalDateTime(), null);
            }
            settle(come, trigger, schedule, more);
            if (next != null) {
                writes.add(insertPlanned(sql, trigger, schedule, next));
            } else {
                writes.add(sql.update(TRIGGER).set(TRIGGER.ENDED, true).where(is(trigger)));
            }
            if (trigger.getSilentSince() != null) {
                spokeAgain(trigger);
            }
        }

        private void settle(List<Instant> come, TriggerRecord trigger, Schedule schedule, boolean more) {
            Schedule.Missed missed = schedule.missed();
            Instant last = come.getLast();
            boolean inTime = !more
                    && !late(trigger, schedule, last).minus(missed.grace()).isPositive();
            List<Instant> lost = new ArrayList<>(inTime ? come.subList(0, come.size() - 1) : come);
            switch (missed.policy()) {
                case SKIP ->
                    lost.forEach(due -> miss(trigger, due, "Nobody could start it then; missed ones are skipped."));
                case ONCE -> {
                    boolean catchesUp = !more
                            && !inTime
                            && !Duration.between(last, now)
                                    .minus(missed.within())
                                    .isPositive();
                    if (catchesUp) {
                        lost.removeLast();
                    }
                    String why = more || inTime || catchesUp
                            ? "Nobody could start it then; a later run covers it."
                            : "Nobody could start it then, and that is longer ago than the trigger allows.";
                    lost.forEach(due -> miss(trigger, due, why));
                    if (catchesUp) {
                        begin(trigger, last, startOf(trigger, schedule, last), schedule.overlap(), "CAUGHT_UP", null);
                    }
                }
                case ALL -> catchUp(lost, trigger, schedule, more, missed);
            }
            if (inTime) {
                boolean late = late(trigger, schedule, last).compareTo(LATE) > 0;
                Schedule.Overlap overlap = missed.policy() == Schedule.MissedPolicy.ALL && !lost.isEmpty()
                        ? Schedule.Overlap.QUEUE_ALL
                        : schedule.overlap();
                begin(trigger, last, startOf(trigger, schedule, last), overlap, late ? "LATE" : "RAN", null);
            }
        }

        private void catchUp(
                List<Instant> lost, TriggerRecord trigger, Schedule schedule, boolean more, Schedule.Missed missed) {
            int first = more ? lost.size() : Math.max(0, lost.size() - missed.atMost());
            for (int i = 0; i < lost.size(); i++) {
                Instant due = lost.get(i);
                if (i < first) {
                    miss(
                            trigger,
                            due,
                            "Nobody could start it then; only the latest %d run.".formatted(missed.atMost()));
                } else if (Duration.between(due, now).compareTo(missed.within()) > 0) {
                    miss(trigger, due, "Nobody could start it then, and that is longer ago than the trigger allows.");
                } else {
                    // one after the other, whatever is else said of overlaps: each covers its own range
                    begin(trigger, due, startOf(trigger, schedule, due), Schedule.Overlap.QUEUE_ALL, "CAUGHT_UP", null);
                }
            }
        }

        private Duration late(TriggerRecord trigger, Schedule schedule, Instant due) {
            return Duration.between(startOf(trigger, schedule, due), now);
        }

        private static Instant startOf(TriggerRecord trigger, Schedule schedule, Instant due) {
            return schedule.startOf(trigger.getTriggerId(), due);
        }

        private void miss(TriggerRecord trigger, Instant due, String why) {
            end(trigger.getFlowId(), trigger.getTriggerId(), due, "MISSED", why, null, null);
        }

        /** Starts a run for the due time, or does what the overlap policy says. */
        private void begin(
                TriggerRecord trigger,
                Instant due,
                Instant startsAt,
                Schedule.Overlap overlap,
                String state,
                @Nullable ObjectNode payload) {
            List<RunId> going = active(trigger.getFlowId());
            if (overlap == Schedule.Overlap.CANCEL_OTHER && !going.isEmpty()) {
                going.forEach(run -> runs.cancel(tenant, run));
                active.remove(trigger.getFlowId());
                going = active(trigger.getFlowId());
            }
            boolean queues = overlap == Schedule.Overlap.QUEUE_ALL || overlap == Schedule.Overlap.QUEUE_ONE;
            int waiting = queues || !going.isEmpty() ? waiting(trigger) : 0;
            if (going.isEmpty() && !(queues && waiting > 0)) {
                run(trigger, due, startsAt, state, null, payload);
            } else if (overlap == Schedule.Overlap.SKIP) {
                end(
                        trigger.getFlowId(),
                        trigger.getTriggerId(),
                        due,
                        "SKIPPED",
                        "Run %s of the flow still goes on.".formatted(going.getFirst()),
                        null,
                        null);
            } else if (overlap == Schedule.Overlap.QUEUE_ALL && waiting >= MOST_WAITING) {
                end(
                        trigger.getFlowId(),
                        trigger.getTriggerId(),
                        due,
                        "SKIPPED",
                        "%,d due times wait already.".formatted(waiting),
                        null,
                        null);
            } else {
                if (overlap != Schedule.Overlap.QUEUE_ALL && waiting > 0) {
                    writes.add(sql.update(DUE)
                            .set(DUE.STATE, "SKIPPED")
                            .set(DUE.WHY, "A later due time took its place in the queue.")
                            .set(DUE.SETTLED_AT, now)
                            .where(waitingOf(trigger)));
                }
                leftWaiting = true;
                String why = going.isEmpty()
                        ? "Waits for earlier due times."
                        : "Waits for run %s of the flow.".formatted(going.getFirst());
                writes.add(row(
                        trigger.getFlowId(),
                        trigger.getTriggerId(),
                        due,
                        "WAITING",
                        why,
                        null,
                        null,
                        startsAt,
                        payload));
            }
        }

        private int waiting(TriggerRecord trigger) {
            // this transaction's own waiting rows count as well
            flush();
            return sql.fetchCount(DUE, waitingOf(trigger));
        }

        private org.jooq.Condition waitingOf(TriggerRecord trigger) {
            return DUE.TENANT_ID
                    .eq(tenant.value())
                    .and(DUE.FLOW_ID.eq(trigger.getFlowId()))
                    .and(DUE.TRIGGER_ID.eq(trigger.getTriggerId()))
                    .and(DUE.STATE.eq("WAITING"));
        }

        private void run(
                TriggerRecord trigger,
                Instant due,
                Instant startsAt,
                String state,
                @Nullable String why,
                @Nullable ObjectNode payload) {
            Instant since = trigger.getCovered();
            RunId run = flows.start(
                    sql,
                    tenant,
                    new FlowStarter.Start(
                            trigger.getFlowId(),
                            trigger.getTriggerId(),
                            due,
                            since,
                            due,
                            payload == null ? JsonNodeFactory.instance.objectNode() : payload,
                            null));
            active.computeIfAbsent(trigger.getFlowId(), flow -> new ArrayList<>())
                    .add(run);
            end(
                    trigger.getFlowId(),
                    trigger.getTriggerId(),
                    due,
                    state,
                    why,
                    run,
                    Math.max(0, Duration.between(startsAt, now).toMillis()));
            if (since == null || since.isBefore(due)) {
                trigger.setCovered(due);
                writes.add(sql.update(TRIGGER).set(TRIGGER.COVERED, due).where(is(trigger)));
            }
        }

        boolean startWaiting(UUID flow) {
            if (locked(List.of(flow)).isEmpty() || !active(flow).isEmpty()) {
                return false;
            }
            DueRecord oldest = sql.selectFrom(DUE)
                    .where(DUE.TENANT_ID
                            .eq(tenant.value())
                            .and(DUE.FLOW_ID.eq(flow))
                            .and(DUE.STATE.eq("WAITING")))
                    .orderBy(DUE.DUE_)
                    .limit(1)
                    .forUpdate()
                    .fetchOne();
            if (oldest == null) {
                return false;
            }
            TriggerRecord trigger =
                    triggers(Set.of(flow)).getOrDefault(flow, Map.of()).get(oldest.getTriggerId());
            if (trigger == null || !trigger.getEnabled()) {
                settle(oldest, trigger);
            } else {
                boolean late = Duration.between(oldest.getStartsAt(), now).compareTo(LATE) > 0;
                String why = String.valueOf(oldest.getWhy()).replaceFirst("^Waits for", "Waited for");
                run(trigger, oldest.getDue(), oldest.getStartsAt(), late ? "LATE" : "RAN", why, payload(oldest));
            }
            sql.batch(writes).execute();
            return true;
        }

        int giveUp(Key key, String why) {
            DueRecord row = sql.selectFrom(DUE)
                    .where(DUE.TENANT_ID
                            .eq(tenant.value())
                            .and(DUE.STATE.eq("PLANNED"))
                            .and(is(key)))
                    .forUpdate()
                    .skipLocked()
                    .fetchOne();
            if (row == null) {
                return 0;
            }
            end(key.flow(), key.trigger(), key.due(), "SKIPPED", why, null, null);
            TriggerRecord trigger = triggers(Set.of(key.flow()))
                    .getOrDefault(key.flow(), Map.of())
                    .get(key.trigger());
            sql.batch(writes).execute();
            if (trigger != null && trigger.getEnabled() && trigger.getType().equals(ScheduleTrigger.NAME)) {
                plan(sql, trigger, key.due());
            }
            return 1;
        }

        private void spokeAgain(TriggerRecord trigger) {
            writes.add(sql.update(TRIGGER).setNull(TRIGGER.SILENT_SINCE).where(is(trigger)));
            alerts.ifAvailable(alerting -> alerting.recovered(
                    sql,
                    tenant,
                    Watchdog.RULE,
                    Watchdog.group(trigger),
                    "The trigger starts the flow “%s” again.".formatted(trigger.getFlowTitle())));
        }

        private List<RunId> active(UUID flow) {
            return active.computeIfAbsent(flow, id -> new ArrayList<>(flows.active(sql, tenant, id)));
        }

        private void end(
                UUID flow,
                String trigger,
                Instant due,
                String state,
                @Nullable String why,
                @Nullable RunId run,
                @Nullable Long lateMillis) {
            writes.add(row(flow, trigger, due, state, why, run, lateMillis, due, null));
        }

        /** Writes what became of a due time, planned before or not; what its row says of a clock change stays. */
        private Query row(
                UUID flow,
                String trigger,
                Instant due,
                String state,
                @Nullable String why,
                @Nullable RunId run,
                @Nullable Long lateMillis,
                Instant startsAt,
                @Nullable ObjectNode payload) {
            boolean settled = !state.equals("WAITING");
            JSON kept = payload == null ? null : JSON.json(payload.toString());
            return sql.insertInto(DUE)
                    .set(DUE.TENANT_ID, tenant.value())
                    .set(DUE.FLOW_ID, flow)
                    .set(DUE.TRIGGER_ID, trigger)
                    .set(DUE.DUE_, due)
                    .set(DUE.STARTS_AT, startsAt)
                    .set(DUE.STATE, state)
                    .set(DUE.WHY, why)
                    .set(DUE.LATE_MS, lateMillis)
                    .set(DUE.RUN_ID, run == null ? null : run.value())
                    .set(DUE.PAYLOAD, kept)
                    .set(DUE.SETTLED_AT, settled ? now : null)
                    .onConflict(DUE.TENANT_ID, DUE.FLOW_ID, DUE.TRIGGER_ID, DUE.DUE_)
                    .doUpdate()
                    .set(DUE.STATE, state)
                    .set(DUE.WHY, why == null ? DUE.WHY : DSL.val(why))
                    .set(DUE.LATE_MS, lateMillis)
                    .set(DUE.RUN_ID, run == null ? null : run.value())
                    .set(DUE.SETTLED_AT, settled ? now : null)
                    .where(DUE.STATE.in("PLANNED", "WAITING"));
        }

        private void flush() {
            if (!writes.isEmpty()) {
                sql.batch(writes).execute();
                writes.clear();
            }
        }

        private org.jooq.Condition is(Key key) {
            return DUE.FLOW_ID
                    .eq(key.flow())
                    .and(DUE.TRIGGER_ID.eq(key.trigger()))
                    .and(DUE.DUE_.eq(key.due()));
        }

        private org.jooq.Condition is(TriggerRecord trigger) {
            return TRIGGER.TENANT_ID
                    .eq(tenant.value())
                    .and(TRIGGER.FLOW_ID.eq(trigger.getFlowId()))
                    .and(TRIGGER.TRIGGER_ID.eq(trigger.getTriggerId()));
        }

        private ObjectNode settings(TriggerRecord trigger) {
            return (ObjectNode) json.readTree(trigger.getSettings().data());
        }

        private @Nullable ObjectNode payload(DueRecord row) {
            return row.getPayload() == null
                    ? null
                    : (ObjectNode) json.readTree(row.getPayload().data());
        }
    }
}
