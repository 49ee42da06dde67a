package io.salessync.ordersync.board;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/** What we know to be on the boards: groups, items and subitems. */
@Component
final class BoardMap {
    private final BatchText text;

    BoardMap(BatchText text) {
        this.text = text;
    }

    /** The items of these orders, by order and part. */
    Map<UUID, Map<Integer, OnBoard>> parts(DSLContext sql, Destination target, Collection<UUID> orders) {
        Map<UUID, Map<Integer, OnBoard>> parts = new HashMap<>();
        for (OnBoard item : items(sql, target, "order_uuid = ANY (?) AND NOT subitem", orders)) {
            parts.computeIfAbsent(item.orderUuid(), key -> new HashMap<>()).put(item.part(), item);
        }
        return parts;
    }

    /** The subitems of these lines. */
    Map<UUID, OnBoard> lines(DSLContext sql, Destination target, Collection<UUID> lines) {
        Map<UUID, OnBoard> found = new HashMap<>();
        items(sql, target, "record_uuid = ANY (?) AND subitem", lines)
                .forEach(item -> found.put(item.recordUuid(), item));
        return found;
    }

    /** Items and subitems by record. */
    Map<UUID, OnBoard> records(DSLContext sql, Destination target, Collection<UUID> records) {
        Map<UUID, OnBoard> found = new HashMap<>();
        items(sql, target, "record_uuid = ANY (?)", records).forEach(item -> found.put(item.recordUuid(), item));
        return found;
    }

    private List<OnBoard> items(DSLContext sql, Destination target, String condition, Collection<UUID> ids) {
        return sql.fetch(
                        "SELECT * FROM ordersync.board_item WHERE tenant_id = ? AND sync_id = ? AND " + condition
                                + " AND NOT archived AND board_id = ANY (?)",
                        target.tenant().value(),
                        target.syncId(),
                        ids.toArray(UUID[]::new),
                        target.boardArray())
                .map(this::onBoard);
    }

    OnBoard onBoard(Record found) {
        return new OnBoard(
                found.get("board_id", String.class),
                found.get("record_uuid", UUID.class),
                found.get("order_uuid", UUID.class),
                found.get("part", Integer.class),
                found.get("subitem", Boolean.class),
                found.get("item_id", String.class),
                found.get("item_board_id", String.class),
                found.get("parent_item_id", String.class),
                found.get("group_id", String.class),
                text.values(found.get("sent", String.class)),
                found.get("gone", Boolean.class));
    }

    /** How many items the lines of these orders need, where it is more than one. */
    Map<UUID, Integer> partsNeeded(DSLContext sql, Destination target, Collection<UUID> orders) {
        Map<UUID, Integer> needed = new HashMap<>();
        sql.fetch(
                        "SELECT order_uuid, max(part) FROM ordersync.line_part"
                                + " WHERE tenant_id = ? AND sync_id = ? AND order_uuid = ANY (?) GROUP BY order_uuid",
                        target.tenant().value(),
                        target.syncId(),
                        orders.toArray(UUID[]::new))
                .forEach(row -> needed.put(row.get(0, UUID.class), row.get(1, Integer.class)));
        return needed;
    }

    Map<UUID, Integer> linePart(DSLContext sql, Destination target, Collection<UUID> lines) {
        Map<UUID, Integer> parts = new HashMap<>();
        sql.fetch(
                        "SELECT record_uuid, part FROM ordersync.line_part WHERE tenant_id = ? AND sync_id = ? AND record_uuid = ANY (?)",
                        target.tenant().value(),
                        target.syncId(),
                        lines.toArray(UUID[]::new))
                .forEach(row -> parts.put(row.get(0, UUID.class), row.get(1, Integer.class)));
        return parts;
    }

    /** Group ids by title. */
    Map<String, String> groups(DSLContext sql, Destination target, String boardId) {
        Map<String, String> groups = new HashMap<>();
        sql.fetch(
                        "SELECT title, group_id FROM ordersync.board_group WHERE tenant_id = ? AND sync_id = ? AND board_id = ?",
                        target.tenant().value(),
                        target.syncId(),
                        boardId)
                .forEach(row -> groups.put(row.get(0, String.class), row.get(1, String.class)));
        return groups;
    }

