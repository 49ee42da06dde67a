package io.salessync.ordersync.board;

/** Ends an execution whose connection or board cannot be written: everything not done stays in the queue. */
final class SyncStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SyncStopped(String message) {
        super(message, null, false, false);
    }
}
