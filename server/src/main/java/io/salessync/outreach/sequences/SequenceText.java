package io.salessync.outreach.sequences;

import io.salessync.flows.graph.Mistake;
import io.salessync.flows.graph.YamlTree;
import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sequences.SequenceDocument.Settings;
import io.salessync.outreach.sequences.SequenceDocument.StopOnReply;
import io.salessync.outreach.sequences.SequenceDocument.Window;
import io.salessync.outreach.sequences.SequenceDocument.ZoneOf;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes sequences: one form, as JSON in the database and over HTTP, shorter as YAML in files. */
final class SequenceText {
    /** The format that is written and read. */
    static final int FORMAT = 1;

    /** The longest YAML that is read, in characters. */
    static final int LONGEST = 512 * 1_024;

    static final List<String> TYPES = List.of(
            "invite", "message", "inmail", "email", "visit", "withdraw", "wait", "condition", "task", "flow", "end");

    /** What holds where nothing is said. */
    static final Settings USUAL = new Settings(
            new Window(
                    EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                    LocalTime.of(9, 0),
                    LocalTime.of(17, 0),
                    ZoneOf.LEAD,
                    true,
                    true,
                    List.of()),
            false,
            StopOnReply.COMPANY,
            List.of(),
            List.of(),
            30,
            0,
            "outreach",
            false,
            false);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    private SequenceText() {}

    // reading

    static SequenceDocument yaml(String text) {
        if (text.length() > LONGEST) {
            throw refused(List.of(new Mistake(
                    0, "", "has %,d characters; a sequence may have %,d".formatted(text.length(), LONGEST))));
        }
        try {
            YamlTree.Document document = YamlTree.read(text);
            return read(document.root(), document.lines());
        } catch (YamlTree.Unreadable e) {
            throw refused(List.of(e.mistake()));
        }
    }

    static SequenceDocument json(JsonNode tree) {
        return read(tree, Map.of());
    }

    /** Reads what {@link #text} wrote. */
    static SequenceDocument stored(String json) {
        try {
            return json(JSON.readTree(json));
        } catch (JacksonException e) {
            throw new IllegalStateException("A stored sequence is no JSON", e);
        }
    }

    private static SequenceDocument read(JsonNode tree, Map<String, Integer> lines) {
        SequenceReading reading = new SequenceReading(lines);
        SequenceDocument document = reading.document(tree);
        if (document == null) {
            throw refused(reading.mistakes());
        }
        return document;
    }

    private static Problem refused(List<Mistake> mistakes) {
        String first = mistakes.stream().limit(3).map(SequenceText::told).collect(Collectors.joining("; "));
        String more = mistakes.size() > 3 ? "; and %d more".formatted(mistakes.size() - 3) : "";
        return Problem.of(OutreachProblem.WRONG_SEQUENCE, first + more + ".").with("problems", mistakes);
    }

    private static String told(Mistake mistake) {
        String where = mistake.place().isEmpty() ? "the sequence" : mistake.place();
        return (mistake.line() == 0 ? "" : "line " + mistake.line() + ": ") + where + " " + mistake.message();
    }

    // writing

    static String text(SequenceDocument document) {
        return JSON.writeValueAsString(full(document));
    }

    /** The canonical document: every field is there. */
    static ObjectNode full(SequenceDocument document) {
        ObjectNode made = MAKE.objectNode();
        made.put("format", FORMAT);
        made.put("name", document.name());
        made.put("about", document.about());
        strings(made.putArray("fields"), document.fields());
        made.set("settings", settings(document.settings()));
        ArrayNode steps = made.putArray("steps");
        document.steps().forEach(step -> steps.add(step(step)));
        return made;
    }

    static ObjectNode settings(Settings settings) {
        ObjectNode made = MAKE.objectNode();
        Window window = settings.window();
        ObjectNode hours = made.putObject("window");
        strings(
                hours.putArray("days"),
                window.days().stream().sorted().map(SequenceText::word).toList());
        hours.put("from", window.from().toString());
        hours.put("until", window.until().toString());
        hours.put("zone", word(window.zone()));
        hours.put("leadHolidays", window.leadHolidays());
        hours.put("senderHolidays", window.senderHolidays());
        strings(
                hours.putArray("daysOff"),
                window.daysOff().stream().map(Object::toString).toList());
        made.put("approve", settings.approve());
        made.put("stop", word(settings.stop()));
        strings(made.putArray("senders"), settings.senders());
        strings(made.putArray("mailSenders"), settings.mailSenders());
        made.put("quietDays", settings.quietDays());
        made.put("perCompany", settings.perCompany());
        made.put("purpose", settings.purpose());
        made.put("openTracking", settings.openTracking());
        made.put("linkTracking", settings.linkTracking());
        return made;
    }

    static ObjectNode step(Step step) {
        ObjectNode made = MAKE.objectNode();
        made.put("id", step.id());
        made.put("type", type(step));
        switch (step) {
            case Step.Invite invite -> {
                variants(made, invite.variants(), false);
                made.put("bareWhereFree", invite.bareWhereFree());
            }
            case Step.Message message -> variants(made, message.variants(), false);
            case Step.InMail mail -> {
                variants(made, mail.variants(), true);
                made.put("through", word(mail.through()));
            }
            case Step.Email mail -> {
                variants(made, mail.variants(), true);
                made.put("sameThread", mail.sameThread());
            }
            case Step.Wait wait -> {
                made.put("amount", wait.amount());
                made.put("unit", word(wait.unit()));
                made.put("jitter", wait.jitter());
            }
            case Step.Condition asked -> {
                made.put("question", word(asked.question()));
                made.put("expression", asked.expression());
                made.put("days", asked.days());
                made.put("yes", asked.yes());
                made.put("no", asked.no());
                made.put("unknown", asked.unknown());
            }
            case Step.Task task -> {
                made.put("text", task.text());
                made.put("assignee", task.assignee());
                made.put("waits", task.waits());
            }
            case Step.CallFlow call -> made.put("flow", call.flow());
            case Step.Visit ignored -> {}
            case Step.Withdraw ignored -> {}
            case Step.End ignored -> {}
        }
        if (!(step instanceof Step.Condition) && !(step instanceof Step.End)) {
            made.put("next", step.next());
        }
        return made;
    }

