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

    // where the tables have just been filled the planner takes them for small, and loops over all of one for each row
    // of another
    static final String LOOPS_OFF = "SET LOCAL enable_nestloop = off";
    static final String LOOPS_ON = "SET LOCAL enable_nestloop = on";

    static final String DUE = """
            WITH waiting AS MATERIALIZED (
              SELECT record_uuid AS order_uuid FROM ordersync.order_list_delta
              WHERE tenant_id = ? AND sync_id = ? AND state IN ('NEW', 'PENDING', 'SENDING', 'FAILED', 'BLOCKED', 'UNKNOWN')
              UNION
              SELECT order_uuid FROM ordersync.order_list_lines_delta
              WHERE tenant_id = ? AND sync_id = ? AND state IN ('NEW', 'PENDING', 'SENDING', 'FAILED', 'BLOCKED', 'UNKNOWN'))
            SELECT * FROM (
              SELECT b.*, o.source_key, o.group_name, CASE WHEN w.order_uuid IS NOT NULL THEN ? ELSE ? END AS label
              FROM ordersync.order_list o
              JOIN ordersync.board_item b ON b.tenant_id = o.tenant_id AND b.sync_id = o.sync_id
                AND b.order_uuid = o.record_uuid
              LEFT JOIN waiting w ON w.order_uuid = b.order_uuid
              WHERE o.tenant_id = ? AND o.sync_id = ? AND (? OR o.group_name = ANY (?)) AND NOT o.removed
                AND NOT b.subitem AND NOT b.archived AND NOT b.gone
                AND b.board_id = ANY (?) AND b.order_uuid <> ALL (?)) due
            WHERE label <> coalesce(sent ->> ?, '') ORDER BY group_name, source_key, part LIMIT ?
            """;

    private final BoardMap map;

    Statuses(BoardMap map) {
        this.map = map;
    }

    Draft draft(DSLContext sql, Execution x, @Nullable Collection<String> groups) {
        Status status = x.target.status();
        if (status == null) {
            return new Draft(Batch.Pass.STATUSES, List.of(), 0);
        }
        sql.execute(LOOPS_OFF);
        List<Entry> entries = sql.fetch(DUE, values(x, status, groups)).map(found -> entry(x, status, found));
        sql.execute(LOOPS_ON);
        return new Draft(Batch.Pass.STATUSES, entries, 0);
    }

    static Object[] values(Execution x, Status status, @Nullable Collection<String> groups) {
        return new Object[] {
            x.target.tenant().value(),
            x.target.syncId(),
            x.target.tenant().value(),
            x.target.syncId(),
            status.partly(),
            status.synced(),
            x.target.tenant().value(),
            x.target.syncId(),
            groups == null,
            groups == null ? new String[0] : groups.toArray(String[]::new),
            x.target.boardArray(),
            x.statusesLeft.toArray(UUID[]::new),
            status.columnId(),
            ITEMS
        };
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
