package io.salessync.ordersync.board;

import io.salessync.ordersync.board.SourceRecords.SourceRecord;
import java.time.Instant;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** One way in which a board differs from the source. */
record Drift(
        Kind kind,
        String boardId,
        @Nullable UUID recordUuid,
        @Nullable SourceRecord source,
        @Nullable String itemId,
        @Nullable String columnId,
        @Nullable String expected,
        @Nullable String found) {

    enum Kind {
        /** The source has it, the board does not. */
        MISSING,
        /** The board has it under one of our uuids, the source does not. */
        EXTRA,
        /** A column holds something else than was written. */
        CHANGED,
        /** A second item with the same record uuid. */
        DUPLICATE,
        /** It was on the board and not in our map; now it is in the map. */
        ADOPTED,
        /** It lies in another group. */
        MISPLACED
    }

    void put(DSLContext sql, Execution x, boolean healed, Instant now) {
        sql.execute(
                "INSERT INTO ordersync.drift (tenant_id, run_id, sync_id, kind, board_id, record_uuid, source_key, line_key, item_id,"
                        + " column_id, expected, found, healed, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz)",
                x.target.tenant().value(),
                x.run.id().value(),
                x.target.syncId(),
                kind.name(),
                boardId,
                recordUuid,
                source == null ? null : source.sourceKey(),
                source == null ? null : source.lineKey(),
                itemId,
                columnId,
                expected,
                found,
                healed,
                now.toString());
    }
}
