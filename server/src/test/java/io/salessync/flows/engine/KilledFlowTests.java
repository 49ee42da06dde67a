package io.salessync.flows.engine;

import static io.salessync.flows.engine.EngineKit.flow;
import static io.salessync.flows.engine.EngineKit.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.engine.EngineKit.Bringing;
import io.salessync.flows.engine.EngineKit.Lines;
import io.salessync.flows.engine.EngineKit.Sending;
import io.salessync.flows.engine.EngineKit.Shelf;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.kernel.runs.HandRun;
import io.salessync.kernel.runs.RunInterrupted;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.logs.RecordLog.Outcome;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.node.JsonNodeFactory;

/** Every transaction of a run in turn is the one that never commits, as when the program is killed there. */
@ProgramTest
@Import(EngineKit.class)
class KilledFlowTests {
    @Autowired
    private Shelf shelf;

    @Autowired
    private Lines lines;

    @Autowired
    private Bringing bringing;

    @Autowired
    private Sending sending;

    @Autowired
    private FlowRun kind;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    @BeforeEach
    void time() {
        EngineKit.NOW = clock::instant;
    }

    private static Map<String, Object> record(int number) {
        return new TreeMap<>(Map.of("key", "r" + number, "mail", "m" + number % 8));
    }

    /** Executes until it is over; time moves to the end of each wait. */
    private RunOutcome execute(HandRun run) {
        for (int execution = 0; execution < 100; execution++) {
            try {
                return kind.execute(run);
            } catch (RunInterrupted putOff) {
                Instant until = run.sleepsUntil();
                if (until != null && until.isAfter(clock.instant())) {
                    clock.set(until);
                }
            }
        }
        throw new AssertionError("It never came to its end: " + run.lines());
    }

    private boolean isKilled(HandRun run) {
        try {
            execute(run);
            return false;
        } catch (HandRun.Killed killed) {
            return true;
        }
    }

    private HandRun run(TenantId tenant, FlowDefinition definition) {
        UUID flow = shelf.publish(definition);
        return new HandRun(
                database,
                tenant,
                new FlowInput(
                                flow,
                                1,
                                "manual",
                                null,
                                null,
                                null,
                                JsonNodeFactory.instance.objectNode(),
                                null,
                                null,
                                null)
                        .json());
    }

    @Test
    void ofOurDataEachRecordIsThereExactlyOnceWhereverItIsKilled() {
        int steps = 0;
        boolean killed = true;
        while (killed) {
            TenantId tenant = tenants.fresh().id();
            String list = bringing.lay(20, KilledFlowTests::record);
            HandRun run = run(
                    tenant,
                    flow(
                            List.of(
                                    node("read", "test.bring", "{'list':'" + list + "','page':6}"),
                                    node("once", "dedupe", "{'by':['mail']}"),
                                    node("hold", "test.hold", "{}"),
                                    node("store", "test.store", "{}")),
                            "read -> once",
                            "once -> hold",
                            "hold -> store"));
            run.killedAfter(steps);
            killed = isKilled(run);
            run.killedAfter(Integer.MAX_VALUE);
            RunOutcome outcome = execute(run);

            assertThat(outcome.message()).as("after " + steps).isEqualTo("20 read, 8 written, 12 dropped");
            assertThat(EngineKit.stored(database, tenant))
                    .as("after " + steps)
                    .hasSize(8)
                    .doesNotContainValue(2);
            Map<Outcome, Integer> outcomes = new TreeMap<>();
            lines.of(run.id().value()).forEach(line -> outcomes.merge(line.outcome(), 1, Integer::sum));
            assertThat(outcomes)
                    .as("after " + steps)
                    .isEqualTo(Map.of(Outcome.DONE, 8, Outcome.DROPPED, 12, Outcome.WAITING, 8));
            steps++;
        }
        assertThat(steps).isGreaterThan(6);
    }

