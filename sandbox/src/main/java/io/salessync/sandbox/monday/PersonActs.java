package io.salessync.sandbox.monday;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.SandboxClock;
import io.salessync.sandbox.WrongInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a person does on a board by hand: no token, no cost, no limit but the rules for values. */
final class PersonActs {
    private final Boards boards;
    private final SandboxClock clock;
    private final ItemWriter writer;

    PersonActs(Boards boards, SandboxClock clock) {
        this.boards = boards;
        this.clock = clock;
        this.writer = new ItemWriter(boards);
    }

    Reply act(Request request, List<String> path) {
        if (!request.method().equals("POST") || path.size() != 1) {
            return Reply.problem(404, "Known: POST edit, POST boards");
        }
        JsonNode body = Json.object(request.body(), "The body");
        try {
            return switch (path.getFirst()) {
                case "edit" -> Reply.json(200, boards.writing(() -> edit(body)));
                case "boards" -> Reply.json(201, boards.writing(() -> create(body)));
                default -> Reply.problem(404, "Known: POST edit, POST boards");
            };
        } catch (MondayFault fault) {
            throw new WrongInput(fault.code() + ": " + fault.getMessage());
        }
    }

    private Map<String, Object> edit(JsonNode body) {
        Instant now = clock.stamp();
        if (body.has("item")) {
            Item item = item(body.path("item"));
            ObjectNode values = ValueForms.node();
            body.path("column_values").properties().forEach(e -> values.set(e.getKey(), e.getValue()));
            if (body.has("name")) {
                values.put("name", body.path("name").asString());
            }
            writer.change(item, values, true, now);
            return Map.of("changed", String.valueOf(item.id()));
        }
        if (body.has("archive") || body.has("delete")) {
            boolean archive = body.has("archive");
            Item item = item(archive ? body.path("archive") : body.path("delete"));
            boards.remove(item, archive ? Item.State.archived : Item.State.deleted, now);
            return Map.of(archive ? "archived" : "deleted", String.valueOf(item.id()));
        }
        if (body.has("archive_column")) {
            Column column = column(body, "archive_column");
            column.archive();
            return Map.of("archived_column", column.id());
        }
        if (body.has("retype_column")) {
            return retype(body);
        }
        if (body.has("delete_label")) {
            return deleteLabel(body);
        }
        throw new WrongInput("Known: item, archive, delete, archive_column, retype_column, delete_label");
    }

    private Map<String, Object> retype(JsonNode body) {
        Column column = column(body, "retype_column");
        String type = body.path("type").asString("");
        if (type.isEmpty()) {
            throw new WrongInput("retype_column needs a type");
        }
        Board board = board(body);
        column.retype(type);
        boards.items().stream()
                .filter(item -> item.board() == board)
                .forEach(item -> item.values().remove(column.id()));
        board.forgetIndexes();
        return Map.of("retyped_column", column.id(), "type", type);
    }

    private Map<String, Object> deleteLabel(JsonNode body) {
        Column column = board(body).columnNamed(body.path("column").asString(""));
        String label = body.path("delete_label").asString("");
        if (column == null || !column.removeLabel(label)) {
            throw new WrongInput("delete_label needs board, column and the text of a label of that column");
        }
        board(body).forgetIndexes();
        return Map.of("deleted_label", label);
    }

    private Item item(JsonNode id) {
        Item item = boards.item(Ids.number(id.asString("")));
        if (item == null || !item.active()) {
            throw new WrongInput("There is no active item " + id.asString(""));
        }
        return item;
    }

    private Board board(JsonNode body) {
        Board board = boards.board(Ids.number(body.path("board").asString("")));
        if (board == null) {
            throw new WrongInput("\"board\" has to be the id of a board");
        }
        return board;
    }

    private Column column(JsonNode body, String field) {
        Column column = board(body).columnNamed(body.path(field).asString(""));
        if (column == null) {
            throw new WrongInput("The board has no column " + body.path(field).asString(""));
        }
        return column;
    }

    private Map<String, Object> create(JsonNode body) {
        String name = body.path("name").asString("");
        if (name.isBlank()) {
            throw new WrongInput("A board needs a name");
        }
        @Nullable Long id = body.has("id") ? Long.valueOf(Ids.number(body.path("id").asString(""))) : null;
        if (id != null && (id < 1 || boards.board(id) != null)) {
            throw new WrongInput("The id is not a number or is taken");
        }
        Board from =
                body.has("from") ? boards.board(Ids.number(body.path("from").asString(""))) : null;
        if (body.has("from") && from == null) {
            throw new WrongInput("\"from\" has to be the id of a board");
        }
        List<Column> columns = new ArrayList<>();
        for (JsonNode told : body.path("columns")) {
            Column column = new Column(
                    told.path("id").asString(),
                    told.path("title").asString(told.path("id").asString()),
                    told.path("type").asString("text"));
            told.path("labels").forEach(label -> column.addLabel(label.asString()));
            columns.add(column);
        }
        Board made = new InitialBoards(boards)
                .like(
                        id,
                        name,
                        body.path("items_limit").asInt(Boards.ITEMS_LIMIT),
                        body.path("subitem_cap").asInt(Boards.SUBITEM_CAP),
                        from,
                        columns);
        return Map.of("id", String.valueOf(made.id()), "name", name);
    }
}
