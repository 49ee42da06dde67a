package io.salessync.logs;

import static io.salessync.logs.jooq.Routines.expireRecordLog;
import static io.salessync.logs.jooq.Routines.prepareRecordLog;
import static io.salessync.logs.jooq.Routines.rollCounts;

import io.salessync.kernel.tenancy.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
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

/** Makes the days of the record log ahead, drops the old ones, and rolls up counts that are no longer new, at the start and hourly; every node does it, twice does no harm. */
@Component
final class LogUpkeep implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LogUpkeep.class);
    private static final int DAYS_AHEAD = 3;
    /** Counts older than that are by minute and hour only. */
    private static final Duration BY_SECOND = Duration.ofHours(2);

    private static final int COUNTS_AT_ONCE = 200_000;

    private final Database database;
    private final InstantSource clock;
    private final LogsSettings settings;
    private final boolean automatic;
    private @Nullable ScheduledExecutorService ticker;

    LogUpkeep(
            Database database,
            InstantSource clock,
            LogsSettings settings,
            ApplicationContext context,
            @Value("${salessync.runs.automatic:true}") boolean automatic) {
        this.database = database;
        this.clock = clock;
        this.settings = settings;
        this.automatic = automatic && context instanceof WebServerApplicationContext;
    }

    /** Days are UTC days. */
    void tidyUp() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (int day = 0; day <= DAYS_AHEAD; day++) {
            LocalDate date = today.plusDays(day);
            // one transaction each: making one takes a lock that writers wait for
            database.outsideTenants(sql -> prepareRecordLog(sql.configuration(), date));
        }
        roll();
        LocalDate firstKept = today.minusDays(settings.retention().toDays());
        Integer dropped = database.outsideTenants(sql -> expireRecordLog(sql.configuration(), firstKept));
        if (dropped != null && dropped > 0) {
            log.info("Dropped {} days of record logs from before {}", dropped, firstKept);
        }
    }

    private void roll() {
        Instant before = clock.instant().minus(BY_SECOND).truncatedTo(ChronoUnit.HOURS);
        Long moved;
        do {
            moved = database.outsideTenants(sql -> rollCounts(sql.configuration(), before, COUNTS_AT_ONCE));
        } while (moved != null && moved >= COUNTS_AT_ONCE);
    }

    private void tidyUpIfPossible() {
        try {
            tidyUp();
        } catch (RuntimeException e) {
            log.warn("Upkeep of record logs failed, trying again in an hour: {}", e.toString());
        }
    }

    @Override
    public boolean isAutoStartup() {
        return automatic;
    }

    @Override
    public synchronized void start() {
        ticker = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("log-upkeep").factory());
        ticker.scheduleWithFixedDelay(this::tidyUpIfPossible, 0, 1, TimeUnit.HOURS);
    }

    @Override
    public synchronized void stop() {
        if (ticker != null) {
            ticker.shutdown();
            ticker = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return ticker != null;
    }
}
