package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.salesforce.Query.Item;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What a query tells of each row: its own fields, those of its parents, and its children. */
final class Selection {
    private static final int MOST_CHILDREN = 20;
    private static final int ALL_FIELDS = 200;

    private final Org org;
    private final Table table;
    private final List<Column> columns = new ArrayList<>();
    private final Node root = new Node(null);
    private final List<Child> children = new ArrayList<>();

    /** One level of the answer: plain values and parents by name, in the order asked for. */
    private static final class Node {
        private final @Nullable Field parent;
        private final Map<String, Object> parts = new LinkedHashMap<>();

        Node(@Nullable Field parent) {
            this.parent = parent;
        }
    }

    private record Child(String name, Field reference, Search search, Selection selection) {}

    Selection(Org org, Search search) {
        this.org = org;
        this.table = search.table();
        Query query = search.query();
        Set<String> seen = new HashSet<>();
        for (Item item : query.select()) {
            switch (item) {
                case Item.Plain plain -> {
                    if (plain.alias() != null) {
                        throw Soql.at(
                                "MALFORMED_QUERY",
                                query.text(),
                                plain.path().at(),
                                "unexpected token: '" + plain.alias() + "'");
                    }
                    Column column = Column.of(org, table.type(), query, plain.path());
                    if (!seen.add(column.text().toLowerCase(Locale.ROOT))) {
                        throw Soql.at(
                                "INVALID_FIELD",
                                query.text(),
                                plain.path().at(),
                                "duplicate field selected: " + plain.path().text());
                    }
                    add(column);
                }
                case Item.Fields fields -> fields(query, fields);
                case Item.Children child -> child(child.query());
                case Item.Aggregate aggregate ->
                    throw Soql.at(
                            "MALFORMED_QUERY", query.text(), 0, "unexpected token: '" + aggregate.function() + "'");
            }
        }
        if (children.size() > MOST_CHILDREN) {
            throw SalesforceFault.of("MALFORMED_QUERY", "maximum number of sub-selects is " + MOST_CHILDREN);
        }
    }

    private void fields(Query query, Item.Fields fields) {
        if (query.limit() == null || query.limit() > ALL_FIELDS) {
            throw Soql.at(
                    "MALFORMED_QUERY",
                    query.text(),
                    fields.at(),
                    "The SOQL FIELDS function must have a LIMIT of at most " + ALL_FIELDS);
        }
        for (Field field : table.type().fields()) {
            boolean wanted = switch (fields.which()) {
                case "STANDARD" -> !field.custom();
                case "CUSTOM" -> field.custom();
                default -> true;
            };
            if (wanted) {
                add(new Column(field.name(), List.of(), field, false));
            }
        }
    }

    private void child(Query query) {
        for (ObjectType type : org.schema().all()) {
            for (Field field : type.fields()) {
                String name = Describe.childName(type, field, table.type().name());
                if (name != null && name.equalsIgnoreCase(query.from())) {
                    Query inner = new Query(
                            query.text(),
                            query.select(),
                            query.count(),
                            type.name(),
                            query.fromAt(),
                            query.alias(),
                            query.where(),
                            query.groupBy(),
                            query.order(),
                            query.limit(),
                            query.offset(),
                            query.allRows());
                    Search search = new Search(org, inner, false);
                    children.add(new Child(name, field, search, new Selection(org, search)));
                    return;
                }
            }
        }
        throw Soql.at(
                "INVALID_TYPE",
                query.text(),
                query.fromAt(),
                "Didn't understand relationship '" + query.from() + "' in FROM part of query call.");
    }

    private void add(Column column) {
        columns.add(column);
        Node at = root;
        for (Field parent : column.parents()) {
            String name = String.valueOf(parent.relationship());
            at = (Node) at.parts.computeIfAbsent(name, key -> new Node(parent));
        }
        at.parts.put(column.field().name(), column);
    }

    /** The columns as they were asked for. */
    List<Column> columns() {
        return List.copyOf(columns);
    }

    boolean hasChildren() {
        return !children.isEmpty();
    }

    boolean hasCompound() {
        return columns.stream().anyMatch(column -> column.field().kind() == Kind.ADDRESS);
    }

    /** The rows that are told with this one: itself and its children. */
    int weight(int row) {
        int weight = 1;
        for (Child child : children) {
            weight += child.search.children(child.reference, table.id(row)).length;
        }
        return weight;
    }

    void write(JsonGenerator out, int row, String base) {
        write(out, root, table, row, base);
    }

    private void write(JsonGenerator out, Node node, Table at, int row, String base) {
        out.writeStartObject();
        // where several objects may be meant the type is their common one, and the address the record's own
        boolean several = node.parent != null && node.parent.polymorphic();
        attributes(out, several ? "Name" : at.type().name(), at, row, base);
        for (Map.Entry<String, Object> part : node.parts.entrySet()) {
            out.writeName(part.getKey());
            if (part.getValue() instanceof Node parent) {
                Object id = at.value(row, java.util.Objects.requireNonNull(parent.parent));
                Table target = id == null ? null : org.tableOf(id.toString());
                int there = target == null ? -1 : target.row(String.valueOf(id));
                if (target == null || there < 0 || (target.isDeleted(there) && !at.isDeleted(row))) {
                    out.writeNull();
                } else {
                    write(out, parent, target, there, base);
                }
            } else {
                Column column = (Column) part.getValue();
                Field field = column.own()
                        ? column.field()
                        : at.type().field(column.field().name());
                Values.json(out, column.typeOnly() ? Column.typeOf(at) : field == null ? null : at.value(row, field));
            }
        }
        if (node == root) {
            for (Child child : children) {
                out.writeName(child.name);
                int[] rows = child.search.children(child.reference, at.id(row));
                if (rows.length == 0) {
                    out.writeNull();
                } else {
                    out.writeStartObject();
                    out.writeName("totalSize");
                    out.writeNumber(rows.length);
                    out.writeName("done");
                    out.writeBoolean(true);
                    out.writeName("records");
                    out.writeStartArray();
                    for (int inner : rows) {
                        child.selection.write(out, inner, base);
                    }
                    out.writeEndArray();
                    out.writeEndObject();
                }
            }
        }
        out.writeEndObject();
    }

    static void attributes(JsonGenerator out, Table table, int row, String base) {
        attributes(out, table.type().name(), table, row, base);
    }

    private static void attributes(JsonGenerator out, String type, Table table, int row, String base) {
        out.writeName("attributes");
        out.writeStartObject();
        out.writeName("type");
        out.writeString(type);
        out.writeName("url");
        out.writeString(base + "/sobjects/" + table.type().name() + "/" + table.id(row));
        out.writeEndObject();
    }
}
