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

@ProgramTest
class SyncTests {
    private static final String A1 = "A1,Acme,Polo,first,1,2,,,3\n";
    private static final String A2 = "A2,Acme,Chino,,,4,,1,5\n";
    private static final String B1 = "B1,Best,Tee,,5,,,,5\n";
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
    private Why why;

    @Autowired
    private Summaries summaries;

    @Autowired
    private RunResults results;

    @Autowired
    private Retrying retrying;

    @Autowired
    private KitPause pause;

    @TempDir
    private Path folder;

    private BoardKit kit;
    private Fixture list;

    @BeforeAll
    static void startSandbox() {
        sandbox = SandboxProcess.start(600, 11);
    }

    @AfterAll
    static void stopSandbox() {
        sandbox.close();
    }

    @BeforeEach
    void aListOfItsOwn() {
        sandbox.reset();
        pause.step(sandbox);
        kit = new BoardKit(syncs, loads, database, tenants, destinations, clock);
        list = kit.fixture(sandbox, folder, "source", SandboxProcess.DEV_BOARD);
    }

    @AfterEach
    void waitAgain() {
        pause.skip(false);
    }

    @Test
    void writesOrdersAndLinesIntoTheGroupsOfTheirCustomers() {
        list.load(BoardKit.HEADER + A1 + A2 + B1);

        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board())
                .containsExactly(
                        "Acme: A1 [Polo|first|Synced] M=2 S=1",
                        "Acme: A2 [Chino||Synced] M=4 XL=1",
                        "Best: B1 [Tee||Synced] S=5");
        assertThat(list.states()).containsOnlyKeys("SYNCED");
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void sendsNoMutationWhenNothingChanged() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        sandbox.forgetCalls();

        list.load(BoardKit.HEADER + A2 + A1);
        list.execute(sync);

