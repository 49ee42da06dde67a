package io.salessync.kit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * A clock that stands still until a test moves it, or lets it run for a while. It tells whole microseconds, as the database
 * keeps them, whatever an earlier test moved it by.
 */
public final class MovableClock implements InstantSource {
    private Instant base = Instant.parse("2026-11-23T09:00:00Z");
    private long runsSince;
    private boolean running;

    @Override
    public synchronized Instant instant() {
        Instant now = running ? base.plusNanos(System.nanoTime() - runsSince) : base;
        return now.truncatedTo(ChronoUnit.MICROS);
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
