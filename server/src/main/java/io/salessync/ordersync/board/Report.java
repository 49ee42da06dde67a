package io.salessync.ordersync.board;

import io.salessync.kernel.runs.RunState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a run did and what is left to do, for people and scripts. Lists are cut at a thousand entries, counts are not.
 *
 * @param failing rows that stand at FAILED, BLOCKED or UNKNOWN now
 * @param kept values left as people changed them
 * @param drift what a verify run found
 */
public record Report(
        UUID runId,
        String sync,
        String kind,
        RunState state,
        @Nullable String message,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        long calls,
        RunResult result,
        List<FailingRow> failing,
        List<KeptValue> kept,
        List<DriftRow> drift) {

    public record FailingRow(
            RowKind kind,
            long deltaId,
            String sourceKey,
            @Nullable String lineKey,
            String group,
            String state,
            @Nullable String faultClass,
            @Nullable String faultCode,
            @Nullable String reason) {}

    public record KeptValue(String itemId, String column, String ours, String theirs) {}

    public record DriftRow(
            String kind,
            String boardId,
            @Nullable String sourceKey,
            @Nullable String lineKey,
            @Nullable String itemId,
            @Nullable String column,
            @Nullable String expected,
            @Nullable String found,
            boolean healed) {}
}
