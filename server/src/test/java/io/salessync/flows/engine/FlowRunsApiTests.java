package io.salessync.flows.engine;

import static io.salessync.flows.engine.EngineKit.flow;
import static io.salessync.flows.engine.EngineKit.node;
import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.engine.EngineKit.Bringing;
import io.salessync.flows.engine.EngineKit.Sending;
import io.salessync.flows.engine.EngineKit.Shelf;
import io.salessync.flows.graph.FlowSettings;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;

@ProgramTest
@Import(EngineKit.class)
class FlowRunsApiTests {
    private static final String DEFINITION = """
            {"name": "trial", "title": "Trial", "triggers": [],
             "nodes": [{"id": "read", "type": "payload", "settings": {}},
                       {"id": "keep", "type": "filter", "settings": {"when": "record.n > 3"}},
                       {"id": "store", "type": "test.store", "settings": {}},
                       {"id": "post", "type": "test.send", "settings": {"to": "%s"}},
                       {"id": "hold", "type": "test.hold", "settings": {}}],
             "edges": [{"from": "read", "port": "out", "to": "keep"}]}""";

    @LocalServerPort
    private int port;

    @Autowired
    private Shelf shelf;

    @Autowired
    private Bringing bringing;

    @Autowired
    private Sending sending;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private Database database;

