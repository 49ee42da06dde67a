package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.salesforce.Query.Form;
import io.salessync.sandbox.salesforce.Query.Literal;
import io.salessync.sandbox.salesforce.Query.Node;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the rows of a query, by an index where one helps, and in the order asked for. */
final class Search {
    private static final int OFFSET = 2_000;
    private static final int INDEXED = 3_000;
    private static final int MOST_RELATIONSHIPS = 55;
    private static final int MOST_ORDERS = 32;

    private final Org org;
    private final Query query;
    private final boolean deletedToo;
    private final Table table;
    private final boolean archives;
    private final Filter filter;
    private final Filter.@Nullable Test test;
    private final List<Column> orderBy = new ArrayList<>();

    /** Looks every name up; what is wrong with the query is refused here. */
    Search(Org org, Query query, boolean deletedToo) {
        this.org = org;
        this.query = query;
        this.deletedToo = deletedToo || query.allRows();
        this.table = org.table(from(org, query));
        this.archives = table.type().field("IsArchived") != null;
        this.filter = new Filter(org, table, query);
        this.test = query.where() == null ? null : filter.compile(query.where());
        for (Query.Order order : query.order()) {
            if (!query.groupBy().isEmpty()) {
                continue;
            }
            Column column = Column.of(org, table.type(), query, order.path());
            if (!column.field().sortable()) {
                throw Soql.at(
                        "MALFORMED_QUERY",
                        query.text(),
                        order.path().at(),
                        "field '" + column.field().name() + "' can not be sorted in a query call");
            }
            orderBy.add(column);
        }
        if (orderBy.size() > MOST_ORDERS) {
            throw SalesforceFault.of(
                    "MALFORMED_QUERY", "maximum number of fields in the ORDER BY clause is " + MOST_ORDERS);
        }
        if (ways(org, query).size() > MOST_RELATIONSHIPS) {
            throw SalesforceFault.of(
                    "MALFORMED_QUERY", "maximum number of child-to-parent relationships is " + MOST_RELATIONSHIPS);
        }
        if (query.offset() != null && query.offset() > OFFSET) {
            throw SalesforceFault.of("NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is " + OFFSET);
        }
    }

    /** The relationships that are gone through anywhere in the query, each parent on a way counting. */
    private Set<String> ways(Org org, Query asked) {
        List<Query.Path> paths = new ArrayList<>(asked.groupBy());
        asked.select().forEach(item -> {
            if (item instanceof Query.Item.Plain plain) {
                paths.add(plain.path());
            }
        });
        asked.order().forEach(order -> paths.add(order.path()));
        compared(asked.where(), paths);
        Set<String> ways = new HashSet<>();
        for (Query.Path path : paths) {
            if (path.text().indexOf('.') >= 0) {
                Column column = Column.of(org, table.type(), asked, path);
                String way = column.text().toLowerCase(Locale.ROOT);
                for (int dot = way.indexOf('.'); dot >= 0; dot = way.indexOf('.', dot + 1)) {
                    ways.add(way.substring(0, dot));
                }
            }
        }
        return ways;
    }

    private static void compared(@Nullable Node node, List<Query.Path> paths) {
        switch (node) {
            case Node.And and -> and.nodes().forEach(each -> compared(each, paths));
            case Node.Or or -> or.nodes().forEach(each -> compared(each, paths));
            case Node.Not not -> compared(not.node(), paths);
            case Node.Compare compare -> paths.add(compare.path());
            case null -> {
                // no condition
            }
        }
    }

    private static String from(Org org, Query query) {
        ObjectType type = org.schema().find(query.from());
        if (type == null) {
            throw Soql.at(
                    "INVALID_TYPE",
                    query.text(),
                    query.fromAt(),
                    "sObject type '" + query.from()
                            + "' is not supported. If you are attempting to use a custom object, be sure to append the"
                            + " '__c' after the entity name. Please reference your WSDL or the describe call for the"
                            + " appropriate names.");
        }
        if (type.is("noquery")) {
            throw SalesforceFault.of(
                    "INVALID_TYPE_FOR_OPERATION", "entity type " + type.name() + " does not support query");
        }
        return type.name();
    }

    Table table() {
        return table;
    }

    Query query() {
        return query;
    }

