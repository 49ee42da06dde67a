package io.salessync.flows;

import io.salessync.flows.FlowViews.SaveAnswer;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowDiff;
import io.salessync.flows.graph.FlowStore;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
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

/** What was published of a flow, and what is in force. */
@RestController
@RequestMapping("/api/v1/flows/{id}")
class FlowVersionsController {
    private final Flows flows;

    FlowVersionsController(Flows flows) {
        this.flows = flows;
    }

    /** @param version the draft that is meant; null: whichever it is */
    record Publish(
            @Size(max = 1_000) @Schema(example = "Leads without a country are kept") @Nullable String note,

            @Schema(example = "3") @Nullable Integer version) {}

    record RollBack(@NotNull @Schema(example = "2") Integer version) {}

    record PublishAnswer(int version, FlowStore.State state) {}

    record StateAnswer(
            UUID id, FlowStore.State state, @Nullable Integer publishedVersion) {}

    /** How a version stands in the history. */
    enum Standing {
        DRAFT,
        PUBLISHED,
        REPLACED
    }

    record VersionItem(
            int number,
            @Nullable Integer basedOn,
            Instant savedAt,
            String savedBy,
            @Nullable Instant publishedAt,
            @Nullable String publishedBy,
            @Nullable String note,
            Standing state) {}

    record VersionItems(List<VersionItem> items) {}

    record VersionAnswer(int number, FlowDefinition definition) {}

    @PostMapping("/publish")
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Publish the draft for good; the first time this also switches the flow on")
    PublishAnswer publish(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @Valid @RequestBody(required = false) @Nullable Publish wanted) {
        FlowStore.Flow flow = flows.publish(
                actor.tenant(),
                id,
                wanted == null ? null : wanted.version(),
                wanted == null ? null : wanted.note(),
                FlowsController.asker(actor));
        return new PublishAnswer(flow.newest(), flow.state());
    }

    @PostMapping("/on")
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Let the flow's triggers start it")
    StateAnswer on(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return state(flows.switchTo(actor.tenant(), id, true, FlowsController.asker(actor)));
    }

    @PostMapping("/off")
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Let nothing start the flow; runs that are under way go on")
    StateAnswer off(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return state(flows.switchTo(actor.tenant(), id, false, FlowsController.asker(actor)));
    }

    @GetMapping("/versions")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "What was published, and the draft; the newest first")
    VersionItems versions(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        Integer published = flows.one(actor.tenant(), id).flow().published();
        return new VersionItems(flows.history(actor.tenant(), id).stream()
                .map(past -> item(past, published))
                .toList());
    }

    @GetMapping("/versions/{number}")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "One version's definition")
    VersionAnswer version(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @PathVariable int number) {
        return new VersionAnswer(number, flows.definition(actor.tenant(), id, number));
    }

    @GetMapping("/diff")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "What differs between two versions, by node, trigger, edge and field")
    FlowDiff diff(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam String from,
            @RequestParam String to) {
        return flows.diff(actor.tenant(), id, number(actor, id, from), number(actor, id, to));
    }

    @PostMapping("/rollback")
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Make a draft of an earlier version")
    SaveAnswer rollBack(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody RollBack wanted) {
        return SaveAnswer.of(flows.rollBack(actor.tenant(), id, wanted.version(), FlowsController.asker(actor)));
    }

    /** A version by number, or {@code draft} or {@code published}. */
    private int number(Actor actor, UUID id, String text) {
        FlowStore.Flow flow = flows.one(actor.tenant(), id).flow();
        Integer named = switch (text) {
            case "draft" -> flow.newest();
            case "published" -> flow.published();
            default -> parsed(text);
        };
        if (named == null) {
            throw Problem.of(
                            FlowsProblem.UNKNOWN_VERSION,
                            "The flow has no version '%s'; give a number, draft or published.".formatted(text))
                    .with("version", text);
        }
        return named;
    }

    private static @Nullable Integer parsed(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException none) {
            return null;
        }
    }

    private static StateAnswer state(FlowStore.Flow flow) {
        return new StateAnswer(flow.id(), flow.state(), flow.published());
    }

    private static VersionItem item(FlowStore.Past past, @Nullable Integer published) {
        Standing standing = past.publishedAt() == null
                ? Standing.DRAFT
                : Integer.valueOf(past.number()).equals(published) ? Standing.PUBLISHED : Standing.REPLACED;
        return new VersionItem(
                past.number(),
                past.basedOn(),
                past.savedAt(),
                past.savedBy(),
                past.publishedAt(),
                past.publishedBy(),
                past.note(),
                standing);
    }
}
