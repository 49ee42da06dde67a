package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One write of a batch with all that is needed to apply its result, here or on the node that finds it open.
 *
 * @param deltaId the row it is done for; 0 where there is none
 * @param complete whether the row is synced once all its writes of this batch are done
 * @param before what the board had of the columns it changes, for the undo
 * @param after what it will have
 */
record Entry(
        BoardWrite write,
        RowKind kind,
        long deltaId,
        boolean complete,
        String label,
        UUID recordUuid,
        UUID orderUuid,
        int part,
        boolean subitem,
        String boardId,
        @Nullable String itemId,
        @Nullable String itemBoardId,
        @Nullable String parentItemId,
        @Nullable String group,
        @Nullable String groupId,
        String name,
        Map<String, String> before,
        Map<String, String> after) {

    boolean creates() {
        return write instanceof BoardWrite.CreateItem || write instanceof BoardWrite.CreateSubitem;
    }

    boolean hasRow() {
        return deltaId != 0;
    }

    Entry with(BoardWrite other) {
        return new Entry(
                other,
                kind,
                deltaId,
                complete,
                label,
                recordUuid,
                orderUuid,
                part,
                subitem,
                boardId,
                itemId,
                itemBoardId,
                parentItemId,
                group,
                groupId,
                name,
                before,
                after);
    }

    Entry incomplete() {
        return new Entry(
                write,
                kind,
                deltaId,
                false,
                label,
                recordUuid,
                orderUuid,
                part,
                subitem,
                boardId,
                itemId,
                itemBoardId,
                parentItemId,
                group,
                groupId,
                name,
                before,
                after);
    }

    /** Among the values of {@code before} and {@code after}: the group's id, which is no column. */
    static final String GROUP = "#group";

    Entry moved(@Nullable String oldGroupId, @Nullable String newGroupId, String newName) {
        return new Entry(
                write,
                kind,
                deltaId,
                complete,
                label,
                recordUuid,
                orderUuid,
                part,
                subitem,
                boardId,
                itemId,
                itemBoardId,
                parentItemId,
                group,
                newGroupId,
                newName,
                Map.of(GROUP, oldGroupId == null ? "" : oldGroupId),
                Map.of(GROUP, newGroupId == null ? "" : newGroupId));
    }
}
