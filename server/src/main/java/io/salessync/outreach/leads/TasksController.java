package io.salessync.outreach.leads;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Parameters;
import io.salessync.kernel.tenancy.Database;
import io.salessync.outreach.OutreachProblem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
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

/** Tasks of leads over HTTP. */
@RestController("outreachTasksController")
@RequestMapping("/api/v1/outreach/tasks")
class TasksController {
    private static final int MOST = 500;

    private final LeadTasks tasks;
    private final Database database;

    TasksController(LeadTasks tasks, Database database) {
        this.tasks = tasks;
        this.database = database;
    }

    @GetMapping
    @PreAuthorize("hasAuthority('outreach:read')")
    @Operation(summary = "What people have to do for leads, the oldest first")
    List<LeadTasks.Task> list(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(defaultValue = "OPEN") @Parameter(description = "OPEN, DONE or SKIPPED") String state,
            @RequestParam(required = false) @Parameter(description = "a user's e-mail: theirs and nobody's") @Nullable String assignee) {
        LeadTasks.State wanted = Parameters.choice(OutreachProblem.WRONG_LEADS, LeadTasks.State.class, "state", state);
        return database.inTenant(
                actor.tenant(),
                sql -> tasks.all(
                        sql,
                        actor.tenant(),
                        wanted == null ? LeadTasks.State.OPEN : wanted,
                        Parameters.given(assignee),
                        MOST));
    }

    record GivenEnd(@Schema(example = "Called, wants an offer") @Nullable String note) {}

    @PostMapping("/{id}/done")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Says that a task is done", description = "A lead that waits for it goes on.")
    LeadTasks.Task done(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody(required = false) @Nullable GivenEnd end) {
        return end(actor, id, true, end);
    }

    @PostMapping("/{id}/skip")
    @PreAuthorize("hasAuthority('outreach:run')")
    @Operation(summary = "Skips a task", description = "A lead that waits for it goes on.")
    LeadTasks.Task skip(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody(required = false) @Nullable GivenEnd end) {
        return end(actor, id, false, end);
    }

    private LeadTasks.Task end(Actor actor, UUID id, boolean done, @Nullable GivenEnd end) {
        return database.inTenant(
                actor.tenant(),
                sql -> tasks.end(sql, actor.tenant(), id, done, end == null ? null : end.note(), actor.signature()));
    }
}
