package io.salessync.flows.engine;

import org.jspecify.annotations.Nullable;

/**
 * A call to the outside as it stands in the database: written before it is made.
 *
 * @param seq of the parked records it takes
 * @param first where in them it begins
 * @param key its idempotency key; stays the same for every attempt
 */
record Calling(
        String node,
        long seq,
        int first,
        int size,
        String key,
        String request,
        State state,
        @Nullable String evidence,
        int attempts) {
    /** Where it stands. */
    enum State {
        /** Not sent. */
        PREPARED,
        /** About to be sent, or sent without an answer. */
        SENT,
        DONE,
        REFUSED,
        /** Nobody knows what became of it. */
        UNKNOWN,
        /** Never to be sent. */
        DROPPED
    }

    Calling to(State next, @Nullable String said) {
        return new Calling(node, seq, first, size, key, request, next, said, attempts);
    }

    /** About to be sent. */
    Calling sent() {
        return new Calling(node, seq, first, size, key, request, State.SENT, evidence, attempts + 1);
    }
}
