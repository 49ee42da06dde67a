package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import java.util.List;
import java.util.UUID;

/** The writes of one intent. */
record Batch(UUID intentId, String boardId, Pass pass, List<Entry> entries) {
    /** What the writes are part of. */
    enum Pass {
        GROUPS,
        ITEMS,
        LINES,
        STATUSES,
        UNDO,
        HEAL
    }

    List<BoardWrite> writes() {
        return entries.stream().map(Entry::write).toList();
    }
}
