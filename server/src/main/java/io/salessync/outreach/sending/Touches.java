package io.salessync.outreach.sending;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What was decided to be sent or done. All of it in the open transaction. */
public interface Touches {
    /**
     * One of them. Times are UTC.
     *
     * @param variant empty where the step has one text
     * @param intent null: none was recorded, such as for visits
     * @param vendorId the service's id of what came of it
     * @param slug of the refusal
     * @param sentAt when the call began; null: surely never sent
     * @param dueAt until when it waits for approval
     */
    record Touch(
            UUID id,
            UUID lead,
            UUID sequence,
            int version,
            String step,
            String variant,
            UUID sender,
            Action action,
            @Nullable String subject,
            @Nullable String text,
            State state,
            @Nullable UUID intent,
            @Nullable String body,
            @Nullable String vendorId,
            @Nullable String chat,
            @Nullable String slug,
            @Nullable String approvedBy,
            Instant decidedAt,
            @Nullable Instant sentAt,
            @Nullable Instant doneAt,
            @Nullable Instant settledAt,
            @Nullable Instant dueAt) {}

    /** Where it stands. */
    enum State {
        WAITS_FOR_APPROVAL,
        /** The intent is committed. */
        DECIDED,
        DONE,
        /** Sent; to be settled by reading. */
        UNKNOWN,
        /** Surely not sent. */
        NOT_DONE,
        REFUSED,
        /** Given up, or taken back by a person so that the step may be done again. */
        DROPPED;

        /** Whether nothing else is sent for the same lead and step. */
        public boolean stands() {
            return this == WAITS_FOR_APPROVAL || this == DECIDED || this == DONE || this == UNKNOWN;
        }
    }

    /** Those of a lead, oldest first. */
    List<Touch> of(DSLContext sql, TenantId tenant, UUID lead);

    Optional<Touch> touch(DSLContext sql, TenantId tenant, UUID id);

    /** The one that stands for a lead and step. */
    Optional<Touch> standing(DSLContext sql, TenantId tenant, UUID lead, String step);

    /**
     * Lets a step be done again, or a text not be sent: what waits for approval, what was done and what was refused is dropped. What is under way or unknown is not.
     *
     * @return false: it is under way or unknown, and stays
     */
    boolean drop(DSLContext sql, TenantId tenant, UUID touch, String why, String who);
}
