package io.salessync.connectors;

import java.util.List;

/**
 * A query made ready: its text, and what its columns hold, so that answers are typed without looking at values.
 *
 * @param object the object it asks for
 * @param soql the text
 * @param columns in the order they are asked for; paths such as {@code Account.Name}
 * @param all whether deleted and merged records come too
 */
public record CrmQuery(String object, String soql, List<Column> columns, boolean all) {
    public CrmQuery {
        columns = List.copyOf(columns);
    }

    /** A column: its path as the CRM writes it, and its type. */
    public record Column(String path, CrmType type) {}
}
