package io.salessync.outreach.detection;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** Looks at accounts for what news did not tell. Several nodes may step the same tenant at once. */
public interface Scans {
    /**
     * Handles news that wait and makes the looks that are due now, each within its limits of pages and time.
     *
     * @return when something is due next; empty: nothing is, until something happens
     */
    Optional<Instant> step(TenantId tenant);

    /** Wants a look at an account soon, bounded as every look, in the open transaction. */
    void want(DSLContext sql, TenantId tenant, UUID sender, String who);
}
