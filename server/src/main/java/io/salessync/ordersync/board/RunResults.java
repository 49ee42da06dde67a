package io.salessync.ordersync.board;

import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.RunResult.GroupResult;
import io.salessync.ordersync.source.RowCounts;
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
        return database.inTenant(tenant, sql -> groups(sql, syncId));
    }

    private static RunResult of(DSLContext sql, TenantId tenant, UUID syncId, UUID run) {
        Map<String, Record> changes = new HashMap<>();
        sql.fetch(CHANGES, tenant.value(), syncId, run)
                .forEach(row -> changes.put(row.get("group_name", String.class), row));
        List<GroupRows> rows = groups(sql, syncId);
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

    private static List<GroupRows> groups(DSLContext sql, UUID syncId) {
        RowCounts counts = RowCounts.of(sql, syncId);
        TreeSet<String> names = new TreeSet<>();
        for (RowKind kind : RowKind.values()) {
            names.addAll(counts.groups(kind.name()).keySet());
        }
        return names.stream()
                .map(name -> new GroupRows(
                        name,
                        counts.records(RowKind.ORDERS.name(), name),
                        counts.records(RowKind.LINES.name(), name),
                        rows(counts, name, "SYNCED"),
                        rows(counts, name, "NEW") + rows(counts, name, "PENDING") + rows(counts, name, "SENDING"),
                        rows(counts, name, "FAILED"),
                        rows(counts, name, "BLOCKED"),
                        rows(counts, name, "UNKNOWN")))
                .toList();
    }

    private static long rows(RowCounts counts, String group, String state) {
        return counts.amount(RowKind.ORDERS.name(), group, state) + counts.amount(RowKind.LINES.name(), group, state);
    }

    private static long count(@org.jspecify.annotations.Nullable Record row, String column) {
        return row == null ? 0 : row.get(column, Long.class);
    }

    private static long sum(Map<String, Record> rows, String column) {
        return rows.values().stream().mapToLong(row -> count(row, column)).sum();
    }
}
