package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.ConnectorsProblem;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.HandRun;
import io.salessync.kernel.runs.RunInterrupted;
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
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** A vendor that is down is no reason to wait long for an answer, and none to lose anything. */
@ProgramTest
class UnreachableTests {
    private static final String A1 = "A1,Acme,Polo,first,1,2,,,3\n";
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

    @Autowired
    private VerifyKind verify;

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

    private Fixture nowhere() {
        Fixture list = kit.fixture(
                sandbox,
                folder,
                "source",
                mapping -> mapping.replace(sandbox.monday().toString(), "http://127.0.0.1:9/monday/v2"),
                SandboxProcess.DEV_BOARD);
        list.load(BoardKit.HEADER + A1);
        return list;
    }

    @Test
    void aPlanSaysSoWithinSeconds() {
        Fixture list = nowhere();
        Instant began = clock.instant();
        assertThatThrownBy(() -> planning.plan(list.tenant(), list.sync().id()))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(ConnectorsProblem.VENDOR_UNREACHABLE));
        assertThat(Duration.between(began, clock.instant())).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aRunPausesUntilItIsWorthTryingAgainAndLosesNothing() {
        Fixture list = nowhere();
        Instant began = clock.instant();
        HandRun run = list.run(null, null);
        assertThatThrownBy(() -> sync.execute(run)).isInstanceOf(RunInterrupted.class);
        assertThat(run.lines()).anyMatch(line -> line.contains("monday.com cannot be reached"));
        assertThat(run.sleepsUntil()).isBetween(began, began.plusSeconds(40));
        assertThatThrownBy(() -> verify.execute(list.run(false, null))).isInstanceOf(RunInterrupted.class);

        list.edit(mapping ->
                mapping.replace("http://127.0.0.1:9/monday/v2", sandbox.monday().toString()));
        clock.advance(Duration.ofMinutes(1));
        assertThat(list.execute(sync).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).containsExactly("Acme: A1 [Polo|first|Synced] M=2 S=1");
    }
}
