package io.salessync.pushes;

/** Where a record of a push stands. */
public enum RowState {
    /** Not looked at yet. */
    NEW,
    /** To be written, once approved. */
    READY,
    /** It is at the vendor as it is to be. */
    UNCHANGED,
    /** Consent forbids it. */
    WITHHELD,
    /** It is gone or was changed since the review. */
    VOID,
    /** Approved, but not sent before the approval ended. */
    EXPIRED,
    /** On its way. */
    SENDING,
    SENT,
    FAILED,
    /** Nobody knows whether it was written; a look settles it. */
    UNKNOWN,
    /** Taken back. */
    UNDONE,
    /** Not taken back, since somebody changed it after us. */
    KEPT
}
