package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;
import static io.salessync.kernel.jooq.Tables.RUN_LOG;
import static io.salessync.kernel.jooq.Tables.RUN_STEP;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.runs.RunLedger.Hold;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** An execution of a run on this node. Its methods may be called from several threads of the same execution. */
final class HeldRun implements ActiveRun {
    private static final Logger log = LoggerFactory.getLogger(HeldRun.class);
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(250);
    private static final int LINES_IN_A_STATEMENT = 500;

    private final Hold hold;
    private final String input;
    private final Database database;
    private final Live live;
    private final InstantSource clock;
    private final RunLedger ledger;
    private final RunSettings settings;
    private final BooleanSupplier nodeStops;
    private final RunMeters meters;
    private final RunMeters.Span span;
    private final RunNotes notes;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile Instant lastWrite = Instant.MIN;
    private volatile Instant lastBeat;
    private volatile @Nullable RunEnding ending;

    /** What every execution needs of the node it runs on. */
    record Node(
            Database database,
            Live live,
            InstantSource clock,
            RunLedger ledger,
            RunSettings settings,
            BooleanSupplier stops,
            RunMeters meters) {}

    HeldRun(Hold hold, String input, Node node, RunMeters.Span span) {
        this.span = span;
        this.hold = hold;
        this.input = input;
        this.database = node.database();
        this.live = node.live();
        this.clock = node.clock();
        this.ledger = node.ledger();
        this.settings = node.settings();
        this.nodeStops = node.stops();
        this.meters = node.meters();
        this.lastBeat = clock.instant();
        this.notes = new RunNotes(database.inTenant(hold.tenant(), this::writtenSteps));
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

    @Override
    public TenantId tenant() {
        return hold.tenant();
    }

    @Override
    public RunId id() {
        return new RunId(hold.run());
    }

    @Override
    public String input() {
        return input;
    }

    @Override
    public <T extends @Nullable Object> T inTransaction(Function<DSLContext, T> work) {
        return database.inTenant(hold.tenant(), sql -> {
            shareFence(sql);
            return work.apply(sql);
        });
    }

    /** Until this transaction ends, nobody can take the run; beats and progress (which change no key) go on beside it. */
    private void shareFence(DSLContext sql) {
        if (sql.selectOne()
                .from(RUN)
                .where(RunLedger.held(hold))
                .forKeyShare()
                .fetch()
                .isEmpty()) {
            throw lost();
        }
    }

    private RunInterrupted lost() {
        ending = new RunEnding.Lost();
        return new RunInterrupted("run " + hold.run() + " was taken by another node");
    }

    @Override
    public void checkpoint() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A checkpoint lies outside every transaction");
        }
        write();
        String asked = database.inTenant(
                hold.tenant(),
                sql -> sql.select(RUN.ASKED)
                        .from(RUN)
                        .where(RunLedger.held(hold))
                        .fetchOptional()
                        .orElseThrow(this::lost)
                        .value1());
        if (asked != null) {
            ending = new RunEnding.Asked();
            throw new RunInterrupted("run " + hold.run() + ": " + asked);
        }
        if (nodeStops.getAsBoolean()) {
            ending = new RunEnding.NodeStops();
            throw new RunInterrupted("run " + hold.run() + ": this node stops");
        }
        beat();
    }

    /** Renews the lease when a beat is due. */
    void beat() {
        Instant now = clock.instant();
        if (!now.isBefore(lastBeat.plus(settings.beat()))) {
            if (!ledger.renew(hold)) {
                throw lost();
            }
            lastBeat = now;
        }
    }

    @Override
    public void progress(String step, long done, long failed, @Nullable Long total, @Nullable String message) {
        span.enter(step);
        notes.progress(step, done, failed, total, message, clock.instant());
        writeWhenDue();
    }

    @Override
    public void log(Level level, @Nullable String recordKey, String message) {
        int waiting =
                notes.log(new RunNotes.Line(clock.instant().truncatedTo(ChronoUnit.MICROS), level, recordKey, message));
        if (waiting < 0) {
            meters.lineDropped();
        } else if (waiting % LINES_IN_A_STATEMENT == 0) {
            writeIfPossible();
        }
    }

    @Override
    public void waiting(String reason, @Nullable Instant until) {
        notes.waits(reason, until);
        writeIfPossible();
    }

    @Override
    public void working() {
        notes.waits(null, null);
        writeIfPossible();
    }

    @Override
    public RunInterrupted sleepUntil(Instant time, String reason) {
        ending = new RunEnding.Sleeps(time, reason);
        return new RunInterrupted("run " + hold.run() + " sleeps until " + time + ": " + reason);
    }

    /** Why it unwound; null when it did not say. */
    @Nullable RunEnding ending() {
        return ending;
    }

    Hold hold() {
        return hold;
    }

    /** Writes what there is, at most four times a second. */
    void writeWhenDue() {
        if (!clock.instant().isBefore(lastWrite == Instant.MIN ? Instant.MIN : lastWrite.plus(BETWEEN_WRITES))) {
            writeIfPossible();
        }
    }

    /** What cannot be written now is written later: telling how far it is must not break the work. */
    private void writeIfPossible() {
        // in an open transaction the row would stay locked until that one ends
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
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
        }
    }

    /** Writes everything there is. */
    void write() {
        writing.lock();
        try {
            RunNotes.Page page = notes.page();
            if (page.isEmpty()) {
                return;
            }
            boolean written = false;
            try {
                database.runInTenant(hold.tenant(), sql -> {
                    writeCounts(sql, page);
                    writeLines(sql, page.lines());
                    live.changed(sql, hold.tenant(), "runs", hold.run().toString());
                });
                written = true;
                lastWrite = clock.instant();
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
        for (RunNotes.Step step : page.steps()) {
            sql.insertInto(RUN_STEP)
                    .set(RUN_STEP.TENANT_ID, hold.tenant().value())
                    .set(RUN_STEP.RUN_ID, hold.run())
                    .set(RUN_STEP.POSITION, step.position())
                    .set(RUN_STEP.NAME, step.name())
                    .set(RUN_STEP.STATE, step.state().name())
                    .set(RUN_STEP.DONE, step.done())
                    .set(RUN_STEP.FAILED, step.failed())
                    .set(RUN_STEP.TOTAL, step.total())
                    .set(RUN_STEP.MESSAGE, step.message())
                    .onConflict(RUN_STEP.TENANT_ID, RUN_STEP.RUN_ID, RUN_STEP.POSITION)
                    .doUpdate()
                    .setAllToExcluded()
                    .execute();
        }
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
