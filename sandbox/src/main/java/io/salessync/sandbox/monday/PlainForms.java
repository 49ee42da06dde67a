package io.salessync.sandbox.monday;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Texts, numbers, ticks and stars. */
final class PlainForms {
    private static final int LONG_TEXT = 2000;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?");

    private PlainForms() {}

    static void addTo(Map<String, ValueForm> forms) {
        forms.put("text", new Text());
        forms.put("long_text", new LongText());
        forms.put("numbers", new Numbers());
        forms.put("checkbox", new Checkbox());
        forms.put("rating", new Rating());
        forms.put("board_relation", new Relation());
    }

    private static final class Text implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            if (!given.isString()) {
                throw ValueForms.shape(column, "a string");
            }
            return given;
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.asString("");
        }
    }

    private static final class LongText implements ValueForm {
        @Override
        public @Nullable JsonNode take(JsonNode given, Column column, Writing writing) {
            JsonNode text = given.isString() ? given : given.path("text");
            if (!text.isString()) {
                throw ValueForms.shape(column, "{\"text\": \"…\"}");
            }
            if (text.asString().length() > LONG_TEXT) {
                throw MondayFault.value(column, "text is longer than " + LONG_TEXT + " characters");
            }
            return text.asString().isEmpty()
                    ? null
                    : ValueForms.stamped(writing).put("text", text.asString());
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.path("text").asString("");
        }
    }

    private static final class Numbers implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            if (!given.isString() || !NUMBER.matcher(given.asString()).matches()) {
                throw ValueForms.shape(column, "a number written as a string, without leading zeros");
            }
            return given;
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.asString("");
        }
    }

    private static final class Checkbox implements ValueForm {
        /** Whatever is sent as "checked" ticks the box, "false" too: the vendor clears it with null only. */
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            if (given.isObject() && !given.has("checked")) {
                throw ValueForms.shape(column, "{\"checked\": \"true\"}");
            }
            return ValueForms.stamped(writing).put("checked", true);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return "v";
        }
    }

    private static final class Rating implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            int stars = given.isString() ? wholeNumber(given) : wholeNumber(given.path("rating"));
            if (stars < 1 || stars > 5) {
                throw ValueForms.shape(column, "{\"rating\": 1 to 5}");
            }
            return ValueForms.stamped(writing).put("rating", stars);
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return kept.path("rating").asString("");
        }
    }

    private static final class Relation implements ValueForm {
        @Override
        public JsonNode take(JsonNode given, Column column, Writing writing) {
            JsonNode ids = given.path("item_ids");
            if (!ids.isArray()) {
                throw ValueForms.shape(column, "{\"item_ids\": [1, 2]}");
            }
            ObjectNode kept = ValueForms.stamped(writing);
            ArrayNode linked = kept.putArray("linked_item_ids");
            for (JsonNode id : ids) {
                if (!writing.itemExists().test(id.asLong(0))) {
                    throw MondayFault.unknown("item", id.asString(""));
                }
                linked.add(id.asString(""));
            }
            return kept;
        }

        @Override
        public String text(JsonNode kept, Column column, People people) {
            return "";
        }
    }

    /** A whole number sent as a number or as digits; -1 for anything else. */
    static int wholeNumber(JsonNode node) {
        if (node.isInt()) {
            return node.asInt();
        }
        return node.isString() && node.asString().matches("[0-9]{1,9}") ? Integer.parseInt(node.asString()) : -1;
    }
}
