package io.salessync.pulls;

import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Once a day, all ids of each incremental pull are compared: what was deleted for good or merged tells nobody when it changed.
 */
@Component
class NightlyComparison {
    private static final Duration EVERY = Duration.ofHours(24);

    private final Tenants tenants;
    private final Database database;
    private final PullRows rows;
    private final Turns turns;
    private final Runs runs;
    private final InstantSource clock;

    NightlyComparison(Tenants tenants, Database database, PullRows rows, Turns turns, Runs runs, InstantSource clock) {
        this.tenants = tenants;
        this.database = database;
        this.rows = rows;
        this.turns = turns;
        this.runs = runs;
        this.clock = clock;
    }

    @Scheduled(
            initialDelayString = "${salessync.pulls.compare-look:10m}",
            fixedDelayString = "${salessync.pulls.compare-look:10m}")
    void look() {
        Instant before = clock.instant().minus(EVERY);
        for (Tenant tenant : tenants.all()) {
            database.runInTenant(tenant.id(), sql -> {
                for (Pull pull : rows.unreconciled(sql, tenant.id(), before)) {
                    boolean asked =
                            !runs.active(tenant.id(), PullRun.NAME, pull.id()).isEmpty();
                    // a flow that fetches it is let go first; the next look comes the same night
                    if (!asked && turns.other(sql, tenant.id(), pull.id(), null).isEmpty()) {
                        runs.queue(new RunRequest(
                                tenant.id(),
                                PullRun.NAME,
                                "Compare all ids of " + pull.name(),
                                pull.id(),
                                PullRun.input(pull.id(), false, true),
                                "pull:" + pull.id(),
                                null));
                    }
                }
            });
        }
    }
}
