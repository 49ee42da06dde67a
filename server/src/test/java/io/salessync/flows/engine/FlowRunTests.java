package io.salessync.flows.engine;

import static io.salessync.flows.engine.EngineKit.flow;
import static io.salessync.flows.engine.EngineKit.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.engine.EngineKit.Bringing;
import io.salessync.flows.engine.EngineKit.Lines;
import io.salessync.flows.engine.EngineKit.Sending;
import io.salessync.flows.engine.EngineKit.Shelf;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowSettings;
import io.salessync.flows.schedule.FlowStarter;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.logs.RecordLog.Line;
import io.salessync.logs.RecordLog.Outcome;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.node.JsonNodeFactory;

@ProgramTest
@Import(EngineKit.class)
class FlowRunTests {
    @Autowired
    private Shelf shelf;

    @Autowired
    private Lines lines;

    @Autowired
    private Bringing bringing;

    @Autowired
    private Sending sending;

    @Autowired
    private FlowStarts starts;

    @Autowired
    private Gates gates;

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

    private TenantId tenant;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        EngineKit.NOW = clock::instant;
    }

    private static Map<String, Object> record(int number) {
        return new TreeMap<>(Map.of("key", "r" + number, "n", (long) number));
    }

    private RunId start(UUID flow) {
        return database.inTenant(
                tenant,
                sql -> starts.start(
                        sql,
                        tenant,
                        new FlowStarter.Start(
                                flow, "manual", null, null, null, JsonNodeFactory.instance.objectNode(), null)));
    }

    private Run executed(UUID flow) {
        return executed(start(flow));
    }

    private Run executed(RunId id) {
        stepper.runDue(tenant);
        return run(id);
    }

    private Run run(RunId id) {
        return runs.find(tenant, id).orElseThrow();
    }

    private Run published(FlowDefinition definition) {
        return executed(shelf.publish(definition));
    }

    /** {@code in/out by port/ended/dropped/failed/waiting} of a node. */
    private String counts(RunId run, String node) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT records_in || ' ' || records_out || ' ' || ended || ' ' || dropped || ' ' || failed || ' ' || waiting"
                                        + " FROM flows.node_count WHERE run_id = ? AND node = ?",
                                run.value(),
                                node)
                        .get(0, String.class));
    }

    private long rows(String table, RunId run) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT count(*) FROM " + table + " WHERE run_id = ?", run.value())
                        .get(0, Long.class));
    }

    private Map<Outcome, Integer> outcomes(RunId run) {
        Map<Outcome, Integer> counts = new TreeMap<>();
        lines.of(run.value()).forEach(line -> counts.merge(line.outcome(), 1, Integer::sum));
        return counts;
    }

    @Test
    void countsAreExactThroughADiamond() {
        String list = bringing.lay(250, FlowRunTests::record);
        Run run = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "','page':100}"),
                        node("split", "branch", "{'cases':[{'port':'even','when':'record.n % 2 == 0'}]}"),
                        node("left", "transform", "{'set':[{'field':'side','value':'`even`'}]}"),
                        node("right", "filter", "{'when':'record.n > 100'}"),
                        node("store", "test.store", "{}")),
                "read -> split",
                "split.even -> left",
                "split.otherwise -> right",
                "left -> store",
                "right -> store"));

        assertThat(run.state()).as(run.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(run.message()).isEqualTo("250 read, 200 written, 50 dropped");
        assertThat(counts(run.id(), "read")).isEqualTo("250 {\"out\": 250} 0 0 0 0");
        assertThat(counts(run.id(), "split")).isEqualTo("250 {\"even\": 125, \"otherwise\": 125} 0 0 0 0");
        assertThat(counts(run.id(), "left")).isEqualTo("125 {\"out\": 125} 0 0 0 0");
        assertThat(counts(run.id(), "right")).isEqualTo("125 {\"out\": 75} 0 50 0 0");
        assertThat(counts(run.id(), "store")).isEqualTo("200 {\"out\": 200} 200 0 0 0");
        assertThat(EngineKit.stored(database, tenant))
                .hasSize(200)
                .containsValue(1)
                .doesNotContainValue(2);
        assertThat(outcomes(run.id())).isEqualTo(Map.of(Outcome.DONE, 200, Outcome.DROPPED, 50));
        assertThat(run.done()).isEqualTo(250);
        assertThat(run.total()).isEqualTo(250);
    }

    @Test
    void aCopiedRecordThatComesTogetherAgainIsCountedTwice() {
        String list = bringing.lay(10, FlowRunTests::record);
        Run run = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("a", "filter", "{'when':'true'}"),
                        node("b", "filter", "{'when':'true'}"),
                        node("store", "test.store", "{}")),
                "read -> a",
                "read -> b",
                "a -> store",
                "b -> store"));

        assertThat(counts(run.id(), "store")).isEqualTo("20 {\"out\": 20} 20 0 0 0");
        assertThat(EngineKit.stored(database, tenant)).hasSize(10).doesNotContainValue(1);
    }

    @Test
    void aLineTellsTheWayOfARecordWithWhatCameInAndWentOut() {
        String list = bringing.lay(List.of(Map.of("key", "k1", "n", 4L)));
        Run run = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("twice", "transform", "{'set':[{'field':'n','value':'record.n * 2'}],'remove':['key']}")),
                "read -> twice"));

        Line line = lines.of(run.id().value()).getFirst();
        assertThat(line.outcome()).isEqualTo(Outcome.DONE);
        assertThat(line.node()).isEqualTo("twice");
        assertThat(line.recordKey()).isEqualTo("k1");
        assertThat(line.trail())
                .startsWith("[{\"node\":\"read\",\"did\":\"read 1\"},{\"node\":\"twice\",\"did\":\"passed\"");
        assertThat(EngineKit.JSON.readTree(line.trail()).size()).isEqualTo(2);
        assertThat(EngineKit.JSON.readTree(String.valueOf(line.input())))
                .isEqualTo(EngineKit.JSON.readTree("{\"key\":\"k1\",\"n\":4}"));
        assertThat(line.output()).isEqualTo("{\"n\":8}");
    }

    @Test
    void duplicatesAreFoundAcrossPagesAndWhatWasSeenIsForgottenAtTheEnd() {
        String list = bringing.lay(300, i -> Map.of("key", "r" + i, "mail", "Person" + i % 120 + "@x.org "));
        Run run = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "','page':50}"),
                        node("once", "dedupe", "{'by':['mail']}"),
                        node("store", "test.store", "{}")),
                "read -> once",
                "once -> store"));

        assertThat(run.message()).isEqualTo("300 read, 120 written, 180 dropped");
        long seen = database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT count(*) FROM flows.seen WHERE scope = ?",
                                run.id().value())
                        .get(0, Long.class));
        assertThat(seen).isZero();
    }

    @Test
    void keysAreKeptForLaterPagesAndNotWhereOnePageIsAllThereIs() {
        assertThat(keysKeptInFrontOfASleepingCall(30, 50)).isZero();
        assertThat(keysKeptInFrontOfASleepingCall(30, 10)).isEqualTo(20);
    }

    /** 30 records, 20 of them different, by pages of so many, to a call that is tried again later. */
    private long keysKeptInFrontOfASleepingCall(int records, int page) {
        String list = bringing.lay(records, i -> Map.of("key", "r" + i, "mail", "Person" + i % 20 + "@x.org"));
        String to = UUID.randomUUID().toString();
        sending.answers(to, new Node.Sent.Later(null, "busy", "503"));
        RunId run = start(shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "','page':" + page + "}"),
                        node("once", "dedupe", "{'by':['mail']}"),
                        node("post", "test.send", "{'to':'" + to + "','batch':50}")),
                "read -> once",
                "once -> post")));
        executed(run);
        long kept = database.inTenant(
                tenant,
                sql -> sql.fetchSingle("SELECT count(*) FROM flows.seen WHERE scope = ?", run.value())
                        .get(0, Long.class));
        for (int hours = 0; hours < 3; hours++) {
            clock.advance(Duration.ofHours(1));
            stepper.runDue(tenant);
        }
        assertThat(run(run).message()).contains("30 read").contains("10 dropped");
        return kept;
    }

    @Test
    void aRecordThatBreaksTheTransactionFailsAloneAndTheRestOfItsPageGoesOn() {
        String list = bringing.lay(20, FlowRunTests::record);
        Run run = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("store", "test.store", "{'refuse':'r7'}")),
                "read -> store"));

        assertThat(run.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(run.message()).isEqualTo("20 read, 19 written, 1 failed");
        assertThat(EngineKit.stored(database, tenant))
                .hasSize(19)
                .doesNotContainKey("r7")
                .doesNotContainValue(2);
        assertThat(rows("flows.failed_record", run.id())).isEqualTo(1);
    }

    @Test
    void aRunFailsOnceTheStatedShareFailsAndNotBefore() {
        String list = bringing.lay(40, FlowRunTests::record);
        List<io.salessync.flows.graph.NodeSpec> nodes = List.of(
                node("read", "test.bring", "{'list':'" + list + "','page':10}"),
                node("half", "filter", "{'when':'record.n % 4 == 0 ? int(record.key) > 0 : true'}"));
        Run partly = published(flow(new FlowSettings(null, List.of(), 0.26, 1, true), nodes, "read -> half"));
        assertThat(partly.state()).as(partly.message()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(partly.failed()).isEqualTo(10);

        Run few = published(flow(new FlowSettings(null, List.of(), 0.1, 11, true), nodes, "read -> half"));
        assertThat(few.state()).isEqualTo(RunState.PARTLY_FAILED);

        Run failed = published(flow(new FlowSettings(null, List.of(), 0.25, 1, true), nodes, "read -> half"));
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.message()).contains("40 read", "10 failed");

        Run early = published(flow(new FlowSettings(null, List.of(), 0.1, 1, true), nodes, "read -> half"));
        assertThat(early.state()).isEqualTo(RunState.FAILED);
        assertThat(early.message())
                .startsWith("20 read")
                .endsWith("stopped there, because at least 10 % of the records fail");
    }

    @Test
    void unreadableRowsFailAndAreListedWithoutStoppingTheRun() {
        String list = bringing.lay(List.of(Map.of("key", "a"), Map.of("unreadable", true), Map.of("key", "b")));
        Run run = published(flow(
                List.of(node("read", "test.bring", "{'list':'" + list + "'}"), node("store", "test.store", "{}")),
                "read -> store"));

        assertThat(run.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(run.message()).isEqualTo("3 read, 2 written, 1 failed");
    }

    @Test
    void allRecordsGoIntoOneCallOnceEverythingBeforeHasEnded() {
        String list = bringing.lay(25, FlowRunTests::record);
        String to = UUID.randomUUID().toString();
        Run run = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "','page':10}"),
                        node("post", "test.send", "{'to':'" + to + "','batch':0}"),
                        node("store", "test.store", "{}")),
                "read -> post",
                "post -> store"));

        assertThat(run.state()).as(run.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(sending.to(to)).hasSize(1);
        assertThat(sending.to(to).getFirst().split(",")).hasSize(25);
        assertThat(EngineKit.stored(database, tenant)).hasSize(25);
        assertThat(rows("flows.parked", run.id())).isZero();
    }

    @Test
    void aSourceThatSaysWhenItWantsToBeAskedAgainIsNotAskedBefore() {
        String list = bringing.lay(3, FlowRunTests::record);
        java.time.Instant told = clock.instant().plusSeconds(600);
        bringing.fails(
                list,
                Problem.of(NodeProblem.ASKED_TOO_OFTEN, "not so often").with("notBefore", told.toString()),
                Problem.of(NodeProblem.ASKED_TOO_OFTEN, "not so often")
                        .with("notBefore", told.minusSeconds(3_600).toString()));
        RunId run = start(shelf.publish(flow(List.of(node("read", "test.bring", "{'list':'" + list + "'}")))));
        assertThat(executed(run).waitsUntil()).isEqualTo(told);
        assertThat(bringing.readsOf(list)).isEqualTo(1);
        clock.set(told);
        assertThat(executed(run).waitsUntil())
                .as("its own wait where that is longer")
                .isAfter(told);
        clock.advance(Duration.ofMinutes(1));
        assertThat(executed(run).state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aCallThatMayGoWellLaterIsTriedAgainAfterItsWaitsInOrder() {
        String list = bringing.lay(3, FlowRunTests::record);
        String to = UUID.randomUUID().toString();
        sending.answers(
                to,
                new Node.Sent.Done(List.of(), "ok"),
                new Node.Sent.Later(null, "busy", "503"),
                new Node.Sent.Later(null, "busy", "503"));
        RunId run = start(shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("post", "test.send", "{'to':'" + to + "'}")),
                "read -> post")));
        Run waits = executed(run);
        assertThat(waits.state()).isEqualTo(RunState.PAUSED);
        assertThat(waits.waitsUntil()).isEqualTo(clock.instant().plusSeconds(2));
        assertThat(waits.waitsFor()).contains("attempt 1 of 4", "503");
        assertThat(sending.to(to)).containsExactly("r1", "r2");

        clock.advance(Duration.ofSeconds(2));
        assertThat(executed(run).waitsUntil()).isEqualTo(clock.instant().plusSeconds(4));
        clock.advance(Duration.ofSeconds(4));
        assertThat(executed(run).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(sending.to(to)).containsExactly("r1", "r2", "r2", "r2", "r3");
        assertThat(outcomes(run)).isEqualTo(Map.of(Outcome.DONE, 3, Outcome.RETRIED, 2));
    }

    @Test
    void afterItsLastAttemptARecordFailsWithTheClassOfTheAnswerAndTheOthersGoOn() {
        String list = bringing.lay(2, FlowRunTests::record);
        String to = UUID.randomUUID().toString();
        sending.answers(to, new Node.Sent.Later(null, "busy", "503"), new Node.Sent.Later(null, "busy", "503"));
        RunId run = start(shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node(
                                "post",
                                "test.send",
                                "{'to':'" + to + "'}",
                                new io.salessync.flows.graph.NodeSpec.Retry(
                                        1, Duration.ofMinutes(1), 3, Duration.ofHours(1)))),
                "read -> post")));
        executed(run);
        clock.advance(Duration.ofMinutes(1));
        Run ended = executed(run);

        assertThat(ended.state()).isEqualTo(RunState.PARTLY_FAILED);
        assertThat(sending.to(to)).containsExactly("r1", "r1", "r2");
        Line failed = lines.of(run.value()).stream()
                .filter(line -> line.outcome() == Outcome.FAILED)
                .findFirst()
                .orElseThrow();
        assertThat(failed.errorClass()).isEqualTo("busy");
        assertThat(failed.attempt()).isEqualTo(2);
    }

    @Test
    void cancelledWhileItWaitsForARetryARunEndsAtOnceAndLeavesNothingBehind() {
        String list = bringing.lay(3, FlowRunTests::record);
        String to = UUID.randomUUID().toString();
        sending.answers(to, new Node.Sent.Later(null, "busy", "503"));
        RunId run = start(shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("post", "test.send", "{'to':'" + to + "'}")),
                "read -> post")));
        assertThat(executed(run).state()).isEqualTo(RunState.PAUSED);
        assertThat(counts(run, "post")).endsWith(" 3");

        runs.cancel(tenant, run);

        assertThat(run(run).state()).isEqualTo(RunState.CANCELLED);
        assertThat(rows("flows.parked", run)).isZero();
        assertThat(counts(run, "post")).isEqualTo("3 {} 0 3 0 0");
        assertThat(outcomes(run)).isEqualTo(Map.of(Outcome.RETRIED, 1, Outcome.DROPPED, 3));
        clock.advance(Duration.ofHours(1));
        stepper.runDue(tenant);
        assertThat(sending.to(to)).containsExactly("r1");
        nothingIsLeftRunning();
    }

    @Test
    void aSourceThatCannotBeReachedIsAskedAgainAndAnyOtherFaultEndsTheRun() {
        String list = bringing.lay(3, FlowRunTests::record);
        bringing.fails(list, Problem.of(EngineProblem.SOURCE_STANDS, "no answer"));
        RunId run = start(shelf.publish(flow(
                List.of(node("read", "test.bring", "{'list':'" + list + "'}"), node("store", "test.store", "{}")),
                "read -> store")));
        assertThat(executed(run).waitsFor()).contains("attempt 1 of 4", "no answer");
        clock.advance(Duration.ofSeconds(2));
        assertThat(executed(run).state()).isEqualTo(RunState.SUCCEEDED);

        String other = bringing.lay(3, FlowRunTests::record);
        bringing.fails(other, Problem.of(EngineProblem.WRONG_CHOICE, "no such file"));
        Run failed = published(flow(List.of(node("read", "test.bring", "{'list':'" + other + "'}"))));
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.message()).isEqualTo("Node “read”: no such file");
        nothingIsLeftRunning();
    }

    @Test
    void aGateHoldsRecordsUntilItsTimeOrUntilItIsAskedToLookAgain() {
        String list = bringing.lay(30, FlowRunTests::record);
        FlowDefinition definition = flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "','page':10}"),
                        node("hold", "test.hold", "{}"),
                        node("store", "test.store", "{}")),
                "read -> hold",
                "hold -> store");
        RunId run = start(shelf.publish(definition));
        Run held = executed(run);
        assertThat(held.state()).isEqualTo(RunState.PAUSED);
        assertThat(held.waitsFor()).isEqualTo("ten minutes to pass");
        assertThat(counts(run, "hold")).isEqualTo("30 {} 0 0 0 30");
        assertThat(outcomes(run)).isEqualTo(Map.of(Outcome.WAITING, 30));

        // what it waits for comes before its time
        List<UUID> parked = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT parked_id FROM flows.parked WHERE run_id = ? ORDER BY seq", run.value())
                        .getValues(0, UUID.class));
        EngineKit.OPENED.add(parked.getFirst());
        database.runInTenant(tenant, sql -> gates.lookAgain(sql, tenant, parked.getFirst()));
        executed(run);
        assertThat(EngineKit.stored(database, tenant)).hasSize(10);

        clock.advance(Duration.ofMinutes(10));
        assertThat(executed(run).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(EngineKit.stored(database, tenant)).hasSize(30);
        assertThat(counts(run, "hold")).isEqualTo("30 {\"out\": 30} 0 0 0 0");
    }

    @Test
    void aPauseAndAResumeInTheMiddleChangeNothing() {
        String list = bringing.lay(30, FlowRunTests::record);
        String to = UUID.randomUUID().toString();
        RunId run = start(shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("post", "test.send", "{'to':'" + to + "','batch':10}")),
                "read -> post")));
        sending.during(to, request -> {
            if (request.startsWith("r1,")) {
                runs.pause(tenant, run);
                // a checkpoint comes within a tenth of a second
                java.util.concurrent.locks.LockSupport.parkNanos(
                        Duration.ofMillis(120).toNanos());
            }
        });
        assertThat(executed(run).state()).isEqualTo(RunState.PAUSED);
        assertThat(sending.to(to)).hasSize(1);

        runs.resume(tenant, run);
        assertThat(executed(run).state()).as(run(run).message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(sending.to(to)).hasSize(3);
    }

    @Test
    void storedInputsRunThroughAnEditedRuleWithoutAskingTheSource() {
        String list =
                bringing.lay(30, i -> Map.of("key", "r" + i, "n", (long) i, "day", LocalDate.of(2026, 1, 1 + i % 2)));
        UUID flow = shelf.publish(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "','page':7}"),
                        node("keep", "filter", "{'when':'record.n > 20'}"),
                        node("again", "filter", "{'when':'true'}"),
                        node("store", "test.store", "{}")),
                "read -> keep",
                "keep -> again",
                "keep -> store"));
        Run first = executed(flow);
        assertThat(first.message()).isEqualTo("30 read, 10 written, 20 dropped");
        long reads = bringing.readsOf(list);

        shelf.publish(
                flow,
                flow(
                        List.of(
                                node("read", "test.bring", "{'list':'" + list + "'}"),
                                node(
                                        "keep",
                                        "filter",
                                        "{'when':'record.n > 25 && record.day >= timestamp(`2026-01-02T00:00:00Z`)'}"),
                                node("store", "test.store", "{}")),
                        "read -> keep",
                        "keep -> store"));
        RunId second = starts.again(
                tenant,
                first.id().value(),
                new FlowStarts.Again(FlowInput.What.ALL, null, null, 2, true),
                UUID.randomUUID());
        Run again = executed(second);

        assertThat(again.message()).isEqualTo("30 read, 2 written, 28 dropped");
        assertThat(bringing.readsOf(list)).isEqualTo(reads);
    }

    @Test
    void failedRecordsRunAgainFromWhereTheyFailedAndOnlyOnce() {
        String list = bringing.lay(4, FlowRunTests::record);
        String to = UUID.randomUUID().toString();
        sending.answers(
                to,
                new Node.Sent.Refused("refused", "400"),
                new Node.Sent.Done(List.of(), "ok"),
                new Node.Sent.Unknown("timeout"));
        Run first = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("store", "test.store", "{}"),
                        node("post", "test.send", "{'to':'" + to + "'}")),
                "read -> store",
                "store -> post"));
        assertThat(first.message()).isEqualTo("4 read, 2 sent, 4 written, 2 failed");

        FlowStarts.Again failed = new FlowStarts.Again(FlowInput.What.FAILED, null, null, null, true);
        Run again = executed(starts.again(tenant, first.id().value(), failed, UUID.randomUUID()));

        assertThat(again.message()).isEqualTo("2 read, 2 sent");
        assertThat(sending.to(to)).containsExactly("r1", "r2", "r3", "r4", "r1", "r3");
        assertThat(EngineKit.stored(database, tenant)).hasSize(4).doesNotContainValue(2);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> starts.again(tenant, first.id().value(), failed, UUID.randomUUID()))
                .hasMessageContaining("all were run again or closed");
    }

    @Test
    void oneRecordRunsAgainByItsStoredInput() {
        String list = bringing.lay(5, FlowRunTests::record);
        Run first = published(flow(
                List.of(node("read", "test.bring", "{'list':'" + list + "'}"), node("store", "test.store", "{}")),
                "read -> store"));
        Run again = executed(starts.again(
                tenant,
                first.id().value(),
                new FlowStarts.Again(FlowInput.What.RECORD, "r3", null, null, true),
                UUID.randomUUID()));
        assertThat(again.message()).isEqualTo("1 read, 1 written");
        assertThat(EngineKit.stored(database, tenant)).containsEntry("r3", 2).containsEntry("r2", 1);
    }

    @Test
    void fromANodeOnOnlyThatNodeAndWhatFollowsDoTheirWork() {
        String list = bringing.lay(6, FlowRunTests::record);
        String side = UUID.randomUUID().toString();
        String to = UUID.randomUUID().toString();
        Run first = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("keep", "filter", "{'when':'record.n > 2'}"),
                        node("side", "test.send", "{'to':'" + side + "'}"),
                        node("post", "test.send", "{'to':'" + to + "'}"),
                        node("after", "test.store", "{}")),
                "read -> keep",
                "read -> side",
                "keep -> post",
                "post -> after"));
        assertThat(first.state()).isEqualTo(RunState.SUCCEEDED);

        Run again = executed(starts.again(
                tenant,
                first.id().value(),
                new FlowStarts.Again(FlowInput.What.NODE, null, "post", null, true),
                UUID.randomUUID()));

        assertThat(again.state()).as(again.message()).isEqualTo(RunState.SUCCEEDED);
        assertThat(sending.to(side)).hasSize(6);
        assertThat(sending.to(to)).hasSize(8);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> starts.again(
                        tenant,
                        first.id().value(),
                        new FlowStarts.Again(FlowInput.What.NODE, null, "after", null, true),
                        UUID.randomUUID()))
                .hasMessageContaining("“post” lies before “after”");
    }

    @Test
    void aDraftRunsAsItWasThoughItChangesMeanwhile() {
        String list = bringing.lay(5, FlowRunTests::record);
        UUID flow = UUID.randomUUID();
        shelf.draw(
                flow,
                flow(
                        List.of(
                                node("read", "test.bring", "{'list':'" + list + "'}"),
                                node("store", "test.store", "{}")),
                        "read -> store"));
        RunId run = starts.startByHand(tenant, flow, FlowStarts.draft(), null, UUID.randomUUID())
                .id();
        shelf.draw(flow, flow(List.of(node("gone", "test.gone", "{}"))));

        assertThat(executed(run).message()).isEqualTo("5 read, 5 written");
    }

    @Test
    void aNodeTypeThatIsNotThereAnyMoreEndsTheRunWithItsName() {
        Run run = published(flow(List.of(node("odd", "vendor.gone", "{}"))));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.message()).contains("“odd”", "“vendor.gone”");
    }

    @Test
    void aPageThatIsTooLargeIsAProblemOfThatSourceAndNotOfTheProgram() {
        String much = "x".repeat(30 << 20);
        String list = bringing.lay(List.of(
                Map.of("key", "a", "t", much),
                Map.of("key", "b", "t", much),
                Map.of("key", "c", "t", much),
                Map.of("key", "d", "t", much)));
        Run run = published(flow(
                List.of(
                        node("read", "test.bring", "{'list':'" + list + "'}"),
                        node("drop", "filter", "{'when':'false'}")),
                "read -> drop"));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(run.message()).contains("“read”", "more than 100 MB");
    }

    /** No state of a flow may outlive its run. */
    private void nothingIsLeftRunning() {
        List<String> left = new ArrayList<>();
        database.runInTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT 'parked ' || p.run_id FROM flows.parked p JOIN kernel.run r USING (tenant_id, run_id)"
                                        + " WHERE r.state IN ('SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED')"
                                        + " UNION ALL SELECT 'effect ' || e.run_id FROM flows.effect e JOIN kernel.run r USING (tenant_id, run_id)"
                                        + " WHERE e.state IN ('PREPARED', 'SENT') AND r.state IN ('SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED')"
                                        + " UNION ALL SELECT 'count ' || c.run_id FROM flows.node_count c JOIN kernel.run r USING (tenant_id, run_id)"
                                        + " WHERE c.waiting <> 0 AND r.state IN ('SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED')"
                                        + " UNION ALL SELECT 'step ' || s.run_id FROM kernel.run_step s JOIN kernel.run r USING (tenant_id, run_id)"
                                        + " WHERE s.state IN ('RUNNING', 'PAUSED') AND r.state IN ('SUCCEEDED', 'PARTLY_FAILED', 'FAILED', 'CANCELLED')"
                                        + " UNION ALL SELECT 'run ' || run_id FROM kernel.run WHERE state = 'RUNNING'")
                        .forEach(row -> left.add(row.get(0, String.class))));
        assertThat(left).isEmpty();
    }
}
