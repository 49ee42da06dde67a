package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A kind some of whose runs are over in milliseconds and call nobody. A node does many of those in one transaction, which takes and
 * ends them: they are durable like others, and a commit serves all.
 */
public interface ShortRunKind extends RunKind {
    /**
     * A run that was asked for as a short one and waits.
     *
     * @param input its kind's own input, a JSON document
     */
    record Asked(RunId id, @Nullable UUID subject, String input) {}

    /**
     * One that was done.
     *
     * @param done records dealt with, well or not
     * @param failed those of them that failed
     * @param steps what people see of it, in order
     * @param micros how long it took, in microseconds
     */
    record Done(
            RunId id,
            @Nullable UUID subject,
            RunOutcome outcome,
            long done,
            long failed,
            List<Run.Step> steps,
            long micros) {}

    /**
     * What came of some short runs. Those that are named in neither list wait on.
     *
     * @param declined turned out to be no short ones: nothing of them was written, and they go the usual way
     */
    record Together(List<Done> done, List<RunId> declined) {}

    /** Does these runs of one tenant, in the order they were asked for, within the open transaction; it locks their rows. */
    Together executeTogether(DSLContext sql, TenantId tenant, List<Asked> runs);
}
