package io.salessync.ordersync.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class LongShapeTests {
    private static final String HEADER = "Order,Customer,Date,Sku,Qty\n";

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
    void gathersTheRowsOfAnOrderWhereverTheyAre() {
        Sync sync = lists.sync(Lists.LONG);

        Loaded loaded =
                lists.load(sync, HEADER + "A,Acme,2026-01-01,X,1\nB,Best,2026-01-02,X,2\nA,Acme,2026-01-01,Y,3\n");

        assertThat(loaded.ordersCreated()).isEqualTo(2);
        assertThat(lists.lineDeltas(sync))
                .containsExactlyInAnyOrder(
                        "CREATE A/X NEW - → X|1", "CREATE A/Y NEW - → Y|3", "CREATE B/X NEW - → X|2");
    }

    @Test
    void holdsBackLinesThatComeTwiceAndKeepsTheOrder() {
        Sync sync = lists.sync(Lists.LONG);
        lists.load(sync, HEADER + "A,Acme,2026-01-01,X,1\nA,Acme,2026-01-01,Y,1\n");
        lists.allSynced(sync);

        Loaded loaded =
                lists.load(sync, HEADER + "A,Acme,2026-01-01,X,5\nA,Acme,2026-01-01,Y,2\nA,Acme,2026-01-01,X,6\n");

        assertThat(lists.problems(loaded)).containsExactly("2 duplicate-key A -=X", "4 duplicate-key A -=X");
        assertThat(loaded.linesUpdated()).isEqualTo(1);
        assertThat(loaded.linesRemoved()).isZero();
    }

    @Test
    void numbersLinesThatComeTwiceWhereTheMappingSaysSo() {
        Sync sync = lists.sync(Lists.LONG.replace("quarantine", "number"));
        String list = HEADER + "A,Acme,2026-01-01,X,5\nA,Acme,2026-01-01,X,6\n";

        lists.load(sync, list);

        assertThat(lists.lineDeltas(sync)).containsExactly("CREATE A/X NEW - → X|5", "CREATE A/X #2 NEW - → X|6");
        assertThat(lists.load(sync, list).unchanged()).isTrue();
    }

    @Test
    void holdsBackAnOrderWhoseRowsContradictEachOther() {
        Sync sync = lists.sync(Lists.LONG);

        Loaded loaded =
                lists.load(sync, HEADER + "A,Acme,2026-01-01,X,5\nA,Acme,2026-01-09,Y,6\nB,Best,2026-01-01,X,1\n");

        assertThat(lists.problems(loaded)).containsExactly("2 header-conflict A -=A", "3 header-conflict A -=A");
        assertThat(loaded.ordersCreated()).isEqualTo(1);
        assertThat(loaded.linesCreated()).isEqualTo(1);
    }

    @Test
    void letsTheFirstRowDecideWhereTheMappingSaysSo() {
        Sync sync = lists.sync(Lists.LONG.replace("repeat =", "header = \"first\"\nrepeat ="));

        lists.load(sync, HEADER + "A,Acme,2026-01-01,X,5\nA,Acme,2026-01-09,Y,6\n");

        assertThat(lists.orderDeltas(sync)).containsExactly("CREATE A NEW - → A|2026-01-01");
        assertThat(lists.lineDeltas(sync)).hasSize(2);
    }

    @Test
    void namesRowsThatCannotBeReadAndRemovesNothingOfTheirOrders() {
        Sync sync = lists.sync(Lists.LONG);
        lists.load(sync, HEADER + "A,Acme,2026-01-01,X,1\nA,Acme,2026-01-01,Y,1\nB,Best,2026-01-01,X,1\n");
        lists.allSynced(sync);

        Loaded loaded = lists.load(sync, HEADER + """
                A,Acme,2026-01-01,X,two
                A,Acme,2026-01-01,Z,1
                B,Best,2026-02-30,X,1
                ,Best,2026-01-01,X,1
                B,Best,2026-01-01,,1
                B,Best
                """);

        assertThat(lists.problems(loaded))
                .containsExactly(
                        "2 number-unreadable A Qty=two",
                        "4 date-unreadable B Date=2026-02-30",
                        "5 order-key-missing - 'Order'=-",
                        "6 line-key-missing B 'Sku'=-",
                        "7 ragged-row B -=-");
        assertThat(loaded.linesCreated()).isEqualTo(1);
        assertThat(loaded.ordersRemoved() + loaded.linesRemoved()).isZero();
    }
}