    @Autowired
    private io.salessync.kernel.audit.AuditTrail trail;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private Browser browser;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        browser = new Browser(port).withKey(access.key(tenant, Role.ADMIN));
        EngineKit.NOW = clock::instant;
    }

    @Test
    void aPersonsStartIsInTheAuditTrail() {
        UUID flow = shelf.publish(flow(FlowSettings.DEFAULT, List.of(node("read", "payload", "{'list':'people'}"))));
        User person = access.user(tenant, Role.ADMIN);
        Browser page = new Browser(port);
        assertThat(page.signIn(person.email(), AccessKit.PASSWORD).status()).isEqualTo(200);
        Browser.Answer started =
                page.post("/api/v1/flows/" + flow + "/run", Map.of("payload", Map.of("people", List.of())));
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        assertThat(trail.newest(tenant, null, "flows.started", 10))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.entry().subject()).isEqualTo(flow.toString());
                    assertThat(entry.entry().detail())
                            .containsEntry("run", started.json().path("id").asString());
                });
    }

    @Test
    void aRunStartedByHandIsSeenNodeByNodeAndItsFailedRecordsRunAgain() {
        String to = UUID.randomUUID().toString();
        UUID flow = shelf.publish(flow(
                new FlowSettings("mail", List.of("mail"), 1, 10, true),
                List.of(node("read", "payload", "{'list':'people'}"), node("post", "test.send", "{'to':'" + to + "'}")),
                "read -> post"));
        sending.answers(to, new Node.Sent.Refused("refused", "no such mailbox"));

        Browser.Answer started = browser.post(
                "/api/v1/flows/" + flow + "/run",
                Map.of("payload", Map.of("people", List.of(Map.of("mail", "a@x.org"), Map.of("mail", "b@x.org")))));
        assertThat(started.status()).as(started.text()).isEqualTo(202);
        String run = started.json().path("id").asString();
        // programs start runs by the hundred; the run tells who asked
        assertThat(trail.newest(tenant, null, "flows.started", 10)).isEmpty();
        stepper.runDue(tenant);

        JsonNode seen = browser.get("/api/v1/flows/runs/" + run).json();
        assertThat(seen.at("/run/state").asString()).isEqualTo("PARTLY_FAILED");
        assertThat(seen.path("version").asInt()).isEqualTo(1);
        assertThat(seen.at("/definition/name").asString()).isEqualTo("test-flow");
        assertThat(seen.at("/nodes/1/node").asString()).isEqualTo("post");
        assertThat(seen.at("/nodes/1/in").asInt()).isEqualTo(2);
        assertThat(seen.at("/nodes/1/out/out").asInt()).isEqualTo(1);
        assertThat(seen.at("/nodes/1/failed").asInt()).isEqualTo(1);
        assertThat(seen.at("/nodes/1/state").asString()).isEqualTo("FAILED");

        JsonNode failed =
                browser.get("/api/v1/flows/runs/" + run + "/failed").json().path("items");
        assertThat(failed.size()).isEqualTo(1);
        assertThat(failed.at("/0/recordKey").asString()).isEqualTo("a@x.org");
        assertThat(failed.at("/0/errorClass").asString()).isEqualTo("refused");
        assertThat(failed.at("/0/record/mail").asString()).isEqualTo("a@x.org");
        String reader = access.key(tenant, Role.REP);
        assertThat(new Browser(port)
                        .withKey(reader)
                        .get("/api/v1/flows/runs/" + run + "/failed")
                        .json()
                        .at("/items/0/record/mail")
                        .asString())
                .isEqualTo("•••");

        Browser.Answer again = browser.post("/api/v1/flows/runs/" + run + "/again", Map.of("what", "failed"));
        assertThat(again.status()).as(again.text()).isEqualTo(202);
        stepper.runDue(tenant);
        assertThat(sending.to(to)).containsExactly("a@x.org", "b@x.org", "a@x.org");
        assertThat(browser.post("/api/v1/flows/runs/" + run + "/again", Map.of("what", "failed"))
                        .code())
                .isEqualTo("flows.run.nothing-stored");
        assertThat(browser.post("/api/v1/flows/runs/" + run + "/again", Map.of("what", "some"))
                        .code())
                .isEqualTo("flows.run.wrong-choice");
    }

    @Test
    void aNodeIsTriedOnASampleWithoutWritingOrSendingAnything() {
        String to = UUID.randomUUID().toString();
        assertThat(tried(to, "keep", 5).at("/outputs/0/values/n").asInt()).isEqualTo(5);
        assertThat(tried(to, "keep", 1).path("dropped").asString()).contains("not true");
        assertThat(tried(to, "store", 1).at("/outputs/0/port").asString()).isEqualTo("out");
        assertThat(EngineKit.stored(database, tenant)).isEmpty();
        JsonNode request = tried(to, "post", 1);
        assertThat(request.at("/outputs/0/port").asString()).isEqualTo("request");
        assertThat(sending.to(to)).isEmpty();
        assertThat(tried(to, "hold", 1).path("waits").asString()).isEqualTo("ten minutes to pass");
        Browser.Answer wrong = browser.post(
                "/api/v1/flows/test-node",
                "{\"definition\": %s, \"node\": \"gone\", \"record\": {}}".formatted(DEFINITION.formatted(to)));
        assertThat(wrong.code()).isEqualTo("flows.run.unknown-node");
    }

    private JsonNode tried(String to, String node, int number) {
        Browser.Answer answer = browser.post(
                "/api/v1/flows/test-node",
                "{\"definition\": %s, \"node\": \"%s\", \"record\": {\"n\": %d}}"
                        .formatted(DEFINITION.formatted(to), node, number));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void theEntriesOfAPayloadThatAreNoDocumentsFailAlone() {
        UUID flow = shelf.publish(flow(
                List.of(node("read", "payload", "{'list':'rows'}"), node("store", "test.store", "{}")),
                "read -> store"));
        String run = browser.post(
                        "/api/v1/flows/" + flow + "/run", "{\"payload\": {\"rows\": [{\"a\": 1}, 7, {\"a\": null}]}}")
                .json()
                .path("id")
                .asString();
        stepper.runDue(tenant);

        JsonNode seen = browser.get("/api/v1/flows/runs/" + run).json();
        assertThat(seen.at("/run/message").asString()).isEqualTo("3 read, 2 written, 1 failed");
        assertThat(bringing.readsOf("none")).isZero();
    }
}
