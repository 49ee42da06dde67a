package io.salessync.pulls;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is fetched from a CRM again and again.
 *
 * @param query as people made it
 * @param overlap how far each window begins before the end of the one before, in seconds
 * @param cursor up to when everything is known; null: nothing yet
 * @param doneSeq the last execution whose rows were all handed on
 */
record Pull(
        UUID id,
        String name,
        boolean ofNode,
        UUID connection,
        ObjectNode query,
        Mode mode,
        int overlap,
        @Nullable Instant cursor,
        int doneSeq,
        @Nullable Instant reconciledAt,
        Instant createdAt,
        Instant updatedAt) {
    /** Seconds a window begins before the end of the one before it, where nobody says another. */
    static final int OVERLAP = 300;

    /** How much is fetched. */
    enum Mode {
        /** What changed since the last time. */
        INCREMENTAL,
        /** All of it each time. */
        FULL
    }
}
