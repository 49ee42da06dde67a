package io.salessync.connectors.calls;

import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Waits of up to a minute for a vendor, told to the run they hold up. */
@Component
public class Waits {
    /** What is longer is no wait: the run sleeps. */
    public static final Duration LONGEST = Duration.ofSeconds(61);

    /** Waits shorter than this are nobody's news. */
    private static final Duration TOLD = Duration.ofMillis(300);

    private final Pause pause;
    private final InstantSource clock;

    Waits(Pause pause, InstantSource clock) {
        this.pause = pause;
        this.clock = clock;
    }

    /** Whether that time is too far away to be waited for here. */
    public boolean isLong(Instant until) {
        return Duration.between(clock.instant(), until).compareTo(LONGEST) > 0;
    }

    /**
     * Waits until then; at once where it is past.
     *
     * @throws Interrupted when the program stops
     */
    public void until(Instant until, String reason, @Nullable ActiveRun run) {
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
        Duration left = Duration.between(clock.instant(), until);
        if (left.isNegative() || left.isZero()) {
            return;
        }
        boolean told = left.compareTo(TOLD) >= 0;
        if (run != null && told) {
            run.waiting(reason, until);
        }
        pause.of(left);
        if (Thread.currentThread().isInterrupted()) {
            throw new Interrupted();
        }
        if (run != null) {
            if (told) {
                run.working();
            }
            run.checkpoint();
        }
    }

    /** The program stops: whoever waits ends here, and what it was about is found open at the next start. */
    public static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Interrupted() {
            super("Interrupted while waiting for a vendor", null, false, false);
        }
    }
}
