package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestContextManager;

/** Whatever happens to a run, in whatever order, each unit of its work is done once: none lost, none twice. */
@ProgramTest
class RunLifeTests {
    private static final int UNITS = 5;
    private static final TestContextManager PROGRAM = new TestContextManager(RunLifeTests.class);

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private RunLedger ledger;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private Database database;

    @Autowired
    private Live live;

    @Autowired
    private MovableClock clock;

    @Autowired
    private TenantKit tenants;

    private TenantId tenant;
    private RunId id;
    private Deque<Happening> happenings;

    enum Happening {
        NOTHING,
        PAUSE,
        RESUME,
        CANCEL,
        SLEEP,
        /** A node takes the run, as soon as it may, and stops answering for good. */
        NODE_DIES,
        /** The node that has the run is silent so long that another one takes it, and then wakes up. */
        NODE_WAKES_TOO_LATE,
        DATABASE_IS_AWAY
    }

    @BeforeTry
    void joinTheProgram() throws Exception {
        PROGRAM.prepareTestInstance(this);
        tenant = tenants.fresh().id();
        kind.forget();
    }

    @Property(tries = 40, shrinking = ShrinkingMode.BOUNDED)
    void everyUnitOfWorkIsDoneOnce(@ForAll @Size(max = 14) List<Happening> story) {
        happenings = new ArrayDeque<>(story);
        kind.always(this::work);
        id = runs.queue(kind.request(tenant, "{}", "board"));
        // each turn uses up a happening or brings the run nearer to its end
        for (int turn = 0; !state().isFinal() && turn < 200; turn++) {
            clock.advance(Duration.ofSeconds(61));
            stepper.runDue(tenant);
            if (!happenings.isEmpty()) {
                outsideOfAnExecution(happenings.removeFirst());
            } else if (state() == RunState.PAUSED) {
                runs.resume(tenant, id);
            }
        }

        List<String> done = unitsDone();
        List<String> inOrder =
                IntStream.rangeClosed(1, UNITS).mapToObj(Integer::toString).toList();
        if (state() == RunState.CANCELLED) {
            assertThat(story).contains(Happening.CANCEL);
            assertThat(done).isEqualTo(inOrder.subList(0, done.size()));
        } else {
            assertThat(state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(done).isEqualTo(inOrder);
        }
        int executions = kind.executions();
        clock.advance(Duration.ofDays(1));
        stepper.runDue(tenant);
        assertThat(kind.executions())
                .as("a run that is over is not executed again")
                .isEqualTo(executions);
    }

    private RunOutcome work(ActiveRun run) {
        while (unitsDone().size() < UNITS) {
            Happening happening = happenings.isEmpty() ? Happening.NOTHING : happenings.removeFirst();
            switch (happening) {
                case PAUSE, RESUME, CANCEL -> ask(happening);
                case SLEEP -> throw run.sleepUntil(clock.instant().plusSeconds(30), "a little sleep");
                case DATABASE_IS_AWAY -> throw new IllegalStateException(new java.sql.SQLException("gone", "08006"));
                case NODE_DIES -> takenByANodeThatDies();
                case NODE_WAKES_TOO_LATE -> {
                    clock.advance(Duration.ofSeconds(61));
                    stepper.runDue(tenant);
                }
                default -> {}
            }
            run.inTransaction(sql -> {
                int next = unitsDone().size() + 1;
                live.changed(sql, tenant, "unit", Integer.toString(next));
                return next;
            });
            run.checkpoint();
        }
        return RunOutcome.succeeded("all units done");
    }

    private void outsideOfAnExecution(Happening happening) {
        switch (happening) {
            case PAUSE, RESUME, CANCEL -> ask(happening);
            case NODE_DIES -> takenByANodeThatDies();
            default -> {}
        }
    }

    private void ask(Happening happening) {
        RunMove wish = RunMove.valueOf(happening.name());
        if (wish.from(state()).isPresent()) {
            try {
                ledger.ask(tenant, id.value(), wish);
            } catch (io.salessync.kernel.problems.Problem alreadyBeingCancelled) {
                assertThat(wish).isEqualTo(RunMove.PAUSE);
            }
        }
    }

    private RunState state() {
        return runs.find(tenant, id).orElseThrow().state();
    }

    private List<String> unitsDone() {
        return database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT subject FROM kernel.live_event WHERE topic = 'unit' ORDER BY event_id")
                        .getValues(0, String.class));
    }

    /** However far the node before it was: from here on that one is a zombie. */
    private void takenByANodeThatDies() {
        clock.advance(Duration.ofSeconds(61));
        Long wake = database.inTenant(
                tenant, sql -> sql.fetchSingle("SELECT wake FROM kernel.run").get(0, Long.class));
        ledger.take(new RunWakes.Wake(tenant, id.value(), wake), "a node that dies");
    }
}
