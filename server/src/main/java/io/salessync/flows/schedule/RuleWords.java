package io.salessync.flows.schedule;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules in plain English, such that {@link ScheduleWords} reads the same rule from them. */
final class RuleWords {
    private static final List<String> NTH = List.of("first", "second", "third", "fourth", "fifth");

    private RuleWords() {}

    static String of(Rule rule) {
        return switch (rule) {
            case Rule.Interval interval -> interval(interval);
            case Rule.Days days -> every(days.every(), "day") + at(days.at()) + from(days.anchor());
            case Rule.Weeks weeks -> weeks(weeks) + at(weeks.at()) + from(weeks.anchor());
            case Rule.Months months -> months(months);
            case Rule.Cron cron -> "cron " + cron.text();
        };
    }

    private static String interval(Rule.Interval rule) {
        String unit = rule.unit() == Rule.Unit.MINUTES ? "minute" : "hour";
        StringBuilder words = new StringBuilder(every(rule.every(), unit));
        if (rule.between() != null) {
            words.append(" between ")
                    .append(rule.between().from())
                    .append(" and ")
                    .append(rule.between().to());
        }
        if (!rule.days().equals(Rule.ALL_DAYS)) {
            words.append(" on ").append(rule.days().equals(Rule.WEEKDAYS) ? "weekdays" : days(rule.days()));
        }
        if (rule.anchor() != null) {
            words.append(" counted from ").append(rule.anchor());
        }
        return words.toString();
    }

    private static String weeks(Rule.Weeks rule) {
        boolean weekdays = rule.days().equals(Rule.WEEKDAYS);
        if (rule.every() == 1) {
            return "every " + (weekdays ? "weekday" : days(rule.days()));
        }
        return every(rule.every(), "week") + " on " + (weekdays ? "weekdays" : days(rule.days()));
    }

    private static String months(Rule.Months rule) {
        LocalDate anchor = rule.anchor();
        String tail = from(anchor);
        String head = every(rule.every(), "month");
        if (Rule.ORIGIN.equals(anchor) && rule.every() == 3) {
            head = "every quarter";
            tail = "";
        } else if (rule.every() == 12
                && anchor != null
                && anchor.equals(Rule.ORIGIN.withMonth(anchor.getMonthValue()))) {
            head = "every year in " + anchor.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            tail = "";
        }
        return head + " on the " + on(rule.on()) + at(rule.at()) + tail;
    }

    private static String on(MonthDays on) {
        return switch (on) {
            case MonthDays.Dates(List<Integer> days, boolean lastOfShorter) ->
                days.equals(List.of(31)) && lastOfShorter
                        ? "last day"
                        : list(days.stream().map(RuleWords::ordinal).toList())
                                + (days.getLast() <= 28
                                        // makes no difference, but is part of the rule
                                        ? lastOfShorter ? "" : ", skipping shorter months"
                                        : lastOfShorter
                                                ? ", or the last day of a shorter month"
                                                : ", skipping shorter months");
            case MonthDays.Weekday(int nth, DayOfWeek day) -> nth(nth) + " " + name(day);
            case MonthDays.WorkingDay(int nth) -> nth(nth) + " working day";
        };
    }

    private static String nth(int nth) {
        return nth == -1 ? "last" : nth <= NTH.size() ? NTH.get(nth - 1) : ordinal(nth);
    }

    static String ordinal(int number) {
        int tens = number / 10 % 10;
        String ending = tens == 1
                ? "th"
                : switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        return number + ending;
    }

    private static String every(int count, String unit) {
        return count == 1 ? "every " + unit : "every " + count + " " + unit + "s";
    }

    private static String days(Set<DayOfWeek> days) {
        return list(days.stream().map(RuleWords::name).toList());
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }

    private static String at(List<LocalTime> times) {
        return " at " + list(times.stream().map(LocalTime::toString).toList());
    }

    private static String from(@Nullable LocalDate anchor) {
        return anchor == null ? "" : " counted from " + anchor;
    }

    private static String list(Collection<String> parts) {
        List<String> all = new ArrayList<>(parts);
        if (all.size() < 2) {
            return String.join("", all);
        }
        String last = all.removeLast();
        return String.join(", ", all) + " and " + last;
    }
}
