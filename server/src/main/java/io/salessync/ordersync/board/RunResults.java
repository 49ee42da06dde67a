package io.salessync.ordersync.board;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.RunResult.GroupResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.springframework.stereotype.Component;

/** Counts what a run did, from the changes it left. */
@Component
public final class RunResults {
    private static final String CHANGES = """
            SELECT coalesce(group_name, '') AS group_name,
              count(*) FILTER (WHERE action IN ('CREATE', 'HEAL') AND before = '{}' AND pass <> 'UNDO') AS created,
              count(*) FILTER (WHERE action = 'ADOPT') AS adopted,
              count(DISTINCT record_uuid) FILTER (WHERE action IN ('UPDATE', 'HEAL', 'UNDO') AND pass <> 'STATUSES' AND before <> '{}') AS updated,
              count(*) FILTER (WHERE action = 'REMOVE' OR action = 'UNDO' AND before = '{}') AS removed,
              count(*) FILTER (WHERE pass = 'STATUSES') AS statuses
            FROM ordersync.board_change WHERE tenant_id = ? AND sync_id = ? AND run_id = ? GROUP BY 1
            """;

    private static final String STATES = """
            SELECT group_name, sum(orders)::bigint AS orders, sum(lines)::bigint AS lines, state FROM (
              SELECT group_name, state, count(*) AS orders, 0 AS lines FROM %s o
              WHERE tenant_id = ? AND sync_id = ? GROUP BY group_name, state
              UNION ALL
              SELECT group_name, state, 0, count(*) FROM %s l
              WHERE tenant_id = ? AND sync_id = ? GROUP BY group_name, state) rows GROUP BY group_name, state
            """.formatted(RowKind.ORDERS.now(), RowKind.LINES.now());

    private static final String RECORDS = """
            SELECT o.group_name, count(*) AS orders, sum(coalesce(l.lines, 0))::bigint AS lines FROM ordersync.order_list o
            LEFT JOIN (SELECT source_key, count(*) AS lines FROM ordersync.order_list_lines
              WHERE tenant_id = ? AND sync_id = ? AND NOT removed GROUP BY source_key) l ON l.source_key = o.source_key
            WHERE o.tenant_id = ? AND o.sync_id = ? AND NOT o.removed GROUP BY o.group_name
            """;

    private final Database database;

    RunResults(Database database) {
        this.database = database;
    }

    /** Orders and lines of a group as the source has them, and the rows of its sync by state. */
    public record GroupRows(
            String group,
            long orders,
            long lines,
            long synced,
            long pending,
            long failed,
            long blocked,
            long unknown) {}

    RunResult of(TenantId tenant, UUID syncId, RunId run) {
        return database.inTenant(tenant, sql -> of(sql, tenant, syncId, run.value()));
    }

    /** The groups of a sync, by name. */
    public List<GroupRows> groups(TenantId tenant, UUID syncId) {
        return database.inTenant(tenant, sql -> groups(sql, tenant, syncId));
    }

    private static RunResult of(DSLContext sql, TenantId tenant, UUID syncId, UUID run) {
        Map<String, Record> changes = new HashMap<>();
        sql.fetch(CHANGES, tenant.value(), syncId, run)
                .forEach(row -> changes.put(row.get("group_name", String.class), row));
        List<GroupRows> rows = groups(sql, tenant, syncId);
        List<GroupResult> groups = rows.stream()
                .map(row -> new GroupResult(
                        row.group(),
                        count(changes.get(row.group()), "created") + count(changes.get(row.group()), "adopted"),
                        count(changes.get(row.group()), "updated"),
                        count(changes.get(row.group()), "removed"),
                        row.orders(),
                        row.lines(),
                        row.synced(),
                        row.failed(),
                        row.blocked(),
                        row.pending()))
                .toList();
        long kept = sql.fetch(
                        "SELECT count(*) FROM ordersync.kept_change WHERE tenant_id = ? AND sync_id = ? AND run_id = ?",
                        tenant.value(),
                        syncId,
                        run)
                .getFirst()
                .get(0, Long.class);
        return new RunResult(
                run,
                sum(changes, "created"),
                sum(changes, "adopted"),
                sum(changes, "updated"),
                sum(changes, "removed"),
                sum(changes, "statuses"),
                kept,
                rows.stream().mapToLong(GroupRows::failed).sum(),
                rows.stream().mapToLong(GroupRows::blocked).sum(),
                rows.stream().mapToLong(GroupRows::unknown).sum(),
                rows.stream().mapToLong(GroupRows::pending).sum(),
                groups);
    }

    private static List<GroupRows> groups(DSLContext sql, TenantId tenant, UUID syncId) {
        Map<String, Map<String, Long>> states = new HashMap<>();
        sql.fetch(STATES, tenant.value(), syncId, tenant.value(), syncId)
                .forEach(row -> states.computeIfAbsent(row.get("group_name", String.class), key -> new HashMap<>())
                        .put(
                                row.get("state", String.class),
                                row.get("orders", Long.class) + row.get("lines", Long.class)));
        Map<String, Record> records = new HashMap<>();
        sql.fetch(RECORDS, tenant.value(), syncId, tenant.value(), syncId)
                .forEach(row -> records.put(row.get("group_name", String.class), row));
        TreeSet<String> names = new TreeSet<>(states.keySet());
        names.addAll(records.keySet());
        return names.stream()
                .map(name -> {
                    Map<String, Long> of = states.getOrDefault(name, Map.of());
                    return new GroupRows(
                            name,
                            count(records.get(name), "orders"),
                            count(records.get(name), "lines"),
                            of.getOrDefault("SYNCED", 0L),
                            of.getOrDefault("NEW", 0L)
                                    + of.getOrDefault("PENDING", 0L)
                                    + of.getOrDefault("SENDING", 0L),
                            of.getOrDefault("FAILED", 0L),
                            of.getOrDefault("BLOCKED", 0L),
                            of.getOrDefault("UNKNOWN", 0L));
                })
                .toList();
    }

    private static long count(@org.jspecify.annotations.Nullable Record row, String column) {
        return row == null ? 0 : row.get(column, Long.class);
    }

    private static long sum(Map<String, Record> rows, String column) {
        return rows.values().stream().mapToLong(row -> count(row, column)).sum();
    }
}