    @Test
    void anEffectHappensAtMostOnceWhereverItIsKilledAndWhatIsUnknownIsToldSo() {
        int steps = 0;
        int unknowns = 0;
        boolean killed = true;
        while (killed) {
            TenantId tenant = tenants.fresh().id();
            String list = bringing.lay(6, KilledFlowTests::record);
            String to = UUID.randomUUID().toString();
            sending.answers(to, new Node.Sent.Done(List.of(), "ok"), new Node.Sent.Later(null, "busy", "503"));
            HandRun run = run(
                    tenant,
                    flow(
                            List.of(
                                    node("read", "test.bring", "{'list':'" + list + "','page':4}"),
                                    node("post", "test.send", "{'to':'" + to + "','batch':2}"),
                                    node("store", "test.store", "{}")),
                            "read -> post",
                            "post -> store"));
            run.killedAfter(steps);
            killed = isKilled(run);
            run.killedAfter(Integer.MAX_VALUE);
            RunOutcome outcome = execute(run);

            Set<String> unknown = new HashSet<>();
            lines.of(run.id().value()).stream()
                    .filter(line -> line.outcome() == Outcome.FAILED)
                    .forEach(line -> {
                        assertThat(line.errorClass()).isEqualTo("unknown");
                        unknown.add(line.recordKey());
                    });
            unknowns += unknown.size();
            Map<String, Integer> calls = new TreeMap<>();
            sending.to(to).forEach(request -> calls.merge(request, 1, Integer::sum));
            // the one that was told to come later is sent twice, once its first attempt is known to have come to
            // nothing
            calls.forEach((request, times) -> assertThat(times)
                    .as("after %d: %s of %s", unknown.size(), request, sending.to(to))
                    .isLessThanOrEqualTo(request.equals("r3,r4") ? 2 : 1));
            Map<String, Integer> stored = EngineKit.stored(database, tenant);
            assertThat(stored).doesNotContainValue(2).hasSize(6 - unknown.size());
            assertThat(unknown).allSatisfy(key -> assertThat(stored).doesNotContainKey(key));
            assertThat(outcome.state()).isEqualTo(unknown.isEmpty() ? RunState.SUCCEEDED : RunState.PARTLY_FAILED);
            steps++;
        }
        assertThat(steps).isGreaterThan(6);
        assertThat(unknowns).as("some kills came between a call and its answer").isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6})
    void gatheredRecordsGoOutInOneCallWhereverItIsKilled(int page) {
        int steps = 0;
        boolean killed = true;
        while (killed) {
            TenantId tenant = tenants.fresh().id();
            String list = bringing.lay(6, KilledFlowTests::record);
            String to = UUID.randomUUID().toString();
            HandRun run = run(
                    tenant,
                    flow(
                            List.of(
                                    node("read", "test.bring", "{'list':'" + list + "','page':" + page + "}"),
                                    node("post", "test.send", "{'to':'" + to + "','batch':0}"),
                                    node("store", "test.store", "{}")),
                            "read -> post",
                            "post -> store"));
            run.killedAfter(steps);
            killed = isKilled(run);
            run.killedAfter(Integer.MAX_VALUE);
            RunOutcome outcome = execute(run);

            if (outcome.state() == RunState.SUCCEEDED) {
                assertThat(sending.to(to)).as("after " + steps).containsExactly("r1,r2,r3,r4,r5,r6");
                assertThat(EngineKit.stored(database, tenant)).hasSize(6);
            } else {
                assertThat(sending.to(to)).as("after " + steps).hasSizeLessThan(2);
                assertThat(outcome.message()).isEqualTo("6 read, 6 failed");
                assertThat(EngineKit.stored(database, tenant)).isEmpty();
            }
            steps++;
        }
        // where all come in one page, that is parked and its call written at once
        assertThat(steps).isGreaterThan(page == 2 ? 6 : 2);
    }

    @Test
    void killedWhileItWaitsForARetryItGoesOnWithTheAttemptsItHad() {
        TenantId tenant = tenants.fresh().id();
        String list = bringing.lay(1, KilledFlowTests::record);
        String to = UUID.randomUUID().toString();
        sending.answers(
                to,
                new Node.Sent.Later(null, "busy", "503"),
                new Node.Sent.Later(null, "busy", "503"),
                new Node.Sent.Later(null, "busy", "503"));
        NodeSpec.Retry retry = new NodeSpec.Retry(2, java.time.Duration.ofMinutes(1), 2, java.time.Duration.ofHours(1));
        HandRun run = run(
                tenant,
                flow(
                        List.of(
                                node("read", "test.bring", "{'list':'" + list + "'}"),
                                node("post", "test.send", "{'to':'" + to + "'}", retry)),
                        "read -> post"));

        RunOutcome outcome = execute(run);

        assertThat(sending.to(to)).containsExactly("r1", "r1", "r1");
        assertThat(outcome.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(lines.of(run.id().value()).getLast().attempt()).isEqualTo(3);
    }
}
