package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;
import static io.salessync.flows.jooq.Tables.TRIGGER;

import io.salessync.flows.jooq.tables.records.DueRecord;
import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The due times that one transaction settles. What becomes of them is decided one by one, in the order of their times; runs are queued
 * and rows written together, a statement for all.
 */
final class FiringBatch {
    static final int SIZE = 500;
    private static final int MISSED_AT_ONCE = 2_000;
    private static final int MOST_WAITING = 1_000;
    /** Later than this is late. */
    private static final Duration LATE = Duration.ofMinutes(1);

    private final Firing firing;
    private final DSLContext sql;
    private final TenantId tenant;
    private final FlowStarter flows;
    private final Instant now;
    private final Map<UUID, List<RunId>> active = new HashMap<>();
    /** Runs to be queued; of each of these flows one, so that who comes after it is told of it. */
    private final Map<UUID, Begun> begun = new LinkedHashMap<>();

    private final DueWriting writing;

    FiringBatch(Firing firing, DSLContext sql, TenantId tenant, FlowStarter flows) {
        this.firing = firing;
        this.sql = sql;
        this.tenant = tenant;
        this.flows = flows;
        this.now = firing.now();
        this.writing = new DueWriting(sql, tenant);
    }

    private record Begun(
            FlowStarter.Start start,
            Instant startsAt,
            String state,
            @Nullable String why) {}

