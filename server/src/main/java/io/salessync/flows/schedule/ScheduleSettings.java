package io.salessync.flows.schedule;

import io.salessync.flows.schedule.Rule.MonthDays;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a schedule from the settings of a trigger, telling every mistake with its field; writes rules as settings. */
final class ScheduleSettings {
    private static final List<String> NTH = List.of("first", "second", "third", "fourth", "fifth");
    private static final List<String> UNITS = List.of("minutes", "hours", "days", "weeks", "months");
    private static final Set<String> FIELDS = Set.of(
            "words",
            "cron",
            "every",
            "unit",
            "days",
            "dates",
            "shortMonths",
            "weekday",
            "workingDay",
            "at",
            "between",
            "anchor",
            "zone",
            "start",
            "end",
            "except",
            "holidays",
            "weekend",
            "jitter",
            "missed",
            "overlap");

    private final ObjectNode settings;
    private final BiConsumer<String, String> problems;
    private boolean wrong;

    private ScheduleSettings(ObjectNode settings, BiConsumer<String, String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    /** @return null when there was a problem */
    static @Nullable Schedule read(ObjectNode settings, BiConsumer<String, String> problems) {
        return new ScheduleSettings(settings, problems).schedule();
    }

    private @Nullable Schedule schedule() {
        for (String field : settings.propertyNames()) {
            if (!FIELDS.contains(field)) {
                problem(field, "There is no setting “%s”.".formatted(field));
            }
        }
        ScheduleWords.Read words = words();
        ZoneId zone = zone(words);
        LocalDateTime start = dateTime("start", false);
        LocalDateTime end = dateTime("end", true);
        if (start != null && end != null && end.isBefore(start)) {
            problem("end", "The end %s lies before the start %s.".formatted(end, start));
        }
        Rule rule = rule(words);
        WorkDays workDays = workDays();
        Set<LocalDate> except = new HashSet<>(each("except", "a date such as 2026-12-25", LocalDate::parse));
        Duration jitter = duration("jitter", settings.path("jitter"), Duration.ZERO, Duration.ofHours(12));
        if (rule instanceof Rule.Interval interval && jitter.compareTo(interval.step()) >= 0) {
            problem("jitter", "The jitter has to be shorter than the interval.");
        }
        Schedule.Missed missed = missed();
        Schedule.Overlap overlap =
                choice("overlap", settings.path("overlap"), Schedule.Overlap.class, Schedule.Overlap.SKIP);
        if (wrong || rule == null) {
            return null;
        }
        return new Schedule(rule, zone, start, end, Set.copyOf(except), workDays, jitter, missed, overlap);
    }

    private ScheduleWords.@Nullable Read words() {
        JsonNode words = settings.path("words");
        if (words.isMissingNode() || words.isNull()) {
            return null;
        }
        if (!words.isString()) {
            problem("words", "Words are a text, such as “every Monday at 12:00”.");
            return null;
        }
        ScheduleWords.Read read = ScheduleWords.read(words.asString());
        if (read.problem() != null) {
            problem("words", read.problem());
        }
        return read;
    }

    private ZoneId zone(ScheduleWords.@Nullable Read words) {
        JsonNode zone = settings.path("zone");
        if (zone.isMissingNode()
                || zone.isNull()
                || zone.isString() && zone.asString().isBlank()) {
            if (words != null && words.zone() != null) {
                return words.zone();
            }
            problem("zone", "Say in which time zone, such as Africa/Cairo or Europe/Paris.");
            return ZoneOffset.UTC;
        }
        try {
            ZoneId read = ZoneId.of(zone.asString(""));
            if (words != null && words.zone() != null && !words.zone().equals(read)) {
                problem("zone", "The words say %s, the setting %s.".formatted(words.zone(), read));
            }
            return read;
        } catch (DateTimeException e) {
            problem(
                    "zone",
                    "“%s” is no time zone; write one such as Africa/Cairo or Europe/Paris.".formatted(plain(zone)));
            return ZoneOffset.UTC;
        }
    }

    // ---- the rule

    private @Nullable Rule rule(ScheduleWords.@Nullable Read words) {
        boolean every = has("every") || has("unit");
        int ways = (has("words") ? 1 : 0) + (has("cron") ? 1 : 0) + (every ? 1 : 0);
        if (ways != 1) {
            problem(
                    ways == 0 ? "every" : has("words") ? "words" : "cron",
                    "A schedule is said in one way: in words, as cron, or by “every” and “unit”; here it is %s."
                            .formatted(ways == 0 ? "none of them" : ways + " of them"));
            return null;
        }
        if (words != null) {
            return words.rule();
        }
        if (has("cron")) {
            return cron();
        }
        int count = whole("every", settings.path("every"), 1, 1, 10_000);
        String unit = settings.path("unit").asString("").toLowerCase(Locale.ROOT);
        return switch (unit) {
            case "minutes", "hours" -> interval(count, unit);
            case "days" -> new Rule.Days(count, times(), date("anchor"));
            case "weeks" -> {
                Set<DayOfWeek> days = days("days");
                if (days.isEmpty()) {
                    problem("days", "Say on which days of the week: MON, TUE …");
                }
                yield new Rule.Weeks(count, days, times(), date("anchor"));
            }
            case "months" -> new Rule.Months(count, monthDays(), times(), date("anchor"));
            default -> {
                problem("unit", "“%s” is no unit; there are: %s.".formatted(unit, String.join(", ", UNITS)));
                yield null;
            }
        };
    }

    private @Nullable Rule cron() {
        String text = settings.path("cron").asString("").strip();
        try {
            new CronFields(text);
            return new Rule.Cron(text);
        } catch (IllegalArgumentException e) {
            problem("cron", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Rule interval(int count, String unit) {
        if (has("at")) {
            problem("at", "Times of day do not go with %s; use “between” or “anchor”.".formatted(unit));
        }
        Set<DayOfWeek> days = days("days");
        Rule.Window window = null;
        JsonNode between = settings.path("between");
        if (between.isObject()) {
            LocalTime from = time("between/from", between.path("from"));
            LocalTime to = time("between/to", between.path("to"));
            if (from.equals(to)) {
                problem("between", "The window has to end at another time than it begins.");
            }
            window = new Rule.Window(from, to);
        } else if (has("between")) {
            problem("between", "A window has “from” and “to”, such as 09:00 and 17:00.");
        }
        return new Rule.Interval(
                count,
                unit.equals("hours") ? Rule.Unit.HOURS : Rule.Unit.MINUTES,
                days.isEmpty() ? Rule.ALL_DAYS : days,
                window,
                dateTime("anchor", false));
    }

    private MonthDays monthDays() {
        int ways = (has("dates") ? 1 : 0) + (has("weekday") ? 1 : 0) + (has("workingDay") ? 1 : 0);
        if (ways > 1) {
            problem("dates", "Days of a month are said in one way: “dates”, “weekday” or “workingDay”.");
        }
        if (has("weekday")) {
            JsonNode weekday = settings.path("weekday");
            DayOfWeek day = dayOfWeek("weekday/day", weekday.path("day"));
            return new MonthDays.Weekday(
                    nth("weekday/which", weekday.path("which"), 5), day == null ? DayOfWeek.MONDAY : day);
        }
        if (has("workingDay")) {
            return new MonthDays.WorkingDay(nth("workingDay", settings.path("workingDay"), 20));
        }
        List<Integer> dates = new ArrayList<>();
        if (has("dates")) {
            int index = 0;
            for (JsonNode date : settings.path("dates")) {
                dates.add(date.asString("").equalsIgnoreCase("last") ? 31 : whole("dates/" + index, date, 1, 1, 31));
                index++;
            }
            if (dates.isEmpty()) {
                problem("dates", "Say on which days of the month: 1 to 31.");
            }
        }
        if (dates.isEmpty()) {
            dates.add(1);
        }
        String shorter = settings.path("shortMonths").asString("last").toLowerCase(Locale.ROOT);
        if (!shorter.equals("last") && !shorter.equals("skip")) {
            problem("shortMonths", "“%s” is not known; “last” (the last day instead) or “skip”.".formatted(shorter));
        }
        return new MonthDays.Dates(dates, !shorter.equals("skip"));
    }

    private int nth(String field, JsonNode node, int most) {
        String text = node.asString("").toLowerCase(Locale.ROOT);
        if (text.equals("last")) {
            return -1;
        }
        int named = NTH.indexOf(text);
        if (named >= 0 && named < most) {
            return named + 1;
        }
        if (text.equals("-1")) {
            return -1;
        }
        return whole(field, node, 1, 1, most);
    }

    private WorkDays workDays() {
        Set<DayOfWeek> weekend = has("weekend") ? days("weekend") : WorkDays.PLAIN.weekend();
        if (weekend.size() == 7) {
            problem("weekend", "One day of the week at least has to be a working day.");
        }
        JsonNode node = settings.path("holidays");
        if (node.isMissingNode() || node.isNull()) {
            return new WorkDays(weekend, Holidays.NONE, WorkDays.Policy.STAY, false);
        }
        Holidays holidays = Holidays.NONE;
        String calendar = node.path("calendar").asString("");
        boolean weekendsToo = node.path("weekendsToo").asBoolean(false);
        if (!calendar.isBlank()) {
            try {
                holidays = Holidays.of(calendar, node.path("region").asString(""));
            } catch (IllegalArgumentException e) {
                problem("holidays/calendar", String.valueOf(e.getMessage()));
            }
        } else if (!weekendsToo) {
            problem("holidays/calendar", "Say whose holidays: a country's code, such as eg, de or us.");
        }
        WorkDays.Policy policy =
                choice("holidays/policy", node.path("policy"), WorkDays.Policy.class, WorkDays.Policy.SKIP);
        return new WorkDays(weekend, holidays, policy, weekendsToo);
    }

    private Schedule.Missed missed() {
        JsonNode node = settings.path("missed");
        Schedule.Missed plain = Schedule.Missed.DEFAULT;
        if (node.isMissingNode() || node.isNull()) {
            return plain;
        }
        if (node.isString()) {
            return new Schedule.Missed(
                    choice("missed", node, Schedule.MissedPolicy.class, plain.policy()),
                    plain.atMost(),
                    plain.within(),
                    plain.grace());
        }
        return new Schedule.Missed(
                choice("missed/policy", node.path("policy"), Schedule.MissedPolicy.class, plain.policy()),
                whole("missed/atMost", node.path("atMost"), plain.atMost(), 1, 1_000),
                duration("missed/within", node.path("within"), plain.within(), Duration.ofDays(366)),
                duration("missed/grace", node.path("grace"), plain.grace(), Duration.ofDays(1)));
    }

    // ---- values

    private boolean has(String field) {
        return settings.has(field) && !settings.path(field).isNull();
    }

    private void problem(String field, String message) {
        wrong = true;
        problems.accept(field, message);
    }

    private static String plain(JsonNode node) {
        return node.isString() ? node.asString() : node.toString();
    }

    private int whole(String field, JsonNode node, int otherwise, int least, int most) {
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        String text = plain(node);
        if (!text.matches("-?[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
            problem(field, "“%s” is no whole number from %,d to %,d.".formatted(text, least, most));
            return otherwise;
        }
        return Integer.parseInt(text);
    }

    private Duration duration(String field, JsonNode node, Duration otherwise, Duration most) {
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        try {
            Duration read = Duration.parse(plain(node));
            if (!read.isNegative() && read.compareTo(most) <= 0) {
                return read;
            }
        } catch (DateTimeException e) {
            // said below
        }
        problem(field, "“%s” is no duration up to %s; write PT90S, PT5M, PT2H or P1D.".formatted(plain(node), most));
        return otherwise;
    }

    private <E extends Enum<E>> E choice(String field, JsonNode node, Class<E> type, E otherwise) {
        if (node.isMissingNode() || node.isNull()) {
            return otherwise;
        }
        String text = plain(node).replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT);
        for (E value : type.getEnumConstants()) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        problem(field, "“%s” is not known; there are: %s.".formatted(plain(node), choices(type)));
        return otherwise;
    }

    /** The names of an enum as settings have them: {@code queueOne}. */
    static String choices(Class<? extends Enum<?>> type) {
        return String.join(
                ", ",
                java.util.Arrays.stream(type.getEnumConstants())
                        .map(value -> camel(value.name()))
                        .toList());
    }

    static String camel(String constant) {
        StringBuilder text = new StringBuilder();
        for (String part : constant.toLowerCase(Locale.ROOT).split("_")) {
            text.append(text.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return text.toString();
    }

    private @Nullable LocalDateTime dateTime(String field, boolean endOfDay) {
        if (!has(field)) {
            return null;
        }
        String text = plain(settings.path(field));
        try {
            if (text.contains("T")) {
                return LocalDateTime.parse(text);
            }
            LocalDate date = LocalDate.parse(text);
            return endOfDay ? date.plusDays(1).atStartOfDay().minusNanos(1) : date.atStartOfDay();
        } catch (DateTimeException e) {
            problem(field, "“%s” is no date; write 2026-11-30, or 2026-11-30T09:00.".formatted(text));
            return null;
        }
    }

    private @Nullable LocalDate date(String field) {
        LocalDateTime time = dateTime(field, false);
        return time == null ? null : time.toLocalDate();
    }

    private List<LocalTime> times() {
        List<LocalTime> times = each("at", "a time of day such as 17:00", ScheduleSettings::timeOf);
        if (times.size() > 1_440) {
            problem("at", "These are %d times of day; there are 1,440.".formatted(times.size()));
        }
        return times.isEmpty() ? List.of(LocalTime.MIDNIGHT) : times;
    }

    private static LocalTime timeOf(String text) {
        LocalTime read =
                ScheduleVocabulary.time(text.strip().toLowerCase(Locale.ROOT).replace(" ", ""));
        if (read == null) {
            throw new DateTimeException(text);
        }
        return read;
    }

    private LocalTime time(String field, JsonNode node) {
        try {
            return timeOf(plain(node));
        } catch (DateTimeException e) {
            problem(field, "“%s” is no time of day; write 17:00.".formatted(plain(node)));
            return LocalTime.MIDNIGHT;
        }
    }

    private Set<DayOfWeek> days(String field) {
        Set<DayOfWeek> days = new HashSet<>();
        if (!has(field)) {
            return days;
        }
        JsonNode node = settings.path(field);
        int index = 0;
        for (JsonNode day :
                node.isArray() ? node : JsonNodeFactory.instance.arrayNode().add(node)) {
            DayOfWeek read = dayOfWeek(field + "/" + index, day);
            if (read != null) {
                days.add(read);
            }
            index++;
        }
        return days;
    }

    private @Nullable DayOfWeek dayOfWeek(String field, JsonNode node) {
        String text = plain(node).toUpperCase(Locale.ROOT);
        for (DayOfWeek day : DayOfWeek.values()) {
            if (text.equals(day.name()) || text.equals(day.name().substring(0, 3))) {
                return day;
            }
        }
        problem(
                field,
                "“%s” is no day of the week; there are MON, TUE, WED, THU, FRI, SAT, SUN.".formatted(plain(node)));
        return null;
    }

    private <T> List<T> each(String field, String what, Function<String, T> reading) {
        List<T> values = new ArrayList<>();
        if (!has(field)) {
            return values;
        }
        JsonNode node = settings.path(field);
        int index = 0;
        for (JsonNode one :
                node.isArray() ? node : JsonNodeFactory.instance.arrayNode().add(node)) {
            try {
                values.add(reading.apply(plain(one)));
            } catch (DateTimeException e) {
                problem(field + "/" + index, "“%s” is not %s.".formatted(plain(one), what));
            }
            index++;
        }
        return values;
    }

    // ---- writing

    /** The rule as the settings that say it without words. */
    static ObjectNode write(Rule rule) {
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        switch (rule) {
            case Rule.Interval interval -> {
                settings.put("every", interval.every());
                settings.put("unit", interval.unit() == Rule.Unit.HOURS ? "hours" : "minutes");
                if (!interval.days().equals(Rule.ALL_DAYS)) {
                    write(settings.putArray("days"), interval.days());
                }
                if (interval.between() != null) {
                    settings.putObject("between")
                            .put("from", interval.between().from().toString())
                            .put("to", interval.between().to().toString());
                }
                if (interval.anchor() != null) {
                    settings.put("anchor", interval.anchor().toString());
                }
            }
            case Rule.Cron cron -> settings.put("cron", cron.text());
            case Rule.Daily daily -> {
                settings.put("every", daily.every());
                writeDays(settings, daily);
                ArrayNode at = settings.putArray("at");
                daily.at().forEach(time -> at.add(time.toString()));
                if (daily.anchor() != null) {
                    settings.put("anchor", daily.anchor().toString());
                }
            }
        }
        return settings;
    }

    private static void writeDays(ObjectNode settings, Rule.Daily rule) {
        switch (rule) {
            case Rule.Days ignored -> settings.put("unit", "days");
            case Rule.Weeks weeks -> {
                settings.put("unit", "weeks");
                write(settings.putArray("days"), weeks.days());
            }
            case Rule.Months months -> {
                settings.put("unit", "months");
                switch (months.on()) {
                    case MonthDays.Dates(List<Integer> days, boolean lastOfShorter) -> {
                        ArrayNode dates = settings.putArray("dates");
                        days.forEach(dates::add);
                        settings.put("shortMonths", lastOfShorter ? "last" : "skip");
                    }
                    case MonthDays.Weekday(int nth, DayOfWeek day) ->
                        settings.putObject("weekday")
                                .put("which", nth == -1 ? "last" : NTH.get(nth - 1))
                                .put("day", day.name().substring(0, 3));
                    case MonthDays.WorkingDay(int nth) ->
                        settings.put("workingDay", nth == -1 ? "last" : Integer.toString(nth));
                }
            }
        }
    }

    private static void write(ArrayNode array, Collection<DayOfWeek> days) {
        days.forEach(day -> array.add(day.name().substring(0, 3)));
    }
}
