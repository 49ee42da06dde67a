package io.salessync.connectors;

import java.util.List;
import java.util.UUID;

/** One change of a board. {@code key} is ours and comes back with its result: the record's uuid, or one made for a group. */
public sealed interface BoardWrite {
    UUID key();

    /** A value for a column, as text in the notation of its type; empty clears. */
    record Value(String columnId, ColumnType type, String text) {}

    record CreateGroup(UUID key, String title) implements BoardWrite {}

    record CreateItem(UUID key, String groupId, String name, List<Value> values, boolean createLabels)
            implements BoardWrite {}

    record CreateSubitem(UUID key, String parentItemId, String name, List<Value> values, boolean createLabels)
            implements BoardWrite {}

    /** @param boardId the board the item lies on: the subitem board's for a subitem */
    record ChangeValues(UUID key, String boardId, String itemId, List<Value> values, boolean createLabels)
            implements BoardWrite {}

    record MoveToGroup(UUID key, String itemId, String groupId) implements BoardWrite {}

    record Archive(UUID key, String itemId) implements BoardWrite {}
}
