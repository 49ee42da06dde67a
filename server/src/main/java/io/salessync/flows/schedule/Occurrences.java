package io.salessync.flows.schedule;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The due times of a schedule.
 *
 * <p>Rules about days are worked out on the wall's calendar first. The line of time is then cut at the zone's clock changes;
 * within a piece each wall time is one instant. Wall times that a change leaps over are due once, at the change. Wall times
 * that come twice are due the first time only, unless the rule goes through all hours of the day.
 */
final class Occurrences {
    private static final Period FAR = Period.ofYears(40);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter CLOCK_AND_DATE =
            DateTimeFormatter.ofPattern("HH:mm 'on' d MMMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    private final Schedule schedule;
    private final ZoneId zone;

    Occurrences(Schedule schedule) {
        this.schedule = schedule;
        this.zone = schedule.zone();
    }

    /** A due time. @param note why it is not where one would expect it */
    record Due(Instant at, LocalDateTime local, @Nullable String note) {}

    /** A day on which the rule is due. @param note why, when it was moved there */
    private record Day(LocalDate date, @Nullable String note) {}

    List<Due> from(Instant from, int count) {
        Instant first = from;
        if (schedule.start() != null) {
            Instant start = instant(schedule.start());
            first = start.isAfter(from) ? start : from;
        }
        Instant last = instant(LocalDateTime.ofInstant(first, zone).plus(FAR));
        if (schedule.end() != null) {
            Instant end = instant(schedule.end()).plusNanos(1);
            last = end.isBefore(last) ? end : last;
        }
        List<Due> found = new ArrayList<>();
        if (first.isBefore(last) && count > 0) {
            switch (schedule.rule()) {
                case Rule.Interval interval
                when interval.between() == null -> throughout(interval, first, last, count, found);
                case Rule.Interval interval -> inWindows(interval, first, last, count, found);
                case Rule.Cron cron -> new WallClock(cron).collect(first, last, count, found);
                case Rule.Daily daily -> new WallClock(daily).collect(first, last, count, found);
            }
        }
        return found;
    }

    // ---- elapsed time

    private void throughout(Rule.Interval rule, Instant from, Instant last, int count, List<Due> found) {
        Instant anchor = instant(anchor(rule));
        long step = rule.step().toMillis();
        Instant at = atOrAfter(anchor, step, from);
        while (at.isBefore(last) && found.size() < count) {
            LocalDateTime local = LocalDateTime.ofInstant(at, zone);
            if (isDay(rule, local.toLocalDate())) {
                found.add(new Due(at, local, null));
                at = at.plusMillis(step);
            } else {
                Instant nextDay =
                        local.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
                at = atOrAfter(anchor, step, nextDay.isAfter(at) ? nextDay : at.plusMillis(1));
            }
        }
    }

    private LocalDateTime anchor(Rule.Interval rule) {
        if (rule.anchor() != null) {
            return rule.anchor();
        }
        return schedule.start() != null ? schedule.start() : Rule.ORIGIN.atStartOfDay();
    }

    private static Instant atOrAfter(Instant anchor, long step, Instant from) {
        long since = Duration.between(anchor, from).toMillis();
        long steps = Math.floorDiv(since, step);
        Instant at = anchor.plusMillis(steps * step);
        return at.isBefore(from) ? at.plusMillis(step) : at;
    }

    private void inWindows(Rule.Interval rule, Instant from, Instant last, int count, List<Due> found) {
        Rule.Window window = java.util.Objects.requireNonNull(rule.between());
        LocalDate day = LocalDate.ofInstant(from, zone).minusDays(2);
        Instant reached = Instant.MIN;
        for (; found.size() < count; day = day.plusDays(1)) {
            if (day.atStartOfDay(zone).toInstant().isAfter(last)) {
                return;
            }
            if (!isDay(rule, day)) {
                continue;
            }
            boolean overnight = window.to().isBefore(window.from());
            Instant at = instant(day.atTime(window.from()));
            Instant end = lastInstant((overnight ? day.plusDays(1) : day).atTime(window.to()));
            for (; !at.isAfter(end) && at.isBefore(last) && found.size() < count; at = at.plus(rule.step())) {
                if (!at.isBefore(from) && at.isAfter(reached)) {
                    found.add(new Due(at, LocalDateTime.ofInstant(at, zone), null));
                    reached = at;
                }
            }
        }
    }

    private boolean isDay(Rule.Interval rule, LocalDate date) {
        return rule.days().contains(date.getDayOfWeek())
                && !schedule.except().contains(date)
                && schedule.workDays().off(date).isEmpty();
    }

    /** The first instant at which the wall shows this time, or the change that leaps over it. */
    private Instant instant(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change != null && change.isGap()) {
            return change.getInstant();
        }
        return local.atZone(zone).withEarlierOffsetAtOverlap().toInstant();
    }

