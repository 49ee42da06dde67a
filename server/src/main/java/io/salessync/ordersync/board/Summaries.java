package io.salessync.ordersync.board;

import io.salessync.kernel.runs.Run;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.source.RowCounts;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where the syncs of a tenant stand, for lists and status. */
@Component
public final class Summaries {
    private final Database database;
    private final SyncRuns runs;

    Summaries(Database database, SyncRuns runs) {
        this.database = database;
        this.runs = runs;
    }

    /**
     * @param orders rows by state
     * @param records orders the source has now
     */
    public record Summary(
            UUID id,
            String name,
            String environment,
            String title,
            String config,
            Map<String, Long> orders,
            Map<String, Long> lines,
            long records,
            long lineRecords,
            @Nullable LastLoad lastLoad,
            @Nullable Run lastRun) {

        /** Rows of both kinds by state. */
        public Map<String, Long> counts() {
            Map<String, Long> counts = new LinkedHashMap<>(orders);
            lines.forEach((state, count) -> counts.merge(state, count, Long::sum));
            return counts;
        }
    }

    public record LastLoad(
            UUID id,
            String source,
            String state,
            long sourceRows,
            long problems,
            @Nullable String message,
            Instant startedAt,
            @Nullable Instant finishedAt) {}

    public List<Summary> all(TenantId tenant) {
        return database
                .inTenant(
                        tenant,
                        sql -> sql.fetch(
                                        "SELECT sync_id FROM ordersync.sync WHERE tenant_id = ? ORDER BY name, environment",
                                        tenant.value())
                                .getValues(0, UUID.class))
                .stream()
                .flatMap(id -> one(tenant, id).stream())
                .toList();
    }

    public java.util.Optional<Summary> one(TenantId tenant, UUID syncId) {
        Run last = runs.latest(tenant, syncId, 1).stream().findFirst().orElse(null);
        return database.inTenant(
                tenant,
                sql -> sql
                        .fetch(
                                "SELECT * FROM ordersync.sync WHERE tenant_id = ? AND sync_id = ?",
                                tenant.value(),
                                syncId)
                        .stream()
                        .findFirst()
                        .map(row -> summary(sql, tenant, row, last)));
    }

    private static Summary summary(DSLContext sql, TenantId tenant, Record row, @Nullable Run last) {
        UUID id = row.get("sync_id", UUID.class);
        RowCounts counts = RowCounts.of(sql, id);
        return new Summary(
                id,
                row.get("name", String.class),
                row.get("environment", String.class),
                row.get("title", String.class),
                row.get("config", String.class),
                states(counts, RowKind.ORDERS),
                states(counts, RowKind.LINES),
                counts.records(RowKind.ORDERS.name()),
                counts.records(RowKind.LINES.name()),
                lastLoad(sql, tenant, id),
                last);
    }

    /** Those with no rows too, in the order of a row's life. */
    private static Map<String, Long> states(RowCounts kept, RowKind kind) {
        Map<String, Long> counts = new LinkedHashMap<>();
        RowList.STATES.forEach(state -> counts.put(state, 0L));
        counts.putAll(kept.states(kind.name()));
        return counts;
    }

    private static @Nullable LastLoad lastLoad(DSLContext sql, TenantId tenant, UUID sync) {
        return sql
                .fetch(
                        "SELECT * FROM ordersync.load WHERE tenant_id = ? AND sync_id = ? ORDER BY started_at DESC LIMIT 1",
                        tenant.value(),
                        sync)
                .stream()
                .findFirst()
                .map(row -> new LastLoad(
                        row.get("load_id", UUID.class),
                        row.get("source", String.class),
                        row.get("state", String.class),
                        row.get("source_rows", Long.class),
                        row.get("problems", Long.class),
                        row.get("message", String.class),
                        row.get("started_at", Instant.class),
                        row.get("finished_at", Instant.class)))
                .orElse(null);
    }
}
