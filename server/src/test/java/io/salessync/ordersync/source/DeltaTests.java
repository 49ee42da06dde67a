package io.salessync.ordersync.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.ordersync.OrderSyncProblem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class DeltaTests {
    private static final String HEADER = "Order,Customer,Style,Date,S,M,32/30,Total\n";
    private static final String A1 = "A1,Acme,Polo,2026-01-01,1,2,,3\n";
    private static final String A2 = "A2,Acme,Chino,2026-01-02,,0,4,4\n";
    private static final String B1 = "B1,Best,Polo,2026-01-03,5,,,5\n";

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
    private Sync sync;

    @BeforeEach
    void aSyncOfItsOwn() {
        lists = new Lists(syncs, loads, database, tenants.fresh().id(), folder);
        sync = lists.sync(Lists.WIDE);
    }

    @Test
    void makesALineOfEachSizeWithAQuantity() {
        Loaded loaded = lists.load(sync, HEADER + A1 + A2);

        assertThat(loaded.sentence())
                .isEqualTo("list.csv: 2 rows, orders: 2 new, 0 changed, 0 removed; lines: 3 new, 0 changed, 0 removed");
        assertThat(lists.orderDeltas(sync))
                .containsExactly("CREATE A1 NEW - → A1|Polo|2026-01-01", "CREATE A2 NEW - → A2|Chino|2026-01-02");
        assertThat(lists.lineDeltas(sync))
                .containsExactly(
                        "CREATE A1/S NEW - → S|1", "CREATE A1/M NEW - → M|2", "CREATE A2/32/30 NEW - → 32/30|4");
    }

    @Test
    void leavesNoDeltaWhenNothingChanged() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);

        Loaded again = lists.load(sync, HEADER + B1 + A1);

        assertThat(again.unchanged()).isTrue();
        assertThat(lists.orderDeltas(sync)).allMatch(delta -> delta.contains("SYNCED"));
    }

    @Test
    void keepsOldAndNewCellsOfAChange() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);

        lists.load(sync, HEADER + A1.replace("Polo", "Tee").replace(",1,2,,3", ",,2,7,9") + B1);

        assertThat(lists.orderDeltas(sync)).endsWith("UPDATE A1 NEW A1|Polo|2026-01-01 → A1|Tee|2026-01-01");
        assertThat(lists.lineDeltas(sync))
                .contains("REMOVE A1/S NEW S|1 → -", "CREATE A1/32/30 NEW - → 32/30|7")
                .noneMatch(delta -> delta.contains("A1/M NEW"));
    }

    @Test
    void foldsAChangeIntoOneThatWasNotSentYet() {
        lists.load(sync, HEADER + A1);
        lists.load(sync, HEADER + A1.replace("Polo", "Tee"));
        assertThat(lists.orderDeltas(sync)).containsExactly("CREATE A1 NEW - → A1|Tee|2026-01-01");

        lists.allSynced(sync);
        lists.load(sync, HEADER + A1.replace("Polo", "Coat"));
        lists.load(sync, HEADER + A1.replace("Polo", "Hat"));
        assertThat(lists.orderDeltas(sync))
                .containsExactly(
                        "CREATE A1 SYNCED - → A1|Tee|2026-01-01",
                        "UPDATE A1 NEW A1|Tee|2026-01-01 → A1|Hat|2026-01-01");
    }

    @Test
    void makesANewVersionOnTopOfAChangeInFlight() {
        lists.load(sync, HEADER + A1);
        lists.state(sync, "SENDING");

        lists.load(sync, HEADER + A1.replace("Polo", "Tee"));

        assertThat(lists.orderDeltas(sync))
                .containsExactly(
                        "CREATE A1 SENDING - → A1|Polo|2026-01-01",
                        "UPDATE A1 NEW A1|Polo|2026-01-01 → A1|Tee|2026-01-01");
    }

    @Test
    void seesAChangeBackToAnOldValue() {
        lists.load(sync, HEADER + A1);
        lists.allSynced(sync);
        lists.load(sync, HEADER + A1.replace("Polo", "Tee"));
        lists.allSynced(sync);

        lists.load(sync, HEADER + A1);

        assertThat(lists.orderDeltas(sync)).endsWith("UPDATE A1 NEW A1|Tee|2026-01-01 → A1|Polo|2026-01-01");
    }

    @Test
    void dissolvesAnUnsentChangeThatIsTakenBack() {
        lists.load(sync, HEADER + A1);
        lists.allSynced(sync);
        lists.load(sync, HEADER + A1.replace("Polo", "Tee").replace("Acme", "Other"));

        lists.load(sync, HEADER + A1);

        assertThat(lists.orderDeltas(sync)).containsExactly("CREATE A1 SYNCED - → A1|Polo|2026-01-01");
    }

    @Test
    void forgetsAnOrderThatGoesBeforeTheBoardLearntOfIt() {
        lists.load(sync, HEADER + A1 + B1);

        lists.load(sync, HEADER + B1);

        assertThat(lists.orderDeltas(sync)).containsExactly("CREATE B1 NEW - → B1|Polo|2026-01-03");
        assertThat(lists.lineDeltas(sync)).containsExactly("CREATE B1/S NEW - → S|5");
    }

    @Test
    void removesAndRevivesUnderTheSameRecord() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);

        assertThat(lists.load(sync, HEADER + B1).ordersRemoved()).isEqualTo(1);
        assertThat(lists.orderDeltas(sync)).endsWith("REMOVE A1 NEW A1|Polo|2026-01-01 → -");
        lists.allSynced(sync);
        assertThat(lists.load(sync, HEADER + A1 + B1).ordersCreated()).isEqualTo(1);

        assertThat(lists.orderDeltas(sync)).endsWith("CREATE A1 NEW - → A1|Polo|2026-01-01");
        Integer uuids = database.inTenant(
                lists.tenant(),
                sql -> sql.fetchSingle(
                                "SELECT count(DISTINCT record_uuid)::int FROM ordersync.order_list_delta WHERE sync_id = ? AND source_key = 'A1'",
                                sync.id())
                        .get(0, Integer.class));
        assertThat(uuids).isEqualTo(1);
    }

    @Test
    void takesBackAnUnsentRemoval() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);
        lists.load(sync, HEADER + B1);

        lists.load(sync, HEADER + A1.replace("Polo", "Tee") + B1);

        assertThat(lists.orderDeltas(sync))
                .endsWith("UPDATE A1 NEW A1|Polo|2026-01-01 → A1|Tee|2026-01-01")
                .hasSize(3);
        assertThat(lists.lineDeltas(sync)).allMatch(delta -> delta.contains("SYNCED"));
    }

    @Test
    void retriesAFailedRowWithItsNewValue() {
        lists.load(sync, HEADER + A1);
        lists.state(sync, "FAILED");

        lists.load(sync, HEADER + A1.replace("Polo", "Tee"));

        assertThat(lists.orderDeltas(sync)).containsExactly("CREATE A1 NEW - → A1|Tee|2026-01-01");
    }

    @Test
    void holdsBackOrdersThatComeTwiceAndRemovesNeither() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);

        Loaded loaded = lists.load(sync, HEADER + A1.replace("Polo", "Tee") + B1 + A1.replace("Polo", "Hat"));

        assertThat(lists.problems(loaded)).containsExactly("2 duplicate-key A1 -=A1", "4 duplicate-key A1 -=A1");
        assertThat(loaded.unchanged()).isTrue();
    }

    @Test
    void holdsBackAnOrderWhoseTotalDisagreesAndNobodyElse() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);

        Loaded loaded = lists.load(sync, HEADER + A1.replace(",3\n", ",4\n") + B1.replace("Polo", "Tee"));

        assertThat(lists.problems(loaded)).containsExactly("2 total-mismatch A1 Total=4");
        assertThat(loaded.ordersRemoved() + loaded.linesRemoved()).isZero();
        assertThat(loaded.ordersUpdated()).isEqualTo(1);
    }

    @Test
    void refusesAListThatWouldRemoveTooMuch() {
        Sync careful = lists.sync(Lists.WIDE.replace("max_removals = 1.0", "max_removals = 0.2"));
        lists.load(careful, HEADER + A1 + A2 + B1);

        assertThatThrownBy(() -> lists.load(careful, HEADER + B1))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code()).isEqualTo(OrderSyncProblem.TOO_MANY_REMOVALS))
                .hasMessageContaining("remove 2 of 3 orders");
        assertThat(lists.orderDeltas(careful)).hasSize(3);
    }

    @Test
    void keepsWhatAnIncompleteListDoesNotMention() {
        Sync partial = lists.sync(Lists.WIDE.replace("max_removals", "complete = false\nmax_removals"));
        lists.load(partial, HEADER + A1 + B1);
        lists.allSynced(partial);

        Loaded loaded = lists.load(partial, HEADER + A1.replace(",1,2,,3", ",,2,,2"));

        assertThat(loaded.ordersRemoved()).isZero();
        assertThat(lists.lineDeltas(partial)).endsWith("REMOVE A1/S NEW S|1 → -");
    }

    @Test
    void movesAnOrderAndItsUnsentLinesToAnotherGroup() {
        lists.load(sync, HEADER + A1);
        lists.load(sync, HEADER + A1.replace("Acme", "Other"));

        List<String> groups = database.inTenant(
                lists.tenant(),
                sql -> sql.fetch(
                                "SELECT group_name FROM ordersync.order_list_delta WHERE sync_id = ?"
                                        + " UNION ALL SELECT group_name FROM ordersync.order_list_lines_delta WHERE sync_id = ?",
                                sync.id(),
                                sync.id())
                        .getValues(0, String.class));
        assertThat(groups).hasSize(3).containsOnly("Other");
    }

    @Test
    void doesNotTakeAMovedColumnForAChange() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);

        Sync remapped = lists.sync(Lists.WIDE
                .replace("name = \"{Order}\"", "name = \"{Order}\"\non_too_long = \"cut\"")
                .replace(
                        "id = \"style\"\ntype = \"text\"\nfrom = \"Style\"",
                        "id = \"style2\"\ntype = \"date\"\nfrom = \"Date2\"")
                .replace("id = \"style2\"\ntype = \"date\"\nfrom = \"Date2\"", "")
                .replace("[[items.column]]\n\n", ""));
        assertThat(remapped.itemColumns()).containsExactly("Order", "Date");
        assertThat(lists.load(remapped, HEADER + A1 + B1).unchanged()).isTrue();
    }

    @Test
    void countsAColumnMappedAnewAsAChangeOfEveryOrder() {
        lists.load(sync, HEADER + A1 + B1);
        lists.allSynced(sync);

        Sync remapped = lists.sync(Lists.WIDE.replace(
                "[lines]", "[[items.column]]\nid = \"customer\"\ntype = \"text\"\nfrom = \"Customer\"\n[lines]"));

        assertThat(lists.load(remapped, HEADER + A1 + B1).ordersUpdated()).isEqualTo(2);
        assertThat(lists.orderDeltas(remapped)).contains("UPDATE A1 NEW A1|Polo|2026-01-01| → A1|Polo|2026-01-01|Acme");
    }

    @Test
    void keepsNothingOfAListThatBreaksOff() {
        assertThatThrownBy(() -> lists.load(sync, HEADER + A1 + "B1,\"Best,Polo\n"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("quote");

        assertThat(lists.orderDeltas(sync)).isEmpty();
        List<String> states = database.inTenant(
                lists.tenant(),
                sql -> sql.fetch("SELECT state FROM ordersync.load WHERE sync_id = ?", sync.id())
                        .getValues(0, String.class));
        assertThat(states).containsExactly("REFUSED");
    }
}
