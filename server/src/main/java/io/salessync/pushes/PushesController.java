package io.salessync.pushes;

import io.salessync.kernel.access.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What is to go back to a CRM, and who lets it. */
@RestController
@RequestMapping("/api/v1/pushes")
class PushesController {
    private final PushViews views;
    private final Deciding deciding;
    private final StandingApprovals standing;

    PushesController(PushViews views, Deciding deciding, StandingApprovals standing) {
        this.views = views;
        this.deciding = deciding;
        this.standing = standing;
    }

    record Note(
            @Schema(example = "Checked ten of them") @Nullable String note) {}

    @GetMapping
    @PreAuthorize("hasAuthority('pushes:read')")
    @Operation(summary = "Pushes, newest first")
    PushViews.Page<PushViews.PushView> all(
            @AuthenticationPrincipal Actor actor,
            @Schema(description = "waiting, active, ended or a state", example = "waiting")
                    @RequestParam(required = false)
                    @Nullable String state,
            @Schema(description = "only those of this run of a flow") @RequestParam(required = false) @Nullable UUID run,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        return views.list(actor, state, run, after, Math.clamp(limit, 1, 200));
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('pushes:read')")
    @Operation(summary = "One push")
    PushViews.PushView one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return views.one(actor, id);
    }

    @GetMapping("/{id}/rows")
    @PreAuthorize("hasAuthority('pushes:read')")
    @Operation(summary = "The records of a push: before, after, consent, what became of each")
    PushViews.Page<PushViews.RowView> rows(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable RowState state,
            @RequestParam(defaultValue = "0") int after,
            @RequestParam(defaultValue = "100") int limit) {
        return views.rows(actor, id, state, after, Math.clamp(limit, 1, 1000));
    }

    @PostMapping("/{id}/approve")
    @PreAuthorize("hasAuthority('pushes:approve')")
    @Operation(summary = "Lets it go out; somebody else than who proposed it has to")
    PushViews.PushView approve(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Note note) {
        deciding.decide(actor, id, true, note == null ? null : note.note());
        return views.one(actor, id);
    }

    @PostMapping("/{id}/refuse")
    @PreAuthorize("hasAuthority('pushes:approve')")
    @Operation(summary = "Refuses it; nothing is sent")
    PushViews.PushView refuse(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable Note note) {
        deciding.decide(actor, id, false, note == null ? null : note.note());
        return views.one(actor, id);
    }

    @PostMapping("/{id}/undo")
    @PreAuthorize("hasAuthority('pushes:write')")
    @Operation(summary = "Writes back what records were before, where nobody edited them since")
    PushViews.PushView undo(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        deciding.undo(actor, id);
        return views.one(actor, id);
    }

    /** A standing approval to give. */
    record Giving(
            @NotBlank @Schema(example = "Old leads, nightly")
            String title,

            @NotBlank @Schema(example = "salesforce") String connection,
            @NotBlank @Schema(example = "Contact") String object,
            @NotNull @Schema(example = "UPDATE") PushMode mode,
            @NotEmpty @Schema(example = "[\"Tags__c\"]") List<String> fields,
            @NotBlank @Schema(example = "sales") String purpose,

            @Schema(description = "only pushes of this flow", example = "0196a3c2-1111-7000-8000-000000000001")
            @Nullable UUID flow,

            @Min(1) @Max(10_000) @Schema(example = "500") int mostRows,

            @NotNull @Schema(example = "2027-03-31T00:00:00Z")
            Instant expiresAt) {}

    record StandingPage(
            List<StandingApprovals.StandingView> items,
            @Nullable String next) {}

    @GetMapping("/standing")
    @PreAuthorize("hasAuthority('pushes:read')")
    @Operation(summary = "Approvals given beforehand, newest first")
    StandingPage standing(@AuthenticationPrincipal Actor actor) {
        return new StandingPage(standing.list(actor), null);
    }

    @PostMapping("/standing")
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('pushes:approve')")
    @Operation(summary = "Gives an approval beforehand, for a narrow scope and a time; consent is checked all the same")
    StandingApprovals.StandingView give(@AuthenticationPrincipal Actor actor, @Valid @RequestBody Giving giving) {
        return standing.give(
                actor,
                new StandingApprovals.Scope(
                        giving.title(),
                        giving.connection(),
                        giving.object(),
                        giving.mode(),
                        giving.fields(),
                        giving.purpose(),
                        giving.flow(),
                        giving.mostRows(),
                        giving.expiresAt()));
    }

    @DeleteMapping("/standing/{id}")
    @PreAuthorize("hasAuthority('pushes:approve')")
    @Operation(summary = "Takes a standing approval back at once")
    StandingApprovals.StandingView revoke(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return standing.revoke(actor, id);
    }
}
