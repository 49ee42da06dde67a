package io.salessync.flows;

import io.salessync.flows.graph.Checked;
import io.salessync.flows.graph.Checking;
import io.salessync.flows.graph.Definitions;
import io.salessync.flows.graph.DueTimes;
import io.salessync.flows.graph.Finding;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowDiff;
import io.salessync.flows.graph.FlowStore;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeTypes;
import io.salessync.flows.graph.TriggerSpec;
import io.salessync.flows.graph.TriggerType;
import io.salessync.flows.schedule.FlowStarter;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Flows: what other modules, the commands and the API ask of them. What it changes is written to the audit trail. */
@Component
public final class Flows {
    private static final String RUN_KIND = "flows.run";

    private final FlowStore store;
    private final Checking checking;
    private final NodeTypes types;
    private final Runs runs;
    private final Database database;
    private final ObjectProvider<DueTimes> dueTimes;
    private final ObjectProvider<FlowStarter> starter;

    Flows(
            FlowStore store,
            Checking checking,
            NodeTypes types,
            Runs runs,
            Database database,
            ObjectProvider<DueTimes> dueTimes,
            ObjectProvider<FlowStarter> starter) {
        this.store = store;
        this.checking = checking;
        this.types = types;
        this.runs = runs;
        this.database = database;
        this.dueTimes = dueTimes;
        this.starter = starter;
    }

    /**
     * Who asks.
     *
     * @param name as the audit trail has it
     * @param userId null: the program itself, or whoever has its command line
     */
    public record Asker(String name, @Nullable UUID userId) {
        public static final Asker COMMAND_LINE = new Asker("command line", null);

        FlowVersions.Author author() {
            return new FlowVersions.Author(name, userId);
        }
    }

    /**
     * A flow and where it stands.
     *
     * @param definition the newest: the draft, or what is published
     * @param nextDue when its triggers start it next, in UTC; null: not known, or never
     * @param lastRun the newest run of it
     * @param activeRuns runs that are not over
     */
    public record Standing(
            FlowStore.Flow flow,
            FlowDefinition definition,
            @Nullable Instant nextDue,
            @Nullable Run lastRun,
            long activeRuns) {}

    /** What came of saving. */
    public record Saved(FlowStore.Flow flow, Checked checked) {}

    /** A page of flows by name. */
    public List<Standing> all(TenantId tenant, @Nullable String afterName, int limit) {
        return standings(tenant, store.all(tenant, afterName, limit));
    }

    /** @throws Problem when there is no such flow */
    public Standing one(TenantId tenant, UUID id) {
        return standings(tenant, List.of(store.get(tenant, id))).getFirst();
    }

    /** The flow of that name or id. */
    public FlowStore.Flow find(TenantId tenant, String nameOrId) {
        return store.get(tenant, nameOrId);
    }

    private List<Standing> standings(TenantId tenant, List<FlowStore.Flow> flows) {
        List<UUID> ids = flows.stream().map(FlowStore.Flow::id).toList();
        record Counts(Map<UUID, UUID> last, Map<UUID, Long> active, Map<UUID, Instant> due) {}
        Counts counts = database.inTenant(
                tenant,
                sql -> new Counts(
                        lastRuns(sql, tenant, ids),
                        activeRuns(sql, tenant, ids),
                        Optional.ofNullable(dueTimes.getIfAvailable())
                                .map(due -> due.nextOfAll(sql, tenant))
                                .orElse(Map.of())));
        List<Standing> standings = new ArrayList<>();
        for (FlowStore.Flow flow : flows) {
            UUID last = counts.last().get(flow.id());
            standings.add(new Standing(
                    flow,
                    store.definition(tenant, flow.id(), flow.newest()),
                    counts.due().get(flow.id()),
                    last == null ? null : runs.find(tenant, new RunId(last)).orElse(null),
                    counts.active().getOrDefault(flow.id(), 0L)));
        }
        return standings;
    }

