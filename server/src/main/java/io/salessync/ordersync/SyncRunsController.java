package io.salessync.ordersync;

import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunView;
import io.salessync.kernel.runs.Runs;
import io.salessync.ordersync.OrderSync.Asker;
import io.salessync.ordersync.board.BoardCheck;
import io.salessync.ordersync.board.Plan;
import io.salessync.ordersync.board.Report;
import io.salessync.ordersync.board.ReportText;
import io.salessync.ordersync.board.Retrying;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Plan, check, run, verify, undo, retry and report of one sync. */
@RestController
@RequestMapping("/api/v1/ordersync/{id}")
class SyncRunsController {
    private final OrderSync orderSync;
    private final Runs runs;

    SyncRunsController(OrderSync orderSync, Runs runs) {
        this.orderSync = orderSync;
        this.runs = runs;
    }

    record Verify(@Schema(example = "false") @Nullable Boolean heal) {}

    record Undo(
            @Schema(example = "7c9e6679-7425-40de-944b-e07fc1f90ae7")
            UUID runId) {}

    /**
     * @param kind {@code orders} or {@code lines}; null: both
     * @param all those that failed or wait, as far as the filters below let through
     */
    record Retry(
            @Schema(example = "orders") @Nullable String kind,
            @Schema(example = "[4711, 4712]") @Nullable List<Long> rows,

            @Schema(example = "ROW") @com.fasterxml.jackson.annotation.JsonProperty("class") @Nullable String faultClass,

            @Schema(example = "false") @Nullable Boolean all,
            @Schema(example = "false") @Nullable Boolean recreate,
            @Schema(example = "FAILED") @Nullable String state,
            @Schema(example = "UPDATE") @Nullable String action,
            @Schema(example = "GREYSON CLOTHIERS") @Nullable String group,
            @Schema(example = "PO-4711") @Nullable String q) {}

    record Retried(int retried) {}

    @GetMapping("/plan")
    @PreAuthorize("hasAuthority('ordersync:read')")
    Plan plan(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return orderSync.plan(actor.tenant(), id);
    }

    @GetMapping("/check")
    @PreAuthorize("hasAuthority('ordersync:read')")
    BoardCheck.Checked check(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return orderSync.check(actor.tenant(), id);
    }

    @PostMapping("/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ordersync:run')")
    RunView run(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return view(actor, orderSync.run(actor.tenant(), id, asker(actor)));
    }

    @PostMapping("/verify")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ordersync:run')")
    RunView verify(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody Verify wanted) {
        return view(actor, orderSync.verify(actor.tenant(), id, Boolean.TRUE.equals(wanted.heal()), asker(actor)));
    }

    @PostMapping("/undo")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('ordersync:run')")
    RunView undo(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody Undo wanted) {
        return view(actor, orderSync.undo(actor.tenant(), id, wanted.runId(), asker(actor)));
    }

    @PostMapping("/retry")
    @PreAuthorize("hasAuthority('ordersync:run')")
    Retried retry(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @RequestBody Retry wanted) {
        return new Retried(orderSync.retry(
                actor.tenant(),
                id,
                new Retrying.Choice(
                        wanted.kind() == null ? null : RowsController.kind(wanted.kind()),
                        wanted.rows(),
                        wanted.faultClass(),
                        Boolean.TRUE.equals(wanted.all()),
                        Boolean.TRUE.equals(wanted.recreate()),
                        RowsController.filter(wanted.state(), wanted.action(), wanted.group(), wanted.q())),
                asker(actor)));
    }

    @GetMapping("/report")
    @PreAuthorize("hasAuthority('ordersync:read')")
    Report report(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID run) {
        return orderSync.report(actor.tenant(), id, run);
    }

    @GetMapping(value = "/report.html", produces = MediaType.TEXT_HTML_VALUE)
    @PreAuthorize("hasAuthority('ordersync:read')")
    String reportPage(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable UUID run) {
        return ReportText.html(orderSync.report(actor.tenant(), id, run));
    }

    static Asker asker(Actor actor) {
        return new Asker(actor.email(), actor.userId());
    }

    private RunView view(Actor actor, RunId id) {
        return runs.find(actor.tenant(), id)
                .map(RunView::of)
                .orElseThrow(() -> Problem.of(OrderSyncProblem.UNKNOWN_RUN, "Run " + id + " is not there."));
    }
}
