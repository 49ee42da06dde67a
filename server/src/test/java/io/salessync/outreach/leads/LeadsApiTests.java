package io.salessync.outreach.leads;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.sequences.Sequences;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class LeadsApiTests {
    private static final String AT = "/api/v1/outreach/leads";

    @Autowired
    private PostgresLeads leads;

    @Autowired
    private Sequences sequences;

    @Autowired
    private Customers customers;

    @Autowired
    private LeadTasks tasks;

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
    private UUID sequence;
    private Browser admin;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        admin = new Browser(port).withKey(access.key(tenant, Role.ADMIN));
        sequence = within(sql -> LeadKit.sequence(sequences, sql, tenant, "Autumn", 30));
    }

    private <T> T within(Function<DSLContext, T> work) {
        return Objects.requireNonNull(database.inTenant(tenant, work));
    }

    private JsonNode post(String path, Object body) {
        Browser.Answer answer = admin.post(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private UUID lead(String name) {
        JsonNode told = post(
                AT + "/import",
                Map.of(
                        "sequence",
                        "autumn",
                        "rows",
                        List.of(Map.of(
                                "Email",
                                name + "@" + name + ".example",
                                "LinkedIn URL",
                                "https://linkedin.com/in/" + name,
                                "First Name",
                                name))));
        assertThat(told.path("taken").asInt()).as(told.toString()).isEqualTo(1);
        return UUID.fromString(told.at("/lines/0/lead").asString());
    }

    private Lead read(UUID id) {
        return within(sql -> leads.get(sql, tenant, id));
    }

    private void fail(UUID id, String slug) {
        Instant now = leads.now();
        within(sql -> leads.move(
                sql,
                tenant,
                leads.get(sql, tenant, id),
                new Leads.Move(
                        LeadState.FAILED,
                        slug,
                        "invite",
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        new Leads.Happening(
                                EventKind.FAILED,
                                now,
                                "invite",
                                "",
                                null,
                                "Refused.",
                                Map.of("slug", slug),
                                "outreach"))));
    }

    @Test
    void aFileIsTriedThenTakenAndEachRowIsTold() {
        String boundary = "b0undary";
        String file = "Profile URL,First name,Status,Country\n"
                + "https://www.linkedin.com/in/ada/,Ada,invited,Germany\n"
                + "https://www.linkedin.com/in/ADA?x=1,Ada again,,Germany\n"
                + "https://www.linkedin.com/sales/lead/ACw,Eve,,\n"
                + "bob-smith,Bob,,UAE\n";
        for (boolean dry : new boolean[] {true, false}) {
            String body = "--" + boundary
                    + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"l.csv\"\r\nContent-Type: text/csv\r\n\r\n"
                    + file + "\r\n--" + boundary
                    + "\r\nContent-Disposition: form-data; name=\"sequence\"\r\n\r\nAutumn\r\n--" + boundary
                    + "\r\nContent-Disposition: form-data; name=\"dryRun\"\r\n\r\n" + dry + "\r\n--" + boundary
                    + "--\r\n";
            Browser.Answer answer = new Browser(port)
                    .withKey(access.key(tenant, Role.ADMIN))
                    .with("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .post(AT + "/import", body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(answer.json().path("taken").asInt()).isEqualTo(2);
            assertThat(answer.json().at("/lines/0/why").asString())
                    .contains("row 2 already")
                    .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-");
            assertThat(answer.json().path("written").asBoolean()).isEqualTo(!dry);
            assertThat(admin.get(AT).json().path("items").size()).isEqualTo(dry ? 0 : 2);
        }
        JsonNode found = admin.get(AT + "?state=invite_sent&q=ADA&sequence=" + sequence)
                .json()
                .path("items");
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.at("/0/zone").asString()).isEqualTo("Europe/Berlin");
        assertThat(found.at("/0/person").asString("")).isNotEmpty();
        JsonNode story = admin.get(AT + "/" + found.at("/0/id").asString() + "/story")
                .json()
                .path("items");
        assertThat(story.at("/0/kind").asString()).isEqualTo("INVITED");
        assertThat(story.at("/0/evidence/source").asString()).isEqualTo("import");
    }

    private UUID customer(String name, @org.jspecify.annotations.Nullable String email) {
        Map<String, Object> values = new java.util.HashMap<>();
        values.put("fullName", name);
        values.put("company", "Looms");
        if (email != null) {
            values.put("email", email);
        }
        return Objects.requireNonNull(within(sql -> customers.upsertPeople(
                        sql,
                        tenant,
                        new Origin("test", null),
                        List.of(new Incoming("import", "Person", name, new java.util.HashMap<>(values), null))))
                .getFirst()
                .customer());
    }

    @Test
    void customersAreChosenAsTheirListIsAndEachWhoIsLeftOutIsToldWhy() {
        customer("Ada Weaver", "ada@looms.example");
        customer("Bob Weaver", "bob@looms.example");
        customer("Cy Weaver", null);
        customer("Dee Spinner", "dee@looms.example");
        Map<String, Object> choice = Map.of("sequence", "Autumn", "customers", Map.of("q", "weaver"), "dryRun", true);
        JsonNode tried = post(AT + "/import", choice);
        assertThat(tried.path("rows").asInt()).isEqualTo(3);
        assertThat(tried.path("taken").asInt()).isEqualTo(2);
        assertThat(tried.path("whyLeft").toString()).contains("e-mail").contains(":1");
        assertThat(admin.get(AT).json().path("items")).isEmpty();
        JsonNode taken = post(AT + "/import", Map.of("sequence", "Autumn", "customers", Map.of("q", "weaver")));
        assertThat(taken.path("taken").asInt()).isEqualTo(2);
        JsonNode again = post(
                AT + "/import",
                Map.of(
                        "sequence",
                        "Autumn",
                        "customers",
                        Map.of("list", List.of("ADA@looms.example", "dee@looms.example", "eve@nowhere.example"))));
        assertThat(again.path("taken").asInt()).isEqualTo(1);
        assertThat(again.path("whyLeft").toString())
                .contains("in this sequence already", "No customer, or more than one");
        assertThat(post(AT + "/import", Map.of("sequence", "Autumn", "customers", Map.of("tag", "nobody has it")))
                        .path("rows")
                        .asInt())
                .isZero();
    }

    @Test
    void pagesOfLeadsMeetEndToEnd() {
        for (String name : List.of("ann-a", "ben-b", "cy-c")) {
            lead(name);
            clock.advance(Duration.ofSeconds(1));
        }
        JsonNode first = admin.get(AT + "?limit=2").json();
        JsonNode second = admin.get(AT + "?limit=2&after=" + first.path("next").asString())
                .json();
        assertThat(first.at("/items/0/fields/first_name").asString()).isEqualTo("cy-c");
        assertThat(second.path("items").size()).isEqualTo(1);
        assertThat(second.path("next").asString("")).isEmpty();
        assertThat(admin.get(AT + "?after=nonsense").code()).isEqualTo("outreach.wrong-cursor");
        assertThat(admin.get(AT + "/counts").json().at("/0/count").asInt()).isEqualTo(3);
        assertThat(admin.get(AT + "/stuck").json().size()).isZero();
    }

    @Test
    void manyAreRecoveredByTheirErrorAfterALookAndTakenBack() {
        UUID ada = lead("ada");
        UUID bob = lead("bob");
        UUID cy = lead("cyrus");
        fail(ada, "errors/cannot_resend_yet");
        fail(bob, "errors/cannot_resend_yet");
        fail(cy, "errors/invalid_recipient");
        Map<String, Object> act = Map.of(
                "kind", "RETRY", "which", Map.of("slug", "errors/cannot_resend_yet"), "note", "throttle misread");
        JsonNode told = post(AT + "/recover/preview", act);
        assertThat(told.path("done").asInt()).isEqualTo(2);
        assertThat(read(ada).state()).isEqualTo(LeadState.FAILED);
        JsonNode done = post(AT + "/recover/apply", act);
        assertThat(read(ada).state()).isEqualTo(LeadState.PENDING_INVITE);
        assertThat(read(ada).step()).isEqualTo("invite");
        assertThat(read(cy).state()).isEqualTo(LeadState.FAILED);
        // something happens to one of them
        post(AT + "/" + bob + "/pause", Map.of());
        JsonNode undone =
                post(AT + "/recover/undo", Map.of("act", done.path("act").asString()));
        assertThat(undone.path("undone").asInt()).isEqualTo(1);
        assertThat(undone.path("left").asInt()).isEqualTo(1);
        assertThat(read(ada).state()).isEqualTo(LeadState.FAILED);
        assertThat(read(bob).state()).isEqualTo(LeadState.PAUSED);
        assertThat(admin.post(
                                AT + "/recover/undo",
                                Map.of("act", done.path("act").asString()))
                        .code())
                .isEqualTo("outreach.wrong-move");
        assertThat(admin.post(AT + "/recover/preview", Map.of("kind", "RETRY", "which", Map.of()))
                        .code())
                .isEqualTo("outreach.wrong-leads");
        assertThat(admin.get(AT + "/acts").json().size()).isEqualTo(2);
    }

    @Test
    void anActIsNotTakenBackAfterADay() {
        UUID ada = lead("ada");
        JsonNode done = post(AT + "/recover/apply", Map.of("kind", "PAUSE", "which", Map.of("leads", List.of(ada))));
        clock.advance(Duration.ofHours(25));
        assertThat(admin.post(
                                AT + "/recover/undo",
                                Map.of("act", done.path("act").asString()))
                        .status())
                .isEqualTo(409);
    }

    @Test
    void anInvitationSentByHandIsNeverSentAgain() {
        UUID ada = lead("ada");
        JsonNode done = post(
                AT + "/recover/apply",
                Map.of(
                        "kind",
                        "REGISTER_INVITATION",
                        "which",
                        Map.of("profiles", List.of("linkedin.com/in/Ada/", "nobody-here"))));
        assertThat(done.path("unknown").size()).isEqualTo(1);
        assertThat(read(ada).state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(read(ada).step()).isEqualTo("accepted");
        Browser.Answer back = admin.post(AT + "/" + ada + "/move", Map.of("step", "invite"));
        assertThat(back.status()).isEqualTo(409);
        assertThat(back.text()).contains("nothing is sent twice");
        post(AT + "/" + ada + "/move", Map.of("step", "hello"));
        assertThat(read(ada).step()).isEqualTo("hello");
    }

    @Test
    void aCompanyIsStoppedAsAWhole() {
        UUID ada = lead("ada");
        UUID bob = lead("bob");
        assertThat(post(AT + "/stop-company", Map.of("company", "ada.example"))
                        .path("done")
                        .asInt())
                .isEqualTo(1);
        assertThat(read(ada).state()).isEqualTo(LeadState.COMPLETED);
        assertThat(read(ada).reason()).isEqualTo("stopped");
        assertThat(read(bob).state()).isEqualTo(LeadState.PENDING_INVITE);
    }

    @Test
    void afterErasureOnlyTheHashStaysAndKeepsThemOut() {
        UUID ada = lead("ada");
        UUID person = Objects.requireNonNull(read(ada).person());
        assertThat(admin.post("/api/v1/customers/people/" + person + "/erase", Map.of("why", "asked by mail"))
                        .status())
                .isLessThan(300);
        Lead gone = read(ada);
        assertThat(gone.state()).isEqualTo(LeadState.SUPPRESSED);
        assertThat(gone.email()).isNull();
        assertThat(gone.name()).isEqualTo("erased");
        JsonNode listed = admin.get("/api/v1/outreach/suppressions").json().path("items");
        assertThat(listed.size()).isEqualTo(2);
        assertThat(listed.at("/0/value").asString("")).isEmpty();
        JsonNode again = post(
                AT + "/import",
                Map.of(
                        "sequence",
                        "Autumn",
                        "asCustomers",
                        false,
                        "rows",
                        List.of(Map.of("email", "ADA@ada.example"))));
        assertThat(again.at("/lines/0/why").asString()).contains("erased on request");
        assertThat(admin.get(AT + "?q=ada").json().path("items").size()).isZero();
        String kind = listed.at("/0/kind").asString();
        assertThat(admin.delete("/api/v1/outreach/suppressions/" + kind + "/"
                                + listed.at("/0/hash").asString())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void customersWhoBecomeOneKeepOneLeadAtWork() {
        UUID ada = lead("ada");
        clock.advance(Duration.ofSeconds(1));
        UUID twin = lead("ada-b");
        UUID kept = Objects.requireNonNull(read(ada).person());
        UUID gone = Objects.requireNonNull(read(twin).person());
        within(sql ->
                customers.merge(sql, tenant, new Origin("ann@example.org", null), kept, gone, Map.of(), "the same"));
        assertThat(read(ada).state()).isEqualTo(LeadState.PENDING_INVITE);
        assertThat(read(twin).state()).isEqualTo(LeadState.SUPPRESSED);
        assertThat(read(twin).person()).isEqualTo(kept);
    }

    @Test
    void whoObjectedIsNotTakenIn() {
        UUID person = Objects.requireNonNull(within(sql -> customers.upsertPeople(
                        sql,
                        tenant,
                        new Origin("ann@example.org", null),
                        List.of(new Incoming(
                                "salesforce:test",
                                "Lead",
                                "1",
                                Map.of("familyName", "Doe", "email", "doe@doe.example", "doNotContact", true),
                                null))))
                .getFirst()
                .customer());
        JsonNode told = post(AT + "/import", Map.of("sequence", "Autumn", "people", List.of(person)));
        assertThat(told.path("taken").asInt()).as(told.toString()).isZero();
        assertThat(told.at("/lines/0/why").asString()).isNotBlank();
    }

    @Test
    void aTaskThatIsDoneLetsTheLeadGoOn() {
        UUID ada = lead("ada");
        within(sql -> leads.putOff(
                sql,
                tenant,
                leads.get(sql, tenant, ada),
                Instant.parse("2099-01-01T00:00:00Z"),
                Blocker.TASK,
                "waits"));
        LeadTasks.Task task =
                within(sql -> tasks.open(sql, tenant, leads.get(sql, tenant, ada), "look", "Call them", "", true));
        JsonNode open = admin.get("/api/v1/outreach/tasks").json();
        assertThat(open.size()).isEqualTo(1);
        assertThat(open.path(0).path("name").asString()).isEqualTo(read(ada).name());
        post("/api/v1/outreach/tasks/" + task.id() + "/done", Map.of("note", "called"));
        assertThat(read(ada).nextAt()).isEqualTo(leads.now());
        assertThat(admin.post("/api/v1/outreach/tasks/" + task.id() + "/skip", Map.of())
                        .status())
                .isEqualTo(409);
    }
}
