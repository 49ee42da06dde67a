package io.salessync.outreach.champions;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.Connections;
import io.salessync.customers.Customers;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Person;
import io.salessync.flows.Flows;
import io.salessync.flows.engine.Node;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.Browser.Answer;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.LeadImports;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Suppressions;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.tags.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Champions against the sandbox's network, whose people change jobs. */
@ProgramTest
class ChampionsTests {
    private static final String AT = "/api/v1/outreach/champions";
    private static final Origin ORIGIN = new Origin("test", null);
    private static SandboxProcess sandbox;

    @LocalServerPort
    private int port;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Champions champions;

    @Autowired
    private ChampionsType type;

    @Autowired
    private CustomersOfChampions listener;

    @Autowired
    private Customers customers;

    @Autowired
    private Tags tags;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private LeadImports imports;

    @Autowired
    private Flows flows;

    @Autowired
    private Runs runs;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private KitPause pause;

    @Autowired
    private Sequences sequences;

    @Autowired
    private Connections connections;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private Browser browser;
    private UUID sender;
    private final UUID flow = UUID.randomUUID();

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 23, 100);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void world() {
        sandbox.send("POST", "/_sandbox/reset", "{\"seed\":7,\"now\":\"2026-11-23T10:00:00Z\",\"hold\":true}");
        sandbox.faults();
        // a Monday, in the hours of the standard settings
        clock.set(Instant.parse("2026-11-23T10:00:00Z"));
        tenant = tenants.fresh().id();
        browser = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        sender = kit.sender(tenant, kit.unipile(tenant, sandbox), "linkedin-anna", Leads.Channel.LINKEDIN, null);
    }

    private void act(String what, String body) {
        sandbox.send("POST", "/_sandbox/unipile/" + what, body);
    }

    /** Somebody at the network and a customer of ours at the same company. */
    private UUID known(String publicId, String first, String last, String company) {
        act(
                "people",
                "{\"first_name\":\"%s\",\"last_name\":\"%s\",\"public_id\":\"%s\",\"company\":\"%s\",\"title\":\"Buyer\",\"email\":\"%s@%s.example\"}"
                        .formatted(
                                first, last, publicId, company, publicId, company.toLowerCase(java.util.Locale.ROOT)));
        return customer(publicId, first, last, company);
    }

    private UUID customer(String publicId, String first, String last, String company) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("givenName", first);
        values.put("familyName", last);
        values.put("company", company);
        values.put("email", publicId + "@" + company.toLowerCase(java.util.Locale.ROOT) + ".example");
        values.put("owner", "maria@example.org");
        return upserted("linkedin", "Profile", publicId, values);
    }

    private UUID upserted(String system, String object, String id, Map<String, @Nullable Object> values) {
        UUID made = database.inTenant(
                        tenant,
                        sql -> customers.upsertPeople(
                                sql, tenant, ORIGIN, List.of(new Incoming(system, object, id, values, null))))
                .getFirst()
                .customer();
        assertThat(made).isNotNull();
        return made;
    }

    private UUID followed(UUID person) {
        return database.inTenant(tenant, sql -> champions.follow(sql, tenant, person, "page", "ann@example.org"));
    }

    /** Lets the time pass in which looks are due, as the loop does. */
    private void pass(Duration time) {
        Instant end = clock.instant().plus(time);
        Optional<Instant> next = champions.step(tenant);
        for (int i = 0; i < 300 && next.isPresent() && !next.get().isAfter(end); i++) {
            if (next.get().isAfter(clock.instant())) {
                clock.set(next.get());
                sandbox.send("PUT", "/_sandbox/clock", "{\"to\":\"" + clock.instant() + "\"}");
            }
            next = champions.step(tenant);
        }
        clock.set(end);
        sandbox.send("PUT", "/_sandbox/clock", "{\"to\":\"" + end + "\"}");
    }

    private long count(String sql) {
        return database.inTenant(tenant, one -> one.fetchSingle(sql).get(0, Long.class));
    }

    private Champion champion(UUID id) {
        return database.inTenant(tenant, sql -> Rows.one(sql, tenant, id).orElseThrow());
    }

    private Person person(UUID id) {
        return database.inTenant(
                tenant, sql -> customers.person(sql, tenant, id).orElseThrow());
    }

    private boolean tagged(UUID person, String tag) {
        return database.inTenant(
                tenant,
                sql -> tags.named(sql, tenant, tag)
                        .map(one -> tags.tagged(sql, tenant, one.id(), List.of(person))
                                .containsKey(person))
                        .orElse(false));
    }

    private void settings(Map<String, Object> changes) {
        JsonNode before = browser.get(AT + "/settings").json();
        ObjectNode settings = (ObjectNode) before.path("settings");
        changes.forEach(settings::putPOJO);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set("settings", settings);
        body.put("version", before.path("version").asLong());
        Answer answer = browser.call("PUT", AT + "/settings", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private void sequence() {
        kit.publish(tenant, OutreachKit.atAnyTime("Congratulations", "stop: person", OutreachKit.INVITE_AND_GREET));
        settings(Map.of("sequence", "Congratulations"));
    }

    private void job(String publicId, String company, String title) {
        act("job", "{\"person\":\"%s\",\"company\":\"%s\",\"title\":\"%s\"}".formatted(publicId, company, title));
    }

    private Answer decide(UUID id, Map<String, Object> decision) {
        return browser.post(AT + "/" + id + "/decide", decision);
    }

    @Test
    void whoMovedIsTaggedLinkedToldOfAndEnrolledOnce() {
        sequence();
        UUID old = known("ada-brandt", "Ada", "Brandt", "Acme");
        UUID id = followed(old);
        job("ada-brandt", "Borealis", "VP Sales");
        pass(Duration.ofHours(1));

        Champion moved = champion(id);
        assertThat(moved.verdict()).as(moved.toString()).isEqualTo(Verdict.MOVED);
        assertThat(moved.company()).isEqualTo("Borealis");
        assertThat(moved.confidence()).isGreaterThanOrEqualTo(90);
        assertThat(moved.person()).isNotEqualTo(old);
        assertThat(person(moved.person()).company()).isEqualTo("Borealis");
        assertThat(person(moved.person()).fullName()).isEqualTo("Ada Brandt");
        assertThat(tagged(old, "left company")).isTrue();
        assertThat(tagged(moved.person(), "left company")).isFalse();
        assertThat(count("SELECT count(*) FROM outreach.champion_record WHERE left_at IS NULL"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM outreach.champion_record WHERE left_at IS NOT NULL"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM alerts.alert WHERE rule_key = 'outreach-champion-moved'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM outreach.lead WHERE linkedin = 'ada-brandt'"))
                .isEqualTo(1);

        // again and again: nothing is made twice
        long people = count("SELECT count(*) FROM customers.person");
        assertThat(browser.post(AT + "/" + id + "/check", null).status()).isEqualTo(200);
        assertThat(decide(id, Map.of("verdict", "MOVED", "company", "Borealis GmbH"))
                        .status())
                .isEqualTo(200);
        pass(Duration.ofDays(35));
        assertThat(champion(id).verdict()).isEqualTo(Verdict.STAYED);
        assertThat(count("SELECT count(*) FROM customers.person")).isEqualTo(people);
        assertThat(count("SELECT count(*) FROM outreach.champion_move")).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM outreach.lead")).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM alerts.alert WHERE rule_key = 'outreach-champion-moved'"))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) FROM tags.history WHERE did = 'ADDED'"))
                .isEqualTo(1);
    }

    @Test
    void theVisitsOfADayAreKeptToAndTheRestGoesOnTheNextDay() {
        List<UUID> all = IntStream.range(0, 13)
                .mapToObj(i -> followed(known("person-" + i, "Person", "Number" + i, "Company" + i)))
                .toList();
        // a fifth of fifty visits
        pass(Duration.ofHours(12));
        assertThat(count("SELECT count(*) FROM outreach.champion_check WHERE outcome = 'SEEN' AND day = '2026-11-23'"))
                .isEqualTo(10);
        List<Champion> waiting = all.stream()
                .map(this::champion)
                .filter(one -> one.checkedAt() == null)
                .toList();
        assertThat(waiting).hasSize(3).allSatisfy(one -> {
            assertThat(one.nextCheckAt()).isEqualTo(Instant.parse("2026-11-24T09:00:00Z"));
            assertThat(one.note()).contains("used up");
        });
        // between two looks there is a pause
        assertThat(count(
                        "SELECT count(*) FROM (SELECT at - lag(at) OVER (ORDER BY at) AS gap FROM outreach.champion_check) g"
                                + " WHERE gap < interval '60 seconds'"))
                .isZero();
        pass(Duration.ofHours(14));
        assertThat(all).allSatisfy(id -> assertThat(champion(id).verdict()).isEqualTo(Verdict.STAYED));
        assertThat(count("SELECT count(*) FROM outreach.champion_check WHERE day = '2026-11-24'"))
                .isEqualTo(3);
        assertThat(count("SELECT sum(used) FROM outreach.quota_use WHERE action = 'VISIT'"))
                .isEqualTo(13);
        assertThat(sandbox.send("GET", "/_sandbox/state/unipile", null)
                        .at("/totals/profile_visits")
                        .asInt())
                .isEqualTo(13);
    }

    @Test
    void aPersonsLookTakesAVisitOfTheDayAndNoMoreThanThereAre() {
        UUID id = followed(known("eve", "Eve", "Nowak", "Acme"));
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.quota_use (tenant_id, sender_id, action, day, used) VALUES (?, ?, 'VISIT', '2026-11-23', 49)",
                        tenant.value(),
                        sender));
        assertThat(browser.post(AT + "/" + id + "/check", null)
                        .json()
                        .path("champion")
                        .path("verdict")
                        .asString())
                .isEqualTo("STAYED");
        Answer spent = browser.post(AT + "/" + id + "/check", null);
        assertThat(spent.status()).isEqualTo(409);
        assertThat(spent.text()).contains("used up");
        assertThat(count("SELECT used FROM outreach.quota_use WHERE action = 'VISIT'"))
                .isEqualTo(50);
    }

    @Test
    void nobodyIsLookedAtFromAnAccountThatIsSwitchedOffByItselfItsTeamOrWithAll() {
        UUID id = followed(known("ida", "Ida", "Nowak", "Acme"));
        database.runInTenant(
                tenant,
                sql -> sql.execute("UPDATE outreach.sender SET team = 'north' WHERE tenant_id = ?", tenant.value()));
        String kill = "/api/v1/outreach/kill";
        String own = "/api/v1/outreach/senders/" + sender;
        Runnable look = () -> {
            assertThat(browser.post(AT + "/" + id + "/check", null).status()).isNotEqualTo(200);
            pass(Duration.ofHours(2));
            assertThat(count("SELECT count(*) FROM outreach.quota_use")).isZero();
        };
        assertThat(browser.post(own + "/kill", Map.of("why", "")).status()).isEqualTo(200);
        look.run();
        assertThat(browser.post(own + "/revive", null).status()).isEqualTo(200);
        assertThat(browser.post(kill, Map.of("team", "north", "off", true)).status())
                .isEqualTo(200);
        look.run();
        browser.post(kill, Map.of("team", "north", "off", false));
        assertThat(browser.post(kill, Map.of("off", true)).status()).isEqualTo(200);
        look.run();
        browser.post(kill, Map.of("off", false));
        assertThat(browser.post(AT + "/" + id + "/check", null).status()).isEqualTo(200);
    }

    @Test
    void whoIsSuppressedIsNotEnrolledAndTheRestIsDone() {
        sequence();
        UUID old = known("olga", "Olga", "Petrova", "Acme");
        database.runInTenant(
                tenant,
                sql -> suppressions.add(
                        sql,
                        tenant,
                        List.of(new Suppressions.Wish(Suppressions.Kind.LINKEDIN, "olga", "objected", null)),
                        "page",
                        "test"));
        UUID id = followed(old);
        job("olga", "Borealis", "VP Sales");
        pass(Duration.ofHours(1));
        assertThat(champion(id).verdict()).isEqualTo(Verdict.MOVED);
        assertThat(tagged(old, "left company")).isTrue();
        assertThat(count("SELECT count(*) FROM outreach.lead")).isZero();
        assertThat(browser.get(AT + "/" + id)
                        .json()
                        .path("moves")
                        .path(0)
                        .path("notes")
                        .toString())
                .contains("Not taken into “Congratulations”");
    }

    @Test
    void whoObjectedObjectsWhereverTheyWork() {
        sequence();
        UUID old = known("lena", "Lena", "Sommer", "Acme");
        upserted("linkedin", "Profile", "lena", Map.of("doNotContact", true));
        UUID id = followed(old);
        job("lena", "Borealis", "VP Sales");
        pass(Duration.ofHours(1));
        Champion moved = champion(id);
        assertThat(moved.verdict()).isEqualTo(Verdict.MOVED);
        assertThat(database.inTenant(
                                tenant,
                                sql -> customers.consent(
                                        sql,
                                        tenant,
                                        moved.person(),
                                        io.salessync.customers.Consent.Channel.EMAIL,
                                        "any",
                                        clock.instant()))
                        .state())
                .isEqualTo(io.salessync.customers.Consent.State.WITHDRAWN);
        assertThat(count("SELECT count(*) FROM outreach.lead")).isZero();
    }

    @Test
    void aHiddenProfileSaysNothingAndNoAnswerConcludesNothing() {
        UUID hidden = followed(customer("nobody-there", "Nora", "Body", "Acme"));
        pass(Duration.ofMinutes(10));
        assertThat(champion(hidden).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(champion(hidden).checkedAt()).isNotNull();
        assertThat(count("SELECT count(*) FROM outreach.champion_check WHERE outcome = 'HIDDEN'"))
                .isEqualTo(1);

        UUID away = followed(known("paul", "Paul", "Weiss", "Acme"));
        job("paul", "Borealis", "VP");
        sandbox.faults("{\"vendor\":\"unipile\",\"operation\":\"profile\",\"kind\":\"500_before\",\"times\":1}");
        pass(Duration.ofMinutes(10));
        Champion one = champion(away);
        assertThat(one.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(one.checkedAt()).isNull();
        assertThat(one.tries()).isEqualTo(1);
        pass(Duration.ofHours(2));
        assertThat(champion(away).verdict()).isEqualTo(Verdict.MOVED);
    }

    @Test
    void whoSeemsToHaveLeftWaitsForAPersonAndADecisionHolds() {
        UUID id = followed(known("ida", "Ida", "Holm", "Acme"));
        job("ida", "Self-employed", "Independent consultant");
        pass(Duration.ofHours(1));
        Champion asks = champion(id);
        assertThat(asks.verdict()).isEqualTo(Verdict.PROBABLY);
        assertThat(asks.waits()).isTrue();
        assertThat(count("SELECT count(*) FROM outreach.champion_move")).isZero();
        assertThat(
                        count(
                                "SELECT count(*) FROM alerts.alert WHERE rule_key = 'outreach-champion-asks' AND state = 'OPEN'"))
                .isEqualTo(1);
        assertThat(browser.get(AT + "?waiting=true").json().path("items")).hasSize(1);

        // nothing says whereto: a person has to
        assertThat(decide(id, Map.of("verdict", "MOVED")).status()).isEqualTo(409);
        assertThat(decide(id, Map.of("verdict", "STAYED")).status()).isEqualTo(200);
        assertThat(
                        count(
                                "SELECT count(*) FROM alerts.alert WHERE rule_key = 'outreach-champion-asks' AND state <> 'CLOSED'"))
                .isZero();
        browser.post(AT + "/" + id + "/check", null);
        assertThat(champion(id).waits()).isFalse();
        assertThat(champion(id).verdict()).isEqualTo(Verdict.STAYED);

        // other evidence asks again
        job("ida", "Borealis", "Head of Sales");
        browser.post(AT + "/" + id + "/check", null);
        assertThat(champion(id).verdict()).isEqualTo(Verdict.MOVED);
    }

    @Test
    void aMoveIsTakenBack() {
        sequence();
        UUID old = known("rosa", "Rosa", "Lind", "Acme");
        UUID id = followed(old);
        job("rosa", "Borealis", "VP Sales");
        pass(Duration.ofHours(1));
        UUID made = champion(id).person();
        JsonNode undone = browser.post(AT + "/" + id + "/undo", null).json();
        assertThat(undone.path("notes").toString()).contains("The tag is off", "not linked any more", "has ended");
        Champion back = champion(id);
        assertThat(back.person()).isEqualTo(old);
        assertThat(back.company()).isEqualTo("Acme");
        assertThat(tagged(old, "left company")).isFalse();
        assertThat(count("SELECT count(*) FROM outreach.champion_record")).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM outreach.lead WHERE ended_at IS NULL"))
                .isZero();
        assertThat(person(made).company()).isEqualTo("Borealis");
        assertThat(browser.post(AT + "/" + id + "/undo", null).status()).isEqualTo(409);
        // the same evidence does not bring it back
        browser.post(AT + "/" + id + "/check", null);
        assertThat(count("SELECT count(*) FROM outreach.champion_move WHERE undone_at IS NULL"))
                .isZero();
    }

    @Test
    void whoIsKnownAtTheNewCompanyIsLinkedAndNotMadeAgain() {
        UUID old = known("max", "Max", "Berg", "Acme");
        UUID there = upserted(
                "import",
                "Person",
                "max-2",
                Map.of("givenName", "Max", "familyName", "Berg", "company", "Borealis SE"));
        UUID id = followed(old);
        job("max", "Borealis", "VP Sales");
        long people = count("SELECT count(*) FROM customers.person");
        pass(Duration.ofHours(1));
        assertThat(champion(id).person()).isEqualTo(there);
        assertThat(count("SELECT count(*) FROM customers.person")).isEqualTo(people);
    }

    @Test
    void twoOfTheNameAtTheNewCompanyAreForAPersonToTell() {
        UUID id = followed(known("kim", "Kim", "Lee", "Acme"));
        List<UUID> two = List.of("kim-2", "kim-3").stream()
                .map(one -> upserted(
                        "import",
                        "Person",
                        one,
                        Map.of("givenName", "Kim", "familyName", "Lee", "company", "Borealis")))
                .toList();
        job("kim", "Borealis", "VP Sales");
        pass(Duration.ofHours(1));
        assertThat(champion(id).waits()).isTrue();
        assertThat(champion(id).note()).contains("2 customers at Borealis are called Kim Lee");
        assertThat(decide(id, Map.of("verdict", "MOVED", "person", two.getLast().toString()))
                        .status())
                .isEqualTo(200);
        assertThat(champion(id).person()).isEqualTo(two.getLast());
    }

    @Test
    void theCrmAloneTellsAMoveOfTheRecordItself() {
        UUID person = upserted(
                "salesforce:salesforce",
                "Contact",
                "003A1",
                Map.of("givenName", "Uwe", "familyName", "Kern", "company", "Acme", "email", "uwe@acme.example"));
        UUID id = followed(person);
        pass(Duration.ofMinutes(5));
        assertThat(champion(id).verdict()).isEqualTo(Verdict.UNKNOWN);
        upserted(
                "salesforce:salesforce",
                "Contact",
                "003A1",
                Map.of("company", "Borealis", "email", "uwe@borealis.example"));
        browser.post(AT + "/" + id + "/check", null);
        Champion moved = champion(id);
        assertThat(moved.verdict()).as(moved.toString()).isEqualTo(Verdict.MOVED);
        assertThat(moved.person()).isEqualTo(person);
        assertThat(moved.company()).isEqualTo("Borealis");
        assertThat(tagged(person, "left company")).isFalse();
        assertThat(count("SELECT count(*) FROM outreach.champion_record")).isEqualTo(1);
    }

    @Test
    void whatTheCrmShouldKnowIsProposedThroughTheGateOnce() {
        connections.ensure(
                tenant,
                "salesforce",
                "salesforce",
                sandbox.salesforce(),
                Map.of("clientId", "sandbox-consumer-key", "clientSecret", "sandbox-consumer-secret"),
                false);
        settings(Map.of(
                "writing",
                Map.of(
                        "connection",
                        "salesforce",
                        "object",
                        "Contact",
                        "field",
                        "Description",
                        "value",
                        "Left company")));
        UUID old = known("gina", "Gina", "Ross", "Acme");
        database.runInTenant(
                tenant,
                sql -> customers.upsertPeople(
                        sql,
                        tenant,
                        ORIGIN,
                        List.of(new Incoming("salesforce:salesforce", "Contact", "003A000000000001", Map.of(), old))));
        UUID id = followed(old);
        job("gina", "Borealis", "VP Sales");
        pass(Duration.ofHours(1));
        assertThat(champion(id).verdict()).isEqualTo(Verdict.MOVED);
        assertThat(count("SELECT count(*) FROM pushes.push")).isEqualTo(1);
        browser.post(AT + "/" + id + "/check", null);
        assertThat(count("SELECT count(*) FROM pushes.push")).isEqualTo(1);
        assertThat(browser.get(AT + "/" + id)
                        .json()
                        .path("moves")
                        .path(0)
                        .path("notes")
                        .toString())
                .contains("Proposed to the CRM");
    }

    private Node.Verdict look(Node gate, UUID parked, Instant parkedAt, List<FlowRecord> page) {
        Node.Occasion occasion = new Node.Occasion(
                tenant,
                UUID.randomUUID(),
                flow,
                "champions",
                "look",
                null,
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                null);
        return database.inTenant(tenant, sql -> ((Node.Gate) gate).look(occasion, sql, parked, page, parkedAt));
    }

    @Test
    void theNodeHoldsItsRecordsUntilAllWereLookedAt() {
        UUID ada = known("ada-b", "Ada", "Brandt", "Acme");
        job("ada-b", "Borealis", "VP Sales");
        List<FlowRecord> page = new ArrayList<>();
        page.add(new FlowRecord("1", Map.of("customerId", ada.toString(), "fullName", "Ada Brandt")));
        // twelve more, by their profile: they become customers
        for (int i = 0; i < 12; i++) {
            known("more-" + i, "More", "Person" + i, "Firm" + i);
            page.add(new FlowRecord("m" + i, Map.of("linkedin", "https://www.linkedin.com/in/more-" + i + "/")));
        }
        act("people", "{\"first_name\":\"Neu\",\"last_name\":\"Person\",\"public_id\":\"neu\",\"company\":\"Acme\"}");
        page.add(new FlowRecord(
                "n", Map.of("linkedin", "neu", "first_name", "Neu", "last_name", "Person", "company", "Acme")));
        page.add(new FlowRecord("x", Map.of("fullName", "Nobody At All")));
        UUID parked = UUID.randomUUID();
        Node gate = type.make(
                new NodeSpec("look", "outreach.champions", null, JsonNodeFactory.instance.objectNode(), null, null),
                RecordShape.UNKNOWN);
        Instant begin = clock.instant();

        assertThat(look(gate, parked, begin, page)).isInstanceOf(Node.Verdict.Closed.class);
        pass(Duration.ofHours(9));
        Node.Verdict.Closed closed = (Node.Verdict.Closed) look(gate, parked, begin, page);
        assertThat(closed.waitsFor()).contains("4 of 14 profiles");
        pass(Duration.ofHours(16));
        Node.Verdict.Open open = (Node.Verdict.Open) look(gate, parked, begin, page);
        assertThat(open.records()).hasSize(page.size());
        FlowRecord first = open.records().getFirst();
        assertThat(first.get("verdict")).isEqualTo("MOVED");
        assertThat(first.get("fromCompany")).isEqualTo("Acme");
        assertThat(first.get("newCompany")).isEqualTo("Borealis");
        assertThat(first.get("looked")).isEqualTo(true);
        assertThat(first.get("news")).isEqualTo(true);
        assertThat(open.records().get(1).get("verdict")).isEqualTo("STAYED");
        assertThat(open.records().get(13).get("verdict")).isEqualTo("STAYED");
        assertThat(open.records().getLast().get("verdict")).isEqualTo("UNKNOWN");

        // the next day another run asks nobody again
        long looks = count("SELECT count(*) FROM outreach.champion_check");
        Node.Verdict.Open again = (Node.Verdict.Open) look(gate, UUID.randomUUID(), clock.instant(), page);
        assertThat(again.records().getFirst().get("verdict")).isEqualTo("MOVED");
        assertThat(again.records().getFirst().get("news")).isEqualTo(false);
        assertThat(count("SELECT count(*) FROM outreach.champion_check")).isEqualTo(looks);
    }

    @Test
    void theNodeIsPatientOnlyForAWhile() {
        UUID ada = known("ada-c", "Ada", "Brandt", "Acme");
        database.runInTenant(tenant, sql -> sql.execute("UPDATE outreach.sender SET consent = NULL"));
        List<FlowRecord> page = List.of(new FlowRecord("1", Map.of("customerId", ada.toString())));
        Node gate = type.make(
                new NodeSpec("look", "outreach.champions", null, JsonNodeFactory.instance.objectNode(), null, null),
                RecordShape.UNKNOWN);
        UUID parked = UUID.randomUUID();
        Instant begin = clock.instant();
        look(gate, parked, begin, page);
        clock.advance(Duration.ofDays(6));
        Node.Verdict.Open open = (Node.Verdict.Open) look(gate, parked, begin, page);
        assertThat(open.records().getFirst().get("verdict")).isEqualTo("UNKNOWN");
        assertThat(open.records().getFirst().get("looked")).isEqualTo(false);
    }

    @Test
    void peopleAreFollowedByTheirTagAndNotAgainOnceSomebodySaidNo() {
        UUID one = known("tag-1", "Tag", "One", "Acme");
        database.runInTenant(
                tenant,
                sql -> tags.add(
                        sql, tenant, ORIGIN, tags.ensure(sql, tenant, ORIGIN, "champion"), List.of(one), "test"));
        pass(Duration.ofMinutes(5));
        JsonNode list = browser.get(AT + "?person=" + one).json();
        assertThat(list.path("items")).hasSize(1);
        String id = list.path("items").path(0).path("id").asString();
        assertThat(list.path("items").path(0).path("source").asString()).isEqualTo("tag champion");
        assertThat(browser.delete(AT + "/" + id).status()).isEqualTo(204);
        pass(Duration.ofHours(1));
        assertThat(browser.get(AT).json().path("items")).isEmpty();
        assertThat(browser.post(AT, Map.of("person", one.toString())).status()).isEqualTo(200);
        assertThat(browser.get(AT).json().path("items")).hasSize(1);
    }

    @Test
    void theListIsFilteredAndPaged() {
        for (int i = 0; i < 5; i++) {
            followed(customer("page-" + i, "Page", "Person" + i, "Company" + i));
        }
        List<String> names = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = browser.get(AT + "?limit=2" + (after.isEmpty() ? "" : "&after=" + after))
                    .json();
            page.path("items").forEach(one -> names.add(one.path("name").asString()));
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        assertThat(names).hasSize(5).doesNotHaveDuplicates();
        assertThat(browser.get(AT + "?q=company3").json().path("items")).hasSize(1);
        assertThat(browser.get(AT + "?verdict=moved").json().path("items")).isEmpty();
        assertThat(browser.get(AT + "?verdict=gone").code()).isEqualTo("outreach.wrong-champion");
        assertThat(browser.get(AT + "?after=nowhere").code()).isEqualTo("outreach.wrong-cursor");
        assertThat(browser.get(AT + "/" + UUID.randomUUID()).code()).isEqualTo("outreach.unknown-champion");
        assertThat(browser.post(AT, Map.of()).code()).isEqualTo("outreach.wrong-champion");
        assertThat(new Browser(port)
                        .withKey(access.key(tenant, Role.VIEWER))
                        .post(AT, Map.of("person", UUID.randomUUID().toString()))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void nothingStaysOfWhoeverIsErased() {
        UUID old = known("erik", "Erik", "Falk", "Acme");
        followed(old);
        job("erik", "Borealis", "VP Sales");
        pass(Duration.ofHours(1));
        assertThat(count("SELECT count(*) FROM outreach.champion_move")).isEqualTo(1);
        database.runInTenant(tenant, sql -> listener.erased(sql, tenant, List.of(old)));
        for (String table : List.of("champion", "champion_record", "champion_check", "champion_move")) {
            assertThat(count("SELECT count(*) FROM outreach." + table))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void ourOwnMailTellsOfAMoveToo() {
        sequence();
        UUID person = customer("hedda", "Hedda", "Strand", "Acme");
        UUID id = followed(person);
        UUID lead = database.inTenant(
                        tenant, sql -> imports.enrol(sql, tenant, "Congratulations", "test", "test", person))
                .lead();
        assertThat(lead).isNotNull();
        pass(Duration.ofMinutes(5));
        assertThat(champion(id).verdict()).isEqualTo(Verdict.UNKNOWN);

        // a bounce alone is no move
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.event (tenant_id, lead_id, sequence_id, at, kind, note, evidence, who) SELECT tenant_id, lead_id,"
                                + " sequence_id, ?::timestamptz, 'BOUNCED', 'It came back', '{\"status\": \"5.1.1\"}', 'outreach' FROM outreach.lead",
                        clock.instant()));
        browser.post(AT + "/" + id + "/check", null);
        assertThat(champion(id).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(champion(id).signs()).extracting(Sign::kind).contains(Sign.Kind.BOUNCED);
        assertThat(champion(id).waits()).isFalse();

        UUID conversation = UUID.randomUUID();
        database.runInTenant(tenant, sql -> {
            sql.execute(
                    "INSERT INTO outreach.conversation (tenant_id, conversation_id, sender_id, channel, chat, lead_id, last_at, last_ours, waiting,"
                            + " created_at) VALUES (?, ?, ?, 'EMAIL', 'thread-1', ?, ?::timestamptz, false, false, ?::timestamptz)",
                    tenant.value(),
                    conversation,
                    sender,
                    lead,
                    clock.instant(),
                    clock.instant());
            sql.execute(
                    "INSERT INTO outreach.message (tenant_id, message_id, conversation_id, sender_id, ours, text, at, state, source, heard_at)"
                            + " VALUES (?, ?, ?, ?, false, 'Thank you for your mail. Hedda Strand is no longer with the company. Please write to"
                            + " info@acme.example.', ?::timestamptz, 'HEARD', 'NEWS', ?::timestamptz)",
                    tenant.value(),
                    UUID.randomUUID(),
                    conversation,
                    sender,
                    clock.instant(),
                    clock.instant());
        });
        browser.post(AT + "/" + id + "/check", null);
        Champion asks = champion(id);
        assertThat(asks.verdict()).isEqualTo(Verdict.PROBABLY);
        assertThat(asks.waits()).isTrue();
        assertThat(asks.signs()).extracting(Sign::text).anyMatch(text -> text.contains("no longer with the company."));
        assertThat(count("SELECT count(*) FROM outreach.champion_move")).isZero();
    }

    @Test
    void theShippedFlowTellsTheTeamOfAMove() throws IOException {
        UUID ada = known("ada-f", "Ada", "Brandt", "Acme");
        UUID tom = known("tom-f", "Tom", "Stay", "Harbour");
        known("not-tagged", "Not", "Tagged", "Harbour");
        database.runInTenant(
                tenant,
                sql -> tags.add(
                        sql, tenant, ORIGIN, tags.ensure(sql, tenant, ORIGIN, "champion"), List.of(ada, tom), "test"));
        job("ada-f", "Borealis", "VP Sales");
        Flows.Asker asker = new Flows.Asker("test", null);
        UUID shipped = flows.ship(tenant, Files.readString(Path.of("../examples/flows/champions.yaml")), asker)
                .orElseThrow();
        RunId run = flows.run(tenant, shipped, JsonNodeFactory.instance.objectNode(), asker);
        pause.skip(true);
        try {
            stepper.runDue(tenant);
            Run held = runs.find(tenant, run).orElseThrow();
            assertThat(held.state()).as(held.toString()).isEqualTo(RunState.PAUSED);
            assertThat(held.waitsFor()).contains("2 of 2 profiles");
            pass(Duration.ofHours(1));
            stepper.runDue(tenant);
            assertThat(runs.find(tenant, run).orElseThrow().state()).isEqualTo(RunState.SUCCEEDED);
        } finally {
            pause.skip(false);
        }
        assertThat(count("SELECT count(*) FROM outreach.champion")).isEqualTo(2);
        List<String> titles = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT title FROM alerts.alert WHERE rule_key = 'flow-node'")
                        .getValues(0, String.class));
        assertThat(titles).containsExactly("Ada Brandt works at Borealis now");
    }
}
