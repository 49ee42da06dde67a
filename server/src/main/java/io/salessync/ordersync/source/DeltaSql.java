package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that turn staged rows into deltas, for the columns of one mapping. Runs as it is in psql once
 * {@code tenant, sync, load, seed} and {@code now} are set; the program puts the values in the places of these variables.
 */
final class DeltaSql {
    private final Layout layout;
    private final boolean wide;
    private final boolean complete;
    private final boolean numberRepeats;
    private final boolean firstHeader;

    DeltaSql(Mapping mapping) {
        Source source = mapping.source();
        this.layout = Layout.of(mapping);
        this.wide = source.shape() == Source.Shape.WIDE;
        this.complete = source.complete();
        Source.Lines lines = source.lines();
        this.numberRepeats = lines != null && lines.numberRepeats();
        this.firstHeader = lines != null && lines.firstHeader();
    }

    /** A statement with what it does. */
    record Step(String purpose, String sql) {}

    Step createStage() {
        String cells = columns("h", layout.items(), " text") + columns("l", layout.lines(), " text");
        return new Step("a place for the rows", """
                CREATE TEMPORARY TABLE stage (
                    line bigint, problem text, order_key text, position integer, group_name text, line_key text%s
                ) ON COMMIT DROP""".formatted(cells));
    }

    Step copy() {
        return new Step("the rows", "COPY stage FROM STDIN");
    }

    /** From the staged rows to the changes; the guard looks at these before {@link #apply} writes them. */
    List<Step> compare() {
        List<Step> steps = new ArrayList<>();
        steps.add(
                new Step("what the planner needs to know", "ANALYZE stage (order_key, line_key, problem, group_name)"));
        if (wide) {
            steps.add(repeatedOrders());
        } else {
            steps.addAll(repeatedLines());
        }
        steps.add(new Step("orders of which a row cannot be used", """
                CREATE TEMPORARY TABLE troubled ON COMMIT DROP AS
                SELECT DISTINCT order_key FROM stage WHERE problem IS NOT NULL AND order_key IS NOT NULL"""));
        if (!wide && !firstHeader) {
            steps.addAll(differingHeaders());
        }
        steps.add(orderChanges());
        steps.add(new Step("what the planner needs to know", "ANALYZE order_changes"));
        if (!layout.lines().isEmpty()) {
            steps.add(lineChanges());
            steps.add(new Step("what the planner needs to know", "ANALYZE line_changes"));
        }
        return steps;
    }

    /** Writes the changes to the lists and the deltas, and the problems of rows. */
    List<Step> apply() {
        List<Step> steps = new ArrayList<>(new ApplySql(
                        ApplySql.Kind.ORDERS,
                        layout.items().size(),
                        !layout.lines().isEmpty())
                .steps());
        if (!layout.lines().isEmpty()) {
            steps.addAll(new ApplySql(ApplySql.Kind.LINES, layout.lines().size(), true).steps());
        }
        steps.add(new Step("the rows that could not be used", """
                INSERT INTO ordersync.row_problem (tenant_id, load_id, position, line, column_name, value, source_key, code, message)
                SELECT :'tenant'::uuid, :'load'::uuid, row_number() OVER (ORDER BY line, problem), nullif(line, 0),
                       nullif(split_part(problem, E'\\x1f', 2), ''), nullif(split_part(problem, E'\\x1f', 3), ''), order_key,
                       split_part(problem, E'\\x1f', 1), split_part(problem, E'\\x1f', 4)
                FROM stage WHERE problem IS NOT NULL"""));
        return steps;
    }

    private Step repeatedOrders() {
        return new Step("orders that come more than once are held back", """
                UPDATE stage s
                SET problem = 'duplicate-key' || E'\\x1f\\x1f' || s.order_key || E'\\x1f'
                    || 'This order comes ' || d.times || ' times, first in line ' || d.first || '; none of them is loaded'
                FROM (SELECT order_key, count(*) AS times, min(line) AS first FROM stage
                      WHERE group_name IS NOT NULL AND order_key IS NOT NULL GROUP BY order_key HAVING count(*) > 1) d
                WHERE s.order_key = d.order_key AND s.group_name IS NOT NULL AND s.problem IS NULL""");
    }

    private List<Step> repeatedLines() {
        Step find = new Step("lines whose key comes more than once", """
                CREATE TEMPORARY TABLE repeats ON COMMIT DROP AS
                SELECT order_key, line_key, count(*) AS times, min(line) AS first FROM stage
                WHERE line_key IS NOT NULL AND problem IS NULL GROUP BY order_key, line_key HAVING count(*) > 1""");
        Step number = new Step("… are numbered", """
                UPDATE stage s SET line_key = s.line_key || ' #' || n.nth
                FROM (SELECT x.ctid AS place, row_number() OVER (PARTITION BY x.order_key, x.line_key ORDER BY x.line) AS nth
                      FROM stage x JOIN repeats r ON r.order_key = x.order_key AND r.line_key = x.line_key
                      WHERE x.problem IS NULL) n
                WHERE s.ctid = n.place AND n.nth > 1""");
        Step hold = new Step("… are held back", """
                UPDATE stage s
                SET problem = 'duplicate-key' || E'\\x1f\\x1f' || s.line_key || E'\\x1f'
                    || 'This line of order ' || s.order_key || ' comes ' || r.times || ' times, first in line ' || r.first
                    || '; none of them is loaded'
                FROM repeats r WHERE r.order_key = s.order_key AND r.line_key = s.line_key AND s.problem IS NULL""");
        return List.of(find, numberRepeats ? number : hold);
    }

