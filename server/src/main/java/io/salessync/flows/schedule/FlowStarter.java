package io.salessync.flows.schedule;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /** As many of the same, in their order; all or none. */
    default List<RunId> startAll(DSLContext transaction, TenantId tenant, List<Start> starts) {
        return starts.stream().map(start -> start(transaction, tenant, start)).toList();
    }

    /** The flow's runs that are not over, oldest first. */
    List<RunId> active(DSLContext transaction, TenantId tenant, UUID flow);

    /** The same of several flows; those without any may be left out. */
    default Map<UUID, List<RunId>> active(DSLContext transaction, TenantId tenant, Collection<UUID> flows) {
        Map<UUID, List<RunId>> active = new HashMap<>();
        flows.forEach(flow -> active.put(flow, active(transaction, tenant, flow)));
        return active;
    }
}
