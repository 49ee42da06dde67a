package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.EmptyDatabase;
import io.salessync.kit.KitConfiguration;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;

/** Nobody starves and nobody floods: places for runs are given in turn, and who has none is told why. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "salessync.runs.automatic=false",
            "salessync.ordersync.look=1d",
            "salessync.connectors.health-every=10h"
        })
// places are counted over all tenants: those of other tests would count
@ContextConfiguration(initializers = EmptyDatabase.class)
@Import({KitConfiguration.class, RunStepper.class, ScriptedKind.class})
@DirtiesContext
@Timeout(60)
class RunLanesTests {
    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private RunExecutions executions;

    @Autowired
    private RunLedger ledger;

    @Autowired
    private RunLanes lanes;

    @Autowired
    private RunUpkeep upkeep;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private Database database;

    @Autowired
    private MovableClock clock;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @LocalServerPort
    private int port;

    private TenantId tenant;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh().id();
        kind.forget();
        kind.always(run -> RunOutcome.succeeded("done"));
        database.outsideTenants(sql -> sql.execute("DELETE FROM scheduler.node"));
    }

    @AfterEach
    void nothingIsLeft() {
        database.outsideTenants(sql -> sql.execute("DELETE FROM scheduler.node"));
        clock.advance(Duration.ofHours(2));
        lanes.give();
        while (next().isPresent()) {
            execute(next().orElseThrow());
        }
    }

    @Test
    void aPersonHasAsManyAtOnceAsMayBeAndIsToldSo() {
        UUID person = user();
        List<RunId> queued = queue(6, tenant, person);
        assertThat(withPlace(tenant)).isEqualTo(4);
        assertThat(find(queued.get(3)).waitsFor()).isNull();
        assertThat(find(queued.get(5)).waitsFor())
                .isEqualTo("a free place: 4 runs of the same person are at work, as many as one may have at once");
        assertThat(find(queued.get(5)).place()).isEqualTo(2);
        // another person of the same tenant does not wait for this one
        RunId other = queue(1, tenant, user()).getFirst();
        assertThat(find(other).waitsFor()).isNull();
    }

    @Test
    void aTenantHasAsManyAtOnceAsMayBeAndOthersDoNotWaitForIt() {
        List<RunId> queued = queue(20, tenant, null);
        assertThat(withPlace(tenant)).isEqualTo(6);
        assertThat(find(queued.getLast()).waitsFor())
                .isEqualTo("a free place: 6 runs of yours are at work, as many as an organisation may have at once");
        TenantId other = tenants.fresh().id();
        queue(1, other, null);
        assertThat(withPlace(other)).isEqualTo(1);
    }

    @Test
    void whenARunEndsTheNextStarts() {
        queue(20, tenant, null);
        for (int left = 19; left >= 0; left--) {
            execute(next().orElseThrow());
            assertThat(withPlace(tenant)).isEqualTo(Math.min(6, left));
        }
        assertThat(next()).isEmpty();
    }

    @Test
    void oneThatWaitsCanBePausedResumedAndCancelled() {
        List<RunId> queued = queue(8, tenant, null);
        runs.pause(tenant, queued.get(6));
        assertThat(find(queued.get(7)).place()).isEqualTo(1);
        runs.resume(tenant, queued.get(6));
        assertThat(find(queued.get(7)).place())
                .as("its place is by when it was asked for")
                .isEqualTo(2);
        runs.cancel(tenant, queued.get(0));
        assertThat(find(queued.get(6)).place()).isNull();
        runs.cancel(tenant, queued.get(7));
        stepper.runDue(tenant);
        assertThat(queued.stream().map(id -> find(id).state()).distinct())
                .containsExactlyInAnyOrder(RunState.SUCCEEDED, RunState.CANCELLED);
    }

    @Test
    void aFloodOfOneTenantDoesNotHoldUpTheSingleRunOfAnother() {
        threads(2);
        queue(200, tenant, user());
        TenantId other = tenants.fresh().id();
        for (int turn = 0; turn < 20; turn++) {
            execute(next().orElseThrow());
        }
        RunId single = queue(1, other, null).getFirst();
        int turns = 0;
        while (!runs.find(other, single).orElseThrow().state().isFinal()) {
            execute(next().orElseThrow());
            turns++;
        }
        // those that had a place already, and itself
        assertThat(turns).isLessThanOrEqualTo(6);
    }

    @Test
    void amongTenantsAndAmongThePeopleOfOneItGoesTurnAbout() {
        threads(1);
        TenantId one = tenants.fresh().id();
        TenantId two = tenants.fresh().id();
        UUID busy = user();
        UUID modest = user();
        kind.always(run -> RunOutcome.succeeded(run.input()));
        List<String> started = new ArrayList<>();
        queue(30, one, "busy", busy);
        queue(8, one, "modest", modest);
        queue(30, two, "two", null);
        while (next().isPresent()) {
            String look = next().orElseThrow();
            RunWakes.Wake wake = RunWakes.Wake.parse(look);
            execute(look);
            started.add(find(wake.tenant(), new RunId(wake.run())).message().replace("\"", ""));
        }
        assertThat(started).hasSize(68);
        // the first have their places before anybody else is there
        List<String> contended = started.subList(4, 34);
        assertThat(Collections.frequency(contended, "two")).isBetween(13, 17);
        assertThat(Collections.frequency(contended, "modest")).isBetween(6, 8);
    }

    @Test
    void alongAnyStoryTheLimitsHoldNothingLeaksAndAllIsDone() {
        Random random = new Random(11);
        threads(3);
        List<TenantId> all =
                List.of(tenant, tenants.fresh().id(), tenants.fresh().id());
        Map<TenantId, List<UUID>> people = new HashMap<>();
        all.forEach(one -> people.put(one, List.of(user(), user())));
        Map<RunId, TenantId> queued = new HashMap<>();
        for (int step = 0; step < 150; step++) {
            TenantId who = all.get(random.nextInt(3));
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    UUID person =
                            random.nextInt(3) == 0 ? null : people.get(who).get(random.nextInt(2));
                    queue(1 + random.nextInt(6), who, person).forEach(id -> queued.put(id, who));
                }
                case 2 ->
                    // a node takes a run and is never heard of again
                    next().ifPresent(look -> ledger.take(RunWakes.Wake.parse(look), "a node that dies"));
                case 3 -> {
                    clock.advance(Duration.ofSeconds(10));
                    threads(3);
                }
                default -> next().ifPresent(this::execute);
            }
            for (TenantId one : all) {
                assertThat(withPlace(one)).isLessThanOrEqualTo(6);
                people.get(one)
                        .forEach(person -> assertThat(withPlace(one, person)).isLessThanOrEqualTo(4));
            }
        }
        assertThat(queued.size()).isGreaterThan(60);
        for (int turn = 0; turn < 2_000; turn++) {
            clock.advance(Duration.ofMillis(500));
            lanes.give();
            next().ifPresent(this::execute);
        }
        assertThat(queued.entrySet().stream()
                        .filter(run ->
                                !find(run.getValue(), run.getKey()).state().isFinal()))
                .isEmpty();
        assertThat(database.outsideTenants(sql -> sql.fetchOne("SELECT count(*) FROM kernel.count_runs()"))
                        .get(0, Long.class))
                .isZero();
    }

    @Test
    void thePlacesOfADeadNodeAreFreeOnceItsLeasesAreOver() {
        queue(12, tenant, null);
        for (int run = 0; run < 6; run++) {
            String look = next().orElseThrow();
            assertThat(ledger.take(RunWakes.Wake.parse(look), "a node that dies"))
                    .isInstanceOf(RunLedger.Look.Taken.class);
            later(look, Duration.ofHours(1));
        }
        lanes.give();
        assertThat(next()).as("all places are taken").isEmpty();
        clock.advance(Duration.ofSeconds(21));
        lanes.give();
        assertThat(stepper.runDue(tenant)).isGreaterThanOrEqualTo(6);
    }

    @Test
    void oneThatWakesFromSleepWaitsForAPlaceLikeOthers() {
        kind.always(run -> {
            throw run.sleepUntil(clock.instant().plusSeconds(60), "a nap");
        });
        RunId sleeper = queue(1, tenant, null).getFirst();
        stepper.runDue(tenant);
        kind.always(run -> RunOutcome.succeeded("done"));
        List<RunId> others = queue(6, tenant, null);
        clock.advance(Duration.ofSeconds(60));
        stepper.runOneOf(tenant, sleeper);
        assertThat(find(sleeper).state()).isEqualTo(RunState.QUEUED);
        assertThat(find(sleeper).waitsFor()).startsWith("a free place");
        clock.advance(Duration.ofMinutes(3));
        upkeep.findStranded();
        assertThat(find(sleeper).state()).as("it is not left lying, it waits").isEqualTo(RunState.QUEUED);
        while (!find(others.getFirst()).state().isFinal()) {
            stepper.runOneOf(tenant, others.getFirst());
        }
        stepper.runOneOf(tenant, sleeper);
        assertThat(find(sleeper).message()).isEqualTo("done");
    }

    @Test
    void whyMineWaitsNamesTheLimitThePlaceHowManyAreAheadAndAnEstimate() {
        Browser owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        kind.always(run -> {
            clock.advance(Duration.ofSeconds(30));
            return RunOutcome.succeeded("done");
        });
        queue(1, tenant, null);
        stepper.runDue(tenant);

        List<RunId> queued = queue(9, tenant, null);
        JsonNode waiting =
                owner.get("/api/v1/runs/" + queued.getLast() + "/waiting").json();
        assertThat(waiting.path("limit").asString()).isEqualTo("tenant");
        assertThat(waiting.path("place").asInt()).isEqualTo(3);
        assertThat(waiting.path("ahead").asInt()).isEqualTo(2);
        // 3 have to end before, 6 at once, 30 s each
        assertThat(waiting.path("estimateSeconds").asInt()).isEqualTo(15);

        TenantId crowd = tenants.fresh().id();
        threads(1);
        queue(3, crowd, null);
        TenantId late = tenants.fresh().id();
        RunId last = queue(2, late, null).getLast();
        JsonNode all = new Browser(port)
                .withKey(access.key(late, Role.OWNER))
                .get("/api/v1/runs/" + last + "/waiting")
                .json();
        assertThat(all.path("limit").asString()).isEqualTo("all");
        assertThat(all.path("ahead").asInt()).isEqualTo(1 + 2 + 2);

        RunId holder = runs.queue(kind.request(crowd, "{}", "board"));
        RunId second = runs.queue(kind.request(crowd, "{}", "board"));
        JsonNode key = new Browser(port)
                .withKey(access.key(crowd, Role.OWNER))
                .get("/api/v1/runs/" + second + "/waiting")
                .json();
        assertThat(key.path("limit").asString()).isEqualTo("key");
        assertThat(key.path("reason").asString()).isEqualTo("“test”, which is queued");
        assertThat(key.path("place").asInt()).isEqualTo(1);
        assertThat(find(crowd, holder).place()).as("in its lane, behind three").isEqualTo(4);
    }

    @Test
    void theStripShowsAllThatIsNotOver() {
        Browser owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        queue(1, tenant, null);
        stepper.runDue(tenant);
        List<RunId> queued = queue(8, tenant, null);
        JsonNode strip = owner.get("/api/v1/runs?state=active").json().path("items");
        assertThat(strip).hasSize(8);
        assertThat(strip.at("/0/id").asString()).isEqualTo(queued.getLast().toString());
        assertThat(strip.at("/0/place").asInt()).isEqualTo(2);
        assertThat(strip.at("/7").has("place")).isFalse();
        assertThat(owner.get("/api/v1/runs?state=succeeded").json().path("items"))
                .hasSize(1);
    }

    private List<RunId> queue(int count, TenantId of, @Nullable UUID person) {
        return queue(count, of, "any", person);
    }

    private List<RunId> queue(int count, TenantId of, String input, @Nullable UUID person) {
        List<RunId> queued = new ArrayList<>();
        for (int run = 0; run < count; run++) {
            queued.add(runs.queue(new RunRequest(of, kind.name(), "test", null, "\"" + input + "\"", null, person)));
        }
        return queued;
    }

    private UUID user() {
        return UUID.randomUUID();
    }

    private void threads(int threads) {
        database.outsideTenants(sql -> sql.execute(
                "INSERT INTO scheduler.node (name, threads, alive_until) VALUES ('test', ?, ?) ON CONFLICT (name)"
                        + " DO UPDATE SET alive_until = excluded.alive_until",
                threads,
                Timestamp.from(clock.instant().plusSeconds(86_400))));
    }

    /** The next look that is due, of any tenant, in the order nodes would follow them. */
    private Optional<String> next() {
        return database.outsideTenants(sql -> sql.fetchOptional(
                        "SELECT task_instance FROM scheduler.scheduled_tasks WHERE task_name = 'run' AND execution_time <= ?"
                                + " ORDER BY execution_time, ctid LIMIT 1",
                        Timestamp.from(clock.instant()))
                .map(row -> row.get(0, String.class)));
    }

    private void execute(String look) {
        clock.advance(Duration.ofMillis(1));
        executions
                .execute(RunWakes.Wake.parse(look))
                .ifPresentOrElse(
                        again -> later(look, Duration.between(clock.instant(), again)),
                        () -> database.outsideTenants(sql ->
                                sql.execute("DELETE FROM scheduler.scheduled_tasks WHERE task_instance = ?", look)));
    }

    private void later(String look, Duration by) {
        database.outsideTenants(sql -> sql.execute(
                "UPDATE scheduler.scheduled_tasks SET execution_time = ? WHERE task_instance = ?",
                Timestamp.from(clock.instant().plus(by)),
                look));
    }

    private int withPlace(TenantId of) {
        return count(of, "true");
    }

    private int withPlace(TenantId of, UUID person) {
        return count(of, "started_by = '" + person + "'");
    }

    private int count(TenantId of, String condition) {
        return database.inTenant(
                of,
                sql -> sql.fetchSingle(
                                "SELECT count(*)::int FROM kernel.run WHERE slot = 'GIVEN' AND (state = 'QUEUED' OR lease_until > ?) AND "
                                        + condition,
                                Timestamp.from(clock.instant()))
                        .get(0, Integer.class));
    }

    private Run find(RunId id) {
        return find(tenant, id);
    }

    private Run find(TenantId of, RunId id) {
        return runs.find(of, id).orElseThrow();
    }
}
