package io.salessync.pushes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.CrmConnector.Consent.Answer;
import io.salessync.connectors.CrmRead;
import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
import io.salessync.flows.Flows;
import io.salessync.flows.graph.Definitions;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.access.User;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@ProgramTest
class PushesTests {
    @Autowired
    private PlayedCrm crm;

    @Autowired
    private Pushes pushes;

    @Autowired
    private PushUpkeep upkeep;

    @Autowired
    private Customers customers;

    @Autowired
    private Flows flows;

    @Autowired
    private Connections connections;

    @Autowired
    private Database database;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Connection connection;
    private Browser manager;

    @BeforeEach
    void fresh() {
        crm.reset();
        tenant = tenants.fresh().id();
        connection =
                connections.ensure(tenant, PlayedCrm.VENDOR, "crm", URI.create("http://127.0.0.1:9"), "token", false);
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        for (int i = 1; i <= 3; i++) {
            crm.contact("00300000000000" + i, "Person " + i, "new", "gold");
        }
    }

    private static PushRequest.Wanted wanted(String id, @Nullable UUID person, Map<String, @Nullable Object> values) {
        return new PushRequest.Wanted(id, id, person, "Person " + id, values);
    }

    private PushRequest request(@Nullable UUID by, List<PushRequest.Wanted> rows) {
        return new PushRequest(
                connection,
                "Contact",
                PushMode.UPDATE,
                "Id",
                List.of("Segment__c", "Tags__c"),
                List.of("Tags__c"),
                List.of(),
                "Tag old leads",
                "They did nothing for a year.",
                "sales",
                "email",
                false,
                Duration.ofDays(3),
                new PushRequest.Origin("someone@example.org", by, null, null, null, null, null, null),
                rows);
    }

    /** The same with another way, key and field. */
    private static PushRequest writing(
            PushRequest good, PushMode mode, String keyField, String field, List<PushRequest.Wanted> rows) {
        return new PushRequest(
                good.connection(),
                good.object(),
                mode,
                keyField,
                List.of(field),
                List.of(),
                List.of(),
                good.title(),
                good.reason(),
                good.purpose(),
                good.channel(),
                false,
                good.lasts(),
                good.origin(),
                rows);
    }

