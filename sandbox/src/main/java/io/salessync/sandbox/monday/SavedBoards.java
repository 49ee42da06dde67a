package io.salessync.sandbox.monday;

import java.time.Instant;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes all boards into one JSON tree and reads them back. */
final class SavedBoards {
    private final Boards boards;

    SavedBoards(Boards boards) {
        this.boards = boards;
    }

    ObjectNode save() {
        ObjectNode root = ValueForms.node().put("nextItem", boards.nextItem()).put("nextBoard", boards.nextBoard());
        var list = root.putArray("boards");
        boards.all().forEach(board -> list.add(board(board)));
        var items = root.putArray("items");
        boards.all()
                .forEach(board -> board.groups()
                        .values()
                        .forEach(group -> group.items().stream()
                                .filter(item -> item.parent() == null)
                                .forEach(item -> tree(item, items))));
        boards.items().stream()
                .filter(item -> !item.active() && item.parent() == null)
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .forEach(item -> tree(item, items));
        return root;
    }

    private static void tree(Item item, ArrayNode into) {
        into.add(item(item));
        item.everySubitem().forEach(subitem -> into.add(item(subitem)));
    }

    private static ObjectNode board(Board board) {
        ObjectNode node = ValueForms.node()
                .put("id", board.id())
                .put("name", board.name())
                .put("itemsLimit", board.itemsLimit())
                .put("subitemCap", board.subitemCap())
                .put("numbered", board.numbered());
        Board parent = board.subitemsOf();
        if (parent != null) {
            node.put("subitemsOf", parent.id());
        }
        var columns = node.putArray("columns");
        for (Column column : board.columns().values()) {
            ObjectNode told = columns.addObject()
                    .put("id", column.id())
                    .put("title", column.title())
                    .put("type", column.type())
                    .put("linkedBoard", column.linkedBoard())
                    .put("archived", column.archived())
                    .put("changes", column.changes());
            var labels = told.putArray("labels");
            column.labels()
                    .forEach(label -> labels.addObject()
                            .put("id", label.id())
                            .put("text", label.text())
                            .put("color", label.color()));
        }
        var groups = node.putArray("groups");
        for (Group group : board.groups().values()) {
            groups.addObject()
                    .put("id", group.id())
                    .put("title", group.title())
                    .put("color", group.color())
                    .put("archived", group.archived())
                    .put("deleted", group.deleted());
        }
        return node;
    }

    private static ObjectNode item(Item item) {
        ObjectNode node = ValueForms.node()
                .put("id", item.id())
                .put("board", item.board().id())
                .put("group", item.group().id())
                .put("number", item.number())
                .put("name", item.name())
                .put("state", item.state().name())
                .put("created", item.createdAt().toString())
                .put("updated", item.updatedAt().toString())
                .put("creator", item.creator());
        Item parent = item.parent();
        if (parent != null) {
            node.put("parent", parent.id());
        }
        ObjectNode values = node.putObject("values");
        item.values().forEach(values::set);
        return node;
    }

    void load(JsonNode root) {
        boards.clear();
        for (JsonNode node : root.path("boards")) {
            if (!node.has("subitemsOf")) {
                loadBoard(node);
            }
        }
        for (JsonNode node : root.path("boards")) {
            if (node.has("subitemsOf")) {
                loadBoard(node);
            }
        }
        root.path("items").forEach(this::loadItem);
        boards.continueFrom(
                root.path("nextItem").asLong(), root.path("nextBoard").asLong());
    }

    private void loadBoard(JsonNode node) {
        Board parent =
                node.has("subitemsOf") ? boards.board(node.path("subitemsOf").asLong()) : null;
        Board board = new Board(
                node.path("id").asLong(),
                node.path("name").asString(),
                node.path("itemsLimit").asInt(),
                node.path("subitemCap").asInt(),
                parent);
        board.numbered(node.path("numbered").asInt());
        for (JsonNode told : node.path("columns")) {
            Column column = new Column(
                    told.path("id").asString(),
                    told.path("title").asString(),
                    told.path("type").asString());
            column.link(told.path("linkedBoard").asLong());
            told.path("labels")
                    .forEach(label -> column.labels()
                            .add(new Label(
                                    label.path("id").asInt(),
                                    label.path("text").asString(),
                                    label.path("color").asString())));
            column.restore(told.path("changes").asInt(), told.path("archived").asBoolean());
            board.add(column);
        }
        for (JsonNode told : node.path("groups")) {
            Group group = board.addGroup(
                    told.path("id").asString(),
                    told.path("title").asString(),
                    told.path("color").asString());
            if (told.path("archived").asBoolean()) {
                group.archive();
            }
            if (told.path("deleted").asBoolean()) {
                group.delete();
            }
        }
        boards.add(board);
        if (parent != null) {
            parent.subitemBoard(board);
        }
    }

    private void loadItem(JsonNode node) {
        Board board = Objects.requireNonNull(boards.board(node.path("board").asLong()));
        Group group =
                Objects.requireNonNull(board.groups().get(node.path("group").asString()));
        Item item = new Item(
                node.path("id").asLong(),
                board,
                group,
                node.has("parent") ? boards.item(node.path("parent").asLong()) : null,
                node.path("number").asInt(),
                node.path("name").asString(),
                Instant.parse(node.path("created").asString()),
                node.path("creator").asString());
        node.path("values").properties().forEach(e -> item.values().put(e.getKey(), e.getValue()));
        item.touch(Instant.parse(node.path("updated").asString()));
        item.become(Item.State.valueOf(node.path("state").asString()));
        boards.enter(item);
    }
}
