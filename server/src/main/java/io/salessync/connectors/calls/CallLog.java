package io.salessync.connectors.calls;

import static io.salessync.connectors.jooq.Routines.keepCalls;
import static io.salessync.connectors.jooq.Tables.CALL;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectorsSettings;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.Database;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The log of calls: who was called for what, how it ended, how long it took. No tokens, no bodies. */
@Component
class CallLog {
    private static final int DAYS_AHEAD = 3;
    private static final int DETAIL = 500;

    private final Database database;
    private final InstantSource clock;
    private final ConnectorsSettings settings;

    CallLog(Database database, InstantSource clock, ConnectorsSettings settings) {
        this.database = database;
        this.clock = clock;
        this.settings = settings;
    }

    /** @param status HTTP status; 0 where none came */
    record Entry(
            String operation,
            int status,
            Reading reading,
            Duration took,
            @Nullable RunId run,
            @Nullable UUID intent) {}

    void write(Connection connection, Entry entry) {
        Reading reading = entry.reading();
        RunId run = entry.run();
        String detail = reading.detail();
        database.runInTenant(
                connection.tenant(),
                sql -> sql.insertInto(CALL)
                        .set(CALL.TENANT_ID, connection.tenant().value())
                        .set(CALL.AT, clock.instant())
                        .set(CALL.CONNECTION_ID, connection.id().value())
                        .set(CALL.OPERATION, entry.operation())
                        .set(CALL.STATUS, entry.status())
                        .set(CALL.OUTCOME, reading.outcome().name())
                        .set(CALL.VENDOR_REQUEST_ID, reading.requestId())
                        .set(CALL.COST, reading.cost())
                        .set(CALL.DURATION_MS, entry.took().toMillis())
                        .set(CALL.RUN_ID, run == null ? null : run.value())
                        .set(CALL.INTENT_ID, entry.intent())
                        .set(
                                CALL.DETAIL,
                                detail == null || detail.length() <= DETAIL
                                        ? detail
                                        : detail.substring(0, DETAIL - 1) + "…")
                        .execute());
    }

    /** Makes the coming days' partitions and drops those that are too old. Every node may do it; once is enough. */
    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(fixedDelay = 6 * 60 * 60 * 1000L, initialDelay = 6 * 60 * 60 * 1000L)
    void keep() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        database.outsideTenants(sql -> {
            keepCalls(sql.configuration(), today, DAYS_AHEAD, settings.callLogDays());
            return true;
        });
    }
}
