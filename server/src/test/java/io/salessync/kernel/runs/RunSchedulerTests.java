package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.EmptyDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** Runs as they go in the running program, by themselves and by the machine's clock. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
// it would take the runs that other tests left due
@ContextConfiguration(initializers = EmptyDatabase.class)
@Import(ScriptedKind.class)
@DirtiesContext
@Timeout(60)
class RunSchedulerTests {
    @Autowired
    private Runs runs;

    @Autowired
    private RunScheduler scheduler;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private Tenants tenants;

    @Autowired
    private RunLedger ledger;

    @Autowired
    private Database database;

    @Value("${salessync.data-dir}")
    private Path dataDir;

    private TenantId tenant;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.create("s-" + UUID.randomUUID(), "Scheduler").id();
        kind.forget();
    }

    @Test
    void whoAwaitsARunInACommandWorksOnItAndSeesItsProgress() {
        kind.next(run -> {
            run.progress("records", 1, 0, 2L, "half");
            run.checkpoint();
            return RunOutcome.succeeded("done");
        });
        List<RunState> seen = new ArrayList<>();
        RunId id = runs.queue(kind.request(tenant));
        Run ended = runs.await(tenant, id, run -> seen.add(run.state()));
        assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(ended.done()).isEqualTo(1);
        assertThat(seen.getFirst()).isIn(RunState.QUEUED, RunState.RUNNING);
        assertThat(seen.getLast()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aNodeThatStopsHandsItsRunBackAndItGoesOnAtOnceElsewhere() throws Exception {
        scheduler.ensureStarted();
        CountDownLatch begun = new CountDownLatch(1);
        kind.next(run -> {
            begun.countDown();
            while (true) {
                run.checkpoint();
            }
        });
        kind.next(run -> RunOutcome.succeeded("elsewhere"));
        RunId id = runs.queue(kind.request(tenant));
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        scheduler.stop();
        assertThat(runs.find(tenant, id).orElseThrow().state()).isEqualTo(RunState.QUEUED);

        scheduler.start();
        assertThat(runs.await(tenant, id, run -> {}).message()).isEqualTo("elsewhere");
    }

    @Test
    void theRunOfAKilledNodeOnTheSameFolderGoesOnWithinSeconds() throws Exception {
        scheduler.stop();
        RunId id = runs.queue(kind.request(tenant));
        String wake = tenant + "/" + id + "/1";
        assertThat(ledger.take(RunWakes.Wake.parse(wake), "9@host-killed")).isInstanceOf(RunLedger.Look.Taken.class);
        int picked = database.outsideTenants(sql -> sql.execute(
                "UPDATE scheduler.scheduled_tasks SET picked = true, picked_by = '9@host-killed', last_heartbeat = now()"
                        + " WHERE task_instance = ?",
                wake));
        assertThat(picked).isEqualTo(1);
        Files.createFile(dataDir.resolve("nodes").resolve("9@host-killed.lock"));
        kind.next(run -> RunOutcome.succeeded("went on"));

        Run ended = assertTimeout(Duration.ofSeconds(15), () -> runs.await(tenant, id, run -> {}));
        assertThat(ended.message()).isEqualTo("went on");
    }
}
