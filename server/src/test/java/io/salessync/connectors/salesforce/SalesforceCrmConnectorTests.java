package io.salessync.connectors.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.CrmAnswer;
import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.CrmWritten;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class SalesforceCrmConnectorTests {
    private static final Map<String, String> SETTINGS =
            Map.of("clientId", "sandbox-consumer-key", "clientSecret", "sandbox-consumer-secret");

    private static SandboxProcess sandbox;

    @Autowired
    private SalesforceCrmConnector crm;

    @Autowired
    private Connections connections;

    @Autowired
    private Intents intents;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private KitPause pause;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private Connection connection;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 47, 900);
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
        connection = connections.ensure(tenant, "salesforce", "Salesforce", sandbox.salesforce(), SETTINGS, false);
    }

    @AfterEach
    void end() {
        pause.skip(false);
    }

    private static CrmQuery names(String soql) {
        return new CrmQuery(
                "Contact",
                soql,
                List.of(new CrmQuery.Column("Id", CrmType.ID), new CrmQuery.Column("LastName", CrmType.TEXT)),
                false);
    }

    private List<Map<String, @Nullable Object>> rows(CrmQuery query) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        String locator = null;
        do {
            CrmRead.Page page = (CrmRead.Page) crm.page(connection, query, locator, null);
            rows.addAll(page.rows());
            locator = page.next();
        } while (locator != null);
        return rows;
    }

    private List<Integer> described() {
        return database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT status FROM connectors.call WHERE operation = 'describe' ORDER BY status")
                        .getValues(0, Integer.class));
    }

    @Test
    void clientCredentialsLetUsInAndSayWhoWeAre() {
        assertThat(crm.whoAmI(connection))
                .startsWith("integration@sandbox.example (organisation 00D")
                .contains("67.0")
                .contains("calls left");
        assertThat(connections.named(tenant, "Salesforce").orElseThrow().healthy())
                .isTrue();
    }

    @Test
    void aWrongSecretIsToldInWordsAndMarksTheConnectionUnhealthy() {
        Connection wrong = connections.ensure(
                tenant,
                "salesforce",
                "Wrong",
                sandbox.salesforce(),
                Map.of("clientId", "sandbox-consumer-key", "clientSecret", "guess"),
                false);
        assertThatThrownBy(() -> crm.whoAmI(wrong)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code().code()).isEqualTo("connectors.sign-in-refused");
            assertThat(problem.detail()).contains("consumer key and secret").doesNotContain("guess");
        });
        assertThat(connections.named(tenant, "Wrong").orElseThrow().healthy()).isFalse();
    }

    @Test
    void aSignedAssertionLetsUsIn() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        Base64.Encoder mime = Base64.getMimeEncoder(64, new byte[] {'\n'});
        String open = "-----BEGIN PUBLIC KEY-----\n"
                + mime.encodeToString(pair.getPublic().getEncoded()) + "\n-----END PUBLIC KEY-----";
        sandbox.send(
                "POST",
                "/_sandbox/salesforce/apps",
                "{\"client_id\":\"jwt-app\",\"approved\":[\"seller1@sandbox.example\"],\"public_key\":\""
                        + open.replace("\n", "\\n") + "\"}");
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("flow", "jwt");
        settings.put("clientId", "jwt-app");
        settings.put("username", "seller1@sandbox.example");
        settings.put(
                "privateKey",
                "-----BEGIN PRIVATE KEY-----\n"
                        + mime.encodeToString(pair.getPrivate().getEncoded()) + "\n-----END PRIVATE KEY-----");
        Connection jwt = connections.ensure(tenant, "salesforce", "Jwt", sandbox.salesforce(), settings, false);
        assertThat(crm.whoAmI(jwt)).contains("organisation 00D");
        assertThat(jwt.settings()).doesNotContainKey("privateKey").containsEntry("apiVersion", "67.0");

        settings.put("username", "integration@sandbox.example");
        Connection stranger =
                connections.ensure(tenant, "salesforce", "Stranger", sandbox.salesforce(), settings, false);
        assertThatThrownBy(() -> crm.whoAmI(stranger)).hasMessageContaining("permitted users");
    }

    @Test
    void aSessionThatEndsBetweenPagesIsRenewedOnceForAllWhoNoticed() throws Exception {
        CrmQuery query = names("SELECT Id, LastName FROM Contact ORDER BY Id");
        CrmRead.Page first = (CrmRead.Page) crm.page(connection, query, null, null);
        sandbox.send("POST", "/_sandbox/salesforce/sessions", "{}");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CrmRead>> reads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                reads.add(threads.submit(() -> first.next() == null
                        ? crm.page(connection, query, null, null)
                        : crm.page(connection, query, first.next(), null)));
            }
            for (Future<CrmRead> read : reads) {
                assertThat(read.get()).isInstanceOf(CrmRead.Page.class);
            }
        }
        // each sign-in opens a session of its own
        assertThat(sandbox.send("GET", "/_sandbox/state/salesforce", null)
                        .path("sessions")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void describedOnceThenOnlyAskedWhetherItChanged() {
        assertThat(crm.describe(connection, "contact", null).field("LeadSource").orElseThrow())
                .extracting(CrmField::type, CrmField::filterable)
                .containsExactly(CrmType.CHOICE, true);
        crm.describe(connection, "Contact", null);
        assertThat(described()).containsExactly(200);
        clock.advance(Duration.ofMinutes(10));
        crm.describe(connection, "Contact", null);
        assertThat(described()).containsExactly(200, 304);
        sandbox.send("PUT", "/_sandbox/clock", "{\"advance\":\"PT1H\"}");
        sandbox.send(
                "POST", "/_sandbox/salesforce/schema", "{\"object\":\"Contact\",\"add\":\"Shoe_Size__c double(4,1)\"}");
        clock.advance(Duration.ofHours(1));
        assertThat(crm.describe(connection, "Contact", null).field("Shoe_Size__c"))
                .isPresent();
        assertThatThrownBy(() -> crm.describe(connection, "Nothing__c", null))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.code().code()).isEqualTo("connectors.unknown-object"));
        assertThatThrownBy(() -> crm.describe(connection, "../limits", null)).isInstanceOf(Problem.class);
    }

    @Test
    void valuesAreTheSameOverRestAndInBulk() {
        sandbox.send("POST", "/_sandbox/salesforce/settings", "{\"bulk_seconds\":0}");
        CrmQuery query = new CrmQuery(
                "Contact",
                "SELECT Id, LastName, Email, DoNotCall, Birthdate, SystemModstamp, Account.Name,"
                        + " Account.NumberOfEmployees, Account.AnnualRevenue FROM Contact",
                List.of(
                        new CrmQuery.Column("Id", CrmType.ID),
                        new CrmQuery.Column("LastName", CrmType.TEXT),
                        new CrmQuery.Column("Email", CrmType.TEXT),
                        new CrmQuery.Column("DoNotCall", CrmType.FLAG),
                        new CrmQuery.Column("Birthdate", CrmType.DATE),
                        new CrmQuery.Column("SystemModstamp", CrmType.INSTANT),
                        new CrmQuery.Column("Account.Name", CrmType.TEXT),
                        new CrmQuery.Column("Account.NumberOfEmployees", CrmType.WHOLE),
                        new CrmQuery.Column("Account.AnnualRevenue", CrmType.DECIMAL)),
                false);
        List<Map<String, @Nullable Object>> rest = rows(query);
        String job = crm.startBulk(connection, query, null);
        assertThat(crm.bulk(connection, job, Duration.ofSeconds(30), null).state())
                .isEqualTo(CrmConnector.BulkState.State.DONE);
        CrmRead.Page bulk = (CrmRead.Page) crm.bulkPage(connection, query, job, null, null);
        assertThat(bulk.rejects()).isEmpty();
        assertThat(rest).hasSize(900);
        assertThat(bulk.rows()).containsExactlyInAnyOrderElementsOf(rest);
        // any page can be asked for again, until the job is gone
        assertThat(((CrmRead.Page) crm.bulkPage(connection, query, job, null, null)).rows())
                .hasSize(900);
        crm.endBulk(connection, job, true, null);
        assertThat(crm.bulk(connection, job, Duration.ofSeconds(1), null).state())
                .isEqualTo(CrmConnector.BulkState.State.GONE);
    }

    @Test
    void whatSalesforceCannotReadIsToldAndWhatIsTooMuchIsAnAnswer() {
        assertThatThrownBy(() -> crm.page(connection, names("SELECT Id, Shoe FROM Contact"), null, null))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code().code()).isEqualTo("connectors.query-refused");
                    assertThat(problem.places()).containsEntry("vendorCode", "INVALID_FIELD");
                });
        sandbox.faults("{\"kind\":\"query_timeout\",\"operation\":\"query\",\"times\":1}");
        assertThat(crm.page(connection, names("SELECT Id, LastName FROM Contact"), null, null))
                .isInstanceOf(CrmRead.TooMuch.class);
        String longer = "SELECT Id, LastName FROM Contact WHERE LastName = '" + "x".repeat(15_000) + "'";
        assertThat(crm.page(connection, names(longer), null, null))
                .isEqualTo(new CrmRead.TooMuch("URL_TOO_LONG", "the query is too long for an address"));
        assertThat(crm.page(connection, names("SELECT Id, LastName FROM Contact"), "01g000-gone-200", null))
                .isInstanceOf(CrmRead.LocatorGone.class);
        assertThat(crm.explain(connection, names("SELECT Id FROM Contact WHERE Email != null"), null))
                .isNotEmpty();
    }

    @Test
    void answersTellWhatIsLeftOfTheDay() {
        rows(names("SELECT Id, LastName FROM Contact LIMIT 5"));
        CrmConnector.Remaining today = crm.callsToday(connection);
        assertThat(today).isNotNull();
        assertThat(today.most()).isEqualTo(100_000);
        assertThat(today.left()).isBetween(99_000L, 99_999L);
        assertThat(crm.limits(connection, null)).containsKey("DailyBulkV2QueryJobs");
    }

    private CrmAnswer send(CrmWrite write) {
        String body = crm.body(connection, write);
        Intent intent = database.inTenant(
                tenant, sql -> intents.record(sql, tenant, connection.id(), null, "test", "crm", body));
        CrmAnswer answer = crm.send(connection, intent, write, null);
        if (answer instanceof CrmAnswer.Settled settled) {
            database.runInTenant(tenant, sql -> intents.settle(sql, tenant, intent, settled.evidence()));
        }
        return answer;
    }

    private static CrmWrite.Row row(String key, String name) {
        return new CrmWrite.Row(key, Map.of("LastName", name));
    }

    @Test
    void rowsAreCreatedChangedAndRefusedEachForItself() {
        CrmWrite write = new CrmWrite(
                "Contact",
                "External_Id__c",
                false,
                List.of(row("n-1", "One"), row("n-2", "x".repeat(300))),
                CrmWrite.DuplicateRule.TELL);
        List<CrmWritten> results = ((CrmAnswer.Settled) send(write)).rows();
        assertThat(results.get(0)).isInstanceOf(CrmWritten.Created.class);
        assertThat(results.get(1)).isInstanceOf(CrmWritten.Failed.class);
        CrmWrite again = new CrmWrite(
                "Contact", "External_Id__c", false, List.of(row("n-1", "Uno")), CrmWrite.DuplicateRule.TELL);
        CrmWritten changed = ((CrmAnswer.Settled) send(again)).rows().getFirst();
        assertThat(changed).isInstanceOf(CrmWritten.Updated.class);
        String id = String.valueOf(changed.written());
        assertThat(crm.read(connection, "Contact", List.of(id), List.of("LastName"), null)
                        .get(id))
                .containsEntry("LastName", "Uno")
                .containsKey("SystemModstamp");
        assertThat(crm.fault(new CrmWrite(
                        "Contact",
                        "External_Id__c",
                        false,
                        List.of(row("a", "x"), row("A", "y")),
                        CrmWrite.DuplicateRule.TELL)))
                .contains("two rows");
    }

    @Test
    void whatMustNotCreateDoesNot() {
        CrmWrite write = new CrmWrite(
                "Contact", "External_Id__c", true, List.of(row("nobody-has-this", "X")), CrmWrite.DuplicateRule.TELL);
        assertThat(((CrmAnswer.Settled) send(write)).rows().getFirst())
                .isInstanceOfSatisfying(
                        CrmWritten.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("NOT_FOUND"));
        assertThat(rows(names("SELECT Id, LastName FROM Contact WHERE LastName = 'X'")))
                .isEmpty();
    }

    @Test
    void lockedRowsComeBackForASmallerWriteAndOnlyThey() {
        sandbox.faults("{\"kind\":\"lock_row\",\"operation\":\"collections\",\"aliases\":1,\"times\":1}");
        CrmWrite write = new CrmWrite(
                "Contact",
                "External_Id__c",
                false,
                List.of(row("l-1", "One"), row("l-2", "Two"), row("l-3", "Three")),
                CrmWrite.DuplicateRule.TELL);
        List<CrmWritten> results = ((CrmAnswer.Settled) send(write)).rows();
        List<CrmWrite.Row> locked = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof CrmWritten.Locked) {
                locked.add(write.rows().get(i));
            }
        }
        assertThat(locked).isNotEmpty();
        CrmWrite again =
                new CrmWrite("Contact", "External_Id__c", false, locked, CrmWrite.DuplicateRule.TELL).byParent();
        assertThat(((CrmAnswer.Settled) send(again)).rows()).noneMatch(CrmWritten.Locked.class::isInstance);
    }

    @Test
    void duplicatesComeBackWithTheRecordsTheyAreAbout() {
        sandbox.send("POST", "/_sandbox/salesforce/settings", "{\"duplicate_rules\":true}");
        Map<String, @Nullable Object> there = rows(new CrmQuery(
                        "Contact",
                        "SELECT Id, LastName, Email FROM Contact WHERE Email != null LIMIT 1",
                        List.of(
                                new CrmQuery.Column("Id", CrmType.ID),
                                new CrmQuery.Column("LastName", CrmType.TEXT),
                                new CrmQuery.Column("Email", CrmType.TEXT)),
                        false))
                .getFirst();
        Map<String, @Nullable Object> values = new LinkedHashMap<>(there);
        values.remove("Id");
        CrmWrite write = new CrmWrite(
                "Contact",
                "External_Id__c",
                false,
                List.of(new CrmWrite.Row("twin", values)),
                CrmWrite.DuplicateRule.TELL);
        assertThat(((CrmAnswer.Settled) send(write)).rows().getFirst())
                .isInstanceOfSatisfying(
                        CrmWritten.Duplicates.class,
                        duplicates -> assertThat(duplicates.ids()).contains(String.valueOf(there.get("Id"))));
    }

    @Test
    void aLostAnswerIsUnknownAndItsIntentNeverGoesOutAgain() {
        sandbox.faults("{\"kind\":\"lost_answer\",\"operation\":\"collections\",\"times\":1}");
        CrmWrite write = new CrmWrite(
                "Contact", "External_Id__c", false, List.of(row("lost-1", "One")), CrmWrite.DuplicateRule.TELL);
        String body = crm.body(connection, write);
        Intent intent = database.inTenant(
                tenant, sql -> intents.record(sql, tenant, connection.id(), null, "test", "lost", body));
        assertThat(crm.send(connection, intent, write, null)).isInstanceOf(CrmAnswer.Unknown.class);
        Intent open = intents.open(tenant, "test", "lost").getFirst();
        sandbox.forgetCalls();
        assertThat(crm.send(connection, open, write, null)).isInstanceOf(CrmAnswer.Unknown.class);
        assertThat(sandbox.calls().path("calls").asInt()).isZero();
    }

    @Test
    void consentIsToldForEachPerson() {
        String id =
                String.valueOf(rows(names("SELECT Id, LastName FROM Contact WHERE HasOptedOutOfEmail = TRUE LIMIT 1"))
                        .getFirst()
                        .get("Id"));
        Map<String, CrmConnector.Consent> told =
                crm.consent(connection, asked("email", null), List.of(id, "003000000000999AAA"), null);
        assertThat(told.get(id).answer()).isEqualTo(CrmConnector.Consent.Answer.NO);
        assertThat(told.get(id).evidence()).contains("HasOptedOutOfEmail of Contact " + id + " is set");
        assertThat(told.get("003000000000999AAA").answer()).isNotEqualTo(CrmConnector.Consent.Answer.YES);
    }

    private CrmConnector.ConsentAsked asked(String action, @Nullable String purpose) {
        return new CrmConnector.ConsentAsked(action, purpose, clock.instant());
    }

    private String made(String object, String values) {
        return sandbox.send(
                        "POST",
                        "/_sandbox/salesforce/edit",
                        "{\"object\":\"" + object + "\",\"values\":" + values + "}")
                .path("id")
                .asString();
    }

    private CrmConnector.Consent consent(String action, @Nullable String purpose, String id) {
        return java.util.Objects.requireNonNull(crm.consent(connection, asked(action, purpose), List.of(id), null)
                .get(id));
    }

    @Test
    void consentIsToldByPurposeAndTime() {
        String individual = made("Individual", "{\"LastName\":\"Purpose\"}");
        String contact = made(
                "Contact",
                "{\"LastName\":\"Purpose\",\"Email\":\"purpose@mail.example\",\"IndividualId\":\"" + individual
                        + "\"}");
        assertThat(consent("email", "sales", contact).answer()).isEqualTo(CrmConnector.Consent.Answer.YES);
        assertThat(consent("email", "sales", contact).isExplicit()).isFalse();
        String newsletter = made("DataUsePurpose", "{\"Name\":\"Newsletter\"}");
        String sales = made("DataUsePurpose", "{\"Name\":\"Sales\"}");
        said(individual, newsletter, "OptIn", -1, 30);
        assertThat(consent("email", "newsletter", contact).isExplicit()).isTrue();
        CrmConnector.Consent other = consent("email", "sales", contact);
        assertThat(other.answer()).isEqualTo(CrmConnector.Consent.Answer.NO);
        assertThat(other.evidence()).contains("agreement to Newsletter, and none to sales");
        assertThat(consent("phone", "sales", contact).answer()).isEqualTo(CrmConnector.Consent.Answer.YES);
        said(individual, sales, "OptIn", 2, 30);
        assertThat(consent("email", "sales", contact).evidence()).contains("begins at");
        clock.advance(java.time.Duration.ofDays(3));
        CrmConnector.Consent begun = consent("email", "sales", contact);
        assertThat(begun.isExplicit()).isTrue();
        assertThat(begun.said())
                .anyMatch(one -> one.object().equals("ContactPointTypeConsent")
                        && "Sales".equals(one.purpose())
                        && one.counts()
                        && one.to() != null);
        clock.advance(java.time.Duration.ofDays(40));
        assertThat(consent("email", "sales", contact).evidence()).contains("ended at");
        assertThat(consent("email", "newsletter", contact).answer()).isEqualTo(CrmConnector.Consent.Answer.NO);
    }

    private void said(String individual, String purpose, String status, int from, int to) {
        made("ContactPointTypeConsent", statement(purpose, status, from, to).formatted("PartyId", individual));
    }

    private String statement(String purpose, String status, int from, int to) {
        Instant now = clock.instant();
        return "{\"Name\":\"test\",\"%s\":\"%s\",\"PrivacyConsentStatus\":\"" + status + "\",\"DataUsePurposeId\":\""
                + purpose + "\",\"ContactPointType\":\"Email\",\"EffectiveFrom\":\""
                + now.plus(java.time.Duration.ofDays(from)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                + "\",\"EffectiveTo\":\""
                + now.plus(java.time.Duration.ofDays(to)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS) + "\"}";
    }

    @Test
    void anObjectionToTheAddressCountsAndOneToAnotherAddressDoesNot() {
        String individual = made("Individual", "{\"LastName\":\"Point\"}");
        String contact = made(
                "Contact",
                "{\"LastName\":\"Point\",\"Email\":\"Here@mail.example\",\"IndividualId\":\"" + individual + "\"}");
        String purpose = made("DataUsePurpose", "{\"Name\":\"Sales\"}");
        for (String address : List.of("old@mail.example", "here@mail.example")) {
            String point = made(
                    "ContactPointEmail", "{\"ParentId\":\"" + individual + "\",\"EmailAddress\":\"" + address + "\"}");
            made(
                    "ContactPointConsent",
                    statement(purpose, "OptOut", -1, 9)
                            .replace("\"ContactPointType\":\"Email\",", "")
                            .formatted("ContactPointId", point));
            assertThat(consent("email", "Sales", contact).answer())
                    .isEqualTo(
                            address.startsWith("old")
                                    ? CrmConnector.Consent.Answer.YES
                                    : CrmConnector.Consent.Answer.NO);
        }
        assertThat(consent("email", "Sales", contact).evidence()).contains("ContactPointConsent");
    }

    @Test
    void individualsObjectForTheirContactsAndPersonAccountsAreAskedAsPeople() {
        String individual = made("Individual", "{\"LastName\":\"Flag\",\"HasOptedOutProcessing\":true}");
        String contact = made("Contact", "{\"LastName\":\"Flag\",\"IndividualId\":\"" + individual + "\"}");
        assertThat(consent("email", null, contact).evidence()).contains("HasOptedOutProcessing of Individual");
        String company = made("Account", "{\"Name\":\"Company\"}");
        assertThat(crm.consent(connection, asked("email", "sales"), List.of(company), null))
                .isEmpty();
        sandbox.send("POST", "/_sandbox/salesforce/settings", "{\"person_accounts\":true}");
        connection = connections.ensure(
                tenants.fresh().id(), "salesforce", "Salesforce", sandbox.salesforce(), SETTINGS, false);
        String person = made("Account", "{\"LastName\":\"Person\",\"PersonEmail\":\"p@mail.example\"}");
        String objecting = made("Account", "{\"LastName\":\"No\",\"PersonDoNotCall\":true}");
        Map<String, CrmConnector.Consent> told =
                crm.consent(connection, asked("phone", "sales"), List.of(company, person, objecting), null);
        assertThat(told).containsOnlyKeys(person, objecting);
        assertThat(told.get(person).answer()).isEqualTo(CrmConnector.Consent.Answer.YES);
        assertThat(told.get(objecting).evidence()).contains("PersonDoNotCall of Account");
    }

    @Test
    void twentySixLongCallsAtOnceNeverMakeMoreThanTwentyFive() throws Exception {
        sandbox.send("POST", "/_sandbox/salesforce/limits", "{\"ConcurrentLongCalls\":25}");
        sandbox.faults("{\"kind\":\"slow_start\",\"operation\":\"query\",\"seconds\":2,\"times\":26}");
        CrmQuery query = names("SELECT Id, LastName FROM Contact ORDER BY Id LIMIT 1");
        pause.skip(false);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<CrmRead>> reads = new ArrayList<>();
            for (int i = 0; i < 26; i++) {
                reads.add(threads.submit(() -> crm.page(connection, query, null, null)));
            }
            for (Future<CrmRead> read : reads) {
                assertThat(read.get()).isInstanceOf(CrmRead.Page.class);
            }
        }
        List<Integer> refused = database.inTenant(
                tenant,
                sql -> sql.fetch("SELECT status FROM connectors.call WHERE status = 403")
                        .getValues(0, Integer.class));
        assertThat(refused).isEmpty();
    }

    @Test
    void settingsThatCannotBeAreRefusedByName() {
        assertThatThrownBy(() -> Setup.keep(Map.of("clientId", "x"), Map.of())).hasMessageContaining("'clientSecret'");
        assertThatThrownBy(() -> Setup.keep(Map.of("flow", "jwt", "clientId", "x", "username", "u"), Map.of()))
                .hasMessageContaining("PKCS#8");
        assertThatThrownBy(() -> Setup.keep(Map.of("clientId", "x", "clientSecret", "y", "apiVersion", "7"), Map.of()))
                .hasMessageContaining("'7' is no version");
        assertThatThrownBy(() -> Setup.keep(Map.of("shoe", "x"), Map.of())).hasMessageContaining("no such setting");
        // a blank secret keeps the one there is
        assertThat(Setup.keep(Map.of("clientId", "x", "clientSecret", " "), Map.of("clientSecret", "kept"))
                        .secret())
                .containsEntry("clientSecret", "kept");
    }
}
