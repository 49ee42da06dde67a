package io.salessync.outreach.champions;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;

/** People who know us and are followed when they change jobs. */
public interface Champions {
    /**
     * Follows a customer from now on; somebody who is followed already stays as they are. They are looked at soon.
     *
     * @param source for people, such as {@code page}
     * @param who as the audit trail names them
     * @return the champion's id
     * @throws io.salessync.kernel.problems.Problem where there is no such customer, or they were merged or erased
     */
    UUID follow(DSLContext sql, TenantId tenant, UUID person, String source, String who);

    /**
     * Looks at whoever is due now, within the visits of the accounts; outside any transaction.
     *
     * @return when something is due next (UTC); empty: nothing is
     */
    Optional<Instant> step(TenantId tenant);
}
