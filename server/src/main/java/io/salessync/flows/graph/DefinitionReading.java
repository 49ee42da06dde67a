package io.salessync.flows.graph;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One reading of a tree as a definition; collects every mistake instead of stopping at the first. */
final class DefinitionReading extends TreeReading {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}");
    private static final Pattern ARROW = Pattern.compile("\\s*(?:->|→)\\s*");
    private static final Pattern SHORT_DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final int MOST_MISTAKES = 100;
    private static final int MOST_ITEMS = 1_000;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_DESCRIPTION = 10_000;

    private boolean newerFormat;

    DefinitionReading(Map<String, Integer> lines) {
        super(lines, MOST_MISTAKES);
    }

    boolean newerFormat() {
        return newerFormat;
    }

    @Nullable FlowDefinition definition(JsonNode tree) {
        if (!tree.isObject()) {
            mistake("", "is no flow: it has to have 'name', 'nodes' and 'edges'");
            return null;
        }
        if (isNewer(tree)) {
            return null;
        }
        fields(tree, "", List.of("format", "name", "title", "description", "triggers", "nodes", "edges", "settings"));
        String name = text(tree, "", "name", 63);
        if (name != null && !NAME.matcher(name).matches()) {
            mistake("name", "cannot be '" + name + "': small letters, digits and hyphens, up to 63");
        }
        String title = optionalText(tree, "", "title", LONGEST_TITLE);
        String description = optionalText(tree, "", "description", LONGEST_DESCRIPTION);
        List<TriggerSpec> triggers = list(tree, "triggers", this::trigger);
        List<NodeSpec> nodes = list(tree, "nodes", this::node);
        List<EdgeSpec> edges =
                list(tree, "edges", this::edges).stream().flatMap(List::stream).toList();
        FlowSettings settings = settings(tree.path("settings"));
        if (name == null) {
            return null;
        }
        return new FlowDefinition(name, title == null ? name : title, description, triggers, nodes, edges, settings);
    }

    private boolean isNewer(JsonNode tree) {
        JsonNode format = tree.path("format");
        if (format.isMissingNode() || format.isNull()) {
            return false;
        }
        if (!format.isInt() || format.intValue() < 1) {
            mistake("format", "has to be a whole number from 1, not " + shown(format));
            return true;
        }
        if (format.intValue() > Definitions.FORMAT) {
            newerFormat = true;
            mistake(
                    "format",
                    "is %d: a newer version of this program wrote this flow, and this one reads up to %d. Update this program, or export the flow there in format %d"
                            .formatted(format.intValue(), Definitions.FORMAT, Definitions.FORMAT));
            return true;
        }
        return false;
    }

    private @Nullable TriggerSpec trigger(JsonNode item, String place) {
        if (!isObject(item, place)) {
            return null;
        }
        fields(item, place, List.of("id", "type", "enabled", "settings"));
        String id = id(item, place);
        String type = text(item, place, "type", 100);
        boolean enabled = flag(item, place, "enabled", true);
        ObjectNode settings = object(item, place, "settings");
        return id == null || type == null ? null : new TriggerSpec(id, type, enabled, settings);
    }

    private @Nullable NodeSpec node(JsonNode item, String place) {
        if (!isObject(item, place)) {
            return null;
        }
        fields(item, place, List.of("id", "type", "title", "settings", "retry", "place"));
        String id = id(item, place);
        String type = text(item, place, "type", 100);
        String title = optionalText(item, place, "title", LONGEST_TITLE);
        ObjectNode settings = object(item, place, "settings");
        NodeSpec.Retry retry = retry(item.path("retry"), below(place, "retry"));
        NodeSpec.Place drawn = drawn(item.path("place"), below(place, "place"));
        return id == null || type == null ? null : new NodeSpec(id, type, title, settings, retry, drawn);
    }

    private NodeSpec.@Nullable Retry retry(JsonNode item, String place) {
        if (isAbsent(item) || !isObject(item, place)) {
            return null;
        }
        fields(item, place, List.of("attempts", "first", "factor", "longest"));
        double attempts = number(item, place, "attempts", 3, 0, 100);
        double factor = number(item, place, "factor", 2, 1, 100);
        Duration first = duration(item, place, "first", Duration.ofSeconds(1));
        Duration longest = duration(item, place, "longest", Duration.ofMinutes(1));
        if (attempts != Math.rint(attempts)) {
            mistake(below(place, "attempts"), "has to be a whole number, not " + attempts);
        }
        return new NodeSpec.Retry((int) attempts, first, factor, longest);
    }

    private NodeSpec.@Nullable Place drawn(JsonNode item, String place) {
        if (isAbsent(item) || !isObject(item, place)) {
            return null;
        }
        fields(item, place, List.of("x", "y"));
        double far = 1e6;
        return new NodeSpec.Place(number(item, place, "x", 0, -far, far), number(item, place, "y", 0, -far, far));
    }

    /** An edge, or a chain of them: {@code read -> keep -> save}. */
    private @Nullable List<EdgeSpec> edges(JsonNode item, String place) {
        if (item.isString()) {
            return chain(item.asString(), place);
        }
        if (!isObject(item, place)) {
            return null;
        }
        fields(item, place, List.of("from", "port", "to"));
        String from = text(item, place, "from", 63);
        String port = optionalText(item, place, "port", 63);
        String to = text(item, place, "to", 63);
        if (from == null || to == null) {
            return null;
        }
        EdgeSpec edge = new EdgeSpec(from, port == null ? EdgeSpec.OUT : port, to);
        if (!areIds(edge.from(), edge.port(), edge.to())) {
            mistake(
                    place,
                    "is no edge: '%s'; ids are of letters, digits, _ and -".formatted(DefinitionWriting.brief(edge)));
            return null;
        }
        return List.of(edge);
    }

    private @Nullable List<EdgeSpec> chain(String text, String place) {
        String[] stations = ARROW.split(text.strip(), -1);
        if (stations.length < 2) {
            mistake(place, "is no edge: '%s'; write 'node -> node' or 'node.output -> node'".formatted(text));
            return null;
        }
        List<EdgeSpec> edges = new ArrayList<>();
        for (int i = 0; i + 1 < stations.length; i++) {
            String[] from = stations[i].split("\\.", -1);
            String[] to = stations[i + 1].split("\\.", -1);
            boolean last = i + 2 == stations.length;
            if (from.length > 2 || last && to.length > 1 || !areIds(from) || !areIds(to)) {
                mistake(place, "is no edge: '%s'; write 'node -> node' or 'node.output -> node'".formatted(text));
                return null;
            }
            edges.add(new EdgeSpec(from[0], from.length == 2 ? from[1] : EdgeSpec.OUT, to[0]));
        }
        return edges;
    }

    private static boolean areIds(String... words) {
        return List.of(words).stream().allMatch(word -> ID.matcher(word).matches());
    }

    private FlowSettings settings(JsonNode item) {
        FlowSettings by = FlowSettings.DEFAULT;
        if (isAbsent(item) || !isObject(item, "settings")) {
            return by;
        }
        fields(item, "settings", List.of("key", "personal", "failShare", "failAtLeast", "recordLogs"));
        List<String> personal = list(item, "settings", "personal", (field, place) -> {
            if (!field.isString() || field.asString().isBlank()) {
                mistake(place, "has to be the name of a field, not " + shown(field));
                return null;
            }
            return field.asString();
        });
        double atLeast = number(item, "settings", "failAtLeast", by.failAtLeast(), 0, 1e12);
        return new FlowSettings(
                optionalText(item, "settings", "key", 200),
                personal,
                number(item, "settings", "failShare", by.failShare(), 0, 1),
                (long) atLeast,
                flag(item, "settings", "recordLogs", by.recordLogs()));
    }

    // the small words of the language

    private <T> List<T> list(JsonNode of, String name, BiFunction<JsonNode, String, @Nullable T> read) {
        return list(of, "", name, read);
    }

    private <T> List<T> list(JsonNode of, String in, String name, BiFunction<JsonNode, String, @Nullable T> read) {
        return list(of, in, name, MOST_ITEMS, read);
    }

    private @Nullable String id(JsonNode of, String place) {
        String id = text(of, place, "id", 63);
        if (id != null && !ID.matcher(id).matches()) {
            mistake(below(place, "id"), "cannot be '" + id + "': letters, digits, _ and -, up to 63");
        }
        return id;
    }

    private @Nullable String text(JsonNode of, String place, String name, int longest) {
        JsonNode value = needed(of, place, name);
        return value == null ? null : checkedText(value, below(place, name), longest);
    }

    private @Nullable String optionalText(JsonNode of, String place, String name, int longest) {
        JsonNode value = of.path(name);
        return isAbsent(value) ? null : checkedText(value, below(place, name), longest);
    }

    private @Nullable String checkedText(JsonNode value, String place, int longest) {
        // a name such as 2026 is a number to YAML
        boolean plain = value.isString() || value.isIntegralNumber();
        if (!plain || value.asString().isBlank()) {
            mistake(place, "has to be text, not " + shown(value));
            return null;
        }
        if (value.asString().length() > longest) {
            mistake(place, "is longer than " + longest + " characters");
            return null;
        }
        return value.asString();
    }

    private double number(JsonNode of, String place, String name, double otherwise, double least, double most) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        if (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most) {
            mistake(
                    below(place, name),
                    "has to be a number from %s to %s, not %s".formatted(plain(least), plain(most), shown(value)));
            return otherwise;
        }
        return value.doubleValue();
    }

    private static String plain(double number) {
        return java.math.BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private Duration duration(JsonNode of, String place, String name, Duration otherwise) {
        JsonNode value = of.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        try {
            Duration read = durationOf(value.isString() ? value.asString() : "");
            if (!read.isNegative() && read.compareTo(Duration.ofDays(366)) <= 0) {
                return read;
            }
        } catch (DateTimeParseException notOne) {
            // told below
        }
        mistake(below(place, name), "has to be a time span such as 30s, 5m, 2h or PT1M30S, not " + shown(value));
        return otherwise;
    }

    private static Duration durationOf(String text) {
        Matcher brief = SHORT_DURATION.matcher(text);
        if (!brief.matches()) {
            return Duration.parse(text);
        }
        long count = Long.parseLong(brief.group(1));
        return switch (brief.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    private ObjectNode object(JsonNode of, String place, String name) {
        JsonNode value = of.path(name);
        if (isAbsent(value) || !isObject(value, below(place, name))) {
            return JsonNodeFactory.instance.objectNode();
        }
        return (ObjectNode) value;
    }
}
