package io.salessync.logs;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Hides the personal fields of one line from whoever may not see them: by name in documents, by value in everything else. */
final class LogMask {
    static final String HIDDEN = "•••";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Shorter values would blot out half of every sentence. */
    private static final int SHORTEST = 3;

    private final Set<String> names;
    private final @Nullable Pattern values;

    private LogMask(Set<String> names, @Nullable Pattern values) {
        this.names = names;
        this.values = values;
    }

    /** Hides nothing. */
    static LogMask none() {
        return new LogMask(Set.of(), null);
    }

    static LogMask of(List<String> personal, @Nullable String input, @Nullable String output) {
        if (personal.isEmpty()) {
            return none();
        }
        Set<String> names = new HashSet<>(personal);
        Set<String> found = new LinkedHashSet<>();
        collect(parse(input), names, false, found);
        collect(parse(output), names, false, found);
        String alternatives = found.stream()
                .map(String::strip)
                .filter(value -> value.length() >= SHORTEST)
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return new LogMask(
                names,
                alternatives.isEmpty()
                        ? null
                        : Pattern.compile(alternatives, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    /** A sentence or a key. */
    @Nullable String text(@Nullable String text) {
        return text == null || values == null ? text : values.matcher(text).replaceAll(HIDDEN);
    }

    /** A document; null where there is none. */
    @Nullable JsonNode document(@Nullable String json) {
        JsonNode node = parse(json);
        return node == null || names.isEmpty() ? node : hide(node);
    }

    private JsonNode hide(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode hidden = JSON.createObjectNode();
            object.properties()
                    .forEach(field -> hidden.set(
                            field.getKey(),
                            names.contains(field.getKey()) && !field.getValue().isNull()
                                    ? JSON.getNodeFactory().stringNode(HIDDEN)
                                    : hide(field.getValue())));
            return hidden;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode hidden = JSON.createArrayNode();
            array.forEach(element -> hidden.add(hide(element)));
            return hidden;
        }
        return node.isString() ? JSON.getNodeFactory().stringNode(String.valueOf(text(node.asString()))) : node;
    }

    private static void collect(@Nullable JsonNode node, Set<String> names, boolean personal, Set<String> found) {
        if (node == null) {
            return;
        }
        if (node.isObject()) {
            node.properties()
                    .forEach(field ->
                            collect(field.getValue(), names, personal || names.contains(field.getKey()), found));
        } else if (node.isArray()) {
            node.forEach(element -> collect(element, names, personal, found));
        } else if (personal && (node.isString() || node.isNumber())) {
            found.add(node.asString());
        }
    }

    private static @Nullable JsonNode parse(@Nullable String json) {
        if (json == null) {
            return null;
        }
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            // the database took it for JSON; what cannot be read cannot be shown
            return JSON.getNodeFactory().stringNode(HIDDEN);
        }
    }
}
