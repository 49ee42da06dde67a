package io.salessync.ordersync.source;

import static io.salessync.ordersync.jooq.Tables.SYNC;
import static io.salessync.ordersync.jooq.Tables.SYNC_CONFIG;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.jooq.tables.records.SyncConfigRecord;
import io.salessync.ordersync.jooq.tables.records.SyncRecord;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The order syncs of a tenant, each known by its mapping's name and its environment. */
@Component
public final class Syncs {
    private final Database database;
    private final Live live;
    private final InstantSource clock;

    Syncs(Database database, Live live, InstantSource clock) {
        this.database = database;
        this.live = live;
        this.clock = clock;
    }

    /** All of them, by name and environment. */
    public List<Sync> all(TenantId tenant) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(SYNC).orderBy(SYNC.NAME, SYNC.ENVIRONMENT).fetch(Syncs::sync));
    }

    public Optional<Sync> find(TenantId tenant, UUID id) {
        return database.inTenant(
                tenant, sql -> sql.selectFrom(SYNC).where(SYNC.SYNC_ID.eq(id)).fetchOptional(Syncs::sync));
    }

    public Optional<Sync> find(TenantId tenant, String name, String environment) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(SYNC)
                        .where(SYNC.NAME.eq(name).and(SYNC.ENVIRONMENT.eq(environment)))
                        .fetchOptional(Syncs::sync));
    }

    /** Refuses an id that names no sync of this tenant. */
    public Sync get(TenantId tenant, UUID id) {
        return find(tenant, id)
                .orElseThrow(() -> Problem.of(OrderSyncProblem.UNKNOWN_SYNC, "There is no order sync " + id + "."));
    }

    /**
     * The sync of a mapping in an environment, made where there is none, and brought to this text of the mapping. Stored cells
     * follow the mapping's columns at once; what is mapped anew counts as changed at the next load.
     *
     * @param configPath where the text came from; null: through the API
     * @param savedBy the user; null: whoever runs this server
     */
    public Sync save(
            TenantId tenant, String config, String environment, @Nullable String configPath, @Nullable UUID savedBy) {
        Mapping mapping = MappingReader.read(config).orThrow();
        var _ = Sync.environmentOf(mapping, environment);
        return database.inTenant(tenant, sql -> {
            Instant now = clock.instant();
            SyncRecord row = locked(sql, tenant, mapping, environment, config, now);
            // a load that is under way works with the layout it began with
            Loads.lock(sql, row.getSyncId());
            row.refresh();
            Relayout.apply(sql, row, mapping);
            if (!row.getConfig().equals(config) || latestVersion(sql, row.getSyncId()) == 0) {
                sql.insertInto(SYNC_CONFIG)
                        .set(SYNC_CONFIG.TENANT_ID, tenant.value())
                        .set(SYNC_CONFIG.SYNC_ID, row.getSyncId())
                        .set(SYNC_CONFIG.VERSION, latestVersion(sql, row.getSyncId()) + 1)
                        .set(SYNC_CONFIG.CONFIG, config)
                        .set(SYNC_CONFIG.SAVED_BY, savedBy)
                        .set(SYNC_CONFIG.SAVED_AT, now)
                        .execute();
                row.setUpdatedAt(now);
            }
            row.setConfig(config);
            row.setTitle(mapping.title());
            if (configPath != null) {
                row.setConfigPath(configPath);
            }
            row.store();
            live.changed(sql, tenant, "ordersync", row.getSyncId().toString());
            return sync(row);
        });
    }

    /**
     * The sync of a mapping file in an environment for work with what is stored. A text that somebody saved on the mapping's page
     * stays: where the file is one of the texts before, the page's holds, and a file that nobody has seen is refused.
     */
    public Sync following(TenantId tenant, String config, String environment, String configPath) {
        Mapping mapping = MappingReader.read(config).orThrow();
        Sync known = find(tenant, mapping.name(), environment).orElse(null);
        if (known != null && known.config().equals(config)) {
            return known;
        }
        if (known != null) {
            List<SyncConfigRecord> versions = database.inTenant(
                    tenant,
                    sql -> sql.selectFrom(SYNC_CONFIG)
                            .where(SYNC_CONFIG.SYNC_ID.eq(known.id()))
                            .orderBy(SYNC_CONFIG.VERSION.desc())
                            .fetch());
            if (!versions.isEmpty() && versions.getFirst().getSavedBy() != null) {
                if (versions.stream().anyMatch(version -> version.getConfig().equals(config))) {
                    return known;
                }
                throw edited(known, versions.getFirst(), configPath);
            }
        }
        return save(tenant, config, environment, configPath, null);
    }

    private static Problem edited(Sync known, SyncConfigRecord latest, String configPath) {
        return Problem.of(
                        OrderSyncProblem.MAPPING_EDITED,
                        ("%s/%s was edited on its page on %s (version %d), and %s holds a text that was never stored."
                                        + " --take-file takes the file in its place, as `import` does; to go on with the page's,"
                                        + " copy it from there into the file.")
                                .formatted(
                                        known.name(),
                                        known.environment(),
                                        latest.getSavedAt(),
                                        latest.getVersion(),
                                        configPath))
                .with("version", latest.getVersion())
                .with("file", configPath);
    }

    private static SyncRecord locked(
            DSLContext sql, TenantId tenant, Mapping mapping, String environment, String config, Instant now) {
        sql.insertInto(SYNC)
                .set(SYNC.TENANT_ID, tenant.value())
                .set(SYNC.SYNC_ID, UUID.randomUUID())
                .set(SYNC.NAME, mapping.name())
                .set(SYNC.ENVIRONMENT, environment)
                .set(SYNC.TITLE, mapping.title())
                .set(SYNC.CONFIG, config)
                .set(SYNC.CREATED_AT, now)
                .set(SYNC.UPDATED_AT, now)
                .onConflict(SYNC.TENANT_ID, SYNC.NAME, SYNC.ENVIRONMENT)
                .doNothing()
                .execute();
        return sql.selectFrom(SYNC)
                .where(SYNC.NAME.eq(mapping.name()).and(SYNC.ENVIRONMENT.eq(environment)))
                .forNoKeyUpdate()
                .fetchSingle();
    }

    private static int latestVersion(DSLContext sql, UUID sync) {
        Integer version = sql.select(DSL.max(SYNC_CONFIG.VERSION))
                .from(SYNC_CONFIG)
                .where(SYNC_CONFIG.SYNC_ID.eq(sync))
                .fetchSingle()
                .value1();
        return version == null ? 0 : version;
    }

    /** Forgets a sync with everything that was loaded; what is on the board stays there. */
    public void delete(TenantId tenant, UUID id) {
        database.runInTenant(tenant, sql -> {
            sql.deleteFrom(SYNC).where(SYNC.SYNC_ID.eq(id)).execute();
            live.changed(sql, tenant, "ordersync", id.toString());
        });
    }

    static Sync sync(SyncRecord row) {
        return new Sync(
                row.getSyncId(),
                row.getName(),
                row.getEnvironment(),
                row.getTitle(),
                row.getConfig(),
                row.getConfigPath(),
                Arrays.asList(row.getItemColumns()),
                Arrays.asList(row.getLineColumns()));
    }
}
