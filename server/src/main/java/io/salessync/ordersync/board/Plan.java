package io.salessync.ordersync.board;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run would do now; nothing of it was sent.
 *
 * @param complexity in the vendor's cost points
 * @param minutes at least, by the account's limits a minute
 * @param dailyCallsLeft null where the vendor does not tell
 * @param roomLeft items that still fit on the boards
 * @param failing rows that would fail, the first thousand of them, and why
 * @param failingCount all of them
 * @param adopts items and subitems that lie on the boards already and are taken over
 * @param costIsLearnt whether the costs come from answers of the vendor; cautious guesses otherwise
 */
public record Plan(
        List<GroupPlan> groups,
        Counts totals,
        long calls,
        long complexity,
        double minutes,
        @Nullable Long dailyCallsLeft,
        long roomLeft,
        List<Failing> failing,
        long failingCount,
        List<String> warnings,
        boolean costIsLearnt,
        long adopts) {

    /** @param newGroup whether the group has to be made */
    public record GroupPlan(
            String group,
            boolean newGroup,
            long creates,
            long updates,
            long removes,
            long lineCreates,
            long lineUpdates,
            long lineRemoves,
            long continuations) {}

    public record Counts(
            long creates,
            long updates,
            long removes,
            long lineCreates,
            long lineUpdates,
            long lineRemoves,
            long continuations) {}

    public record Failing(
            UUID recordUuid,
            String sourceKey,
            @Nullable String lineKey,
            String group,
            @Nullable String column,
            String message) {}
}
