package io.salessync.flows.engine;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.salessync.flows.engine.FlowRuns.FailedPage;
import io.salessync.flows.engine.FlowRuns.FailedView;
import io.salessync.flows.engine.FlowRuns.NodeView;
import io.salessync.flows.graph.Definitions;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.access.Permission;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunView;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Runs of flows over HTTP: started by hand, looked into node by node, run again; one node tried on a sample. */
@RestController
@RequestMapping("/api/v1/flows")
class FlowRunsController {
    private static final int MOST = 500;
    private static final String MASKED = "•••";

    private final FlowStarts starts;
    private final FlowRuns flowRuns;
    private final NodeTrial trial;
    private final Runs runs;
    private final Database database;
    private final Audit audit;
    private final InstantSource clock;

    FlowRunsController(
            FlowStarts starts,
            FlowRuns flowRuns,
            NodeTrial trial,
            Runs runs,
            Database database,
            Audit audit,
            InstantSource clock) {
        this.starts = starts;
        this.flowRuns = flowRuns;
        this.trial = trial;
        this.runs = runs;
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    record StartRequest(
            @Schema(description = "a version's number; left out: the version in force", example = "3") @Nullable Integer version,

            @Schema(
                    description = "what nodes and expressions see as the payload",
                    example = "{\"email\": \"jo@example.org\"}")
            @Nullable ObjectNode payload) {}

    record TrialRequest(
            @NotNull @Schema(implementation = FlowDefinition.class)
            JsonNode definition,

            @NotBlank @Schema(example = "keep") String node,

            @Schema(example = "{\"email\": \"jo@example.org\", \"status\": \"active\"}") @Nullable ObjectNode record) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    record OutputAnswer(String port, Map<String, @Nullable Object> values) {}

    /** @param dropped why the record ended at the node; {@code waits}: what it would wait for */
    record TrialAnswer(
            List<OutputAnswer> outputs,
            @Nullable String error,
            @Nullable String dropped,
            @Nullable String waits) {}

    record RunAnswer(RunView run, UUID flow, int version, FlowDefinition definition, List<NodeView> nodes) {}

    record AgainRequest(
            @NotBlank @Schema(description = "all, failed, record or node", example = "failed")
            String what,

            @Schema(description = "of a record, or of the failed records to choose", example = "jo@example.org")
            @Nullable String recordKey,

            @Schema(description = "of a node, or of the failed records to choose", example = "post") @Nullable String node,

            @Schema(
                    description = "a version's number or \"draft\"; left out: the version the run had",
                    example = "draft")
            @Nullable JsonNode version,

            @Schema(
                    description =
                            "whether the stored inputs are taken; else the sources are asked again. For all only.",
                    example = "true")
            @Nullable Boolean stored) {}

    @PostMapping("/{id}/run")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('flows:run')")
    @Operation(summary = "Start a flow by hand")
    RunView start(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID id,
            @RequestBody(required = false) @Nullable StartRequest wanted) {
        Integer version = wanted == null ? null : wanted.version();
        // no entry in the audit trail: the run itself tells who asked for it and when, and starts may come by the
        // hundred
        FlowStarts.Queued queued = starts.startByHand(
                actor.tenant(), id, version, wanted == null ? null : wanted.payload(), actor.userId());
        return RunView.queued(queued.id(), queued.request(), clock.instant(), actor.email());
    }

    @PostMapping("/test-node")
    @PreAuthorize("hasAuthority('flows:write')")
    @Operation(summary = "Try one node on a sample record; nothing is written or sent")
    TrialAnswer testNode(@AuthenticationPrincipal Actor actor, @Valid @RequestBody TrialRequest wanted) {
        Map<String, @Nullable Object> values = new HashMap<>();
        if (wanted.record() != null) {
            wanted.record().properties().forEach(field -> values.put(field.getKey(), Packing.plain(field.getValue())));
        }
        NodeTrial.Tried tried = trial.tried(
                actor.tenant(),
                actor.userId(),
                Definitions.json(wanted.definition()).orThrow(),
                wanted.node(),
                values);
        return new TrialAnswer(
                tried.outputs().stream()
                        .map(output -> new OutputAnswer(output.port(), output.values()))
                        .toList(),
                tried.error(),
                tried.dropped(),
                tried.waits());
    }

    @GetMapping("/runs/{run}")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "A run of a flow with the counts of each node")
    RunAnswer one(@AuthenticationPrincipal Actor actor, @PathVariable UUID run) {
        Run found = starts.flowRun(actor.tenant(), run);
        FlowInput input = FlowInput.parse(found.input());
        FlowDefinition definition = flowRuns.definition(actor.tenant(), input);
        return new RunAnswer(
                RunView.of(found),
                input.flow(),
                input.version(),
                definition,
                flowRuns.nodes(actor.tenant(), found, definition));
    }

