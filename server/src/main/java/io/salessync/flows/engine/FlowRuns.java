package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.FAILED_RECORD;
import static io.salessync.flows.jooq.Tables.NODE_COUNT;
import static io.salessync.flows.jooq.Tables.PARKED;

import io.salessync.flows.graph.FlowDefinition;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what runs of flows did, node by node. */
@Component
class FlowRuns {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Database database;
    private final Graphs graphs;

    FlowRuns(Database database, Graphs graphs) {
        this.database = database;
        this.graphs = graphs;
    }

    /**
     * A node of a run.
     *
     * @param in records that came
     * @param out by output
     * @param waiting that are in front of it at this moment
     * @param state {@code IDLE}, {@code RUNNING}, {@code WAITING}, {@code DONE}, {@code FAILED}
     * @param millis it worked, in milliseconds
     */
    record NodeView(
            String node,
            long in,
            Map<String, Long> out,
            long dropped,
            long failed,
            long waiting,
            String state,
            @Nullable String message,
            double millis) {}

    /** @param record null: it could not be read at all */
    record FailedView(
            String id,
            String node,
            String recordKey,
            @Nullable JsonNode record,
            String error,
            String errorClass,
            int attempts,
            String state) {}

    record FailedPage(List<FailedView> items, @Nullable String next) {}

    FlowDefinition definition(TenantId tenant, FlowInput input) {
        return graphs.of(tenant, input).definition();
    }

    List<NodeView> nodes(TenantId tenant, Run run, FlowDefinition definition) {
        return database.inTenant(tenant, sql -> {
            Map<String, NodeView> views = new HashMap<>();
            Set<String> held = new HashSet<>(sql.selectDistinct(PARKED.NODE)
                    .from(PARKED)
                    .where(PARKED.TENANT_ID.eq(tenant.value()).and(PARKED.RUN_ID.eq(run.id().value())))
                    .fetch(PARKED.NODE));
            sql.selectFrom(NODE_COUNT)
                    .where(NODE_COUNT.TENANT_ID.eq(tenant.value()).and(NODE_COUNT.RUN_ID.eq(run.id().value())))
                    .forEach(row -> views.put(
                            row.getNode(),
                            new NodeView(
                                    row.getNode(),
                                    row.getRecordsIn(),
                                    RunTables.counts(row.getRecordsOut()),
                                    row.getDropped(),
                                    row.getFailed(),
                                    row.getWaiting(),
                                    state(run, held.contains(row.getNode()) || row.getNotBefore() != null, row.getFailed()),
                                    row.getMessage(),
                                    row.getMicros() / 1_000.0)));
            List<NodeView> all = new ArrayList<>();
            definition
                    .nodes()
                    .forEach(node -> all.add(views.getOrDefault(
                            node.id(), new NodeView(node.id(), 0, Map.of(), 0, 0, 0, "IDLE", null, 0))));
            return all;
        });
    }

    private static String state(Run run, boolean waits, long failed) {
        if (run.state().isFinal()) {
            return failed > 0 ? "FAILED" : "DONE";
        }
        return waits ? "WAITING" : "RUNNING";
    }

    FailedPage failed(TenantId tenant, UUID run, @Nullable String after, int limit) {
        long from;
        try {
            from = after == null || after.isBlank() ? 0 : Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Problem.of(
                            EngineProblem.WRONG_CHOICE,
                            "“%s” is no place in the list; give the “next” of the last page.".formatted(after))
                    .with("parameter", "after");
        }
        return database.inTenant(tenant, sql -> {
            List<FailedView> found = sql.selectFrom(FAILED_RECORD)
                    .where(FAILED_RECORD
                            .TENANT_ID
                            .eq(tenant.value())
                            .and(FAILED_RECORD.RUN_ID.eq(run))
                            .and(FAILED_RECORD.SEQ.gt(from)))
                    .orderBy(FAILED_RECORD.SEQ)
                    .limit(limit + 1)
                    .fetch(row -> new FailedView(
                            Long.toString(row.getSeq()),
                            row.getNode(),
                            row.getRecordKey(),
                            row.getRecord() == null ? null : JSON.readTree(row.getRecord().data()),
                            row.getError(),
                            row.getErrorClass(),
                            row.getAttempts(),
                            row.getState()));
            boolean more = found.size() > limit;
            List<FailedView> shown = more ? found.subList(0, limit) : found;
            return new FailedPage(shown, more ? shown.getLast().id() : null);
        });
    }
}