    void group(DSLContext sql, Destination target, String boardId, String title, String groupId) {
        sql.execute(
                "INSERT INTO ordersync.board_group (tenant_id, sync_id, board_id, title, group_id) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (tenant_id, sync_id, board_id, title) DO UPDATE SET group_id = excluded.group_id",
                target.tenant().value(),
                target.syncId(),
                boardId,
                title,
                groupId);
    }

    /** Groups that people deleted are forgotten. */
    void keepGroups(DSLContext sql, Destination target, String boardId, Collection<String> groupIds) {
        sql.execute(
                "DELETE FROM ordersync.board_group WHERE tenant_id = ? AND sync_id = ? AND board_id = ? AND group_id <> ALL (?)",
                target.tenant().value(),
                target.syncId(),
                boardId,
                groupIds.toArray(String[]::new));
    }

    void put(DSLContext sql, Destination target, OnBoard item, Instant now) {
        sql.execute(
                """
                INSERT INTO ordersync.board_item (tenant_id, connection_id, board_id, record_uuid, sync_id, order_uuid, part,
                  subitem, item_id, item_board_id, parent_item_id, group_id, sent, archived, gone, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, false, false, ?::timestamptz)
                ON CONFLICT (tenant_id, sync_id, board_id, record_uuid) DO UPDATE SET
                  connection_id = excluded.connection_id, order_uuid = excluded.order_uuid, part = excluded.part, item_id = excluded.item_id,
                  item_board_id = excluded.item_board_id, parent_item_id = excluded.parent_item_id,
                  group_id = excluded.group_id, sent = excluded.sent, archived = false, gone = false,
                  updated_at = excluded.updated_at
                """,
                target.tenant().value(),
                target.connection().id().value(),
                item.boardId(),
                item.recordUuid(),
                target.syncId(),
                item.orderUuid(),
                item.part(),
                item.subitem(),
                item.itemId(),
                item.itemBoardId(),
                item.parentItemId(),
                item.groupId(),
                text.values(item.sent()),
                now.toString());
    }

    void sent(
            DSLContext sql, Destination target, String boardId, UUID record, Map<String, String> values, Instant now) {
        sql.execute(
                "UPDATE ordersync.board_item SET sent = sent || ?::jsonb, updated_at = ?::timestamptz"
                        + " WHERE tenant_id = ? AND sync_id = ? AND board_id = ? AND record_uuid = ?",
                text.values(values),
                now.toString(),
                target.tenant().value(),
                target.syncId(),
                boardId,
                record);
    }

    void moved(DSLContext sql, Destination target, String boardId, UUID record, String groupId, Instant now) {
        sql.execute(
                "UPDATE ordersync.board_item SET group_id = ?, updated_at = ?::timestamptz"
                        + " WHERE tenant_id = ? AND sync_id = ? AND board_id = ? AND record_uuid = ?",
                groupId,
                now.toString(),
                target.tenant().value(),
                target.syncId(),
                boardId,
                record);
    }

    /** Archived: an item takes its subitems with it. */
    void archived(DSLContext sql, Destination target, String boardId, UUID record, String itemId, Instant now) {
        sql.execute(
                "UPDATE ordersync.board_item SET archived = true, updated_at = ?::timestamptz"
                        + " WHERE tenant_id = ? AND sync_id = ? AND board_id = ? AND (record_uuid = ? OR subitem AND parent_item_id = ?)",
                now.toString(),
                target.tenant().value(),
                target.syncId(),
                boardId,
                record,
                itemId);
    }

    void gone(DSLContext sql, Destination target, String itemId, Instant now) {
        sql.execute(
                "UPDATE ordersync.board_item SET gone = true, updated_at = ?::timestamptz"
                        + " WHERE tenant_id = ? AND sync_id = ? AND (item_id = ? OR subitem AND parent_item_id = ?)",
                now.toString(),
                target.tenant().value(),
                target.syncId(),
                itemId,
                itemId);
    }
}