    /** @param only null: whatever is due */
    int fire(Firing.@Nullable Key only) {
        var condition =
                DUE.TENANT_ID.eq(tenant.value()).and(DUE.STATE.eq("PLANNED")).and(DUE.STARTS_AT.le(now));
        if (only != null) {
            condition = condition.and(is(only));
        }
        List<DueRecord> due = sql.selectFrom(DUE)
                .where(condition)
                .orderBy(DUE.STARTS_AT)
                .limit(SIZE)
                .forUpdate()
                .skipLocked()
                .fetch();
        if (due.isEmpty()) {
            return 0;
        }
        Set<UUID> mine = locked(
                due.stream().map(DueRecord::getFlowId).distinct().sorted().toList());
        List<DueRecord> ours =
                due.stream().filter(row -> mine.contains(row.getFlowId())).toList();
        Map<UUID, Map<String, TriggerRecord>> triggers = triggers(ours);
        flows.active(sql, tenant, mine).forEach((flow, going) -> active.put(flow, new ArrayList<>(going)));
        mine.forEach(flow -> active.putIfAbsent(flow, new ArrayList<>()));
        int settled = 0;
        for (DueRecord row : ours) {
            settle(row, triggers.getOrDefault(row.getFlowId(), Map.of()).get(row.getTriggerId()));
            settled++;
        }
        flush();
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

    private Map<UUID, Map<String, TriggerRecord>> triggers(List<DueRecord> due) {
        Map<UUID, Map<String, TriggerRecord>> found = new HashMap<>();
        sql.fetch(
                        "SELECT t.* FROM flows.trigger t JOIN (SELECT DISTINCT f, i FROM unnest(?::uuid[], ?::text[]) d (f, i)) d"
                                + " ON t.flow_id = d.f AND t.trigger_id = d.i WHERE t.tenant_id = ?",
                        due.stream().map(DueRecord::getFlowId).toArray(UUID[]::new),
                        due.stream().map(DueRecord::getTriggerId).toArray(String[]::new),
                        tenant.value())
                .into(TRIGGER)
                .forEach(row -> found.computeIfAbsent(row.getFlowId(), flow -> new HashMap<>())
                        .put(row.getTriggerId(), row));
        return found;
    }

    private void settle(DueRecord row, @Nullable TriggerRecord trigger) {
        if (trigger == null || !trigger.getEnabled()) {
            end(row.getFlowId(), row.getTriggerId(), row.getDue(), "SKIPPED", "The trigger is switched off.");
            return;
        }
        if (!trigger.getType().equals(ScheduleTrigger.NAME)) {
            Schedule.Overlap overlap = TriggerSchemas.overlap(settings(trigger), (field, message) -> {});
            begin(trigger, row.getDue(), row.getStartsAt(), overlap, "RAN", payload(row));
            return;
        }
        Schedule schedule = firing.schedule(trigger);
        if (schedule == null) {
            end(row.getFlowId(), row.getTriggerId(), row.getDue(), "SKIPPED", "The schedule cannot be read.");
            writing.also(sql.update(TRIGGER).set(TRIGGER.ENDED, true).where(is(trigger)));
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
            writing.plan(trigger, next, schedule.startOf(trigger.getTriggerId(), next.at()));
        } else {
            writing.also(sql.update(TRIGGER).set(TRIGGER.ENDED, true).where(is(trigger)));
        }
        if (trigger.getSilentSince() != null) {
            spokeAgain(trigger);
        }
    }

    private void settle(List<Instant> come, TriggerRecord trigger, Schedule schedule, boolean more) {
        Schedule.Missed missed = schedule.missed();
        Instant last = come.getLast();
        boolean inTime =
                !more && !late(trigger, schedule, last).minus(missed.grace()).isPositive();
        List<Instant> lost = new ArrayList<>(inTime ? come.subList(0, come.size() - 1) : come);
        switch (missed.policy()) {
            case SKIP ->
                lost.forEach(due -> miss(trigger, due, "Nobody could start it then; missed ones are skipped."));
            case ONCE -> {
                boolean catchesUp = !more
                        && !inTime
                        && !Duration.between(last, now).minus(missed.within()).isPositive();
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
                miss(trigger, due, "Nobody could start it then; only the latest %d run.".formatted(missed.atMost()));
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
        end(trigger.getFlowId(), trigger.getTriggerId(), due, "MISSED", why);
    }

    /** Starts a run for the due time, or does what the overlap policy says. */
    private void begin(
            TriggerRecord trigger,
            Instant due,
            Instant startsAt,
            Schedule.Overlap overlap,
            String state,
            @Nullable ObjectNode payload) {
        if (begun.containsKey(trigger.getFlowId())) {
            flush();
        }
        List<RunId> going = active(trigger.getFlowId());
        if (overlap == Schedule.Overlap.CANCEL_OTHER && !going.isEmpty()) {
            going.forEach(run -> firing.runs().cancel(tenant, run));
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
                    "Run %s of the flow still goes on.".formatted(going.getFirst()));
        } else if (overlap == Schedule.Overlap.QUEUE_ALL && waiting >= MOST_WAITING) {
            end(
                    trigger.getFlowId(),
                    trigger.getTriggerId(),
                    due,
                    "SKIPPED",
                    "%,d due times wait already.".formatted(waiting));
        } else {
            if (overlap != Schedule.Overlap.QUEUE_ALL && waiting > 0) {
                sql.update(DUE)
                        .set(DUE.STATE, "SKIPPED")
                        .set(DUE.WHY, "A later due time took its place in the queue.")
                        .set(DUE.SETTLED_AT, now)
                        .where(waitingOf(trigger))
                        .execute();
            }
            firing.leaveWaiting();
            String why = going.isEmpty()
                    ? "Waits for earlier due times."
                    : "Waits for run %s of the flow.".formatted(going.getFirst());
            writing.settle(new DueWriting.Row(
                    trigger.getFlowId(),
                    trigger.getTriggerId(),
                    due,
                    startsAt,
                    "WAITING",
                    why,
                    null,
                    null,
                    payload,
                    null));
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
        begun.put(
                trigger.getFlowId(),
                new Begun(
                        new FlowStarter.Start(
                                trigger.getFlowId(),
                                trigger.getTriggerId(),
                                due,
                                since,
                                due,
                                payload == null ? JsonNodeFactory.instance.objectNode() : payload,
                                null),
                        startsAt,
                        state,
                        why));
        if (since == null || since.isBefore(due)) {
            trigger.setCovered(due);
            writing.cover(trigger, due);
        }
    }

    /** Queues the runs that begin, and writes all there is to write. */
    private void flush() {
        if (!begun.isEmpty()) {
            List<Begun> all = List.copyOf(begun.values());
            begun.clear();
            List<RunId> ids =
                    flows.startAll(sql, tenant, all.stream().map(Begun::start).toList());
            // how late is told by when it is written, not by when the first of them was looked at
            Instant written = firing.now();
            for (int i = 0; i < ids.size(); i++) {
                Begun one = all.get(i);
                FlowStarter.Start start = one.start();
                active.computeIfAbsent(start.flow(), flow -> new ArrayList<>()).add(ids.get(i));
                Instant due = Objects.requireNonNull(start.due());
                writing.settle(new DueWriting.Row(
                        start.flow(),
                        start.trigger(),
                        due,
                        due,
                        one.state(),
                        one.why(),
                        Math.max(0, Duration.between(one.startsAt(), written).toMillis()),
                        ids.get(i).value(),
                        null,
                        written));
            }
        }
        writing.flush();
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
                triggers(List.of(oldest)).getOrDefault(flow, Map.of()).get(oldest.getTriggerId());
        if (trigger == null || !trigger.getEnabled()) {
            settle(oldest, trigger);
        } else {
            boolean late = Duration.between(oldest.getStartsAt(), now).compareTo(LATE) > 0;
            String why = String.valueOf(oldest.getWhy()).replaceFirst("^Waits for", "Waited for");
            run(trigger, oldest.getDue(), oldest.getStartsAt(), late ? "LATE" : "RAN", why, payload(oldest));
        }
        flush();
        return true;
    }

    int giveUp(Firing.Key key, String why) {
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
        end(key.flow(), key.trigger(), key.due(), "SKIPPED", why);
        TriggerRecord trigger =
                triggers(List.of(row)).getOrDefault(key.flow(), Map.of()).get(key.trigger());
        flush();
        if (trigger != null && trigger.getEnabled() && trigger.getType().equals(ScheduleTrigger.NAME)) {
            firing.plan(sql, trigger, key.due());
        }
        return 1;
    }

    private void spokeAgain(TriggerRecord trigger) {
        writing.also(sql.update(TRIGGER).setNull(TRIGGER.SILENT_SINCE).where(is(trigger)));
        firing.alerts()
                .ifAvailable(alerting -> alerting.recovered(
                        sql,
                        tenant,
                        Watchdog.RULE,
                        Watchdog.group(trigger),
                        "The trigger starts the flow “%s” again.".formatted(trigger.getFlowTitle())));
    }

    private List<RunId> active(UUID flow) {
        return active.computeIfAbsent(flow, id -> new ArrayList<>(flows.active(sql, tenant, id)));
    }

    private void end(UUID flow, String trigger, Instant due, String state, String why) {
        writing.settle(new DueWriting.Row(flow, trigger, due, due, state, why, null, null, null, now));
    }

    private org.jooq.Condition is(Firing.Key key) {
        return DUE.FLOW_ID.eq(key.flow()).and(DUE.TRIGGER_ID.eq(key.trigger())).and(DUE.DUE_.eq(key.due()));
    }

    private org.jooq.Condition is(TriggerRecord trigger) {
        return TRIGGER.TENANT_ID
                .eq(tenant.value())
                .and(TRIGGER.FLOW_ID.eq(trigger.getFlowId()))
                .and(TRIGGER.TRIGGER_ID.eq(trigger.getTriggerId()));
    }

    private ObjectNode settings(TriggerRecord trigger) {
        return (ObjectNode) firing.json().readTree(trigger.getSettings().data());
    }

    private @Nullable ObjectNode payload(DueRecord row) {
        return row.getPayload() == null
                ? null
                : (ObjectNode) firing.json().readTree(row.getPayload().data());
    }
}
