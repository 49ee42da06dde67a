package io.salessync.ordersync.board;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What has to happen on the board so that a row is synced. */
sealed interface Decision {
    /** The board already has it. */
    record Nothing(@Nullable String remark) implements Decision {}

    /**
     * @param missingGroups groups by board that have to be made first
     * @param kept values that people changed and that stay
     */
    record Writes(List<Entry> entries, List<GroupNeed> missingGroups, List<Kept> kept) implements Decision {}

    /** The row cannot be written as it is. */
    record Faulty(
            String faultClass,
            String code,
            String message,
            @Nullable String column) implements Decision {}

    /** It waits for something that this run does not bring. */
    record Waits(String code, String reason) implements Decision {}

    /** The board has to be asked first what these items hold now. */
    record Asks(List<String> itemIds) implements Decision {}

    record GroupNeed(String boardId, String title) {}

    record Kept(String boardId, UUID recordUuid, String itemId, String columnId, String ours, String theirs) {}
}
