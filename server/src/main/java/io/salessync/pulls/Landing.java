package io.salessync.pulls;

import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmType;
import io.salessync.kernel.tenancy.TenantId;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of pulls as last seen. A page is merged in one statement, column by column: rows that come twice, in one page or in
 * several, do no harm. What is fetched last is what the CRM has: a transaction that ends late may
 * well give a record an older time of change than it had before.
 */
@Component
class Landing {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String FILL = """
        INSERT INTO pulls.landed AS l (tenant_id, pull_id, record_id, modstamp, content, seq, page, changed_seq)
        SELECT ?::uuid, ?::uuid, p.record_id, to_timestamp(p.micros / 1e6::float8), p.content, ?, ?, ?
        FROM (SELECT unnest(?::text[]), unnest(?::bigint[]), unnest(?::text[])) p (record_id, micros, content)
        """;

    private static final String MERGE = FILL + """
        ON CONFLICT (tenant_id, pull_id, record_id) DO UPDATE SET
            content = excluded.content,
            modstamp = excluded.modstamp,
            deleted = false,
            master_id = NULL,
            changed_seq = CASE WHEN l.deleted OR excluded.content IS DISTINCT FROM l.content THEN excluded.seq
                ELSE l.changed_seq END,
            page = CASE WHEN l.seq = excluded.seq AND NOT l.deleted AND excluded.content IS NOT DISTINCT FROM l.content
                THEN l.page ELSE excluded.page END,
            seq = excluded.seq
        """;

    private static final String ALREADY_THERE = "23505";

    /** Lands a page; returns how many rows it had. */
    int land(DSLContext sql, TenantId tenant, Execution execution, List<Map<String, @Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        Columns columns = columns(execution.compiled(), once(execution.compiled(), rows));
        return sql.connectionResult(connection -> {
            try (Statement statement = connection.createStatement()) {
                // a page lost in a crash is lost together with the place of the next one: it is fetched again
                statement.execute("SET LOCAL synchronous_commit = off");
            }
            // in the first execution of a pull nothing can be in the way
            if (execution.seq() > 1 || !filled(connection, tenant, execution, columns)) {
                write(connection, MERGE, tenant, execution, columns);
            }
            return rows.size();
        });
    }

