package io.salessync.flows.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When something is due, without the zone and the calendar it is due in. "Every N" always counts N units from an anchor, so
 * that "every 5 hours" goes on across midnight and "every 2 weeks" across the end of a year.
 */
sealed interface Rule {
    /** What is counted from where no anchor is given: a Monday, the first day of a year. */
    LocalDate ORIGIN = LocalDate.of(2001, 1, 1);

    /** Monday to Friday. */
    Set<DayOfWeek> WEEKDAYS = daySet(EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY));

    Set<DayOfWeek> ALL_DAYS = daySet(EnumSet.allOf(DayOfWeek.class));

    /** Units of elapsed time. */
    enum Unit {
        MINUTES(Duration.ofMinutes(1)),
        HOURS(Duration.ofHours(1));

        private final Duration length;

        Unit(Duration length) {
            this.length = length;
        }

        Duration times(int count) {
            return length.multipliedBy(count);
        }
    }

    /** A part of the day, both ends belonging to it; ends before it begins: on the next day. */
    record Window(LocalTime from, LocalTime to) {}

    /**
     * Elapsed time, whatever the clocks on the wall do.
     *
     * @param days the days of the week on which it is due at all
     * @param between counted anew from the beginning of this window each day; null: counted from the anchor for ever
     * @param anchor null: the schedule's start, or {@link #ORIGIN}
     */
    record Interval(
            int every,
            Unit unit,
            Set<DayOfWeek> days,
            @Nullable Window between,
            @Nullable LocalDateTime anchor) implements Rule {
        public Interval {
            days = daySet(days);
        }

        Duration step() {
            return unit.times(every);
        }
    }

    /** A rule about days, due at the same times on each of them. */
    sealed interface Daily extends Rule {
        int every();

        List<LocalTime> at();

        @Nullable LocalDate anchor();
    }

    record Days(int every, List<LocalTime> at, @Nullable LocalDate anchor) implements Daily {
        public Days {
            at = sorted(at);
        }
    }

    /** Weeks begin on Monday. */
    record Weeks(
            int every,
            Set<DayOfWeek> days,
            List<LocalTime> at,
            @Nullable LocalDate anchor) implements Daily {
        public Weeks {
            days = daySet(days);
            at = sorted(at);
        }
    }

    record Months(
            int every,
            MonthDays on,
            List<LocalTime> at,
            @Nullable LocalDate anchor) implements Daily {
        public Months {
            at = sorted(at);
        }
    }

    /** @param text five fields, or six that begin with the seconds */
    record Cron(String text) implements Rule {}

    /** Days of a month. */
    sealed interface MonthDays {
        /**
         * @param days 1 to 31, ascending
         * @param lastOfShorter whether a day that a month does not have is its last day; else it is left out
         */
        record Dates(List<Integer> days, boolean lastOfShorter) implements MonthDays {
            public Dates {
                days = days.stream().sorted().distinct().toList();
            }
        }

        /** @param nth 1 to 5, -1 the last */
        record Weekday(int nth, DayOfWeek day) implements MonthDays {}

        /** A day that is neither on the weekend nor a holiday. @param nth from 1 on, -1 the last */
        record WorkingDay(int nth) implements MonthDays {}
    }

    private static List<LocalTime> sorted(List<LocalTime> times) {
        return times.stream().sorted().distinct().toList();
    }

    /** The days, always in the order of the week. */
    static Set<DayOfWeek> daySet(Collection<DayOfWeek> days) {
        EnumSet<DayOfWeek> sorted = EnumSet.noneOf(DayOfWeek.class);
        sorted.addAll(days);
        return Collections.unmodifiableSet(sorted);
    }
}
