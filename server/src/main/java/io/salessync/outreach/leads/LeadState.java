package io.salessync.outreach.leads;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Where a lead stands, and whereto it may go from there. */
public enum LeadState {
    /** Nothing was sent yet that needs an answer; an invitation is to come, or the sequence has none before its first text. */
    PENDING_INVITE,
    INVITE_SENT,
    CONNECTED,
    /** Something was sent; the next step is on its way. */
    IN_SEQUENCE,
    /** Nobody knows whether the last call was done: it is settled by reading. */
    PENDING_VERIFY,
    /** A value is missing that a text needs. */
    NEEDS_DATA,
    /** Held by a person. */
    PAUSED,
    REPLIED,
    COMPLETED,
    WITHDRAWN,
    FAILED,
    /** On a suppression list, objected, or stopped for a colleague's reply. */
    SUPPRESSED;

    private static final Map<LeadState, Set<LeadState>> MOVES = new EnumMap<>(LeadState.class);

    static {
        Set<LeadState> ends = EnumSet.of(REPLIED, COMPLETED, WITHDRAWN, FAILED, SUPPRESSED);
        Set<LeadState> holds = EnumSet.of(PENDING_VERIFY, NEEDS_DATA, PAUSED);
        may(PENDING_INVITE, holds, ends, EnumSet.of(INVITE_SENT, CONNECTED, IN_SEQUENCE));
        may(INVITE_SENT, holds, ends, EnumSet.of(CONNECTED, IN_SEQUENCE, PENDING_INVITE));
        may(CONNECTED, holds, ends, EnumSet.of(IN_SEQUENCE, INVITE_SENT));
        may(IN_SEQUENCE, holds, ends, EnumSet.of(CONNECTED, INVITE_SENT, PENDING_INVITE));
        Set<LeadState> work = EnumSet.of(PENDING_INVITE, INVITE_SENT, CONNECTED, IN_SEQUENCE);
        may(PENDING_VERIFY, work, ends, EnumSet.of(PAUSED, NEEDS_DATA));
        may(NEEDS_DATA, work, ends, EnumSet.of(PAUSED, PENDING_VERIFY));
        may(PAUSED, work, ends, EnumSet.of(PENDING_VERIFY, NEEDS_DATA));
        // recovery by a person, an answer that comes after the end, the right to object
        for (LeadState end : ends) {
            may(
                    end,
                    work,
                    EnumSet.of(REPLIED, SUPPRESSED, PAUSED),
                    end == FAILED ? EnumSet.of(PENDING_VERIFY) : EnumSet.noneOf(LeadState.class));
            Objects.requireNonNull(MOVES.get(end)).remove(end);
        }
    }

    private static void may(LeadState from, Set<LeadState> a, Set<LeadState> b, Set<LeadState> c) {
        Set<LeadState> to = EnumSet.noneOf(LeadState.class);
        to.addAll(a);
        to.addAll(b);
        to.addAll(c);
        MOVES.put(from, to);
    }

    /** Whether nothing more happens by itself. */
    public boolean ended() {
        return this == REPLIED || this == COMPLETED || this == WITHDRAWN || this == FAILED || this == SUPPRESSED;
    }

    /** Whether a lead may go from here to there; staying where it is always may. */
    public boolean mayBecome(LeadState to) {
        return this == to || Objects.requireNonNull(MOVES.get(this)).contains(to);
    }
}