    private List<PushRequest.Wanted> three() {
        List<PushRequest.Wanted> rows = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("Segment__c", "old");
            values.put("Tags__c", "old lead");
            rows.add(wanted("00300000000000" + i, null, values));
        }
        return rows;
    }

    private UUID proposed(@Nullable UUID by, List<PushRequest.Wanted> rows) {
        UUID push = database.inTenant(tenant, sql -> pushes.propose(sql, tenant, request(by, rows)));
        stepper.runDue(tenant);
        return push;
    }

    private JsonNode push(UUID id) {
        return manager.get("/api/v1/pushes/" + id).json();
    }

    private JsonNode row(UUID id, int number) {
        return manager.get("/api/v1/pushes/" + id + "/rows")
                .json()
                .path("items")
                .path(number - 1);
    }

    private void approved(UUID id) {
        assertThat(manager.post("/api/v1/pushes/" + id + "/approve", Map.of("note", "fine"))
                        .status())
                .isEqualTo(200);
        stepper.runDue(tenant);
    }

    @Test
    void nothingIsWrittenBeforeASecondPersonApprovedTheDifference() {
        UUID id = proposed(null, three());
        assertThat(push(id).path("state").asString()).isEqualTo("WAITING");
        assertThat(crm.calls).isEmpty();
        JsonNode first = row(id, 1);
        assertThat(first.path("before").path("Segment__c").asString()).isEqualTo("new");
        assertThat(first.path("after").path("Segment__c").asString()).isEqualTo("old");
        assertThat(first.path("after").path("Tags__c").asString()).isEqualTo("gold;old lead");
        assertThat(first.path("consent").path("allowed").asBoolean()).isTrue();

        approved(id);

        assertThat(push(id).path("state").asString()).isEqualTo("DONE");
        assertThat(crm.value("003000000000001", "Tags__c")).isEqualTo("gold;old lead");
        assertThat(crm.calls).hasSize(1);
        assertThat(manager.get("/api/v1/audit").text()).contains("pushes.proposed", "pushes.approved");
    }

    @Test
    void whoeverProposedItCannotApproveIt() {
        User proposer = access.user(tenant, Role.MANAGER);
        String key = "ss_test-" + UUID.randomUUID();
        access.accounts().fixApiKey(tenant, proposer.id(), "own", key, Role.MANAGER.permissions());
        UUID id = proposed(proposer.id(), three());
        Browser own = new Browser(port).withKey(key);
        assertThat(own.post("/api/v1/pushes/" + id + "/approve", null).code()).isEqualTo("pushes.second-person");
        assertThat(own.get("/api/v1/pushes/" + id).json().path("mayDecide").asBoolean())
                .isFalse();
        Browser rep = new Browser(port).withKey(access.key(tenant, Role.REP));
        assertThat(rep.post("/api/v1/pushes/" + id + "/approve", null).status()).isEqualTo(403);
        approved(id);
        assertThat(crm.calls).hasSize(1);
    }

    private static final String FLOW = """
        format: 1
        name: tags-back
        title: Tags back
        triggers:
          - id: by-hand
            type: manual
        nodes:
          - id: came
            type: payload
          - id: push
            type: salesforce.push
            settings:
                connection: crm
                object: Contact
                title: Tag old leads
                purpose: sales
                key: id
                set:
                    Segment__c: "'old'"
                    Tags__c: "'old lead'"
                expires: 3d
        edges:
          - came -> push
        """;

    private Browser own(User user) {
        String key = "ss_test-" + UUID.randomUUID();
        access.accounts().fixApiKey(tenant, user.id(), "own " + user.name(), key, Role.MANAGER.permissions());
        return new Browser(port).withKey(key);
    }

    /** What a flow of theirs proposes when nobody started it. */
    private UUID proposedByFlowOf(User author) {
        return proposedBy(flows.ship(tenant, FLOW, new Flows.Asker(author.email(), author.id()))
                .orElseThrow());
    }

    private UUID proposedBy(UUID flow) {
        flows.run(
                tenant,
                flow,
                JsonNodeFactory.instance.objectNode().put("id", "003000000000001"),
                new Flows.Asker("schedule", null));
        stepper.runDue(tenant);
        return UUID.fromString(manager.get("/api/v1/pushes")
                .json()
                .path("items")
                .path(0)
                .path("id")
                .asString());
    }

    @Test
    void whoeverPublishedTheFlowCannotApproveWhatItProposesOnItsSchedule() {
        User author = access.user(tenant, Role.MANAGER);
        UUID id = proposedByFlowOf(author);
        assertThat(push(id).path("state").asString()).isEqualTo("WAITING");

        Browser theirs = own(author);
        assertThat(theirs.post("/api/v1/pushes/" + id + "/approve", null).code())
                .isEqualTo("pushes.second-person");
        assertThat(theirs.get("/api/v1/pushes/" + id).json().path("mayNot").asString())
                .isEqualTo("You saved or published the flow that proposed this; a second person has to approve it.");
        assertThat(crm.calls).isEmpty();

        approved(id);
        assertThat(push(id).path("decidedBy").asString()).startsWith("key:");
        assertThat(push(id).path("decidedName").asString()).doesNotContain(":").endsWith("key test");
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("old");
    }

    @Test
    void whereTheCommandLinePublishedTheFlowWhoeverSavedItAnswersForIt() {
        User author = access.user(tenant, Role.MANAGER);
        UUID flow = flows.create(tenant, Definitions.yaml(FLOW).orThrow(), new Flows.Asker(author.email(), author.id()))
                .flow()
                .id();
        flows.publish(tenant, flow, null, null, Flows.Asker.COMMAND_LINE);
        UUID id = proposedBy(flow);
        assertThat(own(author).post("/api/v1/pushes/" + id + "/approve", null).code())
                .isEqualTo("pushes.second-person");
        approved(id);
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("old");
    }

    @Test
    void whatTheProgramShippedAnybodyMayApprove() {
        UUID id = proposedBy(
                flows.ship(tenant, FLOW, new Flows.Asker("demonstration", null)).orElseThrow());
        approved(id);
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("old");
    }

    @Test
    void aStandingApprovalOfTheFlowsAuthorDoesNotCoverIt() {
        User author = access.user(tenant, Role.MANAGER);
        assertThat(own(author).post("/api/v1/pushes/standing", standing()).status())
                .isEqualTo(201);
        UUID id = proposedByFlowOf(author);
        assertThat(push(id).path("state").asString()).isEqualTo("WAITING");
        assertThat(crm.calls).isEmpty();
    }

    private Map<String, Object> standing() {
        return new LinkedHashMap<>(Map.of(
                "title", "Old leads, nightly",
                "connection", "crm",
                "object", "Contact",
                "mode", "UPDATE",
                "fields", List.of("Segment__c", "Tags__c"),
                "purpose", "sales",
                "mostRows", 100,
                "expiresAt", clock.instant().plus(Duration.ofDays(30)).toString()));
    }

    @Test
    void whatWasApprovedAndHeldBackIsNotSentOnceTheApprovalEnded() {
        crm.most = 2;
        UUID id = proposed(null, three());
        clock.advance(Duration.ofDays(2));
        // the first call goes out, then the calls of the day are used up
        crm.meanwhile = () -> crm.meanwhile = () -> crm.away = clock.instant().plus(Duration.ofDays(2));
        approved(id);
        assertThat(push(id).path("state").asString()).isEqualTo("SENDING");
        assertThat(crm.calls).hasSize(2);
        Browser.Answer tooSoon = manager.post("/api/v1/pushes/" + id + "/undo", null);
        assertThat(tooSoon.code()).isEqualTo("pushes.not-undoable");
        assertThat(tooSoon.json().path("detail").asString()).contains("being written just now");

        clock.advance(Duration.ofDays(3));
        stepper.runDue(tenant);
        assertThat(crm.calls).as("nothing more was called").hasSize(2);
        assertThat(push(id).path("state").asString()).isEqualTo("PARTLY_FAILED");
        assertThat(push(id).path("message").asString())
                .contains("2 written", "1 not sent in time", "The approval ended at");
        assertThat(row(id, 3).path("state").asString()).isEqualTo("EXPIRED");
        assertThat(row(id, 3).path("why").asString()).contains("The approval ended at", "Propose it again");
        assertThat(crm.value("003000000000003", "Segment__c")).isEqualTo("new");
    }

    @Test
    void aCallThatNeverArrivedIsNotMadeOnceTheApprovalEnded() {
        UUID id = proposed(null, three());
        crm.losesCall = true;
        approved(id);
        clock.advance(Duration.ofDays(4));
        stepper.runDue(tenant);
        assertThat(push(id).path("state").asString()).isEqualTo("EXPIRED");
        assertThat(crm.calls).hasSize(1);
        int entries = database.inTenant(tenant, sql -> sql.fetchCount(DSL.table("pushes.journal")));
        assertThat(entries).as("what was never written is not in the journal").isZero();
    }

    @Test
    void whatAStandingApprovalLetGoOutIsNotSentOnceItWasTakenBack() {
        String given = manager.post("/api/v1/pushes/standing", standing())
                .json()
                .path("id")
                .asString();
        crm.away = clock.instant().plus(Duration.ofHours(8));
        UUID id = proposed(null, three());
        assertThat(push(id).path("state").asString()).isEqualTo("SENDING");
        assertThat(manager.delete("/api/v1/pushes/standing/" + given).status()).isEqualTo(200);
        clock.advance(Duration.ofHours(9));
        stepper.runDue(tenant);
        assertThat(push(id).path("state").asString()).isEqualTo("EXPIRED");
        assertThat(push(id).path("message").asString()).contains("3 not sent in time", "taken back by");
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("new");
    }

    private UUID upserted(String key) {
        PushRequest good = request(null, three());
        PushRequest upsert = writing(
                good,
                PushMode.UPSERT,
                "External__c",
                "Segment__c",
                List.of(wanted(key, null, Map.of("Segment__c", "old"))));
        UUID id = database.inTenant(tenant, sql -> pushes.propose(sql, tenant, upsert));
        stepper.runDue(tenant);
        return id;
    }

    @Test
    void anUpsertFindsWhatItWouldChangeThoughItsKeyIsWrittenOtherwise() {
        UUID id = upserted("abc-1");
        assertThat(row(id, 1).path("before").path("Segment__c").asString()).isEqualTo("new");
        assertThat(row(id, 1).path("consent").path("allowed").asBoolean()).isTrue();
        approved(id);
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("old");
        assertThat(manager.post("/api/v1/pushes/" + id + "/undo", null).status())
                .isEqualTo(200);
        stepper.runDue(tenant);
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("new");

        crm.consents.put("003000000000002", Answer.NO);
        UUID refused = upserted("abc-2");
        assertThat(row(refused, 1).path("state").asString()).isEqualTo("WITHHELD");
    }

    @Test
    void aRecordThatCouldNotBeReadFailsThePushInsteadOfBeingTakenToBeNew() {
        crm.rejects = List.of(new CrmRead.Reject("003000000000001", "Age__c is no number"));
        UUID id = upserted("ABC-1");
        assertThat(push(id).path("state").asString()).isEqualTo("FAILED");
        assertThat(push(id).path("message").asString()).contains("003000000000001", "Age__c is no number");
    }

    @Test
    void keysThatAreOneToTheCrmAreRefusedTogether() {
        PushRequest good = request(null, three());
        List<PushRequest.Wanted> rows = List.of(
                wanted("0035e00000AbCdE", null, Map.of("Segment__c", "old")),
                wanted(VendorKeys.full("0035e00000AbCdE"), null, Map.of("Segment__c", "older")));
        assertThat(VendorKeys.full("0035e00000AbCdE"))
                .startsWith("0035e00000AbCdE")
                .hasSize(18);
        assertThatThrownBy(() -> database.inTenant(tenant, sql -> pushes.propose(sql, tenant, request(null, rows))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("comes twice");
        assertThat(good.rows()).hasSize(3);
    }

    @Test
    void recordsThatOthersHeldGoAgainInSmallerCallsByParent() {
        crm.most = 8;
        List<PushRequest.Wanted> rows = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
            crm.contact("00300000000000" + i, "Person " + i, "new", "gold");
            rows.add(wanted("00300000000000" + i, null, Map.of("AccountId", "00100000000000" + i % 4)));
        }
        PushRequest good = request(null, three());
        UUID id = database.inTenant(
                tenant,
                sql -> pushes.propose(sql, tenant, writing(good, good.mode(), good.keyField(), "AccountId", rows)));
        stepper.runDue(tenant);
        crm.locked = 1;
        approved(id);
        clock.advance(Duration.ofMinutes(2));
        stepper.runDue(tenant);
        assertThat(push(id).path("state").asString()).isEqualTo("DONE");
        assertThat(crm.calls.subList(1, crm.calls.size()))
                .containsExactly(
                        List.of("003000000000004", "003000000000008"),
                        List.of("003000000000001", "003000000000005"),
                        List.of("003000000000002", "003000000000006"),
                        List.of("003000000000003", "003000000000007"));
    }

    @Test
    void consentWithdrawnBetweenApprovalAndPushIsKept() {
        UUID id = proposed(null, three());
        crm.consents.put("003000000000002", Answer.NO);
        approved(id);
        assertThat(crm.calls).containsExactly(List.of("003000000000001", "003000000000003"));
        assertThat(row(id, 2).path("state").asString()).isEqualTo("WITHHELD");
        assertThat(row(id, 2).path("consent").path("allowed").asBoolean()).isTrue();
        assertThat(row(id, 2).path("consentSent").path("allowed").asBoolean()).isFalse();
        assertThat(crm.value("003000000000002", "Segment__c")).isEqualTo("new");
    }

    @Test
    void consentForOnePurposeDoesNotAllowAPushForAnother() {
        crm.purposes.put("003000000000002", Map.of("newsletter", Answer.YES));
        crm.purposes.put("003000000000003", Map.of("newsletter", Answer.NO, "sales", Answer.YES));
        UUID id = proposed(null, three());
        assertThat(row(id, 1).path("state").asString()).isEqualTo("READY");
        assertThat(row(id, 2).path("state").asString()).isEqualTo("WITHHELD");
        assertThat(row(id, 2).path("why").asString()).contains("newsletter");
        assertThat(row(id, 3).path("state").asString()).isEqualTo("READY");
        approved(id);
        assertThat(crm.calls).containsExactly(List.of("003000000000001", "003000000000003"));
    }

    @Test
    void consentForThePurposeWithdrawnBetweenApprovalAndPushIsKeptThoughAnotherStands() {
        crm.purposes.put("003000000000002", Map.of("sales", Answer.YES, "newsletter", Answer.YES));
        UUID id = proposed(null, three());
        JsonNode reviewed = row(id, 2).path("consent").path("words").path(0);
        assertThat(reviewed.path("answer").asString()).isEqualTo("AGREED");
        assertThat(reviewed.path("said").toString())
                .contains(
                        "\"object\":\"ContactPointTypeConsent\"",
                        "\"purpose\":\"sales\"",
                        "\"value\":\"OptIn\"",
                        "\"from\":");
        crm.purposes.put("003000000000002", Map.of("sales", Answer.NO, "newsletter", Answer.YES));
        approved(id);
        assertThat(crm.calls).containsExactly(List.of("003000000000001", "003000000000003"));
        assertThat(row(id, 2).path("state").asString()).isEqualTo("WITHHELD");
        assertThat(row(id, 2)
                        .path("consentSent")
                        .path("words")
                        .path(0)
                        .path("said")
                        .toString())
                .contains("\"value\":\"OptOut\"", "\"purpose\":\"newsletter\"");
        assertThat(crm.value("003000000000002", "Segment__c")).isEqualTo("new");
    }

    @Test
    void whoAgreedWithUsToAnotherPurposeAloneIsWithheldUnlessTheCrmKnowsBetter() {
        List<PushRequest.Wanted> rows = new ArrayList<>(three());
        for (int i = 0; i < 2; i++) {
            UUID person = known(rows.get(i).key(), "newsletter", Consent.State.GRANTED);
            rows.set(i, wanted(rows.get(i).key(), person, rows.get(i).values()));
        }
        crm.purposes.put("003000000000002", Map.of("sales", Answer.YES));
        UUID id = proposed(null, rows);
        assertThat(row(id, 1).path("state").asString()).isEqualTo("WITHHELD");
        assertThat(row(id, 1).path("why").asString()).contains("They agreed to newsletter, not to sales");
        assertThat(row(id, 2).path("state").asString()).isEqualTo("READY");
    }

    private UUID known(String id, String purpose, Consent.State state) {
        return database.inTenant(tenant, sql -> {
            UUID person = customers
                    .upsertPeople(
                            sql,
                            tenant,
                            new Customers.Origin("test", null),
                            List.of(new Customers.Incoming(
                                    "salesforce:crm", "Contact", id, Map.of("fullName", "Ann " + id), null)))
                    .getFirst()
                    .customer();
            customers.state(
                    sql,
                    tenant,
                    new Customers.Origin("test", null),
                    java.util.Objects.requireNonNull(person),
                    List.of(new Consent.Statement(
                            Consent.Channel.EMAIL,
                            purpose,
                            state,
                            "form",
                            "on the web site",
                            clock.instant().minusSeconds(60),
                            null)));
            return person;
        });
    }

    @Test
    void whatWeKnowOfConsentOutweighsTheCrmsYes() {
        UUID person = database.inTenant(
                tenant,
                sql -> customers
                        .upsertPeople(
                                sql,
                                tenant,
                                new Customers.Origin("test", null),
                                List.of(new Customers.Incoming(
                                        "salesforce:crm",
                                        "Contact",
                                        "003000000000001",
                                        Map.of("fullName", "Ann"),
                                        null)))
                        .getFirst()
                        .customer());
        assertThat(person).isNotNull();
        List<PushRequest.Wanted> rows = new ArrayList<>(three());
        rows.set(0, wanted("003000000000001", person, rows.getFirst().values()));
        UUID id = proposed(null, rows);
        assertThat(row(id, 1).path("state").asString()).isEqualTo("READY");
        database.runInTenant(
                tenant,
                sql -> customers.state(
                        sql,
                        tenant,
                        new Customers.Origin("test", null),
                        person,
                        List.of(new Consent.Statement(
                                Consent.Channel.EMAIL,
                                "sales",
                                Consent.State.WITHDRAWN,
                                "form",
                                "said so on the phone",
                                clock.instant(),
                                null))));
        approved(id);
        assertThat(row(id, 1).path("state").asString()).isEqualTo("WITHHELD");
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("new");
    }

    private UUID contact(String id) {
        return Objects.requireNonNull(database.inTenant(
                tenant,
                sql -> customers
                        .upsertPeople(
                                sql,
                                tenant,
                                new Customers.Origin("test", null),
                                List.of(new Customers.Incoming(
                                        "salesforce:crm", "Contact", id, Map.of("fullName", "Ann"), null)))
                        .getFirst()
                        .customer()));
    }

    private void gone(String id, @Nullable String into) {
        database.runInTenant(
                tenant,
                sql -> customers.gone(
                        sql,
                        tenant,
                        new Customers.Origin("test", null),
                        true,
                        List.of(new Customers.GoneRecord("salesforce:crm", "Contact", id, into))));
    }

    @Test
    void whatAPullToldIsGoneIsNeitherProposedNorSentUntilItComesAgain() {
        String first = VendorKeys.full("003000000000001");
        String second = VendorKeys.full("003000000000002");
        contact(first);
        contact(second);
        gone(first, null);
        UUID id = proposed(null, three());
        assertThat(row(id, 1).path("state").asString()).isEqualTo("VOID");
        assertThat(row(id, 1).path("why").asString()).startsWith("Gone at the CRM: Contact " + first + " was deleted");
        assertThat(row(id, 2).path("state").asString()).isEqualTo("READY");
        gone(second, first);
        approved(id);
        assertThat(row(id, 2).path("state").asString()).isEqualTo("VOID");
        assertThat(row(id, 2).path("why").asString()).contains("was merged into " + first);
        assertThat(crm.calls).containsExactly(List.of("003000000000003"));

        contact(first);
        UUID again = proposed(null, three().subList(0, 1));
        assertThat(row(again, 1).path("state").asString()).isEqualTo("READY");
    }

    @Test
    void whoWasDeletedAtTheCrmIsNotMadeAnewByAnUpsert() {
        UUID person = contact("003000000000077");
        gone("003000000000077", null);
        PushRequest upsert = writing(
                request(null, three()),
                PushMode.UPSERT,
                "External__c",
                "Segment__c",
                List.of(wanted("nobody-there", person, Map.of("Segment__c", "old"))));
        UUID id = database.inTenant(tenant, sql -> pushes.propose(sql, tenant, upsert));
        stepper.runDue(tenant);
        assertThat(row(id, 1).path("state").asString()).isEqualTo("VOID");
        assertThat(row(id, 1).path("why").asString()).contains("It would be made anew");
    }

    @Test
    void whatSomebodyChangedSinceTheReviewIsLeftAlone() {
        UUID id = proposed(null, three());
        crm.edit("003000000000003", "LastName", "Married");
        approved(id);
        assertThat(row(id, 3).path("state").asString()).isEqualTo("VOID");
        assertThat(row(id, 3).path("why").asString()).contains("changed it since it was reviewed");
        assertThat(crm.value("003000000000003", "Segment__c")).isEqualTo("new");
        assertThat(push(id).path("state").asString()).isEqualTo("DONE");
    }

    @Test
    void aLostAnswerIsSettledByReadingAndNothingIsSentTwice() {
        UUID id = proposed(null, three());
        crm.losesAnswer = true;
        approved(id);
        assertThat(push(id).path("state").asString()).isEqualTo("SENDING");
        clock.advance(Duration.ofMinutes(2));
        stepper.runDue(tenant);
        assertThat(push(id).path("state").asString()).isEqualTo("DONE");
        assertThat(crm.calls).hasSize(1);
        assertThat(push(id).path("counts").path("SENT").asInt()).isEqualTo(3);
    }

    @Test
    void aCallThatNeverArrivedIsMadeAfterALook() {
        UUID id = proposed(null, three());
        crm.losesCall = true;
        approved(id);
        clock.advance(Duration.ofMinutes(2));
        stepper.runDue(tenant);
        assertThat(push(id).path("state").asString()).isEqualTo("DONE");
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("old");
    }

    @Test
    void undoWritesBackWhatNobodyEditedSince() {
        UUID id = proposed(null, three());
        approved(id);
        crm.edit("003000000000002", "LastName", "Edited");
        crm.edit("003000000000003", "Segment__c", "somebody's");
        assertThat(manager.post("/api/v1/pushes/" + id + "/undo", null).status())
                .isEqualTo(200);
        stepper.runDue(tenant);
        assertThat(crm.value("003000000000001", "Segment__c")).isEqualTo("new");
        assertThat(crm.value("003000000000001", "Tags__c")).isEqualTo("gold");
        assertThat(crm.value("003000000000002", "Segment__c")).isEqualTo("old");
        assertThat(crm.value("003000000000003", "Segment__c")).isEqualTo("somebody's");
        assertThat(row(id, 1).path("state").asString()).isEqualTo("UNDONE");
        assertThat(row(id, 2).path("why").asString()).contains("edited it since");
        assertThat(row(id, 3).path("why").asString()).contains("another value since");
        assertThat(push(id).path("undo").asString()).isEqualTo("PARTLY");
        assertThat(push(id).path("message").asString()).startsWith("1 taken back, 2 kept");
    }

    @Test
    void aStandingApprovalCoversItsScopeAndNothingElse() {
        Map<String, Object> scope = new LinkedHashMap<>(Map.of(
                "title", "Old leads, nightly",
                "connection", "crm",
                "object", "Contact",
                "mode", "UPDATE",
                "fields", List.of("Segment__c"),
                "purpose", "sales",
                "mostRows", 100,
                "expiresAt", clock.instant().plus(Duration.ofDays(30)).toString()));
        assertThat(manager.post("/api/v1/pushes/standing", scope).status()).isEqualTo(201);
        // it does not name the second field
        UUID narrow = proposed(null, three());
        assertThat(push(narrow).path("state").asString()).isEqualTo("WAITING");

        scope.put("fields", List.of("Tags__c", "Segment__c"));
        String wide =
                manager.post("/api/v1/pushes/standing", scope).json().path("id").asString();
        crm.consents.put("003000000000001", Answer.NO);
        UUID id = proposed(null, three());
        assertThat(push(id).path("state").asString()).isEqualTo("DONE");
        assertThat(push(id).path("note").asString()).contains("Old leads, nightly");
        assertThat(row(id, 1).path("state").asString()).isEqualTo("WITHHELD");

        assertThat(manager.delete("/api/v1/pushes/standing/" + wide).status()).isEqualTo(200);
        crm.contacts.keySet().forEach(key -> crm.edit(key, "Segment__c", "newer"));
        UUID after = proposed(null, three());
        assertThat(push(after).path("state").asString()).isEqualTo("WAITING");
        assertThat(manager.get("/api/v1/audit").text()).contains("pushes.standing-given", "pushes.standing-revoked");
    }

    @Test
    void whatNobodyDecidesExpires() {
        UUID id = proposed(null, three());
        clock.advance(Duration.ofDays(4));
        assertThat(manager.post("/api/v1/pushes/" + id + "/approve", null).code())
                .isEqualTo("pushes.not-waiting");
        upkeep.expire(tenant);
        assertThat(push(id).path("state").asString()).isEqualTo("EXPIRED");
        assertThat(crm.calls).isEmpty();
    }

    @Test
    void aPushOfWhatIsSoAlreadyEndsByItself() {
        for (int i = 1; i <= 3; i++) {
            crm.edit("00300000000000" + i, "Segment__c", "old");
            crm.edit("00300000000000" + i, "Tags__c", "old lead;gold");
        }
        UUID id = proposed(null, three());
        assertThat(push(id).path("state").asString()).isEqualTo("EMPTY");
    }

    @Test
    void aFieldThatIsNotThereOrMayNotBeWrittenFailsThePushAndNamesIt() {
        PushRequest good = request(null, three());
        PushRequest bad = writing(
                good,
                good.mode(),
                good.keyField(),
                "Age__c",
                List.of(wanted("003000000000001", null, Map.of("Age__c", 3))));
        UUID id = database.inTenant(tenant, sql -> pushes.propose(sql, tenant, bad));
        stepper.runDue(tenant);
        assertThat(push(id).path("state").asString()).isEqualTo("FAILED");
        assertThat(push(id).path("message").asString()).contains("Contact.Age__c");
    }

    @Test
    void aKeyThatComesTwiceIsRefused() {
        List<PushRequest.Wanted> rows = new ArrayList<>(three());
        rows.add(rows.getFirst());
        assertThatThrownBy(() -> database.inTenant(tenant, sql -> pushes.propose(sql, tenant, request(null, rows))))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("003000000000001");
    }

    @Test
    void anotherTenantSeesNothingOfIt() {
        UUID id = proposed(null, three());
        TenantId other = tenants.fresh().id();
        Browser stranger = new Browser(port).withKey(access.key(other, Role.OWNER));
        assertThat(stranger.get("/api/v1/pushes/" + id).status()).isEqualTo(404);
        assertThat(stranger.post("/api/v1/pushes/" + id + "/approve", null).status())
                .isEqualTo(404);
        assertThat(stranger.get("/api/v1/pushes").json().path("items")).isEmpty();
    }
}
