package io.salessync.connectors.monday;

import java.time.Duration;
import java.time.Instant;

/** What came of asking monday.com once. */
sealed interface Passage {
    /** It answered with GraphQL, be it with errors. */
    record Answered(MondayAnswer answer, Duration took) implements Passage {}

    /**
     * Nobody knows whether it was processed.
     *
     * @param status HTTP status; 0 where none came
     */
    record Lost(int status, String reason, String excerpt) implements Passage {}

    /** It never went out: nobody could be reached. */
    record Unreached(String reason) implements Passage {}

    /**
     * It surely was not processed, and may be later.
     *
     * @param away whether nobody is called until then because nobody answered: waiting here is of no use
     */
    record Later(Instant until, String reason, boolean dayLimit, boolean away) implements Passage {
        Later(Instant until, String reason, boolean dayLimit) {
            this(until, reason, dayLimit, false);
        }
    }
}
