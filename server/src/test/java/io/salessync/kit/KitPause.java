package io.salessync.kit;

import io.salessync.connectors.calls.Pause;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Waits in real time and takes the tests' clock along, since the sandbox lives in real time; or moves the clock alone, for
 * tests against a vendor that only answers what it is told to; or moves the clock and a sandbox's, which is the same to both
 * as a wait and takes no time.
 */
public final class KitPause implements Pause {
    private final MovableClock clock;
    private volatile boolean skipping;
    private volatile @Nullable SandboxProcess stepped;

    KitPause(MovableClock clock) {
        this.clock = clock;
    }

    public void skip(boolean skip) {
        skipping = skip;
        stepped = null;
    }

    /** Waits are skipped, with the sandbox's time moved as far as it would have run; until {@code skip(false)}. */
    public void step(SandboxProcess sandbox) {
        skipping = true;
        stepped = sandbox;
    }

    @Override
    public void of(Duration time) {
        SandboxProcess sandbox = stepped;
        if (sandbox != null) {
            sandbox.advance(time);
        } else if (!skipping) {
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
