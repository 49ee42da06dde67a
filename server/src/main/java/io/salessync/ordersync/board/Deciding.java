package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.ordersync.board.Decision.Asks;
import io.salessync.ordersync.board.Decision.Faulty;
import io.salessync.ordersync.board.Decision.GroupNeed;
import io.salessync.ordersync.board.Decision.Kept;
import io.salessync.ordersync.board.Decision.Nothing;
import io.salessync.ordersync.board.Decision.Waits;
import io.salessync.ordersync.board.Decision.Writes;
import io.salessync.ordersync.board.RowRendering.Cell;
import io.salessync.ordersync.board.RowRendering.Owner;
import io.salessync.ordersync.board.RowRendering.Rendered;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a row needs by comparing what the source says now with what we last wrote. Pure: the plan and the run ask the
 * same questions and get the same answers. Which delta brought a row up does not matter, so a change that was undone, folded or
 * repeated ends right.
 */
final class Deciding {
    private final Destination target;
    private final BiFunction<String, String, @Nullable String> groupIds;
    private final Supplier<@Nullable String> boardWithRoom;
    private final Map<String, Map<String, String>> seen;
    private final Sameness sameness;

    /** Whether two texts stand for the same value in a column of a type. */
    interface Sameness {
        boolean same(ColumnType type, String one, String other);
    }

    /**
     * @param groupIds the group's id by board and title; null where the board has none yet
     * @param boardWithRoom the board that takes the next item; null where all are full
     * @param seen what the board was found to hold, by item id
     */
    Deciding(
            Destination target,
            BiFunction<String, String, @Nullable String> groupIds,
            Supplier<@Nullable String> boardWithRoom,
            Map<String, Map<String, String>> seen,
            Sameness sameness) {
        this.target = target;
        this.groupIds = groupIds;
        this.boardWithRoom = boardWithRoom;
        this.seen = seen;
        this.sameness = sameness;
    }

    static UUID partUuid(UUID orderUuid, int part) {
        return part == 1 ? orderUuid : derived(orderUuid, "part " + part);
    }

