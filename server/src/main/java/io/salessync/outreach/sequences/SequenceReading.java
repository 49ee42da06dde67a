package io.salessync.outreach.sequences;

import io.salessync.flows.graph.TreeReading;
import io.salessync.kernel.problems.Nearest;
import io.salessync.outreach.sequences.SequenceDocument.Settings;
import io.salessync.outreach.sequences.SequenceDocument.Window;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One reading of a tree as a sequence; collects every mistake instead of stopping at the first. */
final class SequenceReading extends TreeReading {
    static final int MOST_STEPS = 100;
    static final int MOST_VARIANTS = 10;
    /** In characters, before anything reads them as a template. */
    static final int LONGEST_TEXT = 20_000;

    static final int LONGEST_SUBJECT = 1_000;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}");
    private static final Pattern SPAN = Pattern.compile(
            "\\s*([0-9]{1,6})\\s*(h|hours?|d|days?|working[ _-]?days?|workdays?)\\s*", Pattern.CASE_INSENSITIVE);
    private static final int MOST_MISTAKES = 50;

    SequenceReading(Map<String, Integer> lines) {
        super(lines, MOST_MISTAKES);
    }

    @Nullable SequenceDocument document(JsonNode tree) {
        if (!tree.isObject()) {
            mistake("", "is no sequence: it has to have 'name' and 'steps'");
            return null;
        }
        JsonNode format = tree.path("format");
        if (!isAbsent(format) && !(format.isInt() && format.intValue() == SequenceText.FORMAT)) {
            mistake(
                    "format",
                    "is %s, and this program reads format %d; export the sequence again from a program of this version"
                            .formatted(shown(format), SequenceText.FORMAT));
            return null;
        }
        fields(tree, "", List.of("format", "name", "about", "fields", "settings", "steps"));
        String name = needed(tree, "", "name", 100);
        if (name != null && (name.isBlank() || !name.equals(name.strip()) || hasControls(name, false))) {
            mistake(
                    "name",
                    "cannot be " + shown(tree.path("name")) + "; give it a name on one line, without blanks around");
        }
        String about = text(tree, "", "about", 2_000, "");
        List<String> own = words(tree, "", "fields", 200);
        Settings settings = settings(tree.path("settings"));
        List<Step> steps = steps(tree.path("steps"));
        return name == null || !mistakes().isEmpty() ? null : new SequenceDocument(name, about, own, settings, steps);
    }

    // settings

    private Settings settings(JsonNode of) {
        String place = "settings";
        Settings usual = SequenceText.USUAL;
        if (isAbsent(of) || !isObject(of, place)) {
            return usual;
        }
        fields(
                of,
                place,
                List.of(
                        "window",
                        "approve",
                        "stop",
                        "senders",
                        "mailSenders",
                        "quietDays",
                        "perCompany",
                        "purpose",
                        "openTracking",
                        "linkTracking"));
        return new Settings(
                window(of.path("window"), "settings/window"),
                flag(of, place, "approve", usual.approve()),
                choice(of, place, "stop", SequenceDocument.StopOnReply.class, usual.stop()),
                words(of, place, "senders", 200),
                words(of, place, "mailSenders", 200),
                whole(of, place, "quietDays", usual.quietDays(), 0, 3_650),
                whole(of, place, "perCompany", usual.perCompany(), 0, 10_000),
                text(of, place, "purpose", 100, usual.purpose()),
                flag(of, place, "openTracking", usual.openTracking()),
                flag(of, place, "linkTracking", usual.linkTracking()));
    }

    private Window window(JsonNode of, String place) {
        Window usual = SequenceText.USUAL.window();
        if (isAbsent(of) || !isObject(of, place)) {
            return usual;
        }
        fields(of, place, List.of("days", "from", "until", "zone", "leadHolidays", "senderHolidays", "daysOff"));
        Set<DayOfWeek> days = usual.days();
        if (!isAbsent(of.path("days"))) {
            EnumSet<DayOfWeek> read = EnumSet.noneOf(DayOfWeek.class);
            list(of, place, "days", 7, this::day).forEach(read::add);
            if (read.isEmpty()) {
                mistake(
                        below(place, "days"),
                        "is empty: nothing would ever go out; name at least one day, such as MONDAY");
            }
            days = read;
        }
        LocalTime from = time(of, place, "from", usual.from());
        LocalTime until = time(of, place, "until", usual.until());
        if (!until.isAfter(from)) {
            mistake(
                    below(place, "until"),
                    "is %s, which is not after 'from' (%s): nothing would ever go out; a window lies within one day and ends before 'until'"
                            .formatted(until, from));
        }
        return new Window(
                days,
                from,
                until,
                choice(of, place, "zone", SequenceDocument.ZoneOf.class, usual.zone()),
                flag(of, place, "leadHolidays", usual.leadHolidays()),
                flag(of, place, "senderHolidays", usual.senderHolidays()),
                list(of, place, "daysOff", 400, this::date));
    }

    private @Nullable DayOfWeek day(JsonNode value, String place) {
        String written = value.isString() ? value.asString().strip().toUpperCase(Locale.ROOT) : "";
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().equals(written)
                    || written.length() == 3 && day.name().startsWith(written)) {
                return day;
            }
        }
        mistake(place, "is no day: " + shown(value) + "; write MONDAY to SUNDAY");
        return null;
    }

    private @Nullable LocalDate date(JsonNode value, String place) {
        try {
            return LocalDate.parse(value.isString() ? value.asString() : "");
        } catch (DateTimeParseException e) {
            mistake(place, "is no day: " + shown(value) + "; write it as 2026-12-24");
            return null;
        }
    }

    private LocalTime time(JsonNode of, String place, String name, LocalTime otherwise) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        String written = value.isString() ? value.asString().strip() : "";
        try {
            return LocalTime.parse(written.length() == 4 && written.indexOf(':') == 1 ? "0" + written : written);
        } catch (DateTimeParseException e) {
            mistake(
                    below(place, name),
                    "is no time of day: " + shown(value)
                            + "; write it as \"09:00\", the end of the day as \"23:59:59\"");
            return otherwise;
        }
    }

    // steps

    private List<Step> steps(JsonNode of) {
        if (isAbsent(of)) {
            mistake("steps", "is missing: a sequence has at least one step");
            return List.of();
        }
        if (!of.isArray()) {
            mistake("steps", "has to be a list");
            return List.of();
        }
        if (of.isEmpty()) {
            mistake("steps", "is empty: a sequence has at least one step");
        }
        if (of.size() > MOST_STEPS) {
            mistake("steps", "has %d entries; at most %d".formatted(of.size(), MOST_STEPS));
            return List.of();
        }
        List<@Nullable String> ids = new ArrayList<>();
        of.forEach(item -> ids.add(
                item.path("id").isString() || item.path("id").isInt()
                        ? item.path("id").asString()
                        : null));
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            Step step = step(of.get(i), "steps/" + i, i + 1 < ids.size() ? ids.get(i + 1) : null);
            if (step != null) {
                steps.add(step);
            }
        }
        return steps;
    }

    private @Nullable Step step(JsonNode of, String place, @Nullable String following) {
        if (!isObject(of, place)) {
            return null;
        }
        String type = needed(of, place, "type", 50);
        String id = needed(of, place, "id", 63);
        if (id != null && !ID.matcher(id).matches()) {
            mistake(below(place, "id"), "cannot be '" + id + "': letters, digits, _ and -, up to 63");
            return null;
        }
        if (type == null || id == null) {
            return null;
        }
        switch (type.toLowerCase(Locale.ROOT)) {
            case "invite" -> {
                stepFields(of, place, List.of("variants", "text", "bareWhereFree", "next"));
                return new Step.Invite(
                        id,
                        variants(of, place, false, true),
                        flag(of, place, "bareWhereFree", true),
                        way(of, place, "next", following));
            }
            case "message" -> {
                stepFields(of, place, List.of("variants", "text", "next"));
                return new Step.Message(id, variants(of, place, false, false), way(of, place, "next", following));
            }
            case "inmail" -> {
                stepFields(of, place, List.of("variants", "subject", "text", "through", "next"));
                return new Step.InMail(
                        id,
                        variants(of, place, true, false),
                        choice(of, place, "through", Step.InMail.Through.class, Step.InMail.Through.ANY),
                        way(of, place, "next", following));
            }
            case "email" -> {
                stepFields(of, place, List.of("variants", "subject", "text", "sameThread", "next"));
                return new Step.Email(
                        id,
                        variants(of, place, true, false),
                        flag(of, place, "sameThread", false),
                        way(of, place, "next", following));
            }
            case "visit" -> {
                stepFields(of, place, List.of("next"));
                return new Step.Visit(id, way(of, place, "next", following));
            }
            case "withdraw" -> {
                stepFields(of, place, List.of("next"));
                return new Step.Withdraw(id, way(of, place, "next", following));
            }
            case "wait" -> {
                stepFields(of, place, List.of("for", "amount", "unit", "jitter", "next"));
                return waiting(of, place, id, following);
            }
            case "condition" -> {
                stepFields(of, place, List.of("question", "expression", "days", "yes", "no", "unknown"));
                return condition(of, place, id, following);
            }
            case "task" -> {
                stepFields(of, place, List.of("text", "assignee", "waits", "next"));
                return new Step.Task(
                        id,
                        text(of, place, "text", LONGEST_TEXT, ""),
                        text(of, place, "assignee", 254, ""),
                        flag(of, place, "waits", true),
                        way(of, place, "next", following));
            }
            case "flow" -> {
                stepFields(of, place, List.of("flow", "next"));
                return new Step.CallFlow(id, text(of, place, "flow", 100, ""), way(of, place, "next", following));
            }
            case "end" -> {
                stepFields(of, place, List.of());
                return new Step.End(id);
            }
            default -> {
                mistake(
                        below(place, "type"),
                        "there is no kind of step " + shown(of.path("type")) + Nearest.hint(type, SequenceText.TYPES));
                return null;
            }
        }
    }

    private void stepFields(JsonNode of, String place, List<String> further) {
        List<String> known = new ArrayList<>(List.of("id", "type"));
        known.addAll(further);
        fields(of, place, known);
    }

    /** Nothing is written: the step below; {@code null} is written: past the last step. */
    private @Nullable String way(JsonNode of, String place, String name, @Nullable String otherwise) {
        JsonNode value = of.path(name);
        if (value.isMissingNode()) {
            return otherwise;
        }
        if (value.isNull()) {
            return null;
        }
        if (!value.isString() && !value.isInt()
                || value.asString().isBlank()
                || value.asString().length() > 63) {
            mistake(below(place, name), "has to be the id of a step, or null: past the last step; not " + shown(value));
            return null;
        }
        return value.asString();
    }

    private List<Step.Variant> variants(JsonNode of, String place, boolean subject, boolean mayBeBare) {
        JsonNode several = of.path("variants");
        boolean alone = !isAbsent(of.path("text")) || !isAbsent(of.path("subject"));
        if (isAbsent(several)) {
            return List.of(new Step.Variant(
                    "",
                    100,
                    subject ? text(of, place, "subject", LONGEST_SUBJECT, "") : "",
                    text(of, place, "text", LONGEST_TEXT, "")));
        }
        if (alone) {
            mistake(place, "has both 'variants' and a text of its own; write the text in one of the variants");
        }
        if (several.isArray() && several.isEmpty() && !mayBeBare) {
            mistake(below(place, "variants"), "is empty: the step has nothing to say; write at least one");
        }
        List<Step.Variant> read = list(of, place, "variants", MOST_VARIANTS, (item, at) -> variant(item, at, subject));
        return read.isEmpty() ? List.of(new Step.Variant("", 100, "", "")) : read;
    }

    private Step.@Nullable Variant variant(JsonNode of, String place, boolean subject) {
        if (!isObject(of, place)) {
            return null;
        }
        fields(of, place, subject ? List.of("name", "weight", "subject", "text") : List.of("name", "weight", "text"));
        return new Step.Variant(
                text(of, place, "name", 50, ""),
                whole(of, place, "weight", 100, 0, 100),
                text(of, place, "subject", LONGEST_SUBJECT, ""),
                text(of, place, "text", LONGEST_TEXT, ""));
    }

    private Step waiting(JsonNode of, String place, String id, @Nullable String following) {
        int amount = whole(of, place, "amount", 1, 0, 999_999);
        Step.Wait.Unit unit = choice(of, place, "unit", Step.Wait.Unit.class, Step.Wait.Unit.DAYS);
        JsonNode span = of.path("for");
        if (!isAbsent(span)) {
            Matcher words = SPAN.matcher(span.isString() ? span.asString() : "");
            if (words.matches()) {
                amount = Integer.parseInt(words.group(1));
                String word = words.group(2).toLowerCase(Locale.ROOT);
                unit = word.startsWith("h")
                        ? Step.Wait.Unit.HOURS
                        : word.startsWith("d") ? Step.Wait.Unit.DAYS : Step.Wait.Unit.WORKING_DAYS;
            } else {
                mistake(
                        below(place, "for"),
                        "is no span of time: " + shown(span) + "; write 4 hours, 3 days or 2 working days");
            }
        } else if (isAbsent(of.path("amount"))) {
            mistake(place, "does not say how long; write 'for: 3 working days'");
        }
        return new Step.Wait(
                id, amount, unit, whole(of, place, "jitter", 0, 0, 100), way(of, place, "next", following));
    }

    private Step condition(JsonNode of, String place, String id, @Nullable String following) {
        Step.Condition.Question question = null;
        if (isAbsent(of.path("question"))) {
            mistake(place, "has no 'question'; there are: " + words(Step.Condition.Question.class));
        } else {
            question = choice(of, place, "question", Step.Condition.Question.class, Step.Condition.Question.FIELD);
        }
        boolean open = question != null && SequenceText.openQuestion(question);
        for (String name : open ? List.of("no", "unknown") : List.of("no")) {
            if (of.path(name).isMissingNode()) {
                mistake(
                        place,
                        "does not say where leads go "
                                + (name.equals("no") ? "that it is not so of" : "of whom nobody can tell")
                                + ": give '" + name + "' the id of a step, or null to end there");
            }
        }
        return new Step.Condition(
                id,
                question == null ? Step.Condition.Question.FIELD : question,
                text(of, place, "expression", 2_000, ""),
                whole(of, place, "days", 0, 0, 999_999),
                way(of, place, "yes", following),
                way(of, place, "no", null),
                way(of, place, "unknown", null));
    }

    // the small words of the language

    private List<String> words(JsonNode of, String place, String name, int most) {
        Set<String> seen = new HashSet<>();
        return list(of, place, name, most, (item, at) -> {
            String word = checked(item, at, 200, false);
            if (word != null && !seen.add(word)) {
                mistake(at, "is there twice: " + shown(item));
            }
            return word;
        });
    }

    private @Nullable String needed(JsonNode of, String place, String name, int longest) {
        JsonNode value = needed(of, place, name);
        return value == null ? null : checked(value, below(place, name), longest, false);
    }

    private String text(JsonNode of, String place, String name, int longest, String otherwise) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        String read = checked(value, below(place, name), longest, true);
        return read == null ? otherwise : read;
    }

    private @Nullable String checked(JsonNode value, String place, int longest, boolean mayBeEmpty) {
        // a name such as 2026 is a number to YAML
        boolean plain = value.isString() || value.isIntegralNumber();
        if (!plain || !mayBeEmpty && value.asString().isBlank()) {
            mistake(place, "has to be text, not " + shown(value));
            return null;
        }
        String text = value.asString();
        if (text.length() > longest) {
            mistake(place, "has %,d characters; at most %,d".formatted(text.length(), longest));
            return null;
        }
        if (hasControls(text, true)) {
            mistake(
                    place,
                    "has characters that cannot be shown (control characters or half a character); take them out");
            return null;
        }
        return text;
    }

    /** What neither the database nor a reader would take: control characters but tab and line feed, lone surrogates. */
    private static boolean hasControls(String text, boolean lineBreaks) {
        return text.codePoints()
                .anyMatch(c -> Character.getType(c) == Character.SURROGATE
                        || Character.isISOControl(c) && !(lineBreaks && (c == '\n' || c == '\t' || c == '\r')));
    }

    private int whole(JsonNode of, String place, String name, int otherwise, int least, int most) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
            mistake(
                    below(place, name),
                    "has to be a whole number from %d to %d, not %s".formatted(least, most, shown(value)));
            return otherwise;
        }
        return value.intValue();
    }

    private <E extends Enum<E>> E choice(JsonNode of, String place, String name, Class<E> type, E otherwise) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        String written = value.isString() ? value.asString().strip() : "";
        String word = written.toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
        for (E one : type.getEnumConstants()) {
            if (one.name().equals(word)) {
                return one;
            }
        }
        List<String> known =
                Arrays.stream(type.getEnumConstants()).map(SequenceText::word).toList();
        mistake(
                below(place, name),
                "cannot be " + shown(value)
                        + Nearest.near(written, known)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; there are: " + String.join(", ", known)));
        return otherwise;
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return String.join(
                ", ",
                Arrays.stream(type.getEnumConstants()).map(SequenceText::word).toList());
    }
}
