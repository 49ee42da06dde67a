package io.salessync.flows.graph;

import io.salessync.kernel.problems.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds settings against the JSON Schema (2020-12) of a card. It knows what cards use: {@code type}, {@code properties},
 * {@code required}, {@code additionalProperties} (false, or a schema), {@code enum}, {@code const}, {@code minimum}, {@code maximum},
 * {@code minLength}, {@code maxLength}, {@code pattern}, {@code items}, {@code minItems}, {@code maxItems}, {@code uniqueItems},
 * {@code oneOf}, {@code anyOf}, {@code default}. References are not followed.
 */
public final class SettingsSchema {
    private final BiConsumer<String, String> problem;

    private SettingsSchema(BiConsumer<String, String> problem) {
        this.problem = problem;
    }

    /** @param problem told the path, such as {@code columns/2/name}, and what is wrong there */
    public static void check(JsonNode schema, JsonNode value, BiConsumer<String, String> problem) {
        new SettingsSchema(problem).value(schema, value, "");
    }

    /** The settings with what the schema gives by default where nothing is said, at every depth. */
    public static ObjectNode withDefaults(JsonNode schema, ObjectNode settings) {
        ObjectNode full = settings.deepCopy();
        schema.path("properties").properties().forEach(entry -> {
            JsonNode given = full.get(entry.getKey());
            if (given == null && entry.getValue().has("default")) {
                full.set(entry.getKey(), entry.getValue().get("default").deepCopy());
            } else if (given instanceof ObjectNode below) {
                full.set(entry.getKey(), withDefaults(entry.getValue(), below));
            }
        });
        return full;
    }

    private void value(JsonNode schema, JsonNode value, String path) {
        if (schema.isBoolean() || schema.isMissingNode()) {
            return;
        }
        if (!hasType(schema.path("type"), value)) {
            problem.accept(path, "has to be " + words(schema.path("type")) + ", not " + shown(value));
            return;
        }
        choices(schema, value, path);
        switch (value.getNodeType()) {
            case STRING -> text(schema, value.asString(), path);
            case NUMBER -> number(schema, value.doubleValue(), path);
            case ARRAY -> list(schema, value, path);
            case OBJECT -> object(schema, value, path);
            default -> {}
        }
        variants(schema, value, path);
    }

