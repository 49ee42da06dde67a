package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.ordersync.board.Destination.Status;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Writes on the board how far each order is, where the mapping names a column for it. */
@Component
final class Statuses {
    private static final int ITEMS = 200;

    private final BoardMap map;

    Statuses(BoardMap map) {
        this.map = map;
    }

    Draft draft(DSLContext sql, Execution x, @Nullable Collection<String> groups) {
        Status status = x.target.status();
        if (status == null) {
            return new Draft(Batch.Pass.STATUSES, List.of(), 0);
        }
        List<Entry> entries = sql.fetch(
                        """
                        SELECT * FROM (
                          SELECT b.*, o.source_key, o.group_name,
                            CASE WHEN EXISTS (SELECT 1 FROM ordersync.order_list_delta d WHERE d.tenant_id = b.tenant_id
                                  AND d.sync_id = b.sync_id AND d.record_uuid = b.order_uuid AND d.state <> 'SYNCED')
                              OR EXISTS (SELECT 1 FROM ordersync.order_list_lines_delta l WHERE l.tenant_id = b.tenant_id
                                  AND l.sync_id = b.sync_id AND l.order_uuid = b.order_uuid AND l.state <> 'SYNCED')
                            THEN ? ELSE ? END AS label
                          FROM ordersync.order_list o
                          JOIN ordersync.board_item b ON b.tenant_id = o.tenant_id AND b.sync_id = o.sync_id
                            AND b.order_uuid = o.record_uuid
                          WHERE o.tenant_id = ? AND o.sync_id = ? AND (? OR o.group_name = ANY (?)) AND NOT o.removed
                            AND NOT b.subitem AND NOT b.archived AND NOT b.gone
                            AND b.board_id = ANY (?) AND b.order_uuid <> ALL (?)) due
                        WHERE label <> coalesce(sent ->> ?, '') ORDER BY group_name, source_key, part LIMIT ?
                        """,
                        status.partly(),
                        status.synced(),
                        x.target.tenant().value(),
                        x.target.syncId(),
                        groups == null,
                        groups == null ? new String[0] : groups.toArray(String[]::new),
                        x.target.boardArray(),
                        x.statusesLeft.toArray(UUID[]::new),
                        status.columnId(),
                        ITEMS)
                .map(found -> entry(x, status, found));
        return new Draft(Batch.Pass.STATUSES, entries, 0);
    }

    private Entry entry(Execution x, Status status, Record found) {
        OnBoard item = map.onBoard(found);
        String label = found.get("label", String.class);
        return new Entry(
                new BoardWrite.ChangeValues(
                        item.recordUuid(),
                        item.itemBoardId(),
                        item.itemId(),
                        List.of(new BoardWrite.Value(status.columnId(), ColumnType.STATUS, label)),
                        false),
                RowKind.ORDERS,
                0,
                true,
                found.get("source_key", String.class),
                item.recordUuid(),
                item.orderUuid(),
                item.part(),
                false,
                item.boardId(),
                item.itemId(),
                item.itemBoardId(),
                null,
                found.get("group_name", String.class),
                item.groupId(),
                item.sent().getOrDefault(RowRendering.Rendered.NAME, found.get("source_key", String.class)),
                Map.of(status.columnId(), item.sent().getOrDefault(status.columnId(), "")),
                Map.of(status.columnId(), label));
    }
}
