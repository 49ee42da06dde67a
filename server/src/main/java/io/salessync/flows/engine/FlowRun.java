package io.salessync.flows.engine;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.runs.ShortRunKind;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.RecordLog;
import java.time.InstantSource;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Runs of flows. */
@Component
class FlowRun implements ShortRunKind {
    private final Graphs graphs;
    private final RunTables tables;
    private final ObjectProvider<RecordLog> logs;
    private final InstantSource clock;
    private final FlowNews news;

    FlowRun(Graphs graphs, RunTables tables, ObjectProvider<RecordLog> logs, Live live, InstantSource clock) {
        this.graphs = graphs;
        this.tables = tables;
        this.logs = logs;
        this.clock = clock;
        this.news = new FlowNews(live);
    }

    /** What every execution needs of the program. */
    record Parts(RunTables tables, ObjectProvider<RecordLog> logs, InstantSource clock, FlowNews news) {}

    @Override
    public String name() {
        return FlowInput.KIND;
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        FlowInput input = FlowInput.parse(run.input());
        Graph graph = graphs.of(run.tenant(), input);
        Execution execution = new Execution(run, input, graph, new Parts(tables, logs, clock, news));
        if (execution.isNew()) {
            String why = unready(run, graph);
            if (why != null) {
                return RunOutcome.failed(why);
            }
        }
        return execution.execute();
    }

    /** Why the run may not begin; null: it may. */
    private static @Nullable String unready(ActiveRun run, Graph graph) {
        for (Graph.Place place : graph.order()) {
            try {
                place.type()
                        .ready(run.tenant(), place.spec())
                        .forEach(warning ->
                                run.log(ActiveRun.Level.WARN, null, "“%s”: %s".formatted(place.title(), warning)));
            } catch (Problem problem) {
                return "Not begun, nothing was read or written. “%s”: %s".formatted(place.title(), problem.detail());
            }
        }
        return null;
    }

    @Override
    public Together executeTogether(DSLContext sql, TenantId tenant, List<Asked> runs) {
        return new ShortRuns(sql, tenant, graphs, new Parts(tables, logs, clock, news)).execute(runs);
    }
}
