package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;
import static io.salessync.kernel.jooq.Tables.RUN_LOG;
import static io.salessync.kernel.jooq.Tables.RUN_STEP;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.postgres.Pools;
import io.salessync.kernel.runs.RunLedger.Hold;
import io.salessync.kernel.tenancy.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Writes what an execution has to say, as long as it holds its run. */
final class RunWriting {
    static final int LINES_IN_A_STATEMENT = 500;

    private static final Logger log = LoggerFactory.getLogger(RunWriting.class);
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(250);

    private final Hold hold;
    private final Database database;
    private final Live live;
    private final InstantSource clock;
    private final Runnable whenLost;
    private final RunNotes notes;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Instant lastWrite = Instant.MIN;

    /** @param whenLost called before {@link RunInterrupted} is thrown because the run is not held any more */
    RunWriting(Hold hold, Database database, Live live, InstantSource clock, Runnable whenLost) {
        this.hold = hold;
        this.database = database;
        this.live = live;
        this.clock = clock;
        this.whenLost = whenLost;
        // whoever takes it first finds none
        this.notes = new RunNotes(hold.fence() == 1 ? List.of() : database.inTenant(hold.tenant(), this::writtenSteps));
    }

    RunNotes notes() {
        return notes;
    }

    private List<RunNotes.Step> writtenSteps(DSLContext sql) {
        return sql.selectFrom(RUN_STEP)
                .where(RUN_STEP.TENANT_ID.eq(hold.tenant().value()).and(RUN_STEP.RUN_ID.eq(hold.run())))
                .orderBy(RUN_STEP.POSITION)
                .fetch(step -> new RunNotes.Step(
                        step.getPosition(),
                        step.getName(),
                        RunState.valueOf(step.getState()),
                        step.getDone(),
                        step.getFailed(),
                        step.getTotal(),
                        step.getMessage()));
    }

    /** Until this transaction ends, nobody can take the run; beats and progress (which change no key) go on beside it. */
    void shareFence(DSLContext sql) {
        if (sql.selectOne()
                .from(RUN)
                .where(RunLedger.held(hold))
                .forKeyShare()
                .fetch()
                .isEmpty()) {
            throw lost();
        }
    }

    RunInterrupted lost() {
        whenLost.run();
        return new RunInterrupted("run " + hold.run() + " was taken by another node");
    }

    /** Writes what there is, at most four times a second. */
    void writeWhenDue() {
        if (!clock.instant().isBefore(lastWrite == Instant.MIN ? Instant.MIN : lastWrite.plus(BETWEEN_WRITES))) {
            writeIfPossible();
        }
    }

    /** What cannot be written now is written later: telling how far it is must not break the work. */
    void writeIfPossible() {
        // in an open transaction the row would stay locked until that one ends
        if (TransactionSynchronizationManager.isActualTransactionActive()
                // somebody writes: one thread tends all runs and waits for none of them
                || !writing.tryLock()) {
            return;
        }
        try {
            write();
        } catch (RunInterrupted lost) {
            throw lost;
        } catch (RuntimeException e) {
            if (!DatabaseTrouble.isPassing(e)) {
                throw e;
            }
            log.debug("The progress of run {} is written later", hold.run(), e);
        } finally {
            writing.unlock();
        }
    }

    /** Writes everything there is. */
    void write() {
        page(page -> {
            if (!page.isEmpty()) {
                Pools.on(
                        Pools.Pool.NOTES,
                        () -> database.inTenant(hold.tenant(), sql -> {
                            write(sql, page);
                            return true;
                        }));
                lastWrite = clock.instant();
            }
            return true;
        });
    }

    /**
     * Writes everything there is in a transaction that does more.
     *
     * @param together makes that transaction and lets what it is given write in it; false: it did nothing
     */
    boolean last(Predicate<Consumer<DSLContext>> together) {
        return page(page -> together.test(sql -> {
            if (!page.isEmpty()) {
                write(sql, page);
            }
        }));
    }

    private boolean page(Predicate<RunNotes.Page> write) {
        writing.lock();
        try {
            RunNotes.Page page = notes.page();
            boolean written = false;
            try {
                written = write.test(page);
                return written;
            } finally {
                if (written) {
                    notes.written(page);
                } else {
                    notes.notWritten(page);
                }
            }
        } finally {
            writing.unlock();
        }
    }

    private void write(DSLContext sql, RunNotes.Page page) {
        writeCounts(sql, page);
        writeLines(sql, page.lines());
        live.changed(sql, hold.tenant(), "runs", hold.run().toString());
    }

    private void writeCounts(DSLContext sql, RunNotes.Page page) {
        if (!page.changed()) {
            shareFence(sql);
            return;
        }
        int rows = sql.update(RUN)
                .set(RUN.DONE, page.done())
                .set(RUN.FAILED, page.failed())
                .set(RUN.TOTAL, page.total())
                .set(RUN.RATE_PER_MINUTE, DSL.coalesce(DSL.val(page.ratePerMinute()), RUN.RATE_PER_MINUTE))
                .set(RUN.MESSAGE, DSL.coalesce(DSL.val(page.message()), RUN.MESSAGE))
                .set(RUN.WAITS_FOR, page.waitsFor())
                .set(RUN.WAITS_UNTIL, page.waitsUntil())
                .set(RUN.SETBACKS, 0)
                .set(RUN.UPDATED_AT, clock.instant())
                .where(RunLedger.held(hold))
                .execute();
        if (rows == 0) {
            throw lost();
        }
        if (page.steps().isEmpty()) {
            return;
        }
        sql.insertInto(
                        RUN_STEP,
                        RUN_STEP.TENANT_ID,
                        RUN_STEP.RUN_ID,
                        RUN_STEP.POSITION,
                        RUN_STEP.NAME,
                        RUN_STEP.STATE,
                        RUN_STEP.DONE,
                        RUN_STEP.FAILED,
                        RUN_STEP.TOTAL,
                        RUN_STEP.MESSAGE)
                .valuesOfRows(page.steps().stream()
                        .map(step -> DSL.row(
                                hold.tenant().value(),
                                hold.run(),
                                step.position(),
                                step.name(),
                                step.state().name(),
                                step.done(),
                                step.failed(),
                                step.total(),
                                step.message()))
                        .toList())
                .onConflict(RUN_STEP.TENANT_ID, RUN_STEP.RUN_ID, RUN_STEP.POSITION)
                .doUpdate()
                .setAllToExcluded()
                .execute();
    }

    private void writeLines(DSLContext sql, List<RunNotes.Line> lines) {
        for (int from = 0; from < lines.size(); from += LINES_IN_A_STATEMENT) {
            sql.insertInto(
                            RUN_LOG,
                            RUN_LOG.TENANT_ID,
                            RUN_LOG.RUN_ID,
                            RUN_LOG.AT,
                            RUN_LOG.LEVEL,
                            RUN_LOG.RECORD_KEY,
                            RUN_LOG.MESSAGE)
                    .valuesOfRows(lines.subList(from, Math.min(lines.size(), from + LINES_IN_A_STATEMENT)).stream()
                            .map(line -> DSL.row(
                                    hold.tenant().value(),
                                    hold.run(),
                                    line.at(),
                                    line.level().name(),
                                    line.recordKey(),
                                    line.message()))
                            .toList())
                    .execute();
        }
    }
}
