package io.salessync.ordersync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class RealListTests {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

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
    void aTenantOfItsOwn() {
        lists = new Lists(syncs, loads, database, tenants.fresh().id(), folder);
    }

    @Test
    void loadsTheShippedExampleWithItsSixtyNineOrders() throws IOException {
        Sync sync = lists.sync(Files.readString(ROOT.resolve("examples/greyson/order-sync.toml")));

        Loaded loaded = lists.load(sync, ROOT.resolve("examples/greyson/orders.csv"), "orders.csv", false);

        assertThat(loaded.problems()).isZero();
        assertThat(count(sync, "order_list_delta")).isEqualTo(69);
        assertThat(count(sync, "order_list_lines_delta")).isEqualTo(317);
        lists.allSynced(sync);
        Loaded changed =
                lists.load(sync, ROOT.resolve("examples/greyson/orders-changed.csv"), "orders-changed.csv", false);
        assertThat(changed.problems()).isZero();
        assertThat(changed.ordersCreated()).isEqualTo(5);
        assertThat(changed.ordersUpdated()).isEqualTo(10);
        assertThat(changed.ordersRemoved()).isEqualTo(3);
    }

    @Test
    void findsNoChangeInAMonthLoadedTwiceAndOnlyTheRowsThatChanged() throws IOException {
        List<String> month = aMonthOfRetail();
        Sync sync = lists.sync(Files.readString(ROOT.resolve("examples/retail/order-sync.toml")));

        Loaded first = lists.load(sync, String.join("\n", month));
        lists.allSynced(sync);

        assertThat(first.problems()).isZero();
        assertThat(first.linesCreated()).isEqualTo(month.size() - 1);
        assertThat(lists.load(sync, String.join("\n", month)).unchanged()).isTrue();

        List<String> changed = new ArrayList<>(month);
        int rows = 0;
        for (int row = 50; row < changed.size(); row += 100) {
            changed.set(row, changed.get(row).replaceFirst(",(-?\\d+),(2010-12)", ",$19,$2"));
            rows++;
        }
        Loaded again = lists.load(sync, String.join("\n", changed));
        assertThat(again.linesUpdated()).isEqualTo(rows);
        assertThat(again.ordersCreated() + again.ordersUpdated() + again.ordersRemoved())
                .isZero();
        assertThat(again.linesCreated() + again.linesRemoved()).isZero();
    }

    private List<String> aMonthOfRetail() throws IOException {
        Path file = dataSet();
        assumeTrue(
                file != null,
                "The retail data set is not here (shared/data/retail beside the project): nothing to load");
        List<String> month = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            month.add(lines.readLine());
            lines.lines().filter(line -> line.contains(",2010-12-")).forEach(month::add);
        }
        return month;
    }

    private static @Nullable Path dataSet() throws IOException {
        for (Path place = ROOT; place != null; place = place.getParent()) {
            Path retail = place.resolve("shared/data/retail");
            if (Files.isDirectory(retail)) {
                try (var files = Files.list(retail)) {
                    return files.filter(file -> file.toString().endsWith(".csv.gz"))
                            .findFirst()
                            .orElse(null);
                }
            }
        }
        return null;
    }

    private int count(Sync sync, String table) {
        return database.inTenant(
                lists.tenant(),
                sql -> sql.fetchSingle(
                                "SELECT count(*)::int FROM ordersync." + table
                                        + " WHERE sync_id = ? AND group_name = 'GREYSON CLOTHIERS'",
                                sync.id())
                        .get(0, Integer.class));
    }
}
