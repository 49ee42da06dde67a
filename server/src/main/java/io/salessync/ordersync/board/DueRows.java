package io.salessync.ordersync.board;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/** The rows that are due, in the order in which they are sent, and what happens to their state. */
@Component
final class DueRows {
    /** A group with rows to send. */
    record Due(String group, int orders, int lines) {}

    private static final String CHOOSE_ORDERS = """
            SELECT d.delta_id, d.record_uuid, d.record_uuid AS order_uuid, d.source_key, NULL::text AS line_key, d.group_name,
                   d.action, d.attempts, d.new_cells
            FROM ordersync.order_list_delta d
            WHERE d.tenant_id = ? AND d.sync_id = ? AND d.state IN ('NEW', 'PENDING') AND d.group_name = ANY (?)
              AND d.record_uuid NOT IN (SELECT f.record_uuid FROM ordersync.order_list_delta f
                WHERE f.tenant_id = ? AND f.sync_id = ? AND f.state IN ('SENDING', 'UNKNOWN'))
            ORDER BY d.group_name, d.delta_id LIMIT ? FOR UPDATE OF d SKIP LOCKED
            """;

    private static final String CHOOSE_LINES = """
            SELECT d.delta_id, d.record_uuid, d.order_uuid, d.source_key, d.line_key, d.group_name, d.action, d.attempts,
                   d.new_cells
            FROM ordersync.order_list_lines_delta d
            WHERE d.tenant_id = ? AND d.sync_id = ? AND d.state IN ('NEW', 'PENDING') AND d.group_name = ANY (?)
              AND d.record_uuid NOT IN (SELECT f.record_uuid FROM ordersync.order_list_lines_delta f
                WHERE f.tenant_id = ? AND f.sync_id = ? AND f.state IN ('SENDING', 'UNKNOWN'))
            ORDER BY d.group_name, d.order_uuid, d.action <> 'REMOVE', d.position, d.delta_id LIMIT ?
            FOR UPDATE OF d SKIP LOCKED
            """;

    List<Row> choose(DSLContext sql, Destination target, RowKind kind, Collection<String> groups, int limit) {
        return sql.fetch(
                        kind == RowKind.ORDERS ? CHOOSE_ORDERS : CHOOSE_LINES,
                        target.tenant().value(),
                        target.syncId(),
                        groups.toArray(String[]::new),
                        target.tenant().value(),
                        target.syncId(),
                        limit)
                .map(found -> row(kind, found));
    }

    static Row row(RowKind kind, Record found) {
        return new Row(
                kind,
                found.get("delta_id", Long.class),
                found.get("record_uuid", UUID.class),
                found.get("order_uuid", UUID.class),
                found.get("source_key", String.class),
                found.get("line_key", String.class),
                found.get("group_name", String.class),
                found.get("action", String.class),
                found.get("attempts", Integer.class),
                found.get("new_cells", String[].class));
    }

    /** The groups that have rows to send, by name. */
    List<Due> groups(DSLContext sql, Destination target) {
        return sql.fetch(
                        """
                        SELECT group_name, sum(orders)::int AS orders, sum(lines)::int AS lines FROM (
                          SELECT group_name, count(*) AS orders, 0 AS lines FROM ordersync.order_list_delta
                          WHERE tenant_id = ? AND sync_id = ? AND state IN ('NEW', 'PENDING') GROUP BY group_name
                          UNION ALL
                          SELECT group_name, 0, count(*) FROM ordersync.order_list_lines_delta
                          WHERE tenant_id = ? AND sync_id = ? AND state IN ('NEW', 'PENDING') GROUP BY group_name) due
                        GROUP BY group_name ORDER BY group_name
                        """,
                        target.tenant().value(),
                        target.syncId(),
                        target.tenant().value(),
                        target.syncId())
                .map(found ->
                        new Due(found.get(0, String.class), found.get(1, Integer.class), found.get(2, Integer.class)));
    }

