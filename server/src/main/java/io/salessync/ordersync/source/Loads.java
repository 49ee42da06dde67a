package io.salessync.ordersync.source;

import static io.salessync.ordersync.jooq.Tables.LOAD;
import static io.salessync.ordersync.jooq.Tables.SYNC;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.ByteCount;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.jooq.tables.records.LoadRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Loads lists: reads every row of a source, compares with what was loaded before, and leaves deltas. All of a load is one
 * transaction: after a failure or a kill nothing of it is there.
 */
@Component
public final class Loads {
    /** Loads that change as much leave the database's planner with a wrong idea of the tables. */
    private static final int MANY = 1_000;

    private final Database database;
    private final Syncs syncs;
    private final Live live;
    private final InstantSource clock;
    private final SourceReferences references;
    private final SourceSettings settings;

    Loads(
            Database database,
            Syncs syncs,
            Live live,
            InstantSource clock,
            SourceReferences references,
            SourceSettings settings) {
        this.settings = settings;
        this.database = database;
        this.syncs = syncs;
        this.live = live;
        this.clock = clock;
        this.references = references;
    }

    /** Hears how far a load is. */
    public interface Progress {
        /** @param step {@code read} or {@code merge} */
        void at(String step, long done, @Nullable Long total, String message);
    }

    /** The transaction a load runs in. */
    public interface Transaction {
        <T> T in(Function<DSLContext, T> work);
    }

    /** A load in a transaction of its own. */
    public Loaded load(TenantId tenant, UUID syncId, Input input, boolean allowRemovals, Progress progress) {
        return load(tenant, syncId, input, allowRemovals, null, progress, new Transaction() {
            @Override
            public <T> T in(Function<DSLContext, T> work) {
                return database.<T>inTenant(tenant, work);
            }
        });
    }

    /** @param runId the run that does it: a load of it that is done already is not done again */
    Loaded load(
            TenantId tenant,
            UUID syncId,
            Input input,
            boolean allowRemovals,
            @Nullable UUID runId,
            Progress progress,
            Transaction transaction) {
        Optional<Loaded> before = runId == null ? Optional.empty() : doneBy(tenant, runId);
        if (before.isPresent()) {
            return before.get();
        }
        UUID loadId = begin(tenant, syncId, input, runId);
        try {
            refuseTooLarge(input);
            Loaded done = transaction.in(sql -> {
                // loads of one sync follow each other; a load that is under way holds its own lock as a sign of life
                lock(sql, syncId);
                lock(sql, loadId);
                endAbandoned(sql, syncId, loadId);
                Sync sync = Syncs.sync(sql.selectFrom(SYNC)
                        .where(SYNC.SYNC_ID.eq(syncId))
                        .fetchOptional()
                        .orElseThrow(() -> Problem.of(
                                OrderSyncProblem.UNKNOWN_SYNC, "There is no order sync " + syncId + " any more.")));
                Loaded loaded = new Loading(sync, loadId, tenant, clock.instant(), references)
                        .load(sql, input, allowRemovals, progress);
                finish(sql, loaded);
                live.changed(sql, tenant, "ordersync", syncId.toString());
                return loaded;
            });
            if (done.changes() >= MANY) {
                database.runInTenant(tenant, sql -> sql.execute("SELECT ordersync.take_statistics()"));
            }
            return done;
        } catch (Problem e) {
            refuse(tenant, syncId, loadId, e.detail());
            throw e;
        } catch (RuntimeException e) {
            refuse(tenant, syncId, loadId, "It did not come to its end: " + e.getMessage());
            throw e;
        }
    }

    /** Files of more bytes than this are refused, however they come. */
    public long largestFile() {
        return settings.largestFile().toBytes();
    }