    static UUID derived(UUID from, String purpose) {
        return UUID.nameUUIDFromBytes((from + "/" + purpose).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @param partsNeeded how many items its lines need
     * @param parts its items that are on a board, by part
     */
    Decision order(Row row, int partsNeeded, Map<Integer, OnBoard> parts) {
        if (row.removal() || row.cells() == null) {
            return removed(row, parts.values());
        }
        if (parts.values().stream().anyMatch(OnBoard::gone)) {
            return gone(parts.values());
        }
        Rendered rendered = target.rendering().item(row.cells());
        if (!rendered.faults().isEmpty()) {
            return faulty(rendered);
        }
        int count = Math.max(
                partsNeeded, parts.keySet().stream().max(Integer::compare).orElse(1));
        Collected collected = new Collected();
        for (int part = 1; part <= count; part++) {
            UUID uuid = partUuid(row.recordUuid(), part);
            String name = part == 1 ? rendered.name() : suffixed(rendered.name(), part, count);
            Rendered own = rendered.as(name, target.itemUuidColumn(), uuid.toString());
            OnBoard there = parts.get(part);
            if (there != null) {
                change(row, own, there, collected);
                move(row, own, there, collected);
            } else {
                String board = boardWithRoom.get();
                if (board == null) {
                    return new Waits(
                            "ordersync.boards-full",
                            "No board of the mapping has room for another item: name one more board or make room");
                }
                create(row, own, uuid, part, board, collected);
            }
        }
        return collected.decision();
    }

    /**
     * @param self the line's subitem, where it has one
     * @param parent the item of the part the line belongs to
     */
    Decision line(Row row, int part, @Nullable OnBoard self, @Nullable OnBoard parent) {
        if (row.removal() || row.cells() == null) {
            return removed(row, self == null ? List.of() : List.of(self));
        }
        if (self != null && self.gone()) {
            return gone(List.of(self));
        }
        if (parent == null || parent.gone()) {
            return new Waits("ordersync.parent-missing", "Its order " + row.sourceKey() + " is not on the board yet");
        }
        Rendered rendered = target.rendering().line(row.cells());
        if (!rendered.faults().isEmpty()) {
            return faulty(rendered);
        }
        Rendered own = rendered.as(
                rendered.name(), target.lineUuidColumn(), row.recordUuid().toString());
        Collected collected = new Collected();
        if (self != null) {
            change(row, own, self, collected);
            return collected.decision();
        }
        Entry entry = new Entry(
                new BoardWrite.CreateSubitem(
                        row.recordUuid(),
                        parent.itemId(),
                        own.name(),
                        values(own),
                        target.createsLabels(true, values(own))),
                RowKind.LINES,
                row.deltaId(),
                true,
                row.label(),
                row.recordUuid(),
                row.orderUuid(),
                part,
                true,
                parent.boardId(),
                null,
                null,
                parent.itemId(),
                row.group(),
                null,
                own.name(),
                Map.of(),
                own.texts());
        collected.entries.add(entry);
        return collected.decision();
    }

    private Decision removed(Row row, Iterable<OnBoard> there) {
        if (!target.removes()) {
            return new Nothing("It left the source; the mapping says that it stays on the board");
        }
        Collected collected = new Collected();
        for (OnBoard item : there) {
            if (!item.gone()) {
                farewell(row, item, collected);
                collected.entries.add(
                        entry(row, new BoardWrite.Archive(item.recordUuid(), item.itemId()), item, Map.of()));
            }
        }
        return collected.decision();
    }

    /** The label that an order gets before it is archived, where the mapping has one. */
    private void farewell(Row row, OnBoard item, Collected collected) {
        Destination.Status status = target.status();
        if (status == null || status.removed() == null || item.subitem()) {
            return;
        }
        String label = status.removed();
        if (!label.equals(item.sent().get(status.columnId()))) {
            collected.entries.add(entry(
                    row,
                    new BoardWrite.ChangeValues(
                            derived(item.recordUuid(), "removed"),
                            item.itemBoardId(),
                            item.itemId(),
                            List.of(new BoardWrite.Value(status.columnId(), ColumnType.STATUS, label)),
                            false),
                    item,
                    Map.of(status.columnId(), label)));
        }
    }

    private static Decision gone(Iterable<OnBoard> items) {
        StringBuilder ids = new StringBuilder();
        items.forEach(item -> ids.append(ids.isEmpty() ? "" : ", ").append(item.itemId()));
        return new Faulty(
                "GONE",
                "ordersync.deleted-by-hand",
                "Item " + ids + " was deleted on the board by hand. `retry --recreate` makes it again",
                null);
    }

    private static Decision faulty(Rendered rendered) {
        RowRendering.Fault first = rendered.faults().getFirst();
        String message = String.join(
                "; ",
                rendered.faults().stream().map(RowRendering.Fault::message).toList());
        return new Faulty("ROW", first.code(), message, first.columnId());
    }

    private void create(Row row, Rendered own, UUID uuid, int part, String board, Collected collected) {
        String groupId = groupIds.apply(board, row.group());
        if (groupId == null) {
            collected.missing.add(new GroupNeed(board, row.group()));
        }
        collected.entries.add(new Entry(
                new BoardWrite.CreateItem(
                        uuid,
                        groupId == null ? "" : groupId,
                        own.name(),
                        values(own),
                        target.createsLabels(false, values(own))),
                RowKind.ORDERS,
                row.deltaId(),
                true,
                row.label(),
                uuid,
                row.recordUuid(),
                part,
                false,
                board,
                null,
                null,
                null,
                row.group(),
                groupId,
                own.name(),
                Map.of(),
                own.texts()));
    }

    private void change(Row row, Rendered own, OnBoard there, Collected collected) {
        List<BoardWrite.Value> values = new ArrayList<>();
        Map<String, String> after = new LinkedHashMap<>();
        List<Cell> cells = new ArrayList<>(own.cells());
        cells.add(new Cell(Rendered.NAME, ColumnType.NAME, Owner.SOURCE, own.name()));
        for (Cell cell : cells) {
            String before = there.sent().get(cell.columnId());
            if (cell.owner() == Owner.BOARD && before != null || cell.text().equals(before == null ? "" : before)) {
                continue;
            }
            if (cell.owner() == Owner.LAST_WRITER && before != null) {
                Map<String, String> now = seen.get(there.itemId());
                if (now == null) {
                    collected.asked.add(there.itemId());
                    continue;
                }
                String theirs = now.getOrDefault(cell.columnId(), "");
                if (!sameness.same(cell.type(), before, theirs)) {
                    collected.kept.add(new Kept(
                            there.boardId(), there.recordUuid(), there.itemId(), cell.columnId(), cell.text(), theirs));
                    continue;
                }
            }
            values.add(cell.value());
            after.put(cell.columnId(), cell.text());
        }
        if (!values.isEmpty()) {
            collected.entries.add(entry(
                    row,
                    new BoardWrite.ChangeValues(
                            there.recordUuid(),
                            there.itemBoardId(),
                            there.itemId(),
                            values,
                            target.createsLabels(there.subitem(), values)),
                    there,
                    after));
        }
    }

    private void move(Row row, Rendered own, OnBoard there, Collected collected) {
        String groupId = groupIds.apply(there.boardId(), row.group());
        if (groupId == null) {
            collected.missing.add(new GroupNeed(there.boardId(), row.group()));
        } else if (groupId.equals(there.groupId())) {
            return;
        }
        Entry plain = entry(
                row,
                new BoardWrite.MoveToGroup(
                        derived(there.recordUuid(), "move"), there.itemId(), groupId == null ? "" : groupId),
                there,
                Map.of());
        collected.entries.add(plain.moved(there.groupId(), groupId, own.name()));
    }

    private static Entry entry(Row row, BoardWrite write, OnBoard item, Map<String, String> after) {
        Map<String, String> before = new LinkedHashMap<>();
        after.keySet().forEach(column -> before.put(column, item.sent().getOrDefault(column, "")));
        return new Entry(
                write,
                row.kind(),
                row.deltaId(),
                true,
                row.label(),
                item.recordUuid(),
                item.orderUuid(),
                item.part(),
                item.subitem(),
                item.boardId(),
                item.itemId(),
                item.itemBoardId(),
                item.parentItemId(),
                row.group(),
                item.groupId(),
                item.sent().getOrDefault(Rendered.NAME, row.label()),
                before,
                after);
    }

    private static List<BoardWrite.Value> values(Rendered rendered) {
        return rendered.cells().stream()
                .filter(cell -> !cell.text().isEmpty())
                .map(Cell::value)
                .toList();
    }

    private static String suffixed(String name, int part, int count) {
        String suffix = " (" + part + " of " + count + ")";
        int room = 255 - suffix.length();
        return (name.length() > room ? name.substring(0, room) : name) + suffix;
    }

    private static final class Collected {
        private final List<Entry> entries = new ArrayList<>();
        private final List<GroupNeed> missing = new ArrayList<>();
        private final List<Kept> kept = new ArrayList<>();
        private final List<String> asked = new ArrayList<>();

        private Decision decision() {
            if (!asked.isEmpty()) {
                return new Asks(asked);
            }
            return entries.isEmpty() && kept.isEmpty() ? new Nothing(null) : new Writes(entries, missing, kept);
        }
    }
}