    private static Map<UUID, UUID> lastRuns(DSLContext sql, TenantId tenant, Collection<UUID> flows) {
        Map<UUID, UUID> last = new HashMap<>();
        sql.fetch(
                        "SELECT f.id, r.run_id FROM unnest(?::uuid[]) AS f(id) CROSS JOIN LATERAL (SELECT run_id FROM kernel.run"
                                + " WHERE tenant_id = ? AND kind = 'flows.run' AND subject = f.id ORDER BY position DESC LIMIT 1) r",
                        flows.toArray(UUID[]::new),
                        tenant.value())
                .forEach(row -> last.put(row.get(0, UUID.class), row.get(1, UUID.class)));
        return last;
    }

    private static Map<UUID, Long> activeRuns(DSLContext sql, TenantId tenant, Collection<UUID> flows) {
        Map<UUID, Long> active = new HashMap<>();
        sql.fetch(
                        "SELECT subject, count(*) FROM kernel.run WHERE tenant_id = ? AND kind = ? AND subject = ANY (?::uuid[])"
                                + " AND state IN ('QUEUED', 'RUNNING', 'PAUSED') GROUP BY subject",
                        tenant.value(),
                        RUN_KIND,
                        flows.toArray(UUID[]::new))
                .forEach(row -> active.put(row.get(0, UUID.class), row.get(1, Long.class)));
        return active;
    }

    /** Finds what is wrong with a definition; keeps nothing. */
    public Checked check(FlowDefinition definition) {
        return checking.check(definition);
    }

    /**
     * The same, and whether what the nodes name is there.
     *
     * @param tenant whose; null: that is not looked for
     */
    public Checked check(@Nullable TenantId tenant, FlowDefinition definition) {
        return checking.check(tenant, definition);
    }

    /** Makes a flow whose draft this is; problems do not hinder that. */
    public Saved create(TenantId tenant, FlowDefinition definition, Asker by) {
        Checked checked = checking.check(tenant, definition);
        return new Saved(store.create(tenant, definition, by.author()), checked);
    }

    /** @param basedOn the newest version its author saw; null: whatever it is */
    public Saved save(TenantId tenant, UUID id, FlowDefinition definition, @Nullable Integer basedOn, Asker by) {
        Checked checked = checking.check(tenant, definition);
        return new Saved(store.save(tenant, id, definition, basedOn, by.author()), checked);
    }

    /** Makes the flow of that name, or gives the one there is this draft. */
    public Saved importFlow(TenantId tenant, FlowDefinition definition, Asker by) {
        Optional<UUID> known = store.named(tenant, definition.name());
        return known.isPresent() ? save(tenant, known.get(), definition, null, by) : create(tenant, definition, by);
    }

    /**
     * Makes the flow of a YAML text, publishes it and so switches it on; one of its name that is there already stays as it is.
     *
     * @return the new flow's id; empty where there was one
     * @throws Problem naming what is wrong with the text
     */
    public Optional<UUID> ship(TenantId tenant, String yaml, Asker by) {
        FlowDefinition definition = Definitions.yaml(yaml).orThrow();
        if (store.named(tenant, definition.name()).isPresent()) {
            return Optional.empty();
        }
        UUID id = create(tenant, definition, by).flow().id();
        publish(tenant, id, null, "As shipped", by);
        return Optional.of(id);
    }

    /**
     * Publishes the draft, for good; the first time it also switches the flow on.
     *
     * @param number the draft that is meant; null: whichever it is
     * @throws Problem naming each node and field, where the draft has problems
     */
    public FlowStore.Flow publish(TenantId tenant, UUID id, @Nullable Integer number, @Nullable String note, Asker by) {
        FlowStore.Flow flow = store.get(tenant, id);
        Integer draft = flow.draft();
        if (draft == null) {
            throw Problem.of(
                    FlowsProblem.NO_DRAFT,
                    "Version %d is published and has not been changed since.".formatted(flow.published()));
        }
        checking.check(store.definition(tenant, id, draft)).orThrow();
        return store.publish(tenant, id, number == null ? draft : number, note, by.author());
    }

