package io.salessync.ordersync.board;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An item or subitem that we know to be on a board; {@code sent} is what we last wrote, by column. */
record OnBoard(
        String boardId,
        UUID recordUuid,
        UUID orderUuid,
        int part,
        boolean subitem,
        String itemId,
        String itemBoardId,
        @Nullable String parentItemId,
        @Nullable String groupId,
        Map<String, String> sent,
        boolean gone) {}
