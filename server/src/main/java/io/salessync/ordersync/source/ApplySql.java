package io.salessync.ordersync.source;

import io.salessync.ordersync.source.DeltaSql.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that write changes to a list and its deltas. A change on top of one that was surely not sent is folded into
 * it, so that its old cells stay what the board has; one on top of a change in flight or sent becomes a row of its own.
 *
 * <p>Rows are found by their place (ctid), or by hash joins: a list that was filled a moment ago has no statistics yet, and
 * a join by key would be planned as a loop, as if it held one row.
 */
final class ApplySql {
    /** States in which the board surely has not learnt of a change. */
    private static final String UNSENT = "('NEW', 'PENDING', 'FAILED', 'BLOCKED')";

    private static final Step HASH_JOINS = new Step(
            "a list that was just filled looks empty to the planner: no loops over it",
            "SET LOCAL enable_nestloop = off");
    private static final Step ANY_JOINS = new Step("loops are welcome again", "SET LOCAL enable_nestloop = on");

    enum Kind {
        ORDERS,
        LINES
    }

    private final boolean orders;
    private final int cells;
    private final String changes;
    private final String list;
    private final String delta;
    private final boolean haveLines;

    /** @param haveLines whether the list has lines, whose changes are known by then */
    ApplySql(Kind kind, int cells, boolean haveLines) {
        this.orders = kind == Kind.ORDERS;
        this.haveLines = haveLines;
        this.cells = cells;
        this.changes = orders ? "order_changes" : "line_changes";
        this.list = orders ? "ordersync.order_list" : "ordersync.order_list_lines";
        this.delta = orders ? "ordersync.order_list_delta" : "ordersync.order_list_lines_delta";
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        steps.add(updateRecords());
        steps.add(insertRecords());
        steps.add(HASH_JOINS);
        steps.add(latest());
        steps.add(dissolved());
        steps.add(ANY_JOINS);
        steps.add(follow());
        steps.add(dissolve());
        steps.add(fold());
        steps.add(HASH_JOINS);
        steps.add(before());
        steps.add(insertDeltas());
        if (!orders) {
            steps.add(followGroup());
            steps.add(countLines());
        }
        steps.add(ANY_JOINS);
        steps.add(last());
        return steps;
    }

    private Step insertRecords() {
        String lines = haveLines ? """
                LEFT JOIN (SELECT source_key, count(*) AS lines FROM line_changes WHERE kind = 'CREATE' GROUP BY source_key) l
                  ON l.source_key = c.source_key""" : "";
        String sql = orders ? """
                INSERT INTO ordersync.order_list (tenant_id, sync_id, source_key, record_uuid, group_name, cells, lines)
                SELECT :'tenant'::uuid, :'sync'::uuid, c.source_key, c.record_uuid, c.group_name, c.cells, %s
                FROM order_changes c %s
                WHERE c.kind = 'CREATE'""".formatted(haveLines ? "coalesce(l.lines, 0)" : "0", lines) : """
                INSERT INTO ordersync.order_list_lines (tenant_id, sync_id, source_key, line_key, record_uuid, position, cells)
                SELECT :'tenant'::uuid, :'sync'::uuid, source_key, line_key, record_uuid, position, cells
                FROM line_changes WHERE kind = 'CREATE'""";
        return new Step("records that are new", sql);
    }

    private Step updateRecords() {
        return new Step("records that changed, went or came again", """
                UPDATE %s o
                SET cells = coalesce(c.cells, o.cells), %s = c.%s, version = c.version, removed = (c.kind = 'REMOVE')
                FROM %s c
                WHERE o.ctid = c.place""".formatted(
                        list, orders ? "group_name" : "position", orders ? "group_name" : "position", changes));
    }

    /** Locked, so that no run takes up a delta while it is folded; in the order in which runs take them. */
    private Step latest() {
        return new Step(
                "the last word a board was to learn of each, and whether it surely has not learnt it",
                """
                CREATE TEMPORARY TABLE %s_latest ON COMMIT DROP AS
                SELECT d.ctid AS place, d.record_uuid, d.action, d.old_cells, d.state IN %s AS unsent%s
                FROM %s d JOIN %s c ON c.record_uuid = d.record_uuid
                WHERE d.tenant_id = :'tenant'::uuid AND d.sync_id = :'sync'::uuid AND NOT d.followed AND c.kind <> 'CREATE'
                ORDER BY d.delta_id FOR UPDATE OF d""".formatted(changes, UNSENT, orders ? ", d.old_group" : "", delta, changes));
    }

    private Step follow() {
        return new Step(
                "what a board was told, or is just being told, has a word after it", """
                UPDATE %s d SET followed = true FROM %s_latest u WHERE d.ctid = u.place AND NOT u.unsent""".formatted(delta, changes));
    }

    private Step dissolved() {
        String back = orders
                ? "c.cells = u.old_cells AND c.group_name = coalesce(u.old_group, c.group_name)"
                : "c.cells = u.old_cells";
        return new Step("changes that cancel out: created and gone again, or back to what the board has", """
                CREATE TEMPORARY TABLE %s_dissolved ON COMMIT DROP AS
                SELECT u.place, u.record_uuid FROM %s_latest u JOIN %s c ON c.record_uuid = u.record_uuid
                WHERE u.unsent
                  AND (u.action = 'CREATE' AND c.kind = 'REMOVE'
                       OR u.action <> 'CREATE' AND c.kind <> 'REMOVE' AND %s)""".formatted(
                        changes, changes, changes, back));
    }

