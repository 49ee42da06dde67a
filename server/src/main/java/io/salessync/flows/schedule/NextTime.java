package io.salessync.flows.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A coming due time.
 *
 * @param at when it starts, jitter included, in UTC
 * @param due when it is due, without jitter, in UTC
 * @param local what clocks in the trigger's zone show at {@code at}
 * @param zone the trigger's zone, such as {@code Africa/Cairo}
 * @param note why it is not where one would expect it: a clock change or a holiday moved it; null where nothing did
 */
public record NextTime(
        Instant at,
        Instant due,
        LocalDateTime local,
        String zone,
        @Nullable String note) {}
