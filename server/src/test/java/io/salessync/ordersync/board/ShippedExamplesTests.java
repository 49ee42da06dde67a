package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.salessync.kernel.runs.HandRun;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.ordersync.board.BoardKit.Fixture;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.Syncs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** The examples as they are shipped, on a board. */
@ProgramTest
class ShippedExamplesTests {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path RETAIL = ROOT.resolve("../shared/data/retail/online-retail-2010-12_2011-05.csv.gz")
            .normalize();
    private static SandboxProcess sandbox;

    @Autowired
    private Syncs syncs;

    @Autowired
    private Loads loads;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private Destinations destinations;

    @Autowired
    private MovableClock clock;

    @Autowired
    private SyncKind sync;

    @Autowired
    private Planning planning;

    @Autowired
    private KitPause pause;

    @TempDir
    private Path folder;

    private BoardKit kit;

    @BeforeAll
    static void startSandbox() {
        sandbox = SandboxProcess.start(600, 11);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        sandbox.reset();
        pause.step(sandbox);
        kit = new BoardKit(syncs, loads, database, tenants, destinations, clock);
    }

    @AfterEach
    void waitAgain() {
        pause.skip(false);
    }

    private Fixture example(String name) throws IOException {
        String config = Files.readString(ROOT.resolve("examples/" + name + "/order-sync.toml"))
                .replaceAll("endpoint = .*", "endpoint = \"" + sandbox.monday() + "\"");
        return kit.fixture(sandbox, folder, config, List.of("9200000001", "9200000002", "9200000003"));
    }

    @Test
    void greysonEndsWithSixtyNineItemsAndThreeHundredAndSeventeenSubitems() throws IOException {
        Fixture list = example("greyson");
        list.load(onlyGreyson());
        Plan plan = planning.plan(list.tenant(), list.sync().id());
        assertThat(plan.totals().creates()).isEqualTo(69);
        sandbox.forgetCalls();
        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).as(outcome.message() + list.reasons()).isEqualTo(RunState.SUCCEEDED);
        JsonNode group = group("GREYSON CLOTHIERS");
        assertThat(group.path("items").asInt()).isEqualTo(69);
        assertThat(group.path("subitems").asInt()).isEqualTo(317);
        assertThat(list.duplicates()).isZero();
        // what a plan says before anything is learnt is near what the run does
        long calls = database.inTenant(
                list.tenant(),
                sql -> sql.fetch("SELECT count(*) FROM ordersync.batch")
                        .getFirst()
                        .get(0, Long.class));
        assertThat(plan.calls()).isBetween(calls / 2, calls * 2);
        assertThat(plan.minutes()).isLessThan(2);
    }

    private static String onlyGreyson() throws IOException {
        List<String> lines = Files.readAllLines(ROOT.resolve("examples/greyson/orders.csv"));
        return lines.stream()
                .filter(line -> line.startsWith("Order Number,") || line.contains(",GREYSON CLOTHIERS,"))
                .collect(Collectors.joining("\n"));
    }

    private static JsonNode group(String title) {
        for (JsonNode group : sandbox.board("9200000001").path("groups")) {
            if (group.path("title").asString("").equals(title)) {
                return group;
            }
        }
        throw new AssertionError("No group " + title);
    }

    @Test
    void invoicesSyncedTwiceSendNothingAndThenOnlyWhatChanged() throws IOException {
        twice(madeUp());
    }

    @Test
    void realInvoicesSyncedTwiceSendNothingAndThenOnlyWhatChanged() throws IOException {
        assumeTrue(Files.exists(RETAIL), "the shared retail data are not at hand");
        twice(aSlice());
    }

    private void twice(List<String> rows) throws IOException {
        Fixture list = example("retail");
        list.load(String.join("\n", rows));
        RunOutcome outcome = list.execute(sync);
        assertThat(outcome.state()).as(outcome.message() + list.reasons()).isEqualTo(RunState.SUCCEEDED);
        sandbox.forgetCalls();

        list.load(String.join("\n", rows));
        list.execute(sync);
        assertThat(list.mutations()).isZero();

        List<String> changed = new ArrayList<>(rows);
        int count = Math.max(1, rows.size() / 100);
        for (int n = 1; n <= count; n++) {
            int at = n * (rows.size() - 1) / count;
            changed.set(at, changed.get(at).replaceFirst("^([^,]*,[^,]*),", "$1x,"));
        }
        HandRun run = list.run(null, null);
        list.load(String.join("\n", changed));
        Map<String, Long> due = list.states();
        list.execute(sync, run);
        assertThat(list.states()).containsOnlyKeys("SYNCED");
        // an article of another number is a line gone and a line made
        assertThat(due.get("NEW")).isBetween((long) count, 2L * count);
        assertThat(list.duplicates()).isZero();
        assertThat(run.lines().stream().filter(line -> line.contains("Made as item")))
                .isEmpty();
        assertThat(run.lines().stream().filter(line -> line.contains("Made as subitem")))
                .hasSize(count);
        sandbox.forgetCalls();
        list.execute(sync);
        assertThat(list.mutations()).isZero();
    }

    private static List<String> madeUp() {
        List<String> rows = new ArrayList<>();
        rows.add("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country");
        for (int invoice = 0; invoice < 12; invoice++) {
            int lines = invoice == 5 ? 130 : 4;
            for (int line = 0; line < lines; line++) {
                rows.add((invoice == 3 ? "C" : "") + (900_000 + invoice) + "," + (10_000 + line) + ",ARTICLE " + line
                        + ","
                        + (invoice == 3 ? -1 : line + 1) + ",2010-12-01 08:26:00,2.55,"
                        + (invoice == 7 ? "" : "17850.0") + ",United Kingdom");
            }
        }
        return rows;
    }

    /** The head of the month, as many whole invoices as some hundred rows hold. */
    private static List<String> aSlice() throws IOException {
        List<String> rows = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(RETAIL)), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null && rows.size() < 600; line = in.readLine()) {
                rows.add(line);
            }
        }
        String last = rows.getLast().split(",", 2)[0];
        rows.removeIf(row -> row.startsWith(last + ","));
        return rows;
    }
}
