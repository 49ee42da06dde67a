package io.salessync.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

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
    private volatile Duration held = Duration.ZERO;
    private volatile @Nullable Instant holding;

    public SandboxClock(InstantSource wall, long speed) {
        this.wall = wall;
        this.speed = speed;
        this.start = wall.instant();
    }

    @Override
    public Instant instant() {
        return start.plus(Duration.between(start, running()).multipliedBy(speed))
                .plus(stepped);
    }

    /** The wall's time without what passed while the clock was held. */
    private Instant running() {
        Instant since = holding;
        return (since == null ? wall.instant() : since).minus(held);
    }

    /** The date and time put on records: the wall's, so that they read naturally at any speed. */
    public Instant stamp() {
        return running().plus(stepped);
    }

    public synchronized void advance(Duration step) {
        stepped = stepped.plus(step);
    }

    /** Steps to a time, unless it is later already. */
    public synchronized void advanceTo(Instant time) {
        Duration step = Duration.between(instant(), time);
        if (step.isPositive()) {
            stepped = stepped.plus(step);
        }
    }

    /** Stops the clock where it is, so that it goes on by steps alone, or lets it run again. */
    synchronized void hold(boolean wanted) {
        Instant since = holding;
        if (wanted && since == null) {
            holding = wall.instant();
        } else if (!wanted && since != null) {
            held = held.plus(Duration.between(since, wall.instant()));
            holding = null;
        }
    }

    boolean isHeld() {
        return holding != null;
    }

    /** Begins anew at a time, earlier or later. */
    synchronized void begin(Instant time) {
        stepped = stepped.plus(Duration.between(instant(), time));
    }

    /** Takes back every step made by hand and runs. */
    synchronized void reset() {
        stepped = Duration.ZERO;
        held = Duration.ZERO;
        holding = null;
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