    /** Rows for which there is a later change are covered by it; those that may be tried again are. */
    void release(DSLContext sql, Destination target, int maximumAttempts, Instant now) {
        for (RowKind kind : RowKind.values()) {
            cover(sql, target, kind, now);
            sql.execute(
                    "UPDATE " + kind.deltas() + " d SET state = 'PENDING', updated_at = ?::timestamptz"
                            + " WHERE d.tenant_id = ? AND d.sync_id = ? AND d.state = 'FAILED' AND ("
                            + " (d.fault_class NOT IN ('ROW', 'GONE') AND d.attempts < ? AND (d.retry_at IS NULL OR d.retry_at <= ?::timestamptz))"
                            + " OR (d.fault_class = 'ROW' AND d.updated_at < (SELECT max(c.saved_at) FROM ordersync.sync_config c"
                            + "   WHERE c.tenant_id = d.tenant_id AND c.sync_id = d.sync_id)))",
                    now.toString(),
                    target.tenant().value(),
                    target.syncId(),
                    maximumAttempts,
                    now.toString());
            sql.execute(
                    "UPDATE " + kind.deltas()
                            + " SET state = 'PENDING', reason = NULL, fault_class = NULL, fault_code = NULL,"
                            + " updated_at = ?::timestamptz WHERE tenant_id = ? AND sync_id = ? AND state = 'BLOCKED'"
                            + " AND fault_class IS DISTINCT FROM 'UNDONE'",
                    now.toString(),
                    target.tenant().value(),
                    target.syncId());
        }
    }

    /** What the source dropped before all of it had been sent, so that no delta speaks of it any more. */
    List<UUID> orphans(DSLContext sql, Destination target, RowKind kind) {
        sql.execute(Statuses.LOOPS_OFF);
        List<UUID> orphans = sql.fetch(
                        "SELECT DISTINCT l.record_uuid FROM ordersync.board_item b JOIN " + kind.list()
                                + " l ON l.tenant_id = b.tenant_id"
                                + " AND l.sync_id = b.sync_id AND l.record_uuid = "
                                + (kind == RowKind.ORDERS ? "b.order_uuid" : "b.record_uuid")
                                + " WHERE b.tenant_id = ? AND b.sync_id = ? AND b.subitem = ? AND NOT b.archived AND NOT b.gone AND l.removed"
                                + " AND NOT EXISTS (SELECT 1 FROM " + kind.deltas()
                                + " d WHERE d.tenant_id = l.tenant_id"
                                + " AND d.sync_id = l.sync_id AND d.record_uuid = l.record_uuid AND d.state <> 'SYNCED')",
                        target.tenant().value(),
                        target.syncId(),
                        kind == RowKind.LINES)
                .getValues(0, UUID.class);
        sql.execute(Statuses.LOOPS_ON);
        return orphans;
    }

    private static void cover(DSLContext sql, Destination target, RowKind kind, Instant now) {
        sql.execute(
                "UPDATE " + kind.deltas()
                        + " d SET state = 'SYNCED', reason = 'Covered by a later change', fault_class = NULL,"
                        + " fault_code = NULL, retry_at = NULL, updated_at = ?::timestamptz, synced_at = ?::timestamptz"
                        + " WHERE d.tenant_id = ? AND d.sync_id = ? AND d.state IN ('NEW', 'PENDING', 'FAILED', 'BLOCKED')"
                        + " AND d.followed",
                now.toString(),
                now.toString(),
                target.tenant().value(),
                target.syncId());
    }

