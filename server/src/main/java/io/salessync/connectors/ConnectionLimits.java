package io.salessync.connectors;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the limits of a connection's account were last known to be, for whoever watches over them. */
public interface ConnectionLimits {
    /**
     * One limit.
     *
     * @param policy its name with us
     * @param quota how much there is in a window; null where the vendor did not tell
     * @param remaining how much of it is left; null where that is not known
     * @param windowSeconds how long a window is; null where the limit is of a day
     * @param resetsAt when it starts anew
     */
    record Limit(
            String policy,
            @Nullable Long quota,
            @Nullable Long remaining,
            @Nullable Double windowSeconds,
            @Nullable Instant resetsAt) {}

    List<Limit> limits(Connection connection);
}