    private boolean wanted(int row) {
        return (deletedToo ? !table.isPurged(row) : !table.isDeleted(row) && !(archives && archived(row)))
                && (test == null || test.of(row));
    }

    /** Old activities are told only to those who ask for all rows. */
    private boolean archived(int row) {
        return Boolean.TRUE.equals(table.value(row, "IsArchived"));
    }

    /** The rows found, ordered, behind the offset and within the limit. */
    int[] rows() {
        int offset = query.offset() == null ? 0 : query.offset();
        long most = query.limit() == null ? Integer.MAX_VALUE : (long) offset + query.limit();
        Rows found = new Rows();
        if (inIdOrder()) {
            walk(found, most);
        } else if (inStampOrder()) {
            walkByStamp(found, most, query.order().getFirst().descending());
        } else {
            walk(found, Long.MAX_VALUE);
            sort(found);
        }
        return found.from(offset, most);
    }

    /** The wanted rows that refer to a parent, in the order asked for. */
    int[] children(Field reference, String parent) {
        Rows found = new Rows();
        TreeSet<Integer> candidates = new TreeSet<>();
        table.candidates(reference, parent, candidates::add);
        for (int row : candidates) {
            if (parent.equals(table.value(row, reference)) && wanted(row)) {
                found.add(row);
            }
        }
        if (!orderBy.isEmpty()) {
            sort(found);
        }
        return found.from(0, query.limit() == null ? Integer.MAX_VALUE : query.limit());
    }

    int count() {
        return rows().length;
    }

    /** Whether the natural order of rows is what is asked for. */
    private boolean inIdOrder() {
        return orderBy.isEmpty()
                || (orderBy.getFirst().isOwn("Id") && !query.order().getFirst().descending());
    }

    private boolean inStampOrder() {
        if (!orderBy.getFirst().isOwn("SystemModstamp")) {
            return false;
        }
        boolean descending = query.order().getFirst().descending();
        return orderBy.size() == 1
                ? !descending
                : orderBy.get(1).isOwn("Id") && query.order().get(1).descending() == descending;
    }

    /** Whether an index narrows the rows down before any is looked at. */
    boolean indexed() {
        return few() != null;
    }

    /** The field whose index is used; the id where it is not one of a comparison. */
    String indexedField() {
        Node where = query.where();
        List<Node> all = where instanceof Node.And and ? and.nodes() : where == null ? List.of() : List.of(where);
        for (Node node : all) {
            if (node instanceof Node.Compare compare
                    && compare.semi() == null
                    && compare.operator().matches("=|IN")) {
                return Column.of(org, table.type(), query, compare.path())
                        .field()
                        .name();
            }
        }
        return "SystemModstamp";
    }

    /** Takes wanted rows in the order of their ids. */
    private void walk(Rows found, long most) {
        int[] few = few();
        if (few != null) {
            for (int row : few) {
                if (found.size == most) {
                    return;
                }
                if (wanted(row)) {
                    found.add(row);
                }
            }
            return;
        }
        long[] ids = filter.bounds(query.where(), "Id");
        int last = (int) Math.min(table.size() - 1L, ids[1]);
        for (int row = (int) Math.max(0, ids[0]); row <= last && found.size < most; row++) {
            if (wanted(row)) {
                found.add(row);
            }
        }
    }

    /** The rows that can be wanted at all where that is soon known to be few, in order; null otherwise. */
    private int @Nullable [] few() {
        Node where = query.where();
        List<Node> all = where instanceof Node.And and ? and.nodes() : where == null ? List.of() : List.of(where);
        for (Node node : all) {
            if (node instanceof Node.Compare compare
                    && compare.semi() == null
                    && (compare.operator().equals("=") || compare.operator().equals("IN"))) {
                int[] rows = few(compare);
                if (rows != null) {
                    return rows;
                }
            }
        }
        long[] stamps = filter.bounds(where, "SystemModstamp");
        if (table.size() > INDEXED && (stamps[0] > 0 || stamps[1] < Integer.MAX_VALUE)) {
            int[] order = table.byStamp();
            int from = place(order, stamps[0]);
            int to = place(order, stamps[1] == Long.MAX_VALUE ? Long.MAX_VALUE : stamps[1] + 1);
            if (to - from < table.size() / 4) {
                int[] rows = Arrays.copyOfRange(order, from, Math.max(from, to));
                Arrays.sort(rows);
                return rows;
            }
        }
        return null;
    }

