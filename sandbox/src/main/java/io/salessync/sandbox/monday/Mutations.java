package io.salessync.sandbox.monday;

import graphql.schema.DataFetchingEnvironment;
import graphql.schema.idl.RuntimeWiring;
import io.salessync.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The mutations of the API; those of one document run one after another in its order. */
final class Mutations {
    private final Boards boards;
    private final Jobs jobs;
    private final Ids ids;
    private final ItemWriter writer;
    private final Fields<Object> fields = Fields.of("Mutation");

    Mutations(Boards boards, Jobs jobs) {
        this.boards = boards;
        this.jobs = jobs;
        this.ids = new Ids(boards);
        this.writer = new ItemWriter(boards);
    }

    void addTo(RuntimeWiring.Builder wiring) {
        fields.root("complexity", env -> Map.of("before", 0, "after", 0, "query", 0, "reset_in_x_seconds", 0));
        field("create_group", this::createGroup);
        field("update_group", this::updateGroup);
        field("archive_group", (env, turn) -> removeGroup(env, turn, Item.State.archived));
        field("delete_group", (env, turn) -> removeGroup(env, turn, Item.State.deleted));
        field("create_item", this::createItem);
        field("create_subitem", this::createSubitem);
        field("change_multiple_column_values", this::changeValues);
        field("change_column_value", this::changeValue);
        field("change_simple_column_value", this::changeSimpleValue);
        field("archive_item", (env, turn) -> removeItem(env, turn, Item.State.archived));
        field("delete_item", (env, turn) -> removeItem(env, turn, Item.State.deleted));
        field("move_item_to_group", this::move);
        field("bulk_archive_items", (env, turn) -> bulk(env, turn, Item.State.archived));
        field("bulk_delete_items", (env, turn) -> bulk(env, turn, Item.State.deleted));
        field("create_column", this::createColumn);
        field("create_webhook", this::createWebhook);
        field("delete_webhook", this::deleteWebhook);
        field("create_update", this::createUpdate);
        fields.addTo(wiring);
    }

    private void field(String name, BiFunction<DataFetchingEnvironment, Turn, Object> work) {
        fields.root(name, env -> {
            Turn turn = env.getGraphQlContext().get(Turn.class);
            String alias = env.getExecutionStepInfo().getResultKey();
            return turn.mutate(name, alias, () -> work.apply(env, turn));
        });
    }

    private static String text(DataFetchingEnvironment env, String name) {
        return Objects.requireNonNull(env.<String>getArgument(name));
    }

    private static boolean labels(DataFetchingEnvironment env) {
        return Boolean.TRUE.equals(env.<Boolean>getArgument("create_labels_if_missing"));
    }

    /** Values are sent as JSON written into a string; an object in its place is refused as the vendor does. */
    private static JsonNode json(DataFetchingEnvironment env, String name) {
        Object sent = env.getArgument(name);
        if (sent == null) {
            return ValueForms.node();
        }
        try {
            if (sent instanceof String text) {
                return Json.MAPPER.readTree(text);
            }
        } catch (JacksonException e) {
            throw notJson(name);
        }
        throw notJson(name);
    }

    private static JsonNode object(DataFetchingEnvironment env, String name) {
        JsonNode node = json(env, name);
        if (!node.isObject()) {
            throw notJson(name);
        }
        return node;
    }

    private static MondayFault notJson(String name) {
        return MondayFault.of("JsonParseException", 400, name + " has to be a JSON object written as a string");
    }

    private Object createGroup(DataFetchingEnvironment env, Turn turn) {
        Board board = ids.board(env);
        BoardFields.refuseSubitemBoard(board);
        String title = text(env, "group_name");
        if (title.isBlank()) {
            throw MondayFault.of("InvalidArgumentException", "The group name is empty");
        }
        return board.addGroup("group_" + Long.toString(boards.takeId(), 36), title, env.getArgument("group_color"));
    }

    private Object updateGroup(DataFetchingEnvironment env, Turn turn) {
        Group group = Ids.group(ids.board(env), text(env, "group_id"));
        String attribute = text(env, "group_attribute");
        switch (attribute) {
            case "title" -> group.retitle(text(env, "new_value"));
            case "color" -> group.recolor(text(env, "new_value"));
            default -> throw MondayFault.of("InvalidArgumentException", "The sandbox keeps groups in their order");
        }
        return group;
    }

