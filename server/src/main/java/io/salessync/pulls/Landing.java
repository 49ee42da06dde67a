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
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of pulls as last seen. A page is copied into a table of its transaction and merged from there in one statement: rows that
 * come twice, in one page or in several, do no harm. What is fetched last is what the CRM has: a transaction that ends late may
 * well give a record an older time of change than it had before.
 */
@Component
class Landing {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String MERGE = """
        INSERT INTO pulls.landed AS l (tenant_id, pull_id, record_id, modstamp, content, seq, page, changed_seq)
        SELECT ?::uuid, ?::uuid, p.record_id, p.modstamp, p.content, ?, ?, ?
        FROM (SELECT DISTINCT ON (record_id) * FROM pull_page ORDER BY record_id, modstamp DESC NULLS LAST, n DESC) p
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

    /** For the first execution of a pull: nothing can be in the way. */
    private static final String FILL = """
        INSERT INTO pulls.landed (tenant_id, pull_id, record_id, modstamp, content, seq, page, changed_seq)
        SELECT ?::uuid, ?::uuid, p.record_id, p.modstamp, p.content, ?, ?, ? FROM pull_page p
        """;

    private static final String ALREADY_THERE = "23505";

    private static final int BLOCK = 128 << 10;

    /** Lands a page; returns how many rows it had. */
    int land(DSLContext sql, TenantId tenant, Execution execution, List<Map<String, @Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        return sql.connectionResult(connection -> {
            try (Statement statement = connection.createStatement()) {
                // a page lost in a crash is lost together with the place of the next one: it is fetched again
                statement.execute("SET LOCAL synchronous_commit = off");
                statement.execute("CREATE TEMPORARY TABLE pull_page (n integer, record_id text, modstamp"
                        + " timestamptz, content text) ON COMMIT DROP");
            }
            CopyIn copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY pull_page (n, record_id, modstamp, content) FROM STDIN");
            try {
                copy(execution.compiled(), rows, copy);
                copy.endCopy();
            } finally {
                if (copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            if (execution.seq() > 1 || !filled(connection, tenant, execution)) {
                merge(connection, MERGE, tenant, execution);
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE pull_page");
            }
            return rows.size();
        });
    }

    /** False: some were there after all, such as after a result was begun anew; nothing is done then. */
    private static boolean filled(java.sql.Connection connection, TenantId tenant, Execution execution)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SAVEPOINT fill");
            try {
                merge(connection, FILL, tenant, execution);
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

    private static int merge(java.sql.Connection connection, String text, TenantId tenant, Execution execution)
            throws SQLException {
        try (java.sql.PreparedStatement merge = connection.prepareStatement(text)) {
            merge.setString(1, tenant.toString());
            merge.setString(2, execution.pull().toString());
            merge.setInt(3, execution.seq());
            merge.setInt(4, execution.page());
            merge.setInt(5, execution.seq());
            return merge.executeUpdate();
        }
    }

    /** Block by block: the database takes one in while the next is written. */
    private static void copy(Compiled compiled, List<Map<String, @Nullable Object>> rows, CopyIn copy)
            throws SQLException {
        String modstamp = compiled.modstamp();
        CopyLines lines = new CopyLines();
        int n = 0;
        for (Map<String, @Nullable Object> row : rows) {
            lines.number(n++);
            lines.tab();
            lines.plain(String.valueOf(row.get("Id")));
            lines.tab();
            if (modstamp != null && row.get(modstamp) instanceof Instant at) {
                lines.time(at);
            } else {
                lines.nothing();
            }
            lines.tab();
            lines.json(row);
            lines.end();
            if (lines.size() >= BLOCK) {
                copy.writeToCopy(lines.bytes(), 0, lines.size());
                lines.clear();
            }
        }
        copy.writeToCopy(lines.bytes(), 0, lines.size());
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
