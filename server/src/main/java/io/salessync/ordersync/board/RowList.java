package io.salessync.ordersync.board;

import static io.salessync.ordersync.jooq.Tables.SYNC;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSyncProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The rows of a sync for screens, the latest first, page by page. */
@Component
public final class RowList {
    private static final int EXPORTED_AT_ONCE = 5_000;

    private final Database database;

    RowList(Database database) {
        this.database = database;
    }

    /** Which rows: every part that is null leaves its field open. {@code text} begins a source or line key. */
    public record Filter(
            @Nullable String state,
            @Nullable String action,
            @Nullable String group,
            @Nullable String text) {}

    /** A cell that a delta changes. */
    public record Changed(
            String column,
            @Nullable String old,
            @JsonProperty("new") @Nullable String now) {}

    /** A row as people see it; times in UTC. */
    public record RowView(
            long deltaId,
            RowKind kind,
            UUID recordUuid,
            String sourceKey,
            @Nullable String lineKey,
            String group,
            String action,
            String state,
            int attempts,
            @Nullable String reason,
            @Nullable String faultClass,
            @Nullable String faultCode,
            @Nullable Instant retryAt,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant syncedAt,
            List<Changed> changed) {}

    /**
     * One page.
     *
     * @param before the {@code deltaId} of the last row of the page before; null for the first
     */
    public List<RowView> page(
            TenantId tenant, UUID syncId, RowKind kind, Filter filter, @Nullable Long before, int limit) {
        return database.inTenant(tenant, sql -> {
            String[] columns = columns(sql, tenant, syncId, kind);
            return rows(sql, tenant, syncId, kind, filter, before, limit, columns);
        });
    }

    /** All rows of both kinds or of one, some thousand at a time. */
    public void each(TenantId tenant, UUID syncId, RowKind kind, Filter filter, Consumer<List<RowView>> pages) {
        Long before = null;
        List<RowView> page = page(tenant, syncId, kind, filter, null, EXPORTED_AT_ONCE);
        while (!page.isEmpty()) {
            pages.accept(page);
            before = page.getLast().deltaId();
            page = page(tenant, syncId, kind, filter, before, EXPORTED_AT_ONCE);
        }
    }

    /** One row. */
    public RowView row(TenantId tenant, UUID syncId, RowKind kind, long deltaId) {
        return database.inTenant(tenant, sql -> {
            String[] columns = columns(sql, tenant, syncId, kind);
            return sql
                    .fetch(
                            "SELECT * FROM " + kind.deltas() + " WHERE tenant_id = ? AND sync_id = ? AND delta_id = ?",
                            tenant.value(),
                            syncId,
                            deltaId)
                    .stream()
                    .findFirst()
                    .map(found -> view(kind, columns, found))
                    .orElseThrow(() -> Problem.of(
                            OrderSyncProblem.UNKNOWN_ROW,
                            "This sync has no row " + deltaId + " among its " + kind.text() + "."));
        });
    }

    /** The newest row of a record, by its uuid, source key, or source and line key with a slash between. */
    public RowView named(TenantId tenant, UUID syncId, String name) {
        return database.inTenant(tenant, sql -> {
            for (RowKind kind : RowKind.values()) {
                String label = kind == RowKind.ORDERS ? "source_key" : "source_key || ' / ' || line_key";
                String tight = kind == RowKind.ORDERS ? "source_key" : "source_key || '/' || line_key";
                var found = sql.fetch(
                        "SELECT * FROM " + kind.deltas() + " WHERE tenant_id = ? AND sync_id = ?"
                                + " AND (record_uuid::text = ? OR " + label + " = ? OR " + tight
                                + " = ? OR delta_id::text = ?)"
                                + " ORDER BY version DESC LIMIT 1",
                        tenant.value(),
                        syncId,
                        name,
                        name,
                        name,
                        name);
                if (!found.isEmpty()) {
                    return view(kind, columns(sql, tenant, syncId, kind), found.getFirst());
                }
            }
            throw Problem.of(
                    OrderSyncProblem.UNKNOWN_ROW,
                    "This sync has no row '" + name
                            + "': name it by its record uuid, its order key, or order key / line key.");
        });
    }

