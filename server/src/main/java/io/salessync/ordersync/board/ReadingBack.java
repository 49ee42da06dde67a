package io.salessync.ordersync.board;

import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardItem;
import io.salessync.connectors.ColumnType;
import io.salessync.kernel.tenancy.Database;
import io.salessync.ordersync.board.RowRendering.Cell;
import io.salessync.ordersync.board.RowRendering.Owner;
import io.salessync.ordersync.board.RowRendering.Rendered;
import io.salessync.ordersync.board.SourceRecords.SourceRecord;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads boards page by page, compares each record's columns with what the source says, and corrects what we know of them. */
@Component
final class ReadingBack {
    private static final int PARENTS_AT_ONCE = 50;
    private static final int PAGE = 5_000;

    private final BoardConnector connector;
    private final Database database;
    private final SourceRecords records;
    private final BoardMap map;
    private final Reopening reopening;
    private final InstantSource clock;

    ReadingBack(
            BoardConnector connector,
            Database database,
            SourceRecords records,
            BoardMap map,
            Reopening reopening,
            InstantSource clock) {
        this.connector = connector;
        this.database = database;
        this.records = records;
        this.map = map;
        this.reopening = reopening;
        this.clock = clock;
    }

    /** What was found; {@code strays} are items that have to be archived when it is healed. */
    record Findings(Map<Drift.Kind, Integer> counts, List<Entry> strays, long items, long subitems) {}

    Findings read(Execution x, boolean heal) {
        Reading reading = new Reading(x, heal);
        x.run.<@Nullable Void>inTransaction(sql -> {
            sql.execute(
                    "DELETE FROM ordersync.drift WHERE tenant_id = ? AND run_id = ?",
                    x.target.tenant().value(),
                    x.run.id().value());
            return null;
        });
        for (String board : x.target.boards()) {
            connector.eachItem(x.target.connection(), x.target.ref(board), page -> reading.page(board, page), x.run);
        }
        reading.missing(RowKind.ORDERS);
        reading.missing(RowKind.LINES);
        return new Findings(reading.counts, reading.strays, reading.items, reading.subitems);
    }

    private final class Reading {
        private final Execution x;
        private final boolean heal;
        private final Map<Drift.Kind, Integer> counts = new EnumMap<>(Drift.Kind.class);
        private final List<Entry> strays = new ArrayList<>();
        private final Map<UUID, String> seen = new HashMap<>();
        private long items;
        private long subitems;

        Reading(Execution x, boolean heal) {
            this.x = x;
            this.heal = heal;
        }

        void page(String board, List<BoardItem> page) {
            x.run.checkpoint();
            compare(board, page, false);
            List<String> parents = page.stream()
                    .filter(item -> uuid(item, false) != null)
                    .map(BoardItem::id)
                    .toList();
            for (int from = 0;
                    from < parents.size() && !x.target.uuidColumn(true).isEmpty();
                    from += PARENTS_AT_ONCE) {
                List<BoardItem> found = new ArrayList<>();
                connector
                        .subitems(
                                x.target.connection(),
                                x.target.ref(board),
                                parents.subList(from, Math.min(parents.size(), from + PARENTS_AT_ONCE)),
                                x.run)
                        .forEach((parent, own) -> own.stream()
                                .filter(BoardItem::active)
                                .map(item -> item.parentId() == null ? withParent(item, parent) : item)
                                .forEach(found::add));
                compare(board, found, true);
            }
            x.run.progress("read back", items + subitems, 0, null, null);
        }

        private BoardItem withParent(BoardItem item, String parent) {
            return new BoardItem(
                    item.id(),
                    item.name(),
                    item.active(),
                    item.groupId(),
                    parent,
                    item.values(),
                    item.updatedAt(),
                    List.of());
        }

