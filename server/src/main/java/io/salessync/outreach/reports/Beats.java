package io.salessync.outreach.reports;

import io.salessync.kernel.runs.Rounds;
import io.salessync.kernel.runs.TenantUpkeep;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * A probe: twice each minute, for each tenant with sequences, whether the program answers over HTTP, the engine and the looks at accounts
 * have come round lately, and the database answers. What did not go well is kept with the minute; a minute is up where one server's probe
 * went well in it. Where the database does not answer nothing is kept, and a minute without a row is down. Kept for 100 days.
 */
@Component
class Beats extends TenantUpkeep {
    private static final Duration KEPT = Duration.ofDays(100);

    /** A round of the engine takes seconds; with many tenants, a minute. */
    static final Duration ENGINE_LATE = Duration.ofMinutes(3);

    /** A look at an account may take a minute, and several are looked at in one round. */
    static final Duration LOOKS_LATE = Duration.ofMinutes(15);

    private final Database database;
    private final Rounds rounds;
    private final OwnDoor door;
    private final InstantSource clock;

    Beats(
            Database database,
            Tenants tenants,
            Rounds rounds,
            OwnDoor door,
            InstantSource clock,
            // a server without an engine cannot tell whether it works
            @Value("${salessync.outreach.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        super("outreach-beats", Duration.ofSeconds(30), automatic, tenants, context);
        this.database = database;
        this.rounds = rounds;
        this.door = door;
        this.clock = clock;
    }

    @Override
    protected void tidyUp(Tenant tenant) {
        Instant now = clock.instant();
        String failed = failed(tenant.id(), now);
        database.runInTenant(tenant.id(), sql -> {
            sql.execute(
                    "INSERT INTO outreach.beat AS b (tenant_id, minute, failed) SELECT ?, ?::timestamptz, ?"
                            + " WHERE EXISTS (SELECT 1 FROM outreach.sequence WHERE tenant_id = ?)"
                            + " ON CONFLICT (tenant_id, minute) DO UPDATE SET failed = NULL WHERE excluded.failed IS NULL AND b.failed IS NOT NULL",
                    tenant.id().value(),
                    now.truncatedTo(ChronoUnit.MINUTES).toString(),
                    failed,
                    tenant.id().value());
            sql.execute(
                    "DELETE FROM outreach.beat WHERE tenant_id = ? AND minute < ?::timestamptz",
                    tenant.id().value(),
                    now.minus(KEPT).toString());
        });
    }

    /** In a few words that are the same each time, so that they can be counted; null: all is well. */
    private @Nullable String failed(TenantId tenant, Instant now) {
        List<String> all = new ArrayList<>();
        String shut = door.shut();
        if (shut != null) {
            all.add(shut);
        }
        if (rounds.last("outreach-engine", tenant).isBefore(now.minus(ENGINE_LATE))) {
            all.add("The engine has not come round for %d minutes.".formatted(ENGINE_LATE.toMinutes()));
        }
        if (rounds.last("outreach-scans", tenant).isBefore(now.minus(LOOKS_LATE))) {
            all.add("Looks at accounts have not come round for %d minutes.".formatted(LOOKS_LATE.toMinutes()));
        }
        return all.isEmpty() ? null : String.join(" ", all);
    }
}
