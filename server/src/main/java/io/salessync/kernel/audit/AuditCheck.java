package io.salessync.kernel.audit;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Follows a chain entry by entry until the first that does not fit. */
final class AuditCheck {
    private final @Nullable AuditPlace noted;
    private long checked;
    private byte[] last = new byte[32];
    private @Nullable Long brokenAt;
    private @Nullable String reason;

    AuditCheck(@Nullable AuditPlace noted) {
        this.noted = noted;
    }

    /** @return whether the chain holds so far */
    boolean next(AuditEntry entry, byte[] previous, byte[] hash) {
        long expected = checked + 1;
        if (entry.seq() != expected) {
            return broken(expected, "Entry %d is missing.".formatted(expected));
        }
        if (!Arrays.equals(previous, last)) {
            return broken(expected, "Entry %d does not follow the one before it.".formatted(expected));
        }
        if (!Arrays.equals(entry.hash(previous), hash)) {
            return broken(expected, "Entry %d is not what was written.".formatted(expected));
        }
        if (noted != null
                && noted.seq() == expected
                && !AuditPlace.of(expected, hash).equals(noted)) {
            return broken(
                    expected, "Entry %d is not the one that was noted: the trail was rewritten.".formatted(expected));
        }
        checked = expected;
        last = hash;
        return true;
    }

    AuditVerdict end(long headSeq, byte[] headHash, long newest) {
        if (brokenAt == null) {
            if (checked < headSeq) {
                broken(checked + 1, "The trail ends before entry %d, where its head says it ends.".formatted(headSeq));
            } else if (newest > headSeq || !Arrays.equals(last, headHash)) {
                broken(Math.max(1, headSeq), "The head of the trail does not fit its entries.");
            } else if (noted != null && noted.seq() > checked) {
                broken(checked + 1, "The trail ends before entry %d, which was noted.".formatted(noted.seq()));
            }
        }
        return new AuditVerdict(brokenAt == null, checked, brokenAt, reason, AuditPlace.of(checked, last));
    }

    private boolean broken(long seq, String why) {
        brokenAt = seq;
        reason = why;
        return false;
    }
}
