package io.salessync.flows.engine;

import static io.salessync.flows.engine.EngineKit.flow;
import static io.salessync.flows.engine.EngineKit.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.engine.EngineKit.Lines;
import io.salessync.flows.engine.EngineKit.Shelf;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.schedule.FlowStarter;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.runs.RunsEnded;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.logs.RecordLog.Line;
import io.salessync.records.Collections;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Short runs are done many in one transaction, and each is as durable and as well told of as on its own. */
@ProgramTest
@Import({EngineKit.class, ShortRunTests.Trouble.class})
@TestPropertySource(properties = "salessync.runs.together=20")
class ShortRunTests {
    private static final FlowDefinition TWICE = flow(
            List.of(
                    node("read", "payload", "{'key':'id'}"),
                    node("make", "transform", "{'set':[{'field':'twice','value':'100 / record.n'}]}")),
            "read -> make");

    @Autowired
    private Shelf shelf;

    @Autowired
    private Lines lines;

    @Autowired
    private Trouble trouble;

    @Autowired
    private FlowStarts starts;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private Database database;

    @Autowired
    private Collections collections;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;

    /** Breaks the transaction that ends runs together. */
    @TestComponent
    static class Trouble {
        private boolean on;

        @EventListener
        void ended(RunsEnded ended) {
            if (on) {
                throw new IllegalStateException("somebody who hears of it fails");
            }
        }
    }

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        EngineKit.NOW = clock::instant;
        trouble.on = false;
    }

    private static ObjectNode payload(String id, long n) {
        return JsonNodeFactory.instance.objectNode().put("id", id).put("n", n);
    }

    private List<RunId> start(UUID flow, @Nullable UUID person, ObjectNode... payloads) {
        List<FlowStarter.Start> wanted = new ArrayList<>();
        for (ObjectNode payload : payloads) {
            wanted.add(new FlowStarter.Start(flow, "manual", null, null, null, payload, person));
        }
        return database.inTenant(tenant, sql -> starts.startAll(sql, tenant, wanted));
    }

    private Run run(RunId id) {
        return runs.find(tenant, id).orElseThrow();
    }

    private String slot(RunId id) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT coalesce(slot, '') || ' ' || fence FROM kernel.run WHERE run_id = ?",
                                id.value())
                        .get(0, String.class));
    }

    @Test
    void manyAreOverWithOneCommit() {
        UUID flow = shelf.publish(TWICE);
        List<RunId> ids = start(flow, null, payload("a", 1), payload("b", 2), payload("c", 4));

        assertThat(ids).allSatisfy(id -> assertThat(slot(id)).isEqualTo("SHORT 0"));
        assertThat(stepper.runShort(tenant)).isEqualTo(3);
        assertThat(ids).allSatisfy(id -> {
            Run run = run(id);
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.message()).isEqualTo("1 read, 1 done");
            assertThat(run.done()).isEqualTo(1);
            assertThat(run.finishedAt()).isNotNull();
            assertThat(run.steps()).extracting(Run.Step::name, Run.Step::state).hasSize(1);
            assertThat(slot(id)).isEqualTo(" 1");
        });
        assertThat(lines.of(ids.get(2).value()))
                .extracting(Line::recordKey, Line::output)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("c", "{\"id\":\"c\",\"n\":4,\"twice\":25}"));
        List<String> counts = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT node, records_in, ended FROM flows.node_count ORDER BY run_id, node")
                        .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2)));
        assertThat(counts).containsOnly("read 1 0", "make 1 1").hasSize(6);
        assertThat(stepper.runShort(tenant)).isZero();
    }

    @Test
    void oneThatFailsDoesNotTouchTheOthers() {
        UUID flow = shelf.publish(TWICE);
        List<RunId> ids = start(flow, null, payload("a", 1), payload("b", 0), payload("c", 2));

        stepper.runShort(tenant);

        assertThat(ids)
                .extracting(id -> run(id).state())
                .containsExactly(RunState.SUCCEEDED, RunState.PARTLY_FAILED, RunState.SUCCEEDED);
        assertThat(run(ids.get(1)).failed()).isEqualTo(1);
        assertThat(run(ids.get(1)).message()).contains("1 failed");
    }

    @Test
    void whatIsMoreThanAPageGoesTheUsualWay() {
        UUID flow = shelf.publish(flow(
                List.of(
                        node("read", "payload", "{'list':'all','key':'id'}"),
                        node("keep", "filter", "{'when':'record.n > 0'}")),
                "read -> keep"));
        ObjectNode many = JsonNodeFactory.instance.objectNode();
        ArrayNode all = many.putArray("all");
        for (int n = 0; n < 1_500; n++) {
            all.add(payload("r" + n, n));
        }
        RunId id = start(flow, null, many).getFirst();

        stepper.runShort(tenant);
        assertThat(run(id).state()).isEqualTo(RunState.QUEUED);
        assertThat(slot(id)).isEqualTo("GIVEN 0");

        stepper.runDue(tenant);
        assertThat(run(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run(id).message()).isEqualTo("1,500 read, 1 dropped, 1,499 done");
        assertThat(lines.of(id.value())).hasSize(1_500);
    }

    @Test
    void aFlowThatCallsOutIsNoShortOne() {
        UUID flow = shelf.publish(
                flow(List.of(node("read", "payload", "{}"), node("send", "test.send", "{}")), "read -> send"));

        assertThat(slot(start(flow, null, payload("a", 1)).getFirst())).startsWith("GIVEN");
    }

    @Test
    void aCancelledOneIsNotDone() {
        UUID flow = shelf.publish(TWICE);
        RunId id = start(flow, null, payload("a", 1)).getFirst();
        runs.cancel(tenant, id);

        assertThat(stepper.runShort(tenant)).isZero();
        assertThat(run(id).state()).isEqualTo(RunState.CANCELLED);
        assertThat(lines.of(id.value())).isEmpty();
    }

    @Test
    void aPausedOneGoesOnWhenResumed() {
        UUID flow = shelf.publish(TWICE);
        RunId id = start(flow, null, payload("a", 1)).getFirst();
        runs.pause(tenant, id);
        stepper.runShort(tenant);
        assertThat(run(id).state()).isEqualTo(RunState.PAUSED);

        runs.resume(tenant, id);
        stepper.runDue(tenant);
        assertThat(run(id).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(lines.of(id.value())).hasSize(1);
    }

    @Test
    void aTransactionThatBreaksLeavesNothingAndEachIsDoneOnItsOwn() {
        UUID flow = shelf.publish(TWICE);
        List<RunId> ids = start(flow, null, payload("a", 1), payload("b", 2));
        trouble.on = true;

        stepper.runShort(tenant);
        assertThat(ids).allSatisfy(id -> {
            assertThat(run(id).state()).isEqualTo(RunState.QUEUED);
            assertThat(lines.of(id.value())).isEmpty();
        });
        stepper.runDue(tenant);

        assertThat(ids).allSatisfy(id -> {
            assertThat(run(id).state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(lines.of(id.value())).hasSize(1);
        });
    }

    @Test
    void peopleTakeTurns() {
        UUID flow = shelf.publish(TWICE);
        ObjectNode[] flood = new ObjectNode[40];
        for (int n = 0; n < flood.length; n++) {
            flood[n] = payload("f" + n, n + 1);
        }
        List<RunId> many = start(flow, UUID.randomUUID(), flood);
        List<RunId> few = start(flow, UUID.randomUUID(), payload("a", 1), payload("b", 2));

        stepper.runShort(tenant);

        assertThat(few).allSatisfy(id -> assertThat(run(id).state()).isEqualTo(RunState.SUCCEEDED));
        assertThat(many).filteredOn(id -> run(id).state() == RunState.SUCCEEDED).hasSize(10);
        assertThat(run(many.getLast()).waitsFor()).contains("short runs");
        assertThat(run(many.getLast()).place()).isEqualTo(30);
    }

    @Test
    void ourOwnDataAreWrittenWithTheRuns() {
        UUID flow = shelf.publish(flow(
                List.of(
                        node("read", "payload", "{'key':'id'}"),
                        node("store", "records.upsert", "{'collection':'people','key':'id'}")),
                "read -> store"));
        List<RunId> ids = start(flow, null, payload("a", 1), payload("", 2), payload("a", 3));

        stepper.runShort(tenant);

        assertThat(ids)
                .extracting(id -> run(id).state())
                .containsExactly(RunState.SUCCEEDED, RunState.PARTLY_FAILED, RunState.SUCCEEDED);
        Collections.Row stored = database.inTenant(
                tenant,
                sql -> collections.find(sql, tenant, "people", List.of("a")).getFirst());
        assertThat(stored.values()).containsEntry("n", 3L);
    }
}