        assertThat(list.mutations()).isZero();
    }

    @Test
    void sendsOnlyWhatChanged() {
        list.load(BoardKit.HEADER + A1 + A2 + B1);
        list.execute(sync);
        sandbox.forgetCalls();

        list.load(BoardKit.HEADER + A1.replace("Polo", "Coat") + A2 + B1);
        list.execute(sync);

        assertThat(list.board()).contains("Acme: A1 [Coat|first|Synced] M=2 S=1");
        assertThat(list.mutations()).isEqualTo(1);
    }

    @Test
    void endsRightAfterAChangeThereAndBack() {
        list.load(BoardKit.HEADER + A1);
        list.execute(sync);
        list.load(BoardKit.HEADER + A1.replace("Polo", "Coat"));
        list.execute(sync);
        list.load(BoardKit.HEADER + A1);
        list.execute(sync);

        assertThat(list.board()).containsExactly("Acme: A1 [Polo|first|Synced] M=2 S=1");
    }

    @Test
    void archivesWhatLeftTheListAndMakesAnewWhatComesAgain() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        list.load(BoardKit.HEADER + A1.replace("1,2,,,3", ",2,,,2"));
        list.execute(sync);
        assertThat(list.board()).containsExactly("Acme: A1 [Polo|first|Synced] M=2");

        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        assertThat(list.board())
                .containsExactly("Acme: A1 [Polo|first|Synced] M=2 S=1", "Acme: A2 [Chino||Synced] M=4 XL=1");
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void movesAnOrderToTheGroupOfItsNewCustomer() {
        list.load(BoardKit.HEADER + A1);
        list.execute(sync);
        list.load(BoardKit.HEADER + A1.replace("Acme", "Best"));
        list.execute(sync);

        assertThat(list.board()).containsExactly("Best: A1 [Polo|first|Synced] M=2 S=1");
    }

    @Test
    void adoptsAGroupThatIsThereAlready() {
        list.load(BoardKit.HEADER + A1.replace("Acme", "Group Title"));
        list.execute(sync);

        assertThat(sandbox.board(SandboxProcess.DEV_BOARD).path("groups").size())
                .isEqualTo(1);
        assertThat(list.board()).containsExactly("Group Title: A1 [Polo|first|Synced] M=2 S=1");
    }

    @Test
    void aRowThatCannotBeWrittenStopsNobodyElse() {
        list.load(BoardKit.HEADER + A1.replace("first", "x".repeat(2_500)) + A2);

        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(list.board()).containsExactly("Acme: A2 [Chino||Synced] M=4 XL=1");
        assertThat(list.states()).containsEntry("FAILED", 1L).containsEntry("BLOCKED", 2L);
        assertThat(list.reasons()).anyMatch(reason -> reason.contains("2500") && reason.contains("notes"));
        assertThat(list.reasons()).anyMatch(reason -> reason.startsWith("A1 BLOCKED PARENT Its order A1 is FAILED"));
    }

    @Test
    void theChildrenOfAMendedOrderGoOn() {
        list.load(BoardKit.HEADER + A1.replace("first", "x".repeat(2_500)));
        list.execute(sync);
        list.load(BoardKit.HEADER + A1);

        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).containsExactly("Acme: A1 [Polo|first|Synced] M=2 S=1");
    }

    @Test
    void aRowThatTheBoardRefusesIsNotTriedAgainUntilSomebodySaysSo() {
        sandbox.faults("{\"kind\":\"partial\",\"operation\":\"create_item\",\"aliases\":1,\"times\":1,\"after\":1}");
        list.load(BoardKit.HEADER + A1 + A2 + B1);
        list.execute(sync);
        assertThat(list.states()).containsEntry("FAILED", 1L);
        sandbox.forgetCalls();

        list.execute(sync);
        assertThat(list.mutations()).isZero();

        assertThat(retrying.retry(list.tenant(), list.sync().id(), new Choice(null, null, "ROW", false, false)))
                .isEqualTo(1);
        RunOutcome outcome = list.execute(sync);
        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).hasSize(3);
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void keepsAValueOfAColumnThatBelongsToTheBoard() {
        Fixture board = kit.fixture(sandbox, folder, "board", SandboxProcess.DEV_BOARD);
        board.load(BoardKit.HEADER + A1);
        board.execute(sync);
        board.person("{\"item\":\"" + board.itemId("A1") + "\",\"column_values\":{\"notes\":{\"text\":\"by hand\"}}}");
        board.load(BoardKit.HEADER + A1.replace("first", "second").replace("Polo", "Coat"));
        board.execute(sync);

        assertThat(board.board()).containsExactly("Acme: A1 [Coat|by hand|Synced] M=2 S=1");
    }

    @Test
    void keepsWhatPeopleWroteLastAndSaysSo() {
        Fixture shared = kit.fixture(sandbox, folder, "last_writer", SandboxProcess.DEV_BOARD);
        shared.load(BoardKit.HEADER + A1 + A2);
        shared.execute(sync);
        shared.person(
                "{\"item\":\"" + shared.itemId("A1") + "\",\"column_values\":{\"notes\":{\"text\":\"by hand\"}}}");
        shared.load(BoardKit.HEADER + A1.replace("first", "second") + A2.replace("Chino,", "Chino,new"));
        HandRun run = shared.run(null, null);
        shared.execute(sync, run);

        assertThat(shared.board())
                .containsExactly("Acme: A1 [Polo|by hand|Synced] M=2 S=1", "Acme: A2 [Chino|new|Synced] M=4 XL=1");
        assertThat(run.lines()).anyMatch(line -> line.contains("people wrote \"by hand\""));

        shared.load(BoardKit.HEADER + A1.replace("first", "third") + A2.replace("Chino,", "Chino,new"));
        shared.execute(sync);
        assertThat(shared.board()).contains("Acme: A1 [Polo|third|Synced] M=2 S=1");
    }

    @Test
    void offersToMakeAgainWhatWasDeletedByHand() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        list.person("{\"delete\":\"" + list.itemId("A1") + "\"}");
        list.load(BoardKit.HEADER + A1.replace("Polo", "Coat") + A2);
        list.execute(sync);
        assertThat(list.reasons())
                .anyMatch(reason -> reason.contains("A1 FAILED GONE") && reason.contains("retry --recreate"));

        retrying.retry(list.tenant(), list.sync().id(), new Choice(null, null, "GONE", false, true));
        list.execute(sync);

        assertThat(list.board())
                .containsExactly("Acme: A1 [Coat|first|Synced] M=2 S=1", "Acme: A2 [Chino||Synced] M=4 XL=1");
    }

    @Test
    void continuesALongOrderInFurtherItemsAndKeepsEachLineWhereItIs() {
        String header = "Order,Customer,Style,Note," + sizes(120) + "\n";
        list.load(header + "A1,Acme,Polo,," + ones(120) + "\n");
        list.execute(sync);
        assertThat(list.board()).hasSize(2);
        assertThat(list.item("A1").path("subitems").size()).isEqualTo(100);
        assertThat(list.item("A1 (2 of 2)").path("subitems").size()).isEqualTo(20);

        String wider = "Order,Customer,Style,Note," + sizes(230) + "\n";
        list.load(wider + "A1,Acme,Polo,," + ones(230) + "\n");
        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).as(outcome.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.item("A1").path("subitems").size()).isEqualTo(100);
        assertThat(list.item("A1 (2 of 3)").path("subitems").size()).isEqualTo(100);
        assertThat(list.item("A1 (3 of 3)").path("subitems").size()).isEqualTo(30);
        assertThat(list.duplicates()).isZero();
        sandbox.forgetCalls();
        list.execute(sync);
        assertThat(list.mutations()).isZero();
    }

    @Test
    void theNextBoardTakesOverWhenOneIsFullAndRowsAreBlockedWhenAllAre() {
        String small = sandbox.send(
                        "POST",
                        "/_sandbox/monday/boards",
                        "{\"name\":\"Tiny\",\"from\":\"9200000001\",\"items_limit\":2}")
                .path("id")
                .asString("");
        String next = sandbox.send(
                        "POST",
                        "/_sandbox/monday/boards",
                        "{\"name\":\"Next\",\"from\":\"9200000001\",\"items_limit\":1}")
                .path("id")
                .asString("");
        Fixture boards = kit.fixture(sandbox, folder, "source", small, next);
        boards.load(BoardKit.HEADER + A1 + A2 + B1 + B1.replace("B1", "B2"));

        Plan plan = planning.plan(boards.tenant(), boards.sync().id());
        assertThat(plan.roomLeft()).isZero();
        assertThat(plan.failing())
                .singleElement()
                .satisfies(row -> assertThat(row.message()).contains("No board"));

        RunOutcome outcome = boards.execute(sync);
        assertThat(outcome.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(boards.board()).hasSize(3);
        assertThat(boards.reasons()).anyMatch(reason -> reason.startsWith("B2 BLOCKED BLOCKED No board"));
        assertThat(boards.reasons()).anyMatch(reason -> reason.startsWith("B2 BLOCKED PARENT"));
    }

    @Test
    void aWrongTokenStopsTheRunAndLosesNothing() {
        list.load(BoardKit.HEADER + A1);
        sandbox.faults("{\"kind\":\"401\",\"after\":4}");
        RunOutcome outcome = list.execute(sync);
        assertThat(outcome.state()).isEqualTo(RunState.FAILED);
        assertThat(outcome.message()).contains("Nothing is lost");
        assertThat(list.states()).doesNotContainKeys("FAILED", "SENDING", "UNKNOWN");

        sandbox.faults();
        assertThat(list.execute(sync).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).containsExactly("Acme: A1 [Polo|first|Synced] M=2 S=1");
    }

    @Test
    void plansWithoutSendingAnything() {
        list.load(BoardKit.HEADER + A1 + A2.replace("Chino,", "Chino," + "x".repeat(2_500)) + B1);
        Plan plan = planning.plan(list.tenant(), list.sync().id());

        assertThat(list.mutations()).isZero();
        assertThat(plan.totals()).isEqualTo(new Plan.Counts(2, 0, 0, 3, 0, 0, 0));
        assertThat(plan.groups()).extracting(Plan.GroupPlan::group).containsExactly("Acme", "Best");
        assertThat(plan.failingCount()).isEqualTo(1);
        assertThat(plan.failing().getFirst().column()).isEqualTo("notes");
        assertThat(plan.warnings()).anyMatch(warning -> warning.startsWith("2 lines wait"));
        assertThat(plan.costIsLearnt()).isFalse();
        assertThat(plan.complexity()).isGreaterThan(0);
    }

    @Test
    void plansWhatTouchesAColumnThatPeopleWriteToo() {
        Fixture shared = kit.fixture(sandbox, folder, "last_writer", SandboxProcess.DEV_BOARD);
        shared.load(BoardKit.HEADER + A1 + A2);
        shared.execute(sync);
        shared.load(BoardKit.HEADER + A1.replace("first", "second") + A2.replace("Chino,", "Chino,new"));

        Plan plan = planning.plan(shared.tenant(), shared.sync().id());

        assertThat(plan.totals()).isEqualTo(new Plan.Counts(0, 2, 0, 0, 0, 0, 0));
        assertThat(plan.calls()).isPositive();
        assertThat(plan.warnings()).anyMatch(warning -> warning.startsWith("2 of these updates"));
    }

    @Test
    void whatLeftTheListIsToldAsArchivedAndCountsNoLonger() {
        list.load(BoardKit.HEADER + A1 + A2);
        list.execute(sync);
        list.load(BoardKit.HEADER + A2.replace("Chino", "Shorts"));
        list.execute(sync);

        assertThat(why.why(list.tenant(), list.sync().id(), "A1").sentence())
                .startsWith("Order A1 was archived on the board at");
        assertThat(why.why(list.tenant(), list.sync().id(), "A2").sentence()).startsWith("Order A2 is on the board");
        Summaries.Summary summary =
                summaries.one(list.tenant(), list.sync().id()).orElseThrow();
        assertThat(summary.orders()).containsEntry("SYNCED", 1L);
        assertThat(summary.lines()).containsEntry("SYNCED", 2L);
        assertThat(results.groups(list.tenant(), list.sync().id()))
                .singleElement()
                .satisfies(group -> assertThat(group.synced()).isEqualTo(3));
    }

    private static String sizes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(n -> "P" + n).collect(Collectors.joining(","));
    }

    private static String ones(int count) {
        return String.join(",", List.copyOf(java.util.Collections.nCopies(count, "1")));
    }
}
