package io.salessync.outreach.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachConnector;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Looks;
import io.salessync.outreach.sending.Senders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class DetectionTests {
    private static final String ANNA = "linkedin-anna";

    private static SandboxProcess sandbox;

    @LocalServerPort
    private int port;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Scans scans;

    @Autowired
    private Looks looks;

    @Autowired
    private NewsGates gates;

    @Autowired
    private Senders senders;

    @Autowired
    private Leads leads;

    @Autowired
    private List<OutreachConnector> connectors;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    private TenantId tenant;
    private Connection connection;
    private Browser browser;
    private UUID sender;
    private UUID sequence;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 11, 100);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void world() {
        sandbox.send("POST", "/_sandbox/reset", "{\"seed\":7,\"now\":\"2026-11-23T09:00:00Z\",\"hold\":true}");
        sandbox.faults();
        clock.set(Instant.parse("2026-11-23T09:00:00Z"));
        tenant = tenants.fresh().id();
        browser = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        connection = kit.unipile(tenant, sandbox);
        sender = kit.sender(tenant, connection, ANNA, Leads.Channel.LINKEDIN, null);
        sequence = sequence("person");
    }

    private UUID sequence(String stop) {
        return kit.publish(
                tenant, OutreachKit.atAnyTime("Hello " + stop, "stop: " + stop, OutreachKit.INVITE_AND_GREET));
    }

    private OutreachConnector unipile() {
        return connectors.stream()
                .filter(one -> one.vendor().equals("unipile"))
                .findFirst()
                .orElseThrow();
    }

    private void act(String what, String body) {
        sandbox.send("POST", "/_sandbox/unipile/" + what, body);
    }

    private void pass(Duration time) {
        clock.advance(time);
        sandbox.send("PUT", "/_sandbox/clock", "{\"to\":\"" + clock.instant() + "\"}");
    }

    /** Makes somebody at the network who is no connection of Anna's and does nothing alone. */
    private void person(String publicId) {
        act(
                "people",
                "{\"first_name\":\"Maria\",\"last_name\":\"Tester-" + publicId + "\",\"public_id\":\"" + publicId
                        + "\",\"behaviour\":{\"accepts\":false,\"declines\":false,\"replies\":false}}");
    }

    /** Sent in the mailbox, past this program. */
    private void mail(String body) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(sandbox.address().resolve("/unipile/api/v1/emails"))
                            .header("X-API-KEY", "sandbox-unipile-key")
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A lead whom Anna invited in the sandbox, as the engine leaves it. */
    private Lead invited(String publicId, UUID of) {
        person(publicId);
        Lead lead = kit.admit(
                tenant,
                of,
                OutreachKit.candidate(
                        1,
                        null,
                        publicId,
                        Map.of("first_name", "Maria", "company", "Acme Works"),
                        LeadState.INVITE_SENT));
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.lead SET sender_id = ? WHERE tenant_id = ? AND lead_id = ?",
                        sender,
                        tenant.value(),
                        lead.id()));
        act("invite", "{\"account\":\"" + ANNA + "\",\"person\":\"" + publicId + "\"}");
        return lead(lead.id());
    }

    private Lead lead(UUID id) {
        return kit.lead(tenant, id);
    }

    private Optional<Instant> complete() {
        return database.inTenant(tenant, sql -> looks.complete(sql, tenant, sender));
    }

    private OutreachAccount.Status status() {
        return database.inTenant(
                tenant, sql -> senders.sender(sql, tenant, sender).orElseThrow().status());
    }

    private void subscribe() {
        assertThat(gates.subscribe(unipile(), connection, "http://127.0.0.1:" + port))
                .isNull();
    }

    private void scanNow() {
        database.runInTenant(tenant, sql -> scans.want(sql, tenant, sender, "test"));
        scans.step(tenant);
    }

    private List<Record> rows(String sql) {
        return new ArrayList<>(database.inTenant(tenant, one -> one.fetch(sql)));
    }

    private List<String> stops(String kind) {
        return rows("SELECT stop FROM outreach.scan WHERE kind = '" + kind + "' ORDER BY started_at, ended_at").stream()
                .map(row -> row.get(0, String.class))
                .toList();
    }

    private String evidence(Lead lead, String kind) {
        return rows("SELECT evidence::text FROM outreach.event WHERE kind = '" + kind + "' AND lead_id = '" + lead.id()
                        + "'")
                .stream()
                .map(row -> row.get(0, String.class))
                .findFirst()
                .orElse("");
    }

    private String on(String person) {
        return "{\"account\":\"" + ANNA + "\",\"person\":\"" + person + "\"}";
    }

    @Test
    void anAcceptedInvitationIsToldByNewsOnceHoweverOftenItComes() {
        Lead lead = invited("maria-a", sequence);
        subscribe();
        sandbox.faults(
                "{\"vendor\":\"unipile\",\"kind\":\"webhook_duplicate\",\"operation\":\"webhook_users\",\"times\":1}");
        act("accept", on("maria-a"));
        pass(Duration.ofHours(9));
        scans.step(tenant);
        Lead now = lead(lead.id());
        assertThat(now.state()).isEqualTo(LeadState.CONNECTED);
        assertThat(now.connectedAt()).isNotNull();
        assertThat(rows("SELECT times, outcome FROM outreach.news WHERE kind = 'CONNECTED'"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get(0, Integer.class)).isEqualTo(2);
                    assertThat(row.get(1, String.class)).contains("connected now");
                });
        assertThat(rows("SELECT 1 FROM outreach.event WHERE kind = 'CONNECTED'"))
                .hasSize(1);
        assertThat(evidence(lead, "CONNECTED")).contains("NEWS").contains("receivedAt");
    }

    @Test
    void newsAreTakenFromWhoKnowsTheSecretAloneWhateverTheirContentType() {
        subscribe();
        String token = gates.all(tenant).getFirst().token();
        String path = "/api/v1/outreach/news/";
        Browser stranger = new Browser(port).with("Content-Type", "text/plain");
        assertThat(stranger.post(path + "x".repeat(43), "{}").status()).isEqualTo(404);
        assertThat(stranger.post(path + token, "{}").status()).isEqualTo(401);
        assertThat(stranger.with("Unipile-Auth", "guess")
                        .post(path + token, "{}")
                        .status())
                .isEqualTo(401);
        assertThat(rows("SELECT 1 FROM outreach.news")).isEmpty();
        assertThat(rows("SELECT error FROM outreach.news_gate").getFirst().get(0, String.class))
                .isNull();
    }

    @Test
    void whatNewsLeftOutALookFindsWithEvidenceAndLag() {
        Lead lead = invited("maria-b", sequence);
        act("accept", on("maria-b"));
        pass(Duration.ofMinutes(30));
        scanNow();
        Lead now = lead(lead.id());
        assertThat(now.state()).isEqualTo(LeadState.CONNECTED);
        assertThat(evidence(lead, "CONNECTED")).contains("RELATIONS").contains("\"lagSeconds\": 1800");
        assertThat(stops("FULL")).containsExactly("END");
        assertThat(stops("INVITATIONS")).containsExactly("END");
        assertThat(complete()).contains(clock.instant());
        pass(Duration.ofMinutes(30));
        scanNow();
        assertThat(stops("INCREMENTAL")).containsExactly("KNOWN");
    }

    @Test
    void whoWasInvitedByAnotherToolIsFoundByWhicheverAccountTheyAccepted() {
        Lead lead = invited("maria-x", sequence);
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.lead SET sender_id = NULL WHERE tenant_id = ? AND lead_id = ?",
                        tenant.value(),
                        lead.id()));
        act("accept", on("maria-x"));
        pass(Duration.ofHours(9));
        scanNow();
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.CONNECTED);
        assertThat(lead(lead.id()).sender()).isEqualTo(sender);
    }

    @Test
    void aRedirectThatForgetsWhatWasAskedIsFollowedWithIt() {
        Lead lead = invited("maria-q", sequence);
        act("accept", on("maria-q"));
        pass(Duration.ofMinutes(30));
        sandbox.faults("{\"vendor\":\"unipile\",\"kind\":\"redirect\",\"operation\":\"relations\",\"times\":1}");
        scanNow();
        assertThat(stops("FULL")).containsExactly("END");
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.CONNECTED);
    }

    @Test
    void anAnswerAfterTheLastStepIsFoundWithoutNews() {
        Lead lead = invited("maria-y", sequence);
        act("accept", on("maria-y"));
        pass(Duration.ofHours(9));
        scanNow();
        database.runInTenant(
                tenant,
                sql -> leads.move(
                        sql,
                        tenant,
                        leads.locked(sql, tenant, lead.id()).orElseThrow(),
                        new Leads.Move(
                                LeadState.COMPLETED,
                                null,
                                null,
                                null,
                                null,
                                null,
                                0,
                                sender,
                                null,
                                new Leads.Happening(
                                        EventKind.COMPLETED,
                                        clock.instant(),
                                        null,
                                        "",
                                        sender,
                                        "Through.",
                                        Map.of(),
                                        "test"))));
        act("reply", "{\"account\":\"" + ANNA + "\",\"person\":\"maria-y\",\"text\":\"Call me\"}");
        pass(Duration.ofMinutes(31));
        scans.step(tenant);
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.REPLIED);
    }

    @Test
    void aMailThatNoNewsToldIsReadInTheMailboxOnce() {
        UUID mailbox = kit.sender(tenant, connection, "mail-anna", Leads.Channel.EMAIL, null);
        act(
                "people",
                "{\"first_name\":\"Mia\",\"last_name\":\"Mail\",\"email\":\"mia@mail.example\",\"behaviour\":{\"replies\":false,\"bounces\":false}}");
        UUID mia = kit.mailed(tenant, sequence, "mia@mail.example").id();
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, sender_id, action, state, decided_at, done_at)"
                                + " VALUES (?, ?, ?, ?, 1, 'mail', ?, 'EMAIL', 'DONE', ?::timestamptz, ?::timestamptz)",
                        tenant.value(),
                        UUID.randomUUID(),
                        mia,
                        sequence,
                        mailbox,
                        clock.instant(),
                        clock.instant()));
        scans.step(tenant);
        mail(
                "{\"account_id\":\"mail-anna\",\"subject\":\"Hello\",\"body\":\"Hello Mia\",\"to\":[{\"identifier\":\"mia@mail.example\"}]}");
        act("mail_reply", "{\"person\":\"mia@mail.example\",\"kind\":\"interested\"}");
        pass(Duration.ofMinutes(31));
        scans.step(tenant);
        assertThat(lead(mia).state()).isEqualTo(LeadState.REPLIED);
        pass(Duration.ofMinutes(31));
        scans.step(tenant);
        assertThat(rows("SELECT 1 FROM outreach.event WHERE kind = 'REPLIED'")).hasSize(1);
    }

    @Test
    void nobodyIsLookedAtWhileNothingWaits() {
        sandbox.forgetCalls();
        Instant end = clock.instant().plus(Duration.ofDays(1));
        while (clock.instant().isBefore(end)) {
            Instant next = scans.step(tenant).orElse(end);
            pass(Duration.between(clock.instant(), next).plusSeconds(1));
        }
        assertThat(rows("SELECT 1 FROM outreach.scan")).isEmpty();
    }

    @Test
    void plannedLooksComeByThemselvesWhileSomebodyWaits() {
        Lead lead = invited("maria-c", sequence);
        scans.step(tenant);
        act("accept", on("maria-c"));
        Instant end = clock.instant().plus(Duration.ofHours(14));
        while (clock.instant().isBefore(end) && lead(lead.id()).connectedAt() == null) {
            Instant next = scans.step(tenant).orElseThrow();
            pass(Duration.between(clock.instant(), next).plusSeconds(1));
        }
        assertThat(lead(lead.id()).connectedAt()).isNotNull();
    }

    @Test
    void aNoNeedsACompleteLookAtAnAccountThatIsWell() {
        Lead lead = invited("maria-d", sequence);
        scanNow();
        act("decline", on("maria-d"));
        pass(Duration.ofHours(21));
        sandbox.faults("{\"vendor\":\"unipile\",\"kind\":\"cursor_loop\",\"operation\":\"invitations\",\"times\":100}");
        scanNow();
        // the list is empty by now, and leads nowhere
        assertThat(stops("INVITATIONS")).containsExactly("END", "HOLLOW");
        assertThat(evidence(lead, "DECLINED")).isEmpty();
        sandbox.faults();
        pass(Duration.ofHours(1));
        scanNow();
        assertThat(evidence(lead, "DECLINED")).contains("COMPLETE_LOOK");
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.INVITE_SENT);
    }

    @Test
    void whatHangsDripsOrBreaksEndsALookAndIsWrittenDown() {
        invited("maria-e", sequence);
        for (String kind : List.of("hang", "slow_body", "html_502", "network_down")) {
            sandbox.faults("{\"vendor\":\"unipile\",\"kind\":\"" + kind
                    + "\",\"operation\":\"relations\",\"times\":1,\"seconds\":60}");
            scanNow();
            pass(Duration.ofMinutes(1));
        }
        assertThat(stops("FULL")).containsExactly("NO_ANSWER", "NO_ANSWER", "REFUSED", "REFUSED");
        assertThat(complete()).isEmpty();
        sandbox.faults();
        scanNow();
        assertThat(stops("FULL")).endsWith("END");
    }

    @Test
    void anAccountThatIsAwayIsNotLookedAtAndIsLookedAtAgainAfterItIsBack() {
        invited("maria-f", sequence);
        subscribe();
        act("status", "{\"account\":\"" + ANNA + "\",\"status\":\"CREDENTIALS\"}");
        pass(Duration.ofMinutes(1));
        scans.step(tenant);
        assertThat(status()).isEqualTo(OutreachAccount.Status.CREDENTIALS);
        scanNow();
        assertThat(stops("FULL")).containsExactly("ACCOUNT");
        act("status", "{\"account\":\"" + ANNA + "\",\"status\":\"RECONNECTED\"}");
        pass(Duration.ofMinutes(1));
        scans.step(tenant);
        assertThat(status()).isEqualTo(OutreachAccount.Status.OK);
        assertThat(stops("FULL")).containsExactly("ACCOUNT");
        pass(Duration.ofMinutes(10));
        scans.step(tenant);
        assertThat(stops("FULL")).containsExactly("ACCOUNT", "END");
        assertThat(rows("SELECT reason FROM outreach.scan WHERE kind = 'FULL' AND stop = 'END'")
                        .getFirst()
                        .get(0, String.class))
                .isEqualTo("RECONNECTED");
    }

    @Test
    void anOwnerWhoSignsInAgainIsLedBackAndTheServiceTellsWhereNewsComeIn() {
        invited("maria-s", sequence);
        subscribe();
        act("status", "{\"account\":\"" + ANNA + "\",\"status\":\"CREDENTIALS\"}");
        pass(Duration.ofMinutes(1));
        scans.step(tenant);
        assertThat(status()).isEqualTo(OutreachAccount.Status.CREDENTIALS);
        // the subscription tells nothing from here on: it is the page's own word that is heard
        sandbox.faults("{\"vendor\":\"unipile\",\"kind\":\"webhook_drop\",\"operation\":\"webhook\"}");
        Browser.Answer page = browser.post("/api/v1/outreach/senders/" + sender + "/sign-in", Map.of());
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        HttpResponse<String> through = owner(URI.create(page.json().path("url").asString()));
        assertThat(through.headers().firstValue("Location")).contains("http://127.0.0.1:" + port + "/outreach/senders");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !rows("SELECT 1 FROM outreach.news WHERE key LIKE 'signed_in:%'")
                        .isEmpty());
        scans.step(tenant);
        assertThat(status()).isEqualTo(OutreachAccount.Status.OK);
        pass(Duration.ofMinutes(11));
        scans.step(tenant);
        assertThat(stops("FULL")).containsExactly("END");
    }

    private static HttpResponse<String> owner(URI page) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(page)
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStrangerWhoKnowsTheAddressCanMakeUsLookAndNothingElse() {
        invited("maria-t", sequence);
        subscribe();
        act("status", "{\"account\":\"" + ANNA + "\",\"status\":\"CREDENTIALS\"}");
        pass(Duration.ofMinutes(1));
        scans.step(tenant);
        String path = "/api/v1/outreach/news/" + gates.all(tenant).getFirst().token();
        String said = "{\"status\":\"RECONNECTED\",\"account_id\":\"" + ANNA + "\",\"name\":\"\"}";
        Browser stranger = new Browser(port).with("Content-Type", "application/json");
        assertThat(stranger.post(path, said).status()).isEqualTo(200);
        assertThat(stranger.post(path, said).status()).isEqualTo(200);
        assertThat(rows("SELECT times FROM outreach.news WHERE key LIKE 'signed_in:%'"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0, Integer.class)).isEqualTo(2));
        scans.step(tenant);
        assertThat(status()).isEqualTo(OutreachAccount.Status.CREDENTIALS);
        assertThat(stranger.post(path, "{\"AccountStatus\":{\"account_id\":\"" + ANNA + "\",\"message\":\"STOPPED\"}}")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anInvitationByHandCountsAndItsLeadIsNotInvitedAgain() {
        person("maria-g");
        UUID id = kit.admit(
                        tenant,
                        sequence,
                        OutreachKit.candidate(
                                1, null, "maria-g", Map.of("first_name", "Maria"), LeadState.PENDING_INVITE))
                .id();
        database.runInTenant(
                tenant, sql -> sql.execute("UPDATE outreach.lead SET sender_id = ? WHERE lead_id = ?", sender, id));
        act("invite", on("maria-g"));
        scanNow();
        assertThat(lead(id).state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(rows("SELECT by_hand FROM outreach.quota_use WHERE action = 'INVITE'"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0, Integer.class)).isEqualTo(1));
    }

    @Test
    void anAnswerEndsTheSequenceAndOnesOwnMessagesDoNot() {
        Lead lead = invited("maria-h", sequence);
        subscribe();
        act("accept", on("maria-h"));
        pass(Duration.ofHours(9));
        act("message", "{\"account\":\"" + ANNA + "\",\"person\":\"maria-h\",\"text\":\"By hand\"}");
        pass(Duration.ofMinutes(5));
        scans.step(tenant);
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.CONNECTED);
        act("reply", "{\"account\":\"" + ANNA + "\",\"person\":\"maria-h\",\"text\":\"Yes, let us talk\"}");
        pass(Duration.ofMinutes(5));
        scans.step(tenant);
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.REPLIED);
        JsonNode conversation = browser.get("/api/v1/outreach/conversations?waiting=true&q=let+us")
                .json()
                .at("/items/0");
        assertThat(conversation.path("lead").asString()).isEqualTo(lead.id().toString());
        JsonNode messages = browser.get("/api/v1/outreach/conversations/"
                        + conversation.path("id").asString())
                .json()
                .path("messages");
        assertThat(messages).hasSize(2);
        assertThat(messages.get(0).path("ours").asBoolean()).isTrue();
        assertThat(messages.get(1).path("effect").asString()).contains("has ended");
    }

    @Test
    void whoAnswersTheAccountThatInvitedThemHasAccepted() {
        Lead lead = invited("maria-r", sequence);
        subscribe();
        act("accept", on("maria-r"));
        act("reply", "{\"account\":\"" + ANNA + "\",\"person\":\"maria-r\",\"text\":\"Thanks for connecting\"}");
        pass(Duration.ofSeconds(20));
        scans.step(tenant);
        Lead now = lead(lead.id());
        assertThat(now.state()).isEqualTo(LeadState.REPLIED);
        assertThat(now.connectedAt()).isEqualTo(now.repliedAt()).isNotNull();
        assertThat(evidence(lead, "CONNECTED")).contains("ANSWER").contains("seenAt");
        pass(Duration.ofHours(9));
        scans.step(tenant);
        assertThat(rows("SELECT 1 FROM outreach.event WHERE kind = 'CONNECTED'"))
                .hasSize(1);
    }

    @Test
    void anAnswerToWhatStrangersCanBeSentTellsOfNoConnection() {
        Lead written = invited("maria-s", sequence);
        Lead mailed = invited("maria-t", sequence);
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.touch (tenant_id, touch_id, lead_id, sequence_id, version, step, action, state, sender_id, decided_at,"
                                + " sent_at, done_at) VALUES (?, ?, ?, ?, 1, 'inmail', 'INMAIL', 'DONE', ?, ?::timestamptz, ?::timestamptz, ?::timestamptz)",
                        tenant.value(),
                        UUID.randomUUID(),
                        mailed.id(),
                        sequence,
                        sender,
                        clock.instant(),
                        clock.instant(),
                        clock.instant()));
        subscribe();
        act("message", "{\"account\":\"" + ANNA + "\",\"person\":\"maria-s\",\"text\":\"A request by hand\"}");
        pass(Duration.ofSeconds(20));
        for (String who : List.of("maria-s", "maria-t")) {
            act("reply", "{\"account\":\"" + ANNA + "\",\"person\":\"" + who + "\",\"text\":\"Who are you?\"}");
        }
        pass(Duration.ofSeconds(20));
        scans.step(tenant);
        for (Lead lead : List.of(written, mailed)) {
            assertThat(lead(lead.id()).state()).isEqualTo(LeadState.REPLIED);
            assertThat(lead(lead.id()).connectedAt()).isNull();
        }
        // that they accept later is still theirs
        act("accept", on("maria-s"));
        pass(Duration.ofHours(9));
        scans.step(tenant);
        assertThat(lead(written.id()).state()).isEqualTo(LeadState.REPLIED);
        assertThat(lead(written.id()).connectedAt()).isNotNull();
        assertThat(evidence(written, "CONNECTED")).contains("NEWS");
    }

    @Test
    void theInvitationOfAnotherToolTellsWhoseItIs() {
        Lead lead = invited("maria-u", sequence);
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.lead SET sender_id = NULL WHERE tenant_id = ? AND lead_id = ?",
                        tenant.value(),
                        lead.id()));
        scanNow();
        Lead now = lead(lead.id());
        assertThat(now.state()).isEqualTo(LeadState.INVITE_SENT);
        assertThat(now.sender()).isEqualTo(sender);
        assertThat(now.invitedAt()).isEqualTo(lead.invitedAt());
    }

    @Test
    void aConnectionThatWasTakenBackIsNotRememberedAsOne() {
        person("maria-v");
        act("connect", on("maria-v"));
        invited("maria-w", sequence);
        scanNow();
        act("disconnect", on("maria-v"));
        pass(Duration.ofHours(21));
        scanNow();
        assertThat(stops("FULL")).containsExactly("END", "END");
        UUID id = database.inTenant(
                        tenant,
                        sql -> leads.admit(
                                sql,
                                tenant,
                                sequence,
                                "test",
                                List.of(new Leads.Candidate(
                                        1,
                                        null,
                                        null,
                                        "maria-v",
                                        Map.of("first_name", "Maria"),
                                        null,
                                        "",
                                        LeadState.INVITE_SENT))))
                .getFirst()
                .lead();
        scanNow();
        assertThat(lead(id).connectedAt()).isNull();
    }

    @Test
    void anAnswerThatNoNewsToldIsReadLaterOnce() {
        Lead lead = invited("maria-i", sequence);
        act("accept", on("maria-i"));
        scans.step(tenant);
        pass(Duration.ofMinutes(10));
        act("reply", "{\"account\":\"" + ANNA + "\",\"person\":\"maria-i\",\"text\":\"Call me\"}");
        pass(Duration.ofMinutes(31));
        scans.step(tenant);
        // read, and nobody knows yet whose words these are: no list told their id
        assertThat(rows("SELECT 1 FROM outreach.message WHERE NOT ours")).hasSize(1);
        scanNow();
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.REPLIED);
        assertThat(evidence(lead, "REPLIED")).contains("LOOK");
        pass(Duration.ofMinutes(31));
        scanNow();
        assertThat(rows("SELECT 1 FROM outreach.event WHERE kind = 'REPLIED'")).hasSize(1);
    }

    @Test
    void aMachinesAnswerPutsOffUntilTheirReturnAndAColleaguesAnswerStopsTheCompany() {
        UUID company = sequence("company");
        Lead away = invited("maria-j", company);
        Lead colleague = invited("maria-k", company);
        subscribe();
        act("accept", on("maria-j"));
        act("accept", on("maria-k"));
        pass(Duration.ofHours(9));
        scans.step(tenant);
        act(
                "reply",
                "{\"account\":\"" + ANNA
                        + "\",\"person\":\"maria-j\",\"text\":\"I am out of the office until 10 December 2026.\"}");
        pass(Duration.ofMinutes(5));
        scans.step(tenant);
        Lead put = lead(away.id());
        assertThat(put.state()).isEqualTo(LeadState.CONNECTED);
        assertThat(put.nextAt()).isEqualTo(Instant.parse("2026-12-10T09:00:00Z"));
        assertThat(put.blocker()).isEqualTo(Blocker.ANSWER);
        act("reply", "{\"account\":\"" + ANNA + "\",\"person\":\"maria-k\",\"text\":\"No thanks\"}");
        pass(Duration.ofMinutes(5));
        scans.step(tenant);
        assertThat(lead(colleague.id()).state()).isEqualTo(LeadState.REPLIED);
        assertThat(lead(away.id()).state()).isEqualTo(LeadState.SUPPRESSED);
    }

    /** Somebody accepted and asks back; where a reply to them goes. */
    private String asked(String person) {
        invited(person, sequence);
        subscribe();
        act("accept", on(person));
        pass(Duration.ofHours(9));
        act("reply", "{\"account\":\"" + ANNA + "\",\"person\":\"" + person + "\",\"text\":\"Tell me more\"}");
        pass(Duration.ofMinutes(5));
        scans.step(tenant);
        return "/api/v1/outreach/conversations/"
                + browser.get("/api/v1/outreach/conversations")
                        .json()
                        .at("/items/0/id")
                        .asString() + "/reply";
    }

    @Test
    void aReplyFromThePageGoesOutOnceEvenWhereItsAnswerIsLost() {
        String path = asked("maria-l");
        Map<String, String> first = Map.of("id", UUID.randomUUID().toString(), "text", "Gladly");
        assertThat(browser.post(path, first).json().at("/messages/1/state").asString())
                .isEqualTo("SENT");
        assertThat(browser.post(path, first).status()).isEqualTo(200);
        assertThat(browser.post(path, Map.of("id", first.get("id"), "text", "Something else"))
                        .code())
                .isEqualTo("outreach.wrong-reply");

        pass(Duration.ofMinutes(1));
        sandbox.faults(
                "{\"vendor\":\"unipile\",\"kind\":\"webhook_drop\",\"operation\":\"webhook\",\"times\":100}",
                "{\"vendor\":\"unipile\",\"kind\":\"500_after\",\"operation\":\"send_message\",\"times\":1}");
        Map<String, String> second = Map.of("id", UUID.randomUUID().toString(), "text", "On Tuesday?");
        JsonNode lost = browser.post(path, second).json();
        assertThat(lost.path("messages")
                        .get(lost.path("messages").size() - 1)
                        .path("state")
                        .asString())
                .isEqualTo("UNKNOWN");
        browser.post(path, second);
        pass(Duration.ofMinutes(5));
        scans.step(tenant);
        assertThat(rows("SELECT text, state FROM outreach.message WHERE source = 'HERE' ORDER BY at"))
                .allSatisfy(row -> assertThat(row.get(1, String.class)).isEqualTo("SENT"))
                .hasSize(2);
        String truth = sandbox.send("GET", "/_sandbox/state/unipile?person=maria-l", null)
                .toString();
        assertThat(truth.split("Gladly", -1)).hasSize(2);
        assertThat(truth.split("On Tuesday", -1)).hasSize(2);
    }

    /** Switches it off, has something tried, and switches it on again: by sender, team and all. */
    private void underEachSwitch(Runnable tried) {
        database.runInTenant(
                tenant,
                sql -> sql.execute("UPDATE outreach.sender SET team = 'north' WHERE tenant_id = ?", tenant.value()));
        String own = "/api/v1/outreach/senders/" + sender;
        assertThat(browser.post(own + "/kill", Map.of("why", "")).status()).isEqualTo(200);
        tried.run();
        assertThat(browser.post(own + "/revive", null).status()).isEqualTo(200);
        for (Map<String, Object> which : List.of(Map.<String, Object>of("team", "north"), Map.<String, Object>of())) {
            Map<String, Object> off = new HashMap<>(which);
            off.put("off", true);
            assertThat(browser.post("/api/v1/outreach/kill", off).status()).isEqualTo(200);
            tried.run();
            off.put("off", false);
            assertThat(browser.post("/api/v1/outreach/kill", off).status()).isEqualTo(200);
        }
    }

    @Test
    void noReplyGoesOutUnderAnySwitchWithoutConsentOrPastTheCap() {
        String path = asked("maria-k");
        Map<String, String> reply = Map.of("id", UUID.randomUUID().toString(), "text", "Gladly");
        underEachSwitch(() -> assertThat(browser.post(path, reply)).satisfies(answer -> {
            assertThat(answer.code()).isEqualTo("outreach.wrong-reply");
            assertThat(answer.text()).contains("switched off");
        }));
        database.runInTenant(
                tenant,
                sql -> sql.execute("UPDATE outreach.sender SET consent = NULL WHERE tenant_id = ?", tenant.value()));
        assertThat(browser.post(path, reply).code()).isEqualTo("outreach.no-consent");
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.sender SET consent = '{\"at\":\"2026-11-22T09:00:00Z\",\"by\":\"anna\"}' WHERE tenant_id = ?",
                        tenant.value()));
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.quota_use (tenant_id, sender_id, action, day, used) VALUES (?, ?, 'MESSAGE', ?::date, 49)",
                        tenant.value(),
                        sender,
                        clock.instant().toString().substring(0, 10)));
        assertThat(browser.post(path, reply).status()).isEqualTo(200);
        Map<String, String> next = Map.of("id", UUID.randomUUID().toString(), "text", "On Tuesday?");
        assertThat(browser.post(path, next).text()).contains("used its messages of today");
        assertThat(rows("SELECT used FROM outreach.quota_use WHERE action = 'MESSAGE'"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0, Integer.class)).isEqualTo(50));
        assertThat(rows("SELECT state FROM outreach.message WHERE source = 'HERE'"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0, String.class)).isEqualTo("SENT"));
    }

    @Test
    void noProfileIsLookedAtUnderAnySwitch() {
        Lead lead = invited("maria-j", sequence);
        String path = "/api/v1/outreach/leads/" + lead.id() + "/check";
        underEachSwitch(() -> assertThat(browser.post(path, Map.of()).text()).contains("switched off"));
        assertThat(rows("SELECT used FROM outreach.quota_use WHERE action = 'VISIT'"))
                .isEmpty();
        assertThat(browser.post(path, Map.of()).status()).isEqualTo(200);
    }

    @Test
    void aRefusalThatNeedsAPersonIsLiftedByProvenNewsOfASignInOnly() {
        invited("maria-h", sequence);
        subscribe();
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.sender SET barred = 'account_restricted', barred_at = ?::timestamptz, barred_tries = 1 WHERE tenant_id = ?",
                        clock.instant().toString(),
                        tenant.value()));
        String news = "/api/v1/outreach/news/" + gates.all(tenant).getFirst().token();
        Browser stranger = new Browser(port).with("Content-Type", "application/json");
        assertThat(stranger.post(news, "{\"status\":\"RECONNECTED\",\"account_id\":\"" + ANNA + "\",\"name\":\"\"}")
                        .status())
                .isEqualTo(200);
        scans.step(tenant);
        scanNow();
        assertThat(rows("SELECT 1 FROM outreach.sender WHERE barred IS NOT NULL"))
                .hasSize(1);
        act("status", "{\"account\":\"" + ANNA + "\",\"status\":\"RECONNECTED\"}");
        pass(Duration.ofMinutes(1));
        scans.step(tenant);
        assertThat(rows("SELECT 1 FROM outreach.sender WHERE barred IS NOT NULL"))
                .isEmpty();
    }

    @Test
    void aProfileTellsWhatNothingElseDidAndCostsAVisit() {
        Lead lead = invited("maria-m", sequence);
        act("accept", on("maria-m"));
        JsonNode answer = browser.post("/api/v1/outreach/leads/" + lead.id() + "/check", Map.of())
                .json();
        assertThat(answer.path("outcome").asString()).contains("connected now");
        assertThat(lead(lead.id()).state()).isEqualTo(LeadState.CONNECTED);
        assertThat(evidence(lead, "CONNECTED")).contains("PROFILE");
        assertThat(rows("SELECT used FROM outreach.quota_use WHERE action = 'VISIT'"))
                .singleElement()
                .satisfies(row -> assertThat(row.get(0, Integer.class)).isEqualTo(1));
    }
}
