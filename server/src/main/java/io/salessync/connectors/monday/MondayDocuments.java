package io.salessync.connectors.monday;

import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.Archive;
import io.salessync.connectors.BoardWrite.ChangeValues;
import io.salessync.connectors.BoardWrite.CreateGroup;
import io.salessync.connectors.BoardWrite.CreateItem;
import io.salessync.connectors.BoardWrite.CreateSubitem;
import io.salessync.connectors.BoardWrite.MoveToGroup;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every document we send. Values always travel as variables; what is spliced into the text are names and numbers of our own. */
final class MondayDocuments {
    private static final String COMPLEXITY = "complexity{before after query reset_in_x_seconds}";
    private static final String VALUES = "column_values{id type text value}";

    /** Columns that connect boards tell what they hold nowhere else. */
    private static final String LINKED = "column_values{id type text value ...on BoardRelationValue{linked_item_ids}}";

    private static final String ITEM = "id name state updated_at group{id} ";

    private MondayDocuments() {}

    /** The body of a batch of writes: the same for the same writes, letter by letter. */
    static String writes(BoardRef ref, List<BoardWrite> writes) {
        Document document = new Document("mutation");
        document.fields.append(COMPLEXITY);
        boolean board = writes.stream().anyMatch(w -> w instanceof CreateGroup || w instanceof CreateItem);
        if (board) {
            document.variable("b", "ID!", text(ref.boardId()));
        }
        for (int i = 0; i < writes.size(); i++) {
            write(document, i + 1, writes.get(i));
        }
        return document.body();
    }

    static String alias(int index) {
        return "a" + (index + 1);
    }

    private static void write(Document document, int n, BoardWrite write) {
        switch (write) {
            case CreateGroup group -> {
                document.variable("n" + n, "String!", text(group.title()));
                document.field("a" + n + ":create_group(board_id:$b,group_name:$n" + n + "){id}");
            }
            case CreateItem item -> {
                document.variable("g" + n, "String", text(item.groupId()));
                document.variable("n" + n, "String!", text(item.name()));
                document.variable("v" + n, "JSON", text(MondayColumns.values(item.values())));
                document.field("a" + n + ":create_item(board_id:$b,group_id:$g" + n + ",item_name:$n" + n
                        + ",column_values:$v" + n + labels(item.createLabels()) + "){id}");
            }
            case CreateSubitem subitem -> {
                document.variable("p" + n, "ID!", text(subitem.parentItemId()));
                document.variable("n" + n, "String!", text(subitem.name()));
                document.variable("v" + n, "JSON", text(MondayColumns.values(subitem.values())));
                document.field("a" + n + ":create_subitem(parent_item_id:$p" + n + ",item_name:$n" + n
                        + ",column_values:$v" + n + labels(subitem.createLabels()) + "){id board{id}}");
            }
            case ChangeValues change -> {
                document.variable("o" + n, "ID!", text(change.boardId()));
                document.variable("i" + n, "ID", text(change.itemId()));
                document.variable("v" + n, "JSON!", text(MondayColumns.values(change.values())));
                document.field("a" + n + ":change_multiple_column_values(board_id:$o" + n + ",item_id:$i" + n
                        + ",column_values:$v" + n + labels(change.createLabels()) + "){id}");
            }
            case MoveToGroup move -> {
                document.variable("i" + n, "ID", text(move.itemId()));
                document.variable("g" + n, "String!", text(move.groupId()));
                document.field("a" + n + ":move_item_to_group(item_id:$i" + n + ",group_id:$g" + n + "){id}");
            }
            case Archive archive -> {
                document.variable("i" + n, "ID", text(archive.itemId()));
                document.field("a" + n + ":archive_item(item_id:$i" + n + "){id}");
            }
        }
    }

    private static String labels(boolean create) {
        return create ? ",create_labels_if_missing:true" : "";
    }

    /** Asks nothing but where complexity stands. */
    static String look(boolean mutation) {
        Document document = new Document(mutation ? "mutation" : "query");
        document.fields.append(COMPLEXITY);
        return document.body();
    }

    static String whoAmI() {
        return query("me{id name email account{name slug}}").body();
    }

    static String dayUse() {
        return query("platform_api{daily_limit{base total} daily_analytics{by_day{day usage}}}")
                .body();
    }

