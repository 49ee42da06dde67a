package io.salessync.kernel.runs;

/** Where a run stands. */
public enum RunState {
    QUEUED,
    RUNNING,
    PAUSED,
    SUCCEEDED,
    PARTLY_FAILED,
    FAILED,
    CANCELLED;

    /** Whether nothing more happens unless somebody retries it. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == PARTLY_FAILED || this == FAILED || this == CANCELLED;
    }
}
