package io.salessync.pulls;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One fetching of a pull, as far as it has come; after a kill it goes on from here.
 *
 * @param baseSeq the last execution before it whose rows were all handed on
 * @param from begin of the window, included; null: from the beginning
 * @param to its end, excluded; null: the object has no time of change
 * @param sliceTo end of the part of the window that is being fetched
 * @param after the last row that was landed, by time and id
 */
record Execution(
        UUID id,
        UUID pull,
        int seq,
        int baseSeq,
        @Nullable UUID run,
        Kind kind,
        Phase phase,
        Compiled compiled,
        Api api,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Instant sliceFrom,
        @Nullable Instant sliceTo,
        @Nullable String job,
        @Nullable String locator,
        @Nullable After after,
        int page,
        int restarts,
        long received,
        @Nullable Long counted,
        @Nullable Long landed,
        long rejected,
        long moved,
        long deleted,
        boolean sealed,
        @Nullable Instant coveredTo,
        @Nullable String why,
        Instant beganAt,
        @Nullable Instant endedAt) {
    /** A row by time and id; the time is null where the object has none. */
    record After(@Nullable Instant at, String id) {}

    /** What it is about. */
    enum Kind {
        INCREMENTAL,
        FULL,
        RECONCILE
    }

    /** Where it stands. */
    enum Phase {
        ROWS,
        DELETES,
        SEAL,
        DONE,
        BROKEN
    }

    /** How rows are fetched. */
    enum Api {
        REST,
        BULK
    }

    boolean isOver() {
        return phase == Phase.DONE || phase == Phase.BROKEN;
    }

    /** The query's own order and number of rows hold: no windows, no keys. */
    boolean isPlain() {
        return compiled.limit() != null || compiled.order() != null;
    }
}
