package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** All runs. Asking for one is durable: it will be done, here or on another node. */
public interface Runs {
    /**
     * Queues a run, in the open transaction where there is one.
     *
     * <p>A run with an exclusive key keeps the key from its first start to its end, asleep or paused as well: what it has
     * begun (items without their lines, intents that are open) is only safe from others while nobody else may begin. Who
     * wants the key sooner cancels it. One that was paused before it ever began lets the next one go.
     */
    RunId queue(RunRequest request);

    /**
     * Queues many at once, in their order, in the open transaction where there is one: a statement for all.
     *
     * @param requests all of one tenant, none with an exclusive key
     */
    List<RunId> queueAll(List<RunRequest> requests);

    Optional<Run> find(TenantId tenant, RunId id);

    /** The runs of this kind about this subject that are not over, the latest first; 100 at the most. */
    List<Run> active(TenantId tenant, String kind, UUID subject);

    /** Lets it stop at its next checkpoint, until somebody resumes it; a sleeping run does not wake by itself any more. */
    void pause(TenantId tenant, RunId id);

    /** Lets a paused run go on, a sleeping one before its time; takes back a pause that has not taken effect. */
    void resume(TenantId tenant, RunId id);

    /** Ends it: at once where no node works on it, else at its next checkpoint. */
    void cancel(TenantId tenant, RunId id);

    /** Queues a finished run's work again, as a new run. */
    RunId retry(TenantId tenant, RunId id);

    /** Waits on this thread until the run is over or PAUSED, telling each change of its state or progress. */
    Run await(TenantId tenant, RunId id, Consumer<Run> onChange);
}