    private Step dissolve() {
        return new Step("… are dropped", """
                DELETE FROM %s d USING %s_dissolved x WHERE d.ctid = x.place""".formatted(delta, changes));
    }

    private Step before() {
        return new Step("what was said before them", """
                CREATE TEMPORARY TABLE %s_last ON COMMIT DROP AS
                SELECT DISTINCT ON (d.record_uuid) d.ctid AS place FROM %s d JOIN %s_dissolved x ON x.record_uuid = d.record_uuid
                WHERE d.tenant_id = :'tenant'::uuid AND d.sync_id = :'sync'::uuid
                ORDER BY d.record_uuid, d.version DESC""".formatted(changes, delta, changes));
    }

    private Step last() {
        return new Step("… is the last word again", """
                UPDATE %s d SET followed = false FROM %s_last l WHERE d.ctid = l.place AND d.followed""".formatted(delta, changes));
    }

    private Step countLines() {
        return new Step("how many lines orders have now", """
                UPDATE ordersync.order_list o SET lines = o.lines + c.more
                FROM (SELECT source_key, sum(CASE kind WHEN 'REMOVE' THEN -1 WHEN 'UPDATE' THEN 0 ELSE 1 END) AS more
                      FROM line_changes GROUP BY source_key
                      HAVING sum(CASE kind WHEN 'REMOVE' THEN -1 WHEN 'UPDATE' THEN 0 ELSE 1 END) <> 0) c
                WHERE o.tenant_id = :'tenant'::uuid AND o.sync_id = :'sync'::uuid AND o.source_key = c.source_key
                  AND o.source_key NOT IN (SELECT source_key FROM order_changes WHERE kind = 'CREATE')""");
    }

    private Step fold() {
        return new Step("changes folded into one that was not sent yet", """
                UPDATE %s d
                SET action = CASE WHEN c.kind = 'REMOVE' THEN 'REMOVE' WHEN u.action = 'CREATE' THEN 'CREATE' ELSE 'UPDATE' END,
                    version = c.version, load_id = :'load'::uuid, %s
                    new_cells = CASE WHEN c.kind = 'REMOVE' THEN NULL ELSE c.cells END,
                    column_hashes = CASE WHEN c.kind = 'REMOVE' THEN NULL ELSE %s END,
                    state = 'NEW', attempts = 0, fault_class = NULL, fault_code = NULL, reason = NULL, retry_at = NULL,
                    intent_id = NULL, run_id = NULL, updated_at = :'now'::timestamptz
                FROM %s_latest u JOIN %s c ON c.record_uuid = u.record_uuid
                WHERE d.ctid = u.place AND u.unsent""".formatted(
                delta, orders ? "group_name = c.group_name," : "position = c.position,", hashes(), changes, changes));
    }

    /** In the order of the list: so they are sent, and so the board shows them. */
    private Step insertDeltas() {
        String own = orders ? "old_group, group_name" : "order_uuid, line_key, position, group_name";
        String ownValues = orders ? "c.old_group, c.group_name" : "o.record_uuid, c.line_key, c.position, o.group_name";
        String join = orders ? "" : """
                JOIN ordersync.order_list o
                  ON o.tenant_id = :'tenant'::uuid AND o.sync_id = :'sync'::uuid AND o.source_key = c.source_key""";
        return new Step("changes on top of what the board has, or is just being told", """
                INSERT INTO %s (tenant_id, sync_id, load_id, record_uuid, source_key, %s, version, action, state,
                                old_cells, new_cells, column_hashes, created_at, updated_at)
                SELECT :'tenant'::uuid, :'sync'::uuid, :'load'::uuid, c.record_uuid, c.source_key, %s, c.version,
                       CASE WHEN c.kind = 'REVIVE' THEN 'CREATE' ELSE c.kind END, 'NEW',
                       CASE WHEN c.kind IN ('UPDATE', 'REMOVE') THEN c.old_cells END, c.cells,
                       CASE WHEN c.cells IS NOT NULL THEN %s END, :'now'::timestamptz, :'now'::timestamptz
                FROM %s c %s
                WHERE c.record_uuid NOT IN (SELECT record_uuid FROM %s_latest WHERE unsent)
                ORDER BY c.line%s""".formatted(
                        delta, own, ownValues, hashes(), changes, join, changes, orders ? "" : ", c.position"));
    }

    private Step followGroup() {
        return new Step("unsent lines of orders that moved to another group", """
                UPDATE ordersync.order_list_lines_delta d SET group_name = c.group_name
                FROM order_changes c
                WHERE d.tenant_id = :'tenant'::uuid AND d.sync_id = :'sync'::uuid AND d.order_uuid = c.record_uuid
                  AND c.kind <> 'CREATE' AND c.group_name <> c.old_group AND d.state IN %s""".formatted(UNSENT));
    }

    private String hashes() {
        return IntStream.rangeClosed(1, cells)
                .mapToObj(n -> "hashtextextended(c.cells[" + n + "], 0)")
                .collect(Collectors.joining(", ", "ARRAY[", "]::bigint[]"));
    }
}
