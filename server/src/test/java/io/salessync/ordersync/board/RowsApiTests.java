package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.ordersync.source.Syncs;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class RowsApiTests {
    private static final String DELTAS = """
            INSERT INTO ordersync.order_list_delta (tenant_id, sync_id, record_uuid, source_key, group_name, version, action, state,
              new_cells, reason, fault_class, created_at, updated_at)
            SELECT ?, ?, gen_random_uuid(), CASE WHEN n = 1 THEN '=1+1' ELSE 'O' || n END, 'Customer ' || n % 7, 1, 'CREATE',
              CASE WHEN n % 10 = 0 THEN 'FAILED' ELSE 'SYNCED' END, ARRAY['style', 'note'],
              CASE WHEN n % 10 = 0 THEN 'No label' END, CASE WHEN n % 10 = 0 THEN 'ROW' END, now(), now()
            FROM generate_series(1, ?) n
            """;

    @Autowired
    private Syncs syncs;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private UUID sync;
    private Browser rep;

    @BeforeEach
    void aSyncWithRows() {
        tenant = tenants.fresh().id();
        String config = BoardKit.MAPPING.formatted("source", "\"1\"", URI.create("http://127.0.0.1:1/monday/v2"));
        sync = syncs.save(tenant, config, "dev", null, null).id();
        rep = new Browser(port).withKey(access.key(tenant, Role.REP));
    }

    private void rows(int count) {
        database.runInTenant(tenant, sql -> sql.execute(DELTAS, tenant.value(), sync, count));
    }

    private String path(String rest) {
        return "/api/v1/ordersync/" + sync + rest;
    }

    @Test
    void rowsComePageByPageTheLatestFirstAndFiltered() {
        rows(25);
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = rep.get(path("/rows?limit=10" + (next.isEmpty() ? "" : "&after=" + next)))
                    .json();
            page.path("items").forEach(row -> seen.add(row.path("sourceKey").asString()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        assertThat(seen)
                .hasSize(25)
                .doesNotHaveDuplicates()
                .startsWith("O25", "O24")
                .endsWith("=1+1");

        JsonNode failed = rep.get(path("/rows?state=FAILED&q=O2")).json().path("items");
        assertThat(failed).singleElement().satisfies(row -> {
            assertThat(row.path("sourceKey").asString()).isEqualTo("O20");
            assertThat(row.path("reason").asString()).isEqualTo("No label");
            assertThat(row.at("/changed/0/column").asString()).isEqualTo("Order");
        });
        assertThat(rep.get(path("/groups")).json().path("items").size()).isEqualTo(7);
    }

    @Test
    void whySaysWhatARowWaitsFor() {
        rows(10);
        String id = rep.get(path("/rows?state=FAILED"))
                .json()
                .at("/items/0/deltaId")
                .asString("");

        assertThat(rep.get(path("/rows/orders/" + id + "/why"))
                        .json()
                        .path("sentence")
                        .asString())
                .contains("Order O10 failed: No label")
                .contains("retry");
    }

    @Test
    void anExportRunsNothingInASpreadsheet() {
        rows(3);

        assertThat(rep.get(path("/rows.csv")).text()).contains(",'=1+1,").doesNotContain(",=1+1");
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        rows(3);
        Browser stranger = new Browser(port).withKey(access.key(tenants.fresh().id(), Role.OWNER));

        assertThat(stranger.get(path("/rows")).status()).isEqualTo(404);
        assertThat(stranger.get(path("")).status()).isEqualTo(404);
    }

    @Test
    void whoMayOnlyLookCannotRun() {
        Browser viewer = new Browser(port).withKey(access.key(tenant, Role.VIEWER));

        assertThat(viewer.get(path("/rows")).status()).isEqualTo(200);
        assertThat(viewer.post(path("/run"), Map.of()).status()).isEqualTo(403);
    }

    @Test
    void pagesOfAHundredThousandRowsAreReadByIndex() {
        rows(100_000);
        database.runInTenant(tenant, sql -> {
            for (String condition : List.of("", " AND state = 'FAILED'", " AND group_name = 'Customer 3'")) {
                String plan = sql.fetch("EXPLAIN SELECT * FROM ordersync.order_list_delta WHERE tenant_id = '" + tenant
                                + "' AND sync_id = '" + sync + "'" + condition
                                + " AND delta_id < 9000000 ORDER BY delta_id DESC LIMIT 50")
                        .format();
                assertThat(plan).as(condition).contains("Index Scan").doesNotContain("Seq Scan");
            }
        });
    }
}