    private static void variants(ObjectNode made, List<Step.Variant> variants, boolean subject) {
        ArrayNode list = made.putArray("variants");
        for (Step.Variant variant : variants) {
            ObjectNode one = list.addObject();
            one.put("name", variant.name());
            one.put("weight", variant.weight());
            if (subject) {
                one.put("subject", variant.subject());
            }
            one.put("text", variant.text());
        }
    }

    private static void strings(ArrayNode list, Collection<String> words) {
        words.forEach(list::add);
    }

    /** The same for people: what is as it is by default left out, ways to the step below too. */
    static String toYaml(SequenceDocument document) {
        ObjectNode made = MAKE.objectNode();
        made.put("format", FORMAT);
        made.put("name", document.name());
        if (!document.about().isEmpty()) {
            made.put("about", document.about());
        }
        if (!document.fields().isEmpty()) {
            strings(made.putArray("fields"), document.fields());
        }
        ObjectNode settings = settings(document.settings());
        ObjectNode usual = settings(USUAL);
        without((ObjectNode) settings.get("window"), (ObjectNode) usual.get("window"));
        without(settings, usual);
        if (settings.path("window").isEmpty()) {
            settings.remove("window");
        }
        if (!settings.isEmpty()) {
            made.set("settings", settings);
        }
        ArrayNode steps = made.putArray("steps");
        List<Step> all = document.steps();
        for (int i = 0; i < all.size(); i++) {
            steps.add(brief(all.get(i), i + 1 < all.size() ? all.get(i + 1).id() : null));
        }
        return YamlTree.write(made);
    }

    private static void without(ObjectNode of, ObjectNode usual) {
        for (String name : new ArrayList<>(of.propertyNames())) {
            if (of.get(name).equals(usual.get(name))) {
                of.remove(name);
            }
        }
    }

    private static ObjectNode brief(Step step, @Nullable String following) {
        ObjectNode made = step(step);
        String way = step instanceof Step.Condition ? "yes" : "next";
        if (made.has(way) && Objects.equals(textOf(made.get(way)), following)) {
            made.remove(way);
        }
        JsonNode variants = made.path("variants");
        if (variants.size() == 1
                && variants.get(0).path("name").asString().isEmpty()
                && variants.get(0).path("weight").intValue() == 100) {
            made.remove("variants");
            for (String name : List.of("subject", "text")) {
                String text = variants.get(0).path(name).asString("");
                if (!text.isEmpty()) {
                    made.put(name, text);
                }
            }
        }
        switch (step) {
            case Step.Invite invite -> dropIf(made, "bareWhereFree", invite.bareWhereFree());
            case Step.InMail mail -> dropIf(made, "through", mail.through() == Step.InMail.Through.ANY);
            case Step.Email mail -> dropIf(made, "sameThread", !mail.sameThread());
            case Step.Wait wait -> {
                made.remove("amount");
                made.remove("unit");
                made.put("for", span(wait));
                dropIf(made, "jitter", wait.jitter() == 0);
            }
            case Step.Condition asked -> {
                dropIf(made, "expression", asked.expression().isEmpty());
                dropIf(made, "days", asked.days() == 0);
                dropIf(made, "unknown", asked.unknown() == null && !openQuestion(asked.question()));
            }
            case Step.Task task -> {
                dropIf(made, "text", task.text().isEmpty());
                dropIf(made, "assignee", task.assignee().isEmpty());
                dropIf(made, "waits", task.waits());
            }
            default -> {}
        }
        // the way on comes last, as people read it
        JsonNode next = made.remove("next");
        if (next != null) {
            made.set("next", next);
        }
        return made;
    }

    private static void dropIf(ObjectNode made, String name, boolean drop) {
        if (drop) {
            made.remove(name);
        }
    }

    private static @Nullable String textOf(JsonNode value) {
        return value.isNull() ? null : value.asString();
    }

    /** Such as {@code 3 working days}. */
    static String span(Step.Wait wait) {
        String unit = wait.unit().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return wait.amount() + " " + (wait.amount() == 1 ? unit.substring(0, unit.length() - 1) : unit);
    }

    static String type(Step step) {
        return switch (step) {
            case Step.Invite ignored -> "invite";
            case Step.Message ignored -> "message";
            case Step.InMail ignored -> "inmail";
            case Step.Email ignored -> "email";
            case Step.Visit ignored -> "visit";
            case Step.Withdraw ignored -> "withdraw";
            case Step.Wait ignored -> "wait";
            case Step.Condition ignored -> "condition";
            case Step.Task ignored -> "task";
            case Step.CallFlow ignored -> "flow";
            case Step.End ignored -> "end";
        };
    }

    /** Whether nobody may be able to tell. */
    static boolean openQuestion(Step.Condition.Question question) {
        return switch (question) {
            case CONNECTED, REPLIED, OPENED, CLICKED -> true;
            case HAS_EMAIL, HAS_LINKEDIN, FIELD -> false;
        };
    }

    /** A constant as sequences have it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
