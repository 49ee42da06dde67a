package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.ordersync.board.BoardKit.Fixture;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.Syncs;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** A label that may not be made is found before anything is sent, beside columns whose labels may be made. */
@ProgramTest
class LabelsTests {
    private static final String COLUMNS = """

            [[items.column]]
            id = "status"
            type = "status"
            from = "Note"

            [[items.column]]
            id = "season"
            type = "dropdown"
            from = "Style"
            create_labels = true

            [[items.column]]
            id = "currency"
            type = "dropdown"
            from = "Customer"

            [lines]
            """;
    private static final String GOOD = "A1,EUR,Spring 2031,New,1,2,,,3\n";
    private static final String WRONG_STATUS = "A2,EUR,Autumn 2031,Odd,,4,,1,5\n";
    private static final String WRONG_CURRENCY = "A3,Taler,SS26,New,,4,,1,5\n";
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

    @Test
    void rowsWithOneFailAndTheOthersGoOutWithTheirNewLabels() {
        Fixture list = kit.fixture(
                sandbox,
                folder,
                "source",
                mapping -> mapping.replace("\n[lines]\n", COLUMNS),
                SandboxProcess.DEV_BOARD);
        list.load(BoardKit.HEADER + GOOD + WRONG_STATUS + WRONG_CURRENCY);

        Plan plan = planning.plan(list.tenant(), list.sync().id());
        assertThat(plan.failing()).extracting(Plan.Failing::sourceKey).containsExactlyInAnyOrder("A2", "A3");
        assertThat(plan.failing()).extracting(Plan.Failing::column).containsExactlyInAnyOrder("status", "currency");

        list.execute(sync);
        assertThat(list.reasons())
                .anyMatch(reason -> reason.startsWith("A2 FAILED ROW")
                        && reason.contains("status")
                        && reason.contains("\"Odd\"")
                        && reason.contains("Shipped"))
                .anyMatch(reason -> reason.startsWith("A3 FAILED ROW") && reason.contains("\"Taler\""));
        assertThat(list.board()).hasSize(1);
        assertThat(list.item("A1").path("column_values").toString()).contains("Spring 2031");
    }
}
