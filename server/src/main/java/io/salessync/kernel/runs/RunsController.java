package io.salessync.kernel.runs;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Runs and their logs over HTTP. */
@RestController
@RequestMapping("/api/v1/runs")
class RunsController {
    private static final int MOST = 200;

    private final Runs runs;
    private final RunRows rows;
    private final RunWaits waits;
    private final Database database;
    private final Audit audit;

    RunsController(Runs runs, RunRows rows, RunWaits waits, Database database, Audit audit) {
        this.runs = runs;
        this.rows = rows;
        this.waits = waits;
        this.database = database;
        this.audit = audit;
    }

    /** @param next what to give as {@code before} for the runs that follow */
    record RunsAnswer(List<RunView> items, @Nullable String next) {}

    record LineAnswer(
            String id, Instant at, String level, @Nullable String recordKey, String message) {
        static LineAnswer of(RunRows.LogLine line) {
            return new LineAnswer(Long.toString(line.id()), line.at(), line.level(), line.recordKey(), line.message());
        }
    }

    /** @param next what to give as {@code before} for the lines that follow */
    record LinesAnswer(List<LineAnswer> items, @Nullable String next) {}

    @GetMapping
    @PreAuthorize("hasAuthority('runs:read')")
    RunsAnswer list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable String kind,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "false") boolean active,
            @RequestParam(required = false) @Nullable UUID subject,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "50") int limit) {
        RunRows.Page page = rows.list(
                actor.tenant(),
                new RunRows.Filter(
                        kind,
                        isActive(state) ? null : state(state),
                        active || isActive(state),
                        subject,
                        place(before),
                        Math.clamp(limit, 1, MOST)));
        return new RunsAnswer(
                page.runs().stream().map(RunView::of).toList(),
                page.next() == null ? null : Long.toString(page.next()));
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('runs:read')")
    RunView one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return view(actor, id);
    }

    @GetMapping("/{id}/waiting")
    @PreAuthorize("hasAuthority('runs:read')")
    RunWaits.Waiting waiting(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return waits.of(
                actor.tenant(), runs.find(actor.tenant(), new RunId(id)).orElseThrow(() -> PostgresRuns.unknown(id)));
    }

    @GetMapping("/{id}/log")
    @PreAuthorize("hasAuthority('runs:read')")
    LinesAnswer log(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable String level,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "50") int limit) {
        view(actor, id);
        int most = Math.clamp(limit, 1, MOST);
        List<LineAnswer> found = rows
                .log(actor.tenant(), id, new RunRows.LogFilter(level(level), blankToNull(q), place(before), most + 1))
                .stream()
                .map(LineAnswer::of)
                .toList();
        if (found.size() <= most) {
            return new LinesAnswer(found, null);
        }
        List<LineAnswer> shown = found.subList(0, most);
        return new LinesAnswer(shown, shown.getLast().id());
    }

    @PostMapping("/{id}/pause")
    @PreAuthorize("hasAuthority('runs:write')")
    RunView pause(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return audited(actor, "runs.paused", id, () -> {
            runs.pause(actor.tenant(), new RunId(id));
            return id;
        });
    }

    @PostMapping("/{id}/resume")
    @PreAuthorize("hasAuthority('runs:write')")
    RunView resume(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return audited(actor, "runs.resumed", id, () -> {
            runs.resume(actor.tenant(), new RunId(id));
            return id;
        });
    }

    @PostMapping("/{id}/cancel")
    @PreAuthorize("hasAuthority('runs:write')")
    RunView cancel(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return audited(actor, "runs.cancelled", id, () -> {
            runs.cancel(actor.tenant(), new RunId(id));
            return id;
        });
    }

    @PostMapping("/{id}/retry")
    @PreAuthorize("hasAuthority('runs:write')")
    RunView retry(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return audited(
                actor,
                "runs.retried",
                id,
                () -> runs.retry(actor.tenant(), new RunId(id)).value());
    }

    private RunView audited(Actor actor, String action, UUID id, Supplier<UUID> work) {
        UUID result = database.inTenant(actor.tenant(), sql -> {
            UUID done = work.get();
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.email(),
                    action,
                    id.toString(),
                    done.equals(id) ? Map.of() : Map.of("run", done.toString()));
            return done;
        });
        return view(actor, result);
    }

    private RunView view(Actor actor, UUID id) {
        return runs.find(actor.tenant(), new RunId(id)).map(RunView::of).orElseThrow(() -> PostgresRuns.unknown(id));
    }

    /** {@code active} stands for every state that is no end. */
    private static boolean isActive(@Nullable String state) {
        return "active".equalsIgnoreCase(state);
    }

    private static @Nullable RunState state(@Nullable String text) {
        return blankToNull(text) == null ? null : choice(RunState.class, "state", String.valueOf(text));
    }

    private static @Nullable String level(@Nullable String text) {
        return blankToNull(text) == null
                ? null
                : choice(ActiveRun.Level.class, "level", String.valueOf(text)).name();
    }

    private static <E extends Enum<E>> E choice(Class<E> choices, String name, String text) {
        try {
            return Enum.valueOf(choices, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            RunProblem.BAD_FILTER,
                            "“%s” is no %s; there are: %s"
                                    .formatted(text, name, Arrays.toString(choices.getEnumConstants())))
                    .with("parameter", name)
                    .with("value", text);
        }
    }

    private static @Nullable Long place(@Nullable String before) {
        try {
            return blankToNull(before) == null ? null : Long.valueOf(String.valueOf(before));
        } catch (NumberFormatException e) {
            throw Problem.of(
                            RunProblem.BAD_FILTER,
                            "“%s” is no place in the list; give the “next” of the last page.".formatted(before))
                    .with("parameter", "before")
                    .with("value", String.valueOf(before));
        }
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
