package io.salessync.connectors;

import static io.salessync.connectors.jooq.Tables.INTENT;

import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jooq.impl.DSL;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Removes intents that were settled so long ago that nobody looks at their bodies any more, every six hours; open ones stay. */
@Component
class IntentUpkeep extends TenantUpkeep {
    private static final int PORTION = 1_000;

    private final Database database;
    private final InstantSource clock;
    private final ConnectorsSettings settings;

    IntentUpkeep(
            Tenants tenants,
            Database database,
            InstantSource clock,
            ConnectorsSettings settings,
            @Value("${salessync.runs.automatic:true}") boolean automatic,
            ApplicationContext context) {
        super("intent-upkeep", Duration.ofHours(6), automatic, tenants, context);
        this.database = database;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        Instant before = clock.instant().minus(Duration.ofDays(settings.callLogDays()));
        int removed = PORTION;
        while (removed == PORTION) {
            // in portions: a transaction that is long holds up the vacuum of everything else
            removed = database.inTenant(
                    tenant.id(),
                    sql -> sql.deleteFrom(INTENT)
                            .where(INTENT.TENANT_ID.eq(tenant.id().value()))
                            .and(INTENT.INTENT_ID.in(DSL.select(INTENT.INTENT_ID)
                                    .from(INTENT)
                                    .where(INTENT.TENANT_ID.eq(tenant.id().value()))
                                    .and(INTENT.STATE.in("SETTLED", "DROPPED"))
                                    .and(INTENT.SETTLED_AT.lt(before))
                                    .limit(PORTION)))
                            .execute());
        }
    }
}