    public FlowStore.Flow switchTo(TenantId tenant, UUID id, boolean on, Asker by) {
        if (on) {
            Integer published = store.get(tenant, id).published();
            // node types may have gone since it was published
            if (published != null) {
                checking.check(store.definition(tenant, id, published)).orThrow();
            }
        }
        return store.switchTo(tenant, id, on, by.name());
    }

    public void delete(TenantId tenant, UUID id, Asker by) {
        store.delete(tenant, id, by.name());
    }

    /** Makes a draft of an earlier version. */
    public Saved rollBack(TenantId tenant, UUID id, int number, Asker by) {
        Checked checked = checking.check(tenant, store.definition(tenant, id, number));
        return new Saved(store.rollBack(tenant, id, number, by.author()), checked);
    }

    /** What was published, and the draft; the newest first. */
    public List<FlowStore.Past> history(TenantId tenant, UUID id) {
        return store.history(tenant, id);
    }

    /** @throws Problem when there is no such version */
    public FlowDefinition definition(TenantId tenant, UUID id, int number) {
        return store.definition(tenant, store.get(tenant, id).id(), number);
    }

    /** What differs between two versions. */
    public FlowDiff diff(TenantId tenant, UUID id, int from, int to) {
        return FlowDiff.between(definition(tenant, id, from), definition(tenant, id, to));
    }

    /**
     * A version as YAML.
     *
     * @param number null: the newest, drafts included
     */
    public String export(TenantId tenant, UUID id, @Nullable Integer number) {
        int chosen = number == null ? store.get(tenant, id).newest() : number;
        return Definitions.toYaml(definition(tenant, id, chosen));
    }

    public List<NodeCard> nodeTypes() {
        return types.cards();
    }

    public Collection<TriggerType> triggerTypes() {
        return types.triggerTypes();
    }

    /** A trigger in a few words. */
    public String summary(TriggerSpec trigger) {
        String words = Optional.ofNullable(dueTimes.getIfAvailable())
                .flatMap(due -> due.words(trigger))
                .orElse(
                        switch (trigger.type()) {
                            case "schedule" -> "on a schedule";
                            case "webhook" -> "when a webhook comes";
                            case "file" -> "when a file comes";
                            case "after" -> "after another run";
                            case "manual" -> "by hand";
                            default -> trigger.type();
                        });
        return trigger.enabled() ? words : words + " (switched off)";
    }

    /** The coming due times of a trigger. */
    public List<DueTimes.Due> next(TriggerSpec trigger, Instant from, int count) {
        DueTimes due = dueTimes.getIfAvailable();
        if (due == null) {
            throw Problem.of(FlowsProblem.NOT_HERE, "Nothing here knows when triggers are due.");
        }
        return due.next(trigger, from, count);
    }

    /** Asks for a run of the published version; durable. */
    public RunId run(TenantId tenant, UUID id, ObjectNode payload, Asker by) {
        FlowStarter starting = starter.getIfAvailable();
        if (starting == null) {
            throw Problem.of(FlowsProblem.NOT_HERE, "Nothing here executes flows.");
        }
        FlowStore.Flow flow = store.get(tenant, id);
        if (flow.state() == FlowStore.State.DRAFT) {
            throw Problem.of(
                    FlowsProblem.NEVER_PUBLISHED,
                    "Publish the flow '%s' first; it was never published.".formatted(flow.name()));
        }
        return database.inTenant(
                tenant,
                sql -> starting.start(
                        sql, tenant, new FlowStarter.Start(id, "manual", null, null, null, payload, by.userId())));
    }

    /** The newest run of a flow. */
    public Optional<RunId> lastRun(TenantId tenant, UUID id) {
        return Optional.ofNullable(database.inTenant(tenant, sql -> lastRuns(sql, tenant, List.of(id)))
                        .get(id))
                .map(RunId::new);
    }

    /** Findings that keep a flow from being published, as lines for people. */
    public static List<String> lines(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.severity().name().toLowerCase(java.util.Locale.ROOT) + ": " + finding)
                .toList();
    }
}
