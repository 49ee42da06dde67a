package io.salessync.connectors.monday;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Calls in a row that reached nobody: a few are made at once, since lines break for a moment; then it is time to wait elsewhere. */
final class Unreachable {
    static final String REASON = "monday.com cannot be reached";

    private static final int ATTEMPTS = 3;

    /** A host that swallows everything takes its time for each attempt. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    /** As long as a breaker stays open. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private int inARow;
    private @Nullable Instant since;

    /** Counts one more; whether that was the last that is made at once. */
    boolean isEnough(Instant before, Instant now) {
        Instant first = since == null ? before : since;
        since = first;
        inARow++;
        return inARow >= ATTEMPTS || !now.isBefore(first.plus(PATIENCE));
    }

    /** When to try once more. */
    Instant again(Instant now) {
        return now.plus(Duration.ofSeconds(inARow));
    }

    static Passage.Later away(Instant now, String reason) {
        return new Passage.Later(now.plus(PAUSE), REASON + ": " + reason, false, true);
    }
}
