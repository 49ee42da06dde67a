package io.salessync.flows;

import io.salessync.flows.FlowViews.CheckAnswer;
import io.salessync.flows.FlowViews.FlowAnswer;
import io.salessync.flows.FlowViews.FlowItem;
import io.salessync.flows.FlowViews.FlowItems;
import io.salessync.flows.FlowViews.SaveAnswer;
import io.salessync.flows.FlowViews.ShapeView;
import io.salessync.flows.graph.Checked;
import io.salessync.flows.graph.Definitions;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowStore;
import io.salessync.flows.graph.NodeCard;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Flows and their drafts over HTTP. */
@RestController
@RequestMapping("/api/v1/flows")
class FlowsController {
    private static final int MOST = 200;
    private static final int LARGEST = 1 << 20;
    private static final String EXAMPLE = """
            {"name": "weekly-leads", "title": "Weekly leads",
             "triggers": [{"id": "monday", "type": "schedule", "settings": {"text": "every Monday at 12 PM", "zone": "Europe/Berlin"}}],
             "nodes": [{"id": "read", "type": "csv.read", "settings": {"path": "leads.csv"}},
                       {"id": "keep", "type": "filter", "settings": {"when": "isEmail(record.email)"}}],
             "edges": [{"from": "read", "port": "out", "to": "keep"}]}""";

    private final Flows flows;

    FlowsController(Flows flows) {
        this.flows = flows;
    }

    record NewFlow(
            @NotNull @Schema(implementation = FlowDefinition.class, example = EXAMPLE)
            JsonNode definition) {}

    record NewDraft(
            @NotNull @Schema(implementation = FlowDefinition.class, example = EXAMPLE)
            JsonNode definition,

            @Schema(description = "the newest version its author saw", example = "3") @NotNull Integer basedOn) {}

    record NodeCards(List<NodeCard> items) {}

    record TriggerCard(String name, ObjectNode schema) {}

    record TriggerCards(List<TriggerCard> items) {}

    @GetMapping
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "Flows by name, with where they stand")
    FlowItems all(
            @AuthenticationPrincipal Actor actor,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        int most = Math.clamp(limit, 1, MOST);
        List<Flows.Standing> found = flows.all(actor.tenant(), after, most + 1);
        List<FlowItem> items = found.stream()
                .limit(most)
                .map(standing -> FlowItem.of(flows, standing))
                .toList();
        return new FlowItems(items, found.size() > most ? items.getLast().name() : null);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Make a flow, as a draft")
    SaveAnswer create(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewFlow wanted) {
        FlowDefinition definition = Definitions.json(wanted.definition()).orThrow();
        return SaveAnswer.of(flows.create(actor.tenant(), definition, asker(actor)));
    }

    @GetMapping("/{id}")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "One flow with its draft, what is published, and what is wrong with the newer of them")
    FlowAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        return answer(actor, id);
    }

    @PutMapping("/{id}/draft")
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Save the draft; refused where somebody else saved since basedOn")
    SaveAnswer save(@AuthenticationPrincipal Actor actor, @PathVariable UUID id, @Valid @RequestBody NewDraft wanted) {
        FlowDefinition definition = Definitions.json(wanted.definition()).orThrow();
        return SaveAnswer.of(flows.save(actor.tenant(), id, definition, wanted.basedOn(), asker(actor)));
    }

    @PostMapping("/validate")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "Find what is wrong with a definition; keeps nothing")
    CheckAnswer check(@AuthenticationPrincipal Actor actor, @Valid @RequestBody NewFlow wanted) {
        Checked checked = flows.check(
                actor.tenant(), Definitions.json(wanted.definition()).orThrow());
        return new CheckAnswer(checked.findings(), ShapeView.all(checked));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Delete a flow that is off; its history and runs stay")
    void delete(@AuthenticationPrincipal Actor actor, @PathVariable UUID id) {
        flows.delete(actor.tenant(), id, asker(actor));
    }

    @GetMapping(path = "/{id}.yaml", produces = "text/yaml")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "A flow as YAML, for a file in version control")
    String export(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestParam(required = false) @Nullable Integer version) {
        return flows.export(actor.tenant(), id, version);
    }

    @PostMapping(
            path = "/import",
            consumes = {"text/yaml", "application/yaml", "application/x-yaml", "text/plain"})
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Make the flow of a YAML file, or give the flow of that name this draft")
    SaveAnswer importYaml(@AuthenticationPrincipal Actor actor, InputStream body) throws IOException {
        FlowDefinition definition = Definitions.yaml(text(body)).orThrow();
        return SaveAnswer.of(flows.importFlow(actor.tenant(), definition, asker(actor)));
    }

    @GetMapping("/node-types")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "The kinds of nodes, with the JSON Schema of each one's settings")
    NodeCards nodeTypes() {
        return new NodeCards(flows.nodeTypes());
    }

    @GetMapping("/trigger-types")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "The kinds of triggers, with the JSON Schema of each one's settings")
    TriggerCards triggerTypes() {
        return new TriggerCards(flows.triggerTypes().stream()
                .map(type -> new TriggerCard(type.name(), type.schema()))
                .toList());
    }

    private FlowAnswer answer(Actor actor, UUID id) {
        Flows.Standing standing = flows.one(actor.tenant(), id);
        FlowStore.Flow flow = standing.flow();
        FlowDefinition draft = flow.draft() == null ? null : flows.definition(actor.tenant(), id, flow.draft());
        FlowDefinition published =
                flow.published() == null ? null : flows.definition(actor.tenant(), id, flow.published());
        return FlowAnswer.of(
                FlowItem.of(flows, standing), draft, published, flows.check(actor.tenant(), standing.definition()));
    }

    /** No more is read than a flow may have. */
    private static String text(InputStream body) throws IOException {
        byte[] bytes = body.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
            throw Problem.of(FlowsProblem.TOO_LARGE, "A flow's file may have up to 1 MB; this one has more.");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.of(FlowsProblem.UNREADABLE, "The file is not written in UTF-8.", e);
        }
    }

    static Flows.Asker asker(Actor actor) {
        return new Flows.Asker(actor.signature(), actor.userId());
    }
}
