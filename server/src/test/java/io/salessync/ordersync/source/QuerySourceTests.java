package io.salessync.ordersync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.postgres.DatabaseAddress;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.TestDatabase;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.mapping.MappingReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class QuerySourceTests {
    private static final DatabaseAddress SOURCE = TestDatabase.address();

    @Autowired
    private Syncs syncs;

    @Autowired
    private Loads loads;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @TempDir
    private Path folder;

    private Lists lists;

    @BeforeEach
    void aSourceOfOrders() throws SQLException {
        lists = new Lists(syncs, loads, database, tenants.fresh().id(), folder);
        execute("CREATE SCHEMA shop");
        execute("""
                CREATE TABLE shop.sales ("Order" text, "Customer" text, "Date" timestamp, "Sku" text, "Qty" numeric(10, 2), secret text)""");
        execute("""
                INSERT INTO shop.sales VALUES ('A', 'Acme', '2026-01-01', 'X', 1.50, 's'), ('A', 'Acme', '2026-01-01', 'Y', 2, 's'),
                    ('B', 'Best', '2026-01-02 10:30', 'X', NULL, 's')""");
    }

    @Test
    void theQueryIsMadeForTheTableThatIsThere() {
        assertThat(DeltaScript.query(
                        MappingReader.read(toml("table = \"shop.sales\"")).orThrow()))
                .isEqualTo("SELECT \"Order\", \"Customer\", \"Date\", \"Sku\", \"Qty\" FROM \"shop\".\"sales\"");
    }

    @AfterEach
    void noSource() throws SQLException {
        execute("DROP SCHEMA shop CASCADE");
    }

    @Test
    void readsATable() {
        Sync sync = sync("table = \"shop.sales\"");

        Loaded loaded = load(sync);

        assertThat(loaded.sourceRows()).isEqualTo(3);
        assertThat(lists.orderDeltas(sync))
                .containsExactly("CREATE A NEW - → A|2026-01-01", "CREATE B NEW - → B|2026-01-02T10:30:00");
        assertThat(lists.lineDeltas(sync))
                .containsExactly("CREATE A/X NEW - → X|1.5", "CREATE A/Y NEW - → Y|2", "CREATE B/X NEW - → X|");
    }

    @Test
    void readsAQueryAndCannotWrite() {
        Sync sync = sync("query = 'SELECT * FROM shop.sales WHERE \"Order\" = ''A'''".replace("''A'''", "$$A$$'"));
        assertThat(load(sync).ordersCreated()).isEqualTo(1);

        Sync writing = sync("query = 'DELETE FROM shop.sales RETURNING *'");
        assertThatThrownBy(() -> load(writing)).isInstanceOf(Problem.class).hasMessageContaining("read-only");
    }

    @Test
    void tellsWhatIsWrongWithTheQueryOrTheAddress() {
        Sync wrong = sync("query = 'SELECT 1 FROM nowhere'");
        assertThatThrownBy(() -> load(wrong))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(OrderSyncProblem.SOURCE_REFUSED))
                .hasMessageContaining("nowhere");
        Sync lost = lists.sync(toml("query = 'SELECT 1'").replace(SOURCE.url(), "jdbc:postgresql://127.0.0.1:1/x"));
        assertThatThrownBy(() -> load(lost))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(OrderSyncProblem.SOURCE_UNREACHABLE));
    }

    @Test
    void aLoadThatWasKilledIsToldByTheNext() {
        Sync sync = sync("table = \"shop.sales\"");
        database.runInTenant(
                lists.tenant(),
                sql -> sql.execute(
                        "INSERT INTO ordersync.load (tenant_id, load_id, sync_id, source, state, started_at)"
                                + " VALUES (?, gen_random_uuid(), ?, 'list.csv', 'LOADING', '2026-01-01T00:00:00Z')",
                        lists.tenant().value(),
                        sync.id()));

        load(sync);

        assertThat(database.<java.util.List<String>>inTenant(
                        lists.tenant(),
                        sql -> sql.fetch(
                                        "SELECT state FROM ordersync.load WHERE sync_id = ? ORDER BY started_at",
                                        sync.id())
                                .getValues(0, String.class)))
                .containsExactly("REFUSED", "LOADED");
    }

    private Sync sync(String what) {
        return lists.sync(toml(what));
    }

    private static String toml(String what) {
        return Lists.LONG.replace(
                "shape =",
                "kind = \"jdbc\"\nurl = \"%s\"\nuser = \"%s\"\npassword = \"%s\"\n%s\nshape ="
                        .formatted(SOURCE.url(), SOURCE.owner(), SOURCE.ownerPassword(), what));
    }

    private Loaded load(Sync sync) {
        return loads.load(
                lists.tenant(), sync.id(), new Input.QueryInput("shop"), false, (step, done, total, message) -> {});
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(SOURCE.url(), SOURCE.owner(), SOURCE.ownerPassword());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
