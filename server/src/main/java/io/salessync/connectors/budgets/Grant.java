package io.salessync.connectors.budgets;

import java.time.Instant;
import java.util.Map;

/** The answer to whether a call may go out now. */
public sealed interface Grant {
    /**
     * It may; what it needs is reserved until {@link Budgets#told}, {@link Budgets#release} or {@link Budgets#unsent} hears of it,
     * or no call can be under way that long.
     */
    record Taken(Map<String, Long> reserved, double dayCalls) implements Grant {}

    /**
     * Not before then.
     *
     * @param dayLimit whether it is the day's calls that are used up
     * @param look whether the limit may be free by then: look before the call, at no cost
     */
    record Later(Instant until, String reason, boolean dayLimit, boolean look) implements Grant {}
}
