package io.salessync.connectors.monday;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How values are written for each type of column, and which cannot be. */
final class MondayColumns {
    static final int NAME = 255;
    static final int LONG_TEXT = 2_000;
    static final int ITEM_BYTES = 64 * 1024;

    private static final Map<String, ColumnType> TYPES = Map.ofEntries(
            Map.entry("name", ColumnType.NAME),
            Map.entry("text", ColumnType.TEXT),
            Map.entry("long_text", ColumnType.LONG_TEXT),
            Map.entry("numbers", ColumnType.NUMBERS),
            Map.entry("numeric", ColumnType.NUMBERS),
            Map.entry("status", ColumnType.STATUS),
            Map.entry("color", ColumnType.STATUS),
            Map.entry("dropdown", ColumnType.DROPDOWN),
            Map.entry("date", ColumnType.DATE),
            Map.entry("timeline", ColumnType.TIMELINE),
            Map.entry("people", ColumnType.PEOPLE),
            Map.entry("email", ColumnType.EMAIL),
            Map.entry("link", ColumnType.LINK),
            Map.entry("phone", ColumnType.PHONE),
            Map.entry("checkbox", ColumnType.CHECKBOX),
            Map.entry("rating", ColumnType.RATING),
            Map.entry("hour", ColumnType.HOUR),
            Map.entry("week", ColumnType.WEEK),
            Map.entry("country", ColumnType.COUNTRY),
            Map.entry("location", ColumnType.LOCATION),
            Map.entry("tags", ColumnType.TAGS),
            Map.entry("board_relation", ColumnType.CONNECT_BOARDS));

    private static final Map<ColumnType, ColumnForm> FORMS = new EnumMap<>(Map.ofEntries(
            Map.entry(ColumnType.NAME, TextForms::name),
            Map.entry(ColumnType.TEXT, TextForms::text),
            Map.entry(ColumnType.LONG_TEXT, TextForms::longText),
            Map.entry(ColumnType.EMAIL, TextForms::email),
            Map.entry(ColumnType.LINK, TextForms::link),
            Map.entry(ColumnType.PHONE, TextForms::phone),
            Map.entry(ColumnType.COUNTRY, TextForms::country),
            Map.entry(ColumnType.LOCATION, TextForms::location),
            Map.entry(ColumnType.STATUS, ChoiceForms::status),
            Map.entry(ColumnType.DROPDOWN, ChoiceForms::dropdown),
            Map.entry(ColumnType.PEOPLE, ChoiceForms::people),
            Map.entry(ColumnType.CHECKBOX, ChoiceForms::checkbox),
            Map.entry(ColumnType.TAGS, ChoiceForms::tags),
            Map.entry(ColumnType.CONNECT_BOARDS, ChoiceForms::connectBoards),
            Map.entry(ColumnType.NUMBERS, MeasureForms::numbers),
            Map.entry(ColumnType.RATING, MeasureForms::rating),
            Map.entry(ColumnType.DATE, MeasureForms::date),
            Map.entry(ColumnType.TIMELINE, MeasureForms::timeline),
            Map.entry(ColumnType.HOUR, MeasureForms::hour),
            Map.entry(ColumnType.WEEK, MeasureForms::week)));

    private MondayColumns() {}

    /** The kind we write a column of theirs as; empty where it cannot be written. */
    static Optional<ColumnType> writable(String type) {
        return Optional.ofNullable(TYPES.get(type.toLowerCase(Locale.ROOT)));
    }

    /** The JSON of column_values, itself a text. */
    static String values(List<Value> values) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Value value : values) {
            String key = value.type() == ColumnType.NAME ? "name" : value.columnId();
            node.set(key, encode(value.type(), value.text()));
        }
        return MondayAnswer.JSON.writeValueAsString(node);
    }

    static JsonNode encode(ColumnType type, String text) {
        if (text.isBlank()) {
            return empty(type);
        }
        ColumnForm form = FORMS.get(type);
        if (form == null) {
            throw new Unfit("cannot be written");
        }
        return form.encode(text);
    }

    private static JsonNode empty(ColumnType type) {
        return switch (type) {
            case NAME -> throw new Unfit("is empty; an item needs a name");
            case TEXT, NUMBERS -> JsonNodeFactory.instance.stringNode("");
            default -> JsonNodeFactory.instance.nullNode();
        };
    }

    static Optional<String> fault(ColumnType type, String text) {
        try {
            encode(type, text);
            return Optional.empty();
        } catch (Unfit unfit) {
            return Optional.of("'" + shortened(text) + "' " + unfit.getMessage());
        }
    }

    static Optional<String> fault(BoardWrite write) {
        return switch (write) {
            case BoardWrite.CreateGroup group ->
                group.title().isBlank() || group.title().length() > NAME
                        ? Optional.of("A group's title has 1 to " + NAME + " characters; this one has "
                                + group.title().strip().length())
                        : Optional.empty();
            case BoardWrite.CreateItem item ->
                fault(ColumnType.NAME, item.name()).or(() -> fault(item.values()));
            case BoardWrite.CreateSubitem subitem ->
                fault(ColumnType.NAME, subitem.name()).or(() -> fault(subitem.values()));
            case BoardWrite.ChangeValues change -> fault(change.values());
            case BoardWrite.MoveToGroup move -> Optional.empty();
            case BoardWrite.Archive archive -> Optional.empty();
        };
    }

    /** People may be named by e-mail address: those are looked up before the call, here only their form can be told. */
    static Optional<String> emails(String text) {
        for (String part : ChoiceForms.parts(text)) {
            Optional<String> fault =
                    part.contains("@") ? fault(ColumnType.EMAIL, part) : fault(ColumnType.PEOPLE, part);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> fault(List<Value> values) {
        Set<String> seen = new HashSet<>();
        for (Value value : values) {
            if (!seen.add(value.columnId())) {
                return Optional.of("Column " + value.columnId() + " is given twice");
            }
            Optional<String> fault =
                    value.type() == ColumnType.PEOPLE ? emails(value.text()) : fault(value.type(), value.text());
            if (fault.isPresent()) {
                return fault.map(text -> "Column " + value.columnId() + ": " + text);
            }
        }
        List<Value> resolved = values.stream()
                .filter(value -> value.type() != ColumnType.PEOPLE)
                .toList();
        int bytes = values(resolved).getBytes(StandardCharsets.UTF_8).length;
        return bytes > ITEM_BYTES
                ? Optional.of("All values of an item together may take " + ITEM_BYTES + " bytes; these take " + bytes)
                : Optional.empty();
    }

    static Optional<Integer> maximumLength(ColumnType type) {
        return switch (type) {
            case NAME -> Optional.of(NAME);
            case LONG_TEXT -> Optional.of(LONG_TEXT);
            default -> Optional.empty();
        };
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 59) + "…";
    }
}
