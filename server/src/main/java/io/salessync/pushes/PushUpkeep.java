package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.PUSH;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.InstantSource;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends pushes that nobody decided in time. */
@Component
class PushUpkeep {
    private final Tenants tenants;
    private final Database database;
    private final Deciding deciding;
    private final InstantSource clock;

    PushUpkeep(Tenants tenants, Database database, Deciding deciding, InstantSource clock) {
        this.tenants = tenants;
        this.database = database;
        this.deciding = deciding;
        this.clock = clock;
    }

    @Scheduled(fixedDelay = 60_000L, initialDelay = 30_000L)
    void expire() {
        for (Tenant tenant : tenants.all()) {
            database.runInTenant(
                    tenant.id(),
                    sql -> sql.selectFrom(PUSH)
                            .where(PUSH.TENANT_ID.eq(tenant.id().value()))
                            .and(PUSH.STATE.eq(PushState.WAITING.name()))
                            .and(PUSH.EXPIRES_AT.le(clock.instant()))
                            .limit(100)
                            .forUpdate()
                            .skipLocked()
                            .fetch()
                            .forEach(push -> deciding.end(
                                    sql,
                                    tenant.id(),
                                    push,
                                    PushState.EXPIRED,
                                    "Nobody decided before " + push.getExpiresAt() + ".")));
        }
    }
}
