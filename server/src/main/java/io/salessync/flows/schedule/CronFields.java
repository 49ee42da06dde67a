package io.salessync.flows.schedule;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression, read. Five fields (minute, hour, day of month, month, day of week) or six (seconds first). Where both
 * kinds of day are restricted a day that fits either counts, as in cron itself. {@code L} is the last day of the month,
 * {@code 5L} its last Friday, {@code 1#2} its second Monday.
 */
final class CronFields {
    private static final Map<String, String> NICKNAMES = Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final Pattern PART = Pattern.compile("(\\*|[0-9A-Z]+)(?:-([0-9A-Z]+))?(?:/([0-9]+))?");
    private static final Pattern NTH = Pattern.compile("([0-9A-Z]+?)(?:#([1-5])|L)");

    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final boolean lastOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final Set<Nth> nthDays;
    private final boolean anyDayOfMonth;
    private final boolean anyDayOfWeek;
    private final List<LocalTime> times;

    /** @param nth -1: the last */
    private record Nth(int nth, int day) {}

    /** @throws IllegalArgumentException naming the field and what is wrong with it */
    CronFields(String text) {
        String plain = text.strip().toUpperCase(Locale.ROOT);
        String known = NICKNAMES.get(plain.toLowerCase(Locale.ROOT));
        String[] fields = (known == null ? plain : known).split("\\s+");
        if (fields.length != 5 && fields.length != 6) {
            throw new IllegalArgumentException(
                    "“%s” has %d fields; cron has five (minute, hour, day of month, month, day of week), or six with seconds first."
                            .formatted(text, plain.isEmpty() ? 0 : fields.length));
        }
        int first = fields.length - 5;
        BitSet seconds = first == 1 ? plainField("second", fields[0], 0, 59, null) : single(0);
        BitSet minutes = plainField("minute", fields[first], 0, 59, null);
        hours = plainField("hour", fields[first + 1], 0, 23, null);
        String dayOfMonth = fields[first + 2].replace('?', '*');
        String dayOfWeek = fields[first + 4].replace('?', '*');
        // as in cron itself, a step over all days still counts as no restriction for the other kind
        anyDayOfMonth = dayOfMonth.startsWith("*");
        anyDayOfWeek = dayOfWeek.startsWith("*");
        List<String> dates = new ArrayList<>(List.of(dayOfMonth.split(",", -1)));
        lastOfMonth = dates.removeIf("L"::equals);
        daysOfMonth = dates.isEmpty() ? new BitSet() : plainField("day of month", String.join(",", dates), 1, 31, null);
        months = plainField("month", fields[first + 3], 1, 12, MONTHS);
        nthDays = new HashSet<>();
        daysOfWeek = weekDays(dayOfWeek);
        times = times(seconds, minutes);
    }

    private BitSet weekDays(String field) {
        List<String> plain = new ArrayList<>();
        for (String part : field.split(",", -1)) {
            Matcher nth = NTH.matcher(part);
            if (nth.matches() && !part.equals("L")) {
                int day = value("day of week", nth.group(1), 0, 7, DAYS) % 7;
                nthDays.add(new Nth(nth.group(2) == null ? -1 : Integer.parseInt(nth.group(2)), day));
            } else {
                plain.add(part);
            }
        }
        BitSet days = plain.isEmpty() ? new BitSet() : plainField("day of week", String.join(",", plain), 0, 7, DAYS);
        if (days.get(7)) {
            days.set(0);
        }
        return days;
    }

    private List<LocalTime> times(BitSet seconds, BitSet minutes) {
        List<LocalTime> all = new ArrayList<>();
        hours.stream()
                .forEach(hour -> minutes.stream()
                        .forEach(minute ->
                                seconds.stream().forEach(second -> all.add(LocalTime.of(hour, minute, second)))));
        return List.copyOf(all);
    }

    /** Whether it goes on through all hours, so that it has to go on through the hour that comes twice as well. */
    boolean isEveryHour() {
        return hours.cardinality() == 24;
    }

    /** The times of a day that fits, ascending. */
    List<LocalTime> times() {
        return times;
    }

    boolean fits(LocalDate date) {
        if (!months.get(date.getMonthValue())) {
            return false;
        }
        boolean byDate =
                daysOfMonth.get(date.getDayOfMonth()) || lastOfMonth && date.getDayOfMonth() == date.lengthOfMonth();
        boolean byWeek = fitsWeek(date);
        if (anyDayOfMonth || anyDayOfWeek) {
            return byDate && byWeek;
        }
        return byDate || byWeek;
    }

    private boolean fitsWeek(LocalDate date) {
        DayOfWeek weekday = date.getDayOfWeek();
        int day = weekday.getValue() % 7;
        if (daysOfWeek.get(day)) {
            return true;
        }
        int nth = (date.getDayOfMonth() - 1) / 7 + 1;
        return nthDays.contains(new Nth(nth, day))
                || date.getDayOfMonth() + 7 > date.lengthOfMonth() && nthDays.contains(new Nth(-1, day));
    }

    private static BitSet single(int value) {
        BitSet set = new BitSet();
        set.set(value);
        return set;
    }

    private static BitSet plainField(String name, String field, int least, int most, @Nullable List<String> names) {
        BitSet set = new BitSet();
        for (String part : field.split(",", -1)) {
            Matcher matcher = PART.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("“%s” is no %s of a cron expression.".formatted(part, name));
            }
            boolean all = "*".equals(matcher.group(1));
            String step = matcher.group(3);
            String end = matcher.group(2);
            if (all && end != null) {
                throw new IllegalArgumentException("“%s” is no %s of a cron expression.".formatted(part, name));
            }
            int from = all ? least : value(name, matcher.group(1), least, most, names);
            // the days of the week are 0 to 6; 7 is another name of Sunday
            int top = names == DAYS ? 6 : most;
            int to = all
                    ? top
                    : end != null ? value(name, end, least, most, names) : step != null ? Math.max(top, from) : from;
            int by = step == null ? 1 : number(name, step);
            if (by < 1) {
                throw new IllegalArgumentException(
                        "“%s”: the step of the %s has to be 1 or more.".formatted(part, name));
            }
            if (to < from) {
                throw new IllegalArgumentException(
                        "“%s”: the %s ends before it begins; write the two parts with a comma.".formatted(part, name));
            }
            for (int value = from; value <= to; value += by) {
                set.set(value);
            }
        }
        return set;
    }

    private static int number(String name, String text) {
        if (text.length() > 4) {
            throw new IllegalArgumentException("“%s” is no %s of a cron expression.".formatted(text, name));
        }
        return Integer.parseInt(text);
    }

    private static int value(String name, String text, int least, int most, @Nullable List<String> names) {
        int named = names == null ? -1 : names.indexOf(text);
        if (named >= 0) {
            return named + (names == DAYS ? 0 : 1);
        }
        if (!text.chars().allMatch(Character::isDigit)) {
            throw new IllegalArgumentException("“%s” is no %s of a cron expression.".formatted(text, name));
        }
        int value = number(name, text);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "“%s”: the %s of a cron expression is %d to %d.".formatted(text, name, least, most));
        }
        return value;
    }
}
