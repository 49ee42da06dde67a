package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.flows.engine.Node;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunRequest;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.pulls.PullKit.Org;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.node.ObjectNode;

/** Several runs want the same pull: a flow, another run of it, the comparison of all ids. */
@ProgramTest
class NightlyComparisonTests {
    private static SandboxProcess sandbox;

    @Autowired
    private PullKit kit;

    @Autowired
    private PullType type;

    @Autowired
    private Pulling pulling;

    @Autowired
    private NightlyComparison comparison;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private Database database;

    @Autowired
    private PullRows rows;

    @Autowired
    private KitPause pause;

    @Autowired
    private MovableClock clock;

    private final UUID flow = UUID.randomUUID();
    private Org org;
    private Pull pull;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 53, 60);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void aFlowThatPulledYesterday() {
        pause.skip(true);
        sandbox.reset();
        org = kit.org(sandbox);
        toItsEnd(UUID.randomUUID(), null);
        pull = database.inTenant(org.tenant(), sql -> rows.named(sql, org.tenant(), "flow " + flow + " node pull"))
                .orElseThrow();
        sandbox.send("PUT", "/_sandbox/clock", "{\"advance\":\"PT25H\"}");
        kit.settle(org);
    }

    @AfterEach
    void end() {
        pause.skip(false);
    }

    private Node.Source node() {
        ObjectNode settings = (ObjectNode) PullKit.JSON.readTree(
                "{\"connection\":\"Salesforce\",\"object\":\"Contact\",\"fields\":[\"LastName\"]}");
        return (Node.Source) type.make(
                new NodeSpec("pull", "salesforce.pull", null, settings, null, null), new RecordShape(Map.of(), false));
    }

    private Node.Read read(UUID run, String cursor) {
        return node().read(
                        new Node.Occasion(
                                org.tenant(),
                                run,
                                flow,
                                "test",
                                "pull",
                                null,
                                null,
                                null,
                                PullKit.JSON.createObjectNode(),
                                null),
                        cursor,
                        200);
    }

    private int toItsEnd(UUID run, String begun) {
        int records = 0;
        String cursor = begun;
        for (int page = 0; page < 100; page++) {
            Node.Read read = read(run, cursor);
            records += read.records().size();
            cursor = read.next();
            if (cursor == null) {
                return records;
            }
        }
        throw new IllegalStateException("It does not end");
    }

    /** A run that is not over; nothing executes it. */
    private RunId alive(String title) {
        return runs.queue(new RunRequest(
                org.tenant(), PullRun.NAME, title, null, PullRun.input(UUID.randomUUID(), false, false), null, null));
    }

    private Execution last() {
        return database.inTenant(
                        org.tenant(), sql -> rows.executions(sql, org.tenant(), pull.id(), Integer.MAX_VALUE, 1))
                .getFirst();
    }

    private RunId asked() {
        return runs.active(org.tenant(), PullRun.NAME, pull.id()).getFirst().id();
    }

    @Test
    void theLookLetsAFlowThatFetchesGoFirst() {
        RunId morning = alive("Contacts of the morning");
        String cursor = read(morning.value(), null).next();
        comparison.look();
        assertThat(runs.active(org.tenant(), PullRun.NAME, pull.id())).isEmpty();

        toItsEnd(morning.value(), cursor);
        assertThat(last().sealed()).isTrue();
        comparison.look();
        RunId compare = asked();
        stepper.runOneOf(org.tenant(), compare);
        assertThat(runs.find(org.tenant(), compare).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(last().kind()).isEqualTo(Execution.Kind.RECONCILE);
    }

    @Test
    void aComparisonThatMeetsAFlowSleepsAndComesAgain() {
        comparison.look();
        RunId compare = asked();
        RunId morning = alive("Contacts of the morning");
        String cursor = read(morning.value(), null).next();
        stepper.runOneOf(org.tenant(), compare);
        Run asleep = runs.find(org.tenant(), compare).orElseThrow();
        assertThat(asleep.state()).isEqualTo(RunState.PAUSED);
        assertThat(asleep.waitsFor()).contains("being fetched by run", "Contacts of the morning");
        assertThat(last().isOver()).isFalse();

        toItsEnd(morning.value(), cursor);
        clock.advance(Duration.ofMinutes(7));
        stepper.runOneOf(org.tenant(), compare);
        assertThat(runs.find(org.tenant(), compare).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void aFlowWaitsForAComparisonAtWorkAndOneThatIsPausedBeginsAnew() {
        RunId compare = alive("Compare all ids");
        Pulling.Work work = Pulling.Work.of(org.tenant(), compare.value());
        Execution compared = pulling.beginReconcile(work, pull);
        UUID morning = UUID.randomUUID();
        assertThatThrownBy(() -> read(morning, null)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(PullsProblem.IN_USE);
            // later than what a flow's node takes for a fault
            assertThat(Instant.parse(String.valueOf(problem.places().get("notBefore"))))
                    .isAfter(clock.instant().plus(Duration.ofMinutes(5)));
        });
        assertThat(last().id()).isEqualTo(compared.id());
        assertThat(last().isOver()).isFalse();

        runs.pause(org.tenant(), compare);
        toItsEnd(morning, read(morning, null).next());
        Execution given = database.inTenant(org.tenant(), sql -> rows.execution(sql, org.tenant(), compared.id()));
        assertThat(given.phase()).isEqualTo(Execution.Phase.BROKEN);
        assertThat(given.why()).contains(morning.toString());
        assertThatThrownBy(() -> pulling.step(work, compared)).hasMessageContaining(morning.toString());
    }

    @Test
    void twoRunsOfAFlowTakeTurnsAndOneThatIsOverIsNotWaitedFor() {
        RunId first = alive("First");
        String cursor = read(first.value(), null).next();
        UUID second = UUID.randomUUID();
        assertThatThrownBy(() -> read(second, null)).hasMessageContaining("First");
        runs.pause(org.tenant(), first);
        assertThatThrownBy(() -> read(second, null)).hasMessageContaining("resume or cancel it");
        runs.cancel(org.tenant(), first);
        toItsEnd(second, read(second, null).next());
        assertThat(last().sealed()).isTrue();
        assertThat(last().run()).isEqualTo(second);
        assertThatThrownBy(() -> toItsEnd(first.value(), cursor)).hasMessageContaining(second.toString());
    }
}
