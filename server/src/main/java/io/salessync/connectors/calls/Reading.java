package io.salessync.connectors.calls;

import org.jspecify.annotations.Nullable;

/**
 * What a vendor's connector reads from an answer for the log of calls.
 *
 * @param requestId as the vendor names the call
 * @param cost in the vendor's unit
 * @param detail what went wrong in a sentence, without secrets
 * @param health what it says about the connection
 */
public record Reading(
        Outcome outcome,
        @Nullable String requestId,
        @Nullable Long cost,
        @Nullable String detail,
        Health health) {

    /** How a call ended. */
    public enum Outcome {
        OK,
        /** Done in part: some of what it asked for was refused. */
        PARTLY,
        /** Refused for what it said. */
        REFUSED,
        /** Refused for a limit or a lock; not processed. */
        LIMITED,
        /** Nobody knows whether it was processed. */
        UNKNOWN,
        /** It never reached the vendor. */
        UNREACHABLE
    }

    /** What a call tells about its connection. */
    public enum Health {
        WELL,
        /** Token or permission refused. */
        REFUSED,
        /** Nothing is said. */
        SILENT
    }
}
