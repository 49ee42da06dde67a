package io.salessync.ordersync.source;

import static io.salessync.ordersync.jooq.Tables.SYNC_CONFIG;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The texts a sync's mapping has had. */
@Component
public final class ConfigVersions {
    private final Database database;

    ConfigVersions(Database database) {
        this.database = database;
    }

    /** @param number from 1 */
    public record Version(
            int number, Instant savedAt, @Nullable UUID savedBy) {}

    public Version latest(TenantId tenant, UUID syncId) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(SYNC_CONFIG)
                        .where(SYNC_CONFIG.SYNC_ID.eq(syncId))
                        .orderBy(SYNC_CONFIG.VERSION.desc())
                        .limit(1)
                        .fetchSingle(row -> new Version(row.getVersion(), row.getSavedAt(), row.getSavedBy())));
    }
}
