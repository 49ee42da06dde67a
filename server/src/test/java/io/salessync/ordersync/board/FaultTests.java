package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.List;
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
class FaultTests {
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
    private Retrying retrying;

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

    /** Each fault with enough hits to meet every kind of call of a small sync. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"429_minute\",\"every\":3,\"times\":3,\"seconds\":1}",
                "{\"kind\":\"429_complexity\",\"every\":3,\"times\":3,\"seconds\":1}",
                "{\"kind\":\"429_daily\",\"after\":4,\"times\":1,\"seconds\":90}",
                "{\"kind\":\"423\",\"every\":3,\"times\":2}",
                "{\"kind\":\"conflict_409\",\"every\":4,\"times\":2}",
                "{\"kind\":\"500_before\",\"every\":3,\"times\":3}",
                "{\"kind\":\"500_after\",\"every\":3,\"times\":3}",
                "{\"kind\":\"500_after\",\"every\":2,\"times\":3,\"cached\":false}",
                "{\"kind\":\"500_partial\",\"every\":2,\"times\":3}",
                "{\"kind\":\"lost_request\",\"every\":3,\"times\":3}",
                "{\"kind\":\"lost_answer\",\"every\":3,\"times\":3}",
                "{\"kind\":\"lost_answer\",\"every\":2,\"times\":3,\"cached\":false}",
                "{\"kind\":\"html_502\",\"every\":3,\"times\":2,\"effect\":true}",
                "{\"kind\":\"null_data\",\"every\":2,\"times\":2}",
                "{\"kind\":\"slow_body\",\"every\":3,\"times\":2,\"seconds\":1}",
                "{\"kind\":\"idempotency_evicted\",\"every\":2}"
            })
    void theBoardEndsEqualToTheSource(String fault) {
        list.load(orders(8));
        sandbox.faults(fault);

        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).as(outcome.message() + " " + list.reasons()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).isEqualTo(expected(8));
        assertThat(list.duplicates()).isZero();
    }

    /** Rows that a vendor refuses one by one fail alone, with the batch around them done. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kind\":\"partial\",\"every\":2,\"times\":3}",
                "{\"kind\":\"label_missing\",\"every\":2,\"times\":2}"
            })
    void refusedRowsFailAloneAndGoOutWhenTheyAreRetried(String fault) {
        list.load(orders(8));
        sandbox.faults(fault);
        list.execute(sync);
        sandbox.faults();

        retrying.retry(list.tenant(), list.sync().id(), new Choice(null, null, null, true, false));
        RunOutcome outcome = list.execute(sync);

        assertThat(outcome.state()).as(outcome.message() + " " + list.reasons()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).isEqualTo(expected(8));
        assertThat(list.duplicates()).isZero();
    }

    @Test
    void theBoardEndsEqualToTheSourceWithAllFaultsMixed() {
        list.load(orders(25));
        List<String> faults = new ArrayList<>();
        for (String kind : List.of(
                "lost_answer",
                "500_after",
                "500_partial",
                "500_before",
                "lost_request",
                "423",
                "429_minute",
                "null_data",
                "idempotency_evicted")) {
            faults.add("{\"kind\":\"" + kind + "\",\"probability\":0.06,\"seconds\":1}");
        }
        sandbox.faults(faults.toArray(String[]::new));
        RunOutcome outcome = list.execute(sync);
        sandbox.faults();
        for (int again = 0; again < 3 && outcome.state() != RunState.SUCCEEDED; again++) {
            retrying.retry(list.tenant(), list.sync().id(), new Choice(null, null, null, true, false));
            outcome = list.execute(sync);
        }

        assertThat(outcome.state()).as(outcome.message() + " " + list.reasons()).isEqualTo(RunState.SUCCEEDED);
        assertThat(list.board()).isEqualTo(expected(25));
        assertThat(list.duplicates()).isZero();
    }

    private static String orders(int count) {
        StringBuilder text = new StringBuilder(BoardKit.HEADER);
        for (int n = 1; n <= count; n++) {
            text.append("O%03d,Customer %d,Style %d,,1,%d,,,%d\n".formatted(n, n % 3, n, n, n + 1));
        }
        return text.toString();
    }

    private static List<String> expected(int count) {
        List<String> rows = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            rows.add("Customer %d: O%03d [Style %d||Synced] M=%d S=1".formatted(n % 3, n, n, n));
        }
        rows.sort(null);
        return rows;
    }
}
