package io.salessync.ordersync.board;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.BatchAnswer.WriteResult;
import io.salessync.connectors.BoardConnector;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.FaultClass;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.kernel.runs.ActiveRun.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The one way to a board: a batch is committed with its intent, sent, and its results are applied with the end of the intent.
 * Killed between any two of these, {@link Recovering} finds what is needed to go on without writing anything twice.
 */
@Component
final class Writing {
    static final String KIND = "ordersync.batch";
    /** The vendor ends a call of its own accord long before this share of the window has passed. */
    private static final int WINDOW_SHARES = 30;

    private static final int ROUNDS = 3;

    private final BoardConnector connector;
    private final Intents intents;
    private final RowStates states;
    private final Settling settling;
    private final Looking looking;
    private final BatchText text;
    private final InstantSource clock;

    Writing(
            BoardConnector connector,
            Intents intents,
            RowStates states,
            Settling settling,
            Looking looking,
            BatchText text,
            InstantSource clock) {
        this.connector = connector;
        this.intents = intents;
        this.states = states;
        this.settling = settling;
        this.looking = looking;
        this.text = text;
        this.clock = clock;
    }

    private record Prepared(
            boolean idle, @Nullable Batch batch, @Nullable Intent intent) {}

    /** Decides one batch and sees it through; false once there was nothing left to decide. */
    boolean step(Execution x, Function<DSLContext, Draft> decide) {
        x.run.checkpoint();
        Prepared prepared = x.run.inTransaction(sql -> prepare(sql, x, decide.apply(sql)));
        Batch batch = prepared.batch();
        Intent intent = prepared.intent();
        if (batch != null && intent != null) {
            send(x, batch, intent);
        }
        return !prepared.idle();
    }

    /** Sends writes that belong to no row, in as many calls as it takes. */
    void all(Execution x, Batch.Pass pass, List<Entry> entries) {
        List<Entry> left = new ArrayList<>(entries);
        while (!left.isEmpty()) {
            x.run.checkpoint();
            Prepared prepared = x.run.inTransaction(sql -> prepare(sql, x, new Draft(pass, left, 0)));
            Batch batch = prepared.batch();
            Intent intent = prepared.intent();
            if (batch == null || intent == null) {
                return;
            }
            left.removeIf(entry -> batch.entries().stream()
                    .anyMatch(sent -> sent.write().key().equals(entry.write().key())));
            send(x, batch, intent);
        }
    }

    private Prepared prepare(DSLContext sql, Execution x, Draft draft) {
        if (draft.entries().isEmpty()) {
            return new Prepared(draft.idle(), null, null);
        }
        String boardId = draft.entries().getFirst().boardId();
        List<Entry> entries = ofBoard(draft.entries(), boardId);
        List<BoardWrite> writes = entries.stream().map(Entry::write).toList();
        int fitting = Math.min(x.largest(), connector.fitting(x.target.connection(), x.target.ref(boardId), writes));
        entries = firstOf(entries, Math.max(1, fitting), draft.entries());
        Batch batch = new Batch(new UUID(0, 0), boardId, draft.pass(), entries);
        String body = connector.body(x.target.ref(boardId), batch.writes());
        Intent intent = intents.record(
                sql,
                x.target.tenant(),
                x.target.connection().id(),
                x.run.id(),
                KIND,
                x.target.syncId().toString(),
                body);
        batch = new Batch(intent.id(), boardId, draft.pass(), entries);
        Instant now = clock.instant();
        sql.execute(
                "INSERT INTO ordersync.batch (tenant_id, intent_id, sync_id, run_id, board_id, pass, writes, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?::timestamptz)",
                x.target.tenant().value(),
                intent.id(),
                x.target.syncId(),
                x.run.id().value(),
                boardId,
                draft.pass().name(),
                text.entries(entries),
                now.toString());
        rows(batch)
                .forEach((kind, ids) -> states.sending(
                        sql, x.target, kind, ids, intent.id(), x.run.id().value(), now));
        return new Prepared(false, batch, intent);
    }

    private static List<Entry> ofBoard(List<Entry> entries, String boardId) {
        return entries.stream().filter(entry -> entry.boardId().equals(boardId)).toList();
    }

