package io.salessync.connectors.monday;

import io.salessync.connectors.BoardItem;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.CreateGroup;
import io.salessync.connectors.BoardWrite.CreateItem;
import io.salessync.connectors.BoardWrite.CreateSubitem;
import io.salessync.connectors.BoardWrite.Value;
import io.salessync.connectors.Connection;
import io.salessync.kernel.runs.ActiveRun;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks whether anything that a batch creates is on the board already. Changing and moving twice does no harm and needs no look. */
@Component
class MondaySightings {
    private final MondayItems items;
    private final MondayBoards boards;

    MondaySightings(MondayItems items, MondayBoards boards) {
        this.items = items;
        this.boards = boards;
    }

    boolean any(Connection connection, BoardRef ref, List<BoardWrite> writes, @Nullable ActiveRun run) {
        Map<String, Set<UUID>> itemUuids = new HashMap<>();
        Map<String, Set<String>> subitems = new HashMap<>();
        Set<String> titles = new HashSet<>();
        for (BoardWrite write : writes) {
            switch (write) {
                case CreateItem item -> {
                    String column = uuidColumn(item.key(), item.values());
                    if (column != null) {
                        itemUuids
                                .computeIfAbsent(column, key -> new HashSet<>())
                                .add(item.key());
                    }
                }
                case CreateSubitem subitem ->
                    subitems.computeIfAbsent(subitem.parentItemId(), key -> new HashSet<>())
                            .add(subitem.key().toString());
                case CreateGroup group -> titles.add(group.title());
                default -> {}
            }
        }
        return anyItem(connection, ref, itemUuids, run)
                || anySubitem(connection, ref, subitems, run)
                || (!titles.isEmpty()
                        && boards.titles(connection, ref, run).stream().anyMatch(titles::contains));
    }

    private boolean anyItem(
            Connection connection, BoardRef ref, Map<String, Set<UUID>> uuids, @Nullable ActiveRun run) {
        return uuids.entrySet().stream()
                .anyMatch(column -> !items.byUuid(connection, ref, column.getKey(), column.getValue(), run)
                        .isEmpty());
    }

    private boolean anySubitem(
            Connection connection, BoardRef ref, Map<String, Set<String>> uuids, @Nullable ActiveRun run) {
        if (uuids.isEmpty()) {
            return false;
        }
        Map<String, List<BoardItem>> found = items.subitems(connection, ref, uuids.keySet(), run);
        return found.entrySet().stream()
                .anyMatch(parent -> parent.getValue().stream()
                        .anyMatch(subitem -> subitem.values().values().stream()
                                .anyMatch(uuids.getOrDefault(parent.getKey(), Set.of())::contains)));
    }

    /** The column that carries the record's uuid is the one whose value it is. */
    private static @Nullable String uuidColumn(UUID key, List<Value> values) {
        return values.stream()
                .filter(value -> value.text().equals(key.toString()))
                .map(Value::columnId)
                .findFirst()
                .orElse(null);
    }
}
