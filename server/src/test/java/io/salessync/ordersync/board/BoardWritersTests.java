package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.ordersync.board.BoardKit.Fixture;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** Two syncs never write to one board at a time, be it the first of their boards or not. */
@ProgramTest
class BoardWritersTests {
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
    private Runs runs;

    @Autowired
    private SyncRuns syncRuns;

    @Autowired
    private RunStepper stepper;

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
    void whoSharesABoardWithARunThatHasBegunWaitsForIt() {
        Fixture list = kit.fixture(sandbox, folder, "source", "9200000001", "9200000002");
        String other = BoardKit.MAPPING
                .formatted("source", "\"9200000003\", \"9200000002\"", sandbox.monday())
                .replace("name = \"orders\"", "name = \"others\"");
        Sync second = syncs.save(list.tenant(), other, "dev", null, null);
        list.load(BoardKit.HEADER + A1);
        // the first run has begun and sleeps
        sandbox.faults("{\"kind\":\"429_daily\",\"times\":1,\"seconds\":300,\"operation\":\"create_item\"}");
        RunId first = syncRuns.sync(list.tenant(), list.sync().id(), null);
        stepper.runDue(list.tenant());
        assertThat(runs.find(list.tenant(), first).orElseThrow().state()).isEqualTo(RunState.PAUSED);

        RunId next = syncRuns.sync(list.tenant(), second.id(), null);
        stepper.runOneOf(list.tenant(), next);
        Run waiting = runs.find(list.tenant(), next).orElseThrow();
        assertThat(waiting.state()).isEqualTo(RunState.PAUSED);
        assertThat(waiting.waitsFor()).contains("Sync orders (dev)").contains("9200000002");

        runs.cancel(list.tenant(), first);
        clock.advance(Duration.ofMinutes(6));
        sandbox.faults();
        stepper.runDue(list.tenant());
        assertThat(runs.find(list.tenant(), next).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void tenantsThatShareABoardFollowEachOtherAndLearnNothingOfEachOther() {
        Fixture one = kit.fixture(sandbox, folder, "source", "9200000001");
        one.load(BoardKit.HEADER + A1);
        Fixture other = kit.fixture(
                sandbox,
                folder,
                "source",
                mapping -> mapping.replace("name = \"orders\"", "name = \"others\""),
                "9200000001");
        other.load(BoardKit.HEADER + "B1,Best,Polo,second,1,,,,1\n");
        sandbox.faults("{\"kind\":\"429_daily\",\"times\":1,\"seconds\":300,\"operation\":\"create_item\"}");
        RunId first = syncRuns.sync(one.tenant(), one.sync().id(), null);
        stepper.runDue(one.tenant());
        assertThat(runs.find(one.tenant(), first).orElseThrow().state()).isEqualTo(RunState.PAUSED);

        RunId second = syncRuns.sync(other.tenant(), other.sync().id(), null);
        stepper.runOneOf(other.tenant(), second);
        Run waiting = runs.find(other.tenant(), second).orElseThrow();
        assertThat(waiting.state()).isEqualTo(RunState.PAUSED);
        assertThat(waiting.waitsFor()).isEqualTo("another sync, which writes to board 9200000001 now");

        runs.cancel(one.tenant(), first);
        clock.advance(Duration.ofMinutes(6));
        sandbox.faults();
        stepper.runDue(other.tenant());
        assertThat(runs.find(other.tenant(), second).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(other.board()).anyMatch(row -> row.contains("B1"));
    }

    @Test
    void aBoardThatATenantCannotSeeIsNotHeldByIt() {
        Fixture blind = kit.fixture(sandbox, folder, "source", "9299999999");
        blind.load(BoardKit.HEADER + A1);
        RunId run = syncRuns.sync(blind.tenant(), blind.sync().id(), null);
        stepper.runDue(blind.tenant());
        assertThat(runs.find(blind.tenant(), run).orElseThrow().state()).isEqualTo(RunState.FAILED);
        assertThat(database.<Integer>inTenant(
                        blind.tenant(),
                        sql -> sql.fetchSingle("SELECT count(*) FROM ordersync.board_writer")
                                .get(0, Integer.class)))
                .isZero();
    }

    @Test
    void thePlaceOfABoardIsNotAboutHowItsAddressIsWritten() {
        assertThat(BoardWriters.place(URI.create("https://API.monday.com/v2/")))
                .isEqualTo(BoardWriters.place(URI.create("https://api.monday.com:443/v2")))
                .isNotEqualTo(BoardWriters.place(URI.create("https://api.monday.com/v3")))
                .isNotEqualTo(BoardWriters.place(URI.create("https://api.example.org/v2")));
    }
}
