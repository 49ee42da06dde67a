package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run as the database has it at this moment.
 *
 * @param done records dealt with, well or not
 * @param failed those of them that failed
 * @param total records to deal with; null while unknown
 * @param message the last thing it said
 * @param waitsFor why it does nothing just now ("daily call limit of monday.com"); null when it works
 * @param waitsUntil when that ends, where it is known
 * @param startedBy the e-mail address of the user who asked for it; null: the program itself
 * @param ratePerMinute records a minute, of the last minute it worked; null while unknown
 * @param etaSeconds seconds to its end at that rate, known waits included; null while unknown
 * @param place of a queued run: its place in the queue that it stands in, from 1; null where it stands in none
 */
public record Run(
        TenantId tenant,
        RunId id,
        String kind,
        String title,
        @Nullable UUID subject,
        RunState state,
        String input,
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
        @Nullable Double ratePerMinute,
        @Nullable Long etaSeconds,
        List<Step> steps,
        @Nullable Integer place) {
    /** A part of a run: "groups and items", "lines". Counts as above. */
    public record Step(
            String name,
            RunState state,
            long done,
            long failed,
            @Nullable Long total,
            @Nullable String message) {}
}
