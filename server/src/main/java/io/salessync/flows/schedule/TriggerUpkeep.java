package io.salessync.flows.schedule;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.OldRows;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What a server does for triggers beside starting flows: the watchdog, folders, old rows. On threads of its own: it has to bark when the ticker hangs. */
@Component
final class TriggerUpkeep implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(TriggerUpkeep.class);
    private static final Duration WATCH = Duration.ofMinutes(1);
    private static final Duration TIDYING = Duration.ofHours(1);
    /** Longer than any signature counts. */
    private static final Duration CALLS_KEPT = Duration.ofHours(1);

    private final Watchdog watchdog;
    private final FileDrops files;
    private final Tenants tenants;
    private final Database database;
    private final Firing firing;
    private final TriggerSettings settings;
    private final boolean serves;
    private @Nullable ScheduledExecutorService timer;

    TriggerUpkeep(
            Watchdog watchdog,
            FileDrops files,
            Tenants tenants,
            Database database,
            Firing firing,
            TriggerSettings settings,
            @Value("${salessync.runs.automatic:true}") boolean automatic,
            ApplicationContext context) {
        this.watchdog = watchdog;
        this.files = files;
        this.tenants = tenants;
        this.database = database;
        this.firing = firing;
        this.settings = settings;
        this.serves = automatic && context instanceof WebServerApplicationContext;
    }

    @Override
    public boolean isAutoStartup() {
        return serves;
    }

    @Override
    public synchronized void start() {
        ScheduledExecutorService started = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("flows-upkeep-", 0).factory());
        every(started, WATCH, watchdog::look);
        every(started, settings.lookForFiles(), () -> {
            files.look();
            files.putAway();
        });
        every(started, TIDYING, this::tidyUp);
        timer = started;
    }

    private static void every(ScheduledExecutorService timer, Duration interval, Runnable work) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) {
                        log.warn("Upkeep of triggers failed, trying again in {}: {}", interval, e.toString());
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Removes rows that are old enough. */
    void tidyUp() {
        Instant now = firing.now();
        for (Tenant tenant : tenants.all()) {
            OldRows.remove(database, tenant.id(), "flows.due", "settled_at", now.minus(settings.keepDue()));
            OldRows.remove(database, tenant.id(), "flows.hook_call", "at", now.minus(CALLS_KEPT));
        }
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
}
