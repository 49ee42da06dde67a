package io.salessync.ordersync.board;

import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.BatchAnswer.WriteResult;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.FaultClass;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.runs.ActiveRun.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Applies what became of a batch, in one transaction with the end of its intent: map, evidence of changes, states of rows. */
@Component
final class Settling {
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final Intents intents;
    private final RowStates states;
    private final BoardMap map;
    private final BoardChanges changes;
    private final Live live;
    private final InstantSource clock;

    Settling(Intents intents, RowStates states, BoardMap map, BoardChanges changes, Live live, InstantSource clock) {
        this.intents = intents;
        this.states = states;
        this.map = map;
        this.changes = changes;
        this.live = live;
        this.clock = clock;
    }

    /** What is to be said of a row once all its writes of the batch are known. */
    private static final class Verdict {
        private boolean complete = true;
        private @Nullable String pending;
        private WriteResult.@Nullable Refused refused;
        private boolean uncertain;
        private @Nullable Entry entry;
    }

    /**
     * @param results by the write's key; a write without one goes back into the queue
     * @param adopted whether the results were found by looking
     * @return whether anything stops the whole run, or null
     */
    WriteResult.@Nullable Refused apply(
            Execution x,
            Batch batch,
            @Nullable Intent open,
            Map<UUID, WriteResult> results,
            @Nullable Evidence evidence,
            boolean adopted) {
        List<Runnable> afterwards = new ArrayList<>();
        WriteResult.Refused stop = x.run.inTransaction(sql -> {
            Instant now = clock.instant();
            if (open != null) {
                intents.settle(sql, x.target.tenant(), open, evidence == null ? LOOKED : evidence);
                named(sql, x, open, evidence);
            }
            Map<RowKind, Map<Long, Verdict>> rows = new LinkedHashMap<>();
            WriteResult.Refused whole = null;
            for (Entry entry : batch.entries()) {
                WriteResult result = results.get(entry.write().key());
                if (result instanceof WriteResult.Done done) {
                    done(sql, x, batch, entry, done, adopted, now, afterwards);
                } else if (result instanceof WriteResult.Refused refused) {
                    if (refused.reach() == FaultClass.CONNECTION || refused.reach() == FaultClass.BOARD) {
                        whole = refused;
                    } else if (refused.reach() == FaultClass.GONE) {
                        result = gone(sql, x, batch, entry, now, afterwards);
                    }
                }
                if (entry.hasRow()) {
                    judge(
                            rows.computeIfAbsent(entry.kind(), kind -> new LinkedHashMap<>())
                                    .computeIfAbsent(entry.deltaId(), id -> new Verdict()),
                            entry,
                            result == null ? results.get(entry.write().key()) : result);
                } else if (result instanceof WriteResult.Refused refused) {
                    x.run.log(Level.WARN, entry.label(), refused.message());
                    x.statusesLeft.add(entry.orderUuid());
                } else if (!(result instanceof WriteResult.Done)) {
                    x.statusesLeft.add(entry.orderUuid());
                }
            }
            rows.forEach((kind, verdicts) -> states(sql, x, kind, verdicts, now, afterwards));
            live.changed(sql, x.target.tenant(), "ordersync", x.target.syncId().toString());
            return whole;
        });
        afterwards.forEach(Runnable::run);
        return stop;
    }

    private static final Evidence LOOKED = new Evidence(null, 0, null, false, "settled by looking at the board");

    private static void named(DSLContext sql, Execution x, Intent intent, @Nullable Evidence evidence) {
        if (evidence != null && evidence.vendorRequestId() != null) {
            sql.execute(
                    "UPDATE ordersync.batch SET request_id = ? WHERE tenant_id = ? AND intent_id = ?",
                    evidence.vendorRequestId(),
                    x.target.tenant().value(),
                    intent.id());
        }
    }

    private void done(
            DSLContext sql,
            Execution x,
            Batch batch,
            Entry entry,
            WriteResult.Done done,
            boolean adopted,
            Instant now,
            List<Runnable> afterwards) {
        String boardId = entry.boardId();
        String action = switch (entry.write()) {
            case BoardWrite.CreateGroup group -> {
                map.group(sql, x.target, boardId, group.title(), done.id());
                afterwards.add(() -> x.group(boardId, group.title(), done.id()));
                yield "";
            }
            case BoardWrite.CreateItem create -> {
                map.put(sql, x.target, made(entry, done.id(), boardId, null, create.groupId()), now);
                afterwards.add(() -> x.tookRoom(boardId));
                yield adopted ? "ADOPT" : "CREATE";
            }
            case BoardWrite.CreateSubitem create -> {
                String subitemBoard = done.boardId() == null ? x.subitemBoard(boardId) : done.boardId();
                map.put(sql, x.target, made(entry, done.id(), subitemBoard, create.parentItemId(), null), now);
                afterwards.add(() -> x.subitemBoard(boardId, subitemBoard));
                yield adopted ? "ADOPT" : "CREATE";
            }
            case BoardWrite.ChangeValues change -> {
                map.sent(sql, x.target, boardId, entry.recordUuid(), entry.after(), now);
                afterwards.add(() -> x.seen.remove(change.itemId()));
                yield "UPDATE";
            }
            case BoardWrite.MoveToGroup move -> {
                map.moved(sql, x.target, boardId, entry.recordUuid(), move.groupId(), now);
                yield "UPDATE";
            }
            case BoardWrite.Archive archive -> {
                map.archived(sql, x.target, boardId, entry.recordUuid(), archive.itemId(), now);
                yield "REMOVE";
            }
        };
        if (!action.isEmpty()) {
            changes.add(sql, x, batch.pass(), entry, done.id(), action, now);
        }
        // told once it has committed: a line of something that was rolled back would be told again
        afterwards.add(() -> x.run.log(Level.INFO, entry.label(), fate(entry.write(), done.id(), adopted)));
    }

