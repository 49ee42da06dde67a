package io.salessync.pushes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.CrmConnector.Consent.Answer;
import io.salessync.customers.Consent;
import io.salessync.customers.Customers;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

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
                new PushRequest.Origin("someone@example.org", by, null, null, null, null, null),
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
        PushRequest bad = new PushRequest(
                good.connection(),
                good.object(),
                good.mode(),
                good.keyField(),
                List.of("Age__c"),
                List.of(),
                List.of(),
                good.title(),
                good.reason(),
                good.purpose(),
                good.channel(),
                false,
                good.lasts(),
                good.origin(),
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
