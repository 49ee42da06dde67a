package io.salessync.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.flows.graph.Definitions;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.KitTypes;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ProgramTest
@Import(KitTypes.class)
class FlowsApiTests {
    private static final String YAML = """
            name: leads
            title: Leads
            triggers:
              - {id: often, type: kit.timer, settings: {minutes: 5}}
            nodes:
              - {id: read, type: kit.source, settings: {fields: {email: TEXT, qty: WHOLE}}}
              - {id: keep, type: kit.keep, settings: {when: record.qty > 3}}
            edges:
              - read -> keep
            """;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private FlowVersions versions;

    @Autowired
    private KitTypes.Heard heard;

    @Autowired
    private Database database;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Browser manager;

    @BeforeEach
    void aTenantOfItsOwn() {
        tenant = tenants.fresh().id();
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
    }

    @AfterEach
    void listenersAreWell() {
        heard.refuse(false);
    }

    @Test
    void aFlowIsDrawnCheckedPublishedAndChanged() {
        Browser.Answer made = manager.post("/api/v1/flows", Map.of("definition", definition(YAML)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        UUID id = UUID.fromString(made.json().path("id").asString());
        assertThat(made.json().path("version").asInt()).isEqualTo(1);
        assertThat(made.json().at("/shapes/read/out/fields").toString())
                .isEqualTo("[{\"name\":\"email\",\"type\":\"TEXT\"},{\"name\":\"qty\",\"type\":\"WHOLE\"}]");
        assertThat(one(id).path("state").asString()).isEqualTo("DRAFT");
        assertThat(versions.published(tenant, id)).isEmpty();

        Browser.Answer saved = save(id, YAML.replace("qty > 3", "qty > 5"), 1);
        assertThat(saved.json().path("version").asInt()).isEqualTo(2);
        assertThat(save(id, YAML.replace("qty > 3", "qty > 5"), 2)
                        .json()
                        .path("version")
                        .asInt())
                .as("the same again is no new version")
                .isEqualTo(2);

        Browser.Answer published = manager.post("/api/v1/flows/" + id + "/publish", Map.of("note", "first"));
        assertThat(published.text()).isEqualTo("{\"version\":2,\"state\":\"ON\"}");
        JsonNode flow = one(id);
        assertThat(flow.path("state").asString()).isEqualTo("ON");
        assertThat(flow.path("publishedVersion").asInt()).isEqualTo(2);
        assertThat(flow.has("draft")).isFalse();
        assertThat(flow.at("/published/edges/0").toString())
                .isEqualTo("{\"from\":\"read\",\"port\":\"out\",\"to\":\"keep\"}");
        assertThat(flow.at("/triggers/0").toString())
                .isEqualTo("{\"id\":\"often\",\"type\":\"kit.timer\",\"summary\":\"kit.timer\"}");
        assertThat(versions.published(tenant, id).orElseThrow().number()).isEqualTo(2);
        assertThat(manager.post("/api/v1/flows/" + id + "/publish", Map.of()).code())
                .isEqualTo("flows.no-draft");

        assertThat(save(id, YAML.replace("title: Leads", "title: New leads"), 2)
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(3);
        assertThat(versions.published(tenant, id).orElseThrow().definition().title())
                .as("a draft changes nothing that runs")
                .isEqualTo("Leads");
        assertThat(heard.of(id)).containsExactly(new KitTypes.Heard.News(id, "Leads"));
    }

    @Test
    void whatSomebodyElseSavedMeanwhileIsNotOverwritten() {
        UUID id = create(YAML);
        save(id, YAML.replace("qty > 3", "qty > 4"), 1);

        Browser.Answer late = save(id, YAML.replace("qty > 3", "qty > 9"), 1);

        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("flows.old-draft");
        assertThat(late.json().path("detail").asString())
                .contains("saved version 2 meanwhile; yours is based on version 1");
        assertThat(one(id).at("/draft/nodes/1/settings/when").asString()).isEqualTo("record.qty > 4");
        assertThat(save(id, YAML.replace("name: leads", "name: others"), 2).code())
                .isEqualTo("flows.name-stays");
        assertThat(manager.post("/api/v1/flows", Map.of("definition", definition(YAML)))
                        .code())
                .isEqualTo("flows.name-taken");
    }

    @Test
    void aFlowWithProblemsIsKeptButNotPublished() {
        UUID id = create(YAML.replace("record.qty", "record.quantity"));

        Browser.Answer refused = manager.post("/api/v1/flows/" + id + "/publish", null);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.code()).isEqualTo("flows.not-publishable");
        assertThat(refused.json().path("detail").asString())
                .startsWith("node keep, when: 'record.quantity > 3' reads record.quantity");
        assertThat(refused.json().at("/places/findings/0/node").asString()).isEqualTo("keep");
        assertThat(one(id).at("/findings/0/severity").asString()).isEqualTo("PROBLEM");
        assertThat(one(id).at("/findings/0/field").asString()).isEqualTo("when");
        assertThat(manager.post("/api/v1/flows/" + id + "/on", null).code()).isEqualTo("flows.never-published");
        JsonNode checked = manager.post("/api/v1/flows/validate", Map.of("definition", definition(YAML)))
                .json();
        assertThat(checked.path("findings").isEmpty()).isTrue();
    }

    @Test
    void aFlowIsSwitchedOffOnAndDeleted() {
        UUID id = published(YAML);

        assertThat(manager.delete("/api/v1/flows/" + id).code()).isEqualTo("flows.still-on");
        assertThat(manager.post("/api/v1/flows/" + id + "/off", null)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("OFF");
        assertThat(versions.published(tenant, id)).isEmpty();
        save(id, YAML.replace("qty > 3", "qty > 4"), 1);
        manager.post("/api/v1/flows/" + id + "/publish", null);
        assertThat(one(id).path("state").asString())
                .as("publishing switches nothing on")
                .isEqualTo("OFF");
        manager.post("/api/v1/flows/" + id + "/on", null);
        assertThat(versions.published(tenant, id).orElseThrow().number()).isEqualTo(2);
        manager.post("/api/v1/flows/" + id + "/off", null);
        assertThat(manager.delete("/api/v1/flows/" + id).status()).isEqualTo(204);

        assertThat(heard.of(id)).extracting(KitTypes.Heard.News::title).containsExactly("Leads", null, "Leads", null);
        assertThat(manager.get("/api/v1/flows/" + id).code()).isEqualTo("flows.unknown-flow");
        assertThat(versions.version(tenant, id, 1))
                .as("runs of it can still be read")
                .isPresent();
        assertThat(create(YAML)).as("the name is free").isNotEqualTo(id);
    }

    @Test
    void anEarlierVersionBecomesADraftAndIsPublishedAnew() {
        UUID id = published(YAML);
        save(id, YAML.replace("qty > 3", "qty > 4"), 1);
        manager.post("/api/v1/flows/" + id + "/publish", Map.of("note", "stricter"));

        Browser.Answer back = manager.post("/api/v1/flows/" + id + "/rollback", Map.of("version", 1));

        assertThat(back.json().path("version").asInt()).isEqualTo(3);
        assertThat(versions.published(tenant, id).orElseThrow().number()).isEqualTo(2);
        manager.post("/api/v1/flows/" + id + "/publish", Map.of("note", "back to 1"));
        FlowDefinition now = versions.published(tenant, id).orElseThrow().definition();
        assertThat(now).isEqualTo(Definitions.yaml(YAML).orThrow());
        JsonNode history =
                manager.get("/api/v1/flows/" + id + "/versions").json().path("items");
        assertThat(history.valueStream()
                        .map(item -> item.path("number").asInt() + " "
                                + item.path("state").asString() + " "
                                + item.path("note").asString("") + " "
                                + item.path("basedOn").asInt(0)))
                .containsExactly("3 PUBLISHED back to 1 1", "2 REPLACED stricter 1", "1 REPLACED  0");
        assertThat(manager.post("/api/v1/flows/" + id + "/rollback", Map.of("version", 9))
                        .code())
                .isEqualTo("flows.unknown-version");
        assertThat(manager.get("/api/v1/flows/" + id + "/versions/1")
                        .json()
                        .at("/definition/name")
                        .asString())
                .isEqualTo("leads");
    }

    @Test
    void theDifferenceIsToldByNodeEdgeTriggerAndField() {
        UUID id = published(YAML);
        save(
                id,
                YAML.replace("qty > 3", "qty > 4")
                        .replace("{email: TEXT, qty: WHOLE}", "{email: TEXT, qty: WHOLE, town: TEXT}")
                        .replace("title: Leads", "title: Better leads")
                        .replace("minutes: 5", "minutes: 15")
                        .replace("  - read -> keep", "  - read -> keep -> more")
                        .replace("edges:", "  - {id: more, type: kit.keep, settings: {when: 'true'}}\nedges:"),
                1);

        JsonNode diff =
                manager.get("/api/v1/flows/" + id + "/diff?from=1&to=draft").json();

        assertThat(diff.at("/nodes/added").toString()).isEqualTo("[\"more\"]");
        assertThat(diff.at("/nodes/removed").isEmpty()).isTrue();
        assertThat(diff.at("/nodes/changed").toString())
                .isEqualTo(
                        "[{\"id\":\"read\",\"fields\":[{\"path\":\"settings/fields/town\",\"to\":\"TEXT\"}]},"
                                + "{\"id\":\"keep\",\"fields\":[{\"path\":\"settings/when\",\"from\":\"record.qty > 3\",\"to\":\"record.qty > 4\"}]}]");
        assertThat(diff.at("/edges/added").toString())
                .isEqualTo("[{\"from\":\"keep\",\"port\":\"out\",\"to\":\"more\"}]");
        assertThat(diff.at("/triggers/changed/0/fields/0/to").asInt()).isEqualTo(15);
        assertThat(diff.at("/flow/0").toString())
                .isEqualTo("{\"path\":\"title\",\"from\":\"Leads\",\"to\":\"Better leads\"}");
        assertThat(manager.get("/api/v1/flows/" + id + "/diff?from=draft&to=draft")
                        .json()
                        .at("/nodes/changed")
                        .isEmpty())
                .isTrue();
        assertThat(manager.get("/api/v1/flows/" + id + "/diff?from=x&to=1").code())
                .isEqualTo("flows.unknown-version");
    }

    @Test
    void yamlGoesInAndOut() {
        Browser yaml =
                new Browser(port).withKey(access.key(tenant, Role.MANAGER)).with("Content-Type", "text/yaml");

        Browser.Answer first = yaml.post("/api/v1/flows/import", YAML);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        String id = first.json().path("id").asString();
        Browser.Answer again = yaml.post("/api/v1/flows/import", YAML.replace("qty > 3", "qty > 4"));
        assertThat(again.json().path("id").asString()).isEqualTo(id);
        assertThat(again.json().path("version").asInt()).isEqualTo(2);
        Browser.Answer out = manager.get("/api/v1/flows/" + id + ".yaml");
        assertThat(out.header("Content-Type")).startsWith("text/yaml");
        assertThat(Definitions.yaml(out.text()).orThrow())
                .isEqualTo(Definitions.yaml(YAML.replace("qty > 3", "qty > 4")).orThrow());
        assertThat(manager.get("/api/v1/flows/" + id + ".yaml?version=1").text())
                .contains("record.qty > 3");
    }

    @Test
    void whatCannotBeReadIsRefusedWithLinesAndKeepsNothing() {
        Browser yaml =
                new Browser(port).withKey(access.key(tenant, Role.MANAGER)).with("Content-Type", "text/yaml");

        Browser.Answer broken = yaml.post("/api/v1/flows/import", YAML.replace("type: kit.keep", "typ: kit.keep"));
        assertThat(broken.status()).isEqualTo(422);
        assertThat(broken.code()).isEqualTo("flows.unreadable");
        assertThat(broken.json().at("/places/problems/0/line").asInt()).isEqualTo(7);
        assertThat(yaml.post("/api/v1/flows/import", "format: 2\n" + YAML).code())
                .isEqualTo("flows.newer-format");
        assertThat(yaml.post("/api/v1/flows/import", YAML + "# more\n".repeat(200_000))
                        .code())
                .isEqualTo("flows.too-large");
        assertThat(yaml.post("/api/v1/flows/import", "a: &a [*a]").code()).isEqualTo("flows.unreadable");
        assertThat(manager.post("/api/v1/flows", Map.of("definition", "text")).code())
                .isEqualTo("flows.unreadable");
        assertThat(manager.post("/api/v1/flows", Map.of()).code()).isEqualTo("http.wrong-field");
        ObjectNode unknown = definition(YAML);
        unknown.put("nods", 1);
        assertThat(manager.post("/api/v1/flows", Map.of("definition", unknown))
                        .json()
                        .path("detail")
                        .asString())
                .contains("nods is not known; did you mean 'nodes'?");
        assertThat(manager.get("/api/v1/flows").json().path("items").isEmpty()).isTrue();
    }

    @Test
    void flowsAreListedByNameInPages() {
        for (String name : List.of("cherry", "apple", "banana")) {
            create(YAML.replace("name: leads", "name: " + name));
        }

        JsonNode first = manager.get("/api/v1/flows?limit=2").json();
        assertThat(names(first)).containsExactly("apple", "banana");
        assertThat(names(manager.get("/api/v1/flows?limit=2&after="
                                + first.path("next").asString())
                        .json()))
                .containsExactly("cherry");
        assertThat(first.at("/items/0/activeRuns").asInt(-1)).isZero();
    }

    @Test
    void theTypesThereAreAreToldWithTheirSchemas() {
        JsonNode types = manager.get("/api/v1/flows/node-types").json().path("items");
        JsonNode source = types.valueStream()
                .filter(type -> type.path("type").asString().equals("kit.source"))
                .findFirst()
                .orElseThrow();
        assertThat(source.path("source").asBoolean()).isTrue();
        assertThat(source.at("/schema/required/0").asString()).isEqualTo("fields");
        assertThat(manager.get("/api/v1/flows/trigger-types")
                        .json()
                        .path("items")
                        .toString())
                .contains("\"kit.timer\"");
    }

    @Test
    void aPublicationThatAListenerRefusesDidNotHappen() {
        UUID id = create(YAML);
        heard.refuse(true);

        assertThat(manager.post("/api/v1/flows/" + id + "/publish", null).status())
                .isEqualTo(500);

        assertThat(one(id).path("state").asString()).isEqualTo("DRAFT");
        assertThat(versions.published(tenant, id)).isEmpty();
    }

    @Test
    void whatIsPublishedCannotBeChangedByAnyone() {
        UUID id = published(YAML);

        assertThatThrownBy(() -> database.runInTenant(
                        tenant,
                        sql -> sql.execute("UPDATE flows.flow_version SET definition = '{}' WHERE flow_id = ?", id)))
                .hasMessageContaining("is published and stays as it is");
        assertThatThrownBy(() -> database.runInTenant(
                        tenant, sql -> sql.execute("DELETE FROM flows.flow_version WHERE flow_id = ?", id)))
                .hasMessageContaining("is published and stays as it is");
    }

    @Test
    void draftsThatWereSavedOverAreKeptForSomeDays() {
        UUID id = create(YAML);
        save(id, YAML.replace("qty > 3", "qty > 4"), 1);
        assertThat(versions.version(tenant, id, 1)).isPresent();

        clock.advance(Duration.ofDays(8));
        save(id, YAML.replace("qty > 3", "qty > 5"), 2);
        save(id, YAML.replace("qty > 3", "qty > 6"), 3);

        List<Integer> left = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT number FROM flows.flow_version WHERE flow_id = ? ORDER BY 1", id)
                        .getValues(0, Integer.class));
        assertThat(left).containsExactly(3, 4);
    }

    @Test
    void whoMayOnlyReadChangesNothingAndOtherTenantsSeeNothing() {
        UUID id = published(YAML);
        Browser viewer = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        Browser stranger = new Browser(port).withKey(access.key(tenants.fresh().id(), Role.OWNER));

        assertThat(viewer.get("/api/v1/flows/" + id).status()).isEqualTo(200);
        for (String action : List.of("publish", "on", "off", "rollback")) {
            assertThat(viewer.post("/api/v1/flows/" + id + "/" + action, Map.of("version", 1))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(viewer.delete("/api/v1/flows/" + id).status()).isEqualTo(403);
        assertThat(stranger.get("/api/v1/flows/" + id).status()).isEqualTo(404);
        assertThat(stranger.get("/api/v1/flows/" + id + ".yaml").status()).isEqualTo(404);
    }

    @Test
    void everyChangeIsInTheAuditTrail() {
        UUID id = published(YAML);
        save(id, YAML.replace("qty > 3", "qty > 4"), 1);
        manager.post("/api/v1/flows/" + id + "/rollback", Map.of("version", 1));
        manager.post("/api/v1/flows/" + id + "/off", null);
        manager.delete("/api/v1/flows/" + id);

        String trail = manager.get("/api/v1/audit").text();
        assertThat(trail)
                .contains(
                        "flows.created",
                        "flows.saved",
                        "flows.published",
                        "flows.rolled-back",
                        "flows.switched-off",
                        "flows.deleted");
    }

    private static List<String> names(JsonNode answer) {
        return answer.path("items")
                .valueStream()
                .map(item -> item.path("name").asString())
                .toList();
    }

    private static ObjectNode definition(String yaml) {
        return Definitions.toJson(Definitions.yaml(yaml).orThrow());
    }

    private UUID create(String yaml) {
        Browser.Answer made = manager.post("/api/v1/flows", Map.of("definition", definition(yaml)));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return UUID.fromString(made.json().path("id").asString());
    }

    private UUID published(String yaml) {
        UUID id = create(yaml);
        Browser.Answer published = manager.post("/api/v1/flows/" + id + "/publish", null);
        assertThat(published.status()).as(published.text()).isEqualTo(200);
        return id;
    }

    private Browser.Answer save(UUID id, String yaml, int basedOn) {
        return manager.call(
                "PUT", "/api/v1/flows/" + id + "/draft", Map.of("definition", definition(yaml), "basedOn", basedOn));
    }

    private JsonNode one(UUID id) {
        return manager.get("/api/v1/flows/" + id).json();
    }
}
