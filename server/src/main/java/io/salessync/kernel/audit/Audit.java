package io.salessync.kernel.audit;

import io.salessync.kernel.tenancy.TenantId;
import java.util.Map;
import org.jooq.DSLContext;

/** The audit trail. */
public interface Audit {
    /**
     * Writes an entry in the transaction that does what it tells, so that neither is there without the other.
     *
     * @param actor an e-mail address, {@code key:<name>} or {@code system}
     * @param action {@code module.verb}, such as {@code connections.created}
     * @param subject what it was done to, in words or by id
     * @param detail further values; no secrets
     */
    void record(
            DSLContext transaction,
            TenantId tenant,
            String actor,
            String action,
            String subject,
            Map<String, String> detail);
}
