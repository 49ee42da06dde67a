package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks over many runs of a tenant at once, for whoever watches over them. */
public interface RunOverview {
    /**
     * A run that says nothing.
     *
     * @param progressAt when it last told of progress or changed its state
     */
    record Silent(
            RunId id,
            String kind,
            String title,
            @Nullable UUID subject,
            Instant progressAt,
            @Nullable String message) {}

    /**
     * The runs that a node could take at once.
     *
     * @param oldest when the one that waits longest was queued; null where none waits
     */
    record Queue(long runs, @Nullable Instant oldest) {}

    /** How a run of the past ended. */
    record Past(RunId id, RunState state, long done, long failed, Instant finishedAt) {}

    /** Runs that are RUNNING and told of no progress since then, the longest silent first. */
    List<Silent> silent(TenantId tenant, Instant since, int most);

    /** What waits for a node alone: not for its time, nor for another run's key. */
    Queue queue(TenantId tenant);

    /** The runs of a subject that came to their end since then, newest first; looks at the tenant's newest 100,000 runs at most. */
    List<Past> past(TenantId tenant, UUID subject, Instant since, int most);
}
