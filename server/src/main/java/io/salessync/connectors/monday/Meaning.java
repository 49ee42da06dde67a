package io.salessync.connectors.monday;

/** What an error of monday.com's means for us. */
enum Meaning {
    /** This record or the mapping is wrong. */
    ROW,
    /** What it refers to is gone. */
    GONE,
    BOARD_FULL,
    /** This board cannot be written. */
    BOARD,
    /** Nothing of this connection can be done. */
    CONNECTION,
    /** We sent something that is no request: our own fault. */
    OURS,
    COMPLEXITY,
    MINUTE,
    CONCURRENCY,
    DAY,
    /** Locked, or blocked for a moment. */
    SHORTLY,
    /** The same key is being worked on. */
    CONFLICT,
    TOO_LARGE,
    /** Nobody knows whether it was done. */
    AMBIGUOUS;

    /** Surely not processed, and later it may be. */
    boolean isLater() {
        return switch (this) {
            case COMPLEXITY, MINUTE, CONCURRENCY, DAY, SHORTLY, CONFLICT -> true;
            default -> false;
        };
    }
}
