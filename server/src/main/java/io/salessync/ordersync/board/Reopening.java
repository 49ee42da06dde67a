package io.salessync.ordersync.board;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Puts records back into the queue whose source has not changed: what the board needs is decided when they come up. */
@Component
final class Reopening {
    private final InstantSource clock;

    Reopening(InstantSource clock) {
        this.clock = clock;
    }

    void order(DSLContext sql, Destination target, UUID order) {
        reopen(sql, target, RowKind.ORDERS, List.of(order));
    }

    /** Records that are not in the queue already come into it; the newest of their deltas is used where it is still kept. */
    void reopen(DSLContext sql, Destination target, RowKind kind, Collection<UUID> records) {
        if (records.isEmpty()) {
            return;
        }
        String now = clock.instant().toString();
        UUID[] uuids = records.toArray(UUID[]::new);
        sql.execute(
                "UPDATE " + kind.deltas() + " d SET state = 'PENDING', attempts = 0, reason = NULL, fault_class = NULL,"
                        + " fault_code = NULL, retry_at = NULL, updated_at = ?::timestamptz"
                        + " FROM " + kind.list()
                        + " l WHERE d.tenant_id = ? AND d.sync_id = ? AND d.record_uuid = ANY (?)"
                        + " AND l.tenant_id = d.tenant_id AND l.sync_id = d.sync_id AND l.record_uuid = d.record_uuid"
                        + " AND d.version = l.version AND d.state IN ('SYNCED', 'FAILED', 'BLOCKED')",
                now,
                target.tenant().value(),
                target.syncId(),
                uuids);
        // the list's rows are held, so that a load that is under way makes its later change after this one, or before
        // it
        String missing =
                " WHERE l.tenant_id = ? AND l.sync_id = ? AND l.record_uuid = ANY (?) AND NOT EXISTS (SELECT 1 FROM "
                        + kind.deltas()
                        + " d WHERE d.tenant_id = l.tenant_id AND d.sync_id = l.sync_id AND d.record_uuid = l.record_uuid AND d.version = l.version)"
                        + " FOR UPDATE OF l ON CONFLICT DO NOTHING";
        sql.execute(
                kind == RowKind.ORDERS
                        ? "INSERT INTO ordersync.order_list_delta (tenant_id, sync_id, record_uuid, source_key, group_name, version, action,"
                                + " state, old_cells, new_cells, created_at, updated_at)"
                                + " SELECT l.tenant_id, l.sync_id, l.record_uuid, l.source_key, l.group_name, l.version,"
                                + " CASE WHEN l.removed THEN 'REMOVE' ELSE 'UPDATE' END, 'PENDING', l.cells, l.cells,"
                                + " ?::timestamptz, ?::timestamptz FROM ordersync.order_list l" + missing
                        : "INSERT INTO ordersync.order_list_lines_delta (tenant_id, sync_id, record_uuid, order_uuid, source_key, line_key,"
                                + " group_name, position, version, action, state, old_cells, new_cells, created_at, updated_at)"
                                + " SELECT l.tenant_id, l.sync_id, l.record_uuid, o.record_uuid, l.source_key, l.line_key,"
                                + " o.group_name, l.position, l.version, CASE WHEN l.removed THEN 'REMOVE' ELSE 'UPDATE' END,"
                                + " 'PENDING', l.cells, l.cells, ?::timestamptz, ?::timestamptz FROM ordersync.order_list_lines l"
                                + " JOIN ordersync.order_list o ON o.tenant_id = l.tenant_id AND o.sync_id = l.sync_id AND o.source_key = l.source_key"
                                + missing,
                now,
                now,
                target.tenant().value(),
                target.syncId(),
                uuids);
        sql.execute(
                "UPDATE " + kind.deltas() + " d SET followed = true WHERE d.tenant_id = ? AND d.sync_id = ?"
                        + " AND d.record_uuid = ANY (?) AND NOT d.followed AND EXISTS (SELECT 1 FROM " + kind.deltas()
                        + " later WHERE later.tenant_id = d.tenant_id AND later.sync_id = d.sync_id"
                        + " AND later.record_uuid = d.record_uuid AND later.version > d.version)",
                target.tenant().value(),
                target.syncId(),
                uuids);
    }

    /** What was deleted by hand is forgotten, so that it is made again. */
    void recreate(DSLContext sql, Destination target, Collection<UUID> records) {
        UUID[] uuids = records.toArray(UUID[]::new);
        List<UUID> gone = sql.fetch(
                        "SELECT record_uuid FROM ordersync.board_item WHERE tenant_id = ? AND sync_id = ? AND gone"
                                + " AND (record_uuid = ANY (?) OR order_uuid = ANY (?))",
                        target.tenant().value(),
                        target.syncId(),
                        uuids,
                        uuids)
                .getValues(0, UUID.class);
        sql.execute(
                "DELETE FROM ordersync.board_item WHERE tenant_id = ? AND sync_id = ? AND record_uuid = ANY (?) AND gone",
                target.tenant().value(),
                target.syncId(),
                gone.toArray(UUID[]::new));
        reopen(sql, target, RowKind.ORDERS, gone);
        reopen(sql, target, RowKind.ORDERS, records);
        reopen(sql, target, RowKind.LINES, gone);
    }
}
