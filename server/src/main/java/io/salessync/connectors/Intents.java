package io.salessync.connectors;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The intents of the program: recorded in the transaction that decides them, settled in the one that stores what came of them. */
public interface Intents {
    /** Records an effect inside the open transaction; nothing may be sent before it has committed. */
    Intent record(
            DSLContext transaction,
            TenantId tenant,
            ConnectionId connection,
            @Nullable RunId run,
            String kind,
            String reference,
            String body);

    /** The intents of this reference that nothing settled yet, oldest first: what a killed run left behind. */
    List<Intent> open(TenantId tenant, String kind, String reference);

    /** Stores the evidence and closes the intent, inside the transaction that applies what it says. */
    void settle(DSLContext transaction, TenantId tenant, Intent intent, BatchAnswer.Evidence evidence);

    /** Closes an intent that never went out. */
    void drop(DSLContext transaction, TenantId tenant, Intent intent, String reason);
}
