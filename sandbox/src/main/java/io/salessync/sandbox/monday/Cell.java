package io.salessync.sandbox.monday;

import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What one column holds for one item, read when asked. */
record Cell(Item item, Column column, @Nullable JsonNode value) {
    static Cell of(Item item, Column column) {
        return new Cell(item, column, item.values().get(column.id()));
    }

    String text() {
        return switch (column.type()) {
            case "name" -> item.name();
            case "item_id" -> String.valueOf(item.id());
            case "auto_number" -> String.valueOf(item.number());
            case "creation_log" -> day(item.createdAt().toString());
            case "last_updated" -> day(item.updatedAt().toString());
            case "subtasks" -> item.subitems().stream().map(Item::name).collect(Collectors.joining(", "));
            default -> value == null ? "" : ValueForms.text(value, column, People.ALL);
        };
    }

    /** The value as JSON text, as the vendor tells it; null for what is empty. */
    @Nullable JsonNode told() {
        ObjectNode node = ValueForms.node();
        return switch (column.type()) {
            case "item_id" -> node.put("item_id", item.id());
            case "creation_log" ->
                node.put("created_at", item.createdAt().toString()).put("creator_id", People.OWNER.id());
            case "last_updated" -> node.put("updated_at", item.updatedAt().toString());
            case "subtasks" -> {
                if (item.subitems().isEmpty()) {
                    yield null;
                }
                ArrayNode linked = node.putArray("linkedPulseIds");
                item.subitems().forEach(sub -> linked.addObject().put("linkedPulseId", sub.id()));
                yield node;
            }
            case "name", "board_relation" -> null;
            default -> value;
        };
    }

    @Nullable String part(String name) {
        JsonNode part = value == null ? null : value.get(name);
        return part == null || part.isNull() ? null : part.asString();
    }

    private static String day(String instant) {
        return instant.substring(0, 10) + " " + instant.substring(11, 19) + " UTC";
    }
}
