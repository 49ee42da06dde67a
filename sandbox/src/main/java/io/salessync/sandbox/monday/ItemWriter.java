package io.salessync.sandbox.monday;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Creates and changes items under the vendor's rules for names, columns and sizes. */
final class ItemWriter {
    private static final int NAME = 255;
    private static final int VALUES_BYTES = 64 * 1024;

    private final Boards boards;

    ItemWriter(Boards boards) {
        this.boards = boards;
    }

    Item create(
            Board board, @Nullable Group group, String name, JsonNode values, boolean labels, Instant at, String by) {
        if (board.holdsSubitems()) {
            throw MondayFault.of("InvalidArgumentException", "Subitems are created with create_subitem");
        }
        if (board.itemsCount() >= board.itemsLimit()) {
            throw MondayFault.of(
                    "ItemsLimitationException",
                    "The board " + board.id() + " holds its limit of " + board.itemsLimit() + " items");
        }
        return add(board, group == null ? board.topGroup() : group, null, name, values, labels, at, by);
    }

    Item createSubitem(Item parent, String name, JsonNode values, boolean labels, Instant at, String by) {
        Board board = parent.board().subitemBoard();
        if (board == null) {
            throw MondayFault.of(
                    "InvalidArgumentException", "The board " + parent.board().id() + " has no subitems column");
        }
        int cap = parent.board().subitemCap();
        if (parent.subitems().size() >= cap) {
            throw MondayFault.of(
                    "ItemsLimitationException", "The item " + parent.id() + " holds its limit of " + cap + " subitems");
        }
        Item created = add(board, board.topGroup(), parent, name, values, labels, at, by);
        parent.touch(at);
        return created;
    }

    private Item add(
            Board board,
            Group group,
            @Nullable Item parent,
            String name,
            JsonNode values,
            boolean labels,
            Instant at,
            String by) {
        checkName(name);
        Map<String, @Nullable JsonNode> taken = take(board, values, labels, at);
        Item item = boards.create(board, group, parent, name, at, by);
        taken.forEach((column, value) -> put(item, column, value));
        checkSize(item.values());
        boards.enter(item);
        return item;
    }

    void change(Item item, JsonNode values, boolean labels, Instant at) {
        JsonNode name = values.path("name");
        if (name.isString()) {
            checkName(name.asString());
        }
        Map<String, @Nullable JsonNode> taken = take(item.board(), values, labels, at);
        Map<String, JsonNode> after = new HashMap<>(item.values());
        taken.forEach((column, value) -> {
            if (value == null) {
                after.remove(column);
            } else {
                after.put(column, value);
            }
        });
        checkSize(after);
        item.board().changing(item, () -> {
            taken.forEach((column, value) -> put(item, column, value));
            if (name.isString()) {
                item.rename(name.asString());
            }
        });
        item.touch(at);
    }

    private static void put(Item item, String column, @Nullable JsonNode value) {
        if (value == null) {
            item.values().remove(column);
        } else {
            item.values().put(column, value);
        }
    }

    /** Checks every value before any takes effect: a refused call changes nothing. */
    private Map<String, @Nullable JsonNode> take(Board board, JsonNode values, boolean labels, Instant at) {
        Writing writing = new Writing(at, labels, People.ALL, id -> boards.item(id) != null);
        Map<String, @Nullable JsonNode> taken = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : values.properties()) {
            if (entry.getKey().equals("name")) {
                continue;
            }
            Column column = board.columns().get(entry.getKey());
            if (column == null || column.archived()) {
                throw MondayFault.of(
                                "InvalidColumnIdException",
                                "The column " + entry.getKey() + " was not found on board " + board.id())
                        .with(Map.of("error_data", Map.of("column_id", entry.getKey())));
            }
            taken.put(column.id(), ValueForms.take(entry.getValue(), column, writing));
        }
        return taken;
    }

    private static void checkName(String name) {
        if (name.isBlank()) {
            throw MondayFault.of("InvalidArgumentException", "The item name is empty");
        }
        if (name.length() > NAME) {
            throw MondayFault.of(
                            "ItemNameTooLongException",
                            "The item name has " + name.length() + " characters, " + NAME + " are allowed")
                    .with(Map.of("error_data", Map.of("item_name", name.substring(0, 50))));
        }
    }

    private static void checkSize(Map<String, JsonNode> values) {
        long size = values.values().stream()
                .mapToLong(value -> value.toString().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (size > VALUES_BYTES) {
            throw MondayFault.of(
                    "ColumnValueException", "The item's column values are larger than " + VALUES_BYTES + " bytes");
        }
    }
}
