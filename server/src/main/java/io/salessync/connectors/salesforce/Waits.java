package io.salessync.connectors.salesforce;

import io.salessync.connectors.calls.Pause;
import io.salessync.kernel.runs.ActiveRun;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Waits of up to a minute, told to the run they hold up. */
@Component("salesforceWaits")
class Waits {
    static final Duration LONGEST = Duration.ofSeconds(61);

    /** Waits shorter than this are nobody's news. */
    private static final Duration TOLD = Duration.ofMillis(300);

    private final Pause pause;
    private final InstantSource clock;

    Waits(Pause pause, InstantSource clock) {
        this.pause = pause;
        this.clock = clock;
    }

    boolean isLong(Instant until) {
        return Duration.between(clock.instant(), until).compareTo(LONGEST) > 0;
    }

    void until(Instant until, String reason, @Nullable ActiveRun run) {
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
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("Interrupted while waiting for Salesforce", null, false, false);
        }
    }
}
