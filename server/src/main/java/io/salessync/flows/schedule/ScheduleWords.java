package io.salessync.flows.schedule;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a rule from plain English. What is not understood is named, never guessed over. */
final class ScheduleWords {
    /** In the order of their numbers; the first has none of its own since "every second" is taken by every other. */
    private static final List<String> ORDINALS =
            List.of("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");

    private static final List<String> NUMBERS =
            List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");
    private static final Pattern ORDINAL = Pattern.compile("([0-9]{1,2})(?:st|nd|rd|th)");
    private static final Pattern TIME =
            Pattern.compile("([0-9]{1,2})(?:[:.]([0-9]{2}))?\\s*(am|pm|a\\.m\\.|p\\.m\\.|h|o'clock)?");
    private static final Map<String, String> UNITS = Map.ofEntries(
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
    private static final Map<String, String> ADVERBS = Map.of(
            "hourly", "hour",
            "daily", "day",
            "weekly", "week",
            "fortnightly", "fortnight",
            "monthly", "month",
            "quarterly", "quarter",
            "yearly", "year",
            "annually", "year");
    private static final Set<String> WORK = Set.of("working", "business", "work");
    private static final Set<String> FILLERS =
            Set.of("the", "and", ",", "of", "each", "a", "in", "on", "for", "or", "&", "also", "day");
    private static final String SHORTER_LAST = "\u0001";
    private static final String SHORTER_SKIPPED = "\u0002";

    private final List<String> words;
    private int place;

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
    private @Nullable ZoneId zone;

    /**
     * @param rule null: there is a problem
     * @param zone the zone named in the words; null: none
     * @param problem what is not understood and what would be; null: nothing
     */
    record Read(
            @Nullable Rule rule,
            @Nullable ZoneId zone,
            @Nullable String problem) {}

    /** What is wrong with the words; for the caller's eyes. */
    private static final class NotUnderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String message) {
            super(message, null, false, false);
        }
    }

    private ScheduleWords(String text) {
        String plain = text.strip()
                .replaceAll(
                        "(?i),?\\s*or (?:on )?the last day (?:of|in) (?:a |the )?shorter months?", " " + SHORTER_LAST)
                .replaceAll("(?i),?\\s*(?:skipping|not in|leaving out) shorter months?", " " + SHORTER_SKIPPED)
                .replaceAll("([,;])(?=\\s|$)", " , ")
                .replaceAll("(?i)([0-9])\\s+(am|pm|a\\.m\\.|p\\.m\\.|o'clock)(?=\\W|$)", "$1$2")
                .replaceAll("(?<!\\.[mM])\\.\\s*$", "");
        words = plain.isBlank() ? List.of() : List.of(plain.strip().split("\\s+"));
    }

    static Read read(String text) {
        if (text.length() > 500) {
            return new Read(null, null, "These are %d characters; say it in 500 or fewer.".formatted(text.length()));
        }
        String plain = text.strip();
        if (plain.toLowerCase(Locale.ROOT).startsWith("cron ") || plain.startsWith("@")) {
            String cron = plain.startsWith("@") ? plain : plain.substring(5).strip();
            try {
                new CronFields(cron);
                return new Read(new Rule.Cron(cron), null, null);
            } catch (IllegalArgumentException e) {
                return new Read(null, null, e.getMessage());
            }
        }
        ScheduleWords reading = new ScheduleWords(text);
        try {
            reading.all();
            return new Read(reading.rule(), reading.zone, null);
        } catch (NotUnderstood e) {
            return new Read(null, null, e.getMessage());
        }
    }

    // ---- clauses

    private void all() {
        if (words.isEmpty()) {
            throw new NotUnderstood("Say when: for example “every Monday at 12:00”.");
        }
        while (place < words.size()) {
            clause();
        }
    }

    private void clause() {
        String word = word(0);
        if (ADVERBS.containsKey(word)) {
            unit(ADVERBS.get(word));
            place++;
        } else if (word.equals("every") || word.equals("each")) {
            place++;
            every();
        } else if (word.equals("at") || word.equals("@")) {
            place++;
            times();
        } else if (word.equals("between") || word.equals("from") && isTime(word(1))) {
            place++;
            window();
        } else if (word.equals("counted") || word.equals("starting") || word.equals("beginning")) {
            place++;
            anchor();
        } else if (word.equals("noon") || word.equals("midday") || word.equals("midnight")) {
            times();
        } else if (word.equals("in") && words.size() > place + 1 && zoneNamed(words.get(place + 1))) {
            place += 2;
        } else if (word.equals(SHORTER_LAST) || word.equals(SHORTER_SKIPPED)) {
            lastOfShorter = word.equals(SHORTER_LAST);
            place++;
        } else if (!day() && !unitOf()) {
            if (!FILLERS.contains(word)) {
                throw unknown(words.get(place));
            }
            place++;
        }
    }

    private void every() {
        skipFillers();
        String word = word(0);
        Integer number = number(word);
        if (number != null) {
            place++;
            String named = UNITS.get(word(0));
            if (named == null) {
                throw place < words.size()
                        ? new NotUnderstood("After “every %s” comes minutes, hours, days, weeks or months, not “%s”."
                                .formatted(word, words.get(place)))
                        : new NotUnderstood("Every %s what? Minutes, hours, days, weeks or months.".formatted(word));
            }
            count(number);
            unit(named);
            place++;
        } else if (word.equals("other")) {
            count(2);
            place++;
            otherUnit();
        } else if (dateNamed(word, false) != null && !word.equals("first")) {
            int value = java.util.Objects.requireNonNull(dateNamed(word, false));
            String next = word(1);
            if (UNITS.containsKey(next)) {
                count(value);
                unit(UNITS.get(next));
                place += 2;
            } else if (word.equals("second")
                    && dayNamed(next) != null
                    && !word(2).equals("of")
                    && !word(2).equals("in")) {
                throw new NotUnderstood(
                        "“every second %s” may mean two things: write “every 2 weeks on %s” or “the second %s of the month”."
                                .formatted(words.get(place + 1), words.get(place + 1), words.get(place + 1)));
            } else if (!day()) {
                throw unknown(words.get(Math.min(place + 1, words.size() - 1)));
            }
        } else if (UNITS.containsKey(word)) {
            unit(UNITS.get(word));
            place++;
        } else if (!day()) {
            throw place < words.size()
                    ? unknown(words.get(place))
                    : new NotUnderstood("Every what? For example “every 2 weeks on Tuesday” or “every day at 9:00”.");
        }
    }

    private void otherUnit() {
        DayOfWeek named = dayNamed(word(0));
        if (named != null) {
            unit("week");
            days.add(named);
        } else if (UNITS.containsKey(word(0))) {
            unit(UNITS.get(word(0)));
        } else {
            throw place < words.size()
                    ? unknown(words.get(place))
                    : new NotUnderstood("Every other what? Day, week, month or a day of the week.");
        }
        place++;
    }

    /** A day of the week or of the month, where one comes. */
    private boolean day() {
        String word = word(0);
        DayOfWeek named = dayNamed(word);
        if (named != null) {
            days.add(named);
            place++;
            rangeOfDays(named);
            return true;
        }
        if (word.equals("weekday") || word.equals("weekdays")) {
            days.addAll(Rule.WEEKDAYS);
            place++;
            return true;
        }
        if (word.equals("weekend") || word.equals("weekends")) {
            days.add(DayOfWeek.SATURDAY);
            days.add(DayOfWeek.SUNDAY);
            place++;
            return true;
        }
        if (WORK.contains(word) && (word(1).equals("day") || word(1).equals("days"))
                || word.equals("workday")
                || word.equals("workdays")) {
            days.addAll(Rule.WEEKDAYS);
            place += WORK.contains(word) ? 2 : 1;
            return true;
        }
        Month named2 = monthNamed(word);
        if (named2 != null) {
            month(named2);
            place++;
            Integer date = dateNamed(word(0), true);
            if (date != null) {
                date(date);
                place++;
            }
            return true;
        }
        return dayOfMonth(word);
    }

    /** Monday to Friday, Monday-Friday. */
    private void rangeOfDays(DayOfWeek from) {
        if (Set.of("to", "until", "through", "-", "–").contains(word(0))) {
            DayOfWeek to = dayNamed(word(1));
            if (to == null) {
                throw unknown(words.get(Math.min(place + 1, words.size() - 1)));
            }
            for (DayOfWeek day = from; day != to; day = day.plus(1)) {
                days.add(day);
            }
            days.add(to);
            place += 2;
        }
    }

    private boolean dayOfMonth(String word) {
        Integer number = word.equals("last") ? Integer.valueOf(-1) : dateNamed(word, false);
        if (number == null) {
            return number(word) != null && monthNamed(word(1)) != null && dateBeforeMonth(word);
        }
        String next = word(1);
        DayOfWeek weekday = dayNamed(next);
        if (weekday != null) {
            weekdayOfMonth(number, weekday);
            place += 2;
        } else if (WORK.contains(next) && word(2).equals("day")) {
            working(number);
            place += 3;
        } else if (next.equals("workday") || next.equals("weekday")) {
            working(number);
            place += 2;
        } else if (number == -1 && next.equals("day")) {
            lastDay = true;
            place += 2;
        } else if (number == -1) {
            throw next.isEmpty()
                    ? new NotUnderstood(
                            "The last what? For example “the last day”, “the last Friday”, “the last working day”.")
                    : unknown(words.get(place + 1));
        } else {
            date(number);
            place += next.equals("day") ? 2 : 1;
        }
        return true;
    }

    private boolean dateBeforeMonth(String word) {
        date(Integer.parseInt(word.chars().allMatch(Character::isDigit) ? word : String.valueOf(number(word))));
        place++;
        return true;
    }

    /** "of the month", "the month": says what a day is counted in. */
    private boolean unitOf() {
        String named = UNITS.get(word(0));
        if (named == null || !Set.of("month", "quarter", "year", "week").contains(named)) {
            return false;
        }
        if (unit == null || !named.equals("month")) {
            unit(named);
        }
        place++;
        return true;
    }

    private void weekdayOfMonth(int number, DayOfWeek weekday) {
        if (number > 5) {
            throw new NotUnderstood(
                    "No month has a %s %s; first to fifth, or last.".formatted(RuleWords.ordinal(number), weekday));
        }
        once(nth, "The day of the month is said twice.");
        nth = number;
        nthDay = weekday;
    }

    private void working(int number) {
        if (number > 20) {
            throw new NotUnderstood(
                    "Not every month has %d working days; first to twentieth, or last.".formatted(number));
        }
        once(workingDay, "The working day is said twice.");
        workingDay = number;
    }

    private void date(int number) {
        if (number < 1 || number > 31) {
            throw new NotUnderstood("No month has a day %d.".formatted(number));
        }
        dates.add(number);
    }

    private void month(Month named) {
        once(month, "One month of the year is understood; make a trigger for each.");
        month = named;
    }

    private void times() {
        while (true) {
            skip("and", ",", "&");
            LocalTime time = time(word(0));
            if (time == null) {
                throw place < words.size()
                        ? new NotUnderstood(
                                "“%s” is no time of day; write 17:00, 5 PM or noon.".formatted(words.get(place)))
                        : new NotUnderstood("At what time? For example “at 17:00”, “at 5 PM” or “at noon”.");
            }
            times.add(time);
            place++;
            int ahead = place;
            while (ahead < words.size() && Set.of("and", ",", "&").contains(lower(ahead))) {
                ahead++;
            }
            if (ahead == place || ahead >= words.size() || time(lower(ahead)) == null) {
                return;
            }
        }
    }

    private void window() {
        LocalTime from = time(word(0));
        LocalTime to = time(word(2));
        if (from == null
                || to == null
                || !Set.of("and", "to", "until", "till", "-").contains(word(1))) {
            throw new NotUnderstood("“between” takes two times of day, as in “between 9:00 and 17:00”.");
        }
        if (from.equals(to)) {
            throw new NotUnderstood("“between” takes two different times.");
        }
        window = new Rule.Window(from, to);
        place += 3;
    }

    private void anchor() {
        skip("from", "on", "at");
        if (place >= words.size()) {
            throw new NotUnderstood("Counted from when? Write a date such as 2026-11-30.");
        }
        String text = words.get(place);
        try {
            anchor = text.contains("T") || text.contains("t")
                    ? LocalDateTime.parse(text.toUpperCase(Locale.ROOT))
                    : LocalDate.parse(text).atStartOfDay();
        } catch (DateTimeException e) {
            throw new NotUnderstood("“%s” is no date; write it as 2026-11-30.".formatted(text));
        }
        place++;
    }

    private boolean zoneNamed(String text) {
        if (!text.contains("/") && !text.equals("UTC")) {
            return false;
        }
        try {
            zone = ZoneId.of(text);
            return true;
        } catch (DateTimeException e) {
            throw new NotUnderstood("“%s” is no time zone; write one such as Europe/Paris.".formatted(text));
        }
    }

    // ---- the rule

    private Rule rule() {
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

    // ---- words

    private void count(int number) {
        once(count, "It says twice how often.");
        if (number < 1 || number > 10_000) {
            throw new NotUnderstood("Every %d is not possible; 1 to 10,000.".formatted(number));
        }
        count = number;
    }

    private void unit(@Nullable String named) {
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

    private String word(int ahead) {
        return place + ahead < words.size() ? lower(place + ahead) : "";
    }

    private String lower(int index) {
        return words.get(index).toLowerCase(Locale.ROOT);
    }

    private void skip(String... some) {
        while (place < words.size() && List.of(some).contains(word(0))) {
            place++;
        }
    }

    private void skipFillers() {
        skip("the", ",");
    }

    private static @Nullable Integer number(String word) {
        int named = NUMBERS.indexOf(word);
        if (named >= 0) {
            return named + 1;
        }
        return word.matches("[0-9]{1,5}") ? Integer.valueOf(word) : null;
    }

    private static @Nullable Integer dateNamed(String word, boolean plainToo) {
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

    private static @Nullable DayOfWeek dayNamed(String word) {
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

    private static @Nullable Month monthNamed(String word) {
        for (Month month : Month.values()) {
            String name = month.name().toLowerCase(Locale.ROOT);
            if (word.equals(name) || word.equals(name.substring(0, 3))) {
                return month;
            }
        }
        return null;
    }

    private boolean isTime(String word) {
        return time(word) != null;
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

    private static NotUnderstood unknown(String word) {
        return new NotUnderstood(
                ("“%s” is not understood. Say it as in “every Monday at 12:00”, “every 2 weeks on Tue and Thu at 9:00”,"
                                + " “every 15 minutes between 9:00 and 17:00 on weekdays”, “on the last working day of the month at 17:00”.")
                        .formatted(word));
    }
}
