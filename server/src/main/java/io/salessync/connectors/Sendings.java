package io.salessync.connectors;

import io.salessync.kernel.tenancy.TenantId;

/** The connectors' side of intents. */
public interface Sendings {
    /** Marks an intent sent, in a transaction of its own that has committed when this returns. Before every sending. */
    Intent marked(TenantId tenant, Intent intent);
}