    private void refuseTooLarge(Input input) {
        if (!(input instanceof Input.FileInput file)) {
            return;
        }
        long size;
        try {
            size = Files.size(file.path());
        } catch (IOException e) {
            throw Problem.of(OrderSyncProblem.FILE_UNREADABLE, file.name() + " cannot be read: " + e, e);
        }
        if (size > largestFile()) {
            throw Problem.of(
                            OrderSyncProblem.FILE_TOO_LARGE,
                            "%s has %s; at most %s are taken. Nothing of it was imported. Pack a CSV as .gz, leave out columns that the"
                                            .formatted(file.name(), ByteCount.text(size), ByteCount.text(largestFile()))
                                    + " mapping does not name, or raise SALESSYNC_ORDERSYNC_LARGEST_FILE.")
                    .with("file", file.name())
                    .with("bytes", size)
                    .with("limit", largestFile());
        }
    }

    private Optional<Loaded> doneBy(TenantId tenant, UUID runId) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(LOAD)
                        .where(LOAD.RUN_ID.eq(runId).and(LOAD.STATE.eq("LOADED")))
                        .fetchOptional(Loads::loaded));
    }

    private UUID begin(TenantId tenant, UUID syncId, Input input, @Nullable UUID runId) {
        UUID loadId = UUID.randomUUID();
        var _ = syncs.get(tenant, syncId);
        database.runInTenant(tenant, sql -> {
            sql.insertInto(LOAD)
                    .set(LOAD.TENANT_ID, tenant.value())
                    .set(LOAD.LOAD_ID, loadId)
                    .set(LOAD.SYNC_ID, syncId)
                    .set(LOAD.RUN_ID, runId)
                    .set(LOAD.SOURCE, input.name())
                    .set(LOAD.STATE, "LOADING")
                    .set(LOAD.STARTED_AT, clock.instant())
                    .execute();
            live.changed(sql, tenant, "ordersync", syncId.toString());
        });
        return loadId;
    }

    static void lock(DSLContext sql, UUID what) {
        sql.fetch("SELECT pg_advisory_xact_lock(?)", what.getMostSignificantBits() ^ what.getLeastSignificantBits());
    }

    private void endAbandoned(DSLContext sql, UUID syncId, UUID own) {
        sql.selectFrom(LOAD)
                .where(LOAD.SYNC_ID
                        .eq(syncId)
                        .and(LOAD.STATE.eq("LOADING"))
                        .and(LOAD.LOAD_ID.ne(own))
                        .and(LOAD.STARTED_AT.lt(clock.instant())))
                .forEach(row -> {
                    UUID id = row.getLoadId();
                    Boolean dead = sql.fetchSingle(
                                    "SELECT pg_try_advisory_xact_lock(?)",
                                    id.getMostSignificantBits() ^ id.getLeastSignificantBits())
                            .get(0, Boolean.class);
                    if (Boolean.TRUE.equals(dead)) {
                        row.setState("REFUSED");
                        row.setMessage("The program ended while it loaded; nothing of it was kept.");
                        row.setFinishedAt(clock.instant());
                        row.store();
                    }
                });
    }

    private void finish(DSLContext sql, Loaded loaded) {
        sql.update(LOAD)
                .set(LOAD.STATE, "LOADED")
                .set(LOAD.MESSAGE, loaded.sentence())
                .set(LOAD.FINISHED_AT, clock.instant())
                .where(LOAD.LOAD_ID.eq(loaded.loadId()))
                .execute();
    }

    private void refuse(TenantId tenant, UUID syncId, UUID loadId, String message) {
        database.runInTenant(tenant, sql -> {
            sql.update(LOAD)
                    .set(LOAD.STATE, "REFUSED")
                    .set(LOAD.MESSAGE, message)
                    .set(LOAD.FINISHED_AT, clock.instant())
                    .where(LOAD.LOAD_ID.eq(loadId).and(LOAD.STATE.eq("LOADING")))
                    .execute();
            live.changed(sql, tenant, "ordersync", syncId.toString());
        });
    }

    private static Loaded loaded(LoadRecord row) {
        return new Loaded(
                row.getLoadId(),
                row.getSyncId(),
                row.getSource(),
                row.getSourceRows(),
                row.getProblems(),
                row.getOrdersCreated(),
                row.getOrdersUpdated(),
                row.getOrdersRemoved(),
                row.getLinesCreated(),
                row.getLinesUpdated(),
                row.getLinesRemoved());
    }
}
