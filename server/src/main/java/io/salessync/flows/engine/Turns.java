package io.salessync.flows.engine;

import io.salessync.kernel.runs.ActiveRun;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The turns of an execution, each a transaction, and where the run stands after the last one. */
final class Turns {
    /** Records of parked pages that are kept in memory too. */
    private static final int KEPT_RECORDS = 4_000;

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    static final int FORGOTTEN_AT_ONCE = 10_000;

    final ActiveRun run;
    final Course course;
    final FlowRun.Parts parts;
    final Standing standing;
    private long checked = System.nanoTime();
    private boolean mayRemember;

    Turns(ActiveRun run, Course course, FlowRun.Parts parts, Standing standing) {
        this.run = run;
        this.course = course;
        this.parts = parts;
        this.standing = standing;
        this.mayRemember = course.remembers;
    }

    /** A checkpoint is a question to the database: asked ten times a second at most. */
    void checkpoint() {
        if (isTimeToCheck()) {
            run.checkpoint();
            checked = System.nanoTime();
        }
    }

    boolean isTimeToCheck() {
        return System.nanoTime() - checked > CHECK_NANOS;
    }

    /** Whether the execution may have to end here: asked of the database where it was not for a while, within the open transaction. */
    boolean isAskedToStop(DSLContext sql) {
        if (!isTimeToCheck()) {
            return false;
        }
        boolean asked = run.isAskedToStop(sql);
        if (!asked) {
            checked = System.nanoTime();
        }
        return asked;
    }

    /** Whether nodes may have kept keys that nobody has forgotten yet. */
    boolean mayRemember() {
        return mayRemember;
    }

    void turn(Consumer<Turn> begin, BiConsumer<Turn, DSLContext> inside) {
        turn(begin, inside, (turn, sql) -> {});
    }

    /**
     * One turn: said what it begins with, led through the graph, committed.
     *
     * @param begin puts the records in and says what becomes of the page; done again when a node broke the transaction
     * @param inside more of the same, within the transaction
     * @param last what else is to be done when the records have gone their way, before the turn is written
     * @return the turn as it was committed
     */
    Turn turn(Consumer<Turn> begin, BiConsumer<Turn, DSLContext> inside, BiConsumer<Turn, DSLContext> last) {
        Set<String> careful = new HashSet<>();
        while (true) {
            Turn turn = new Turn(standing.tallies, standing.nextSeq, careful);
            begin.accept(turn);
            course.cascade.outside(turn);
            int forgotten;
            try {
                forgotten = run.inTransaction(sql -> {
                    inside.accept(turn, sql);
                    course.cascade.inside(turn, sql);
                    last.accept(turn, sql);
                    parts.tables().write(sql, run.tenant(), run.id().value(), course.input.flow(), turn);
                    int rows = mayRemember && isLast(turn)
                            ? Dedupe.forget(sql, run.tenant(), run.id().value(), FORGOTTEN_AT_ONCE)
                            : FORGOTTEN_AT_ONCE;
                    parts.news()
                            .moved(
                                    sql,
                                    run.tenant(),
                                    course.input.flow(),
                                    run.id().value());
                    return rows;
                });
            } catch (RuntimeException e) {
                String broken = brokenBy(e);
                if (broken == null || !careful.add(broken)) {
                    throw e;
                }
                continue;
            }
            mayRemember &= forgotten == FORGOTTEN_AT_ONCE;
            standing.committed(turn);
            standing.shed(KEPT_RECORDS);
            return turn;
        }
    }

    private static @Nullable String brokenBy(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Cascade.Broken broken) {
                return broken.node();
            }
        }
        return null;
    }

    /** Whether nothing is left to do once this turn has committed. */
    private boolean isLast(Turn turn) {
        return turn.parked.stream().allMatch(page -> turn.gone.contains(page.seq()))
                && standing.parked.keySet().stream().allMatch(turn.gone::contains)
                && course.feeds.stream().allMatch(feed -> {
                    Tally changed = turn.changed().get(feed.id());
                    return (changed == null ? standing.tally(feed.id()) : changed).readAll;
                });
    }

    Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }
}