    private static boolean hasType(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            return type.valueStream().anyMatch(one -> hasType(one, value));
        }
        return switch (type.asString("")) {
            case "string" -> value.isString();
            case "integer" ->
                value.isIntegralNumber() || value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            case "null" -> value.isNull();
            default -> true;
        };
    }

    private static String words(JsonNode type) {
        if (type.isArray()) {
            return String.join(
                    " or ", type.valueStream().map(SettingsSchema::words).toList());
        }
        return switch (type.asString("")) {
            case "string" -> "text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a document with fields";
            default -> type.asString("something else");
        };
    }

    private void choices(JsonNode schema, JsonNode value, String path) {
        JsonNode choices = schema.path("enum");
        if (choices.isArray() && choices.valueStream().noneMatch(one -> same(one, value))) {
            List<String> known = choices.valueStream().map(JsonNode::asString).toList();
            problem.accept(path, "cannot be " + shown(value) + Nearest.hint(value.asString(""), known));
        }
        if (schema.has("const") && !same(schema.get("const"), value)) {
            problem.accept(path, "has to be " + shown(schema.get("const")) + ", not " + shown(value));
        }
    }

    private static boolean same(JsonNode one, JsonNode other) {
        return one.equals(other) || one.isNumber() && other.isNumber() && one.doubleValue() == other.doubleValue();
    }

    private void text(JsonNode schema, String text, String path) {
        int length = text.codePointCount(0, text.length());
        if (length < schema.path("minLength").asInt(0)) {
            problem.accept(
                    path, length == 0 ? "is empty" : "is shorter than " + schema.get("minLength") + " characters");
        }
        if (length > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
            problem.accept(path, "is longer than " + schema.get("maxLength") + " characters");
        }
        if (schema.path("pattern").isString()
                && !Pattern.compile(schema.get("pattern").asString())
                        .matcher(text)
                        .find()) {
            problem.accept(
                    path,
                    "cannot be " + quoted(text) + "; it has to match "
                            + schema.get("pattern").asString());
        }
    }

    private void number(JsonNode schema, double number, String path) {
        if (number < schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)) {
            problem.accept(path, "has to be at least " + schema.get("minimum") + ", not " + plain(number));
        }
        if (number > schema.path("maximum").asDouble(Double.POSITIVE_INFINITY)) {
            problem.accept(path, "has to be at most " + schema.get("maximum") + ", not " + plain(number));
        }
        if (number <= schema.path("exclusiveMinimum").asDouble(Double.NEGATIVE_INFINITY)) {
            problem.accept(path, "has to be more than " + schema.get("exclusiveMinimum") + ", not " + plain(number));
        }
    }

    private static String plain(double number) {
        return java.math.BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    private void list(JsonNode schema, JsonNode list, String path) {
        if (list.size() < schema.path("minItems").asInt(0)) {
            problem.accept(path, list.isEmpty() ? "is empty" : "needs at least " + schema.get("minItems") + " entries");
        }
        if (list.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
            problem.accept(path, "has more than " + schema.get("maxItems") + " entries");
        }
        List<JsonNode> seen = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode item = list.get(i);
            String place = YamlText.below(path, String.valueOf(i));
            if (schema.path("uniqueItems").asBoolean(false) && seen.contains(item)) {
                problem.accept(place, shown(item) + " is there twice");
            }
            seen.add(item);
            value(schema.path("items"), item, place);
        }
    }

    private void object(JsonNode schema, JsonNode object, String path) {
        JsonNode properties = schema.path("properties");
        schema.path("required").forEach(name -> {
            if (!object.has(name.asString())) {
                problem.accept(YamlText.below(path, name.asString()), "is missing");
            }
        });
        List<String> known = new ArrayList<>(properties.propertyNames());
        JsonNode others = schema.path("additionalProperties");
        object.properties().forEach(entry -> {
            String place = YamlText.below(path, entry.getKey());
            if (properties.has(entry.getKey())) {
                value(properties.get(entry.getKey()), entry.getValue(), place);
            } else if (others.isBoolean() && !others.booleanValue()) {
                problem.accept(place, "is not known" + Nearest.hint(entry.getKey(), known));
            } else if (others.isObject()) {
                value(others, entry.getValue(), place);
            }
        });
    }

    /** Of variants, the mistakes of the one that fits best are told. */
    private void variants(JsonNode schema, JsonNode value, String path) {
        for (String word : List.of("oneOf", "anyOf")) {
            JsonNode variants = schema.path(word);
            if (!variants.isArray() || variants.isEmpty()) {
                continue;
            }
            List<Told> best = null;
            int fitting = 0;
            for (JsonNode variant : variants) {
                List<Told> told = new ArrayList<>();
                new SettingsSchema((place, message) -> told.add(new Told(place, message))).value(variant, value, path);
                fitting += told.isEmpty() ? 1 : 0;
                best = nearer(best, told);
            }
            if (fitting == 0 && best != null) {
                best.forEach(one -> problem.accept(one.place(), one.message()));
            } else if (fitting > 1 && word.equals("oneOf")) {
                problem.accept(path, "fits more than one of the forms it may have; say which by leaving fields out");
            }
        }
    }

    private record Told(String place, String message) {}

    private static List<Told> nearer(@Nullable List<Told> one, List<Told> other) {
        return one == null || other.size() < one.size() ? other : one;
    }

    static String shown(JsonNode value) {
        return value.isString() ? quoted(value.asString()) : clipped(value.toString());
    }

    private static String quoted(String text) {
        return "'" + clipped(text) + "'";
    }

    private static String clipped(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
