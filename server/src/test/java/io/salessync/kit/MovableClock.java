package io.salessync.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it, or lets it run for a while. */
public final class MovableClock implements InstantSource {
    private Instant base = Instant.parse("2026-11-23T09:00:00Z");
    private long runsSince;
    private boolean running;

    @Override
    public synchronized Instant instant() {
        return running ? base.plusNanos(System.nanoTime() - runsSince) : base;
    }

    public synchronized void advance(Duration by) {
        base = base.plus(by);
    }

    public synchronized void set(Instant instant) {
        base = instant;
        runsSince = System.nanoTime();
    }

    /** Lets it run with real time until the answer is closed, for tests against something that lives in real time. */
    public synchronized Running run() {
        runsSince = System.nanoTime();
        running = true;
        return new Running();
    }

    public synchronized boolean isRunning() {
        return running;
    }

    private synchronized void stop() {
        base = instant();
        running = false;
    }

    /** Stands still again when closed. */
    public final class Running implements AutoCloseable {
        @Override
        public void close() {
            stop();
        }
    }
}