    /** What became of a record, in words for the run's log. */
    private static String fate(BoardWrite write, String id, boolean adopted) {
        return switch (write) {
            case BoardWrite.CreateGroup group -> "Group made: " + id;
            case BoardWrite.CreateItem item -> adopted ? "Found on the board as item " + id : "Made as item " + id;
            case BoardWrite.CreateSubitem line ->
                adopted ? "Found on the board as subitem " + id : "Made as subitem " + id;
            case BoardWrite.ChangeValues change -> "Changed on item " + change.itemId();
            case BoardWrite.MoveToGroup move -> "Moved to group " + move.groupId();
            case BoardWrite.Archive archive -> "Archived: item " + archive.itemId();
        };
    }

    private static OnBoard made(
            Entry entry, String itemId, String itemBoardId, @Nullable String parentItemId, @Nullable String groupId) {
        return new OnBoard(
                entry.boardId(),
                entry.recordUuid(),
                entry.orderUuid(),
                entry.part(),
                entry.subitem(),
                itemId,
                itemBoardId,
                parentItemId,
                groupId,
                entry.after(),
                false);
    }

    /** What was to be archived and is gone already is done; anything else that is gone waits for a person. */
    private WriteResult gone(
            DSLContext sql, Execution x, Batch batch, Entry entry, Instant now, List<Runnable> afterwards) {
        if (entry.write() instanceof BoardWrite.Archive archive) {
            WriteResult.Done done = new WriteResult.Done(archive.itemId(), null);
            done(sql, x, batch, entry, done, false, now, afterwards);
            return done;
        }
        String itemId = entry.itemId() == null ? entry.parentItemId() : entry.itemId();
        if (itemId != null) {
            map.gone(sql, x.target, itemId, now);
        }
        return new WriteResult.Refused(
                FaultClass.GONE,
                "ordersync.deleted-by-hand",
                "Item " + itemId + " was deleted on the board by hand. `retry --recreate` makes it again");
    }

    private static void judge(Verdict verdict, Entry entry, @Nullable WriteResult result) {
        verdict.entry = entry;
        verdict.complete &= entry.complete();
        switch (result) {
            case null -> verdict.pending = "Looked for on the board and not found there; it is sent again";
            case WriteResult.Done done -> {}
            case WriteResult.Refused refused -> {
                boolean ofTheRow = refused.reach() == FaultClass.ROW || refused.reach() == FaultClass.GONE;
                if (ofTheRow) {
                    verdict.refused = refused;
                } else {
                    verdict.pending = refused.message();
                }
            }
            case WriteResult.Uncertain uncertain -> verdict.uncertain = true;
        }
    }

    private void states(
            DSLContext sql,
            Execution x,
            RowKind kind,
            Map<Long, Verdict> verdicts,
            Instant now,
            List<Runnable> afterwards) {
        List<Long> synced = new ArrayList<>();
        List<Long> again = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        Map<String, List<Long>> pending = new LinkedHashMap<>();
        int failures = 0;
        for (Map.Entry<Long, Verdict> row : verdicts.entrySet()) {
            Verdict verdict = row.getValue();
            WriteResult.Refused refused = verdict.refused;
            String reason = verdict.pending;
            if (verdict.uncertain) {
                unknown.add(row.getKey());
            } else if (refused != null) {
                failures++;
                Instant retryAt = refused.reach() == FaultClass.ROW || refused.reach() == FaultClass.GONE
                        ? null
                        : now.plus(RETRY);
                states.failed(
                        sql,
                        x.target,
                        kind,
                        row.getKey(),
                        x.run.id().value(),
                        refused.reach().name(),
                        refused.code(),
                        refused.message(),
                        retryAt,
                        now);
                x.run.log(Level.ERROR, verdict.entry == null ? null : verdict.entry.label(), refused.message());
            } else if (reason != null) {
                pending.computeIfAbsent(reason, text -> new ArrayList<>()).add(row.getKey());
            } else if (verdict.complete) {
                synced.add(row.getKey());
            } else {
                again.add(row.getKey());
            }
        }
        states.synced(sql, x.target, kind, synced, x.run.id().value(), null, now);
        states.pending(sql, x.target, kind, again, null, false, now);
        states.unknown(sql, x.target, kind, unknown, "Sent; the answer does not tell what became of it", now);
        pending.forEach((reason, ids) -> states.pending(sql, x.target, kind, ids, reason, true, now));
        int done = synced.size();
        int failed = failures;
        afterwards.add(() -> {
            x.done(done);
            x.failed(failed);
        });
    }
}
