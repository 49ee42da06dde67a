package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.FAILED_RECORD;

import io.salessync.flows.engine.FlowInput.Replay;
import io.salessync.flows.engine.FlowInput.What;
import io.salessync.flows.engine.Graph.Place;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.FlowVersions.Version;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.schedule.FlowStarter;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Starts flows: for triggers, for people, and again. */
@Component
class FlowStarts implements FlowStarter {
    private static final int DRAFT = -1;
    /** Characters; whoever brings more has more to do than a short run. */
    private static final int LONGEST_SHORT_INPUT = 100_000;

    private final ObjectProvider<FlowVersions> versions;
    private final ObjectProvider<Runs> runs;
    private final Graphs graphs;
    private final Database database;
    private final GatheredStarts gathered;

    FlowStarts(ObjectProvider<FlowVersions> versions, ObjectProvider<Runs> runs, Graphs graphs, Database database) {
        this.versions = versions;
        this.runs = runs;
        this.graphs = graphs;
        this.database = database;
        this.gathered = new GatheredStarts(database, this);
    }

    /**
     * What is to be run again.
     *
     * @param version null: the version the run had; {@link #draft()}: the draft
     * @param stored whether the run's stored inputs are taken; else its sources are asked
     */
    record Again(
            What what,
            @Nullable String recordKey,
            @Nullable String node,
            @Nullable Integer version,
            boolean stored) {}

    /** Stands for the draft where a version's number is asked for. */
    static int draft() {
        return DRAFT;
    }

    @Override
    public RunId start(DSLContext transaction, TenantId tenant, Start start) {
        Version version = published(tenant, start.flow());
        return queue(tenant, version.definition(), input(start, version));
    }

    private Version published(TenantId tenant, UUID flow) {
        return versions.getObject()
                .published(tenant, flow)
                .orElseThrow(() -> Problem.of(
                                EngineProblem.NOT_PUBLISHED,
                                "The flow %s is switched off or was never published; publish it first.".formatted(flow))
                        .with("flow", flow.toString()));
    }

    private static FlowInput input(Start start, Version version) {
        return new FlowInput(
                start.flow(),
                version.number(),
                start.trigger(),
                start.due(),
                start.since(),
                start.after(),
                start.payload(),
                start.startedBy(),
                null,
                null);
    }

    @Override
    public List<RunId> startAll(DSLContext transaction, TenantId tenant, List<Start> starts) {
        return queueAll(tenant, starts).stream().map(Queued::id).toList();
    }

    /** A run that was asked for just now. */
    record Queued(RunId id, RunRequest request) {}

    /** All or none; in one transaction. */
    List<Queued> queueAll(TenantId tenant, List<Start> starts) {
        Map<UUID, Version> known = versions.getObject()
                .published(tenant, starts.stream().map(Start::flow).distinct().toList());
        List<RunRequest> requests = starts.stream()
                .map(start -> {
                    Version version = known.get(start.flow());
                    if (version == null) {
                        // says why not
                        version = published(tenant, start.flow());
                    }
                    return request(tenant, version.definition(), input(start, version));
                })
                .toList();
        List<RunId> ids = runs.getObject().queueAll(requests);
        List<Queued> queued = new ArrayList<>(ids.size());
        for (int i = 0; i < ids.size(); i++) {
            queued.add(new Queued(ids.get(i), requests.get(i)));
        }
        return queued;
    }

    /**
     * Starts a flow because a person said so.
     *
     * @param number null: the version in force
     */
    Queued startByHand(TenantId tenant, UUID flow, @Nullable Integer number, @Nullable ObjectNode payload, UUID user) {
        ObjectNode given = payload == null ? JsonNodeFactory.instance.objectNode() : payload;
        if (number == null) {
            return gathered.start(tenant, new Start(flow, "manual", null, null, null, given, user));
        }
        return database.inTenant(tenant, sql -> {
            Version version = version(tenant, flow, number);
            RunRequest request = request(
                    tenant,
                    version.definition(),
                    new FlowInput(
                            flow,
                            version.number(),
                            "manual",
                            null,
                            null,
                            null,
                            given,
                            user,
                            snapshot(tenant, version),
                            null));
            return new Queued(runs.getObject().queue(request), request);
        });
    }