    private Object removeGroup(DataFetchingEnvironment env, Turn turn, Item.State to) {
        Board board = ids.board(env);
        Group group = Ids.group(board, text(env, "group_id"));
        if (board.presentGroups().size() == 1) {
            throw MondayFault.of("DeleteLastGroupException", 409, "The last group of a board has to stay");
        }
        List.copyOf(group.items()).forEach(item -> boards.remove(item, to, turn.at()));
        if (to == Item.State.archived) {
            group.archive();
        } else {
            group.delete();
        }
        return group;
    }

    private Object createItem(DataFetchingEnvironment env, Turn turn) {
        Board board = ids.board(env);
        String groupId = env.getArgument("group_id");
        Group group = groupId == null ? null : Ids.group(board, groupId);
        JsonNode values = object(env, "column_values");
        return writer.create(board, group, text(env, "item_name"), values, labels(env), turn.at(), creator());
    }

    private Object createSubitem(DataFetchingEnvironment env, Turn turn) {
        Item parent = ids.item(env, "parent_item_id");
        JsonNode values = object(env, "column_values");
        return writer.createSubitem(parent, text(env, "item_name"), values, labels(env), turn.at(), creator());
    }

    private static String creator() {
        return String.valueOf(People.OWNER.id());
    }

    private Object changeValues(DataFetchingEnvironment env, Turn turn) {
        return change(env, turn, object(env, "column_values"));
    }

    private Object changeValue(DataFetchingEnvironment env, Turn turn) {
        return change(env, turn, ValueForms.node().set(text(env, "column_id"), json(env, "value")));
    }

    private Object changeSimpleValue(DataFetchingEnvironment env, Turn turn) {
        String value = env.getArgument("value");
        return change(env, turn, ValueForms.node().put(text(env, "column_id"), value == null ? "" : value));
    }

    private Object change(DataFetchingEnvironment env, Turn turn, JsonNode values) {
        Item item = ids.itemOn(ids.board(env), env);
        writer.change(item, values, labels(env), turn.at());
        return item;
    }

    private Object removeItem(DataFetchingEnvironment env, Turn turn, Item.State to) {
        Item item = ids.item(env, "item_id");
        boards.remove(item, to, turn.at());
        return item;
    }

    private Object move(DataFetchingEnvironment env, Turn turn) {
        Item item = ids.item(env, "item_id");
        BoardFields.refuseSubitemBoard(item.board());
        boards.move(item, Ids.group(item.board(), text(env, "group_id")), turn.at());
        return item;
    }

    private Object bulk(DataFetchingEnvironment env, Turn turn, Item.State to) {
        List<Object> wanted = new ArrayList<>(Objects.requireNonNull(env.<List<Object>>getArgument("item_ids")));
        return Map.of("job_id", jobs.remove(ids.board(env), wanted, to, turn.at()));
    }

    private Object createColumn(DataFetchingEnvironment env, Turn turn) {
        Board board = ids.board(env);
        String type = text(env, "column_type");
        @Nullable String id = env.getArgument("id");
        String chosen = id == null ? type + "_" + Long.toString(boards.takeId(), 36) : id;
        if (board.columns().containsKey(chosen)) {
            throw MondayFault.of("InvalidArgumentException", "The column id " + chosen + " is taken");
        }
        Column column = new Column(chosen, text(env, "title"), type);
        board.add(column);
        return column;
    }

    private Object createWebhook(DataFetchingEnvironment env, Turn turn) {
        Board board = ids.board(env);
        long id = boards.takeId();
        Map<String, Object> hook = Map.of(
                "id", id,
                "board_id", String.valueOf(board.id()),
                "event", text(env, "event"),
                "url", text(env, "url"),
                "config", String.valueOf(env.<Object>getArgument("config")));
        boards.webhooks().put(id, hook);
        return hook;
    }

    private Object deleteWebhook(DataFetchingEnvironment env, Turn turn) {
        long id = Ids.number(env.getArgument("id"));
        Map<String, Object> hook = boards.webhooks().remove(id);
        if (hook == null) {
            throw MondayFault.unknown("webhook", String.valueOf(id));
        }
        return hook;
    }

    private Object createUpdate(DataFetchingEnvironment env, Turn turn) {
        Item item = ids.item(env, "item_id");
        return Map.of(
                "id", boards.takeId(),
                "body", text(env, "body"),
                "text_body", text(env, "body"),
                "creator_id", creator(),
                "item_id", String.valueOf(item.id()),
                "created_at", turn.at().toString(),
                "updated_at", turn.at().toString());
    }
}
