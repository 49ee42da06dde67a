package io.salessync.flows.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A schedule trigger's settings, read.
 *
 * @param start nothing is due before, in the zone; null: no such limit
 * @param end nothing is due after, in the zone; null: no such limit
 * @param except days on which nothing is due
 * @param jitter how far starts may be spread after their due times
 */
record Schedule(
        Rule rule,
        ZoneId zone,
        @Nullable LocalDateTime start,
        @Nullable LocalDateTime end,
        Set<LocalDate> except,
        WorkDays workDays,
        Duration jitter,
        Missed missed,
        Overlap overlap) {
    /** A rule in a zone, all else as it is when nothing is said. */
    static Schedule of(Rule rule, ZoneId zone) {
        return new Schedule(
                rule, zone, null, null, Set.of(), WorkDays.PLAIN, Duration.ZERO, Missed.DEFAULT, Overlap.SKIP);
    }

    /** What becomes of due times at which nobody could start the flow. */
    enum MissedPolicy {
        /** Nothing; the next due time covers them. */
        SKIP,
        /** One run covers them all. */
        ONCE,
        /** A run for each, up to the bound. */
        ALL
    }

    /**
     * @param atMost of {@link MissedPolicy#ALL}: the latest this many run
     * @param within due times that were missed longer ago never run
     * @param grace a start up to this late is late, not missed
     */
    record Missed(MissedPolicy policy, int atMost, Duration within, Duration grace) {
        static final Missed DEFAULT = new Missed(MissedPolicy.ONCE, 100, Duration.ofDays(7), Duration.ofMinutes(5));
    }

    /** What becomes of a due time while a run of the flow is still going. */
    enum Overlap {
        SKIP,
        QUEUE_ONE,
        QUEUE_ALL,
        CANCEL_OTHER
    }

    /** Due times at or after {@code from}, at most {@code count}; fewer when there are no more (within 40 years). */
    List<Occurrences.Due> from(Instant from, int count) {
        return new Occurrences(this).from(from, count);
    }

    /** The first due time after {@code instant}; null: none. */
    Occurrences.@Nullable Due after(Instant instant) {
        List<Occurrences.Due> next = from(instant.plusNanos(1), 1);
        return next.isEmpty() ? null : next.getFirst();
    }

    /** When a due time starts: spread by the trigger's name, the same on every node and each time it is asked. */
    Instant startOf(String trigger, Instant due) {
        if (jitter.isZero()) {
            return due;
        }
        long mixed = mix(trigger.hashCode() * 0x9E3779B97F4A7C15L + due.getEpochSecond());
        return due.plusMillis(Math.floorMod(mixed, jitter.toMillis() + 1));
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
