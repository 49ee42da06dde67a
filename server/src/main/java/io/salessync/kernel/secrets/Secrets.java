package io.salessync.kernel.secrets;

import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.jooq.DSLContext;

/** Secrets of others that we have to be able to read again. */
public interface Secrets {
    /** Stores one, encrypted for its tenant and id, in the open transaction. */
    UUID store(DSLContext transaction, TenantId tenant, String purpose, String secret);

    /** Replaces one in place. */
    void replace(DSLContext transaction, TenantId tenant, UUID id, String secret);

    /** Forgets one; no harm where it is not there. */
    void remove(DSLContext transaction, TenantId tenant, UUID id);

    /** The secret itself; do not log it. */
    String reveal(TenantId tenant, UUID id);
}
