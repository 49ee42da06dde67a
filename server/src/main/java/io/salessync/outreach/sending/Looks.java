package io.salessync.outreach.sending;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** What whoever scans accounts knows; a bean. Where there is none, the engine reads the profile before it concludes that two are not connected. */
public interface Looks {
    /**
     * Since when nobody new can have been overlooked: the beginning of the last complete look at all relations and all sent invitations of an account
     * that was well before and after.
     */
    Optional<Instant> complete(DSLContext sql, TenantId tenant, UUID sender);
}
