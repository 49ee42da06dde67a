package io.salessync.outreach.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.PlayedOutreach;
import io.salessync.kit.PlayedOutreach.Fate;
import io.salessync.kit.ProgramTest;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Mailboxes at a service: what news leave out is read, and answers from the inbox go out once. */
@ProgramTest
class MailLookTests {
    private static final String BOX = "box-1";

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Scans scans;

    @Autowired
    private io.salessync.outreach.inbox.Replying replying;

    @Autowired
    private PlayedOutreach network;

    @Autowired
    private Leads leads;

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
    private Browser owner;
    private PlayedOutreach.World world;
    private UUID sender;
    private Lead lead;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        world = network.world(tenant);
        world.mailbox(BOX, "ana@ours.example");
        sender = kit.sender(tenant, kit.played(tenant), BOX, Leads.Channel.EMAIL, "ana@ours.example");
        lead = admitted();
        wrote();
    }

    private Lead admitted() {
        UUID sequence = kit.publish(tenant, """
                format: 1
                name: Mails
                steps:
                  - id: pause
                    type: wait
                    for: 30 days
                  - id: done
                    type: end
                """);
        return kit.mailed(tenant, sequence, "maria@firm.example");
    }

    /** A mail of the sequence went out of the mailbox. */
    private void wrote() {
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "INSERT INTO outreach.mail (tenant_id, touch_id, lead_id, sender_id, address, domain, subject, message_id, letter, decided_at,"
                                + " sent_at, tracking) VALUES (?, ?, ?, ?, 'maria@firm.example', 'firm.example', 'Hello', '<ours-1@service.example>', '{}',"
                                + " ?::timestamptz, ?::timestamptz, 'trk')",
                        tenant.value(),
                        UUID.randomUUID(),
                        lead.id(),
                        sender,
                        clock.instant(),
                        clock.instant()));
    }

    private void comes(String id, String from, String text, @Nullable String inReplyTo, Map<String, String> headers) {
        world.comes(
                BOX,
                new OutreachMail(
                        id,
                        "<" + id + "@firm.example>",
                        inReplyTo,
                        false,
                        from,
                        List.of("ana@ours.example"),
                        "Re: Hello",
                        text,
                        headers,
                        clock.instant(),
                        null));
    }

    private Lead now() {
        return database.inTenant(
                tenant, sql -> leads.lead(sql, tenant, lead.id()).orElseThrow());
    }

    private int count(String kind) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchCount(sql.selectOne()
                        .from("outreach.event")
                        .where("tenant_id = ? AND lead_id = ? AND kind = ?", tenant.value(), lead.id(), kind)));
    }

    private void lookAgain(Duration after) {
        clock.advance(after);
        scans.step(tenant);
    }

    private void scan() {
        database.runInTenant(tenant, sql -> scans.want(sql, tenant, sender, "test"));
        scans.step(tenant);
    }

    @Test
    void anAnswerThatNoNewsToldOfIsFoundOnceWithinTheHour() {
        scans.step(tenant);
        clock.advance(Duration.ofMinutes(5));
        comes("answer-1", "maria@firm.example", "Tell me more", null, Map.of());
        lookAgain(Duration.ofMinutes(31));
        assertThat(now().state()).isEqualTo(LeadState.REPLIED);
        assertThat(count("REPLIED")).isEqualTo(1);
        lookAgain(Duration.ofMinutes(31));
        lookAgain(Duration.ofMinutes(31));
        assertThat(count("REPLIED")).isEqualTo(1);
        List<String> stops = database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT stop FROM outreach.scan WHERE tenant_id = ? AND kind = 'MAILS'", tenant.value())
                        .getValues(0, String.class));
        assertThat(stops).hasSizeGreaterThanOrEqualTo(3).containsOnly("END");
    }

    private void wrote(String id, String... to) {
        world.comes(
                BOX,
                new OutreachMail(
                        id,
                        "<" + id + "@ours.example>",
                        null,
                        true,
                        "ana@ours.example",
                        List.of(to),
                        "Hello",
                        "By hand",
                        Map.of(),
                        clock.instant(),
                        null));
    }

    @Test
    void whatIsWrittenWithOthersInTheMailboxIsNotKept() {
        scans.step(tenant);
        clock.advance(Duration.ofMinutes(5));
        comes("private-1", "sister@home.example", "See you on Sunday", null, Map.of());
        wrote("private-2", "sister@home.example");
        scan();
        assertThat(owner.get("/api/v1/outreach/conversations").json().path("items"))
                .isEmpty();
        // a lead among several is enough
        wrote("hand-1", "colleague@ours.example", "Maria@firm.example");
        scan();
        assertThat(conversation().path("lead").asString()).isEqualTo(lead.id().toString());
        assertThat(now().state()).isNotEqualTo(LeadState.REPLIED);
        scan();
        assertThat(owner.get("/api/v1/outreach/conversations").json().path("items"))
                .hasSize(1);
    }

    @Test
    void aReportThatIsReadAgainAndAgainCountsOnce() {
        comes(
                "report-1",
                "mailer-daemon@service.example",
                "The mailbox is full (4.2.2).",
                "<ours-1@service.example>",
                Map.of());
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofMinutes(1));
            scan();
        }
        assertThat(count("BOUNCED")).isEqualTo(1);
        assertThat(now().state()).isNotEqualTo(LeadState.FAILED);
        comes(
                "report-2",
                "mailer-daemon@service.example",
                "No such user (5.1.1).",
                "<ours-1@service.example>",
                Map.of());
        clock.advance(Duration.ofMinutes(1));
        scan();
        assertThat(now().state()).isEqualTo(LeadState.FAILED);
    }

    @Test
    void aMailboxThatWroteToNobodyIsNotRead() {
        database.runInTenant(
                tenant, sql -> sql.execute("DELETE FROM outreach.mail WHERE tenant_id = ?", tenant.value()));
        scans.step(tenant);
        lookAgain(Duration.ofHours(1));
        assertThat(world.mailReads()).isZero();
    }

    private JsonNode conversation() {
        return owner.get("/api/v1/outreach/conversations").json().at("/items/0");
    }

    private String replied(UUID id, String text) {
        Browser.Answer answer = owner.post(
                "/api/v1/outreach/conversations/" + conversation().path("id").asString() + "/reply",
                Map.of("id", id, "text", text));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return state(id);
    }

    private String state(UUID id) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchSingle(
                                "SELECT state FROM outreach.message WHERE tenant_id = ? AND message_id = ?",
                                tenant.value(),
                                id)
                        .get(0, String.class));
    }

    private void heardOf(String id) {
        comes(id, "maria@firm.example", "Which day?", null, Map.of("references", "<ours-1@service.example>"));
        clock.advance(Duration.ofMinutes(1));
        scan();
    }

    @Test
    void anAnswerFromTheInboxGoesInItsThreadOnceAndIsNoSecondMessageWhenItIsHeardOf() {
        heardOf("question-1");
        UUID id = UUID.randomUUID();
        assertThat(replied(id, "Tuesday")).isEqualTo("SENT");
        assertThat(replied(id, "Tuesday")).isEqualTo("SENT");
        assertThat(world.effects()).singleElement().isInstanceOfSatisfying(OutreachWrite.Mail.class, mail -> {
            assertThat(mail.replyTo()).isEqualTo("question-1");
            assertThat(mail.subject()).isEqualTo("Re: Hello");
            assertThat(mail.toAddress()).isEqualTo("maria@firm.example");
            assertThat(mail.trackOpens()).isFalse();
        });
        clock.advance(Duration.ofMinutes(5));
        scan();
        JsonNode detail = owner.get("/api/v1/outreach/conversations/"
                        + conversation().path("id").asString())
                .json();
        assertThat(detail.path("messages").size()).as(detail.toString()).isEqualTo(2);
    }

    @Test
    void anAnswerOfWhichNobodyKnowsIsLookedForInTheMailboxAndNeverSentAgain() {
        heardOf("question-1");
        world.script(write -> new Fate.Silence(true));
        UUID there = UUID.randomUUID();
        assertThat(replied(there, "Tuesday")).isEqualTo("UNKNOWN");
        world.script(write -> new Fate.Silence(false));
        UUID lost = UUID.randomUUID();
        assertThat(replied(lost, "Or Wednesday")).isEqualTo("UNKNOWN");
        clock.advance(Duration.ofMinutes(3));
        replying.lookForOpen(tenant);
        assertThat(state(there)).isEqualTo("SENT");
        assertThat(state(lost)).isEqualTo("UNKNOWN");
        clock.advance(Duration.ofMinutes(10));
        replying.lookForOpen(tenant);
        assertThat(state(lost)).isEqualTo("NOT_SENT");
        assertThat(world.effects()).hasSize(1);
    }

    @Test
    void anAccountThatHasToSignInAnswersNobody() {
        heardOf("question-1");
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.sender SET status = 'CREDENTIALS' WHERE tenant_id = ?", tenant.value()));
        Instant before = clock.instant();
        Browser.Answer answer = owner.post(
                "/api/v1/outreach/conversations/" + conversation().path("id").asString() + "/reply",
                Map.of("id", UUID.randomUUID(), "text", "Hello"));
        assertThat(answer.code()).isEqualTo("outreach.wrong-reply");
        assertThat(answer.text()).contains("Sign it in again");
        assertThat(clock.instant()).isEqualTo(before);
        assertThat(world.effects()).isEmpty();
    }
}
