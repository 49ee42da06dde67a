package io.salessync.flows.engine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Records in front of a node.
 *
 * @param seq counts in the run; the older is the smaller
 * @param notBefore nothing is done with it before then
 * @param waitsFor what for, in words
 * @param passages null: they are in the database alone
 */
record Parked(
        long seq,
        UUID id,
        String node,
        int size,
        State state,
        @Nullable Instant notBefore,
        int attempts,
        @Nullable String waitsFor,
        Instant parkedAt,
        @Nullable List<Passage> passages) {
    /** What it is there for. */
    enum State {
        /** The node's turn. */
        READY,
        /** A gate holds it. */
        WAITING,
        /** One call takes all there are, once nothing more can come. */
        GATHERING
    }

    Parked until(@Nullable Instant time, @Nullable String reason, int tries) {
        return new Parked(seq, id, node, size, state, time, tries, reason, parkedAt, passages);
    }

    /** It waits for nothing more to come. */
    Parked ready() {
        return new Parked(seq, id, node, size, State.READY, notBefore, attempts, waitsFor, parkedAt, passages);
    }

    Parked withoutPassages() {
        return new Parked(seq, id, node, size, state, notBefore, attempts, waitsFor, parkedAt, null);
    }

    boolean isDue(Instant now) {
        return notBefore == null || !notBefore.isAfter(now);
    }
}