    private int @Nullable [] few(Node.Compare compare) {
        Column column = Column.of(org, table.type(), query, compare.path());
        if (!column.own() || compare.values().stream().anyMatch(value -> value.form() != Form.STRING)) {
            return null;
        }
        TreeSet<Integer> rows = new TreeSet<>();
        if (column.isOwn("Id")) {
            for (Literal literal : compare.values()) {
                int row = table.row(literal.text());
                if (row >= 0) {
                    rows.add(row);
                }
            }
        } else if (table.size() > INDEXED
                // what follows from other fields changes without its index being told
                && (column.field().createable() || column.field().autoNumber())
                && !Writer.anothers(table.type(), column.field())
                && column.field().kind() != Kind.MULTIPICKLIST
                && column.field().kind() != Kind.PICKLIST) {
            for (Literal literal : compare.values()) {
                String value = literal.text();
                if (column.field().kind().id()) {
                    Table target = org.tableOf(value);
                    value = target == null || Ids.row(value) < 0
                            ? value
                            : Ids.of(target.type().prefix(), Ids.row(value));
                }
                table.candidates(column.field(), value, rows::add);
            }
        } else {
            return null;
        }
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    private void walkByStamp(Rows found, long most, boolean descending) {
        int[] order = table.byStamp();
        long[] stamps = filter.bounds(query.where(), "SystemModstamp");
        int from = place(order, stamps[0]);
        int to = place(order, stamps[1] == Long.MAX_VALUE ? Long.MAX_VALUE : stamps[1] + 1);
        for (int step = 0; step < to - from && found.size < most; step++) {
            int row = order[descending ? to - 1 - step : from + step];
            if (wanted(row)) {
                found.add(row);
            }
        }
    }

    /** The first place in the order whose row was touched at a second or later. */
    private int place(int[] order, long stamp) {
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (table.stamp(order[middle]) < stamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void sort(Rows found) {
        int columns = orderBy.size();
        @Nullable Object[][] keys = new Object[found.size][];
        Integer[] places = new Integer[found.size];
        for (int at = 0; at < found.size; at++) {
            places[at] = at;
            @Nullable Object[] key = new Object[columns];
            keys[at] = key;
            for (int column = 0; column < columns; column++) {
                Object value = orderBy.get(column).value(org, table, found.rows[at]);
                key[column] = value instanceof String text
                                && !orderBy.get(column).field().kind().id()
                        ? text.toLowerCase(Locale.ROOT)
                        : value;
            }
        }
        Arrays.sort(places, Comparator.comparing((Integer place) -> keys[place], this::order));
        int[] sorted = new int[found.size];
        for (int at = 0; at < sorted.length; at++) {
            sorted[at] = found.rows[places[at]];
        }
        found.rows = sorted;
    }

    private int order(@Nullable Object[] one, @Nullable Object[] other) {
        for (int column = 0; column < one.length; column++) {
            Query.Order asked = query.order().get(column);
            Object a = one[column];
            Object b = other[column];
            if (a == null || b == null) {
                if (a != b) {
                    return (a == null) == asked.nullsLast() ? 1 : -1;
                }
            } else {
                int order = compare(a, b);
                if (order != 0) {
                    return asked.descending() ? -order : order;
                }
            }
        }
        return 0;
    }

    /** Compares two values of one field. */
    static int compare(Object a, Object b) {
        return switch (a) {
            case Number number -> Double.compare(number.doubleValue(), ((Number) b).doubleValue());
            case Boolean flag -> flag.compareTo((Boolean) b);
            case LocalDate day -> day.compareTo((LocalDate) b);
            case Instant instant -> instant.compareTo((Instant) b);
            default -> a.toString().compareTo(b.toString());
        };
    }

    /** A growing list of rows. */
    private static final class Rows {
        private int[] rows = new int[64];
        private int size;

        void add(int row) {
            if (size == rows.length) {
                rows = Arrays.copyOf(rows, size * 2);
            }
            rows[size++] = row;
        }

        int[] from(int offset, long most) {
            int to = (int) Math.min(size, most);
            return offset >= to ? new int[0] : Arrays.copyOfRange(rows, offset, to);
        }
    }
}
