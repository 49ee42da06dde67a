package io.salessync.ordersync.board;

import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.kernel.runs.ActiveRun.Level;
import io.salessync.kernel.tenancy.Database;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Settles what an earlier execution left open, before anything new is sent: within the idempotency window by sending the same
 * body under the same key, afterwards by looking on the board.
 */
@Component
final class Recovering {
    private final Database database;
    private final Intents intents;
    private final Writing writing;
    private final DueRows rows;
    private final RowStates states;
    private final java.time.InstantSource clock;

    Recovering(
            Database database,
            Intents intents,
            Writing writing,
            DueRows rows,
            RowStates states,
            java.time.InstantSource clock) {
        this.database = database;
        this.intents = intents;
        this.writing = writing;
        this.rows = rows;
        this.states = states;
        this.clock = clock;
    }

    void recover(Execution x) {
        List<Intent> open =
                intents.open(x.target.tenant(), Writing.KIND, x.target.syncId().toString());
        for (Intent intent : open) {
            x.run.checkpoint();
            Batch batch = database.inTenant(x.target.tenant(), sql -> writing.batch(sql, x.target, intent.id()));
            if (batch == null) {
                x.run.log(Level.ERROR, null, "Intent " + intent.id() + " has no batch; it is left open");
            } else {
                recover(x, batch, intent);
            }
        }
        strays(x);
    }

    private void recover(Execution x, Batch batch, Intent intent) {
        if (intent.state() == Intent.State.RECORDED) {
            writing.back(x, batch, intent, null, "Stopped before it was sent");
            return;
        }
        x.run.log(
                Level.INFO,
                null,
                batch.entries().size()
                        + " writes were in flight when an earlier execution stopped; they are settled first");
        if (writing.resendable(x, intent)) {
            writing.send(x, batch, intent);
        } else {
            writing.looked(x, batch, intent, null);
        }
    }

    /** Rows that wait for an intent which is settled already: only a look can tell. */
    private void strays(Execution x) {
        Set<UUID> handled = new HashSet<>();
        for (UUID intentId : database.inTenant(x.target.tenant(), sql -> rows.inFlight(sql, x.target))) {
            x.run.checkpoint();
            Batch batch = database.inTenant(x.target.tenant(), sql -> writing.batch(sql, x.target, intentId));
            if (batch != null && handled.add(intentId)) {
                Set<String> waiting =
                        database.inTenant(x.target.tenant(), sql -> rows.waitingFor(sql, x.target, intentId));
                List<Entry> entries = batch.entries().stream()
                        .filter(entry -> waiting.contains(entry.kind() + "/" + entry.deltaId()))
                        .toList();
                writing.lookUp(x, new Batch(intentId, batch.boardId(), batch.pass(), entries));
            }
        }
        x.run.<@Nullable Void>inTransaction(sql -> {
            rows.requeueLost(sql, x.target, clock.instant());
            return null;
        });
    }
}
