package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Routines.expireLiveEvents;
import static io.salessync.kernel.jooq.Routines.expireRunLog;
import static io.salessync.kernel.jooq.Routines.prepareRunLog;
import static io.salessync.kernel.jooq.Routines.releaseNode;
import static io.salessync.kernel.jooq.Tables.STRANDED_RUNS;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What has to be done now and then so that runs go on for years; every node does it, twice does no harm. */
@Component
final class RunUpkeep {
    private static final Logger log = LoggerFactory.getLogger(RunUpkeep.class);
    private static final int DAYS_AHEAD = 3;
    private static final Duration STRANDED = Duration.ofMinutes(2);
    private static final Duration LIVE_EVENTS_KEPT = Duration.ofDays(1);

    private final Database database;
    private final RunLedger ledger;
    private final NodeName node;
    private final InstantSource clock;
    private final RunSettings settings;

    RunUpkeep(Database database, RunLedger ledger, NodeName node, InstantSource clock, RunSettings settings) {
        this.database = database;
        this.ledger = ledger;
        this.node = node;
        this.clock = clock;
        this.settings = settings;
    }

    /** Makes the partitions of the next days and drops what is past its time. Days are UTC days. */
    void tidyUp() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (int day = 0; day <= DAYS_AHEAD; day++) {
            LocalDate date = today.plusDays(day);
            // one transaction each: making one takes a lock that run logs wait for
            database.outsideTenants(sql -> prepareRunLog(sql.configuration(), date));
        }
        LocalDate firstKept = today.minusDays(settings.logRetention().toDays());
        Integer dropped = database.outsideTenants(sql -> expireRunLog(sql.configuration(), firstKept));
        if (dropped != null && dropped > 0) {
            log.info("Dropped {} days of run logs from before {}", dropped, firstKept);
        }
        database.outsideTenants(
                sql -> expireLiveEvents(sql.configuration(), clock.instant().minus(LIVE_EVENTS_KEPT)));
    }

    /** Schedules a look at runs that nobody looks at, though it is high time. */
    void findStranded() {
        Instant before = clock.instant().minus(STRANDED);
        database.outsideTenants(sql -> sql.selectFrom(STRANDED_RUNS(before)).fetch())
                .forEach(stranded -> {
                    log.warn("Run {} was left lying; a node takes it now", stranded.getRunId());
                    ledger.lookAgain(new TenantId(stranded.getTenantId()), stranded.getRunId());
                });
    }

    /** Frees the runs of nodes on this data folder that are dead. */
    void releaseDeadNodes() {
        for (String dead : node.dead()) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            int released = database.outsideTenants(sql -> {
                Integer runs = releaseNode(sql.configuration(), dead, now);
                sql.execute(
                        "UPDATE scheduler.scheduled_tasks SET picked = false, picked_by = NULL, last_heartbeat = NULL,"
                                + " execution_time = ?, version = version + 1 WHERE picked_by = ?",
                        Timestamp.from(now),
                        dead);
                sql.execute("DELETE FROM scheduler.node WHERE name = ?", dead);
                return runs == null ? 0 : runs;
            });
            if (released > 0) {
                log.info("Node {} is dead; {} runs of it go on", dead, released);
            }
            node.forget(dead);
        }
    }
}
