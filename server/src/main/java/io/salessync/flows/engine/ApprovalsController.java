package io.salessync.flows.engine;

import io.salessync.kernel.access.Actor;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
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

/** What waits for a person. */
@RestController
@RequestMapping("/api/v1/flows/approvals")
class ApprovalsController {
    private final Approvals approvals;

    ApprovalsController(Approvals approvals) {
        this.approvals = approvals;
    }

    record Decision(
            @NotNull @Schema(example = "true") Boolean approve,

            @Schema(example = "Checked with the customer") @Nullable String note) {}

    record ApprovalsPage(
            List<Approvals.ApprovalView> items, @Nullable String next) {}

    @GetMapping
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "What waits for an approval, oldest first; or the latest ones, whatever became of them")
    ApprovalsPage all(
            @AuthenticationPrincipal Actor actor,
            @Schema(description = "pending or all", example = "pending") @RequestParam(defaultValue = "pending")
                    String state,
            @RequestParam(defaultValue = "100") int limit) {
        return new ApprovalsPage(
                approvals.list(actor, !state.equalsIgnoreCase("all"), Math.clamp(limit, 1, 500)), null);
    }

    @PostMapping("/{id}")
    @PreAuthorize("hasAuthority('flows:run')")
    @Operation(summary = "Approves or refuses")
    Approvals.ApprovalView decide(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody Decision decision) {
        return approvals.decide(actor, id, decision.approve(), decision.note());
    }
}
