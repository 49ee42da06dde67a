package io.salessync.sandbox.salesforce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field reached from a row, through parents where its name says so.
 *
 * @param parents the reference fields on the way, in their order
 * @param typeOnly whether the name of the parent's object is meant, not a field of it
 */
record Column(String text, List<Field> parents, Field field, boolean typeOnly) {
    private static final int MOST_PARENTS = 5;

    /** What parents that may be of several objects have together. */
    private static final String NAME = "Name";

    Column {
        parents = List.copyOf(parents);
    }

    /** Looks a name up, as the vendor does: in any case, at most five parents far. */
    static Column of(Org org, ObjectType type, Query query, Query.Path path) {
        String text = path.text();
        String prefix = query.alias() != null ? query.alias() : query.from();
        if (text.regionMatches(true, 0, prefix + ".", 0, prefix.length() + 1) && type.relationship(prefix) == null) {
            text = text.substring(prefix.length() + 1);
        }
        String[] names = text.split("\\.", -1);
        if (names.length - 1 > MOST_PARENTS) {
            throw Soql.at(
                    "INVALID_FIELD",
                    query.text(),
                    path.at(),
                    "Relationship path is longer than " + MOST_PARENTS + " levels: " + text);
        }
        List<Field> parents = new ArrayList<>();
        ObjectType at = type;
        for (int i = 0; i < names.length - 1; i++) {
            Field parent = at.relationship(names[i]);
            ObjectType target = parent == null
                    ? null
                    : org.schema()
                            .find(
                                    parent.polymorphic()
                                            ? NAME
                                            : parent.referenceTo().getFirst());
            if (parent == null || target == null) {
                throw Soql.at(
                        "INVALID_FIELD",
                        query.text(),
                        path.at(),
                        "Didn't understand relationship '" + names[i]
                                + "' in field path. If you are attempting to use a custom relationship, be sure to"
                                + " append the '__r' after the custom relationship name. Please reference your WSDL or"
                                + " the describe call for the appropriate names.");
            }
            parents.add(parent);
            at = target;
        }
        String last = names[names.length - 1];
        boolean polymorphic = !parents.isEmpty() && parents.getLast().polymorphic();
        Field field = at.field(last);
        if (polymorphic && last.equalsIgnoreCase("Type")) {
            return new Column(text, parents, Schema.field("Type string(40) readonly"), true);
        }
        if (field == null) {
            throw noSuchColumn(query, path, last, at.name());
        }
        return new Column(text, parents, field, false);
    }

    static SalesforceFault noSuchColumn(Query query, Query.Path path, String name, String object) {
        return Soql.at(
                "INVALID_FIELD",
                query.text(),
                path.at(),
                "No such column '" + name + "' on entity '" + object
                        + "'. If you are attempting to use a custom field, be sure to append the '__c' after the"
                        + " custom field name. Please reference your WSDL or the describe call for the appropriate"
                        + " names.");
    }

    /** As the field Type of a parent tells it: groups that own records are queues. */
    static String typeOf(Table table) {
        return table.type().name().equals("Group") ? "Queue" : table.type().name();
    }

    boolean own() {
        return parents.isEmpty();
    }

    boolean isOwn(String key) {
        return parents.isEmpty() && field.key().equals(key);
    }

    @Nullable Object value(Org org, Table table, int row) {
        if (parents.isEmpty()) {
            return table.value(row, field);
        }
        Table at = table;
        int current = row;
        for (Field parent : parents) {
            Object id = at.value(current, parent);
            Table target = id == null ? null : org.tableOf(id.toString());
            current = target == null ? -1 : target.row(String.valueOf(id));
            if (current < 0 || target == null || (target.isDeleted(current) && !table.isDeleted(row))) {
                return null;
            }
            at = target;
        }
        if (typeOnly) {
            return typeOf(at);
        }
        Field there = at.type().field(field.name());
        return there == null ? null : at.value(current, there);
    }
}