    private Version version(TenantId tenant, UUID flow, int number) {
        FlowVersions all = versions.getObject();
        return (number == DRAFT ? all.draft(tenant, flow) : all.version(tenant, flow, number))
                .orElseThrow(() -> number == DRAFT
                        ? Problem.of(EngineProblem.UNKNOWN_VERSION, "The flow %s has no draft.".formatted(flow))
                        : Graphs.unknownVersion(flow, number));
    }

    /** The draft as it is now, because it may change under its number; null: it was published and never changes. */
    private @Nullable FlowDefinition snapshot(TenantId tenant, Version version) {
        boolean isDraft = versions.getObject()
                .draft(tenant, version.flow())
                .filter(draft -> draft.number() == version.number())
                .isPresent();
        return isDraft ? version.definition() : null;
    }

    private RunId queue(TenantId tenant, FlowDefinition definition, FlowInput input) {
        return runs.getObject().queue(request(tenant, definition, input));
    }

    private RunRequest request(TenantId tenant, FlowDefinition definition, FlowInput input) {
        String json = input.json();
        return new RunRequest(
                tenant,
                FlowInput.KIND,
                definition.title(),
                input.flow(),
                json,
                null,
                input.startedBy(),
                json.length() < LONGEST_SHORT_INPUT && isShort(tenant, input));
    }

    private boolean isShort(TenantId tenant, FlowInput input) {
        if (input.definition() != null || input.replay() != null) {
            return false;
        }
        try {
            return graphs.of(tenant, input).isShort();
        } catch (Problem e) {
            // the run says what is wrong
            return false;
        }
    }

    /** Runs something of an earlier run again, as a new run. */
    RunId again(TenantId tenant, UUID earlier, Again wanted, UUID user) {
        return database.inTenant(tenant, sql -> {
            Run run = flowRun(tenant, earlier);
            FlowInput input = FlowInput.parse(run.input());
            if (!run.state().isFinal() && wanted.what() != What.FAILED) {
                throw Problem.of(
                        EngineProblem.NOT_OVER,
                        "The run “%s” is not over yet; cancel it first, or let it end.".formatted(run.title()));
            }
            Version version = wanted.version() == null ? null : version(tenant, input.flow(), wanted.version());
            FlowInput next = new FlowInput(
                    input.flow(),
                    version == null ? input.version() : version.number(),
                    "again",
                    input.due(),
                    input.since(),
                    input.before(),
                    input.payload(),
                    user,
                    version == null ? input.definition() : snapshot(tenant, version),
                    replay(earlier, wanted));
            Graph graph = graphs.of(tenant, next);
            check(graph, wanted);
            RunId id = queue(tenant, graph.definition(), next);
            if (wanted.what() == What.FAILED) {
                takeFailed(sql, tenant, earlier, id, wanted, graph);
            }
            return id;
        });
    }

    private static @Nullable Replay replay(UUID earlier, Again wanted) {
        return wanted.what() == What.ALL && !wanted.stored()
                ? null
                : new Replay(earlier, wanted.what(), wanted.recordKey(), wanted.node());
    }

