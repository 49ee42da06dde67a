package io.salessync.pushes;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.customers.Customers;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Pushes to the sandbox's Salesforce, with its faults. */
@ProgramTest
class SandboxPushesTests {
    private static SandboxProcess sandbox;

    @Autowired
    private Pushes pushes;

    @Autowired
    private Connections connections;

    @Autowired
    private Customers customers;

    @Autowired
    private Database database;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private KitPause pause;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Connection connection;
    private Browser manager;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 47, 300);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        pause.skip(true);
        sandbox.reset();
        clock.set(Instant.parse(sandbox.send("GET", "/_sandbox/clock", null)
                        .path("stamp")
                        .asString())
                .truncatedTo(ChronoUnit.MICROS));
        tenant = tenants.fresh().id();
        connection = connections.ensure(
                tenant,
                "salesforce",
                "Salesforce",
                sandbox.salesforce(),
                Map.of("clientId", "sandbox-consumer-key", "clientSecret", "sandbox-consumer-secret"),
                false);
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
    }

    @AfterEach
    void end() {
        pause.skip(false);
    }

    private static JsonNode rows(String object, String fields) {
        return sandbox.send("GET", "/_sandbox/state/salesforce?object=" + object + "&fields=" + fields, null)
                .path("rows");
    }

    private static @Nullable JsonNode with(String object, String fields, String field, String value) {
        for (JsonNode row : rows(object, fields)) {
            if (row.path(field).asString("").equals(value)) {
                return row;
            }
        }
        return null;
    }

    private UUID proposed(
            PushMode mode, String object, String key, List<String> fields, List<PushRequest.Wanted> wanted) {
        UUID push = database.inTenant(
                tenant,
                sql -> pushes.propose(
                        sql,
                        tenant,
                        new PushRequest(
                                connection,
                                object,
                                mode,
                                key,
                                fields,
                                List.of(),
                                List.of(),
                                "To the sandbox",
                                "",
                                "sales",
                                "email",
                                true,
                                Duration.ofDays(3),
                                new PushRequest.Origin("someone@example.org", null, null, null, null, null, null, null),
                                wanted)));
        stepper.runDue(tenant);
        return push;
    }

    private JsonNode push(UUID id) {
        return manager.get("/api/v1/pushes/" + id).json();
    }

    private void approved(UUID id) {
        assertThat(manager.post("/api/v1/pushes/" + id + "/approve", Map.of("note", "fine"))
                        .status())
                .isEqualTo(200);
        // what waits for the CRM goes on when its time has come
        for (int round = 0; round < 6 && !push(id).path("state").asString().equals("DONE"); round++) {
            stepper.runDue(tenant);
            clock.advance(Duration.ofMinutes(2));
        }
    }

    private static PushRequest.Wanted wanted(String key, Map<String, @Nullable Object> values) {
        return new PushRequest.Wanted(key, key, null, "Record " + key, values);
    }

    private static Map<String, @Nullable Object> values(String name, @Nullable Object value) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put(name, value);
        return values;
    }

    @Test
    void anUpsertChangesTheAccountThatIsThereAndCreatesTheOneThatIsNot() {
        String known = "A-0000001";
        assertThat(with("Account", "External_Id__c,Name", "External_Id__c", known))
                .isNotNull();
        int before = rows("Account", "Name").size();
        UUID id = proposed(
                PushMode.UPSERT,
                "Account",
                "External_Id__c",
                List.of("Name"),
                List.of(wanted(known, values("Name", "Renamed")), wanted("NEW-1", values("Name", "Made"))));
        assertThat(push(id).path("state").asString()).isEqualTo("WAITING");
        approved(id);

        assertThat(push(id).path("state").asString()).as(push(id).toString()).isEqualTo("DONE");
        assertThat(String.valueOf(with("Account", "External_Id__c,Name", "External_Id__c", known)))
                .contains("Renamed");
        assertThat(String.valueOf(with("Account", "External_Id__c,Name", "External_Id__c", "NEW-1")))
                .contains("Made");
        assertThat(rows("Account", "Name")).hasSize(before + 1);
    }

    @Test
    void aCallThatIsTurnedAwayIsMadeAgainAndTheRecordsAreWrittenOnce() {
        for (String kind : List.of("503", "lock_row", "500_after")) {
            sandbox.faults("{\"kind\":\"" + kind + "\",\"operation\":\"collections\",\"times\":1}");
            UUID id = proposed(
                    PushMode.UPSERT,
                    "Account",
                    "External_Id__c",
                    List.of("Name"),
                    List.of(wanted("F-" + kind, values("Name", "Once " + kind))));
            approved(id);

            assertThat(push(id).path("state").asString())
                    .as(push(id).toString())
                    .isEqualTo("DONE");
            long there = 0;
            for (JsonNode row : rows("Account", "Name")) {
                there += row.toString().contains("Once " + kind) ? 1 : 0;
            }
            assertThat(there).as(kind).isEqualTo(1);
        }
    }

    @Test
    void accountsFoundByAnExternalIdAreChangedInCallsOfAsManyAsSalesforceTakes() {
        List<PushRequest.Wanted> wanted = new ArrayList<>();
        for (JsonNode row : rows("Account", "External_Id__c,Name")) {
            if (wanted.size() < 30 && !row.path("External_Id__c").asString("").isEmpty()) {
                wanted.add(wanted(row.path("External_Id__c").asString(), values("Name", "Named " + wanted.size())));
            }
        }
        assertThat(wanted).hasSize(30);
        UUID id = proposed(PushMode.UPDATE, "Account", "External_Id__c", List.of("Name"), wanted);
        approved(id);

        assertThat(push(id).path("state").asString()).as(push(id).toString()).isEqualTo("DONE");
        assertThat(push(id).path("counts").path("SENT").asInt()).isEqualTo(30);
        assertThat(String.valueOf(with(
                        "Account",
                        "External_Id__c,Name",
                        "External_Id__c",
                        wanted.get(29).key())))
                .contains("Named 29");

        assertThat(manager.post("/api/v1/pushes/" + id + "/undo", null).status())
                .isEqualTo(200);
        stepper.runDue(tenant);
        assertThat(push(id).path("message").asString()).isEqualTo("30 taken back, 0 kept");
    }

    @Test
    void anIdOf15CharactersAndAKeyInOtherLettersFindTheirRecords() {
        JsonNode contact = rows("Contact", "LastName").path(0);
        String id = contact.path("Id").asString();
        UUID changed = proposed(
                PushMode.UPDATE,
                "Contact",
                "Id",
                List.of("LastName"),
                List.of(wanted(id.substring(0, 15), values("LastName", "By fifteen"))));
        JsonNode row = manager.get("/api/v1/pushes/" + changed + "/rows")
                .json()
                .path("items")
                .path(0);
        assertThat(row.path("before").path("LastName").asString())
                .isEqualTo(contact.path("LastName").asString());
        assertThat(row.path("vendorId").asString()).isEqualTo(id);
        assertThat(VendorKeys.full(id.substring(0, 15))).isEqualTo(id);

        UUID upserted = proposed(
                PushMode.UPSERT,
                "Account",
                "External_Id__c",
                List.of("Name"),
                List.of(wanted("a-0000001", values("Name", "Renamed"))));
        assertThat(manager.get("/api/v1/pushes/" + upserted + "/rows")
                        .json()
                        .path("items")
                        .path(0)
                        .path("before")
                        .path("Name")
                        .asString())
                .isNotEmpty();
    }

    private UUID customer(String name, @Nullable String contact) {
        return Objects.requireNonNull(database.inTenant(
                tenant,
                sql -> customers
                        .upsertPeople(
                                sql,
                                tenant,
                                new Customers.Origin("test", null),
                                List.of(new Customers.Incoming(
                                        contact == null ? "fair" : "salesforce:Salesforce",
                                        "Contact",
                                        contact == null ? name : contact,
                                        Map.of("fullName", name),
                                        null)))
                        .getFirst()
                        .customer()));
    }

    @Test
    void whoeverTheCrmTakesToBeSomebodyElseGoesToTheQueueOfReviews() {
        UUID known = customer(
                "Grace Known", rows("Contact", "LastName").path(0).path("Id").asString());
        UUID own = customer("Grace Twin", null);
        sandbox.faults("{\"kind\":\"duplicates_detected\",\"operation\":\"collections\",\"aliases\":1,\"times\":1}");
        UUID id = proposed(
                PushMode.UPSERT,
                "Contact",
                "External_Id__c",
                List.of("LastName"),
                List.of(new PushRequest.Wanted("TWIN-1", "TWIN-1", own, "Grace Twin", values("LastName", "Twin"))));
        approved(id);

        JsonNode row = manager.get("/api/v1/pushes/" + id + "/rows")
                .json()
                .path("items")
                .path(0);
        assertThat(row.path("state").asString()).isEqualTo("FAILED");
        assertThat(row.path("why").asString()).contains("Grace Known", "/customers/people/" + known, "reviewed");
        JsonNode reviews = manager.get("/api/v1/matching/reviews").json();
        assertThat(reviews.path("waiting").asInt()).isEqualTo(1);
        assertThat(reviews.toString()).contains("Grace Known", "Grace Twin", "took them to be one");
    }

    @Test
    void aConflictFailsTheRecordsWithItsReasonAndTheyCanBeProposedAgain() {
        List<PushRequest.Wanted> wanted = List.of(wanted("C-409", values("Name", "At odds")));
        sandbox.faults("{\"kind\":\"409\",\"operation\":\"collections\",\"times\":1}");
        UUID id = proposed(PushMode.UPSERT, "Account", "External_Id__c", List.of("Name"), wanted);
        approved(id);

        assertThat(push(id).path("state").asString()).as(push(id).toString()).isEqualTo("FAILED");
        assertThat(manager.get("/api/v1/pushes/" + id + "/rows").json().toString())
                .contains("\"FAILED\"")
                .contains("conflict with the current state");
        assertThat(with("Account", "External_Id__c,Name", "External_Id__c", "C-409"))
                .isNull();

        UUID again = proposed(PushMode.UPSERT, "Account", "External_Id__c", List.of("Name"), wanted);
        approved(again);
        assertThat(push(again).path("state").asString())
                .as(push(again).toString())
                .isEqualTo("DONE");
        assertThat(String.valueOf(with("Account", "External_Id__c,Name", "External_Id__c", "C-409")))
                .contains("At odds");
    }

    @Test
    void peopleBecomeMembersOfACampaignAndWhoIsOneAlreadyStays() {
        String campaign = rows("Campaign", "Name").path(0).path("Id").asString();
        List<String> members = new ArrayList<>();
        for (JsonNode row : rows("Contact", "LastName")) {
            members.add(row.path("Id").asString());
        }
        List<String> some = members.subList(0, 6);
        UUID id = proposed(
                PushMode.MEMBER,
                "CampaignMember",
                "ContactId",
                List.of("CampaignId", "ContactId"),
                some.stream()
                        .map(contact -> {
                            Map<String, @Nullable Object> values = values("CampaignId", campaign);
                            values.put("ContactId", contact);
                            return wanted(contact, values);
                        })
                        .toList());
        approved(id);

        assertThat(push(id).path("state").asString()).as(push(id).toString()).isEqualTo("DONE");
        // some do not consent; nobody else is left out
        List<String> written = new ArrayList<>();
        for (JsonNode row : manager.get("/api/v1/pushes/" + id + "/rows").json().path("items")) {
            boolean done = row.path("state").asString().equals("SENT");
            assertThat(done || row.path("state").asString().equals("WITHHELD"))
                    .as(row.toString())
                    .isTrue();
            if (done) {
                written.add(row.path("key").asString());
            }
        }
        assertThat(written).hasSizeGreaterThanOrEqualTo(2);
        JsonNode there = rows("CampaignMember", "CampaignId,ContactId");
        for (String contact : some) {
            long often = 0;
            for (JsonNode row : there) {
                often += row.toString().contains(campaign) && row.toString().contains(contact) ? 1 : 0;
            }
            assertThat(often).as(contact).isEqualTo(written.contains(contact) ? 1 : 0);
        }

        UUID again = proposed(
                PushMode.MEMBER,
                "CampaignMember",
                "ContactId",
                List.of("CampaignId", "ContactId"),
                written.stream()
                        .map(contact -> {
                            Map<String, @Nullable Object> values = values("CampaignId", campaign);
                            values.put("ContactId", contact);
                            return wanted(contact, values);
                        })
                        .toList());
        assertThat(push(again).path("state").asString())
                .as("who is a member already needs nothing")
                .isEqualTo("EMPTY");
    }
}
