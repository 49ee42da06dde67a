package io.salessync.ordersync.board;

import io.salessync.connectors.BatchAnswer.WriteResult;
import io.salessync.connectors.Board;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardItem;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.connectors.Connection;
import io.salessync.kernel.runs.ActiveRun.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds out on the board what became of writes whose answer was lost. */
@Component
final class Looking {
    private final BoardConnector connector;

    Looking(BoardConnector connector) {
        this.connector = connector;
    }

    /** The writes that are there, by key; one that is not in the answer was not done. */
    Map<UUID, WriteResult> look(Execution x, Batch batch) {
        Map<UUID, WriteResult> found = new HashMap<>();
        groups(x, batch, found);
        items(x, batch, found);
        subitems(x, batch, found);
        others(x, batch, found);
        return found;
    }

    private void groups(Execution x, Batch batch, Map<UUID, WriteResult> found) {
        if (batch.entries().stream().noneMatch(entry -> entry.write() instanceof BoardWrite.CreateGroup)) {
            return;
        }
        Board board = connector
                .board(connection(x), x.target.ref(batch.boardId()), x.run)
                .orElse(null);
        for (Entry entry : batch.entries()) {
            if (board != null && entry.write() instanceof BoardWrite.CreateGroup create) {
                board.groups().stream()
                        .filter(group -> group.title().equals(create.title()))
                        .findFirst()
                        .ifPresent(group -> found.put(create.key(), new WriteResult.Done(group.id(), batch.boardId())));
            }
        }
    }

    private void items(Execution x, Batch batch, Map<UUID, WriteResult> found) {
        List<UUID> uuids = batch.entries().stream()
                .filter(entry -> entry.write() instanceof BoardWrite.CreateItem)
                .map(Entry::recordUuid)
                .toList();
        if (uuids.isEmpty()) {
            return;
        }
        connector
                .findItems(connection(x), x.target.ref(batch.boardId()), x.target.itemUuidColumn(), uuids, x.run)
                .forEach((uuid, items) -> {
                    if (!items.isEmpty()) {
                        warnOfSeveral(x, uuid, items);
                        found.put(uuid, new WriteResult.Done(items.getFirst().id(), batch.boardId()));
                    }
                });
    }

    private void subitems(Execution x, Batch batch, Map<UUID, WriteResult> found) {
        Set<String> parents = new HashSet<>();
        Map<String, UUID> wanted = new HashMap<>();
        for (Entry entry : batch.entries()) {
            if (entry.write() instanceof BoardWrite.CreateSubitem create) {
                parents.add(create.parentItemId());
                wanted.put(create.key().toString(), create.key());
            }
        }
        if (parents.isEmpty()) {
            return;
        }
        connector
                .subitems(connection(x), x.target.ref(batch.boardId()), parents, x.run)
                .values()
                .forEach(subitems -> subitems.stream().filter(BoardItem::active).forEach(subitem -> {
                    UUID key = wanted.get(subitem.values()
                            .getOrDefault(x.target.lineUuidColumn(), "")
                            .strip());
                    if (key != null) {
                        found.putIfAbsent(key, new WriteResult.Done(subitem.id(), x.subitemBoard(batch.boardId())));
                    }
                }));
    }

    /** Changes, moves and archivings: done where the board is as they would leave it. */
    private void others(Execution x, Batch batch, Map<UUID, WriteResult> found) {
        List<String> ids = batch.entries().stream()
                .filter(entry -> !entry.creates() && entry.itemId() != null)
                .map(entry -> String.valueOf(entry.itemId()))
                .distinct()
                .toList();
        if (ids.isEmpty()) {
            return;
        }
        Map<String, BoardItem> now = connector.items(connection(x), x.target.ref(batch.boardId()), ids, x.run);
        for (Entry entry : batch.entries()) {
            BoardItem item = entry.itemId() == null ? null : now.get(entry.itemId());
            if (isAsWanted(entry.write(), item)) {
                found.put(entry.write().key(), new WriteResult.Done(String.valueOf(entry.itemId()), null));
            }
        }
    }

    private boolean isAsWanted(BoardWrite write, @Nullable BoardItem item) {
        if (item == null || !item.active()) {
            return write instanceof BoardWrite.Archive;
        }
        return switch (write) {
            case BoardWrite.MoveToGroup move -> move.groupId().equals(item.groupId());
            case BoardWrite.ChangeValues change -> holds(item, change);
            default -> false;
        };
    }

    private boolean holds(BoardItem item, BoardWrite.ChangeValues change) {
        return change.values().stream()
                .allMatch(value -> value.type() == ColumnType.NAME
                        ? item.name().equals(value.text())
                        : connector.same(
                                value.type(), value.text(), item.values().getOrDefault(value.columnId(), "")));
    }

    private static void warnOfSeveral(Execution x, UUID uuid, List<BoardItem> items) {
        if (items.size() > 1) {
            x.run.log(
                    Level.WARN,
                    uuid.toString(),
                    items.size() + " items share this record uuid; the first is taken, `verify` lists the others");
        }
    }

    private static Connection connection(Execution x) {
        return x.target.connection();
    }
}