    private static List<RowView> rows(
            DSLContext sql,
            TenantId tenant,
            UUID syncId,
            RowKind kind,
            Filter filter,
            @Nullable Long before,
            int limit,
            String[] columns) {
        StringBuilder where = new StringBuilder(" WHERE tenant_id = ? AND sync_id = ?");
        List<Object> values = new ArrayList<>(List.of(tenant.value(), syncId));
        narrow(where, values, filter);
        and(where, values, "delta_id < ?", before);
        values.add(limit);
        return sql.fetch("SELECT * FROM " + kind.deltas() + where + " ORDER BY delta_id DESC LIMIT ?", values.toArray())
                .map(found -> view(kind, columns, found));
    }

    /** Adds what the filter asks for to the conditions. */
    static void narrow(StringBuilder where, List<Object> values, Filter filter) {
        and(where, values, "state = ?", filter.state());
        and(where, values, "action = ?", filter.action());
        and(where, values, "group_name = ?", filter.group());
        String text = filter.text();
        if (text != null && !text.isBlank()) {
            String end = text + '\uffff';
            where.append(" AND source_key COLLATE \"C\" >= ? AND source_key COLLATE \"C\" < ?");
            values.add(text);
            values.add(end);
        }
    }

    private static void and(StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            where.append(" AND ").append(condition);
            values.add(value);
        }
    }

    private static String[] columns(DSLContext sql, TenantId tenant, UUID syncId, RowKind kind) {
        var sync = sql.select(SYNC.ITEM_COLUMNS, SYNC.LINE_COLUMNS)
                .from(SYNC)
                .where(SYNC.TENANT_ID.eq(tenant.value()).and(SYNC.SYNC_ID.eq(syncId)))
                .fetchOne();
        if (sync == null) {
            throw Problem.of(OrderSyncProblem.UNKNOWN_SYNC, "There is no order sync " + syncId + ".");
        }
        return kind == RowKind.ORDERS ? sync.value1() : sync.value2();
    }

    private static RowView view(RowKind kind, String[] columns, Record found) {
        return new RowView(
                found.get("delta_id", Long.class),
                kind,
                found.get("record_uuid", UUID.class),
                found.get("source_key", String.class),
                kind == RowKind.LINES ? found.get("line_key", String.class) : null,
                found.get("group_name", String.class),
                found.get("action", String.class),
                found.get("state", String.class),
                found.get("attempts", Integer.class),
                found.get("reason", String.class),
                found.get("fault_class", String.class),
                found.get("fault_code", String.class),
                found.get("retry_at", Instant.class),
                found.get("created_at", Instant.class),
                found.get("updated_at", Instant.class),
                found.get("synced_at", Instant.class),
                changed(columns, found.get("old_cells", String[].class), found.get("new_cells", String[].class)));
    }

    private static List<Changed> changed(String[] columns, String @Nullable [] old, String @Nullable [] now) {
        List<Changed> changed = new ArrayList<>();
        int count = Math.max(old == null ? 0 : old.length, now == null ? 0 : now.length);
        for (int at = 0; at < count; at++) {
            String before = old == null || at >= old.length ? null : old[at];
            String after = now == null || at >= now.length ? null : now[at];
            if (!java.util.Objects.equals(before, after)) {
                changed.add(new Changed(at < columns.length ? columns[at] : String.valueOf(at), before, after));
            }
        }
        return changed;
    }

    /** The states rows can be in. */
    public static final List<String> STATES =
            Arrays.asList("NEW", "PENDING", "SENDING", "SYNCED", "FAILED", "BLOCKED", "UNKNOWN");
}
