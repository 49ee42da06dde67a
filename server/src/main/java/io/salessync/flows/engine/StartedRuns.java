package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.STARTED_RUN;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.engine.Node.Verdict;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Runs that nodes start and wait for: started in the transaction that notes it, so never twice. */
@Component
final class StartedRuns {
    /** The output for records whose run did not end well. */
    static final String FAILED = "failed";

    /** How often a run that is waited for is looked at, should nobody tell that it ended. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Runs runs;
    private final InstantSource clock;

    StartedRuns(Runs runs, InstantSource clock) {
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * Starts a run unless this place has started one.
     *
     * @param place the parked page, or the node where all its pages share one run
     */
    RunId once(DSLContext sql, Occasion occasion, String place, Supplier<RunId> start) {
        UUID known = sql.select(STARTED_RUN.STARTED_ID)
                .from(STARTED_RUN)
                .where(STARTED_RUN.TENANT_ID.eq(occasion.tenant().value()))
                .and(STARTED_RUN.RUN_ID.eq(occasion.run()))
                .and(STARTED_RUN.PLACE.eq(place))
                .fetchOne(STARTED_RUN.STARTED_ID);
        if (known != null) {
            return new RunId(known);
        }
        RunId started = start.get();
        sql.insertInto(STARTED_RUN)
                .set(STARTED_RUN.TENANT_ID, occasion.tenant().value())
                .set(STARTED_RUN.RUN_ID, occasion.run())
                .set(STARTED_RUN.PLACE, place)
                .set(STARTED_RUN.STARTED_ID, started.value())
                .set(STARTED_RUN.STARTED_AT, clock.instant())
                .execute();
        return started;
    }

    /** Open when the run is over: to {@value EdgeSpec#OUT} when it succeeded, else to {@value #FAILED}. */
    Verdict whenOver(Occasion occasion, RunId started, String what, List<FlowRecord> page) {
        Run run = runs.find(occasion.tenant(), started).orElse(null);
        if (run == null) {
            return new Verdict.Shut("The run %s of %s is gone.".formatted(started, what));
        }
        if (!run.state().isFinal()) {
            return new Verdict.Closed(clock.instant().plus(LOOK), "the end of " + what);
        }
        return new Verdict.Open(run.state() == RunState.SUCCEEDED ? EdgeSpec.OUT : FAILED, page);
    }
}
