package io.salessync.kernel.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.audit.AuditTrail;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class RunsControllerTests {
    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private ScriptedKind kind;

    @Autowired
    private AuditTrail trail;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Browser owner;

    @BeforeEach
    void freshTenant() {
        tenant = tenants.fresh().id();
        owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        kind.forget();
    }

    @Test
    void aRunIsShownWithItsStepsAndWhoStartedIt() {
        User user = access.user(tenant, Role.MANAGER);
        String now = clock.instant().toString();
        RunId id = runs.queue(new RunRequest(tenant, kind.name(), "Sync", null, "{\"token\":1}", null, user.id()));
        kind.next(run -> {
            run.progress("items", 3, 1, 3L, "three");
            return RunOutcome.partlyFailed("1 of 3 failed");
        });
        stepper.runDue(tenant);
        JsonNode run = owner.get("/api/v1/runs/" + id).json();
        assertThat(run.path("state").asString()).isEqualTo("PARTLY_FAILED");
        assertThat(run.path("startedBy").asString()).isEqualTo(user.email());
        assertThat(run.path("queuedAt").asString()).isEqualTo(now);
        assertThat(run.at("/steps/0/name").asString()).isEqualTo("items");
        assertThat(run.at("/steps/0/failed").asInt()).isEqualTo(1);
        assertThat(run.has("input"))
                .as("the kind's own input is nobody's business")
                .isFalse();
        assertThat(run.has("tenant")).isFalse();
    }

    @Test
    void runsAreListedNewestFirstPageByPageAndFiltered() {
        List<String> queued = new ArrayList<>();
        for (int run = 0; run < 5; run++) {
            queued.addFirst(runs.queue(kind.request(tenant)).toString());
        }
        runs.cancel(tenant, new RunId(java.util.UUID.fromString(queued.getLast())));
        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = owner.get("/api/v1/runs?limit=2&before=" + next).json();
            page.path("items").forEach(run -> seen.add(run.path("id").asString()));
            next = page.path("next").asString("");
        } while (!next.isEmpty());
        assertThat(seen).isEqualTo(queued);
        assertThat(owner.get("/api/v1/runs?state=cancelled").json().path("items"))
                .hasSize(1);
        assertThat(owner.get("/api/v1/runs?active=true").json().path("items")).hasSize(4);
        assertThat(owner.get("/api/v1/runs?kind=other").json().path("items")).isEmpty();
        assertThat(owner.get("/api/v1/runs?state=asleep").code()).isEqualTo("runs.bad-filter");
        assertThat(owner.get("/api/v1/runs?before=x").status()).isEqualTo(400);
    }

    @Test
    void pauseResumeCancelAndRetryActAndAreAudited() {
        RunId id = runs.queue(kind.request(tenant));
        String path = "/api/v1/runs/" + id;
        assertThat(owner.post(path + "/pause", null).json().path("state").asString())
                .isEqualTo("PAUSED");
        assertThat(owner.post(path + "/resume", null).json().path("state").asString())
                .isEqualTo("QUEUED");
        assertThat(owner.post(path + "/cancel", null).json().path("state").asString())
                .isEqualTo("CANCELLED");
        assertThat(owner.post(path + "/cancel", null).code()).isEqualTo("runs.does-not-fit");
        JsonNode again = owner.post(path + "/retry", null).json();
        assertThat(again.path("id").asString()).isNotEqualTo(id.toString());
        assertThat(again.path("state").asString()).isEqualTo("QUEUED");
        assertThat(trail.newest(tenant, null, "runs.", 10))
                .extracting(stored -> stored.entry().action())
                .containsExactly("runs.retried", "runs.cancelled", "runs.resumed", "runs.paused");
    }

    @Test
    void whoMayOnlyLookChangesNothing() {
        RunId id = runs.queue(kind.request(tenant));
        Browser viewer = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        assertThat(viewer.get("/api/v1/runs/" + id).status()).isEqualTo(200);
        assertThat(viewer.post("/api/v1/runs/" + id + "/cancel", null).status()).isEqualTo(403);
        assertThat(runs.find(tenant, id).orElseThrow().state()).isEqualTo(RunState.QUEUED);
        assertThat(new Browser(port).get("/api/v1/runs").status()).isEqualTo(401);
    }

    @Test
    void runsOfOthersAreNotThere() {
        RunId theirs = runs.queue(kind.request(tenants.fresh().id()));
        assertThat(owner.get("/api/v1/runs/" + theirs).code()).isEqualTo("runs.unknown-run");
        assertThat(owner.get("/api/v1/runs/" + theirs + "/log").status()).isEqualTo(404);
        assertThat(owner.post("/api/v1/runs/" + theirs + "/cancel", null).status())
                .isEqualTo(404);
        assertThat(owner.get("/api/v1/runs").json().path("items")).isEmpty();
    }

    @Test
    void theLogIsReadPageByPageAndFiltered() {
        RunId id = runs.queue(kind.request(tenant));
        kind.next(run -> {
            for (int line = 1; line <= 5; line++) {
                run.log(line == 3 ? ActiveRun.Level.ERROR : ActiveRun.Level.INFO, "A-" + line, "line " + line);
            }
            return RunOutcome.succeeded("done");
        });
        stepper.runDue(tenant);
        String path = "/api/v1/runs/" + id + "/log";
        JsonNode first = owner.get(path + "?limit=3").json();
        assertThat(first.at("/items/0/message").asString()).isEqualTo("line 5");
        JsonNode rest = owner.get(path + "?limit=3&before=" + first.path("next").asString())
                .json();
        assertThat(rest.path("items")).hasSize(2);
        assertThat(rest.has("next")).isFalse();
        JsonNode error = owner.get(path + "?level=error").json();
        assertThat(error.path("items")).hasSize(1);
        assertThat(error.at("/items/0/recordKey").asString()).isEqualTo("A-3");
        assertThat(owner.get(path + "?level=loud").code()).isEqualTo("runs.bad-filter");
    }

    @Test
    void readinessAndMetricsTellAboutRuns() {
        runs.queue(kind.request(tenant));
        assertThat(new Browser(port)
                        .get("/actuator/health/readiness")
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("UP");
        assertThat(owner.get("/actuator/prometheus").text())
                .contains("salessync_runs{kind=\"test.scripted\",state=\"QUEUED\"}")
                .contains("salessync_runs_queued_oldest_seconds")
                .contains("salessync_live_streams")
                .contains("salessync_runs_log_dropped_total");
    }
}
