package io.salessync.outreach.leads;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person on the way through a sequence. Times are UTC.
 *
 * @param version of the sequence it walks by
 * @param person the customer; null: not known there
 * @param companyKey folded; empty: none
 * @param email in small letters
 * @param linkedin normalised public id
 * @param fields values of tokens by name
 * @param zone null: not known
 * @param before the state to return to from a hold
 * @param reason why it failed or was suppressed: a word of ours or the vendor's slug; while it is looked up, given where a person wants
 *     that
 * @param step the step that comes next or is under way; null: past the last
 * @param nextAt when something is done about it next
 * @param blocker why not sooner, or what it waits for
 * @param sender who writes to them on the network
 * @param tries of the step that is under way
 * @param heldUntil a node makes a call for it until then
 * @param stepAt since when the step is due
 * @param rowVersion grows with each change; a move from an older one is refused
 */
public record Lead(
        UUID id,
        UUID sequence,
        int version,
        @Nullable UUID person,
        String name,
        String company,
        String companyKey,
        @Nullable String email,
        @Nullable String linkedin,
        Map<String, String> fields,
        @Nullable ZoneId zone,
        String country,
        LeadState state,
        @Nullable LeadState before,
        @Nullable String reason,
        @Nullable String step,
        @Nullable Instant nextAt,
        @Nullable Blocker blocker,
        @Nullable String blockerNote,
        @Nullable UUID sender,
        @Nullable UUID mailSender,
        int tries,
        @Nullable Instant heldUntil,
        Instant enteredAt,
        Instant changedAt,
        Instant stepAt,
        @Nullable Instant invitedAt,
        @Nullable Instant connectedAt,
        @Nullable Instant repliedAt,
        @Nullable Instant endedAt,
        long rowVersion) {
    public Lead {
        fields = Map.copyOf(fields);
    }

    /** Whether a person wants its profile looked at before anything else. */
    public boolean rechecked() {
        return state == LeadState.PENDING_VERIFY && reason != null;
    }
}
