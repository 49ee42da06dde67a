package io.salessync.ordersync.board;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.ordersync.source.RowCounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
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
            database.runInTenant(tenant.id(), sql -> {
                RowCounts.fold(sql);
                sql.fetch("SELECT sync_id, name || ' ' || environment FROM ordersync.sync")
                        .forEach(sync -> {
                            UUID id = sync.get(0, UUID.class);
                            Tags tags = Tags.of("tenant", tenant.slug(), "sync", sync.get(1, String.class));
                            RowCounts kept = RowCounts.of(sql, id);
                            for (RowKind kind : RowKind.values()) {
                                kept.states(kind.name())
                                        .forEach((state, amount) -> counts.add(MultiGauge.Row.of(
                                                tags.and("kind", kind.text(), "state", state), amount)));
                                for (String state : List.of("NEW", "PENDING")) {
                                    oldest(sql, id, kind, state)
                                            .ifPresent(since -> ages.add(MultiGauge.Row.of(
                                                    tags.and("kind", kind.text(), "state", state),
                                                    Duration.between(since, now).toSeconds())));
                                }
                            }
                        });
            });
        }
        rows.register(counts, true);
        oldest.register(ages, true);
    }

    /** By number, which grows with the time: the index by state and number answers without a look at all that waits. */
    private static Optional<Instant> oldest(DSLContext sql, UUID sync, RowKind kind, String state) {
        return sql
                .fetch(
                        "SELECT created_at FROM " + kind.deltas()
                                + " WHERE tenant_id = kernel.current_tenant() AND sync_id = ? AND state = ?"
                                + " ORDER BY delta_id LIMIT 1",
                        sync,
                        state)
                .getValues(0, Instant.class)
                .stream()
                .findFirst();
    }
}
