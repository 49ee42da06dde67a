package io.salessync.outreach.email;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Post;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.inbox.Conversations;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Suppressions;
import io.salessync.outreach.sending.Channel;
import io.salessync.outreach.sending.Channel.Draft;
import io.salessync.outreach.sending.Channel.Outgoing;
import io.salessync.outreach.sending.Channel.Sighting;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.SenderSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProgramTest
class MailChannelTests {
    private static final String SEQUENCE = """
            format: 1
            name: Hello
            steps:
              - id: mail
                type: email
                subject: "Hello"
                text: "Good day {{ unsubscribe_url }}"
              - id: done
                type: end
            """;

    @Autowired
    private KeptMails mails;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private Conversations conversations;

    @Autowired
    private Returned returned;

    @Autowired
    private OutreachKit kit;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private final List<Post.Written> handed = new ArrayList<>();
    private Post.Answer answer = new Post.Answer.Taken();
    private TenantId tenant;
    private UUID sequence;
    private Sender sender;
    private OwnServerChannel channel;

    @BeforeEach
    void begin() {
        tenant = tenants.fresh().id();
        sequence = kit.publish(tenant, SEQUENCE);
        Instant now = clock.instant();
        sender = new Sender(
                UUID.randomUUID(),
                null,
                "ana@ours.example",
                Leads.Channel.EMAIL,
                "Ana Lima",
                null,
                "",
                null,
                null,
                OutreachAccount.Status.OK,
                now,
                null,
                ZoneId.of("UTC"),
                "",
                SenderSettings.STANDARD,
                now,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                now,
                1);
        Post post = new Post() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public @Nullable String unsigned(TenantId of, String from) {
                return null;
            }

            @Override
            public Answer hand(TenantId of, Written letter, Instant at) {
                handed.add(letter);
                return answer;
            }
        };
        channel = new OwnServerChannel(
                new Drafting(mails, suppressions, clock, "https://crm.ours.example/", 20),
                mails,
                new Handing(mails, post, database, clock),
                post,
                conversations,
                clock);
    }

    private Lead lead(String email) {
        return kit.mailed(tenant, sequence, email);
    }

    private Lead read(UUID id) {
        return kit.lead(tenant, id);
    }

    private Outgoing outgoing(Lead lead, boolean sameThread) {
        return new Outgoing(
                tenant,
                UUID.randomUUID(),
                sender,
                lead,
                "mail",
                "",
                sameThread ? "" : "Hello",
                "Good day\n" + Channel.UNSUBSCRIBE,
                sameThread,
                false,
                false);
    }

    private Draft draft(Outgoing outgoing) {
        return database.inTenant(tenant, sql -> channel.draft(sql, outgoing));
    }

    private String ready(Outgoing outgoing) {
        return ((Draft.Ready) draft(outgoing)).body();
    }

    private int events(Lead lead, String kind) {
        return database.inTenant(
                tenant,
                sql -> sql.fetchCount(sql.selectOne()
                        .from("outreach.event")
                        .where("tenant_id = ? AND lead_id = ? AND kind = ?", tenant.value(), lead.id(), kind)));
    }

    @Test
    void aLetterCarriesItsLinkInTheTextAndForOneClick() {
        channel.send(prepared("maria@firm.example"), body, null);
        Post.Written letter = handed.getFirst();
        String link = Objects.requireNonNull(letter.headers().get("List-Unsubscribe"));
        assertThat(link)
                .startsWith("<https://crm.ours.example/api/v1/outreach/unsubscribe/")
                .endsWith(">");
        assertThat(letter.headers()).containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        assertThat(letter.text()).isEqualTo("Good day\n" + link.substring(1, link.length() - 1));
        assertThat(letter.messageId()).endsWith("." + tenant + "@ours.example>");
    }

    private String body = "";

    private Outgoing prepared(String email) {
        Outgoing outgoing = outgoing(lead(email), false);
        body = ready(outgoing);
        return outgoing;
    }

    @Test
    void aMailInTheSameThreadNamesTheOneBefore() {
        Outgoing first = prepared("maria@firm.example");
        database.runInTenant(tenant, sql -> mails.sent(sql, tenant, first.touch(), null, clock.instant()));
        Letter second = KeptMails.JSON.readValue(ready(outgoing(first.lead(), true)), Letter.class);
        String before = "<%s.%s@ours.example>".formatted(first.touch(), tenant);
        assertThat(second.subject()).isEqualTo("Re: Hello");
        assertThat(second.headers()).containsEntry("In-Reply-To", before).containsEntry("References", before);
    }

    @Test
    void aMailWhoseAnswerWasLostIsNeverHandedOverAgain() {
        Outgoing outgoing = prepared("maria@firm.example");
        answer = new Post.Answer.Lost("no end within 60 s");
        assertThat(channel.send(outgoing, body, null)).isInstanceOf(OutreachAnswer.Unknown.class);
        assertThat(channel.look(outgoing, body, clock.instant())).isInstanceOf(Sighting.Unclear.class);
        answer = new Post.Answer.Taken();
        assertThat(channel.send(outgoing, body, null)).isInstanceOf(OutreachAnswer.Unknown.class);
        assertThat(handed).hasSize(1);
    }

    @Test
    void aLookTellsWhatTheServerSaid() {
        Outgoing taken = prepared("maria@firm.example");
        OutreachAnswer<OutreachSent> done = channel.send(taken, body, null);
        assertThat(done).isInstanceOf(OutreachAnswer.Done.class);
        assertThat(channel.look(taken, body, clock.instant())).isInstanceOf(Sighting.There.class);
        Outgoing not = prepared("nina@firm.example");
        answer = new Post.Answer.NotTaken("421 busy");
        assertThat(channel.send(not, body, null)).isInstanceOf(OutreachAnswer.NotSent.class);
        assertThat(channel.look(not, body, clock.instant())).isInstanceOf(Sighting.Missing.class);
    }

    @Test
    void aMailThatALookGaveUpIsNotHandedOverByANodeThatWasSlow() {
        Outgoing outgoing = prepared("maria@firm.example");
        assertThat(channel.look(outgoing, body, clock.instant())).isInstanceOf(Sighting.Missing.class);
        assertThat(channel.send(outgoing, body, null)).isInstanceOf(OutreachAnswer.Unknown.class);
        assertThat(handed).isEmpty();
    }

    @Test
    void noMoreThanTwentyGoToADomainInAnHour() {
        Lead lead = lead("maria@firm.example");
        for (int i = 0; i < 20; i++) {
            assertThat(draft(outgoing(lead, false))).isInstanceOf(Draft.Ready.class);
        }
        assertThat(draft(outgoing(lead, false)))
                .isInstanceOfSatisfying(
                        Draft.Later.class,
                        later -> assertThat(later.until())
                                .isAfter(clock.instant().plus(Duration.ofMinutes(59))));
        assertThat(draft(outgoing(lead("maria@other.example"), false))).isInstanceOf(Draft.Ready.class);
    }

    @Test
    void lookingAtTheLinkChangesNothingAndOneClickTakesThemOffOnce() throws IOException, InterruptedException {
        Outgoing outgoing = prepared("maria@firm.example");
        String link = Objects.requireNonNull(
                KeptMails.JSON.readValue(body, Letter.class).headers().get("List-Unsubscribe"));
        URI at = URI.create("http://127.0.0.1:" + port + link.substring(link.indexOf("/api/"), link.length() - 1));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> page = client.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<form method=\"post\">");
            assertThat(read(outgoing.lead().id()).state()).isEqualTo(LeadState.PENDING_INVITE);
            HttpRequest click = HttpRequest.newBuilder(at)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click"))
                    .build();
            assertThat(client.send(click, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThat(client.send(click, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            HttpRequest forged = HttpRequest.newBuilder(URI.create(at + "x")).build();
            assertThat(client.send(forged, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(404);
        }
        assertThat(read(outgoing.lead().id()).state()).isEqualTo(LeadState.SUPPRESSED);
        assertThat(events(outgoing.lead(), "UNSUBSCRIBED")).isEqualTo(1);
    }

    @Test
    void aMailThatComesBackForGoodEndsTheLeadAndListsTheAddress() {
        Outgoing outgoing = prepared("maria@firm.example");
        assertThat(returned.reported(tenant, outgoing.touch(), "somebody@else.example", "failed", "5.1.1", null))
                .isFalse();
        assertThat(read(outgoing.lead().id()).state()).isEqualTo(LeadState.PENDING_INVITE);
        assertThat(returned.reported(tenant, outgoing.touch(), "maria@firm.example", "failed", "5.1.1", "no such user"))
                .isTrue();
        Lead lead = read(outgoing.lead().id());
        assertThat(lead.state()).isEqualTo(LeadState.FAILED);
        assertThat(lead.reason()).isEqualTo("bounced");
        Map<Lead, String> listed =
                database.inTenant(tenant, sql -> suppressions.listed(sql, tenant, List.of(lead), clock.instant()));
        assertThat(listed).isNotEmpty();
    }

    @Test
    void aMailThatCannotBeDeliveredForNowCountsThreeTimes() {
        Outgoing outgoing = prepared("maria@firm.example");
        for (int i = 0; i < 2; i++) {
            returned.reported(tenant, outgoing.touch(), "maria@firm.example", "delayed", "4.2.2", "mailbox full");
        }
        assertThat(read(outgoing.lead().id()).state()).isEqualTo(LeadState.PENDING_INVITE);
        returned.reported(tenant, outgoing.touch(), "maria@firm.example", "failed", "4.2.2", "mailbox full");
        assertThat(read(outgoing.lead().id()).state()).isEqualTo(LeadState.FAILED);
    }
}
