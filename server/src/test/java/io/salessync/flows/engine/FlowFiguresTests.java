package io.salessync.flows.engine;

import static io.salessync.flows.engine.EngineKit.flow;
import static io.salessync.flows.engine.EngineKit.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.salessync.alerts.RunFigures;
import io.salessync.alerts.RunFigures.Wanted;
import io.salessync.flows.engine.EngineKit.Bringing;
import io.salessync.flows.engine.EngineKit.Shelf;
import io.salessync.flows.schedule.FlowStarter;
import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.logs.RecordFigures;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.node.JsonNodeFactory;

/** Numbers of runs of flows that rules compare, and what a run says of itself. */
@ProgramTest
@Import(EngineKit.class)
class FlowFiguresTests {
    @Autowired
    private Shelf shelf;

    @Autowired
    private Bringing bringing;

    @Autowired
    private FlowFigures figures;

    @Autowired
    private RecordFigures records;

    @Autowired
    private FlowStarts starts;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    private RunId executed(TenantId tenant, UUID flow) {
        EngineKit.NOW = clock::instant;
        RunId run = database.inTenant(
                tenant,
                sql -> starts.start(
                        sql,
                        tenant,
                        new FlowStarter.Start(
                                flow, "manual", null, null, null, JsonNodeFactory.instance.objectNode(), null)));
        stepper.runDue(tenant);
        return run;
    }

    @Test
    void theShareOfDuplicatesIsThatOfTheNodesWhichLetEachKeyPassOnce() {
        TenantId tenant = tenants.fresh().id();
        String list = bringing.lay(10, number -> Map.of("key", "r" + number, "mail", "m" + number % 4));
        UUID flow = shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("once", "dedupe", "{'by':['mail']}")),
                "read -> once"));
        RunId run = executed(tenant, flow);
        RunEnded ended = new RunEnded(tenant, run, FlowInput.KIND, flow, RunState.SUCCEEDED, 10, 0, null);
        List<RunFigures.Figure> found = database.inTenant(
                tenant,
                sql -> figures.of(sql, ended, Set.of(new Wanted("duplicate-share", null), new Wanted("volume", null))));
        assertThat(found).singleElement().satisfies(figure -> {
            assertThat(figure.metric()).isEqualTo("duplicate-share");
            assertThat(figure.value()).isCloseTo(0.6, within(1e-9));
        });
    }

    @Test
    void recordsOfARunWithoutAValueInAFieldAreAShareOfAllThatCame() {
        TenantId tenant = tenants.fresh().id();
        UUID run = UUID.randomUUID();
        String[] inputs = {"{\"mail\":\"a@b.example\"}", "{\"mail\":null}", "{\"mail\":\" \"}", "{}", "{\"mail\":7}"};
        database.runInTenant(tenant, sql -> {
            for (int line = 0; line < inputs.length; line++) {
                sql.execute(
                        "INSERT INTO logs.record_log (tenant_id, at, run_id, node, record_key, outcome, attempt, micros, trail, input, kind)"
                                + " VALUES (?, ?::timestamptz, ?, 'end', 'K', 'DONE', 1, 1, '[]', ?::json, 1)",
                        tenant.value(),
                        clock.instant().toString(),
                        run,
                        inputs[line]);
            }
        });
        OptionalDouble share = database.inTenant(tenant, sql -> records.emptyShare(sql, tenant, run, "mail"));
        assertThat(share).hasValue(0.6);
        OptionalDouble ofNone =
                database.inTenant(tenant, sql -> records.emptyShare(sql, tenant, UUID.randomUUID(), "mail"));
        assertThat(ofNone).isEmpty();
    }

    @Test
    void recordsThatRaiseAnAlertAreNotCountedAsWritten() {
        TenantId tenant = tenants.fresh().id();
        String list = bringing.lay(3, number -> Map.of("key", "r" + number));
        UUID flow = shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("tell", "alert", "{'title':'Look at {key}'}")),
                "read -> tell"));
        assertThat(runs.find(tenant, executed(tenant, flow)).orElseThrow().message())
                .isEqualTo("3 read, 3 alerted");
    }
}
