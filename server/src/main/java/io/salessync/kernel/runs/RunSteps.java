package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN_STEP;

import io.salessync.kernel.jooq.tables.records.RunRecord;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** What becomes of a run's steps when the run changes its state. */
final class RunSteps {
    private RunSteps() {}

    static void end(DSLContext sql, RunRecord run, RunState next) {
        boolean well = next == RunState.SUCCEEDED || next == RunState.PARTLY_FAILED;
        var begun = DSL.inline(next.name());
        sql.update(RUN_STEP)
                .set(
                        RUN_STEP.STATE,
                        well
                                ? DSL.when(RUN_STEP.FAILED.gt(0L), DSL.inline(RunState.PARTLY_FAILED.name()))
                                        .otherwise(DSL.inline(RunState.SUCCEEDED.name()))
                                : next.isFinal()
                                        ? DSL.when(
                                                        RUN_STEP.STATE.eq(RunState.QUEUED.name()),
                                                        DSL.inline(RunState.CANCELLED.name()))
                                                .otherwise(begun)
                                        : begun)
                .where(RUN_STEP.TENANT_ID
                        .eq(run.getTenantId())
                        .and(RUN_STEP.RUN_ID.eq(run.getRunId()))
                        .and(
                                next.isFinal()
                                        ? RUN_STEP.STATE.in(
                                                RunState.QUEUED.name(), RunState.RUNNING.name(), RunState.PAUSED.name())
                                        : RUN_STEP.STATE.in(RunState.RUNNING.name(), RunState.PAUSED.name())))
                .execute();
    }
}
