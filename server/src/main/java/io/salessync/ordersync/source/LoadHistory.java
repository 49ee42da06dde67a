package io.salessync.ordersync.source;

import static io.salessync.ordersync.jooq.Tables.LOAD;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The loads of a sync, newest first. */
@Component
public final class LoadHistory {
    private final Database database;

    LoadHistory(Database database) {
        this.database = database;
    }

    /** A load as it went; state {@code LOADING}, {@code LOADED} or {@code REFUSED}; times in UTC. */
    public record Load(
            UUID id,
            String source,
            String state,
            long sourceRows,
            long problems,
            long ordersCreated,
            long ordersUpdated,
            long ordersRemoved,
            long linesCreated,
            long linesUpdated,
            long linesRemoved,
            @Nullable String message,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    public List<Load> of(TenantId tenant, UUID syncId, int after, int limit) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(LOAD)
                        .where(LOAD.SYNC_ID.eq(syncId))
                        .orderBy(LOAD.STARTED_AT.desc(), LOAD.LOAD_ID)
                        .offset(after)
                        .limit(limit)
                        .fetch(row -> new Load(
                                row.getLoadId(),
                                row.getSource(),
                                row.getState(),
                                row.getSourceRows(),
                                row.getProblems(),
                                row.getOrdersCreated(),
                                row.getOrdersUpdated(),
                                row.getOrdersRemoved(),
                                row.getLinesCreated(),
                                row.getLinesUpdated(),
                                row.getLinesRemoved(),
                                row.getMessage(),
                                row.getStartedAt(),
                                row.getFinishedAt())));
    }

    public boolean has(TenantId tenant, UUID syncId, UUID loadId) {
        return database.inTenant(
                tenant, sql -> sql.fetchExists(LOAD, LOAD.SYNC_ID.eq(syncId).and(LOAD.LOAD_ID.eq(loadId))));
    }
}