    private static void check(Graph graph, Again wanted) {
        if (wanted.what() == What.RECORD
                && (wanted.recordKey() == null || wanted.recordKey().isBlank())) {
            throw Problem.of(EngineProblem.WRONG_CHOICE, "Which record? Give its recordKey.");
        }
        if (wanted.what() == What.NODE) {
            if (wanted.node() == null || wanted.node().isBlank()) {
                throw Problem.of(EngineProblem.WRONG_CHOICE, "From which node? Give its node.");
            }
            graph.at(wanted.node());
            for (String before : graph.before(wanted.node())) {
                Place place = graph.at(before);
                if (place.card().effect() == NodeCard.Effect.OUTSIDE
                        && !place.card().source()) {
                    throw Problem.of(
                                    EngineProblem.EFFECT_BEFORE,
                                    "Node “%s” lies before “%s” and sends something outside, which would be sent again; run the failed records again, or begin at “%s” or before it."
                                            .formatted(place.title(), wanted.node(), place.id()))
                            .with("node", place.id());
                }
            }
        }
        boolean asksSources = wanted.what() == What.ALL && !wanted.stored();
        if (!asksSources
                && wanted.what() != What.FAILED
                && !graph.definition().settings().recordLogs()) {
            throw Problem.of(
                    EngineProblem.NOTHING_STORED,
                    "The flow “%s” keeps no record logs, so its inputs are not stored; run it again from its sources (stored: false)."
                            .formatted(graph.definition().name()));
        }
    }

    private static void takeFailed(DSLContext sql, TenantId tenant, UUID earlier, RunId id, Again wanted, Graph graph) {
        Condition which = FAILED_RECORD
                .TENANT_ID
                .eq(tenant.value())
                .and(FAILED_RECORD.RUN_ID.eq(earlier))
                .and(FAILED_RECORD.STATE.eq("OPEN"))
                .and(FAILED_RECORD.PACKED.isNotNull());
        if (wanted.recordKey() != null) {
            which = which.and(FAILED_RECORD.RECORD_KEY.eq(wanted.recordKey()));
        }
        if (wanted.node() != null) {
            which = which.and(FAILED_RECORD.NODE.eq(wanted.node()));
        }
        List<String> nodes = sql.selectDistinct(FAILED_RECORD.NODE)
                .from(FAILED_RECORD)
                .where(which)
                .fetch(FAILED_RECORD.NODE);
        nodes.forEach(graph::at);
        int taken = sql.update(FAILED_RECORD)
                .set(FAILED_RECORD.STATE, "RETRIED")
                .set(FAILED_RECORD.RETRIED_IN, id.value())
                .where(which)
                .execute();
        if (taken == 0) {
            throw Problem.of(
                    EngineProblem.NOTHING_STORED,
                    "No failed record of this run is open: all were run again or closed.");
        }
    }

    /** A run that is one of a flow. */
    Run flowRun(TenantId tenant, UUID id) {
        return runs.getObject()
                .find(tenant, new RunId(id))
                .filter(run -> run.kind().equals(FlowInput.KIND))
                .orElseThrow(
                        () -> Problem.of(EngineProblem.UNKNOWN_RUN, "There is no run %s of a flow here.".formatted(id))
                                .with("run", id.toString()));
    }

    @Override
    public Map<UUID, List<RunId>> active(DSLContext transaction, TenantId tenant, Collection<UUID> flows) {
        Map<UUID, List<RunId>> active = new HashMap<>();
        transaction
                .fetch(
                        "SELECT subject, run_id FROM kernel.run WHERE tenant_id = ? AND subject = ANY (?::uuid[]) AND kind = ?"
                                + " AND state IN ('QUEUED', 'RUNNING', 'PAUSED') ORDER BY position",
                        tenant.value(),
                        flows.toArray(UUID[]::new),
                        FlowInput.KIND)
                .forEach(row -> active.computeIfAbsent(
                                Objects.requireNonNull(row.get(0, UUID.class)), flow -> new ArrayList<>())
                        .add(new RunId(Objects.requireNonNull(row.get(1, UUID.class)))));
        return active;
    }

    @Override
    public List<RunId> active(DSLContext transaction, TenantId tenant, UUID flow) {
        return transaction
                .fetch(
                        "SELECT run_id FROM kernel.run WHERE tenant_id = ? AND subject = ? AND kind = ?"
                                + " AND state IN ('QUEUED', 'RUNNING', 'PAUSED') ORDER BY position",
                        tenant.value(),
                        Objects.requireNonNull(flow),
                        FlowInput.KIND)
                .map(row -> new RunId(Objects.requireNonNull(row.get(0, UUID.class))));
    }
}
