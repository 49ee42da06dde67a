package io.salessync.ordersync.board;

import io.salessync.connectors.Board;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardItem;
import io.salessync.connectors.ColumnType;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.ActiveRun.Level;
import io.salessync.kernel.tenancy.Database;
import io.salessync.ordersync.board.RowRendering.Cell;
import io.salessync.ordersync.board.RowRendering.Rendered;
import io.salessync.ordersync.board.SourceRecords.SourceRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Looks a board through before a sync writes to it for the first time: record uuids follow from the mapping and the keys, so what
 * another installation, or this sync before it was deleted, left there is taken over and not made a second time.
 */
@Component
final class Adopting {
    private static final int PARENTS_AT_ONCE = 50;

    private final BoardConnector connector;
    private final Database database;
    private final SourceRecords records;
    private final BoardMap map;
    private final InstantSource clock;

    Adopting(BoardConnector connector, Database database, SourceRecords records, BoardMap map, InstantSource clock) {
        this.connector = connector;
        this.database = database;
        this.records = records;
        this.map = map;
        this.clock = clock;
    }

    /** Takes over what lies on a board that this sync never looked through; killed half way it begins again. */
    void adopt(Execution x, Board board) {
        if (!isDue(x.target, board)) {
            return;
        }
        long[] counts = new long[2];
        if (board.items() > 0) {
            x.step("adopt");
            read(x.target, board, x.run, found -> {
                x.run.<@Nullable Void>inTransaction(sql -> {
                    found.forEach(item -> map.put(sql, x.target, item, clock.instant()));
                    return null;
                });
                found.forEach(item -> counts[item.subitem() ? 1 : 0]++);
                x.run.checkpoint();
            });
        }
        x.run.<@Nullable Void>inTransaction(sql -> {
            sql.execute(
                    "INSERT INTO ordersync.board_adopted (tenant_id, sync_id, board_id, at) VALUES (?, ?, ?, ?::timestamptz)"
                            + " ON CONFLICT DO NOTHING",
                    x.target.tenant().value(),
                    x.target.syncId(),
                    board.id(),
                    clock.instant().toString());
            return null;
        });
        if (counts[0] > 0) {
            x.run.log(
                    Level.INFO,
                    null,
                    counts[0] + " items and " + counts[1] + " subitems of these orders were on board " + board.id()
                            + " already and were adopted");
        }
    }

    /** What {@link #adopt} would take over now. */
    List<OnBoard> find(Destination target, Board board, @Nullable ActiveRun run) {
        List<OnBoard> found = new ArrayList<>();
        if (board.items() > 0 && isDue(target, board)) {
            read(target, board, run, found::addAll);
        }
        return found;
    }

    private boolean isDue(Destination target, Board board) {
        return database.inTenant(
                target.tenant(),
                sql -> sql.fetch(
                                "SELECT 1 FROM ordersync.board_adopted WHERE tenant_id = ? AND sync_id = ? AND board_id = ?",
                                target.tenant().value(),
                                target.syncId(),
                                board.id())
                        .isEmpty());
    }

    private void read(Destination target, Board board, @Nullable ActiveRun run, Consumer<List<OnBoard>> found) {
        Map<UUID, Part> parts = database.inTenant(target.tenant(), sql -> continuations(sql, target));
        Set<UUID> seen = new HashSet<>();
        connector.eachItem(
                target.connection(),
                target.ref(board.id()),
                page -> {
                    List<OnBoard> fresh = new ArrayList<>();
                    List<OnBoard> items = ours(target, board, page, parts, seen, fresh);
                    found.accept(fresh);
                    for (int from = 0;
                            from < items.size() && !target.uuidColumn(true).isEmpty();
                            from += PARENTS_AT_ONCE) {
                        found.accept(lines(
                                target,
                                board,
                                items.subList(from, Math.min(items.size(), from + PARENTS_AT_ONCE)),
                                seen,
                                run));
                    }
                },
                run);
    }

    /** A further item of a long order. */
    private record Part(UUID order, int number) {}

    private static Map<UUID, Part> continuations(DSLContext sql, Destination target) {
        Map<UUID, Part> parts = new HashMap<>();
        sql.fetch("""
                        SELECT o.record_uuid, ceil(count(*) / ?::numeric)::int AS parts FROM ordersync.order_list o
                        JOIN ordersync.order_list_lines l ON l.tenant_id = o.tenant_id AND l.sync_id = o.sync_id
                          AND l.source_key = o.source_key
                        WHERE o.tenant_id = ? AND o.sync_id = ? GROUP BY o.record_uuid HAVING count(*) > ?
                        """, target.subitemCap(), target.tenant().value(), target.syncId(), target.subitemCap())
                .forEach(row -> {
                    UUID order = row.get(0, UUID.class);
                    for (int part = 2; part <= row.get(1, Integer.class); part++) {
                        parts.put(Deciding.partUuid(order, part), new Part(order, part));
                    }
                });
        return parts;
    }

