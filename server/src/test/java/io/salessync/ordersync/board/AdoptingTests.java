package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
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
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** What lies on a board already is taken over, however this installation lost sight of it. */
@ProgramTest
class AdoptingTests {
    private static final String A1 = "A1,Acme,Polo,first,1,2,,,3\n";
    private static final String A2 = "A2,Acme,Chino,,,4,,1,5\n";
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
    private Connections connections;

    @Autowired
    private SyncConnections uses;

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
    void aSecondInstallationMakesNothingAgain() {
        Fixture first = kit.fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
        String wide = "Order,Customer,Style,Note," + sizes(120) + "\n";
        first.load(wide + "A1,Acme,Polo,first" + ",1".repeat(120) + "\n" + "A2,Best,Chino,,2" + ",".repeat(119) + "\n");
        first.execute(sync);
        List<String> before = first.board();

        Fixture second = kit.fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
        second.load(wide + "A1,Acme,Polo,first" + ",1".repeat(120) + "\n" + "A2,Best,Coat,,2" + ",".repeat(119) + "\n");
        sandbox.forgetCalls();
        Plan plan = planning.plan(second.tenant(), second.sync().id());
        assertThat(plan.adopts()).isEqualTo(3 + 121);
        assertThat(plan.totals().creates()).isZero();
        assertThat(plan.totals().lineCreates()).isZero();
        assertThat(plan.warnings()).anyMatch(warning -> warning.contains("adopts them"));
        HandRun run = second.run(null, null);
        RunOutcome outcome = second.execute(sync, run);

        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.lines()).anyMatch(line -> line.contains("3 items and 121 subitems"));
        assertThat(second.board())
                .isEqualTo(
                        before.stream().map(row -> row.replace("Chino", "Coat")).toList());
        assertThat(second.duplicates()).isZero();
        assertThat(second.mutations()).isEqualTo(1);
        sandbox.forgetCalls();
        second.execute(sync);
        assertThat(second.mutations()).isZero();
    }

    @Test
    void killedWhileItLooksTheBoardThroughItBeginsAgain() {
        Fixture first = kit.fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
        first.load(BoardKit.HEADER + A1 + A2);
        first.execute(sync);
        for (int steps = 0; steps < 6; steps++) {
            Fixture second = kit.fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
            second.load(BoardKit.HEADER + A1 + A2);
            HandRun run = second.run(null, null);
            run.killedAfter(steps);
            try {
                second.execute(sync, run);
            } catch (HandRun.Killed killed) {
                second.execute(sync);
            }
            assertThat(second.board()).hasSize(2);
            assertThat(second.duplicates()).isZero();
        }
    }

    @Test
    void aTokenThatComesAnotherWayLosesNothing() {
        Fixture list = kit.fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        connections.ensure(list.tenant(), "monday", "ours", sandbox.monday(), "sandbox-enterprise", false);
        list.edit(mapping -> mapping.replace("sandbox:sandbox-personal", "connection:ours"));
        sandbox.forgetCalls();
        list.load(BoardKit.HEADER + A1.replace("Polo", "Coat"));
        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).containsExactly("Acme: A1 [Coat|first|Synced] M=2 S=1");
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void aConnectionIsInUseByTheSyncsThatWriteThroughIt() {
        Fixture list = kit.fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
        list.load(BoardKit.HEADER + A1);
        list.execute(sync);
        Connection used =
                connections.named(list.tenant(), "sandbox sandbox-personal").orElseThrow();
        Connection other = connections.ensure(list.tenant(), "monday", "other", sandbox.monday(), "sandbox-app", false);

        assertThat(uses.uses(list.tenant(), used)).containsExactly("order sync \"orders\" (dev)");
        assertThat(uses.uses(list.tenant(), other)).isEmpty();
    }

    private static String sizes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "P" + n).collect(Collectors.joining(","));
    }
}