    @GetMapping("/runs/{run}/failed")
    @PreAuthorize("hasAuthority('flows:read')")
    @Operation(summary = "The records that failed in a run, in the order they did")
    FailedPage failed(
            @AuthenticationPrincipal Actor actor,
            @PathVariable UUID run,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(defaultValue = "50") int limit) {
        Run found = starts.flowRun(actor.tenant(), run);
        FailedPage page = flowRuns.failed(actor.tenant(), run, after, Math.clamp(limit, 1, MOST));
        if (actor.may(Permission.LOGS_PERSONAL)) {
            return page;
        }
        List<String> personal = flowRuns.definition(actor.tenant(), FlowInput.parse(found.input()))
                .settings()
                .personal();
        page.items().stream().map(FailedView::record).forEach(record -> mask(record, personal));
        return page;
    }

    private static void mask(@Nullable JsonNode record, List<String> personal) {
        if (record instanceof ObjectNode object) {
            personal.stream().filter(object::hasNonNull).forEach(field -> object.put(field, MASKED));
        }
    }

    @PostMapping("/runs/{run}/again")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @PreAuthorize("hasAuthority('flows:run')")
    @Operation(summary = "Run something of a run again: everything, what failed, one record, or from a node on")
    RunView again(
            @AuthenticationPrincipal Actor actor, @PathVariable UUID run, @Valid @RequestBody AgainRequest wanted) {
        FlowStarts.Again again = new FlowStarts.Again(
                what(wanted.what()),
                blankToNull(wanted.recordKey()),
                blankToNull(wanted.node()),
                version(wanted.version()),
                !Boolean.FALSE.equals(wanted.stored()));
        RunId started = database.inTenant(actor.tenant(), sql -> {
            RunId id = starts.again(actor.tenant(), run, again, actor.userId());
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    "flows.started-again",
                    run.toString(),
                    Map.of("what", wanted.what(), "run", id.toString()));
            return id;
        });
        return view(actor, started);
    }

    private static FlowInput.What what(String word) {
        try {
            return FlowInput.What.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            EngineProblem.WRONG_CHOICE,
                            "“%s” cannot be run again; say all, failed, record or node.".formatted(word))
                    .with("what", word);
        }
    }

    private static @Nullable Integer version(@Nullable JsonNode given) {
        if (given == null || given.isNull()) {
            return null;
        }
        if (given.isInt()) {
            return given.intValue();
        }
        if (given.asString("").equals("draft")) {
            return FlowStarts.draft();
        }
        throw Problem.of(
                        EngineProblem.WRONG_CHOICE,
                        "“%s” is no version; give its number or \"draft\".".formatted(given))
                .with("version", given.toString());
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private RunView view(Actor actor, RunId id) {
        return RunView.of(runs.find(actor.tenant(), id)
                .orElseThrow(() -> Problem.of(EngineProblem.UNKNOWN_RUN, "Run " + id + " is not there.")));
    }
}