    private List<Step> differingHeaders() {
        String header = "(group_name" + columns("h", layout.items(), "") + ")";
        Step find = new Step("orders whose rows do not say the same of them", """
                CREATE TEMPORARY TABLE differing ON COMMIT DROP AS
                SELECT order_key FROM stage WHERE group_name IS NOT NULL AND problem IS NULL GROUP BY order_key
                HAVING count(*) > 1 AND count(DISTINCT %s) > 1""".formatted(header));
        Step hold = new Step("… are held back", """
                UPDATE stage s
                SET problem = 'header-conflict' || E'\\x1f\\x1f' || s.order_key || E'\\x1f'
                    || 'The rows of this order differ in what they say of the order; it is not loaded'
                FROM differing d WHERE d.order_key = s.order_key AND s.group_name IS NOT NULL AND s.problem IS NULL""");
        Step trouble = new Step("", """
                INSERT INTO troubled SELECT order_key FROM differing d
                WHERE NOT EXISTS (SELECT FROM troubled t WHERE t.order_key = d.order_key)""");
        return List.of(find, hold, trouble);
    }

    private Step orderChanges() {
        return new Step("orders: created, changed, removed, come again", """
                CREATE TEMPORARY TABLE order_changes ON COMMIT DROP AS
                SELECT coalesce(o.source_key, s.order_key) AS source_key,
                       coalesce(o.record_uuid, md5(:'seed' || s.order_key)::uuid) AS record_uuid,
                       CASE WHEN o.source_key IS NULL THEN 'CREATE' WHEN s.order_key IS NULL THEN 'REMOVE'
                            WHEN o.removed THEN 'REVIVE' ELSE 'UPDATE' END AS kind,
                       coalesce(s.group_name, o.group_name) AS group_name, s.cells,
                       o.group_name AS old_group, o.cells AS old_cells, coalesce(o.version, 0) + 1 AS version, o.place, s.line
                FROM (SELECT %s order_key, group_name, line, ARRAY[%s]::text[] AS cells FROM stage
                      WHERE group_name IS NOT NULL AND problem IS NULL AND order_key NOT IN (SELECT order_key FROM %s)%s) s
                FULL JOIN (SELECT *, ctid AS place FROM ordersync.order_list
                           WHERE tenant_id = :'tenant'::uuid AND sync_id = :'sync'::uuid) o ON o.source_key = s.order_key
                WHERE o.source_key IS NULL
                   OR s.order_key IS NOT NULL
                      AND (o.removed OR o.group_name <> s.group_name OR o.cells IS DISTINCT FROM s.cells)
                   OR s.order_key IS NULL AND NOT o.removed AND %s
                      AND o.source_key NOT IN (SELECT order_key FROM troubled)""".formatted(
                        wide ? "" : "DISTINCT ON (order_key)",
                        names("h", layout.items().size()),
                        held(),
                        wide ? "" : " ORDER BY order_key, line",
                        complete));
    }

    private Step lineChanges() {
        String gone = complete ? "true" : """
                o.source_key IN (SELECT order_key FROM stage WHERE group_name IS NOT NULL AND problem IS NULL)""".strip();
        return new Step("lines: created, changed, removed, come again", """
                CREATE TEMPORARY TABLE line_changes ON COMMIT DROP AS
                SELECT coalesce(o.source_key, s.order_key) AS source_key, coalesce(o.line_key, s.line_key) AS line_key,
                       coalesce(o.record_uuid, md5(:'seed' || s.order_key || E'\\x1f' || s.line_key)::uuid) AS record_uuid,
                       CASE WHEN o.source_key IS NULL THEN 'CREATE' WHEN s.order_key IS NULL THEN 'REMOVE'
                            WHEN o.removed THEN 'REVIVE' ELSE 'UPDATE' END AS kind,
                       coalesce(s.position, o.position) AS position, s.cells, o.cells AS old_cells,
                       coalesce(o.version, 0) + 1 AS version, o.place, s.line
                FROM (SELECT order_key, line_key, position, line, ARRAY[%s]::text[] AS cells FROM stage
                      WHERE line_key IS NOT NULL AND problem IS NULL AND order_key NOT IN (SELECT order_key FROM %s)) s
                FULL JOIN (SELECT *, ctid AS place FROM ordersync.order_list_lines
                           WHERE tenant_id = :'tenant'::uuid AND sync_id = :'sync'::uuid) o
                  ON o.source_key = s.order_key AND o.line_key = s.line_key
                WHERE o.source_key IS NULL
                   OR s.order_key IS NOT NULL AND (o.removed OR o.cells IS DISTINCT FROM s.cells)
                   OR s.order_key IS NULL AND NOT o.removed AND %s
                      AND o.source_key NOT IN (SELECT order_key FROM troubled)""".formatted(
                        names("l", layout.lines().size()), held(), gone));
    }

    /** In the wide shape a row is the order; in the long one an order is as good as its good rows. */
    private String held() {
        if (wide) {
            return "troubled";
        }
        return firstHeader ? "troubled WHERE false" : "differing";
    }

    private static String columns(String prefix, List<String> layout, String type) {
        return IntStream.rangeClosed(1, layout.size())
                .mapToObj(n -> ", " + prefix + n + type)
                .collect(Collectors.joining());
    }

    private static String names(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> prefix + n).collect(Collectors.joining(", "));
    }
}
