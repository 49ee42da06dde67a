package io.salessync.ordersync.board;

import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a sync goes and how, as its mapping says for its environment.
 *
 * @param boards in the order in which they are filled
 * @param window how long the vendor keeps an idempotency key, from the first sending
 * @param batch the most writes one call may hold; null: as the budget allows
 * @param removes whether what left the source leaves the board too
 * @param sections lines of the mapping file, by section
 */
record Destination(
        TenantId tenant,
        UUID syncId,
        String title,
        String environment,
        Connection connection,
        String apiVersion,
        List<String> boards,
        Duration window,
        String itemUuidColumn,
        String lineUuidColumn,
        @Nullable Status status,
        int subitemCap,
        @Nullable Integer batch,
        boolean removes,
        List<Column> itemColumns,
        List<Column> lineColumns,
        Map<String, Integer> sections,
        RowRendering rendering) {

    /** The column that tells people how far an order is. */
    record Status(
            String columnId,
            String synced,
            String partly,
            @Nullable String removed) {
        List<String> labels() {
            return removed == null ? List.of(synced, partly) : List.of(synced, partly, removed);
        }
    }

    /**
     * A column of the mapping.
     *
     * @param labels that the mapping is known to write
     * @param line of the mapping file
     */
    record Column(
            String id,
            ColumnType type,
            List<String> labels,
            boolean createsLabels,
            @Nullable Integer line) {}

    List<Column> columns(boolean subitem) {
        return subitem ? lineColumns : itemColumns;
    }

    /** Whether a write of these values may make labels; those it may not make are known by then, see {@link Labels}. */
    boolean createsLabels(boolean subitem, Collection<BoardWrite.Value> values) {
        return columns(subitem).stream()
                .filter(Column::createsLabels)
                .anyMatch(column ->
                        values.stream().anyMatch(value -> value.columnId().equals(column.id())));
    }

    /** Where a section of the mapping file begins. */
    @Nullable Integer line(String section) {
        return sections.get(section);
    }

    BoardRef ref(String boardId) {
        return new BoardRef(boardId, apiVersion);
    }

    BoardRef firstRef() {
        return ref(boards.getFirst());
    }

    String uuidColumn(boolean subitem) {
        return subitem ? lineUuidColumn : itemUuidColumn;
    }

    String[] boardArray() {
        return boards.toArray(String[]::new);
    }
}
