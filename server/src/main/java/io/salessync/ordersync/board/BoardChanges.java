package io.salessync.ordersync.board;

import java.time.Instant;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Keeps what a run did to a board, before and after: the report and the undo read it. */
@Component
final class BoardChanges {
    private final BatchText text;

    BoardChanges(BatchText text) {
        this.text = text;
    }

    void add(DSLContext sql, Execution x, Batch.Pass pass, Entry entry, String itemId, String action, Instant now) {
        String kept = pass == Batch.Pass.UNDO || pass == Batch.Pass.HEAL ? pass.name() : action;
        sql.execute(
                """
                INSERT INTO ordersync.board_change (tenant_id, run_id, sync_id, board_id, record_uuid, order_uuid, item_id, subitem,
                  action, before, after, at, pass, group_name, name)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::timestamptz, ?, ?, ?)
                """,
                x.target.tenant().value(),
                x.run.id().value(),
                x.target.syncId(),
                entry.boardId(),
                entry.recordUuid(),
                entry.orderUuid(),
                itemId,
                entry.subitem(),
                kept,
                text.values(entry.before()),
                text.values(entry.after()),
                now.toString(),
                pass.name(),
                entry.group(),
                entry.name());
    }
}
