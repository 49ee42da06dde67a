package io.salessync.flows.graph;

import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Hears, in the transaction that does it, that a flow was published anew, switched on or off. */
public interface PublishedListener {
    /** @param definition the version that is in force now; null: none, it is switched off */
    void published(DSLContext transaction, TenantId tenant, UUID flow, @Nullable FlowDefinition definition);
}
