package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Tables.DUE;

import io.salessync.flows.graph.TriggerSpec;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** When flows are due, what became of due times, and the addresses of webhooks, over HTTP. */
@RestController
@RequestMapping("/api/v1/flows")
class SchedulesController {
    private static final int MOST = 200;
    private static final int NEXT = 10;
    private static final int MOST_NEXT = 1_000;

    private final Database database;
    private final Hooks hooks;
    private final Triggers triggers;
    private final Audit audit;
    private final InstantSource clock;

    SchedulesController(Database database, Hooks hooks, Triggers triggers, Audit audit, InstantSource clock) {
        this.database = database;
        this.hooks = hooks;
        this.triggers = triggers;
        this.audit = audit;
        this.clock = clock;
    }

    record Asked(
            @Nullable String id,
            @Nullable String type,
            @Nullable Boolean enabled,

            @Schema(example = "{\"words\":\"every Monday at 12 PM\",\"zone\":\"Africa/Cairo\"}") @Nullable ObjectNode settings) {}

    /** @param from a due time at this instant belongs to them; null: now */
    record NextQuestion(
            @Nullable Asked trigger,
            @Nullable Instant from,
            @Nullable Integer count) {}

    /** @param local what the clocks in the zone show then */
    record NextItem(
            Instant at, String local, String zone, @Nullable String note) {}

    record NextAnswer(
            List<NextItem> items,
            @Nullable ObjectNode rule,
            @Nullable String words,
            List<Triggers.Finding> problems) {}

    record WordsQuestion(
            @Schema(example = "every 2 weeks on Tue and Thu at 9:00") @Nullable String text,

            @Schema(example = "Africa/Cairo") @Nullable String zone) {}

    record WordsAnswer(
            @Nullable ObjectNode settings, @Nullable String words, List<Triggers.Finding> problems) {}

    /** @param why why it was skipped, missed or late, or that a clock change or a holiday moved it */
    record DueItem(
            String trigger,
            Instant due,
            String state,
            @Nullable String why,
            @Nullable Double lateSeconds,
            @Nullable UUID run) {}

    record DuePage(List<DueItem> items, @Nullable String next) {}

    record HooksAnswer(List<Hooks.Address> items, @Nullable String next) {}

    record NewSecret(String secret) {}

    @PostMapping("/next")
    @PreAuthorize("hasAuthority('flows:read')")
    NextAnswer next(@RequestBody NextQuestion question) {
        Asked asked = question.trigger();
        if (asked == null || asked.settings() == null) {
            return new NextAnswer(
                    List.of(), null, null, List.of(new Triggers.Finding("", "Give a trigger with its settings.")));
        }
        String type = asked.type() == null ? ScheduleTrigger.NAME : asked.type();
        String id = asked.id() == null ? "" : asked.id();
        if (!type.equals(ScheduleTrigger.NAME)) {
            return new NextAnswer(
                    List.of(), null, triggers.summary(new TriggerSpec(id, type, true, asked.settings())), List.of());
        }
        Triggers.Read read = Triggers.read(asked.settings());
        Schedule schedule = read.schedule();
        if (schedule == null) {
            return new NextAnswer(List.of(), null, null, read.findings());
        }
        Instant from = question.from() == null ? clock.instant() : question.from();
        int count = question.count() == null ? NEXT : Math.clamp(question.count(), 1, MOST_NEXT);
        List<NextItem> items = Triggers.next(schedule, id, from, count).stream()
                .map(next -> new NextItem(next.at(), next.local().toString(), next.zone(), next.note()))
                .toList();
        return new NextAnswer(items, ScheduleSettings.write(schedule.rule()), RuleWords.of(schedule.rule()), List.of());
    }

    @PostMapping("/words")
    @PreAuthorize("hasAuthority('flows:read')")
    WordsAnswer words(@RequestBody WordsQuestion question) {
        ScheduleWords.Read read = ScheduleWords.read(question.text() == null ? "" : question.text());
        List<Triggers.Finding> problems = new ArrayList<>();
        if (read.problem() != null) {
            problems.add(new Triggers.Finding("text", read.problem()));
        }
        String zone = read.zone() != null ? read.zone().getId() : question.zone();
        if (zone != null && !isZone(zone)) {
            problems.add(new Triggers.Finding(
                    "zone", "“%s” is no time zone; write one such as Africa/Cairo.".formatted(zone)));
        }
        if (read.rule() == null) {
            return new WordsAnswer(null, null, problems);
        }
        ObjectNode settings = ScheduleSettings.write(read.rule());
        if (zone != null && problems.isEmpty()) {
            settings.put("zone", zone);
        }
        return new WordsAnswer(settings, RuleWords.of(read.rule()), problems);
    }

    private static boolean isZone(String zone) {
        try {
            ZoneId.of(zone);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    @GetMapping("/{id}/due")
    @PreAuthorize("hasAuthority('flows:read')")
    DuePage due(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        Condition condition = DUE.TENANT_ID.eq(actor.tenant().value()).and(DUE.FLOW_ID.eq(id));
        Condition page = after == null || after.isBlank() ? condition : condition.and(before(after));
        List<DueItem> items = database.inTenant(
                actor.tenant(),
                sql -> sql.selectFrom(DUE)
                        .where(page)
                        .orderBy(DUE.DUE_.desc(), DUE.TRIGGER_ID.desc())
                        .limit(most + 1)
                        .fetch(row -> new DueItem(
                                row.getTriggerId(),
                                row.getDue(),
                                // that it waits is in the why
                                row.getState().equals("WAITING") ? "PLANNED" : row.getState(),
                                row.getWhy(),
                                row.getLateMs() == null ? null : row.getLateMs() / 1_000.0,
                                row.getRunId())));
        if (items.size() <= most) {
            return new DuePage(items, null);
        }
        List<DueItem> shown = items.subList(0, most);
        return new DuePage(shown, shown.getLast().due() + "/" + shown.getLast().trigger());
    }

    private static Condition before(String after) {
        String[] parts = after.split("/", 2);
        try {
            return DSL.row(DUE.DUE_, DUE.TRIGGER_ID).lt(Instant.parse(parts[0]), parts[1]);
        } catch (DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw Problem.of(
                            ScheduleProblem.BAD_PLACE,
                            "“%s” is no place in the list; give the “next” of the last page.".formatted(after),
                            e)
                    .with("parameter", "after");
        }
    }

    @GetMapping("/{id}/hooks")
    @PreAuthorize("hasAuthority('flows:write')")
    HooksAnswer hooks(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return new HooksAnswer(hooks.of(actor.tenant(), id), null);
    }

    @PostMapping("/{id}/hooks/{trigger}/secret")
    @PreAuthorize("hasAuthority('flows:write')")
    NewSecret newSecret(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @PathVariable String trigger) {
        return database.inTenant(actor.tenant(), sql -> {
            String secret = hooks.newSecret(sql, actor.tenant(), id, trigger);
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "flows.hook-secret-made",
                    id.toString(),
                    Map.of("trigger", trigger));
            return new NewSecret(secret);
        });
    }
}