    static String board(BoardRef ref, String id) {
        String settings = ref.apiVersion().compareTo("2025-10") < 0 ? "settings_str" : "settings";
        Document document =
                query("boards(ids:$ids){id name state items_count items_limit groups{id title archived deleted}"
                        + " columns{id title type archived " + settings + "}}");
        document.variable("ids", "[ID!]", array(List.of(id)));
        return document.body();
    }

    static String users(Collection<String> emails) {
        Document document = query("users(emails:$emails,limit:$limit){id email}");
        document.variable("emails", "[String!]", array(emails));
        document.variable("limit", "Int", number(Math.max(1, emails.size() * 2)));
        return document.body();
    }

    static String itemsByValues(BoardRef ref, String column, Collection<String> values, int limit) {
        Document document = query("items_page_by_column_values(board_id:$b,columns:$columns,limit:$limit){cursor items{"
                + ITEM + "column_values(ids:$read){id type text value}}}");
        ObjectNode asked = JsonNodeFactory.instance.objectNode();
        asked.put("column_id", column);
        asked.set("column_values", array(values));
        document.variable("b", "ID!", text(ref.boardId()));
        document.variable(
                "columns",
                "[ItemsPageByColumnValuesQuery!]",
                JsonNodeFactory.instance.arrayNode().add(asked));
        document.variable("limit", "Int!", number(limit));
        document.variable("read", "[String!]", array(List.of(column)));
        return document.body();
    }

    /** @param column the only one to read; null for all */
    static String nextPage(String cursor, int limit, @Nullable String column, boolean linked) {
        Document document = query("next_items_page(cursor:$cursor,limit:$limit){cursor items{" + ITEM
                + (column == null ? values(linked) : "column_values(ids:$read){id type text value}") + "}}");
        document.variable("cursor", "String!", text(cursor));
        document.variable("limit", "Int!", number(limit));
        if (column != null) {
            document.variable("read", "[String!]", array(List.of(column)));
        }
        return document.body();
    }

    static String itemsPage(BoardRef ref, int limit, boolean linked) {
        Document document =
                query("boards(ids:$ids){items_page(limit:$limit){cursor items{" + ITEM + values(linked) + "}}}");
        document.variable("ids", "[ID!]", array(List.of(ref.boardId())));
        document.variable("limit", "Int!", number(limit));
        return document.body();
    }

    static String items(Collection<String> ids, boolean linked) {
        Document document =
                query("items(ids:$ids,limit:$limit){" + ITEM + "parent_item{id} board{id} " + values(linked) + "}");
        document.variable("ids", "[ID!]", array(ids));
        document.variable("limit", "Int", number(ids.size()));
        return document.body();
    }

    static String subitems(Collection<String> parents, boolean linked) {
        Document document = query(
                "items(ids:$ids,limit:$limit){id subitems{id name state updated_at board{id} " + values(linked) + "}}");
        document.variable("ids", "[ID!]", array(parents));
        document.variable("limit", "Int", number(parents.size()));
        return document.body();
    }

    private static String values(boolean linked) {
        return linked ? LINKED : VALUES;
    }

    private static Document query(String fields) {
        Document document = new Document("query");
        document.fields.append(COMPLEXITY).append(' ').append(fields);
        return document;
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.stringNode(value);
    }

    private static JsonNode number(int value) {
        return JsonNodeFactory.instance.numberNode(value);
    }

    private static ArrayNode array(Collection<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    private static final class Document {
        private final String operation;
        private final StringBuilder declared = new StringBuilder();
        private final StringBuilder fields = new StringBuilder();
        private final ObjectNode variables = JsonNodeFactory.instance.objectNode();

        Document(String operation) {
            this.operation = operation;
        }

        void variable(String name, String type, JsonNode value) {
            declared.append(declared.isEmpty() ? "" : ",")
                    .append('$')
                    .append(name)
                    .append(':')
                    .append(type);
            variables.set(name, value);
        }

        void field(String field) {
            fields.append(' ').append(field);
        }

        String body() {
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            body.put("query", operation + (declared.isEmpty() ? "" : "(" + declared + ")") + "{" + fields + "}");
            body.set("variables", variables);
            return MondayAnswer.JSON.writeValueAsString(body);
        }
    }
}
