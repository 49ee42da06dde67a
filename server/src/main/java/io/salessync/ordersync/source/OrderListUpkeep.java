package io.salessync.ordersync.source;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.OldRows;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import io.salessync.ordersync.mapping.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What a server does for order lists without being asked: looks into watched folders, removes what is old enough. */
@Component
final class OrderListUpkeep implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OrderListUpkeep.class);
    private static final Duration TIDYING = Duration.ofHours(1);

    private final Tenants tenants;
    private final Syncs syncs;
    private final Imports imports;
    private final WatchedFiles watched;
    private final Uploads uploads;
    private final Database database;
    private final InstantSource clock;
    private final SourceSettings settings;
    private final boolean serves;
    private @Nullable ScheduledExecutorService timer;

    OrderListUpkeep(
            Tenants tenants,
            Syncs syncs,
            Imports imports,
            WatchedFiles watched,
            Uploads uploads,
            Database database,
            InstantSource clock,
            SourceSettings settings,
            ApplicationContext context) {
        this.tenants = tenants;
        this.syncs = syncs;
        this.imports = imports;
        this.watched = watched;
        this.uploads = uploads;
        this.database = database;
        this.clock = clock;
        this.settings = settings;
        this.serves = context instanceof WebServerApplicationContext;
    }

    @Override
    public boolean isAutoStartup() {
        return serves;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("order-lists").factory());
        every(started, settings.look(), this::look);
        every(started, TIDYING, this::tidyUp);
        timer = started;
    }

    private static void every(ScheduledExecutorService timer, Duration interval, Runnable work) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        log.warn("Upkeep of order lists failed, trying again in {}: {}", interval, e.toString());
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /** Asks for the import of every file that lies complete in a watched folder. */
    void look() {
        for (Tenant tenant : tenants.all()) {
            for (Sync sync : syncs.all(tenant.id())) {
                Mapping mapping = MappingReader.read(sync.config()).mapping();
                if (mapping != null && mapping.source().kind() == Source.Kind.FOLDER) {
                    try {
                        look(tenant, sync, mapping.source().files());
                    } catch (RuntimeException e) {
                        // one list's trouble keeps nobody else's from being looked at
                        log.warn("The folder of {} ({}) could not be looked at", sync.name(), sync.environment(), e);
                    }
                }
            }
        }
    }

    private void look(Tenant tenant, Sync sync, Source.Files files) {
        Path folder = Path.of(java.util.Objects.requireNonNull(files.path())).toAbsolutePath();
        List<WatchedFiles.Claimed> claimed = watched.claim(
                sync.id(),
                folder,
                files.pattern(),
                new WatchedFiles.Folders(files.done(), files.failed()),
                file -> imports.isUnderWay(tenant.id(), sync, file));
        for (WatchedFiles.Claimed file : claimed) {
            imports.watched(tenant.id(), sync, file.path(), file.name(), folder);
        }
    }

    /** Removes changes the boards have had for long enough, problems of old loads, forgotten uploads. */
    void tidyUp() {
        Instant before = clock.instant().minus(settings.keepSynced());
        for (Tenant tenant : tenants.all()) {
            for (String table : List.of("order_list_lines_delta", "order_list_delta")) {
                OldRows.remove(database, tenant.id(), "ordersync." + table, "state = 'SYNCED' AND synced_at", before);
            }
            database.runInTenant(
                    tenant.id(),
                    sql -> sql.execute(
                            "DELETE FROM ordersync.row_problem WHERE load_id IN"
                                    + " (SELECT load_id FROM ordersync.load WHERE finished_at < ?::timestamptz)",
                            before.toString()));
        }
        Instant history = clock.instant().minus(settings.keepHistory());
        for (Tenant tenant : tenants.all()) {
            for (String table : List.of("board_change", "kept_change", "drift", "sync_run")) {
                OldRows.remove(database, tenant.id(), "ordersync." + table, "at", history);
            }
            OldRows.remove(database, tenant.id(), "ordersync.batch", "created_at", history);
        }
        uploads.dropOld();
    }
}
