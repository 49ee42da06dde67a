package io.salessync.sandbox.salesforce;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SOQL query as it was parsed, before any name in it was looked up.
 *
 * @param count whether only the number of rows is asked for
 */
record Query(
        String text,
        List<Item> select,
        boolean count,
        String from,
        int fromAt,
        @Nullable String alias,
        @Nullable Node where,
        List<Path> groupBy,
        List<Order> order,
        @Nullable Integer limit,
        @Nullable Integer offset,
        boolean allRows) {

    Query {
        select = List.copyOf(select);
        groupBy = List.copyOf(groupBy);
        order = List.copyOf(order);
    }

    /** A name with its relationships, and where in the text it stands. */
    record Path(String text, int at) {}

    /** What is asked for. */
    sealed interface Item {
        /** A field, or its label. */
        record Plain(Path path, @Nullable String alias) implements Item {}

        /** A function over a group of rows. */
        record Aggregate(
                String function,
                @Nullable Path path,
                @Nullable String alias) implements Item {}

        /** FIELDS(ALL), FIELDS(STANDARD) or FIELDS(CUSTOM). */
        record Fields(String which, int at) implements Item {}

        /** The children of each row. */
        record Children(Query query) implements Item {}
    }

    /** A condition. */
    sealed interface Node {
        record And(List<Node> nodes) implements Node {}

        record Or(List<Node> nodes) implements Node {}

        record Not(Node node) implements Node {}

        record Compare(
                Path path,
                String operator,
                List<Literal> values,
                @Nullable Query semi,
                int valueAt) implements Node {}
    }

    /** The kinds of values that can be written in a query. */
    enum Form {
        STRING,
        NUMBER,
        BOOLEAN,
        NULL,
        DATE,
        DATETIME,
        NAMED_DATE
    }

    /**
     * A value as written.
     *
     * @param text without quotes and escapes; a percent sign or underscore that was escaped stands behind a mark
     * @param number the n of a literal such as LAST_N_DAYS:n
     */
    record Literal(Form form, String text, int number, int at) {
        /** Stands before a wildcard that is meant as a character. */
        static final char MARK = '\uE000';

        boolean marked() {
            return text.indexOf(MARK) >= 0;
        }
    }

    record Order(Path path, boolean descending, boolean nullsLast) {}
}
