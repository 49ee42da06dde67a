package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Optional;
import java.util.function.Consumer;

/** All runs. Asking for one is durable: it will be done, here or on another node. */
public interface Runs {
    RunId queue(RunRequest request);

    Optional<Run> find(TenantId tenant, RunId id);

    void pause(TenantId tenant, RunId id);

    void resume(TenantId tenant, RunId id);

    void cancel(TenantId tenant, RunId id);

    /** Queues a finished run's work again, as a new run. */
    RunId retry(TenantId tenant, RunId id);

    /** Waits on this thread until the run is over or PAUSED, telling each change of its state or progress. */
    Run await(TenantId tenant, RunId id, Consumer<Run> onChange);
}
