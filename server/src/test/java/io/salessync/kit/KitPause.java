package io.salessync.kit;

import io.salessync.connectors.calls.Pause;
import java.time.Duration;

/**
 * Waits in real time and takes the tests' clock along, since the sandbox lives in real time; or moves the clock alone, for
 * tests against a vendor that only answers what it is told to.
 */
public final class KitPause implements Pause {
    private final MovableClock clock;
    private volatile boolean skipping;

    KitPause(MovableClock clock) {
        this.clock = clock;
    }

    public void skip(boolean skip) {
        skipping = skip;
    }

    @Override
    public void of(Duration time) {
        if (!skipping) {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!clock.isRunning()) {
            clock.advance(time);
        }
    }
}
