package io.salessync.flows.schedule;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Starts flows; the engine does. */
public interface FlowStarter {
    /**
     * Why a flow starts.
     *
     * @param trigger the trigger's id in the definition; {@code manual} when a person started it
     * @param due when it was due; null where there is no due time
     * @param after the end of the range this start covers: what changed since {@code since} and before it
     * @param payload what came with it (a webhook's body, a file's place); an empty document otherwise
     * @param startedBy the user; null: the program itself
     */
    record Start(
            UUID flow,
            String trigger,
            @Nullable Instant due,
            @Nullable Instant since,
            @Nullable Instant after,
            ObjectNode payload,
            @Nullable UUID startedBy) {}

    /** Queues a run of the flow's published version, in this transaction. */
    RunId start(DSLContext transaction, TenantId tenant, Start start);

    /** The flow's runs that are not over, oldest first. */
    List<RunId> active(DSLContext transaction, TenantId tenant, UUID flow);
}
