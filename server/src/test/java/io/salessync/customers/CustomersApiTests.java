package io.salessync.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.engine.Node;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeFindings;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@ProgramTest
class CustomersApiTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Autowired
    private Customers customers;

    @Autowired
    private CustomersUpsertType upsert;

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

    private JsonNode add(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        Browser.Answer answer = manager.post("/api/v1/customers/people", Map.of("values", values));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json();
    }

    private Browser.Answer importing(String csv, String query) {
        String body = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"people.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + csv + "\r\n--cut--\r\n";
        return new Browser(port)
                .withKey(access.key(tenant, Role.MANAGER))
                .with("Content-Type", "multipart/form-data; boundary=cut")
                .post("/api/v1/customers/import" + query, body);
    }

    @Test
    void aListGoesPageByPageWithoutLosingOrRepeatingAnybody() {
        for (int i = 0; i < 7; i++) {
            add("givenName", "Ada", "familyName", "Same");
        }
        add("givenName", "Ada", "familyName", "Äpfel", "owner", "ann");
        for (String sort : List.of("name", "-changed", "activity")) {
            TreeSet<String> seen = new TreeSet<>();
            int rows = 0;
            String after = "";
            do {
                JsonNode page = manager.get("/api/v1/customers/people?limit=3&sort=" + sort + "&after=" + after)
                        .json();
                for (JsonNode item : page.path("items")) {
                    seen.add(item.path("id").asString());
                    rows++;
                }
                after = page.path("next").asString("");
            } while (!after.isEmpty());
            assertThat(seen).as(sort).hasSize(8);
            assertThat(rows).as(sort).isEqualTo(8);
        }
        JsonNode first = manager.get("/api/v1/customers/people?limit=1").json();
        assertThat(first.at("/items/0/fullName").asString()).isEqualTo("Ada Äpfel");
        assertThat(manager.get("/api/v1/customers/people?owner=ann").json().path("items"))
                .hasSize(1);
        assertThat(manager.get("/api/v1/customers/people?after=nonsense").code())
                .isEqualTo("customers.wrong-place");
    }

    @Test
    void aChangeIsRefusedWhereSomebodyElseChangedThePersonSince() {
        JsonNode ada = add("givenName", "Ada", "familyName", "Byron", "mobilePhone", "+44 20 7946 0000");
        String path = "/api/v1/customers/people/" + ada.path("id").asString();
        Browser.Answer changed = manager.patch(
                path, Map.of("version", ada.path("version").asLong(), "values", Map.of("title", "Countess")));
        assertThat(changed.json().at("/fields/title").asString()).isEqualTo("Countess");
        Browser.Answer late = manager.patch(
                path, Map.of("version", ada.path("version").asLong(), "values", Map.of("title", "Baroness")));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("customers.changed-meanwhile");
        assertThat(manager.patch(path, Map.of("values", Map.of("email", "not one")))
                        .code())
                .isEqualTo("customers.wrong-email");
        Browser reader = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        assertThat(reader.patch(path, Map.of("values", Map.of("title", "None"))).status())
                .isEqualTo(403);
    }

    @Test
    void theTimelineTellsWhatHappenedNewestFirst() {
        JsonNode ada = add("familyName", "Byron");
        String path = "/api/v1/customers/people/" + ada.path("id").asString();
        clock.advance(Duration.ofMinutes(1));
        manager.patch(path, Map.of("values", Map.of("title", "Countess")));
        clock.advance(Duration.ofMinutes(1));
        manager.post(
                path + "/consents",
                Map.of("channel", "EMAIL", "state", "GRANTED", "evidence", "form", "purpose", "Newsletter"));
        JsonNode all = manager.get(path + "/timeline").json();
        assertThat(all.path("items").findValuesAsString("kind")).containsExactly("consent", "changed", "created");
        assertThat(all.at("/items/1/changes/0/after").asString()).isEqualTo("Countess");
        JsonNode page = manager.get(path + "/timeline?limit=1").json();
        assertThat(page.path("items")).hasSize(1);
        JsonNode next = manager.get(
                        path + "/timeline?limit=5&after=" + page.path("next").asString())
                .json();
        assertThat(next.path("items").findValuesAsString("kind")).containsExactly("changed", "created");
    }

    @Test
    void anErasedPersonIsGoneEverywhereAndIsNotTakenInAgain() {
        importing("externalId,familyName,email\nX1,Secretive,secret@example.org\n", "");
        JsonNode found = manager.get("/api/v1/customers/people?q=secretive").json();
        String id = found.at("/items/0/id").asString();
        Browser.Answer erased =
                manager.post("/api/v1/customers/people/" + id + "/erase", Map.of("why", "letter of today"));
        assertThat(erased.status()).as(erased.text()).isEqualTo(200);
        assertThat(erased.text()).doesNotContain("ecret");
        assertThat(manager.get("/api/v1/customers/people/" + id + "/timeline").text())
                .doesNotContain("ecret");
        assertThat(manager.get("/api/v1/customers/people").json().path("items")).isEmpty();
        Browser.Answer again = importing("externalId,familyName,email\nX1,Secretive,secret@example.org\n", "");
        assertThat(again.json().path("refused").asInt()).isEqualTo(1);
        assertThat(again.json().at("/problems/0/message").asString()).contains("erased on request");
    }

    @Test
    void anImportTakesWhatFitsAndListsTheRestByLine() {
        String csv = "Family name;E-mail;Phone;Company\n" // by label
                + "Byron;ada@example.org;+1;Engines\n"
                + "\"Bad\nLine\";nonsense;;\n"
                + "Babbage;charles@example.org;;Engines\n"
                + "Twice;ADA@example.org;;\n";
        Browser.Answer dry = importing(csv, "?dryRun=true");
        assertThat(dry.json().path("imported").asBoolean()).isFalse();
        assertThat(dry.json().path("created").asInt()).isEqualTo(1);
        assertThat(manager.get("/api/v1/customers/people").json().path("items")).isEmpty();

        Browser.Answer answer = importing(csv.replace("+1;", "+44 123;"), "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("created").asInt()).isEqualTo(2);
        assertThat(answer.json().path("refused").asInt()).isEqualTo(2);
        assertThat(answer.json().path("problems").findValuesAsString("line")).containsExactly("3", "6");
        assertThat(importing(csv, "?whole=true").json().path("imported").asBoolean())
                .isFalse();
        assertThat(importing("email,shoe size\na@example.org,38\n", "").code()).isEqualTo("customers.wrong-file");
        assertThat(importing("email,shoe size\na@example.org,38\n", "?others=keep")
                        .json()
                        .path("created")
                        .asInt())
                .isEqualTo(1);
        assertThat(importing("familyName\nByron\n", "").code()).isEqualTo("customers.wrong-file");
    }

    @Test
    void anExportRunsNothingInASpreadsheet() {
        add("familyName", "=HYPERLINK(\"http://evil.example\")", "email", "+x@example.org");
        Browser.Answer csv = manager.get("/api/v1/customers/people.csv");
        assertThat(csv.status()).isEqualTo(200);
        assertThat(csv.text()).contains("\"'=HYPERLINK").contains(",'+x@example.org");
    }

    @Test
    void companiesHaveTheirPeopleAndTheirHistory() {
        add("familyName", "Byron", "company", "Engines");
        JsonNode line = manager.get("/api/v1/customers/companies?q=engi").json().at("/items/0");
        assertThat(line.path("people").asInt()).isEqualTo(1);
        String path = "/api/v1/customers/companies/" + line.path("id").asString();
        Browser.Answer changed = manager.patch(path, Map.of("values", Map.of("name", "Motors", "city", "London")));
        assertThat(changed.json().at("/addresses/0/city").asString()).isEqualTo("London");
        assertThat(manager.get("/api/v1/customers/people?q=motors").json().path("items"))
                .hasSize(1);
        assertThat(manager.get(path + "/timeline").json().path("items")).hasSize(2);
        assertThat(manager.post("/api/v1/customers/companies", Map.of("values", Map.of("city", "Rome")))
                        .code())
                .isEqualTo("customers.no-name");
    }

    @Test
    void companiesGoOutAndComeInAgainAsAFile() {
        String csv = "Name,Domain,Email,otherEmail,Phone,Street,City,doNotContact,Size\n"
                + "Engines,engines.example,info@engines.example,orders@engines.example,+1,1 Mill Lane,London,true,9\n"
                + "Looms,,not one,,,,,,\n"
                + "=Mills,,,,,,York,,\n";
        Browser.Answer first = importing(csv, "?kind=companies&others=keep");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.json().path("created").asInt()).isEqualTo(1);
        assertThat(first.json().at("/problems/0/message").asString()).contains("'+1'");
        first = importing(csv.replace("+1,", "+44 20 1234,").replace("not one", ""), "?kind=companies&others=keep");
        assertThat(first.json().path("created").asInt()).as(first.text()).isEqualTo(2);
        assertThat(manager.get("/api/v1/customers/companies?q=orders@engines")
                        .json()
                        .at("/items/0/name")
                        .asString())
                .isEqualTo("Engines");

        Browser.Answer out = manager.get("/api/v1/customers/companies.csv");
        assertThat(out.text()).contains("orders@engines.example", "1 Mill Lane", "'=Mills", "true");
        Browser.Answer again = importing(out.text(), "?kind=companies");
        assertThat(again.json().path("created").asInt()).as(again.text()).isZero();
        assertThat(again.json().path("refused").asInt()).as(again.text()).isZero();
        assertThat(manager.get("/api/v1/customers/companies.csv").text()).isEqualTo(out.text());
        assertThat(importing("domain\nx.example\n", "?kind=companies").code()).isEqualTo("customers.wrong-file");
        assertThat(importing(csv, "?kind=ships").code()).isEqualTo("customers.wrong-value");
    }

    @Test
    void companiesThatWereMadeOneElsewhereAreMadeOneHereAndTwoAgain() {
        Customers.Origin pull = new Customers.Origin("flow pull", null);
        List<Customers.Outcome> made = database.inTenant(
                tenant,
                sql -> customers.upsertCompanies(
                        sql,
                        tenant,
                        pull,
                        List.of(
                                new Customers.Incoming("salesforce:a", "Account", "001A", Map.of("name", "Old"), null),
                                new Customers.Incoming(
                                        "salesforce:a",
                                        "Account",
                                        "001B",
                                        Map.of("name", "New", "email", "info@new.example", "emailOptOut", true),
                                        null))));
        database.runInTenant(
                tenant,
                sql -> customers.gone(
                        sql,
                        tenant,
                        pull,
                        false,
                        List.of(new Customers.GoneRecord("salesforce:a", "Account", "001A", "001B"))));
        String old = "/api/v1/customers/companies/" + made.getFirst().customer();
        JsonNode told = manager.get(old).json();
        assertThat(told.at("/mergedElsewhere/0/name").asString()).isEqualTo("New");
        assertThat(told.at("/mergedElsewhere/0/why").asString()).isEqualTo("Account 001A was merged in Salesforce");

        Browser.Answer merged = manager.post(
                old + "/merge",
                Map.of("with", told.at("/mergedElsewhere/0/company").asString(), "why", "merged in Salesforce"));
        assertThat(merged.status()).as(merged.text()).isEqualTo(200);
        assertThat(merged.json().at("/emails/0/written").asString()).isEqualTo("info@new.example");
        assertThat(merged.json().at("/consents/0/state").asString()).isEqualTo("WITHDRAWN");
        assertThat(merged.json().path("mergedElsewhere")).isEmpty();
        JsonNode story = manager.get(old + "/timeline").json();
        assertThat(story.path("items").findValuesAsString("title")).contains("Merged with New", "Merged in Salesforce");
        String merge = story.path("items").findValuesAsString("merge").stream()
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(manager.post("/api/v1/matching/merges/" + merge + "/undo", Map.of())
                        .status())
                .isLessThan(300);
        assertThat(manager.get(old).json().path("emails")).isEmpty();
        assertThat(manager.get(old).json().at("/consents/0/state").asString()).isEqualTo("UNKNOWN");
        JsonNode other = manager.get(
                        "/api/v1/customers/companies/" + made.getLast().customer())
                .json();
        assertThat(other.at("/emails/0/written").asString()).isEqualTo("info@new.example");
        assertThat(other.at("/consents/0/state").asString()).isEqualTo("WITHDRAWN");
    }

    /** What a node did with a page; each record with the port it went by. */
    private record Processed(Map<FlowRecord, String> passed, List<String> failed) {
        List<FlowRecord> by(String port) {
            return passed.entrySet().stream()
                    .filter(one -> one.getValue().equals(port))
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }

    private Processed process(Node.Page node, List<FlowRecord> page) {
        Processed processed = new Processed(new LinkedHashMap<>(), new ArrayList<>());
        Node.Outlet outlet = new Node.Outlet() {
            @Override
            public void pass(String to, FlowRecord record) {
                processed.passed().put(record, to);
            }

            @Override
            public void drop(FlowRecord record, String why) {
                processed.failed().add(why);
            }

            @Override
            public void fail(FlowRecord record, String errorClass, String message) {
                processed.failed().add(errorClass + ": " + message);
            }
        };
        Node.Occasion occasion = new Node.Occasion(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "Nightly",
                "store",
                null,
                null,
                null,
                JSON.createObjectNode(),
                null);
        database.runInTenant(tenant, sql -> node.process(occasion, sql, page, outlet));
        return processed;
    }

    @Test
    void whatIsGoneWhereItComesFromIsToldOnThePersonWhoStays() {
        ObjectNode settings = JSON.createObjectNode();
        settings.put("system", "salesforce:production").put("object", "Contact");
        Node.Page node = (Node.Page)
                upsert.make(new NodeSpec("store", "customers.upsert", null, settings, null, null), RecordShape.UNKNOWN);
        FlowRecord ada = new FlowRecord("003A", Map.of("familyName", "Byron", "_deleted", false));
        FlowRecord gone = new FlowRecord("003A", Map.of("familyName", "Byron", "_deleted", true));
        String id =
                String.valueOf(process(node, List.of(ada)).by("out").getFirst().get("customerId"));
        clock.advance(Duration.ofMinutes(1));
        Processed processed = process(
                node,
                List.of(
                        gone,
                        new FlowRecord("003Z", Map.of("familyName", "Nobody", "_deleted", true)),
                        new FlowRecord("003Y", Map.of("familyName", "Left", "_deleted", true, "_left", true))));
        assertThat(processed.by("out")).isEmpty();
        assertThat(processed.by("gone"))
                .extracting(FlowRecord::key, record -> record.get("customerChange"))
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("003A", "gone"),
                        org.assertj.core.groups.Tuple.tuple("003Z", "unchanged"),
                        org.assertj.core.groups.Tuple.tuple("003Y", "left"));
        JsonNode person = manager.get("/api/v1/customers/people/" + id).json();
        assertThat(person.at("/fields/fullName").asString()).isEqualTo("Byron");
        assertThat(person.at("/externalIds/0/gone/at").asString()).isNotEmpty();
        JsonNode told = manager.get("/api/v1/customers/people/" + id + "/timeline")
                .json()
                .at("/items/0");
        assertThat(told.path("title").asString()).isEqualTo("Deleted in Salesforce");
        assertThat(told.path("detail").asString())
                .isEqualTo("Contact 003A, connection production. Nothing is written to it any more.");

        clock.advance(Duration.ofMinutes(1));
        assertThat(process(node, List.of(gone)).by("gone").getFirst().get("customerChange"))
                .isEqualTo("unchanged");
        assertThat(process(node, List.of(ada)).by("out").getFirst().get("customerChange"))
                .isEqualTo("updated");
        assertThat(manager.get("/api/v1/customers/people/" + id)
                        .json()
                        .at("/externalIds/0/gone")
                        .isMissingNode())
                .isTrue();
        assertThat(manager.get("/api/v1/customers/people/" + id + "/timeline")
                        .json()
                        .at("/items/0/title")
                        .asString())
                .isEqualTo("There again in Salesforce");
    }

    @Test
    void theNodeTellsWhatBecameOfEachRecord() {
        ObjectNode settings = JSON.createObjectNode();
        settings.put("system", "salesforce:test").put("object", "Contact");
        settings.putArray("extra").add("segment");
        NodeSpec spec = new NodeSpec("store", "customers.upsert", null, settings, null, null);
        Node.Page node = (Node.Page) upsert.make(spec, RecordShape.UNKNOWN);
        List<FlowRecord> page = List.of(
                new FlowRecord("003A", Map.of("familyName", "Byron", "segment", "A", "other", 1L)),
                new FlowRecord("003B", Map.of("familyName", "Bad", "email", "x")));
        Processed processed = process(node, page);
        List<FlowRecord> passed = processed.by("out");
        List<String> failed = processed.failed();
        assertThat(passed).hasSize(1);
        assertThat(passed.getFirst().get("customerChange")).isEqualTo("created");
        assertThat(passed.getFirst().get("other")).isEqualTo(1L);
        assertThat(failed).singleElement().asString().startsWith("value: Contact 003B");
        UUID id = UUID.fromString(String.valueOf(passed.getFirst().get("customerId")));
        assertThat(database.inTenant(tenant, sql -> customers.person(sql, tenant, id))
                        .orElseThrow()
                        .extra())
                .containsExactly(Map.entry("segment", "A"));
    }

    @Test
    void theNodeWantsFieldsThatCustomersHave() {
        List<String> problems = new ArrayList<>();
        NodeFindings findings = new NodeFindings() {
            @Override
            public void output(String name, RecordShape shape) {}

            @Override
            public void problem(String field, String message) {
                problems.add(field + ": " + message);
            }

            @Override
            public void warning(String field, String message) {}
        };
        upsert.check(
                JSON.createObjectNode().put("system", "x").put("object", "y"),
                new RecordShape(Map.of(), false).with("Phone__c", io.salessync.flows.graph.FieldType.TEXT),
                findings);
        assertThat(problems).singleElement().asString().contains("Put a mapping before it");
    }
}