    /** The last instant at which the wall shows this time or an earlier one of the day. */
    private Instant lastInstant(LocalDateTime local) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        if (change != null && change.isGap()) {
            return change.getInstant().minusNanos(1);
        }
        return local.atZone(zone).withLaterOffsetAtOverlap().toInstant();
    }

    // ---- the clock on the wall

    /** Due times of a rule that names days and times of day. */
    private final class WallClock {
        private final List<LocalTime> times;
        private final boolean everyHour;
        private final java.util.function.Predicate<LocalDate> base;

        WallClock(Rule.Cron cron) {
            CronFields fields = new CronFields(cron.text());
            times = fields.times();
            everyHour = fields.isEveryHour();
            base = fields::fits;
        }

        WallClock(Rule.Daily daily) {
            times = daily.at();
            everyHour = false;
            base = date -> fits(daily, date);
        }

        void collect(Instant from, Instant last, int count, List<Due> found) {
            Instant cursor = from;
            while (cursor.isBefore(last) && found.size() < count) {
                ZoneOffsetTransition before = zone.getRules().previousTransition(cursor.plusNanos(1));
                if (before != null && before.isGap() && before.getInstant().equals(cursor)) {
                    addLeapt(before, found);
                }
                ZoneOffsetTransition after = zone.getRules().nextTransition(cursor);
                Instant end = after == null || after.getInstant().isAfter(last) ? last : after.getInstant();
                collectPiece(cursor, end, before, count, found);
                cursor = end;
            }
        }

        private void addLeapt(ZoneOffsetTransition gap, List<Due> found) {
            Wall first = next(gap.getDateTimeBefore(), gap.getDateTimeAfter());
            if (first != null) {
                LocalDateTime after = gap.getDateTimeAfter();
                boolean sameDay = first.at().toLocalDate().equals(after.toLocalDate());
                found.add(new Due(
                        gap.getInstant(),
                        after,
                        "The clocks leap over %s; it is due at %s instead."
                                .formatted(
                                        (sameDay ? CLOCK : CLOCK_AND_DATE).format(first.at()),
                                        (sameDay ? CLOCK : CLOCK_AND_DATE).format(after))));
            }
        }

        private void collectPiece(
                Instant from, Instant to, @Nullable ZoneOffsetTransition before, int count, List<Due> found) {
            ZoneOffset offset = zone.getRules().getOffset(from);
            LocalDateTime local = LocalDateTime.ofEpochSecond(from.getEpochSecond(), from.getNano(), offset);
            LocalDateTime end = LocalDateTime.ofEpochSecond(to.getEpochSecond(), to.getNano(), offset);
            LocalDateTime again = before != null && before.isOverlap() ? before.getDateTimeBefore() : LocalDateTime.MIN;
            if (!everyHour && local.isBefore(again)) {
                local = again;
            }
            for (Wall next = next(local, end);
                    next != null && found.size() < count;
                    next = next(next.at().plusNanos(1), end)) {
                Instant at = next.at().toInstant(offset);
                // what a gap moved to here is due already
                if (found.isEmpty() || found.getLast().at().isBefore(at)) {
                    found.add(new Due(at, next.at(), note(next, again)));
                }
            }
        }

        private @Nullable String note(Wall due, LocalDateTime again) {
            if (due.note() != null) {
                return due.note();
            }
            if (due.at().isBefore(again)) {
                return "The clocks go back; this is %s for the second time.".formatted(CLOCK.format(due.at()));
            }
            ZoneOffsetTransition change = zone.getRules().getTransition(due.at());
            return change != null && change.isOverlap()
                    ? "The clocks go back, so %s comes twice; %s."
                            .formatted(
                                    CLOCK.format(due.at()),
                                    everyHour ? "this is the first" : "it is due the first time only")
                    : null;
        }

        private record Wall(LocalDateTime at, @Nullable String note) {}

        /** The first due time on the wall at or after {@code from} and before {@code to}. */
        private @Nullable Wall next(LocalDateTime from, LocalDateTime to) {
            for (LocalDate date = from.toLocalDate(); date.atStartOfDay().isBefore(to); date = date.plusDays(1)) {
                Day day = day(date);
                if (day == null) {
                    continue;
                }
                LocalTime earliest = date.equals(from.toLocalDate()) ? from.toLocalTime() : LocalTime.MIN;
                int place = Collections.binarySearch(times, earliest);
                int index = place >= 0 ? place : -place - 1;
                if (index < times.size()) {
                    LocalDateTime at = date.atTime(times.get(index));
                    return at.isBefore(to) ? new Wall(at, day.note()) : null;
                }
            }
            return null;
        }

        /** Whether something is due on this date once days off are taken account of. */
        private @Nullable Day day(LocalDate date) {
            if (schedule.except().contains(date)) {
                return null;
            }
            WorkDays work = schedule.workDays();
            if (isBase(date) && work.off(date).isEmpty()) {
                return new Day(date, null);
            }
            int towards = switch (work.policy()) {
                case NEXT -> -1;
                case PREVIOUS -> 1;
                case STAY, SKIP -> 0;
            };
            if (towards == 0 || !work.isWorkingDay(date)) {
                return null;
            }
            LocalDate from = date.plusDays(towards);
            for (int steps = 0; steps < WorkDays.LONGEST && !work.isWorkingDay(from); steps++) {
                Optional<String> why = work.off(from);
                if (why.isPresent() && isBase(from)) {
                    return new Day(date, "Moved from %s (%s).".formatted(DATE.format(from), why.get()));
                }
                from = from.plusDays(towards);
            }
            return null;
        }

        private boolean isBase(LocalDate date) {
            return base.test(date) && !schedule.except().contains(date);
        }
    }

    private boolean fits(Rule.Daily rule, LocalDate date) {
        LocalDate anchor = anchor(rule);
        return switch (rule) {
            case Rule.Days days -> isMultiple(ChronoUnit.DAYS.between(anchor, date), days.every());
            case Rule.Weeks weeks ->
                weeks.days().contains(date.getDayOfWeek())
                        && isMultiple(ChronoUnit.WEEKS.between(monday(anchor), monday(date)), weeks.every());
            case Rule.Months months ->
                isMultiple(ChronoUnit.MONTHS.between(YearMonth.from(anchor), YearMonth.from(date)), months.every())
                        && fits(months.on(), date);
        };
    }

    private LocalDate anchor(Rule.Daily rule) {
        if (rule.anchor() != null) {
            return rule.anchor();
        }
        return schedule.start() != null ? schedule.start().toLocalDate() : Rule.ORIGIN;
    }

    private boolean fits(MonthDays on, LocalDate date) {
        return switch (on) {
            case MonthDays.Dates(List<Integer> days, boolean lastOfShorter) ->
                days.contains(date.getDayOfMonth())
                        || lastOfShorter
                                && date.getDayOfMonth() == date.lengthOfMonth()
                                && days.getLast() > date.lengthOfMonth();
            case MonthDays.Weekday(int nth, DayOfWeek day) ->
                date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(nth, day)));
            case MonthDays.WorkingDay(int nth) -> date.equals(workingDay(YearMonth.from(date), nth));
        };
    }

    private @Nullable LocalDate workingDay(YearMonth month, int nth) {
        int left = Math.abs(nth);
        LocalDate date = nth > 0 ? month.atDay(1) : month.atEndOfMonth();
        while (YearMonth.from(date).equals(month)) {
            if (schedule.workDays().isWorkingDay(date) && --left == 0) {
                return date;
            }
            date = date.plusDays(nth > 0 ? 1 : -1);
        }
        return null;
    }

    private static LocalDate monday(LocalDate date) {
        return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    private static boolean isMultiple(long distance, int of) {
        return Math.floorMod(distance, (long) of) == 0;
    }
}
