package io.salessync.flows.schedule;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.Month;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What single words mean in the plain English of schedules; all in small letters. */
final class ScheduleVocabulary {
    /** In the order of their numbers; the first has none of its own since "every second" is taken by every other. */
    private static final List<String> ORDINALS =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");

    private static final List<String> NUMBERS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final Pattern ORDINAL = Pattern.compile("([0-9]{1,2})(?:st|nd|rd|th)");
    private static final Pattern TIME =
            Pattern.compile("([0-9]{1,2})(?:[:.]([0-9]{2}))?\\s*(am|pm|a\\.m\\.|p\\.m\\.|h|o'clock)?");
    static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("min", "minute"),
            Map.entry("mins", "minute"),
            Map.entry("minute", "minute"),
            Map.entry("minutes", "minute"),
            Map.entry("hour", "hour"),
            Map.entry("hours", "hour"),
            Map.entry("hr", "hour"),
            Map.entry("hrs", "hour"),
            Map.entry("day", "day"),
            Map.entry("days", "day"),
            Map.entry("week", "week"),
            Map.entry("weeks", "week"),
            Map.entry("fortnight", "fortnight"),
            Map.entry("month", "month"),
            Map.entry("months", "month"),
            Map.entry("quarter", "quarter"),
            Map.entry("quarters", "quarter"),
            Map.entry("year", "year"),
            Map.entry("years", "year"));
    static final Map<String, String> ADVERBS = Map.of(
            "hourly", "hour",
            "daily", "day",
            "weekly", "week",
            "fortnightly", "fortnight",
            "monthly", "month",
            "quarterly", "quarter",
            "yearly", "year",
            "annually", "year");
    static final Set<String> WORK = Set.of("working", "business", "work");
    static final Set<String> FILLERS =
            Set.of("the", "and", ",", "of", "each", "a", "in", "on", "for", "or", "&", "also", "day");

    private ScheduleVocabulary() {}

    static @Nullable Integer number(String word) {
        int named = NUMBERS.indexOf(word);
        if (named >= 0) {
            return named + 1;
        }
        return word.matches("[0-9]{1,5}") ? Integer.valueOf(word) : null;
    }

    /** @param plainToo whether a bare number names a day of a month too */
    static @Nullable Integer dateNamed(String word, boolean plainToo) {
        Matcher ordinal = ORDINAL.matcher(word);
        if (ordinal.matches()) {
            return Integer.valueOf(ordinal.group(1));
        }
        int named = ORDINALS.indexOf(word);
        if (named >= 0) {
            return named + 1;
        }
        return plainToo && word.matches("[0-9]{1,2}") ? Integer.valueOf(word) : null;
    }

    static @Nullable DayOfWeek dayNamed(String word) {
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = day.name().toLowerCase(Locale.ROOT);
            if (word.equals(name)
                    || word.equals(name + "s")
                    || word.equals(name.substring(0, 3))
                    || word.equals(name.substring(0, 4))
                    || day == DayOfWeek.THURSDAY && word.equals("thurs")) {
                return day;
            }
        }
        return null;
    }

    static @Nullable Month monthNamed(String word) {
        for (Month month : Month.values()) {
            String name = month.name().toLowerCase(Locale.ROOT);
            if (word.equals(name) || word.equals(name.substring(0, 3))) {
                return month;
            }
        }
        return null;
    }

    static @Nullable LocalTime time(String word) {
        switch (word) {
            case "noon", "midday" -> {
                return LocalTime.NOON;
            }
            case "midnight" -> {
                return LocalTime.MIDNIGHT;
            }
            default -> {}
        }
        Matcher time = TIME.matcher(word);
        if (!time.matches()) {
            return null;
        }
        int hour = Integer.parseInt(time.group(1));
        int minute = time.group(2) == null ? 0 : Integer.parseInt(time.group(2));
        String half = time.group(3) == null ? "" : time.group(3).replace(".", "");
        if (half.equals("am") || half.equals("pm")) {
            if (hour < 1 || hour > 12) {
                return null;
            }
            hour = hour % 12 + (half.equals("pm") ? 12 : 0);
        }
        return hour > 23 || minute > 59 ? null : LocalTime.of(hour, minute);
    }
}