    /** A row whose writes do not all go out now is not complete with these. */
    private static List<Entry> firstOf(List<Entry> entries, int count, List<Entry> all) {
        List<Entry> taken = entries.subList(0, Math.min(count, entries.size()));
        Set<String> left = new LinkedHashSet<>();
        Set<UUID> keys = new LinkedHashSet<>();
        taken.forEach(entry -> keys.add(entry.write().key()));
        all.stream()
                .filter(entry -> entry.hasRow() && !keys.contains(entry.write().key()))
                .forEach(entry -> left.add(entry.kind() + "/" + entry.deltaId()));
        return taken.stream()
                .map(entry -> left.contains(entry.kind() + "/" + entry.deltaId()) ? entry.incomplete() : entry)
                .toList();
    }

    private static Map<RowKind, Set<Long>> rows(Batch batch) {
        Map<RowKind, Set<Long>> rows = new EnumMap<>(RowKind.class);
        for (Entry entry : batch.entries()) {
            if (entry.hasRow()) {
                rows.computeIfAbsent(entry.kind(), kind -> new LinkedHashSet<>())
                        .add(entry.deltaId());
            }
        }
        return rows;
    }

    /** Sends a batch whose intent is committed, as often as it takes to know what became of it. */
    void send(Execution x, Batch batch, Intent intent) {
        for (int round = 0; round < ROUNDS; round++) {
            BatchAnswer answer = connector.send(
                    x.target.connection(),
                    x.target.ref(batch.boardId()),
                    intent,
                    batch.writes(),
                    x.target.window(),
                    x.run);
            if (!(answer instanceof BatchAnswer.Unknown unknown)) {
                known(x, batch, intent, answer);
                return;
            }
            unknown(x, batch, unknown.reason());
            if (looked(x, batch, current(x, intent), unknown.evidence())) {
                return;
            }
        }
        throw x.run.sleepUntil(
                clock.instant().plus(settleTime(x)),
                "Nobody can tell yet what became of a call; it is looked up again");
    }

    private void known(Execution x, Batch batch, Intent intent, BatchAnswer answer) {
        switch (answer) {
            case BatchAnswer.Settled settled -> settled(x, batch, intent, settled);
            case BatchAnswer.NotNow notNow -> {
                back(x, batch, intent, null, notNow.reason());
                throw x.run.sleepUntil(notNow.until(), notNow.reason());
            }
            case BatchAnswer.Stopped stopped -> stopped(x, batch, intent, stopped);
            case BatchAnswer.TooLarge tooLarge -> {
                if (batch.entries().size() == 1) {
                    refuse(
                            x,
                            batch,
                            intent,
                            tooLarge.evidence(),
                            new WriteResult.Refused(
                                    FaultClass.ROW,
                                    "ordersync.too-large",
                                    "This row alone costs more than one call may"));
                } else {
                    x.atMost(batch.entries().size() / 2);
                    back(x, batch, intent, tooLarge.evidence(), "The call was too large; it goes out in smaller ones");
                }
            }
            case BatchAnswer.Unknown unknown -> throw new IllegalStateException("Not known: " + unknown.reason());
        }
    }

    private void settled(Execution x, Batch batch, Intent intent, BatchAnswer.Settled settled) {
        Map<UUID, WriteResult> results = new HashMap<>(settled.results());
        batch.entries()
                .forEach(entry -> results.putIfAbsent(
                        entry.write().key(), new WriteResult.Uncertain("The answer does not mention it")));
        for (Entry entry : batch.entries()) {
            if (results.get(entry.write().key()) instanceof WriteResult.Refused refused
                    && refused.reach() == FaultClass.BOARD_FULL) {
                x.full(batch.boardId());
            }
        }
        WriteResult.Refused stop = settling.apply(x, batch, intent, results, settled.evidence(), false);
        List<Entry> uncertain = batch.entries().stream()
                .filter(entry -> results.get(entry.write().key()) instanceof WriteResult.Uncertain)
                .toList();
        if (!uncertain.isEmpty()) {
            lookUp(x, new Batch(batch.intentId(), batch.boardId(), batch.pass(), uncertain));
        }
        if (stop != null) {
            throw new SyncStopped(stop.message());
        }
    }

