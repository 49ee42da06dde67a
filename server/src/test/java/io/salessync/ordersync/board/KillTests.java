package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.budgets.Budgets;
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
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class KillTests {
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
    private Connections connections;

    @Autowired
    private Tokens tokens;

    @Autowired
    private Budgets budgets;

    @Autowired
    private KitPause pause;

    @TempDir
    private Path folder;

    private Fixture list;

    @BeforeAll
    static void startSandbox() {
        sandbox = SandboxProcess.start(60, 5);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void aListOfItsOwn() {
        sandbox.reset();
        pause.step(sandbox);
        list = fixture();
    }

    @AfterEach
    void waitAgain() {
        pause.skip(false);
    }

    private Fixture fixture() {
        return new BoardKit(syncs, loads, database, tenants, destinations, clock)
                .fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
    }

    /** Every transaction of a sync in turn is the one that never commits. */
    @Test
    void killedAtAnyStepTheNextExecutionGoesOnWithoutWritingAnythingTwice() {
        int steps = 0;
        boolean killed = true;
        while (killed) {
            sandbox.reset();
            list = fixture();
            list.load(BoardKit.HEADER + "A1,Acme,Polo,first,1,2,,,3\nA2,Best,Chino,,,4,,,4\n");
            HandRun run = list.run(null, null);
            run.killedAfter(steps);
            killed = isKilled(run);
            if (steps % 3 == 2) {
                clock.advance(Duration.ofMinutes(31));
            }
            RunOutcome outcome = list.execute(sync);

            assertThat(outcome.state())
                    .as("after " + steps + ": " + outcome.message())
                    .isEqualTo(RunState.SUCCEEDED);
            assertThat(list.board())
                    .as("after " + steps)
                    .containsExactly("Acme: A1 [Polo|first|Synced] M=2 S=1", "Best: A2 [Chino||Synced] M=4");
            assertThat(list.duplicates()).as("after " + steps).isZero();
            assertThat(sandbox.board(SandboxProcess.DEV_BOARD).path("groups").size())
                    .as("groups after " + steps)
                    .isEqualTo(3);
            assertThat(list.states()).containsOnlyKeys("SYNCED");
            steps++;
        }
        assertThat(steps).isGreaterThan(8);
    }

    private boolean isKilled(HandRun run) {
        try {
            list.execute(sync, run);
            return false;
        } catch (HandRun.Killed killed) {
            return true;
        }
    }

    @Test
    void aChangeThatArrivesWhileItsForerunnerIsInFlightIsNotLost() {
        list.load(BoardKit.HEADER + "A1,Acme,Polo,first,1,2,,,3\n");
        HandRun run = list.run(null, null);
        run.killedAfter(6);
        assertThat(isKilled(run)).isTrue();
        list.load(BoardKit.HEADER + "A1,Acme,Coat,second,,7,,,7\n");

        list.execute(sync);

        assertThat(list.board()).containsExactly("Acme: A1 [Coat|second|Synced] M=7");
        assertThat(list.duplicates()).isZero();
    }

    /** Between the reservation and what the answer tells there is no transaction of the run: nothing gives it back. */
    @ParameterizedTest
    @ValueSource(strings = {"sandbox-trial", "sandbox-app"})
    void aCallThatWasKilledWhileItOpenedAMinuteHoldsNobodyUpForLong(String token) {
        list = new BoardKit(syncs, loads, database, tenants, destinations, clock)
                .fixture(
                        sandbox,
                        folder,
                        "source",
                        mapping -> mapping.replace("sandbox-personal", token),
                        SandboxProcess.DEV_BOARD);
        list.load(BoardKit.HEADER + "A1,Acme,Polo,first,1,2,,,3\n");
        list.execute(sync);
        clock.advance(Duration.ofMinutes(2));
        Connection connection =
                connections.named(list.tenant(), "sandbox " + token).orElseThrow();
        String account = tokens.open(connection).account();
        Instant began = clock.instant();
        budgets.take(
                list.tenant(), account, Map.of("complexity.read", 900_000_000L, "complexity.write", 900_000_000L), 1);

        list.load(BoardKit.HEADER + "A1,Acme,Coat,first,1,2,,,3\n");
        pause.skip(true);
        try {
            assertThat(list.execute(sync).state()).isEqualTo(RunState.SUCCEEDED);
        } finally {
            pause.skip(false);
        }
        assertThat(list.board()).containsExactly("Acme: A1 [Coat|first|Synced] M=2 S=1");
        assertThat(Duration.between(began, clock.instant())).isLessThan(Duration.ofMinutes(2));
    }
}
