package io.salessync.outreach.sending;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Why a lead does not move, answered by what decides. */
public interface Why {
    /** Empty: there is no such lead. Changes nothing. */
    Optional<Answer> of(DSLContext sql, TenantId tenant, UUID lead);

    /**
     * The answer.
     *
     * @param sentence one, for people
     * @param blocker null: nothing blocks it, it moves at {@code nextAt} or has ended
     * @param nextAt when something is done about it next, UTC; null: not by time alone
     * @param unblocks who or what makes it go on
     */
    record Answer(
            @Schema(example = "The invitation waits: 15 of 15 invitations of “Ana Lima” went out today.")
            String sentence,

            @Schema(example = "QUOTA") @Nullable Blocker blocker,

            @Schema(example = "2026-12-01T08:00:00Z") @Nullable Instant nextAt,

            @Schema(example = "Time alone") String unblocks) {}
}
