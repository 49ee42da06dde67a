package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.postgres.Pools;
import io.salessync.kernel.runs.RunLedger.Hold;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** An execution of a run on this node. Its methods may be called from several threads of the same execution. */
final class HeldRun implements ActiveRun {

    private final Hold hold;
    private final String input;
    private final Database database;
    private final InstantSource clock;
    private final RunLedger ledger;
    private final RunSettings settings;
    private final BooleanSupplier nodeStops;
    private final RunMeters meters;
    private final RunMeters.Span span;
    private final RunWriting writing;
    private volatile Instant lastBeat;
    private volatile @Nullable RunEnding ending;
    private volatile boolean over;

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
        this.clock = node.clock();
        this.ledger = node.ledger();
        this.settings = node.settings();
        this.nodeStops = node.stops();
        this.meters = node.meters();
        this.lastBeat = clock.instant();
        this.writing =
                new RunWriting(hold, node.database(), node.live(), node.clock(), () -> ending = new RunEnding.Lost());
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
        // whichever of its threads asks
        return Pools.on(
                Pools.Pool.ENGINE,
                () -> database.inTenant(hold.tenant(), sql -> {
                    writing.shareFence(sql);
                    return work.apply(sql);
                }));
    }

    @Override
    public boolean isFirstExecution() {
        return hold.fence() == 1;
    }

    @Override
    public boolean isAskedToStop(DSLContext sql) {
        return nodeStops.getAsBoolean()
                || sql.select(RUN.ASKED)
                                .from(RUN)
                                .where(RunLedger.held(hold))
                                .fetchOptional()
                                .orElseThrow(writing::lost)
                                .value1()
                        != null;
    }

    @Override
    public void checkpoint() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A checkpoint lies outside every transaction");
        }
        writing.write();
        String asked = database.inTenant(
                hold.tenant(),
                sql -> sql.select(RUN.ASKED)
                        .from(RUN)
                        .where(RunLedger.held(hold))
                        .fetchOptional()
                        .orElseThrow(writing::lost)
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
                throw writing.lost();
            }
            lastBeat = now;
        }
    }

    @Override
    public void progress(String step, long done, long failed, @Nullable Long total, @Nullable String message) {
        span.enter(step);
        writing.notes().progress(step, done, failed, total, message, clock.instant());
        writing.writeWhenDue();
    }

    @Override
    public void log(Level level, @Nullable String recordKey, String message) {
        int waiting = writing.notes()
                .log(new RunNotes.Line(clock.instant().truncatedTo(ChronoUnit.MICROS), level, recordKey, message));
        if (waiting < 0) {
            meters.lineDropped();
        } else if (waiting % RunWriting.LINES_IN_A_STATEMENT == 0) {
            writing.writeIfPossible();
        }
    }

    @Override
    public void waiting(String reason, @Nullable Instant until) {
        writing.notes().waits(reason, until);
        writing.writeIfPossible();
    }

    @Override
    public void working() {
        writing.notes().waits(null, null);
        writing.writeIfPossible();
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

    /** Whether its work is over, and its end is being written or has been. */
    boolean isEnding() {
        return over;
    }

    void writeWhenDue() {
        writing.writeWhenDue();
    }

    /** Ends the execution, and writes everything it still has to say in the same transaction; false: it was not held any more. */
    boolean end(RunEnding last) {
        over = true;
        return writing.last(said -> ledger.end(hold, last, said));
    }
}
