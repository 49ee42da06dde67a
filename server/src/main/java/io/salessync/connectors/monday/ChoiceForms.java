package io.salessync.connectors.monday;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is chosen from something: labels, people, tags, other items. */
final class ChoiceForms {
    private ChoiceForms() {}

    static JsonNode status(String text) {
        String label = text.strip();
        if (label.matches("#[0-9]{1,3}")) {
            return object().put("index", Integer.parseInt(label.substring(1)));
        }
        return object().put("label", label);
    }

    static JsonNode dropdown(String text) {
        ArrayNode labels = JsonNodeFactory.instance.arrayNode();
        parts(text).forEach(labels::add);
        return object().set("labels", labels);
    }

    static JsonNode people(String text) {
        ArrayNode people = JsonNodeFactory.instance.arrayNode();
        for (String person : parts(text)) {
            String kind = person.startsWith("team:") ? "team" : "person";
            people.addObject()
                    .put("id", id(person.replaceFirst("^team:", ""), "a person"))
                    .put("kind", kind);
        }
        return object().set("personsAndTeams", people);
    }

    /** A false would tick the box: only nothing at all clears it. */
    static JsonNode checkbox(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> object().put("checked", "true");
            case "false" -> JsonNodeFactory.instance.nullNode();
            default -> throw new Unfit("is neither true nor false");
        };
    }

    static JsonNode tags(String text) {
        return ids(text, "tag_ids", "a tag");
    }

    static JsonNode connectBoards(String text) {
        return ids(text, "item_ids", "an item");
    }

    private static JsonNode ids(String text, String name, String what) {
        ArrayNode ids = JsonNodeFactory.instance.arrayNode();
        parts(text).forEach(part -> ids.add(id(part, what)));
        return object().set(name, ids);
    }

    private static long id(String text, String what) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Unfit("holds '" + text + "', which is not the number of " + what);
        }
        return Long.parseLong(text);
    }

    static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(";", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
