package io.salessync.connectors;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An effect on the outside world that was decided, committed before the call that brings it about. Its body never changes
 * under its key.
 *
 * @param reference what the module that decided it finds it by, such as a board
 * @param body the exact body of the call
 * @param idempotencyKey goes with every sending of it
 */
public record Intent(
        UUID id,
        ConnectionId connection,
        String kind,
        String reference,
        String idempotencyKey,
        String body,
        State state,
        int attempts,
        Instant recordedAt,
        @Nullable Instant firstSentAt,
        @Nullable Instant lastSentAt) {

    /** Where it stands. */
    public enum State {
        /** Recorded; never sent for all we know. */
        RECORDED,
        /** Sent at least once; no answer settled it yet. */
        SENT,
        /** The answer, or a look at the vendor's side, told what became of it. */
        SETTLED,
        /** Given up before it was ever sent. */
        DROPPED
    }
}
