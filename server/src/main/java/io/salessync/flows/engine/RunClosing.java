package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.EFFECT;
import static io.salessync.flows.jooq.Tables.NODE_COUNT;
import static io.salessync.flows.jooq.Tables.PARKED;

import io.salessync.flows.graph.FlowSettings;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.logs.RecordLog;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** A run that was cancelled or failed leaves nothing behind that waits: parked records end, calls that were never made are dropped. */
@Component
class RunClosing {
    private final Database database;
    private final ObjectProvider<Runs> runs;
    private final ObjectProvider<RecordLog> logs;
    private final Graphs graphs;
    private final InstantSource clock;

    RunClosing(
            Database database,
            ObjectProvider<Runs> runs,
            ObjectProvider<RecordLog> logs,
            Graphs graphs,
            InstantSource clock) {
        this.database = database;
        this.runs = runs;
        this.logs = logs;
        this.graphs = graphs;
        this.clock = clock;
    }

    @EventListener
    void ended(RunEnded run) {
        if (run.kind().equals(FlowInput.KIND)
                && (run.state() == RunState.CANCELLED || run.state() == RunState.FAILED)) {
            database.runInTenant(run.tenant(), sql -> close(sql, run));
        }
    }

    private void close(DSLContext sql, RunEnded ended) {
        String why = ended.state() == RunState.CANCELLED ? "the run was cancelled" : "the run failed before";
        var mine = PARKED.TENANT_ID.eq(ended.tenant().value()).and(PARKED.RUN_ID.eq(ended.run().value()));
        List<Long> parked = sql.select(PARKED.SEQ).from(PARKED).where(mine).orderBy(PARKED.SEQ).fetch(PARKED.SEQ);
        FlowSettings settings = parked.isEmpty() ? null : settings(ended);
        // one page in memory at a time
        for (Long seq : parked) {
            var page = sql.deleteFrom(PARKED)
                    .where(mine.and(PARKED.SEQ.eq(seq)))
                    .returning(PARKED.NODE, PARKED.RECORDS, PARKED.SIZE)
                    .fetchSingle();
            List<RunTables.SentPart> sent = RunTables.underWay(sql, ended.tenant(), ended.run().value(), seq);
            log(sql, ended, settings, page.getNode(), Packing.unpack(Objects.requireNonNull(page.getRecords())), why, sent);
        }
        if (!parked.isEmpty()) {
            sql.update(NODE_COUNT)
                    .set(NODE_COUNT.DROPPED, NODE_COUNT.DROPPED.plus(NODE_COUNT.WAITING))
                    .set(NODE_COUNT.WAITING, 0L)
                    .set(NODE_COUNT.MESSAGE, why)
                    .where(NODE_COUNT
                            .TENANT_ID
                            .eq(ended.tenant().value())
                            .and(NODE_COUNT.RUN_ID.eq(ended.run().value()))
                            .and(NODE_COUNT.WAITING.gt(0L)))
                    .execute();
        }
        sql.update(EFFECT)
                .set(EFFECT.STATE, org.jooq.impl.DSL.when(EFFECT.STATE.eq("SENT"), "UNKNOWN").otherwise("DROPPED"))
                .set(EFFECT.EVIDENCE, why)
                .where(EFFECT.TENANT_ID
                        .eq(ended.tenant().value())
                        .and(EFFECT.RUN_ID.eq(ended.run().value()))
                        .and(EFFECT.STATE.in("PREPARED", "SENT")))
                .execute();
        while (Dedupe.forget(sql, ended.tenant(), ended.run().value(), 100_000) == 100_000) {
            // all of it
        }
    }

    private @Nullable FlowSettings settings(RunEnded ended) {
        Run run = runs.getObject().find(ended.tenant(), ended.run()).orElseThrow();
        try {
            return graphs.of(ended.tenant(), FlowInput.parse(run.input())).definition().settings();
        } catch (Problem e) {
            // what cannot be executed has to end as well
            return null;
        }
    }

    private void log(
            DSLContext sql,
            RunEnded ended,
            @Nullable FlowSettings settings,
            String node,
            List<Passage> passages,
            String why,
            List<RunTables.SentPart> sent) {
        RecordLog log = logs.getIfAvailable();
        if (log == null || settings == null) {
            return;
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        java.util.ArrayList<RecordLog.Line> lines = new java.util.ArrayList<>();
        for (int place = 0; place < passages.size(); place++) {
            int at = place;
            if (sent.stream().anyMatch(part -> part.settled() && part.has(at))) {
                continue;
            }
            boolean unknown = sent.stream().anyMatch(part -> !part.settled() && part.has(at));
            Passage passage = passages.get(place);
            lines.add(new RecordLog.Line(
                    now,
                    ended.run().value(),
                    ended.subject(),
                    node,
                    passage.record().key(),
                    unknown ? RecordLog.Outcome.FAILED : RecordLog.Outcome.DROPPED,
                    unknown ? why + " while it was being sent: look there whether it arrived" : why,
                    unknown ? "unknown" : null,
                    passage.attempt(),
                    Math.max(0, ChronoUnit.MICROS.between(Instant.EPOCH, now) - passage.began()),
                    passage.trail().json(),
                    Packing.json(passage.origin().values()),
                    Packing.json(passage.record().values()),
                    settings.personal()));
        }
        if (!lines.isEmpty()) {
            log.write(sql, ended.tenant(), lines);
        }
    }
}
