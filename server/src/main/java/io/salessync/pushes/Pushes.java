package io.salessync.pushes;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The one way for anything to be written to a CRM: what is proposed here is reviewed, approved, checked for consent again, then sent. */
public interface Pushes {
    /**
     * Proposes a push in the open transaction; nothing is read or sent before it has committed. A request with the same parked
     * page proposes nothing new.
     *
     * @return the push
     * @throws io.salessync.kernel.problems.Problem where the request cannot be used, naming what
     */
    UUID propose(DSLContext sql, TenantId tenant, PushRequest request);

    /** Where the push of a parked page stands; empty where none was proposed for it. */
    Optional<Standing> ofParked(DSLContext sql, TenantId tenant, UUID parked);

    /** Where it stands in words, and whether it is over. */
    record Standing(
            UUID push,
            PushState state,
            @Nullable String message,
            @Nullable Instant expiresAt) {}

    /** What became of its records, in the order proposed. */
    List<Outcome> outcomes(DSLContext sql, TenantId tenant, UUID push);

    /** What became of one record. */
    record Outcome(
            String recordKey, RowState state, @Nullable String why) {}
}
