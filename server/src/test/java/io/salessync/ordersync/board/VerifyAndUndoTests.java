package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.salessync.ordersync.board.Retrying.Choice;
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

@ProgramTest
class VerifyAndUndoTests {
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
    private VerifyKind verify;

    @Autowired
    private UndoKind undo;

    @Autowired
    private Retrying retrying;

    @Autowired
    private Why why;

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

    private static final String A1 = "A1,Acme,Polo,first,1,2,,,3\n";
    private static final String A2 = "A2,Acme,Chino,,,4,,1,5\n";
    private static final String[] BOTH = {"Acme: A1 [Polo|first|Synced] M=2 S=1", "Acme: A2 [Chino||Synced] M=4 XL=1"};

    @Test
    void findsNothingWhereTheBoardIsAsTheListSays() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);

        RunOutcome outcome = list.execute(verify);

        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(outcome.message()).contains("2 items and 4 subitems");
    }

    @Test
    void listsWhatPeopleChangedAndDeletedAndHealsIt() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        list.person("{\"item\":\"" + list.itemId("A1") + "\",\"column_values\":{\"style\":\"by hand\"}}");
        list.person("{\"delete\":\"" + list.itemId("A2") + "\"}");

        RunOutcome found = list.execute(verify);
        assertThat(found.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(found.message()).contains("3 missing").contains("1 changed");

        RunOutcome healed = list.execute(verify, list.run(true, null));
        assertThat(healed.state()).as(healed.message() + list.reasons()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).containsExactly(BOTH);
        assertThat(list.execute(verify).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void adoptsWhatIsOnTheBoardAfterTheMapWasLost() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        database.runInTenant(list.tenant(), sql -> sql.execute("DELETE FROM ordersync.board_item"));

        list.execute(verify);
        list.load(BoardKit.HEADER + A1.replace("Polo", "Coat") + A2);
        list.execute(sync);

        assertThat(list.board()).containsExactly(BOTH[0].replace("Polo", "Coat"), BOTH[1]);
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void undoesARunAndLeavesWhatPeopleChanged() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        list.load(
                BoardKit.HEADER + A1.replace("Polo", "Coat").replace("first", "second") + A2 + "A3,Best,Tee,,1,,,,1\n");
        HandRun changed = list.run(null, null);
        list.execute(sync, changed);
        list.person("{\"item\":\"" + list.itemId("A1") + "\",\"column_values\":{\"notes\":{\"text\":\"by hand\"}}}");

        HandRun taken = list.run(null, changed.id().value());
        RunOutcome outcome = list.execute(undo, taken);

        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(list.board()).containsExactly("Acme: A1 [Polo|by hand|Synced] M=2 S=1", BOTH[1]);
        assertThat(taken.lines()).anyMatch(line -> line.contains("people wrote \"by hand\""));
        assertThat(list.states()).containsEntry("BLOCKED", 3L);
        assertThat(why.why(list.tenant(), list.sync().id(), "A3").sentence())
                .contains("undone")
                .contains("retry")
                .doesNotContain("by itself with the next run");
        sandbox.forgetCalls();
        list.execute(sync);
        assertThat(list.board()).hasSize(2);

        retrying.retry(list.tenant(), list.sync().id(), new Choice(null, null, "UNDONE", false, false));
        list.execute(sync);
        assertThat(list.board()).hasSize(3).contains("Best: A3 [Tee||Synced] S=1");
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void whatAnUndoLeavesBecausePeopleChangedItIsNotBlocked() {
        list.load(BoardKit.HEADER + A1 + A2);
        HandRun made = list.run(null, null);
        list.execute(sync, made);
        list.person("{\"item\":\"" + list.itemId("A1") + "\",\"column_values\":{\"style\":\"by hand\"}}");
        list.execute(undo, list.run(null, made.id().value()));

        assertThat(list.board()).hasSize(1).first().asString().startsWith("Acme: A1 [by hand");
        // A2 with its two lines, and the lines of A1 that nobody had touched
        assertThat(list.reasons()).hasSize(2).allMatch(reason -> reason.contains("UNDONE"));
        assertThat(list.states()).containsEntry("SYNCED", 1L).containsEntry("BLOCKED", 5L);

        assertThat(retrying.retry(list.tenant(), list.sync().id(), new Choice(null, null, null, true, false)))
                .as("those that were undone wait until they are named")
                .isZero();
        Choice others = new Choice(null, null, "UNDONE", false, false, new RowList.Filter(null, null, null, "A2"));
        assertThat(retrying.retry(list.tenant(), list.sync().id(), others)).isEqualTo(3);
    }
}
