package io.salessync.ordersync.board;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What the source says now, record by record, whatever is still on its way. */
@Component
final class SourceRecords {
    /**
     * @param settled whether no delta of it is on its way
     * @param position of the part for continuation items; 1 otherwise
     */
    record SourceRecord(
            UUID recordUuid,
            UUID orderUuid,
            String sourceKey,
            @Nullable String lineKey,
            String group,
            String[] cells,
            boolean removed,
            boolean settled) {
        String label() {
            return lineKey == null ? sourceKey : sourceKey + " / " + lineKey;
        }
    }

    Map<UUID, SourceRecord> orders(DSLContext sql, Destination target, Collection<UUID> records) {
        return found(sql.fetch("""
                SELECT o.record_uuid, o.record_uuid AS order_uuid, o.source_key, NULL::text AS line_key, o.group_name, o.cells,
                  o.removed, NOT EXISTS (SELECT 1 FROM ordersync.order_list_delta d WHERE d.tenant_id = o.tenant_id
                    AND d.sync_id = o.sync_id AND d.record_uuid = o.record_uuid AND d.state <> 'SYNCED') AS settled
                FROM ordersync.order_list o WHERE o.tenant_id = ? AND o.sync_id = ? AND o.record_uuid = ANY (?)
                """, target.tenant().value(), target.syncId(), records.toArray(UUID[]::new)));
    }

    Map<UUID, SourceRecord> lines(DSLContext sql, Destination target, Collection<UUID> records) {
        return found(sql.fetch("""
                SELECT l.record_uuid, o.record_uuid AS order_uuid, l.source_key, l.line_key, o.group_name, l.cells,
                  l.removed, NOT EXISTS (SELECT 1 FROM ordersync.order_list_lines_delta d WHERE d.tenant_id = l.tenant_id
                    AND d.sync_id = l.sync_id AND d.record_uuid = l.record_uuid AND d.state <> 'SYNCED') AS settled
                FROM ordersync.order_list_lines l JOIN ordersync.order_list o ON o.tenant_id = l.tenant_id
                  AND o.sync_id = l.sync_id AND o.source_key = l.source_key
                WHERE l.tenant_id = ? AND l.sync_id = ? AND l.record_uuid = ANY (?)
                """, target.tenant().value(), target.syncId(), records.toArray(UUID[]::new)));
    }

    /** Records that the source has and that should be on a board, page by page in the order of their uuids. */
    List<UUID> expected(DSLContext sql, Destination target, RowKind kind, @Nullable UUID after, int limit) {
        return sql.fetch(
                        "SELECT l.record_uuid FROM " + kind.list()
                                + " l WHERE l.tenant_id = ? AND l.sync_id = ? AND NOT l.removed"
                                + " AND (?::uuid IS NULL OR l.record_uuid > ?::uuid) AND NOT EXISTS (SELECT 1 FROM "
                                + kind.deltas()
                                + " d WHERE d.tenant_id = l.tenant_id AND d.sync_id = l.sync_id AND d.record_uuid = l.record_uuid"
                                + " AND d.state <> 'SYNCED') ORDER BY l.record_uuid LIMIT ?",
                        target.tenant().value(),
                        target.syncId(),
                        after,
                        after,
                        limit)
                .getValues(0, UUID.class);
    }

    private static Map<UUID, SourceRecord> found(Iterable<? extends Record> rows) {
        Map<UUID, SourceRecord> records = new HashMap<>();
        for (Record row : rows) {
            UUID uuid = row.get("record_uuid", UUID.class);
            records.put(
                    uuid,
                    new SourceRecord(
                            uuid,
                            row.get("order_uuid", UUID.class),
                            row.get("source_key", String.class),
                            row.get("line_key", String.class),
                            row.get("group_name", String.class),
                            row.get("cells", String[].class),
                            row.get("removed", Boolean.class),
                            row.get("settled", Boolean.class)));
        }
        return records;
    }
}
