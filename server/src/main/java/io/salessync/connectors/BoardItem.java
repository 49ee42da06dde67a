package io.salessync.connectors;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An item or subitem as it is on the board.
 *
 * @param values the text of each column asked for, by column id, in the notation of {@link ColumnType} as far as the vendor tells
 */
public record BoardItem(
        String id,
        String name,
        boolean active,
        @Nullable String groupId,
        @Nullable String parentId,
        Map<String, String> values,
        @Nullable Instant updatedAt,
        List<BoardItem> subitems) {}
