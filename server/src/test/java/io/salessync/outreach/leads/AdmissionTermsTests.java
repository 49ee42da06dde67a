package io.salessync.outreach.leads;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** On what terms people are taken in, lists from files, and what upkeep lets go of. */
@ProgramTest
class AdmissionTermsTests {
    private static final String SUPPRESSIONS = "/api/v1/outreach/suppressions";

    @Autowired
    private PostgresLeads leads;

    @Autowired
    private Sequences sequences;

    @Autowired
    private LeadUpkeep upkeep;

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

    private Tenant whole;
    private TenantId tenant;
    private Browser admin;

    @BeforeEach
    void begin() {
        whole = tenants.fresh();
        tenant = whole.id();
        admin = new Browser(port).withKey(access.key(tenant, Role.ADMIN));
    }

    private UUID sequence(String name, int quietDays) {
        return Objects.requireNonNull(
                database.inTenant(tenant, sql -> LeadKit.sequence(sequences, sql, tenant, name, quietDays)));
    }

    private JsonNode taken(String sequence, int mostPerCompany, List<Map<String, String>> rows) {
        Browser.Answer answer = admin.post(
                "/api/v1/outreach/leads/import",
                Map.of("sequence", sequence, "rows", rows, "mostPerCompany", mostPerCompany, "asCustomers", false));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static Map<String, String> person(String name, String company) {
        return Map.of("linkedin", "https://www.linkedin.com/in/" + name, "first_name", name, "company", company);
    }

    private UUID only(String linkedin) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT lead_id FROM outreach.lead WHERE tenant_id = ? AND linkedin = ?",
                                tenant.value(),
                                linkedin)
                        .get(0, UUID.class));
    }

    @Test
    void noMoreOfACompanyAreAtWorkThanWantedOverAllSequences() {
        sequence("Autumn", 0);
        sequence("Winter", 0);
        JsonNode first = taken(
                "Autumn",
                2,
                List.of(
                        person("a-one", "Acme"),
                        person("a-two", "ACME"),
                        person("a-three", " acme "),
                        person("ben-other", "Other")));
        assertThat(first.path("taken").asInt()).as(first.toString()).isEqualTo(3);
        JsonNode second = taken("Winter", 2, List.of(person("a-four", "Acme")));
        assertThat(second.path("taken").asInt()).isZero();
        assertThat(second.at("/lines/0/why").asString()).contains("2 of their company");
        // one of them ends, one more may come
        admin.post("/api/v1/outreach/leads/" + only("a-one") + "/stop", null);
        assertThat(taken("Winter", 2, List.of(person("a-four", "Acme")))
                        .path("taken")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void whoWasWrittenToNotLongAgoIsLeftInQuiet() {
        UUID autumn = sequence("Autumn", 30);
        sequence("Winter", 30);
        taken("Autumn", 0, List.of(person("ada", "Acme")));
        UUID ada = only("ada");
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, action, state, decided_at, done_at)"
                                + " VALUES (?, ?, ?, ?, 1, 'hello', 'MESSAGE', 'DONE', ?::timestamptz, ?::timestamptz)",
                        tenant.value(),
                        UUID.randomUUID(),
                        ada,
                        autumn,
                        clock.instant().toString(),
                        clock.instant().toString()));
        admin.post("/api/v1/outreach/leads/" + ada + "/stop", null);
        clock.advance(Duration.ofDays(10));
        JsonNode quiet = taken("Winter", 0, List.of(person("ada", "Acme")));
        assertThat(quiet.path("taken").asInt()).isZero();
        assertThat(quiet.at("/lines/0/why").asString()).contains("30 days of quiet");
        clock.advance(Duration.ofDays(21));
        assertThat(taken("Winter", 0, List.of(person("ada", "Acme")))
                        .path("taken")
                        .asInt())
                .isEqualTo(1);
        assertThat(taken("Autumn", 0, List.of(person("ada", "Acme")))
                        .at("/lines/0/why")
                        .asString())
                .isNotBlank();
    }

    @Test
    void aSequencesOwnBoundHoldsHoweverPeopleComeAndAnImportCanOnlyNarrowIt() {
        database.runInTenant(
                tenant,
                sql -> LeadKit.sequence(
                        sequences, sql, tenant, LeadKit.document("Few", 0, SequenceDocument.StopOnReply.PERSON, 2)));
        List<Map<String, String>> three =
                List.of(person("f-one", "Acme"), person("f-two", "Acme"), person("f-three", "Acme"));
        assertThat(taken("Few", 1, three).path("taken").asInt()).isEqualTo(1);
        JsonNode second = taken("Few", 0, three);
        assertThat(second.path("taken").asInt()).isEqualTo(1);
        assertThat(second.path("lines").toString()).contains("2 of their company");
        assertThat(taken("Few", 50, three).path("taken").asInt()).isZero();
    }

    @Test
    void nobodyEntersInTheMiddleOfAConversationWithTheirCompany() {
        database.runInTenant(tenant, sql -> {
            LeadKit.sequence(
                    sequences, sql, tenant, LeadKit.document("All", 30, SequenceDocument.StopOnReply.COMPANY, 0));
            LeadKit.sequence(
                    sequences, sql, tenant, LeadKit.document("Each", 30, SequenceDocument.StopOnReply.PERSON, 0));
        });
        Map<String, String> before = new java.util.HashMap<>(person("r-before", "Initech"));
        before.put("status", "replied");
        assertThat(taken("All", 0, List.of(person("r-one", "Acme"), before))
                        .path("taken")
                        .asInt())
                .isEqualTo(2);
        clock.advance(Duration.ofHours(1));
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.lead SET state = 'REPLIED', replied_at = ?::timestamptz, ended_at = ?::timestamptz, next_at = NULL,"
                                + " step = NULL WHERE tenant_id = ? AND linkedin = 'r-one'",
                        clock.instant().toString(),
                        clock.instant().toString(),
                        tenant.value()));
        clock.advance(Duration.ofDays(10));
        List<Map<String, String>> colleagues = List.of(person("r-two", "ACME"), person("r-three", "Initech"));
        JsonNode first = taken("All", 0, colleagues);
        assertThat(first.path("lines").toString()).contains("“r-one” of their company answered");
        // what another tool heard is no conversation of ours
        assertThat(first.path("taken").asInt()).as(first.toString()).isEqualTo(1);
        assertThat(taken("Each", 0, colleagues.subList(0, 1)).path("taken").asInt())
                .isEqualTo(1);
        admin.post("/api/v1/outreach/leads/" + only("r-two") + "/stop", null);
        clock.advance(Duration.ofDays(21));
        assertThat(taken("All", 0, List.of(person("r-four", "Acme")))
                        .path("taken")
                        .asInt())
                .isEqualTo(1);
    }

    private Browser.Answer file(String content, String further) {
        String boundary = "----b";
        String body = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + content + "\r\n" + further + "--" + boundary + "--\r\n";
        return new Browser(port)
                .withKey(access.key(tenant, Role.ADMIN))
                .with("Content-Type", "multipart/form-data; boundary=" + boundary)
                .post(SUPPRESSIONS + "/import", body);
    }

    @Test
    void aFileOfAddressesStopsThoseItMeetsAndTellsItsBadLines() {
        sequence("Autumn", 0);
        taken(
                "Autumn",
                0,
                List.of(
                        Map.of("email", "maria@firm.example", "first_name", "Maria"),
                        Map.of("email", "nina@rival.example", "first_name", "Nina"),
                        Map.of("email", "ola@fine.example", "first_name", "Ola"),
                        person("ada-lovelace", "Acme")));
        Browser.Answer answer = file(
                "address,why\nMaria@Firm.example,\"asked us to\"\nrival.example\nhttps://www.linkedin.com/in/Ada-Lovelace/;left\n@@@,x\n\n=cmd|' /C calc'!A0\nmaria@firm.example\n",
                "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode told = answer.json();
        assertThat(told.path("added").asInt()).as(answer.text()).isEqualTo(3);
        assertThat(told.path("stopped").asInt()).isEqualTo(3);
        assertThat(told.path("refused").toString()).contains("Line 5").contains("Line 7");
        List<String> states = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT state FROM outreach.lead WHERE tenant_id = ? AND ended_at IS NULL",
                                tenant.value())
                        .getValues(0, String.class));
        assertThat(states).containsExactly("PENDING_INVITE");
        JsonNode listed = admin.get(SUPPRESSIONS + "?q=asked").json();
        assertThat(listed.path("items").size()).isEqualTo(1);
        assertThat(listed.at("/items/0/source").asString()).isEqualTo("csv");
        JsonNode refused = taken("Autumn", 0, List.of(Map.of("email", "new@rival.example", "first_name", "New")));
        assertThat(refused.path("taken").asInt()).isZero();
    }

    @Test
    void namesOfCompaniesComeFromAFileThatSaysSo() {
        Browser.Answer answer = file(
                "Acme\nOther Works\n", "------b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nCOMPANY\r\n");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("added").asInt()).isEqualTo(2);
        sequence("Autumn", 0);
        assertThat(taken("Autumn", 0, List.of(person("ada", "ACME")))
                        .path("taken")
                        .asInt())
                .isZero();
        assertThat(file("x", "------b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nFRIENDS\r\n")
                        .code())
                .isEqualTo("outreach.wrong-leads");
    }

    @Test
    void upkeepLetsGoOfWhatADeadNodeHeldAndOfNothingElse() {
        sequence("Autumn", 0);
        taken("Autumn", 0, List.of(person("ada", "Acme"), person("ben", "Acme")));
        database.runInTenant(tenant, sql -> {
            List<UUID> one = leads.due(sql, tenant, clock.instant(), 1).stream()
                    .map(Lead::id)
                    .toList();
            leads.hold(sql, tenant, one, clock.instant().plus(Duration.ofMinutes(2)));
        });
        clock.advance(Duration.ofMinutes(10));
        upkeep.tidyUp(whole);
        assertThat(held()).isEqualTo(1);
        clock.advance(Duration.ofMinutes(10));
        upkeep.tidyUp(whole);
        assertThat(held()).isZero();
        assertThat(database.<List<Stuck.Found>>inTenant(tenant, sql -> Stuck.of(sql, tenant, clock.instant())))
                .isEmpty();
        clock.advance(Duration.ofHours(2));
        assertThat(database.<List<Stuck.Found>>inTenant(tenant, sql -> Stuck.of(sql, tenant, clock.instant())))
                .as("due and nobody did anything")
                .hasSize(2);
    }

    private int held() {
        return database.inTenant(
                tenant,
                sql -> sql.fetchCount(sql.selectOne()
                        .from("outreach.lead")
                        .where("tenant_id = ? AND held_until IS NOT NULL", tenant.value())));
    }
}
