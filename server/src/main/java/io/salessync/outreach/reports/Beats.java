package io.salessync.outreach.reports;

import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/** A probe: each minute, for each tenant with sequences, the way to the database and back, noted where it went well. Kept for 100 days. */
@Component
class Beats extends TenantUpkeep {
    private static final Duration KEPT = Duration.ofDays(100);

    private final Database database;
    private final InstantSource clock;

    Beats(Database database, Tenants tenants, InstantSource clock, ApplicationContext context) {
        super("outreach-beats", Duration.ofSeconds(30), true, tenants, context);
        this.database = database;
        this.clock = clock;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        Instant now = clock.instant();
        database.runInTenant(tenant.id(), sql -> {
            sql.execute(
                    "INSERT INTO outreach.beat (tenant_id, minute) SELECT ?, ?::timestamptz"
                            + " WHERE EXISTS (SELECT 1 FROM outreach.sequence WHERE tenant_id = ?) ON CONFLICT DO NOTHING",
                    tenant.id().value(),
                    now.truncatedTo(ChronoUnit.MINUTES).toString(),
                    tenant.id().value());
            sql.execute(
                    "DELETE FROM outreach.beat WHERE tenant_id = ? AND minute < ?::timestamptz",
                    tenant.id().value(),
                    now.minus(KEPT).toString());
        });
    }
}
