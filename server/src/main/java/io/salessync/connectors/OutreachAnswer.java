package io.salessync.connectors;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of a call to an outreach service.
 *
 * @param <T> what a complete answer holds
 */
public sealed interface OutreachAnswer<T> {
    /** Answered in full. */
    record Done<T>(T value, BatchAnswer.Evidence evidence) implements OutreachAnswer<T> {}

    /**
     * Answered, and surely not done.
     *
     * @param slug as the vendor names the error, kept for people even where we do not know it
     * @param message the vendor's words
     */
    record Refused<T>(OutreachFault fault, String slug, String message, BatchAnswer.Evidence evidence)
            implements OutreachAnswer<T> {}

    /** It was sent and nobody knows whether it was done: read before anything is sent again. Of a reading: no answer came. */
    record Unknown<T>(String reason, BatchAnswer.Evidence evidence) implements OutreachAnswer<T> {}

    /**
     * It surely never reached the service.
     *
     * @param until when it may be tried again; null: not known
     */
    record NotSent<T>(@Nullable Instant until, String reason) implements OutreachAnswer<T> {}
}
