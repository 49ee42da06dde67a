package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.runs.HandRun;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.ordersync.source.Syncs;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class StatusesTests {
    private static final int ORDERS = 5_000;

    /** Orders with four lines each, all of them on the board; nobody has looked at the tables since. */
    private static final List<String> FILLED = List.of("""
            INSERT INTO ordersync.order_list (tenant_id, sync_id, source_key, record_uuid, group_name, cells)
            SELECT t, s, 'O' || n, md5(s::text || n)::uuid, 'Acme', '{}' FROM (SELECT ?::uuid AS t, ?::uuid AS s) x, generate_series(1, ?) n
            """, """
            INSERT INTO ordersync.order_list_delta (tenant_id, sync_id, record_uuid, source_key, group_name, version, action, state,
              created_at, updated_at, synced_at)
            SELECT t, s, md5(s::text || n)::uuid, 'O' || n, 'Acme', 1, 'CREATE', 'SYNCED', now(), now(), now()
            FROM (SELECT ?::uuid AS t, ?::uuid AS s) x, generate_series(1, ?) n
            """, """
            INSERT INTO ordersync.order_list_lines_delta (tenant_id, sync_id, record_uuid, order_uuid, source_key, line_key,
              group_name, position, version, action, state, created_at, updated_at, synced_at)
            SELECT t, s, md5(s::text || n || '/' || l)::uuid, md5(s::text || n)::uuid, 'O' || n, l::text, 'Acme', l, 1, 'CREATE',
              CASE WHEN n <= 10 AND l = 1 THEN 'FAILED' ELSE 'SYNCED' END, now(), now(), now()
            FROM (SELECT ?::uuid AS t, ?::uuid AS s) x, generate_series(1, ?) n, generate_series(1, 4) l
            """, """
            INSERT INTO ordersync.board_item (tenant_id, sync_id, board_id, record_uuid, order_uuid, part, subitem, item_id,
              item_board_id, updated_at)
            SELECT t, s, '1', md5(s::text || n || CASE WHEN l = 0 THEN '' ELSE '/' || l END)::uuid, md5(s::text || n)::uuid, 1, l > 0,
              (n * 10 + l)::text, '1', now()
            FROM (SELECT ?::uuid AS t, ?::uuid AS s) x, generate_series(1, ?) n, generate_series(0, 4) l
            """);

    @Autowired
    private Syncs syncs;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private Destinations destinations;

    @Autowired
    private Statuses statuses;

    @Test
    void areFoundWithAFewLooksAtEachRowThoughTheTablesHaveJustBeenFilled() {
        TenantId tenant = tenants.fresh().id();
        String config = BoardKit.MAPPING.formatted("source", "\"1\"", URI.create("http://127.0.0.1:1/monday/v2"));
        UUID sync = syncs.save(tenant, config, "dev", null, null).id();
        Destination target = destinations.of(tenant, sync);
        Execution x = new Execution(
                new HandRun(database, tenant, destinations.input(new Destinations.Input(sync, null, null))), target);
        database.runInTenant(tenant, sql -> {
            FILLED.forEach(fill -> sql.execute(fill, tenant.value(), sync, ORDERS));

            assertThat(work(sql, x, null)).isLessThan(20L * ORDERS);
            assertThat(work(sql, x, List.of("Acme"))).isLessThan(20L * ORDERS);

            Draft draft = statuses.draft(sql, x, null);
            assertThat(draft.entries()).hasSize(200);
            assertThat(draft.entries().stream()
                            .filter(entry -> entry.after().containsValue("Changed"))
                            .map(Entry::label))
                    .containsExactly("O1", "O10");
        });
    }

    /** Rows that the database touched for one answer. */
    private static long work(DSLContext sql, Execution x, List<String> groups) {
        sql.execute(Statuses.LOOPS_OFF);
        String plan = sql.fetch(
                        "EXPLAIN (ANALYZE, FORMAT JSON) " + Statuses.DUE,
                        Statuses.values(x, Objects.requireNonNull(x.target.status()), groups))
                .getFirst()
                .get(0)
                .toString();
        return rows(JsonMapper.builder().build().readTree(plan).path(0).path("Plan"));
    }

    private static long rows(JsonNode node) {
        double rows = node.path("Actual Rows").asDouble()
                + node.path("Rows Removed by Filter").asDouble(0)
                + node.path("Rows Removed by Join Filter").asDouble(0);
        long total = Math.round(rows * node.path("Actual Loops").asDouble());
        for (JsonNode child : node.path("Plans")) {
            total += rows(child);
        }
        return total;
    }
}
