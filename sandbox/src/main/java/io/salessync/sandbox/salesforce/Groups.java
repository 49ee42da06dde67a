package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.salesforce.Query.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Answers a query with functions over groups of rows. */
final class Groups {
    private static final int MOST = 2_000;

    private final Org org;
    private final Search search;
    private final List<String> names = new ArrayList<>();
    private final List<Column> keys = new ArrayList<>();
    private final List<@Nullable Column> columns = new ArrayList<>();

    Groups(Org org, Search search) {
        this.org = org;
        this.search = search;
        Query query = search.query();
        ObjectType type = search.table().type();
        for (Query.Path path : query.groupBy()) {
            Column column = Column.of(org, type, query, path);
            if (column.field().kind() == Kind.MULTIPICKLIST || !column.field().filterable()) {
                throw Soql.at(
                        "MALFORMED_QUERY",
                        query.text(),
                        path.at(),
                        "field '" + column.field().name() + "' can not be grouped in a query call");
            }
            keys.add(column);
        }
        int unnamed = 0;
        for (Item item : query.select()) {
            switch (item) {
                case Item.Plain plain -> {
                    Column column = Column.of(org, type, query, plain.path());
                    if (keys.stream().noneMatch(key -> key.text().equalsIgnoreCase(column.text()))) {
                        throw Soql.at(
                                "MALFORMED_QUERY",
                                query.text(),
                                plain.path().at(),
                                "Field must be grouped or aggregated: "
                                        + column.field().name());
                    }
                    columns.add(column);
                    names.add(plain.alias() == null ? column.field().name() : plain.alias());
                }
                case Item.Aggregate aggregate -> {
                    columns.add(aggregate.path() == null ? null : Column.of(org, type, query, aggregate.path()));
                    names.add(aggregate.alias() == null ? "expr" + unnamed++ : aggregate.alias());
                }
                default -> throw Soql.at("MALFORMED_QUERY", query.text(), 0, "unexpected token: '('");
            }
        }
    }

    static boolean asked(Query query) {
        return !query.groupBy().isEmpty() || query.select().stream().anyMatch(item -> item instanceof Item.Aggregate);
    }

    /** Writes the groups as records and returns how many there are. */
    int write(JsonGenerator out) {
        Map<List<@Nullable Object>, List<Integer>> groups = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        Table table = search.table();
        for (int row : search.rows()) {
            @Nullable Object[] key = new Object[keys.size()];
            for (int at = 0; at < key.length; at++) {
                key[at] = keys.get(at).value(org, table, row);
            }
            groups.computeIfAbsent(Arrays.asList(key), none -> new ArrayList<>())
                    .add(row);
        }
        if (groups.size() > MOST) {
            throw SalesforceFault.of(
                    "EXCEEDED_ID_LIMIT",
                    "Aggregate query does not support queryMore(), use LIMIT to restrict the results");
        }
        for (List<Integer> rows : groups.values()) {
            out.writeStartObject();
            out.writeName("attributes");
            out.writeStartObject();
            out.writeName("type");
            out.writeString("AggregateResult");
            out.writeEndObject();
            for (int at = 0; at < names.size(); at++) {
                out.writeName(names.get(at));
                Column column = columns.get(at);
                Values.json(
                        out,
                        search.query().select().get(at) instanceof Item.Aggregate aggregate
                                ? fold(aggregate.function(), column, rows)
                                : column == null ? null : column.value(org, table, rows.getFirst()));
            }
            out.writeEndObject();
        }
        return groups.size();
    }

    private @Nullable Object fold(String function, @Nullable Column column, List<Integer> rows) {
        List<Object> values = new ArrayList<>();
        for (int row : rows) {
            Object value = column == null ? Boolean.TRUE : column.value(org, search.table(), row);
            if (value != null) {
                values.add(value);
            }
        }
        Set<Object> distinct = new HashSet<>(values);
        return switch (function) {
            case "COUNT" -> (long) values.size();
            case "COUNT_DISTINCT" -> (long) distinct.size();
            case "MIN" -> values.stream().min(Search::compare).orElse(null);
            case "MAX" -> values.stream().max(Search::compare).orElse(null);
            case "SUM" -> values.isEmpty() ? null : sum(values);
            default -> values.isEmpty() ? null : sum(values) / values.size();
        };
    }

    private static double sum(List<Object> values) {
        return values.stream()
                .mapToDouble(value -> value instanceof Number number ? number.doubleValue() : 0)
                .sum();
    }
}
