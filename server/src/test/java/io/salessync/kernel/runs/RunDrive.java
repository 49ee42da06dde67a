package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.EmptyDatabase;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

/** How many small runs of two committed steps a node does in a second; measured by hand: {@code ./mvnw -pl server test -Dtest=RunDrive}. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE)
@ContextConfiguration(initializers = RunDrive.AsShipped.class)
@Import(ScriptedKind.class)
@DirtiesContext
class RunDrive {
    @Autowired
    private Runs runs;

    @Autowired
    private RunScheduler scheduler;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private Tenants tenants;

    @Autowired
    private Database database;

    static final class AsShipped implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            new EmptyDatabase().initialize(context);
            TestPropertyValues.of("salessync.connections=24").applyTo(context);
        }
    }

    @Test
    void runsASecond() throws Exception {
        kind.always(run -> {
            for (int step = 0; step < 2; step++) {
                run.inTransaction(sql -> sql.fetchOne("SELECT 1"));
            }
            return RunOutcome.succeeded("done");
        });
        List<TenantId> all = IntStream.range(0, 3)
                .mapToObj(n -> tenants.create("d-" + UUID.randomUUID(), "Drive").id())
                .toList();
        scheduler.ensureStarted();
        for (int round = 0; round < 4; round++) {
            int count = round == 0 ? 1_000 : 2_000;
            int many = round % 2 == 0 ? 1 : 3;
            long began = System.nanoTime();
            try (ExecutorService askers = Executors.newFixedThreadPool(3)) {
                for (int asker = 0; asker < 3; asker++) {
                    TenantId tenant = all.get(asker % many);
                    askers.submit(() -> IntStream.range(0, count / 3).forEach(n -> runs.queue(kind.request(tenant))));
                }
                askers.shutdown();
                askers.awaitTermination(5, TimeUnit.MINUTES);
            }
            double queued = (System.nanoTime() - began) / 1e9;
            while (database.outsideTenants(
                                    sql -> sql.fetchOne("SELECT coalesce(sum(runs), 0) FROM kernel.count_runs()"))
                            .get(0, Long.class)
                    > 0) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            LoggerFactory.getLogger(RunDrive.class)
                    .info(
                            "{} runs of {} tenants: queued after {} s, done after {} s: {} runs/s",
                            count / 3 * 3,
                            many,
                            queued,
                            seconds,
                            Math.round(count / 3 * 3 / seconds));
        }
        database.outsideTenants(sql -> sql.fetch("SELECT 1"));
    }
}
