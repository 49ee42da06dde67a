package io.salessync.flows.engine;

import io.salessync.flows.engine.Graph.Place;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.ShortRunKind.Asked;
import io.salessync.kernel.runs.ShortRunKind.Done;
import io.salessync.kernel.runs.ShortRunKind.Together;
import io.salessync.kernel.tenancy.TenantId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes short runs within one transaction. Each is one turn, as in an {@link Execution}; what becomes of all is written at the end, by
 * the same few statements for however many. One that turns out to be longer leaves nothing behind and goes the usual way.
 */
final class ShortRuns {
    private static final Logger log = LoggerFactory.getLogger(ShortRuns.class);
    /** What is left then waits for the next transaction: their rows are locked, and people may want to cancel. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final DSLContext sql;
    private final TenantId tenant;
    private final Graphs graphs;
    private final FlowRun.Parts parts;
    private final List<RunTables.Whole> whole = new ArrayList<>();
    private final Map<UUID, UUID> moved = new LinkedHashMap<>();

    ShortRuns(DSLContext sql, TenantId tenant, Graphs graphs, FlowRun.Parts parts) {
        this.sql = sql;
        this.tenant = tenant;
        this.graphs = graphs;
        this.parts = parts;
    }

    Together execute(List<Asked> runs) {
        List<Done> done = new ArrayList<>(runs.size());
        List<RunId> declined = new ArrayList<>();
        long began = System.nanoTime();
        for (Asked run : runs) {
            if (System.nanoTime() - began > LONGEST_NANOS && !(done.isEmpty() && declined.isEmpty())) {
                break;
            }
            Done one = one(run);
            if (one == null) {
                declined.add(run.id());
            } else {
                done.add(one);
            }
        }
        parts.tables().writeWhole(sql, tenant, whole);
        moved.forEach((flow, run) -> parts.news().moved(sql, tenant, flow, run));
        return new Together(done, declined);
    }

    /** @return null: it is none for here */
    private @Nullable Done one(Asked run) {
        long began = System.nanoTime();
        FlowInput input;
        Graph graph;
        Course course;
        try {
            input = FlowInput.parse(run.input());
            graph = graphs.of(tenant, input);
            if (!graph.isShort()) {
                return null;
            }
            course = new Course(tenant, run.id().value(), input, graph, parts.clock());
        } catch (Problem e) {
            // on its own it ends with this problem
            return null;
        }
        Standing standing = new Standing();
        Turn turn = new Turn(standing.tallies, standing.nextSeq, Set.of());
        if (!brought(course, turn) || !led(course, turn)) {
            return null;
        }
        standing.committed(turn);
        Balance balance = new Balance(graph, course.feeds, standing);
        RunOutcome outcome = balance.outcome();
        whole.add(new RunTables.Whole(run.id().value(), input.flow(), turn));
        moved.put(input.flow(), run.id().value());
        long micros = (System.nanoTime() - began) / 1_000;
        graph.took(micros);
        return new Done(
                run.id(),
                run.subject(),
                outcome,
                balance.sum(Tally::over),
                balance.sum(tally -> tally.failed),
                steps(balance, outcome),
                micros);
    }

    /** Reads all there is; false: that is more than a page. */
    private boolean brought(Course course, Turn turn) {
        for (Feed feed : course.feeds) {
            if (!(feed instanceof Feed.Asked asked)) {
                return false;
            }
            Place place = asked.place();
            Node.Read read;
            long began = System.nanoTime();
            try {
                read = course.source(place).read(course.occasion(place.id()), null, Tally.PAGE);
                Reading.fit(place, read.records(), Tally.PAGE);
            } catch (Problem e) {
                return false;
            }
            if (read.next() != null) {
                return false;
            }
            Tally tally = turn.tally(place.id());
            tally.readAll = true;
            tally.total = read.total();
            tally.micros += (System.nanoTime() - began) / 1_000;
            read.rejects().forEach(reject -> course.passing.rejected(turn, place, reject));
            course.bring(turn, place, read.records(), parts.clock().instant().truncatedTo(ChronoUnit.MICROS));
        }
        return true;
    }

    /** Leads the records to their ends; false: one is held somewhere, or a node breaks the transaction. */
    private boolean led(Course course, Turn turn) {
        course.cascade.outside(turn);
        if (!turn.hasMore()) {
            return turn.parked.isEmpty();
        }
        sql.execute("SAVEPOINT short_run");
        try {
            course.cascade.inside(turn, sql);
            if (course.remembers) {
                Dedupe.forget(sql, tenant, course.run, Turns.FORGOTTEN_AT_ONCE);
            }
            if (turn.parked.isEmpty()) {
                sql.execute("RELEASE SAVEPOINT short_run");
                return true;
            }
        } catch (RuntimeException e) {
            log.debug("The short run {} goes on its own", course.run, e);
        }
        sql.execute("ROLLBACK TO SAVEPOINT short_run");
        return false;
    }

    private static List<Run.Step> steps(Balance balance, RunOutcome outcome) {
        List<Balance.Step> steps = balance.steps(false);
        List<Run.Step> shown = new ArrayList<>(steps.size());
        for (Balance.Step step : steps) {
            boolean last = shown.size() == steps.size() - 1;
            RunState state = last && outcome.state() == RunState.FAILED
                    ? RunState.FAILED
                    : step.failed() > 0 ? RunState.PARTLY_FAILED : RunState.SUCCEEDED;
            shown.add(new Run.Step(step.name(), state, step.done(), step.failed(), step.total(), step.message()));
        }
        return shown;
    }
}
