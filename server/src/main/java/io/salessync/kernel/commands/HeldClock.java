package io.salessync.kernel.commands;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The clock of a command: the system's, until the command holds it at a time and steps it. */
public final class HeldClock implements InstantSource {
    private final InstantSource system;
    private volatile @Nullable Instant held;

    /** @param system what it tells until it is held */
    public HeldClock(InstantSource system) {
        this.system = system;
    }

    @Override
    public Instant instant() {
        Instant at = held;
        return at == null ? system.instant() : at;
    }

    /** Stands at this time from now on, in whole microseconds, as the database keeps them. */
    public void hold(Instant at) {
        held = at.truncatedTo(ChronoUnit.MICROS);
    }
}