        private @Nullable UUID uuid(BoardItem item, boolean subitem) {
            String text =
                    item.values().getOrDefault(x.target.uuidColumn(subitem), "").strip();
            try {
                return text.isEmpty() ? null : UUID.fromString(text);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private void compare(String board, List<BoardItem> page, boolean subitem) {
            Map<UUID, BoardItem> ours = new LinkedHashMap<>();
            List<Drift> drifts = new ArrayList<>();
            List<BoardItem> copies = new ArrayList<>();
            for (BoardItem item : page) {
                UUID uuid = uuid(item, subitem);
                if (uuid == null) {
                    continue;
                }
                if (subitem) {
                    subitems++;
                } else {
                    items++;
                }
                if (seen.putIfAbsent(uuid, item.id()) == null) {
                    ours.put(uuid, item);
                } else {
                    copies.add(item);
                }
            }
            x.run.<@Nullable Void>inTransaction(sql -> {
                Map<UUID, OnBoard> known = map.records(sql, x.target, ours.keySet());
                Set<UUID> asked = new HashSet<>(ours.keySet());
                known.values().forEach(item -> asked.add(item.subitem() ? item.recordUuid() : item.orderUuid()));
                Map<UUID, SourceRecord> source =
                        subitem ? records.lines(sql, x.target, asked) : records.orders(sql, x.target, asked);
                ours.forEach((uuid, item) -> {
                    OnBoard there = known.get(uuid);
                    SourceRecord record = source.get(there == null || subitem ? uuid : there.orderUuid());
                    one(sql, board, subitem, uuid, item, there, record, drifts);
                });
                copies.forEach(copy -> copy(board, subitem, copy, known, drifts));
                drifts.forEach(drift -> drift.put(sql, x, heal, clock.instant()));
                return null;
            });
            drifts.forEach(drift -> counts.merge(drift.kind(), 1, Integer::sum));
        }

        private void copy(String board, boolean subitem, BoardItem copy, Map<UUID, OnBoard> known, List<Drift> drifts) {
            UUID uuid = uuid(copy, subitem);
            if (uuid == null) {
                return;
            }
            drifts.add(new Drift(Drift.Kind.DUPLICATE, board, uuid, null, copy.id(), null, null, copy.name()));
            OnBoard kept = known.get(uuid);
            String id = kept != null && kept.itemId().equals(copy.id()) ? seen.get(uuid) : copy.id();
            strays.add(Entries.archiveStray(
                    onBoard(board, subitem, uuid, uuid, 1, copy, id == null ? copy.id() : id), copy.name()));
        }

        private OnBoard onBoard(
                String board, boolean subitem, UUID uuid, UUID order, int part, BoardItem item, String itemId) {
            Map<String, String> held = new HashMap<>(item.values());
            held.put(Rendered.NAME, item.name());
            return new OnBoard(
                    board,
                    uuid,
                    order,
                    part,
                    subitem,
                    itemId,
                    subitem ? x.subitemBoard(board) : board,
                    item.parentId(),
                    item.groupId(),
                    held,
                    false);
        }

        private void one(
                DSLContext sql,
                String board,
                boolean subitem,
                UUID uuid,
                BoardItem item,
                @Nullable OnBoard there,
                @Nullable SourceRecord record,
                List<Drift> drifts) {
            if (record == null || record.removed() && record.settled()) {
                drifts.add(new Drift(Drift.Kind.EXTRA, board, uuid, record, item.id(), null, null, item.name()));
                strays.add(Entries.archiveStray(onBoard(board, subitem, uuid, uuid, 1, item, item.id()), item.name()));
                return;
            }
            if (!record.settled()) {
                return;
            }
            OnBoard known = there;
            if (known == null) {
                known = onBoard(board, subitem, uuid, record.orderUuid(), 1, item, item.id());
                map.put(sql, x.target, known, clock.instant());
                drifts.add(new Drift(Drift.Kind.ADOPTED, board, uuid, record, item.id(), null, null, null));
            }
            columns(sql, board, known, item, record, drifts);
            String group = x.groupId(board, record.group());
            if (!subitem && item.groupId() != null && !item.groupId().equals(group)) {
                drifts.add(new Drift(
                        Drift.Kind.MISPLACED, board, uuid, record, item.id(), null, record.group(), item.groupId()));
                if (heal) {
                    map.moved(sql, x.target, board, uuid, item.groupId(), clock.instant());
                    reopening.reopen(sql, x.target, RowKind.ORDERS, List.of(record.recordUuid()));
                }
            }
        }

        private void columns(
                DSLContext sql, String board, OnBoard known, BoardItem item, SourceRecord record, List<Drift> drifts) {
            Rendered rendered = known.subitem()
                    ? x.target.rendering().line(record.cells())
                    : x.target.rendering().item(record.cells());
            if (!rendered.faults().isEmpty()) {
                return;
            }
            Map<String, String> found = new LinkedHashMap<>();
            List<Cell> cells = new ArrayList<>(rendered.cells());
            if (known.part() == 1) {
                cells.add(new Cell(Rendered.NAME, ColumnType.NAME, Owner.SOURCE, rendered.name()));
            }
            for (Cell cell : cells) {
                String held = cell.type() == ColumnType.NAME
                        ? item.name()
                        : item.values().getOrDefault(cell.columnId(), "");
                if (cell.owner() == Owner.SOURCE && !same(cell, held)) {
                    found.put(cell.columnId(), held);
                    drifts.add(new Drift(
                            Drift.Kind.CHANGED,
                            board,
                            known.recordUuid(),
                            record,
                            item.id(),
                            cell.columnId(),
                            cell.text(),
                            held));
                }
            }
            if (heal && !found.isEmpty()) {
                map.sent(sql, x.target, board, known.recordUuid(), found, clock.instant());
                reopening.reopen(
                        sql, x.target, known.subitem() ? RowKind.LINES : RowKind.ORDERS, List.of(record.recordUuid()));
            }
        }

        /** People are named by e-mail in the source and by id on the board; whether one is there is all that can be told. */
        private boolean same(Cell cell, String held) {
            if (cell.type() == ColumnType.PEOPLE && cell.text().contains("@")) {
                return !held.isEmpty();
            }
            return connector.same(cell.type(), cell.text(), held);
        }

        void missing(RowKind kind) {
            UUID after = null;
            List<UUID> page = expected(kind, null);
            while (!page.isEmpty()) {
                List<UUID> missing =
                        page.stream().filter(uuid -> !seen.containsKey(uuid)).toList();
                if (!missing.isEmpty()) {
                    missing(kind, missing);
                }
                after = page.getLast();
                page = expected(kind, after);
            }
        }

        private List<UUID> expected(RowKind kind, @Nullable UUID after) {
            return database.inTenant(x.target.tenant(), sql -> records.expected(sql, x.target, kind, after, PAGE));
        }

        private void missing(RowKind kind, List<UUID> missing) {
            x.run.<@Nullable Void>inTransaction(sql -> {
                Map<UUID, SourceRecord> source = kind == RowKind.LINES
                        ? records.lines(sql, x.target, missing)
                        : records.orders(sql, x.target, missing);
                Map<UUID, OnBoard> known = map.records(sql, x.target, missing);
                missing.forEach(uuid -> {
                    OnBoard lost = known.get(uuid);
                    new Drift(
                                    Drift.Kind.MISSING,
                                    lost == null ? x.target.boards().getFirst() : lost.boardId(),
                                    uuid,
                                    source.get(uuid),
                                    lost == null ? null : lost.itemId(),
                                    null,
                                    Optional.ofNullable(source.get(uuid))
                                            .map(SourceRecord::label)
                                            .orElse(null),
                                    null)
                            .put(sql, x, heal, clock.instant());
                    counts.merge(Drift.Kind.MISSING, 1, Integer::sum);
                    if (heal && lost != null) {
                        map.archived(sql, x.target, lost.boardId(), uuid, lost.itemId(), clock.instant());
                    }
                });
                if (heal) {
                    reopening.reopen(sql, x.target, kind, missing);
                }
                return null;
            });
        }
    }
}
