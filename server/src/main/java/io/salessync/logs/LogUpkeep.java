package io.salessync.logs;

import static io.salessync.logs.jooq.Routines.expireRecordLog;
import static io.salessync.logs.jooq.Routines.prepareRecordLog;
import static io.salessync.logs.jooq.Routines.rollCounts;

import io.salessync.kernel.runs.Upkeep;
import io.salessync.kernel.tenancy.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Makes the days of the record log ahead, drops the old ones, and rolls up counts that are no longer new, at the start and hourly; every node does it, twice does no harm. */
@Component
final class LogUpkeep extends Upkeep {
    private static final Logger log = LoggerFactory.getLogger(LogUpkeep.class);
    private static final int DAYS_AHEAD = 3;
    /** Counts older than that are by minute and hour only. */
    private static final Duration BY_SECOND = Duration.ofHours(2);

    private static final int COUNTS_AT_ONCE = 200_000;

    private final Database database;
    private final InstantSource clock;
    private final LogsSettings settings;

    LogUpkeep(
            Database database,
            InstantSource clock,
            LogsSettings settings,
            ApplicationContext context,
            @Value("${salessync.runs.automatic:true}") boolean automatic) {
        super("upkeep of record logs", Duration.ofHours(1), automatic, context);
        this.database = database;
        this.clock = clock;
        this.settings = settings;
    }

    /** Days are UTC days. */
    @Override
    protected void tidyUp() {
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
}