    /** Lines whose order has no item to hang on wait for it, and say why. */
    int block(DSLContext sql, Destination target, Collection<String> groups, Instant now) {
        sql.execute(Statuses.LOOPS_OFF);
        int blocked = sql.execute(
                """
                WITH homeless AS MATERIALIZED (
                  SELECT l.delta_id FROM ordersync.order_list_lines_delta l
                  LEFT JOIN ordersync.line_part p ON p.tenant_id = l.tenant_id AND p.sync_id = l.sync_id AND p.record_uuid = l.record_uuid
                  LEFT JOIN ordersync.board_item b ON b.tenant_id = l.tenant_id AND b.sync_id = l.sync_id
                    AND b.order_uuid = l.order_uuid AND b.part = coalesce(p.part, 1) AND b.board_id = ANY (?)
                    AND NOT b.subitem AND NOT b.archived AND NOT b.gone
                  WHERE l.tenant_id = ? AND l.sync_id = ? AND l.state IN ('NEW', 'PENDING') AND l.group_name = ANY (?)
                    AND l.action <> 'REMOVE' AND b.order_uuid IS NULL)
                UPDATE ordersync.order_list_lines_delta d SET state = 'BLOCKED', fault_class = 'PARENT',
                  fault_code = 'ordersync.parent-missing', updated_at = ?::timestamptz,
                  reason = coalesce(
                    (SELECT 'Its order ' || o.source_key || ' is ' || o.state || coalesce(': ' || o.reason, '')
                     FROM ordersync.order_list_delta o WHERE o.tenant_id = d.tenant_id AND o.sync_id = d.sync_id
                       AND o.record_uuid = d.order_uuid AND o.state <> 'SYNCED' ORDER BY o.version DESC LIMIT 1),
                    (SELECT 'The item of its order ' || d.source_key || ' was deleted on the board by hand; `retry --recreate` makes it again'
                     FROM ordersync.board_item b WHERE b.tenant_id = d.tenant_id AND b.sync_id = d.sync_id
                       AND b.order_uuid = d.order_uuid AND NOT b.subitem AND b.gone LIMIT 1),
                    'Its order ' || d.source_key || ' is not on the board')
                FROM homeless
                WHERE d.tenant_id = ? AND d.sync_id = ? AND d.delta_id = homeless.delta_id AND d.state IN ('NEW', 'PENDING')
                """,
                target.boardArray(),
                target.tenant().value(),
                target.syncId(),
                groups.toArray(String[]::new),
                now.toString(),
                target.tenant().value(),
                target.syncId());
        sql.execute(Statuses.LOOPS_ON);
        return blocked;
    }

    /** The intents that rows in flight belong to. */
    Set<UUID> inFlight(DSLContext sql, Destination target) {
        Set<UUID> intents = new HashSet<>();
        for (RowKind kind : RowKind.values()) {
            intents.addAll(sql.fetch(
                            "SELECT DISTINCT intent_id FROM " + kind.deltas()
                                    + " WHERE tenant_id = ? AND sync_id = ? AND state IN ('SENDING', 'UNKNOWN') AND intent_id IS NOT NULL",
                            target.tenant().value(),
                            target.syncId())
                    .getValues(0, UUID.class));
        }
        return intents;
    }

    /** The rows in flight of one intent, as {@code kind/id}. */
    Set<String> waitingFor(DSLContext sql, Destination target, UUID intentId) {
        Set<String> found = new HashSet<>();
        for (RowKind kind : RowKind.values()) {
            sql.fetch(
                            "SELECT delta_id FROM " + kind.deltas()
                                    + " WHERE tenant_id = ? AND sync_id = ? AND state IN ('SENDING', 'UNKNOWN') AND intent_id = ?",
                            target.tenant().value(),
                            target.syncId(),
                            intentId)
                    .forEach(row -> found.add(kind + "/" + row.get(0, Long.class)));
        }
        return found;
    }

    /** Rows in flight without an intent cannot have been sent. */
    void requeueLost(DSLContext sql, Destination target, Instant now) {
        for (RowKind kind : RowKind.values()) {
            sql.execute(
                    "UPDATE " + kind.deltas()
                            + " SET state = 'PENDING', updated_at = ?::timestamptz WHERE tenant_id = ?"
                            + " AND sync_id = ? AND state IN ('SENDING', 'UNKNOWN') AND intent_id IS NULL",
                    now.toString(),
                    target.tenant().value(),
                    target.syncId());
        }
    }
}
