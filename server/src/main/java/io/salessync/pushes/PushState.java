package io.salessync.pushes;

/** Where a push stands. */
public enum PushState {
    /** What the records are now, and who consents, is being read. */
    PREPARING,
    /** Somebody has to decide. */
    WAITING,
    /** Approved, by a person or beforehand; it goes out as soon as its turn comes. */
    APPROVED,
    SENDING,
    DONE,
    PARTLY_FAILED,
    FAILED,
    REFUSED,
    /** Nobody decided in time, or what was approved could not be sent in time. */
    EXPIRED,
    /** Every record changed since it was reviewed. */
    VOID,
    /** Nothing would change, or nobody may be written. */
    EMPTY;

    /** Whether nothing more happens to it, but being undone. */
    public boolean isOver() {
        return switch (this) {
            case PREPARING, WAITING, APPROVED, SENDING -> false;
            default -> true;
        };
    }
}
