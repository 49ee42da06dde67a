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

    Turns(ActiveRun run, Course course, FlowRun.Parts parts, Standing standing) {
        this.run = run;
        this.course = course;
        this.parts = parts;
        this.standing = standing;
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

    /**
     * One turn: said what it begins with, led through the graph, committed.
     *
     * @param begin puts the records in and says what becomes of the page; done again when a node broke the transaction
     * @param inside more of the same, within the transaction
     */
    void turn(Consumer<Turn> begin, BiConsumer<Turn, DSLContext> inside) {
        Set<String> careful = new HashSet<>();
        while (true) {
            Turn turn = new Turn(standing.tallies, standing.nextSeq, careful);
            begin.accept(turn);
            course.cascade.outside(turn);
            try {
                run.inTransaction(sql -> {
                    inside.accept(turn, sql);
                    course.cascade.inside(turn, sql);
                    parts.tables().write(sql, run.tenant(), run.id().value(), course.input.flow(), turn);
                    if (course.remembers && isLast(turn)) {
                        Dedupe.forget(sql, run.tenant(), run.id().value(), FORGOTTEN_AT_ONCE);
                    }
                    parts.news()
                            .moved(
                                    sql,
                                    run.tenant(),
                                    course.input.flow(),
                                    run.id().value());
                    return true;
                });
            } catch (RuntimeException e) {
                String broken = brokenBy(e);
                if (broken == null || !careful.add(broken)) {
                    throw e;
                }
                continue;
            }
            standing.committed(turn);
            standing.shed(KEPT_RECORDS);
            return;
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
