package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the writes of repairs and undoing, which belong to no row. */
final class Entries {
    private Entries() {}

    static Entry archive(OnBoard item, String label, @Nullable String group) {
        return of(new BoardWrite.Archive(item.recordUuid(), item.itemId()), item, label, group, Map.of(), Map.of());
    }

    /** A second item of a record; it has to go without the map being touched, so its own key is made up. */
    static Entry archiveStray(OnBoard item, String label) {
        OnBoard stray = new OnBoard(
                item.boardId(),
                Deciding.derived(item.recordUuid(), "stray " + item.itemId()),
                item.orderUuid(),
                item.part(),
                item.subitem(),
                item.itemId(),
                item.itemBoardId(),
                item.parentItemId(),
                item.groupId(),
                item.sent(),
                false);
        return archive(stray, label, null);
    }

    static Entry change(
            Destination target,
            OnBoard item,
            String label,
            @Nullable String group,
            Map<String, ColumnType> types,
            Map<String, String> before,
            Map<String, String> after) {
        List<BoardWrite.Value> values = new ArrayList<>();
        after.forEach((column, text) ->
                values.add(new BoardWrite.Value(column, types.getOrDefault(column, ColumnType.TEXT), text)));
        return of(
                new BoardWrite.ChangeValues(
                        item.recordUuid(),
                        item.itemBoardId(),
                        item.itemId(),
                        values,
                        target.createsLabels(item.subitem(), values)),
                item,
                label,
                group,
                before,
                after);
    }

    static Entry move(OnBoard item, String label, @Nullable String group, String toGroupId) {
        UUID key = Deciding.derived(item.recordUuid(), "move");
        return of(new BoardWrite.MoveToGroup(key, item.itemId(), toGroupId), item, label, group, Map.of(), Map.of())
                .moved(item.groupId(), toGroupId, label);
    }

    private static Entry of(
            BoardWrite write,
            OnBoard item,
            String label,
            @Nullable String group,
            Map<String, String> before,
            Map<String, String> after) {
        return new Entry(
                write,
                item.subitem() ? RowKind.LINES : RowKind.ORDERS,
                0,
                true,
                label,
                item.recordUuid(),
                item.orderUuid(),
                item.part(),
                item.subitem(),
                item.boardId(),
                item.itemId(),
                item.itemBoardId(),
                item.parentItemId(),
                group,
                item.groupId(),
                label,
                before,
                after);
    }
}
