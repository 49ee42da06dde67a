package io.salessync.ordersync.board;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Metrics: rows by state and the age of the oldest row that waits, for each tenant and sync; brought up to date every minute. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class RowMeters {
    private final Database database;
    private final Tenants tenants;
    private final InstantSource clock;
    private final MultiGauge rows;
    private final MultiGauge oldest;

    RowMeters(Database database, Tenants tenants, InstantSource clock, MeterRegistry registry) {
        this.database = database;
        this.tenants = tenants;
        this.clock = clock;
        this.rows = MultiGauge.builder("salessync.ordersync.rows")
                .description("Rows of order syncs by state")
                .register(registry);
        this.oldest = MultiGauge.builder("salessync.ordersync.oldest.pending.seconds")
                .description("Age of the oldest row that waits to be sent")
                .register(registry);
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT30S")
    void measure() {
        List<MultiGauge.Row<?>> counts = new ArrayList<>();
        List<MultiGauge.Row<?>> ages = new ArrayList<>();
        Instant now = clock.instant();
        for (Tenant tenant : tenants.all()) {
            for (RowKind kind : RowKind.values()) {
                database.runInTenant(
                        tenant.id(),
                        sql -> sql.fetch(
                                        "SELECT s.name || ' ' || s.environment, d.state, count(*), min(d.created_at) FROM "
                                                + kind.now()
                                                + " d JOIN ordersync.sync s ON s.tenant_id = d.tenant_id AND s.sync_id = d.sync_id GROUP BY 1, 2")
                                .forEach(row -> {
                                    Tags tags = Tags.of(
                                            "tenant",
                                            tenant.slug(),
                                            "sync",
                                            row.get(0, String.class),
                                            "kind",
                                            kind.text());
                                    String state = row.get(1, String.class);
                                    counts.add(MultiGauge.Row.of(tags.and("state", state), row.get(2, Long.class)));
                                    if (state.equals("PENDING") || state.equals("NEW")) {
                                        ages.add(MultiGauge.Row.of(
                                                tags.and("state", state),
                                                Duration.between(row.get(3, Instant.class), now)
                                                        .toSeconds()));
                                    }
                                }));
            }
        }
        rows.register(counts, true);
        oldest.register(ages, true);
    }
}
