package io.salessync.alerts;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * When nobody is to be told.
 *
 * @param from where it begins, by the clock on the wall of the zone
 * @param to where it ends; at or before {@code from}: on the next day
 * @param days the days it begins on; it may end on the day after
 * @param criticalPasses whether critical alerts are told nevertheless
 */
record QuietHours(LocalTime from, LocalTime to, ZoneId zone, Set<DayOfWeek> days, boolean criticalPasses) {
    /** Quiet times that touch each other are followed for that many days. */
    private static final int DAYS_AHEAD = 15;

    /**
     * The first instant at or after this one that is not quiet. A clock change moves the ends as it moves the clock on the wall: one
     * that falls in the gap comes right after it, one that comes twice counts the first time. Quiet for ever (all days round the clock)
     * ends after two weeks, so that nothing is lost.
     */
    Instant loudAt(Instant at) {
        Instant loud = at;
        for (int i = 0; i < DAYS_AHEAD; i++) {
            Instant end = endIfQuiet(loud);
            if (end == null) {
                return loud;
            }
            loud = end;
        }
        return loud;
    }

    private @org.jspecify.annotations.Nullable Instant endIfQuiet(Instant at) {
        LocalDate today = LocalDate.ofInstant(at, zone);
        for (LocalDate day : new LocalDate[] {today.minusDays(1), today}) {
            if (!days.contains(day.getDayOfWeek())) {
                continue;
            }
            Instant begins = ZonedDateTime.of(day, from, zone).toInstant();
            Instant ends = ZonedDateTime.of(to.isAfter(from) ? day : day.plusDays(1), to, zone)
                    .toInstant();
            if (!at.isBefore(begins) && at.isBefore(ends)) {
                return ends;
            }
        }
        return null;
    }
}
