package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A run in the hands of the node that holds its lease. All methods throw {@link RunInterrupted} (do not catch it) when the
 * run was paused or cancelled, or when the lease went to another node.
 */
public interface ActiveRun {
    TenantId tenant();

    RunId id();

    /** The JSON document the run was asked for with. */
    String input();

    /**
     * One transaction in the run's tenant that commits only while this node still holds the lease: a node that was
     * presumed dead and wakes up writes nothing.
     */
    <T extends @Nullable Object> T inTransaction(Function<DSLContext, T> work);

    /** Between two pieces of work, outside every transaction: the place where pause and cancel take effect. */
    void checkpoint();

    /** Whether nobody has executed it before, so nothing can be written of it yet; false also where that is not known. */
    default boolean isFirstExecution() {
        return false;
    }

    /** Whether the next {@link #checkpoint} ends this execution; asked within a transaction of {@link #inTransaction}. */
    default boolean isAskedToStop(DSLContext sql) {
        return false;
    }

    /** Says where the run stands; a step of a new name begins it. Cheap to call often: it is written at most four times a second. */
    void progress(String step, long done, long failed, @Nullable Long total, @Nullable String message);

    /**
     * A line in the run's log; {@code recordKey} names the record it is about. Written in batches, in order. A node
     * that is killed takes the lines of its last 250 ms with it: what became of a record belongs in the record.
     */
    void log(Level level, @Nullable String recordKey, String message);

    /** Says why nothing happens just now, for waits of seconds inside one execution; {@link #working()} takes it back. */
    void waiting(String reason, @Nullable Instant until);

    /** The wait is over. */
    void working();

    /**
     * Ends this execution and goes on at that time, on any node; until then the run is PAUSED with this reason. For waits
     * longer than a minute.
     */
    RunInterrupted sleepUntil(Instant time, String reason);

    /** How much a log line matters. */
    enum Level {
        INFO,
        WARN,
        ERROR
    }
}
