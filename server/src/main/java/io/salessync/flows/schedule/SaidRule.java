package io.salessync.flows.schedule;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the words of a schedule have said so far, and the rule that this makes. What does not go together is refused. */
final class SaidRule {
    private @Nullable Integer count;
    private @Nullable String unit;
    private final EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    private final List<Integer> dates = new ArrayList<>();
    private boolean lastDay;
    private @Nullable Boolean lastOfShorter;
    private @Nullable Integer nth;
    private @Nullable DayOfWeek nthDay;
    private @Nullable Integer workingDay;
    private @Nullable Month month;
    private final List<LocalTime> times = new ArrayList<>();
    private Rule.@Nullable Window window;
    private @Nullable LocalDateTime anchor;

    void count(int number) {
        once(count, "It says twice how often.");
        if (number < 1 || number > 10_000) {
            throw new NotUnderstood("Every %d is not possible; 1 to 10,000.".formatted(number));
        }
        count = number;
    }

    void unit(@Nullable String named) {
        if (unit != null && !unit.equals(named)) {
            throw new NotUnderstood("It says both “%s” and “%s”.".formatted(unit, named));
        }
        unit = named;
    }

    private static void once(@Nullable Object before, String problem) {
        if (before != null) {
            throw new NotUnderstood(problem);
        }
    }

    void weekdayOfMonth(int number, DayOfWeek weekday) {
        if (number > 5) {
            throw new NotUnderstood(
                    "No month has a %s %s; first to fifth, or last.".formatted(RuleWords.ordinal(number), weekday));
        }
        once(nth, "The day of the month is said twice.");
        nth = number;
        nthDay = weekday;
    }

    void working(int number) {
        if (number > 20) {
            throw new NotUnderstood(
                    "Not every month has %d working days; first to twentieth, or last.".formatted(number));
        }
        once(workingDay, "The working day is said twice.");
        workingDay = number;
    }

    void date(int number) {
        if (number < 1 || number > 31) {
            throw new NotUnderstood("No month has a day %d.".formatted(number));
        }
        dates.add(number);
    }

    void month(Month named) {
        once(month, "One month of the year is understood; make a trigger for each.");
        month = named;
    }

    void on(DayOfWeek day) {
        days.add(day);
    }

    void on(Set<DayOfWeek> some) {
        days.addAll(some);
    }

    void lastDay() {
        lastDay = true;
    }

    void at(LocalTime time) {
        times.add(time);
    }

    void between(LocalTime from, LocalTime to) {
        window = new Rule.Window(from, to);
    }

    void countedFrom(LocalDateTime time) {
        anchor = time;
    }

    /** @param last true: in a month without the day its last one; false: not in such a month */
    void inShorterMonths(boolean last) {
        lastOfShorter = last;
    }

    boolean hasUnit() {
        return unit != null;
    }

    Rule rule() {
        int every = count == null ? 1 : count;
        boolean ofMonth = !dates.isEmpty() || lastDay || nth != null || workingDay != null;
        Rule rule = switch (unit) {
            case "minute", "hour" -> interval(every, ofMonth);
            case "month", "quarter", "year" -> months(every);
            case "week", "fortnight" -> weeks(every * ("fortnight".equals(unit) ? 2 : 1), ofMonth);
            case "day" -> daily(every, ofMonth);
            case null -> unsaid(ofMonth);
            default -> throw new IllegalStateException(unit);
        };
        if (window != null && !(rule instanceof Rule.Interval)) {
            throw new NotUnderstood("“between” goes with minutes and hours; say the times of the day with “at”.");
        }
        return rule;
    }

    private Rule unsaid(boolean ofMonth) {
        if (ofMonth || month != null) {
            return months(1);
        }
        if (!days.isEmpty()) {
            return weeks(1, false);
        }
        if (!times.isEmpty()) {
            return daily(1, false);
        }
        throw new NotUnderstood(
                "It does not say how often. For example “every Monday at 12:00” or “every 15 minutes”.");
    }

    private Rule interval(int every, boolean ofMonth) {
        if (ofMonth || month != null) {
            throw new NotUnderstood("Every %d %ss cannot be limited to days of a month.".formatted(every, unit));
        }
        if (!times.isEmpty()) {
            throw new NotUnderstood("“at” does not go with minutes and hours; say “counted from 2026-11-30T00:30”"
                    + " or “between 9:00 and 17:00”.");
        }
        return new Rule.Interval(
                every,
                "minute".equals(unit) ? Rule.Unit.MINUTES : Rule.Unit.HOURS,
                days.isEmpty() ? Rule.ALL_DAYS : days,
                window,
                anchor);
    }

    private Rule daily(int every, boolean ofMonth) {
        if (ofMonth || month != null) {
            throw new NotUnderstood("“every %s” and a day of the month do not go together."
                    .formatted(every == 1 ? "day" : every + " days"));
        }
        if (days.isEmpty()) {
            return new Rule.Days(every, timesOrMidnight(), date(anchor));
        }
        if (every == 1) {
            return weeks(1, false);
        }
        throw new NotUnderstood("Every %d days cannot be limited to days of the week as well.".formatted(every));
    }

    private Rule weeks(int every, boolean ofMonth) {
        if (ofMonth || month != null) {
            throw new NotUnderstood("Weeks and days of a month do not go together.");
        }
        return new Rule.Weeks(
                every,
                days.isEmpty() ? Set.of(anchor == null ? DayOfWeek.MONDAY : anchor.getDayOfWeek()) : days,
                timesOrMidnight(),
                date(anchor));
    }

    private Rule months(int every) {
        int kinds = (dates.isEmpty() && !lastDay ? 0 : 1) + (nth == null ? 0 : 1) + (workingDay == null ? 0 : 1);
        if (kinds > 1 || !days.isEmpty() && kinds > 0) {
            throw new NotUnderstood("It names days of the month in two ways; make a trigger for each.");
        }
        if (!days.isEmpty()) {
            throw new NotUnderstood("Which %s of the month? First to fifth, or last."
                    .formatted(String.join(
                            ", ", days.stream().map(Object::toString).toList())));
        }
        MonthDays on;
        if (workingDay != null) {
            on = new MonthDays.WorkingDay(workingDay);
        } else if (nth != null && nthDay != null) {
            on = new MonthDays.Weekday(nth, nthDay);
        } else {
            if (lastDay) {
                dates.add(31);
            }
            if (dates.isEmpty()) {
                dates.add(1);
            }
            on = new MonthDays.Dates(dates, lastOfShorter == null || lastOfShorter);
        }
        int length = every * ("quarter".equals(unit) ? 3 : "year".equals(unit) || month != null ? 12 : 1);
        LocalDate from = date(anchor);
        if (from == null && (month != null || "quarter".equals(unit) || "year".equals(unit))) {
            from = month == null ? Rule.ORIGIN : Rule.ORIGIN.withMonth(month.getValue());
        }
        return new Rule.Months(length, on, timesOrMidnight(), from);
    }

    private List<LocalTime> timesOrMidnight() {
        return times.isEmpty() ? List.of(LocalTime.MIDNIGHT) : times;
    }

    private static @Nullable LocalDate date(@Nullable LocalDateTime time) {
        return time == null ? null : time.toLocalDate();
    }
}
