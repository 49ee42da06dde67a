package io.salessync.ordersync.board;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/**
 * Gives the lines of long orders their part: an item holds so many subitems and no more. A line keeps its part for good, new
 * lines fill the first part with room.
 */
@Component
final class Allotting {
    private final Reopening reopening;

    Allotting(Reopening reopening) {
        this.reopening = reopening;
    }

    void allot(DSLContext sql, Destination target) {
        forgetRemoved(sql, target);
        for (Record order : longOrders(sql, target)) {
            allot(sql, target, order.get(0, String.class), order.get(1, UUID.class));
        }
    }

    private static void forgetRemoved(DSLContext sql, Destination target) {
        sql.execute(Statuses.LOOPS_OFF);
        sql.execute("""
                DELETE FROM ordersync.line_part p USING ordersync.order_list_lines l
                WHERE p.tenant_id = ? AND p.sync_id = ? AND l.tenant_id = p.tenant_id AND l.sync_id = p.sync_id
                  AND l.record_uuid = p.record_uuid AND l.removed
                """, target.tenant().value(), target.syncId());
        sql.execute(Statuses.LOOPS_ON);
    }

    private static List<Record> longOrders(DSLContext sql, Destination target) {
        return sql.fetch("""
                SELECT source_key, record_uuid FROM ordersync.order_list
                WHERE tenant_id = ? AND sync_id = ? AND NOT removed AND lines > ?
                """, target.tenant().value(), target.syncId(), target.subitemCap());
    }

    private void allot(DSLContext sql, Destination target, String sourceKey, UUID orderUuid) {
        List<Record> lines = sql.fetch("""
                SELECT l.record_uuid, p.part, b.part AS lies_in FROM ordersync.order_list_lines l
                LEFT JOIN ordersync.line_part p ON p.tenant_id = l.tenant_id AND p.sync_id = l.sync_id
                  AND p.record_uuid = l.record_uuid
                LEFT JOIN ordersync.board_item b ON b.tenant_id = l.tenant_id AND b.sync_id = l.sync_id
                  AND b.record_uuid = l.record_uuid AND b.subitem AND NOT b.archived
                  AND b.board_id = ANY (?)
                WHERE l.tenant_id = ? AND l.sync_id = ? AND l.source_key = ? AND NOT l.removed
                ORDER BY p.part IS NULL, b.part IS NULL, l.position, l.line_key
                """, target.boardArray(), target.tenant().value(), target.syncId(), sourceKey);
        Map<Integer, Integer> used = new HashMap<>();
        int before = 1;
        int after = 1;
        for (Record line : lines) {
            Integer part = line.get("part", Integer.class);
            if (part != null) {
                before = Math.max(before, part);
            } else {
                part = line.get("lies_in", Integer.class);
                if (part == null) {
                    part = firstWithRoom(used, target.subitemCap());
                }
                sql.execute(
                        "INSERT INTO ordersync.line_part (tenant_id, sync_id, record_uuid, order_uuid, part) VALUES (?, ?, ?, ?, ?)",
                        target.tenant().value(),
                        target.syncId(),
                        line.get("record_uuid", UUID.class),
                        orderUuid,
                        part);
            }
            used.merge(part, 1, Integer::sum);
            after = Math.max(after, part);
        }
        if (after > before) {
            // The order itself may not have changed; its item needs company and the parts new names.
            reopening.order(sql, target, orderUuid);
        }
    }

    private static int firstWithRoom(Map<Integer, Integer> used, int cap) {
        int part = 1;
        while (used.getOrDefault(part, 0) >= cap) {
            part++;
        }
        return part;
    }
}
