package io.salessync.connectors;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A board as it is now.
 *
 * @param items how many items it holds
 * @param itemsLimit how many it can hold
 * @param subitemBoardId the hidden board that holds its subitems; null while it has none
 * @param subitems whether it can have subitems at all
 */
public record Board(
        String id,
        String name,
        int items,
        int itemsLimit,
        List<Group> groups,
        List<Column> columns,
        boolean subitems,
        @Nullable String subitemBoardId,
        List<Column> subitemColumns) {

    public record Group(String id, String title) {}

    /**
     * @param type the vendor's own word for it
     * @param writable the kind we write it as; null where it cannot be written
     * @param labels of status and dropdown columns
     */
    public record Column(
            String id,
            String title,
            String type,
            @Nullable ColumnType writable,
            boolean archived,
            Set<String> labels) {}
}
