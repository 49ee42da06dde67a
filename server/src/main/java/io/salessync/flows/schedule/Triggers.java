package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;

import io.salessync.flows.graph.TriggerSpec;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Says when and by what flows start. */
@Component
public final class Triggers {
    private static final int MOST = 1_000;

    /** @param field the setting, as a path such as {@code holidays/calendar} */
    record Finding(String field, String message) {}

    /** @param schedule null: there are findings */
    record Read(@Nullable Schedule schedule, List<Finding> findings) {}

    static Read read(ObjectNode settings) {
        List<Finding> findings = new ArrayList<>();
        Schedule schedule =
                ScheduleSettings.read(settings, (field, message) -> findings.add(new Finding(field, message)));
        return new Read(schedule, findings);
    }

    /**
     * The coming due times of a schedule, ascending; of any other type of trigger, and of one that is switched off, none.
     *
     * @param from a due time at this very instant belongs to them
     * @param count at most that many, 1,000 at most; fewer when the schedule ends
     * @throws Problem naming the settings that are wrong
     */
    public List<NextTime> next(TriggerSpec trigger, Instant from, int count) {
        if (!trigger.type().equals(ScheduleTrigger.NAME) || !trigger.enabled()) {
            return List.of();
        }
        Read read = read(trigger.settings());
        if (read.schedule() == null) {
            Finding first = read.findings().getFirst();
            throw Problem.of(
                            ScheduleProblem.WRONG_TRIGGER,
                            "Trigger “%s”, %s: %s".formatted(trigger.id(), first.field(), first.message()))
                    .with("field", first.field());
        }
        return next(read.schedule(), trigger.id(), from, count);
    }

    static List<NextTime> next(Schedule schedule, String trigger, Instant from, int count) {
        return schedule.from(from, Math.clamp(count, 0, MOST)).stream()
                .map(due -> {
                    Instant at = schedule.startOf(trigger, due.at());
                    return new NextTime(
                            at,
                            due.at(),
                            at.equals(due.at()) ? due.local() : LocalDateTime.ofInstant(at, schedule.zone()),
                            schedule.zone().getId(),
                            due.note());
                })
                .toList();
    }

    /** One line that says what starts the flow, such as "every Monday at 12:00 (Africa/Cairo)". */
    public String summary(TriggerSpec trigger) {
        return switch (trigger.type()) {
            case ScheduleTrigger.NAME -> {
                Schedule schedule = read(trigger.settings()).schedule();
                yield schedule == null
                        ? "a schedule with mistakes"
                        : RuleWords.of(schedule.rule()) + " (" + schedule.zone() + ")";
            }
            case WebhookTrigger.NAME -> "when its webhook is called";
            case FileTrigger.NAME ->
                "when a file like %s lies in the folder “%s”"
                        .formatted(
                                trigger.settings().path("pattern").asString(FileTrigger.ANY_FILE),
                                trigger.settings().path("folder").asString(""));
            case AfterTrigger.NAME -> AfterTrigger.summary(trigger.settings());
            case ManualTrigger.NAME -> "by hand";
            default -> trigger.type();
        };
    }

    /** When each flow is due next, of those that have a schedule; in the open transaction. */
    public Map<UUID, Instant> nextDue(DSLContext sql, TenantId tenant) {
        Map<UUID, Instant> next = new HashMap<>();
        sql.select(DUE.FLOW_ID, DSL.min(DUE.STARTS_AT))
                .from(DUE)
                .where(DUE.TENANT_ID.eq(tenant.value()).and(DUE.STATE.eq("PLANNED")))
                .groupBy(DUE.FLOW_ID)
                .forEach(row -> next.put(row.value1(), row.value2()));
        return next;
    }
}
