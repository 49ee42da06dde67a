package io.salessync.logs;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Where modules write what became of records. */
public interface RecordLog {
    /** How it ended for a record at a node. */
    enum Outcome {
        /** Went through to the end. */
        DONE,
        /** Dropped on purpose: filtered, a duplicate. */
        DROPPED,
        /** Failed; {@code error} says why. */
        FAILED,
        /** Waits: parked, to be approved, to be tried again. */
        WAITING,
        /** Tried again after a failure; a later line tells how that ended. */
        RETRIED
    }

    /**
     * What became of one record in one passage through a run. Values hold personal fields as they are; reading masks them.
     *
     * @param flow the subject of the run, such as the flow
     * @param node where it ended
     * @param trail the nodes it passed, in order, with what each decided: {@code [{"node":"keep","did":"passed","ms":0.1}]}
     * @param input the record as it came in, a JSON document; null where it is not kept
     * @param output as it went out; null likewise
     * @param personal names of fields of input and output that are personal
     * @param micros how long it took, in microseconds, waits for its page included
     */
    record Line(
            Instant at,
            UUID run,
            @Nullable UUID flow,
            String node,
            String recordKey,
            Outcome outcome,
            @Nullable String message,
            @Nullable String errorClass,
            int attempt,
            long micros,
            String trail,
            @Nullable String input,
            @Nullable String output,
            List<String> personal) {}

    /** Writes lines in the open transaction, by COPY: cheap for thousands. */
    void write(DSLContext sql, TenantId tenant, List<Line> lines);

    /**
     * The stored inputs of a run, in the order written, for running again without asking the source.
     *
     * @param outcome only records that ended so; null: all
     * @param page called with up to 1,000 lines, each in a transaction of its own that is over when it is called
     */
    void inputs(
            TenantId tenant,
            UUID run,
            @Nullable Outcome outcome,
            @Nullable String recordKey,
            Consumer<List<Line>> page);

    /** One page of the same, for reading that has to survive a kill: lines after the place the last page ended at. */
    Inputs inputs(
            DSLContext sql,
            TenantId tenant,
            UUID run,
            @Nullable Outcome outcome,
            @Nullable String recordKey,
            @Nullable String after,
            int limit);

    /** @param next the place to go on from; null: that was all */
    record Inputs(List<Line> lines, @Nullable String next) {}
}