    private void stopped(Execution x, Batch batch, Intent intent, BatchAnswer.Stopped stopped) {
        switch (stopped.reach()) {
            case BOARD_FULL -> {
                x.full(batch.boardId());
                x.run.log(Level.WARN, null, "Board " + batch.boardId() + " is full");
                back(x, batch, intent, stopped.evidence(), stopped.message());
            }
            case ROW, GONE -> {
                if (batch.entries().size() == 1) {
                    refuse(
                            x,
                            batch,
                            intent,
                            stopped.evidence(),
                            new WriteResult.Refused(stopped.reach(), stopped.code(), stopped.message()));
                } else {
                    x.atMost(batch.entries().size() / 2);
                    back(x, batch, intent, stopped.evidence(), stopped.message());
                }
            }
            case BOARD, CONNECTION -> {
                back(x, batch, intent, stopped.evidence(), stopped.message());
                throw new SyncStopped(stopped.message());
            }
        }
    }

    private void refuse(Execution x, Batch batch, Intent intent, Evidence evidence, WriteResult.Refused refused) {
        Map<UUID, WriteResult> results = new HashMap<>();
        batch.entries().forEach(entry -> results.put(entry.write().key(), refused));
        settling.apply(x, batch, intent, results, evidence, false);
    }

    /** Surely not done: the rows go back into the queue, the intent is closed. */
    void back(Execution x, Batch batch, Intent intent, @Nullable Evidence evidence, String reason) {
        x.run.<@Nullable Void>inTransaction(sql -> {
            Instant now = clock.instant();
            if (evidence == null) {
                intents.drop(sql, x.target.tenant(), intent, reason);
            } else {
                intents.settle(sql, x.target.tenant(), intent, evidence);
            }
            rows(batch).forEach((kind, ids) -> states.pending(sql, x.target, kind, ids, reason, false, now));
            return null;
        });
    }

    private void unknown(Execution x, Batch batch, String reason) {
        x.run.<@Nullable Void>inTransaction(sql -> {
            rows(batch).forEach((kind, ids) -> states.unknown(sql, x.target, kind, ids, reason, clock.instant()));
            return null;
        });
    }

    /** Looks on the board; false while the same body may be sent again under its key. */
    boolean looked(Execution x, Batch batch, Intent intent, @Nullable Evidence evidence) {
        Map<UUID, WriteResult> found = looking.look(x, batch);
        if (found.size() == batch.entries().size()) {
            settling.apply(x, batch, intent, found, evidence, true);
            return true;
        }
        boolean someMade = batch.entries().stream()
                .anyMatch(entry -> found.containsKey(entry.write().key())
                        && (entry.creates() || entry.write() instanceof BoardWrite.CreateGroup));
        if (!someMade && windowOpen(x, intent)) {
            return false;
        }
        Instant over = (intent.lastSentAt() == null ? intent.recordedAt() : intent.lastSentAt()).plus(settleTime(x));
        if (clock.instant().isBefore(over)) {
            throw x.run.sleepUntil(over, "A call may still be at work at the vendor; then it is looked up");
        }
        settling.apply(x, batch, intent, found, evidence, true);
        return true;
    }

    /** For writes of an intent that is settled: what is there is adopted, the rest goes back into the queue. */
    void lookUp(Execution x, Batch batch) {
        settling.apply(x, batch, null, looking.look(x, batch), null, true);
    }

    private boolean windowOpen(Execution x, Intent intent) {
        Instant first = intent.firstSentAt();
        return first == null
                || clock.instant().isBefore(first.plus(x.target.window()).minus(settleTime(x)));
    }

    boolean resendable(Execution x, Intent intent) {
        return windowOpen(x, intent);
    }

    private static Duration settleTime(Execution x) {
        return x.target.window().dividedBy(WINDOW_SHARES);
    }

    /** The intent as it stands now, with the times of its sendings. */
    private Intent current(Execution x, Intent intent) {
        return intents.open(x.target.tenant(), KIND, x.target.syncId().toString()).stream()
                .filter(open -> open.id().equals(intent.id()))
                .findFirst()
                .orElse(intent);
    }

    /** The batch of an intent, as it was committed with it. */
    @Nullable Batch batch(DSLContext sql, Destination target, UUID intentId) {
        List<Batch> found = new ArrayList<>();
        sql.fetch(
                        "SELECT board_id, pass, writes FROM ordersync.batch WHERE tenant_id = ? AND intent_id = ?",
                        target.tenant().value(),
                        intentId)
                .forEach(row -> found.add(new Batch(
                        intentId,
                        row.get(0, String.class),
                        Batch.Pass.valueOf(row.get(1, String.class)),
                        text.entries(row.get(2, String.class)))));
        return found.isEmpty() ? null : found.getFirst();
    }
}
