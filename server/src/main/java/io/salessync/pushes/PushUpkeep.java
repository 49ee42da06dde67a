package io.salessync.pushes;

import static io.salessync.pushes.jooq.Tables.PUSH;

import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** Ends pushes that nobody decided in time, every minute. */
@Component
class PushUpkeep extends TenantUpkeep {
    private final Database database;
    private final Deciding deciding;
    private final InstantSource clock;

    PushUpkeep(
            Tenants tenants,
            Database database,
            Deciding deciding,
            InstantSource clock,
            // tests do it by hand
            @Value("${salessync.runs.automatic:true}") boolean automatic,
            ApplicationContext context) {
        super("push-upkeep", Duration.ofMinutes(1), automatic, tenants, context);
        this.database = database;
        this.deciding = deciding;
        this.clock = clock;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        expire(tenant.id());
    }

    void expire(TenantId tenant) {
        database.runInTenant(
                tenant,
                sql -> sql.selectFrom(PUSH)
                        .where(PUSH.TENANT_ID.eq(tenant.value()))
                        .and(PUSH.STATE.eq(PushState.WAITING.name()))
                        .and(PUSH.EXPIRES_AT.le(clock.instant()))
                        .limit(100)
                        .forUpdate()
                        .skipLocked()
                        .fetch()
                        .forEach(push -> deciding.end(
                                sql,
                                tenant,
                                push,
                                PushState.EXPIRED,
                                "Nobody decided before " + push.getExpiresAt() + ".")));
    }
}
