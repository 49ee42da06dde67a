package io.salessync.tags;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.flows.engine.ExecutableType;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@ProgramTest
class TagsTests {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Origin ANN = new Origin("ann@example.org", null);

    @Autowired
    private Tags tags;

    @Autowired
    private TagAddType adding;

    @Autowired
    private TagRemoveType removing;

    @Autowired
    @Qualifier("customersQueryType") private ExecutableType reading;

    @Autowired
    private Customers customers;

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

    private <T> T within(Function<DSLContext, T> work) {
        return Objects.requireNonNull(database.inTenant(tenant, work));
    }

    private UUID person(String id, @Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("familyName", id);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return Objects.requireNonNull(within(sql -> customers.upsertPeople(
                        sql, tenant, ANN, List.of(new Incoming("salesforce:test", "Lead", id, values, null))))
                .getFirst()
                .customer());
    }

    private String tag(String name, String more) {
        Browser.Answer answer =
                manager.post("/api/v1/tags", "{\"name\": \"%s\", \"color\": \"#E8590C\"%s}".formatted(name, more));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("id").asString();
    }

    private JsonNode put(String tag, String why, boolean remove, UUID... people) {
        Browser.Answer answer = manager.post(
                "/api/v1/tags/" + tag + "/customers", Map.of("people", List.of(people), "why", why, "remove", remove));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void aTagIsPutOnPeopleAndTakenOffWithWhoAndWhy() {
        UUID ada = person("Ada");
        UUID bob = person("Bob");
        String tag = tag("Fair 2026", "");
        JsonNode answer = put(tag, "met there", false, ada, bob, UUID.randomUUID());
        assertThat(answer.path("changed").asInt()).isEqualTo(2);
        assertThat(answer.path("refused").asInt()).isEqualTo(1);
        assertThat(put(tag, "again", false, ada).path("unchanged").asInt()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(put(tag, "not him", true, bob).path("changed").asInt()).isEqualTo(1);

        JsonNode list = manager.get("/api/v1/tags").json().at("/items/0");
        assertThat(list.path("people").asInt()).isEqualTo(1);
        assertThat(list.path("color").asString()).isEqualTo("#e8590c");
        JsonNode holders = manager.get("/api/v1/tags/" + tag + "/customers").json();
        assertThat(holders.at("/items/0/person").asString()).isEqualTo("Ada");
        assertThat(holders.at("/items/0/why").asString()).isEqualTo("met there");
        JsonNode history =
                manager.get("/api/v1/tags/" + tag + "/history?limit=2").json();
        assertThat(history.at("/items/0/did").asString()).isEqualTo("REMOVED");
        assertThat(history.at("/items/0/why").asString()).isEqualTo("not him");
        JsonNode rest = manager.get("/api/v1/tags/" + tag + "/history?after="
                        + history.path("next").asString())
                .json();
        assertThat(rest.path("items")).hasSize(1);

        JsonNode people = manager.get("/api/v1/customers/people?tag=fair+2026").json();
        assertThat(people.path("items")).hasSize(1);
        assertThat(people.at("/items/0/tags/0/name").asString()).isEqualTo("Fair 2026");
        assertThat(manager.get("/api/v1/customers/people/" + bob + "/timeline")
                        .json()
                        .path("items")
                        .findValuesAsString("title"))
                .contains("Tagged “Fair 2026”", "Tag “Fair 2026” taken off");
    }

    @Test
    void namesAreTakenOnceAndChangesAreNotLost() {
        String tag = tag("Old  Lead", "");
        assertThat(manager.post("/api/v1/tags", Map.of("name", "old lead", "color", "#000000"))
                        .code())
                .isEqualTo("tags.name-taken");
        assertThat(manager.post("/api/v1/tags", Map.of("name", "x", "color", "red"))
                        .code())
                .isEqualTo("tags.wrong-color");
        Map<String, Object> change = Map.of("name", "Cold", "color", "#000000", "version", 1);
        assertThat(manager.call("PUT", "/api/v1/tags/" + tag, change)
                        .json()
                        .path("name")
                        .asString())
                .isEqualTo("Cold");
        assertThat(manager.call("PUT", "/api/v1/tags/" + tag, change).code()).isEqualTo("tags.changed-meanwhile");
        UUID ada = person("Ada");
        put(tag, "x", false, ada);
        assertThat(manager.delete("/api/v1/tags/" + tag).status()).isEqualTo(204);
        assertThat(manager.get("/api/v1/tags").json().path("items")).isEmpty();
        assertThat(manager.get("/api/v1/customers/people/" + ada).json().path("tags"))
                .isEmpty();
        assertThat(new Browser(port)
                        .withKey(access.key(tenant, Role.VIEWER))
                        .post("/api/v1/tags", Map.of("name", "y", "color", "#000000"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void consentIsReadWhenSomebodyIsTaggedAndItsSnapshotKept() {
        UUID yes = person("Yes", "emailConsent", "granted");
        UUID no = person("No", "emailOptOut", true);
        UUID open = person("Open");
        String strict = tag("Newsletter", ", \"channel\": \"EMAIL\", \"requires\": \"GRANTED\"");
        JsonNode answer = put(strict, "sign-up", false, yes, no, open);
        assertThat(answer.path("outcomes").findValuesAsString("change")).containsExactly("ADDED", "REFUSED", "REFUSED");
        assertThat(answer.at("/outcomes/1/why").asString()).contains("taken back");

        String loose = tag("Mailing", ", \"channel\": \"EMAIL\", \"requires\": \"NOT_WITHDRAWN\"");
        assertThat(put(loose, "list", false, yes, no, open).path("changed").asInt())
                .isEqualTo(2);
        Map<UUID, Tags.Tagged> tagged =
                within(sql -> tags.tagged(sql, tenant, UUID.fromString(strict), List.of(yes, no)));
        assertThat(tagged).containsOnlyKeys(yes);
        Consent snapshot = Objects.requireNonNull(tagged.get(yes)).consent();
        assertThat(Objects.requireNonNull(snapshot).state()).isEqualTo(Consent.State.GRANTED);
        assertThat(snapshot.evidence()).isNotEmpty();
        assertThat(manager.post("/api/v1/tags", Map.of("name", "z", "color", "#000000", "requires", "GRANTED"))
                        .code())
                .isEqualTo("tags.wrong-requirement");
    }

    @Test
    void tagsFollowAMergeAndItsEnd() {
        UUID kept = person("Kept");
        UUID gone = person("Gone");
        String tag = tag("VIP", "");
        put(tag, "big", false, gone);
        UUID merge = within(sql -> customers.merge(sql, tenant, ANN, kept, gone, Map.of(), "same"));
        assertThat(manager.get("/api/v1/customers/people/" + kept)
                        .json()
                        .at("/tags/0/name")
                        .asString())
                .isEqualTo("VIP");
        assertThat(put(tag, "again", false, gone).path("unchanged").asInt())
                .as("who was merged is whom they became")
                .isEqualTo(1);
        database.runInTenant(tenant, sql -> customers.unmerge(sql, tenant, ANN, merge));
        assertThat(manager.get("/api/v1/customers/people/" + kept).json().path("tags"))
                .isEmpty();
        assertThat(manager.get("/api/v1/customers/people/" + gone).json().path("tags"))
                .hasSize(1);
    }

    private record Told(List<FlowRecord> passed, List<String> dropped, List<String> failed) {}

    private Told run(ExecutableType type, String settings, FlowRecord... records) {
        ObjectNode read = (ObjectNode) JSON.readTree(settings.replace('\'', '"'));
        Node.Page node = (Node.Page)
                type.make(new NodeSpec("tag", type.card().type(), null, read, null, null), RecordShape.UNKNOWN);
        Told told = new Told(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Node.Outlet outlet = new Node.Outlet() {
            @Override
            public void pass(String to, FlowRecord record) {
                told.passed().add(record);
            }

            @Override
            public void drop(FlowRecord record, String why) {
                told.dropped().add(record.key() + ": " + why);
            }

            @Override
            public void fail(FlowRecord record, String errorClass, String message) {
                told.failed().add(record.key() + ": " + message);
            }
        };
        database.runInTenant(tenant, sql -> node.process(occasion(), sql, List.of(records), outlet));
        return told;
    }

    private Node.Occasion occasion() {
        return new Node.Occasion(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "Nightly",
                "tag",
                clock.instant(),
                null,
                null,
                JSON.createObjectNode(),
                null);
    }

    private static FlowRecord record(UUID person, Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("customerId", person.toString());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return new FlowRecord(person.toString().substring(0, 4), values);
    }

    @Test
    void oldLeadsAreTaggedByTheirLastActivity() {
        Instant now = clock.instant();
        UUID old = person("Old", "lastActivityAt", now.minus(Duration.ofDays(200)));
        UUID edge = person("Edge", "lastActivityAt", now.minus(Duration.ofDays(180)));
        UUID young = person("Young", "lastActivityAt", now.minus(Duration.ofDays(179)));
        UUID never = person("Never");
        String settings = "{'tag':'old lead','inactiveFor':'180d','why':'half a year'}";
        Told told = run(adding, settings, record(old), record(edge), record(young), record(never));
        assertThat(told.passed()).extracting(record -> record.get("tagChange")).containsExactly("added", "added");
        assertThat(told.dropped()).hasSize(2).anyMatch(why -> why.contains("no activity is known"));
        JsonNode tag = manager.get("/api/v1/tags").json().at("/items/0");
        assertThat(tag.path("name").asString()).isEqualTo("old lead");
        JsonNode holders = manager.get("/api/v1/tags/" + tag.path("id").asString() + "/customers")
                .json();
        assertThat(holders.path("items")).hasSize(2);
        assertThat(holders.at("/items/0/who").asString()).isEqualTo("flow Nightly");
        assertThat(holders.at("/items/0/run").asString()).isNotBlank();

        told = run(removing, "{'tag':'old lead','others':'pass'}", record(old), record(young));
        assertThat(told.passed()).extracting(record -> record.get("tagChange")).containsExactly("removed", "unchanged");
    }

    @Test
    void whoBecomesActiveLosesTheTagOfOldLeads() {
        UUID old = person("Old", "lastActivityAt", clock.instant().minus(Duration.ofDays(400)));
        UUID back = person("Back", "lastActivityAt", clock.instant().minus(Duration.ofDays(400)));
        run(adding, "{'tag':'old lead','inactiveFor':'365d'}", record(old), record(back));
        person("Back", "lastActivityAt", clock.instant().minus(Duration.ofDays(2)));
        Told told = run(removing, "{'tag':'old lead','activeWithin':'365d'}", record(old), record(back));
        assertThat(told.passed()).extracting(record -> record.get("tagChange")).containsExactly("removed");
        assertThat(told.dropped()).singleElement().asString().contains("not active since");
    }

    @Test
    void aTagMadeByAFlowReadsConsentAndKeepsItWithThePerson() {
        UUID ada = person("Ada");
        UUID gone = person("Gone", "emailOptOut", true);
        Told told = run(
                adding,
                "{'tag':'mailing','channel':'email','purpose':'sales','requires':'not_withdrawn'}",
                record(ada),
                record(gone));
        assertThat(told.passed()).hasSize(1);
        assertThat(told.dropped()).singleElement().asString().contains("not tagged");
        JsonNode tag = manager.get("/api/v1/tags").json().at("/items/0");
        assertThat(tag.path("channel").asString()).isEqualTo("EMAIL");
        Map<UUID, Tags.Tagged> tagged = within(
                sql -> tags.tagged(sql, tenant, UUID.fromString(tag.path("id").asString()), List.of(ada, gone)));
        assertThat(tagged).containsOnlyKeys(ada);
        assertThat(Objects.requireNonNull(tagged.get(ada)).consent()).isNotNull();
    }

    @Test
    void peopleOfAnotherSystemComeByTheirIdsThere() {
        UUID ada = person("Ada");
        within(sql -> customers.upsertPeople(
                sql,
                tenant,
                ANN,
                List.of(new Incoming("elsewhere", "Person", "77", Map.of("familyName", "Else"), null))));
        Node.Source source = (Node.Source) reading.make(
                new NodeSpec(
                        "read",
                        "customers.query",
                        null,
                        JSON.createObjectNode().put("system", "salesforce:test").put("object", "Lead"),
                        null,
                        null),
                RecordShape.UNKNOWN);
        Node.Read read = source.read(occasion(), null, 100);
        assertThat(read.records()).singleElement().satisfies(record -> {
            assertThat(record.key()).isEqualTo("Ada");
            assertThat(record.get("externalId")).isEqualTo("Ada");
            assertThat(record.get("customerId")).isEqualTo(ada.toString());
        });
    }

    @Test
    void conditionsAndListsChooseWhoIsTagged() {
        UUID ada = person("L1");
        UUID bob = person("L2");
        Told told = run(
                adding,
                "{'tag':'hot','when':'record.score > 10','others':'pass'}",
                record(ada, "score", 11L),
                record(bob, "score", 3L));
        assertThat(told.passed())
                .extracting(record -> record.get("tagChange"))
                .containsExactlyInAnyOrder("skipped", "added");
        told = run(adding, "{'tag':'listed','list':['L2']}", record(ada), record(bob));
        assertThat(told.passed()).hasSize(1);
        assertThat(told.dropped()).singleElement().asString().contains("not on the list");
        UUID eve = person("L3", "email", "eve@nord.example");
        told = run(adding, "{'tag':'listed','list':[' Eve@Nord.example ']}", record(ada), record(eve));
        assertThat(told.passed()).hasSize(1);
        told = run(
                adding,
                "{'tag':'x'}",
                new FlowRecord("1", Map.of("customerId", "nonsense")),
                record(UUID.randomUUID()));
        assertThat(told.failed()).hasSize(2);
    }
}