    /** @param fresh those of them that are not in the map: an execution that was killed may have got as far as the items */
    private List<OnBoard> ours(
            Destination target,
            Board board,
            List<BoardItem> page,
            Map<UUID, Part> parts,
            Set<UUID> seen,
            List<OnBoard> fresh) {
        Map<UUID, BoardItem> byUuid = new HashMap<>();
        for (BoardItem item : page) {
            UUID uuid = uuid(item, target.uuidColumn(false));
            if (uuid != null && item.active() && seen.add(uuid)) {
                byUuid.put(uuid, item);
            }
        }
        Set<UUID> orders = new HashSet<>(byUuid.keySet());
        for (UUID uuid : byUuid.keySet()) {
            Part part = parts.get(uuid);
            if (part != null) {
                orders.add(part.order());
            }
        }
        return database.inTenant(target.tenant(), sql -> {
            Map<UUID, SourceRecord> source = records.orders(sql, target, orders);
            Map<UUID, OnBoard> known = map.records(sql, target, byUuid.keySet());
            List<OnBoard> found = new ArrayList<>();
            byUuid.forEach((uuid, item) -> {
                Part part = parts.getOrDefault(uuid, new Part(uuid, 1));
                SourceRecord record = source.get(part.order());
                OnBoard there = known.get(uuid);
                if (there != null && there.itemId().equals(item.id())) {
                    found.add(there);
                } else if (there == null && record != null) {
                    Rendered rendered = target.rendering().item(record.cells());
                    fresh.add(new OnBoard(
                            board.id(),
                            uuid,
                            part.order(),
                            part.number(),
                            false,
                            item.id(),
                            board.id(),
                            null,
                            item.groupId(),
                            held(rendered, item),
                            false));
                }
            });
            found.addAll(fresh);
            return found;
        });
    }

    private List<OnBoard> lines(
            Destination target, Board board, List<OnBoard> parents, Set<UUID> seen, @Nullable ActiveRun run) {
        Map<UUID, BoardItem> byUuid = new HashMap<>();
        Map<UUID, OnBoard> parentOf = new HashMap<>();
        Map<String, OnBoard> byId = new HashMap<>();
        parents.forEach(parent -> byId.put(parent.itemId(), parent));
        connector
                .subitems(target.connection(), target.ref(board.id()), byId.keySet(), run)
                .forEach((id, subitems) -> subitems.forEach(subitem -> {
                    UUID uuid = uuid(subitem, target.uuidColumn(true));
                    OnBoard parent = byId.get(id);
                    if (uuid != null && parent != null && subitem.active() && seen.add(uuid)) {
                        byUuid.put(uuid, subitem);
                        parentOf.put(uuid, parent);
                    }
                }));
        String subitemBoard = board.subitemBoardId() == null ? board.id() : board.subitemBoardId();
        return database.inTenant(target.tenant(), sql -> {
            Map<UUID, SourceRecord> source = records.lines(sql, target, byUuid.keySet());
            Map<UUID, OnBoard> known = map.records(sql, target, byUuid.keySet());
            List<OnBoard> found = new ArrayList<>();
            byUuid.forEach((uuid, item) -> {
                SourceRecord record = source.get(uuid);
                OnBoard parent = parentOf.get(uuid);
                if (record != null && parent != null && !known.containsKey(uuid)) {
                    Rendered rendered = target.rendering().line(record.cells());
                    found.add(new OnBoard(
                            board.id(),
                            uuid,
                            record.orderUuid(),
                            parent.part(),
                            true,
                            item.id(),
                            subitemBoard,
                            parent.itemId(),
                            null,
                            held(rendered, item),
                            false));
                }
            });
            return found;
        });
    }

    private static @Nullable UUID uuid(BoardItem item, String column) {
        String text = item.values().getOrDefault(column, "").strip();
        try {
            return text.isEmpty() ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What the board holds, in our notation where it is the same: boards write numbers and people in their own way. */
    private Map<String, String> held(Rendered rendered, BoardItem item) {
        Map<String, String> held = new HashMap<>(item.values());
        held.put(Rendered.NAME, item.name());
        for (Cell cell : rendered.cells()) {
            String there = held.getOrDefault(cell.columnId(), "");
            boolean person = cell.type() == ColumnType.PEOPLE && cell.text().contains("@") && !there.isEmpty();
            if (person || connector.same(cell.type(), cell.text(), there)) {
                held.put(cell.columnId(), cell.text());
            }
        }
        return held;
    }
}
