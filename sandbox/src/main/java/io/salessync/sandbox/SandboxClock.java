package io.salessync.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The sandbox's time, which runs a number of times faster than the wall and can be stepped by hand.
 *
 * <p>Limits are counted in sandbox time; whatever is told to a client is in wall seconds.
 */
public final class SandboxClock implements InstantSource {
    private final InstantSource wall;
    private final long speed;
    private final Instant start;
    private volatile Duration stepped = Duration.ZERO;

    public SandboxClock(InstantSource wall, long speed) {
        this.wall = wall;
        this.speed = speed;
        this.start = wall.instant();
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.between(start, wall.instant()).multipliedBy(speed))
                .plus(stepped);
    }

    /** The date and time put on records: the wall's, so that they read naturally at any speed. */
    public Instant stamp() {
        return wall.instant().plus(stepped);
    }

    public synchronized void advance(Duration step) {
        stepped = stepped.plus(step);
    }

    /** Takes back every step made by hand. */
    synchronized void reset() {
        stepped = Duration.ZERO;
    }

    public long speed() {
        return speed;
    }

    /** A sandbox duration in whole wall seconds, rounded up, never under one. */
    public long wallSeconds(Duration sandboxTime) {
        long millis = Math.max(0, sandboxTime.toMillis());
        return Math.max(1, Math.ceilDiv(millis, 1000 * speed));
    }
}
