package io.salessync.connectors.monday;

import io.salessync.connectors.ColumnType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Values as the vendor tells them, in the notation we write them in. */
final class MondayTexts {
    private MondayTexts() {}

    /** @param cell one of {@code column_values} with its id, type, text and value */
    static String text(JsonNode cell) {
        ColumnType type = MondayColumns.writable(cell.path("type").asString("")).orElse(null);
        String shown = cell.path("text").asString("");
        JsonNode value = value(cell.path("value"));
        if (type == null) {
            return shown;
        }
        return switch (type) {
            case NAME, TEXT, NUMBERS, STATUS, EMAIL -> type == ColumnType.EMAIL ? or(value, "email", shown) : shown;
            case LONG_TEXT -> or(value, "text", shown);
            case DROPDOWN -> shown.replace(", ", ";");
            case DATE -> date(value, shown);
            case TIMELINE -> value.has("from") ? part(value, "from") + "/" + part(value, "to") : "";
            case PEOPLE ->
                joined(
                        value.path("personsAndTeams"),
                        person -> (part(person, "kind").equals("team") ? "team:" : "") + part(person, "id"));
            case LINK -> link(value);
            case PHONE -> value.has("phone") && !part(value, "phone").isEmpty() ? phone(value) : shown;
            case CHECKBOX -> isChecked(value) ? "true" : "false";
            case RATING -> part(value, "rating").equals("0") ? "" : part(value, "rating");
            case HOUR ->
                value.has("hour")
                        ? String.format(
                                Locale.ROOT,
                                "%02d:%02d",
                                value.path("hour").asInt(),
                                value.path("minute").asInt())
                        : "";
            case WEEK -> week(value);
            case COUNTRY ->
                value.has("countryCode") ? (part(value, "countryCode") + " " + part(value, "countryName")).strip() : "";
            case LOCATION ->
                value.has("lat") ? part(value, "lat") + ";" + part(value, "lng") + ";" + part(value, "address") : "";
            case TAGS -> joined(value.path("tag_ids"), MondayTexts::plain);
            case CONNECT_BOARDS -> joined(cell.path("linked_item_ids"), MondayTexts::plain);
        };
    }

    private static JsonNode value(JsonNode told) {
        try {
            JsonNode value = told.isString() ? MondayAnswer.JSON.readTree(told.asString()) : told;
            return value.isObject() ? value : MissingNode.getInstance();
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private static String part(JsonNode node, String name) {
        return plain(node.path(name));
    }

    private static String plain(JsonNode node) {
        return node.isNull() || node.isMissingNode() ? "" : node.asString("");
    }

    private static String or(JsonNode value, String name, String otherwise) {
        return value.has(name) ? part(value, name) : otherwise;
    }

    private static String date(JsonNode value, String shown) {
        if (!value.has("date")) {
            return value.isMissingNode() ? shown.replace(' ', 'T') : "";
        }
        String time = part(value, "time");
        return part(value, "date") + (time.isEmpty() ? "" : "T" + time);
    }

    private static String link(JsonNode value) {
        String url = part(value, "url");
        String shown = part(value, "text");
        return shown.isEmpty() || shown.equals(url) ? url : url + " " + shown;
    }

    private static String phone(JsonNode value) {
        return (part(value, "phone") + " " + part(value, "countryShortName")).strip();
    }

    private static boolean isChecked(JsonNode value) {
        return part(value, "checked").equalsIgnoreCase("true");
    }

    private static String week(JsonNode value) {
        JsonNode week = value.path("week");
        return part(week.isObject() ? week : value, "startDate");
    }

    private static String joined(JsonNode array, java.util.function.Function<JsonNode, String> text) {
        List<String> parts = new ArrayList<>();
        array.forEach(node -> parts.add(text.apply(node)));
        return String.join(";", parts);
    }

    /** Whether two texts stand for the same value: the vendor tells some values otherwise than they were written. */
    static boolean same(ColumnType type, String one, String other) {
        return plain(type, one).equals(plain(type, other));
    }

    private static String plain(ColumnType type, String text) {
        String told = text.strip();
        return switch (type) {
            case CHECKBOX -> told.equalsIgnoreCase("true") ? "true" : "";
            case NUMBERS -> number(told);
            case DROPDOWN, PEOPLE, TAGS, CONNECT_BOARDS -> unordered(ChoiceForms.parts(told));
            case EMAIL -> told.toLowerCase(Locale.ROOT);
            case PHONE -> told.replaceAll("[^0-9]", "");
            case COUNTRY ->
                told.isEmpty()
                        ? ""
                        : told.substring(0, Math.min(2, told.length())).toUpperCase(Locale.ROOT);
            case WEEK -> told.isEmpty() || MondayColumns.fault(type, told).isPresent() ? told : encoded(type, told);
            case LOCATION -> place(told);
            case LINK, DATE, HOUR -> MondayColumns.fault(type, told).isPresent() ? told : encoded(type, told);
            case NAME, TEXT, LONG_TEXT, STATUS, TIMELINE, RATING -> told;
        };
    }

    private static String encoded(ColumnType type, String text) {
        return MondayColumns.encode(type, text).toString();
    }

    /** The vendor tells degrees as numbers and we may have written them with noughts at their end. */
    private static String place(String text) {
        if (MondayColumns.fault(ColumnType.LOCATION, text).isPresent()) {
            return text;
        }
        String[] parts = text.split(";", 3);
        return number(parts[0].strip()) + ";" + number(parts[1].strip()) + ";" + parts[2].strip();
    }

    private static String number(String text) {
        try {
            return text.isEmpty()
                    ? ""
                    : new BigDecimal(text).stripTrailingZeros().toPlainString();
        } catch (NumberFormatException e) {
            return text;
        }
    }

    private static String unordered(Collection<String> parts) {
        Set<String> sorted = new TreeSet<>(parts);
        return sorted.stream().collect(Collectors.joining(";"));
    }
}
