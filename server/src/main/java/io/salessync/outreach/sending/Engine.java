package io.salessync.outreach.sending;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Optional;

/** Moves leads along: decides for each that is due, sends, settles. Several nodes may step the same tenant at once. */
public interface Engine {
    /**
     * Does what is due now, in the order due, within bounds: what is left over is due at once.
     *
     * @return when something is due next; empty: nothing is, until something happens
     */
    Optional<Instant> step(TenantId tenant);
}
