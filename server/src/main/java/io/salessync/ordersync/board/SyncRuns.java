package io.salessync.ordersync.board;

import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Asks for the runs of this module and remembers which sync they are about. One writer per board: they share a key. */
@Component
public final class SyncRuns {
    private final Runs runs;
    private final Destinations destinations;
    private final Database database;
    private final InstantSource clock;

    SyncRuns(Runs runs, Destinations destinations, Database database, InstantSource clock) {
        this.runs = runs;
        this.destinations = destinations;
        this.database = database;
        this.clock = clock;
    }

    public RunId sync(TenantId tenant, UUID syncId, @Nullable UUID startedBy) {
        return queue(tenant, SyncKind.NAME, "Sync", new Destinations.Input(syncId, null, null), startedBy);
    }

    public RunId verify(TenantId tenant, UUID syncId, boolean heal, @Nullable UUID startedBy) {
        return queue(
                tenant,
                VerifyKind.NAME,
                heal ? "Verify and heal" : "Verify",
                new Destinations.Input(syncId, heal, null),
                startedBy);
    }

    public RunId undo(TenantId tenant, UUID syncId, UUID run, @Nullable UUID startedBy) {
        return queue(tenant, UndoKind.NAME, "Undo", new Destinations.Input(syncId, null, run), startedBy);
    }

    private RunId queue(TenantId tenant, String kind, String verb, Destinations.Input input, @Nullable UUID startedBy) {
        Destination target = destinations.of(tenant, input.sync());
        RunId run = runs.queue(new RunRequest(
                tenant,
                kind,
                verb + " " + target.title(),
                input.sync(),
                destinations.input(input),
                "ordersync/" + target.connection().vendor() + "/"
                        + target.boards().getFirst(),
                startedBy));
        database.runInTenant(tenant, sql -> note(sql, tenant, input.sync(), run, kind));
        return run;
    }

    /** Also for runs that were asked for elsewhere, such as the retry of a run. */
    void note(DSLContext sql, TenantId tenant, UUID syncId, RunId run, String kind) {
        sql.execute(
                "INSERT INTO ordersync.sync_run (tenant_id, sync_id, run_id, kind, at) VALUES (?, ?, ?, ?, ?::timestamptz)"
                        + " ON CONFLICT DO NOTHING",
                tenant.value(),
                syncId,
                run.value(),
                kind,
                clock.instant().toString());
    }

    /** The latest runs, the newest first. */
    public List<Run> latest(TenantId tenant, UUID syncId, int limit) {
        List<UUID> ids = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT run_id FROM ordersync.sync_run WHERE tenant_id = ? AND sync_id = ? ORDER BY at DESC LIMIT ?",
                                tenant.value(),
                                syncId,
                                limit)
                        .getValues(0, UUID.class));
        return ids.stream()
                .flatMap(id -> runs.find(tenant, new RunId(id)).stream())
                .toList();
    }

    /** The run that is queued, at work or paused, where there is one. */
    public Optional<Run> active(TenantId tenant, UUID syncId) {
        return latest(tenant, syncId, 5).stream()
                .filter(run -> !run.state().isFinal())
                .reduce((later, earlier) -> earlier);
    }
}
