package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.NODE_COUNT;

import io.salessync.alerts.RunFigures;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.Runs;
import io.salessync.logs.RecordFigures;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What rules may compare of runs of flows: the share of duplicates, and the share of records without a value in a field. */
@Component
final class FlowFigures implements RunFigures {
    private static final String DUPLICATE_SHARE = "duplicate-share";
    private static final String NULL_RATE = "null-rate";

    private final ObjectProvider<Runs> runs;
    private final ObjectProvider<RecordFigures> records;
    private final Graphs graphs;

    FlowFigures(ObjectProvider<Runs> runs, ObjectProvider<RecordFigures> records, Graphs graphs) {
        this.runs = runs;
        this.records = records;
        this.graphs = graphs;
    }

    @Override
    public List<Figure> of(DSLContext sql, RunEnded run, Set<Wanted> wanted) {
        if (!run.kind().equals(FlowInput.KIND)) {
            return List.of();
        }
        List<Figure> figures = new ArrayList<>();
        for (Wanted one : wanted) {
            Double value = one.metric().equals(DUPLICATE_SHARE)
                    ? duplicates(sql, run)
                    : one.metric().equals(NULL_RATE) && one.field() != null ? empty(sql, run, one.field()) : null;
            if (value != null) {
                figures.add(new Figure(one.metric(), one.field(), value));
            }
        }
        return figures;
    }

    /** Of the records that came to nodes which let each key pass once, those dropped there. */
    private @Nullable Double duplicates(DSLContext sql, RunEnded run) {
        List<String> nodes = dedupes(run);
        if (nodes.isEmpty()) {
            return null;
        }
        var counted = sql.select(DSL.sum(NODE_COUNT.RECORDS_IN), DSL.sum(NODE_COUNT.DROPPED))
                .from(NODE_COUNT)
                .where(NODE_COUNT
                        .TENANT_ID
                        .eq(run.tenant().value())
                        .and(NODE_COUNT.RUN_ID.eq(run.run().value()))
                        .and(NODE_COUNT.NODE.in(nodes)))
                .fetchSingle();
        BigDecimal came = counted.value1();
        BigDecimal dropped = counted.value2();
        return came == null || dropped == null || came.signum() == 0
                ? null
                : dropped.doubleValue() / came.doubleValue();
    }

    private List<String> dedupes(RunEnded run) {
        try {
            return runs.getObject().find(run.tenant(), run.run()).stream()
                    .flatMap(found ->
                            graphs.of(run.tenant(), FlowInput.parse(found.input())).definition().nodes().stream())
                    .filter(node -> node.type().equals(DedupeType.NAME))
                    .map(NodeSpec::id)
                    .toList();
        } catch (Problem e) {
            // what cannot be laid out (any more) has no such nodes
            return List.of();
        }
    }

    private @Nullable Double empty(DSLContext sql, RunEnded run, String field) {
        RecordFigures known = records.getIfAvailable();
        if (known == null) {
            return null;
        }
        var share = known.emptyShare(sql, run.tenant(), run.run().value(), field);
        return share.isPresent() ? share.getAsDouble() : null;
    }
}
