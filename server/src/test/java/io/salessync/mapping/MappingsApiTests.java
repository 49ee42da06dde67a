package io.salessync.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.flows.engine.Node;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.records.Collections;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@ProgramTest
class MappingsApiTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Autowired
    private MapFieldsType type;

    @Autowired
    private DriftAlerts alerts;

    @Autowired
    private Collections collections;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Browser manager;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
    }

    /** With {@code '} for a quotation mark. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private JsonNode made(String fields) {
        Browser.Answer answer = manager.post(
                "/api/v1/mappings",
                json("{'name':'People in','from':{'fields':[{'name':'Vorname'},{'name':'Nachname'},{'name':'E-Mail'},"
                        + "{'name':'Seit','type':'DATE'}]},'to':{'target':'customers.person'},'fields':" + fields
                        + "}"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    @Test
    void aMappingIsMadeChangedAndForgotten() {
        JsonNode made =
                made("[{'to':'givenName','from':'Vorname'},{'to':'email','from':'E-Mail','changes':['LOWER']}]");
        String path = "/api/v1/mappings/" + made.path("id").asString();
        assertThat(made.at("/ways/0/both").asBoolean()).isTrue();
        assertThat(made.at("/ways/1/both").asBoolean()).isFalse();
        assertThat(manager.get("/api/v1/mappings").json().path("items")).hasSize(1);
        assertThat(manager.get("/api/v1/mappings").json().path("targets").toString())
                .contains("customers.person", "customers.company");

        String changed =
                json("{'name':'People in','from':{'fields':[{'name':'Vorname'}]},'to':{'target':'customers.person'},"
                        + "'fields':[{'to':'givenName','from':'Vorname'}],'version':1}");
        assertThat(manager.call("PUT", path, changed).json().path("version").asInt())
                .isEqualTo(2);
        assertThat(manager.call("PUT", path, changed).code()).isEqualTo("mapping.changed-meanwhile");
        assertThat(manager.post("/api/v1/mappings", changed).code()).isEqualTo("mapping.name-taken");
        assertThat(new Browser(port)
                        .withKey(access.key(tenant, Role.VIEWER))
                        .delete(path)
                        .status())
                .isEqualTo(403);
        assertThat(manager.delete(path).status()).isEqualTo(204);
        assertThat(manager.get(path).code()).isEqualTo("mapping.unknown-mapping");
    }

    @Test
    void mistakesNameTheField() {
        String wrong = json("{'name':'x','from':{'fields':[{'name':'A'}]},'to':{'target':'customers.person'},"
                + "'fields':[{'to':'emial','from':'A'}]}");
        Browser.Answer answer = manager.post("/api/v1/mappings", wrong);
        assertThat(answer.code()).isEqualTo("mapping.wrong-field");
        assertThat(answer.json().path("detail").asString()).contains("did you mean 'email'");
        assertThat(manager.post("/api/v1/mappings", wrong.replace("customers.person", "customers.robot"))
                        .code())
                .isEqualTo("mapping.unknown-side");
        assertThat(manager.post(
                                "/api/v1/mappings",
                                json("{'name':'x','from':{},'to':{'target':'customers.person'},'fields':[]}"))
                        .code())
                .isEqualTo("mapping.wrong-side");
    }

    @Test
    void aFlowThatNamesAMappingThatIsNotThereIsWarnedOf() {
        made("[{'to':'givenName','from':'Vorname'}]");
        String flow = json("{'definition':{'name':'people','nodes':[{'id':'map','type':'map.fields','settings':"
                + "{'mapping':'Poeple in'}}]}}");
        Browser.Answer wrong = manager.post("/api/v1/flows/validate", flow);
        assertThat(wrong.status()).as(wrong.text()).isEqualTo(200);
        assertThat(wrong.json().path("findings").toString())
                .contains("WARNING")
                .contains("there is no mapping 'Poeple in'; did you mean 'People in'?");
        assertThat(manager.post("/api/v1/flows/validate", flow.replace("Poeple", "People"))
                        .text())
                .doesNotContain("there is no mapping");
    }

    @Test
    void anEntryThatFillsNothingIsRefused() {
        assertThat(manager.post(
                                "/api/v1/mappings",
                                json("{'name':'x','from':{'fields':[{'name':'A'}]},'to':{'target':'customers.person'},"
                                        + "'fields':[{'to':' ','from':'A'}]}"))
                        .status())
                .isBetween(400, 422);
    }

    @Test
    void guessesComeWithTheFieldsOfBothEnds() {
        Browser.Answer answer = manager.post(
                "/api/v1/mappings/suggest",
                json("{'from':{'fields':[{'name':'Vorname'},{'name':'Nachname'},{'name':'Handy'},{'name':'PLZ'}]},"
                        + "'to':{'target':'customers.person'}}"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        Map<String, String> guessed = new LinkedHashMap<>();
        answer.json()
                .path("items")
                .forEach(item -> guessed.put(
                        item.path("from").asString(), item.path("to").asString()));
        assertThat(guessed)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Vorname", "givenName", "Nachname", "familyName", "Handy", "mobilePhone", "PLZ", "postalCode"));
        assertThat(answer.json().path("from")).hasSize(4);
        assertThat(answer.json().path("to").size()).isGreaterThan(30);
    }

    @Test
    void aTestShowsRowsSideBySideAndWritesNothing() {
        Browser.Answer answer = manager.post(
                "/api/v1/mappings/test",
                json("{'mapping':{'name':'x','from':{'fields':[{'name':'Name'},{'name':'Born','type':'TEXT'}]},"
                        + "'to':{'target':'customers.person'},'fields':[{'to':'familyName','from':'Name','changes':['TRIM']},"
                        + "{'to':'birthDate','from':'Born','format':'dd.MM.yyyy'}]},"
                        + "'rows':[{'Name':' Byron ','Born':'10.12.1815'},{'Name':'Bad','Born':'soon'}]}"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode rows = answer.json().path("rows");
        assertThat(rows.at("/0/fields/0/before").asString()).isEqualTo(" Byron ");
        assertThat(rows.at("/0/fields/0/after").asString()).isEqualTo("Byron");
        assertThat(rows.at("/0/fields/1/after").asString()).isEqualTo("1815-12-10");
        assertThat(rows.at("/1/fields/1/problem").asString()).contains("soon");
        assertThat(answer.json().path("problems").asInt()).isEqualTo(1);
    }

    @Test
    void aMappedFieldThatACollectionLostIsToldBeforeARun() {
        database.runInTenant(
                tenant,
                sql -> collections.ensure(
                        sql,
                        tenant,
                        "leads",
                        "Leads",
                        List.of(new Collections.Field("surname", Collections.Type.TEXT, false)),
                        true));
        Browser.Answer made = manager.post(
                "/api/v1/mappings",
                json("{'name':'Leads','from':{'collection':'leads'},'to':{'target':'customers.person'},"
                        + "'fields':[{'to':'familyName','from':'surname'}]}"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        String path = "/api/v1/mappings/" + made.json().path("id").asString();
        assertThat(manager.get(path + "/drift").json().path("items")).isEmpty();

        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE records.collection SET fields = '[{\"name\":\"sur_name\",\"type\":\"TEXT\",\"required\":false}]' WHERE tenant_id = ?",
                        tenant.value()));
        assertThat(alerts.look(tenant, Map.of()))
                .as("it was looked at a moment ago")
                .isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(alerts.look(tenant, Map.of()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.detail()).contains("'surname'", "'sur_name'"));
        JsonNode drift = manager.get(path + "/drift").json();
        assertThat(drift.path("breaks").asBoolean()).isTrue();
        assertThat(drift.at("/items/0/what").asString()).isEqualTo("RENAMED");
        assertThat(drift.at("/items/0/fills/0").asString()).isEqualTo("familyName");

        // a run hears of it, and does not begin where the field has to be filled
        ObjectNode settings = JSON.createObjectNode().put("mapping", "Leads");
        NodeSpec node = new NodeSpec("map", "map.fields", null, settings, null, null);
        assertThat(type.ready(tenant, node))
                .singleElement()
                .satisfies(warning -> assertThat(warning).contains("'surname'"));
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE mapping.field_map SET document = jsonb_set(document, '{fields,0,required}', 'true') WHERE tenant_id = ?",
                        tenant.value()));
        assertThatThrownBy(() -> type.ready(tenant, node))
                .hasMessageContaining("does not fit any more")
                .hasMessageContaining("'surname'");
    }

    @Test
    void theNodeLeadsRecordsThroughAndNamesWhatFails() {
        made("[{'to':'familyName','from':'Nachname','required':true},{'to':'email','from':'E-Mail'}]");
        ObjectNode settings = JSON.createObjectNode().put("mapping", "People in");
        settings.putArray("keep").add("Id");
        Node.Page node = (Node.Page)
                type.make(new NodeSpec("map", "map.fields", null, settings, null, null), RecordShape.UNKNOWN);
        List<FlowRecord> passed = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        Node.Outlet outlet = new Node.Outlet() {
            @Override
            public void pass(String to, FlowRecord record) {
                passed.add(record);
            }

            @Override
            public void drop(FlowRecord record, String why) {
                failed.add(why);
            }

            @Override
            public void fail(FlowRecord record, String errorClass, String message) {
                failed.add(errorClass + ": " + message);
            }
        };
        Node.Occasion occasion = new Node.Occasion(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "Nightly",
                "map",
                null,
                null,
                null,
                JSON.createObjectNode(),
                null);
        Map<String, @Nullable Object> good = new LinkedHashMap<>();
        good.put("Id", "1");
        good.put("Nachname", "Byron");
        good.put("E-Mail", null);
        good.put("Other", "gone");
        List<FlowRecord> page = List.of(
                new FlowRecord("1", good),
                new FlowRecord("2", Map.of("Id", "2", "Nachname", "", "E-Mail", "x")),
                new FlowRecord("3", Map.of("Id", "3", "Nachname", "", "_deleted", true, "_mergedInto", "1")));
        database.runInTenant(tenant, sql -> node.process(occasion, sql, page, outlet));
        assertThat(passed).hasSize(2);
        assertThat(passed.getFirst().values()).containsOnlyKeys("Id", "familyName", "email");
        assertThat(passed.getFirst().get("familyName")).isEqualTo("Byron");
        assertThat(passed.getLast().isGone())
                .as("of one that is gone its key is enough")
                .isTrue();
        assertThat(passed.getLast().get("_mergedInto")).isEqualTo("1");
        assertThat(failed)
                .singleElement()
                .asString()
                .contains("mapping: The field 'familyName' from 'Nachname' is required");
    }
}
