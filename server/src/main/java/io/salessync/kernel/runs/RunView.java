package io.salessync.kernel.runs;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A run as the API shows it; whoever answers with a run answers with this. Times in UTC, {@code etaSeconds} in seconds, {@code place} in the queue from 1. */
public record RunView(
        UUID id,
        String kind,
        String title,
        @Nullable UUID subject,
        RunState state,
        long done,
        long failed,
        @Nullable Long total,
        @Nullable String message,
        @Nullable String waitsFor,
        @Nullable Instant waitsUntil,
        Instant queuedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String startedBy,
        List<Run.Step> steps,
        @Nullable Double ratePerMinute,
        @Nullable Long etaSeconds,
        @Nullable Integer place) {
    public static RunView of(Run run) {
        return new RunView(
                run.id().value(),
                run.kind(),
                run.title(),
                run.subject(),
                run.state(),
                run.done(),
                run.failed(),
                run.total(),
                run.message(),
                run.waitsFor(),
                run.waitsUntil(),
                run.queuedAt(),
                run.startedAt(),
                run.finishedAt(),
                run.startedBy(),
                run.steps(),
                run.ratePerMinute(),
                run.etaSeconds(),
                run.place());
    }

    /**
     * A run that was queued a moment ago, as nothing has become of it yet.
     *
     * @param startedBy the e-mail address of the user who asked for it; null: the program itself
     */
    public static RunView queued(RunId id, RunRequest request, Instant queuedAt, @Nullable String startedBy) {
        return new RunView(
                id.value(),
                request.kind(),
                request.title(),
                request.subject(),
                RunState.QUEUED,
                0,
                0,
                null,
                null,
                null,
                null,
                queuedAt,
                null,
                null,
                startedBy,
                List.of(),
                null,
                null,
                null);
    }
}
