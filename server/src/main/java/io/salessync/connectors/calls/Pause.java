package io.salessync.connectors.calls;

import java.time.Duration;

/** Waiting; tests put another in its place that moves the clock instead. */
@FunctionalInterface
public interface Pause {
    /** Waits on this thread. When the thread is interrupted it returns at once, with the interruption left set. */
    void of(Duration time);
}
