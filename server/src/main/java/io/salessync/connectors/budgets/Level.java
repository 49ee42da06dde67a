package io.salessync.connectors.budgets;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a limit stands, as an answer tells it.
 *
 * @param policy the limit's name with us
 * @param quota how much there is in a window; null where it is not told
 * @param before what was left before the call; null where it is not told
 * @param after what is left after it
 * @param resetIn when the window ends, rounded up by the vendor; null where it is not told
 * @param window how long a window is, rounded up; null where it is not told
 */
public record Level(
        String policy,
        @Nullable Long quota,
        @Nullable Long before,
        long after,
        @Nullable Duration resetIn,
        @Nullable Duration window) {}
