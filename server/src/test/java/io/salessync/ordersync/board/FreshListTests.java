package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * Lists that were filled a moment ago, of which the database has no statistics: what a run asks of them costs about as much as
 * there are rows, not their square. Counted in rows that are looked at, not in time.
 */
@ProgramTest
class FreshListTests {
    private static final int ORDERS = 2_000;

    @Autowired
    private Syncs syncs;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private Destinations destinations;

    @Autowired
    private DueRows rows;

    @Autowired
    private Allotting allotting;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private Destination target;

    @BeforeEach
    void aListJustFilled() {
        tenant = tenants.fresh().id();
        Sync sync = syncs.save(
                tenant,
                BoardKit.MAPPING.formatted("source", "\"9200000001\"", "http://127.0.0.1:9/monday/v2"),
                "dev",
                null,
                null);
        target = destinations.of(tenant, sync.id());
        // what is known of the tables knows nothing of this list
        database.runInTenant(tenant, sql -> sql.execute("SELECT ordersync.take_statistics()"));
        database.runInTenant(tenant, sql -> fill(sql, sync.id()));
    }

    @Test
    void aRunsFirstStepLooksAtEachRowAFewTimes() {
        work("release", sql -> rows.release(sql, target, 3, clock.instant()));
        work("allot", sql -> allotting.allot(sql, target));
        for (RowKind kind : RowKind.values()) {
            work("orphans of " + kind, sql -> rows.orphans(sql, target, kind));
        }
    }

    @Test
    void choosingAndBlockingLookAtEachRowAFewTimes() {
        work("block", sql -> rows.block(sql, target, List.of("Acme"), clock.instant()));
        for (RowKind kind : RowKind.values()) {
            work("choose " + kind, sql -> rows.choose(sql, target, kind, List.of("Acme"), 200));
        }
    }

    private void work(String what, Consumer<DSLContext> work) {
        long looked = database.<Long>inTenant(tenant, sql -> {
            long before = looked(sql);
            work.accept(sql);
            return looked(sql) - before;
        });
        // other tests' rows are looked at too where a table is read from one end to the other
        long there = database.<Long>inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT sum(n_live_tup) FROM pg_stat_user_tables WHERE schemaname = 'ordersync'")
                        .get(0, Long.class));
        assertThat(looked)
                .as(what + ": rows looked at, of " + there)
                .isPositive()
                .isLessThan(20L * ORDERS * 4 + 4 * there);
    }

    private static long looked(DSLContext sql) {
        return sql.fetchSingle(
                        "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables"
                                + " WHERE schemaname = 'ordersync'")
                .get(0, Long.class);
    }

    /** Orders with two lines each: most are due, some failed and were followed, some lie on the board, some left the source. */
    private void fill(DSLContext sql, UUID sync) {
        UUID own = tenant.value();
        sql.execute("""
                INSERT INTO ordersync.order_list (tenant_id, sync_id, source_key, record_uuid, group_name, cells, version, removed, lines)
                SELECT ?, ?, 'A' || n, md5(? || n)::uuid, 'Acme', '{}', 2, n % 10 = 0, 2 FROM generate_series(1, ?) n""", own, sync, sync.toString(), ORDERS);
        sql.execute("""
                INSERT INTO ordersync.order_list_lines (tenant_id, sync_id, source_key, line_key, record_uuid, position, cells, version, removed)
                SELECT ?, ?, 'A' || n, s, md5(? || n || s)::uuid, 1, '{}', 2, n % 10 = 0
                FROM generate_series(1, ?) n, unnest(ARRAY['S', 'M']) s""", own, sync, sync.toString(), ORDERS);
        sql.execute("""
                INSERT INTO ordersync.order_list_delta (tenant_id, sync_id, record_uuid, source_key, group_name, version, action, state,
                  followed, created_at, updated_at)
                SELECT tenant_id, sync_id, record_uuid, source_key, group_name, v, 'UPDATE',
                  CASE WHEN v = 1 THEN 'FAILED' WHEN removed THEN 'SYNCED' ELSE 'NEW' END, v = 1, now(), now()
                FROM ordersync.order_list, unnest(ARRAY[1, 2]) v WHERE tenant_id = ? AND sync_id = ?""", own, sync);
        sql.execute("""
                INSERT INTO ordersync.order_list_lines_delta (tenant_id, sync_id, record_uuid, order_uuid, source_key, line_key, group_name,
                  position, version, action, state, followed, created_at, updated_at)
                SELECT l.tenant_id, l.sync_id, l.record_uuid, o.record_uuid, l.source_key, l.line_key, 'Acme', 1, v, 'UPDATE',
                  CASE WHEN v = 1 THEN 'FAILED' WHEN l.removed THEN 'SYNCED' ELSE 'NEW' END, v = 1, now(), now()
                FROM ordersync.order_list_lines l JOIN ordersync.order_list o USING (tenant_id, sync_id, source_key),
                  unnest(ARRAY[1, 2]) v WHERE tenant_id = ? AND sync_id = ?""", own, sync);
        sql.execute("""
                INSERT INTO ordersync.board_item (tenant_id, board_id, record_uuid, sync_id, order_uuid, subitem, item_id, item_board_id,
                  updated_at)
                SELECT tenant_id, '9200000001', record_uuid, sync_id, record_uuid, false, source_key, '9200000001', now()
                FROM ordersync.order_list WHERE tenant_id = ? AND sync_id = ? AND source_key < 'A5'""", own, sync);
        sql.execute("""
                INSERT INTO ordersync.line_part (tenant_id, sync_id, record_uuid, order_uuid, part)
                SELECT l.tenant_id, l.sync_id, l.record_uuid, o.record_uuid, 1
                FROM ordersync.order_list_lines l JOIN ordersync.order_list o USING (tenant_id, sync_id, source_key)
                WHERE tenant_id = ? AND sync_id = ?""", own, sync);
    }
}
