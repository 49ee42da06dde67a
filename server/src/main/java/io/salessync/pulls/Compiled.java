package io.salessync.pulls;

import io.salessync.connectors.CrmQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query made into parts from which the exact texts are put together: as it stands, for a window of time, for counting.
 *
 * @param object as described
 * @param columns what is asked for, {@code Id} first
 * @param where the condition; null for none
 * @param order what follows ORDER BY; null for none
 * @param limit most rows; null for all
 * @param deleted whether deleted records come too
 * @param modstamp the field that tells when a record last changed; null where the object has none
 * @param hasDeleted whether the object tells of deleted records
 * @param hasMaster whether it tells into which record one was merged
 */
record Compiled(
        String object,
        List<CrmQuery.Column> columns,
        @Nullable String where,
        @Nullable String order,
        @Nullable Integer limit,
        boolean deleted,
        @Nullable String modstamp,
        boolean hasDeleted,
        boolean hasMaster,
        List<QueryFinding> findings) {
    Compiled {
        columns = List.copyOf(columns);
        findings = List.copyOf(findings);
    }

    boolean isUsable() {
        return findings.stream().noneMatch(QueryFinding::wrong);
    }

    List<String> paths() {
        return columns.stream().map(CrmQuery.Column::path).toList();
    }

    /** The query as people made it. */
    String soql() {
        return select(paths())
                + condition(null)
                + (order == null ? "" : " ORDER BY " + order)
                + (limit == null ? "" : " LIMIT " + limit);
    }

    CrmQuery query() {
        return new CrmQuery(object, soql(), columns, deleted);
    }

    /** The first rows, for people to look at. */
    CrmQuery first(int rows) {
        int most = limit == null ? rows : Math.min(rows, limit);
        String soql =
                select(paths()) + condition(null) + (order == null ? "" : " ORDER BY " + order) + " LIMIT " + most;
        return new CrmQuery(object, soql, columns, deleted);
    }

    /** @param more a condition of ours that has to hold too; null for none */
    CrmQuery count(@Nullable String more) {
        return new CrmQuery(object, "SELECT COUNT() FROM " + object + condition(more), List.of(), deleted);
    }

    /** The rows of a window, in an order, or in any order (for bulk). */
    CrmQuery part(List<CrmQuery.Column> asked, @Nullable String more, @Nullable String ordered) {
        String soql = select(asked.stream().map(CrmQuery.Column::path).toList())
                + condition(more)
                + (ordered == null ? "" : " ORDER BY " + ordered);
        return new CrmQuery(object, soql, asked, deleted);
    }

    private String select(List<String> paths) {
        return "SELECT " + String.join(", ", paths) + " FROM " + object;
    }

    private String condition(@Nullable String more) {
        if (where == null) {
            return more == null ? "" : " WHERE " + more;
        }
        return more == null ? " WHERE " + where : " WHERE (" + where + ") AND " + more;
    }
}
