package io.salessync.pulls;

import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmType;
import io.salessync.kernel.tenancy.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
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
 * Rows of pulls as last seen. A page is merged in few statements, column by column: rows that come twice, in one page or in
 * several, do no harm. What is fetched last is what the CRM has: a transaction that ends late may
 * well give a record an older time of change than it had before.
 */
@Component
class Landing {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Layouts layouts;

    Landing(Layouts layouts) {
        this.layouts = layouts;
    }

    /** Rows in one statement: their arrays are small enough to lie beside each other in a small heap. */
    private static final int AT_ONCE = 1_000;

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
            changed_seq = CASE WHEN l.deleted OR excluded.content IS DISTINCT FROM l.content
                    OR excluded.modstamp IS DISTINCT FROM l.modstamp THEN excluded.seq
                ELSE l.changed_seq END,
            page = CASE WHEN l.seq = excluded.seq AND NOT l.deleted AND excluded.content IS NOT DISTINCT FROM l.content
                    AND excluded.modstamp IS NOT DISTINCT FROM l.modstamp THEN l.page
                ELSE excluded.page END,
            seq = excluded.seq
        """;

    private static final String LIST =
            "INSERT INTO pulls.listed (tenant_id, pull_id, seq, page, ids) VALUES (?::uuid, ?::uuid, ?, ?, ?)";

    private static final String SHOWN =
            "SELECT l.record_id, l.content, l.modstamp, l.deleted, l.master_id, l.is_there, l.page FROM ";

    private static final String ALREADY_THERE = "23505";

    /** Lands a page; returns how many rows it had. */
    int land(DSLContext sql, TenantId tenant, Execution execution, List<Map<String, @Nullable Object>> rows) {
        if (rows.isEmpty()) {
            return 0;
        }
        Layouts.Layout layout = layouts.of(sql, tenant, execution.pull(), execution.compiled());
        Page page = page(tenant, execution, layout, rows);
        return sql.connectionResult(connection -> {
            try (Statement statement = connection.createStatement()) {
                // a page lost in a crash is lost together with the place of the next one: it is fetched again
                statement.execute("SET LOCAL synchronous_commit = off");
            }
            // in the first execution of a pull nothing can be in the way
            if (execution.seq() > 1 || !filled(connection, page)) {
                write(connection, MERGE, page);
            }
            list(connection, page);
            return rows.size();
        });
    }

    /**
     * A page to be landed.
     *
     * @param ids of the rows, which have none twice
     */
    private record Page(
            TenantId tenant,
            Execution execution,
            Layouts.Layout layout,
            List<String> ids,
            List<Map<String, @Nullable Object>> rows) {}

    /** False: some were there after all, such as after a result was begun anew; nothing is done then. */
    private static boolean filled(Connection connection, Page page) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SAVEPOINT fill");
            try {
                write(connection, FILL, page);
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

    private static void write(Connection connection, String text, Page page) throws SQLException {
        Execution execution = page.execution();
        String modstamp = execution.compiled().modstamp();
        int most = Math.min(AT_ONCE, page.rows().size());
        ArrayParameter ids = ArrayParameter.texts(most * 24);
        ArrayParameter modstamps = ArrayParameter.times(most * 12);
        ArrayParameter contents = ArrayParameter.texts(most * 200);
        ContentWriter content =
                new ContentWriter(page.layout().number(), page.layout().paths(), contents);
        try (PreparedStatement write = connection.prepareStatement(text)) {
            write.setObject(1, page.tenant().value());
            write.setObject(2, execution.pull());
            write.setInt(3, execution.seq());
            write.setInt(4, execution.page());
            write.setInt(5, execution.seq());
            for (int from = 0; from < page.rows().size(); from += AT_ONCE) {
                ids.clear();
                modstamps.clear();
                contents.clear();
                int to = Math.min(page.rows().size(), from + AT_ONCE);
                for (int i = from; i < to; i++) {
                    Map<String, @Nullable Object> row = page.rows().get(i);
                    ids.add(page.ids().get(i));
                    if (modstamp != null && row.get(modstamp) instanceof Instant at) {
                        modstamps.add(at);
                    } else {
                        modstamps.nothing();
                    }
                    contents.begin();
                    content.write(row);
                    contents.end();
                }
                write.setObject(6, ids);
                write.setObject(7, modstamps);
                write.setObject(8, contents);
                write.executeUpdate();
            }
        }
    }

    private static void list(Connection connection, Page page) throws SQLException {
        ArrayParameter ids = ArrayParameter.texts(page.rows().size() * 24);
        page.ids().forEach(ids::add);
        try (PreparedStatement list = connection.prepareStatement(LIST)) {
            list.setObject(1, page.tenant().value());
            list.setObject(2, page.execution().pull());
            list.setInt(3, page.execution().seq());
            list.setInt(4, page.execution().page());
            list.setObject(5, ids);
            list.executeUpdate();
        }
    }

    /** Each record once: of those that come twice in a page, the one that changed last, of equals the last. */
    private static Page page(
            TenantId tenant, Execution execution, Layouts.Layout layout, List<Map<String, @Nullable Object>> rows) {
        List<String> ids = new ArrayList<>(rows.size());
        boolean ascending = true;
        for (Map<String, @Nullable Object> row : rows) {
            String id = String.valueOf(row.get("Id"));
            ascending &= ids.isEmpty() || ids.getLast().compareTo(id) < 0;
            ids.add(id);
        }
        // in the order of ids, as pages of bulk results mostly are, none is there twice
        if (ascending) {
            return new Page(tenant, execution, layout, ids, rows);
        }
        Map<String, Map<String, @Nullable Object>> once = LinkedHashMap.newLinkedHashMap(rows.size());
        String modstamp = execution.compiled().modstamp();
        for (int i = 0; i < ids.size(); i++) {
            Map<String, @Nullable Object> row = rows.get(i);
            Map<String, @Nullable Object> before = once.put(ids.get(i), row);
            if (before != null && modstamp != null && isLater(before.get(modstamp), row.get(modstamp))) {
                once.put(ids.get(i), before);
            }
        }
        return new Page(tenant, execution, layout, List.copyOf(once.keySet()), List.copyOf(once.values()));
    }

    private static boolean isLater(@Nullable Object one, @Nullable Object other) {
        return one instanceof Instant at && (!(other instanceof Instant then) || at.isAfter(then));
    }

    /**
     * A row as landed.
     *
     * @param deleted whether it is gone, or no longer meets the conditions
     * @param master the id of the record it was merged into
     * @param left whether it is there and only no longer meets the conditions
     */
    record Landed(
            String id,
            Map<String, @Nullable Object> values,
            @Nullable Instant modstamp,
            boolean deleted,
            @Nullable String master,
            boolean left,
            int page) {}

    /**
     * What is known of a record that is gone from what is pulled.
     *
     * @param master the id of the record it was merged into; null: none that is known
     * @param left whether it is there and only no longer meets the conditions
     */
    record Gone(@Nullable String master, boolean left) {
        /** As long as nothing else is known. */
        static final Gone DELETED = new Gone(null, false);
    }

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
        return shown(
                sql,
                tenant,
                execution,
                "pulls.listed p CROSS JOIN unnest(p.ids) AS u (id) JOIN pulls.landed l ON l.tenant_id = p.tenant_id"
                        + " AND l.pull_id = p.pull_id AND l.record_id = u.id WHERE p.tenant_id = ? AND p.pull_id = ? AND"
                        + " p.seq = ? AND p.page = ? AND u.id > ? AND l.seq = p.seq AND l.page = p.page AND NOT l.deleted"
                        + " AND (? OR l.changed_seq > ?) ORDER BY u.id LIMIT ?",
                tenant.value(),
                execution.pull(),
                execution.seq(),
                page,
                after,
                unchanged,
                baseSeq,
                limit);
    }

    /**
     * Rows that comparisons of all ids had to fetch since what was last handed on and that this execution did not see: no window had
     * them, so none will.
     */
    List<Landed> caughtUp(DSLContext sql, TenantId tenant, Execution execution, int baseSeq, String after, int limit) {
        return shown(
                sql,
                tenant,
                execution,
                "(SELECT DISTINCT p.tenant_id, p.pull_id, p.seq, u.id FROM pulls.listed p JOIN pulls.execution e ON"
                        + " e.tenant_id = p.tenant_id AND e.pull_id = p.pull_id AND e.seq = p.seq AND e.kind = 'RECONCILE'"
                        + " CROSS JOIN unnest(p.ids) AS u (id) WHERE p.tenant_id = ? AND p.pull_id = ? AND p.seq > ? AND"
                        + " p.seq < ?) s JOIN pulls.landed l ON l.tenant_id = s.tenant_id AND l.pull_id = s.pull_id AND"
                        + " l.record_id = s.id AND l.seq = s.seq WHERE NOT l.deleted AND l.record_id > ? ORDER BY"
                        + " l.record_id LIMIT ?",
                tenant.value(),
                execution.pull(),
                baseSeq,
                execution.seq(),
                after,
                limit);
    }

    /** Records that were found deleted since what was last handed on. */
    List<Landed> gone(DSLContext sql, TenantId tenant, Execution execution, int baseSeq, String after, int limit) {
        return shown(
                sql,
                tenant,
                execution,
                "pulls.landed l WHERE l.tenant_id = ? AND l.pull_id = ? AND l.deleted AND l.changed_seq > ? AND"
                        + " l.record_id > ? ORDER BY l.record_id LIMIT ?",
                tenant.value(),
                execution.pull(),
                baseSeq,
                after,
                limit);
    }

    /** What is landed, in the order of ids, as far as the query of {@code compiled} has it. */
    List<Landed> all(DSLContext sql, TenantId tenant, UUID pull, Compiled compiled, String after, int limit) {
        return shown(
                sql,
                tenant,
                pull,
                compiled.columns(),
                compiled.modstamp(),
                "pulls.landed l WHERE l.tenant_id = ? AND l.pull_id = ? AND l.record_id > ? ORDER BY l.record_id"
                        + " LIMIT ?",
                tenant.value(),
                pull,
                after,
                limit);
    }

    private List<Landed> shown(DSLContext sql, TenantId tenant, Execution execution, String from, Object... values) {
        Compiled compiled = execution.compiled();
        return shown(sql, tenant, execution.pull(), compiled.columns(), compiled.modstamp(), from, values);
    }

    /** @param from what follows the head that all such queries share, beginning with the table of rows or what leads to it */
    private List<Landed> shown(
            DSLContext sql,
            TenantId tenant,
            UUID pull,
            List<CrmQuery.Column> columns,
            @Nullable String modstamp,
            String from,
            Object... values) {
        Layouts.Known known = layouts.all(sql, tenant, pull);
        return sql.fetch(SHOWN + from, values).map(row -> landed(row, known, columns, modstamp));
    }

    private static Landed landed(
            Record row, Layouts.Known layouts, List<CrmQuery.Column> columns, @Nullable String modstamp) {
        String id = row.get("record_id", String.class);
        OffsetDateTime changed = row.get("modstamp", OffsetDateTime.class);
        Instant at = changed == null ? null : changed.toInstant();
        Map<String, JsonNode> content = layouts.named(JSON.readTree(String.valueOf(row.get("content"))));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (CrmQuery.Column column : columns) {
            String path = column.path();
            JsonNode node = content.get(path);
            if (node != null) {
                values.put(path, value(node, column.type()));
            } else {
                values.put(path, path.equals("Id") ? id : path.equals(modstamp) ? at : null);
            }
        }
        return new Landed(
                id,
                values,
                at,
                row.get("deleted", Boolean.class),
                row.get("master_id", String.class),
                row.get("is_there", Boolean.class),
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
        // few of many are found by the lists of their pages
        return execution.from() == null
                ? number(
                        sql,
                        "SELECT count(*) FROM pulls.landed WHERE tenant_id = ? AND pull_id = ? AND seq = ? AND NOT"
                                + " deleted",
                        tenant.value(),
                        execution.pull(),
                        execution.seq())
                : number(
                        sql,
                        "SELECT count(*) FROM (SELECT DISTINCT p.tenant_id, p.pull_id, p.seq, u.id FROM pulls.listed p"
                                + " CROSS JOIN unnest(p.ids) AS u (id) WHERE p.tenant_id = ? AND p.pull_id = ? AND p.seq ="
                                + " ?) s JOIN pulls.landed l ON l.tenant_id = s.tenant_id AND l.pull_id = s.pull_id AND"
                                + " l.record_id = s.id AND l.seq = s.seq AND NOT l.deleted",
                        tenant.value(),
                        execution.pull(),
                        execution.seq());
    }

    /** Everything up to this execution was handed on: which row came on which page matters no more. */
    void handedOn(DSLContext sql, TenantId tenant, Execution execution) {
        sql.execute(
                "DELETE FROM pulls.listed WHERE tenant_id = ? AND pull_id = ? AND seq <= ?",
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

    /** Marks records deleted, with what is known of each; returns how many were not yet. */
    int delete(DSLContext sql, TenantId tenant, Execution execution, Map<String, Gone> gone) {
        String[] ids = new String[gone.size()];
        @Nullable String[] into = new @Nullable String[ids.length];
        Boolean[] left = new Boolean[ids.length];
        int at = 0;
        for (Map.Entry<String, Gone> one : gone.entrySet()) {
            ids[at] = one.getKey();
            into[at] = one.getValue().master();
            left[at++] = one.getValue().left();
        }
        return sql.execute(
                "UPDATE pulls.landed l SET deleted = true, master_id = g.master, is_there = g.is_there, changed_seq = ? FROM"
                        + " unnest(?::text[], ?::text[], ?::boolean[]) AS g (id, master, is_there) WHERE l.tenant_id = ? AND"
                        + " l.pull_id = ? AND l.record_id = g.id AND NOT l.deleted",
                execution.seq(),
                ids,
                into,
                left,
                tenant.value(),
                execution.pull());
    }

    /** How many of the ids that the CRM was found to have are landed. */
    long here(DSLContext sql, TenantId tenant, Execution execution) {
        return number(
                sql,
                "SELECT count(*) FROM pulls.swept s JOIN pulls.landed l ON l.tenant_id = s.tenant_id AND l.pull_id = ?"
                        + " AND l.record_id = s.record_id AND NOT l.deleted WHERE s.tenant_id = ? AND s.execution_id = ?",
                execution.pull(),
                tenant.value(),
                execution.id());
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
        if (execution.seq() == 1) {
            return List.of();
        }
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