    /** False: some were there after all, such as after a result was begun anew; nothing is done then. */
    private static boolean filled(java.sql.Connection connection, TenantId tenant, Execution execution, Columns columns)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SAVEPOINT fill");
            try {
                write(connection, FILL, tenant, execution, columns);
            } catch (SQLException e) {
                if (!ALREADY_THERE.equals(e.getSQLState())) {
                    throw e;
                }
                statement.execute("ROLLBACK TO SAVEPOINT fill");
                return false;
            }
            statement.execute("RELEASE SAVEPOINT fill");
            return true;
        }
    }

    private static void write(
            java.sql.Connection connection, String text, TenantId tenant, Execution execution, Columns columns)
            throws SQLException {
        try (java.sql.PreparedStatement write = connection.prepareStatement(text)) {
            write.setString(1, tenant.toString());
            write.setString(2, execution.pull().toString());
            write.setInt(3, execution.seq());
            write.setInt(4, execution.page());
            write.setInt(5, execution.seq());
            write.setObject(6, columns.ids());
            write.setObject(7, columns.modstamps());
            write.setObject(8, columns.contents());
            write.executeUpdate();
        }
    }

    /** Each record once: of those that come twice in a page, the one that changed last, of equals the last. */
    private static Collection<Map<String, @Nullable Object>> once(
            Compiled compiled, List<Map<String, @Nullable Object>> rows) {
        Map<String, Map<String, @Nullable Object>> once = LinkedHashMap.newLinkedHashMap(rows.size());
        String modstamp = compiled.modstamp();
        for (Map<String, @Nullable Object> row : rows) {
            String id = String.valueOf(row.get("Id"));
            Map<String, @Nullable Object> before = once.put(id, row);
            if (before != null && modstamp != null && isLater(before.get(modstamp), row.get(modstamp))) {
                once.put(id, before);
            }
        }
        return once.values();
    }

    private static boolean isLater(@Nullable Object one, @Nullable Object other) {
        return one instanceof Instant at && (!(other instanceof Instant then) || at.isAfter(then));
    }

    /** A page, column by column. */
    private record Columns(ArrayParameter ids, ArrayParameter modstamps, ArrayParameter contents) {}

    private static Columns columns(Compiled compiled, Collection<Map<String, @Nullable Object>> rows) {
        String modstamp = compiled.modstamp();
        int count = rows.size();
        Columns columns = new Columns(
                ArrayParameter.texts(count * 24), ArrayParameter.times(count * 12), ArrayParameter.texts(count * 400));
        for (Map<String, @Nullable Object> row : rows) {
            columns.ids().begin();
            columns.ids().plain(String.valueOf(row.get("Id")));
            columns.ids().end();
            if (modstamp != null && row.get(modstamp) instanceof Instant at) {
                columns.modstamps().add(at);
            } else {
                columns.modstamps().nothing();
            }
            columns.contents().begin();
            columns.contents().json(row);
            columns.contents().end();
        }
        return columns;
    }

    /**
     * A row as landed.
     *
     * @param master the id of the record it was merged into
     */
    record Landed(
            String id,
            Map<String, @Nullable Object> values,
            @Nullable Instant modstamp,
            boolean deleted,
            @Nullable String master,
            int page) {}

    /** Rows that an execution saw, page after page; those that did not change since the last one that was handed on only where wanted. */
    List<Landed> rows(
            DSLContext sql,
            TenantId tenant,
            Execution execution,
            int baseSeq,
            boolean unchanged,
            int page,
            String after,
            int limit) {
        return sql.fetch(
                        "SELECT record_id, content, modstamp, deleted, master_id, page FROM pulls.landed WHERE"
                                + " tenant_id = ? AND pull_id = ? AND seq = ? AND NOT deleted AND (? OR changed_seq > ?)"
                                + " AND page = ? AND record_id > ? ORDER BY record_id LIMIT ?",
                        tenant.value(),
                        execution.pull(),
                        execution.seq(),
                        unchanged,
                        baseSeq,
                        page,
                        after,
                        limit)
                .map(row -> landed(row, execution.compiled().columns()));
    }

    /** Records that were found deleted since what was last handed on. */
    List<Landed> gone(DSLContext sql, TenantId tenant, Execution execution, int baseSeq, String after, int limit) {
        return sql.fetch(
                        "SELECT record_id, content, modstamp, deleted, master_id, page FROM pulls.landed WHERE"
                                + " tenant_id = ? AND pull_id = ? AND deleted AND changed_seq > ? AND record_id > ? ORDER"
                                + " BY record_id LIMIT ?",
                        tenant.value(),
                        execution.pull(),
                        baseSeq,
                        after,
                        limit)
                .map(row -> landed(row, execution.compiled().columns()));
    }

    /** What is landed, in the order of ids. */
    List<Landed> all(
            DSLContext sql, TenantId tenant, UUID pull, List<CrmQuery.Column> columns, String after, int limit) {
        return sql.fetch(
                        "SELECT record_id, content, modstamp, deleted, master_id, page FROM pulls.landed WHERE"
                                + " tenant_id = ? AND pull_id = ? AND record_id > ? ORDER BY record_id LIMIT ?",
                        tenant.value(),
                        pull,
                        after,
                        limit)
                .map(row -> landed(row, columns));
    }

    private static Landed landed(Record row, List<CrmQuery.Column> columns) {
        JsonNode content = JSON.readTree(String.valueOf(row.get("content")));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (CrmQuery.Column column : columns) {
            values.put(column.path(), value(content.path(column.path()), column.type()));
        }
        Object modstamp = row.get("modstamp");
        return new Landed(
                row.get("record_id", String.class),
                values,
                modstamp == null
                        ? null
                        : row.get("modstamp", java.time.OffsetDateTime.class).toInstant(),
                row.get("deleted", Boolean.class),
                row.get("master_id", String.class),
                row.get("page", Integer.class));
    }

    private static @Nullable Object value(JsonNode node, CrmType type) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        return switch (type) {
            case FLAG -> node.asBoolean();
            case WHOLE -> node.asLong();
            case DECIMAL -> node.decimalValue();
            case DATE -> LocalDate.parse(node.asString());
            case TIME -> LocalTime.parse(node.asString());
            case INSTANT -> Instant.parse(node.asString());
            default -> node.asString();
        };
    }

    /** How many rows an execution saw that are still there. */
    long count(DSLContext sql, TenantId tenant, Execution execution) {
        return number(
                sql,
                "SELECT count(*) FROM pulls.landed WHERE tenant_id = ? AND pull_id = ? AND seq = ? AND NOT deleted",
                tenant.value(),
                execution.pull(),
                execution.seq());
    }

    long size(DSLContext sql, TenantId tenant, UUID pull) {
        return number(
                sql,
                "SELECT count(*) FROM pulls.landed WHERE tenant_id = ? AND pull_id = ? AND NOT deleted",
                tenant.value(),
                pull);
    }

    private static long number(DSLContext sql, String text, Object... values) {
        Record row = sql.fetchOne(text, values);
        return row == null ? 0 : row.get(0, Long.class);
    }

    /** Marks records deleted, with the record each was merged into; returns how many were not yet. */
    int delete(DSLContext sql, TenantId tenant, Execution execution, Map<String, @Nullable String> masters) {
        String[] ids = masters.keySet().toArray(String[]::new);
        @Nullable String[] into = new @Nullable String[ids.length];
        for (int i = 0; i < ids.length; i++) {
            into[i] = masters.get(ids[i]);
        }
        return sql.execute(
                "UPDATE pulls.landed l SET deleted = true, master_id = g.master, changed_seq = ? FROM"
                        + " unnest(?::text[], ?::text[]) AS g (id, master) WHERE l.tenant_id = ? AND l.pull_id = ? AND"
                        + " l.record_id = g.id AND NOT l.deleted",
                execution.seq(),
                ids,
                into,
                tenant.value(),
                execution.pull());
    }

    void sweep(DSLContext sql, TenantId tenant, Execution execution, Collection<String> ids) {
        sql.execute(
                "INSERT INTO pulls.swept (tenant_id, execution_id, record_id) SELECT ?, ?, u FROM unnest(?::text[]) AS"
                        + " u (u) ON CONFLICT DO NOTHING",
                tenant.value(),
                execution.id(),
                ids.toArray(String[]::new));
    }

    long swept(DSLContext sql, TenantId tenant, Execution execution) {
        return number(
                sql,
                "SELECT count(*) FROM pulls.swept WHERE tenant_id = ? AND execution_id = ?",
                tenant.value(),
                execution.id());
    }

    /** Ids that the CRM has and that this execution neither landed nor refused. */
    List<String> missing(DSLContext sql, TenantId tenant, Execution execution, boolean ofThis, int limit) {
        return sql.fetch(
                        "SELECT s.record_id FROM pulls.swept s WHERE s.tenant_id = ? AND s.execution_id = ? AND NOT"
                                + " EXISTS (SELECT 1 FROM pulls.landed l WHERE l.tenant_id = s.tenant_id AND l.pull_id = ?"
                                + " AND l.record_id = s.record_id AND (? OR l.seq = ?) AND NOT l.deleted) AND NOT EXISTS"
                                + " (SELECT 1 FROM pulls.reject r WHERE r.tenant_id = s.tenant_id AND r.execution_id ="
                                + " s.execution_id AND r.record_id = s.record_id) ORDER BY s.record_id LIMIT ?",
                        tenant.value(),
                        execution.id(),
                        execution.pull(),
                        !ofThis,
                        execution.seq(),
                        limit)
                .map(row -> row.get(0, String.class));
    }

    /** Ids that were landed and that the CRM does not have (any more) where it was asked. */
    List<String> extra(DSLContext sql, TenantId tenant, Execution execution, boolean ofThis, String after, int limit) {
        return sql.fetch(
                        "SELECT l.record_id FROM pulls.landed l WHERE l.tenant_id = ? AND l.pull_id = ? AND (? OR"
                                + " l.seq = ?) AND NOT l.deleted AND l.record_id > ? AND NOT EXISTS (SELECT 1 FROM"
                                + " pulls.swept s WHERE s.tenant_id = l.tenant_id AND s.execution_id = ? AND s.record_id ="
                                + " l.record_id) ORDER BY l.record_id LIMIT ?",
                        tenant.value(),
                        execution.pull(),
                        !ofThis,
                        execution.seq(),
                        after,
                        execution.id(),
                        limit)
                .map(row -> row.get(0, String.class));
    }

    /** Rows of the pull that this execution did not see. */
    List<String> unseen(DSLContext sql, TenantId tenant, Execution execution, String after, int limit) {
        return sql.fetch(
                        "SELECT record_id FROM pulls.landed WHERE tenant_id = ? AND pull_id = ? AND seq < ? AND NOT"
                                + " deleted AND record_id > ? ORDER BY record_id LIMIT ?",
                        tenant.value(),
                        execution.pull(),
                        execution.seq(),
                        after,
                        limit)
                .map(row -> row.get(0, String.class));
    }

    void unsweep(DSLContext sql, TenantId tenant, Execution execution, Collection<String> ids) {
        sql.execute(
                "DELETE FROM pulls.swept WHERE tenant_id = ? AND execution_id = ? AND record_id = ANY (?::text[])",
                tenant.value(),
                execution.id(),
                ids.toArray(String[]::new));
    }
}
