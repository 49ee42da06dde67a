package io.salessync.outreach.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Bounces;
import io.salessync.mail.MailKit;
import io.salessync.mail.Post;
import io.salessync.outreach.OutreachKit;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.sending.Engine;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.util.ReflectionTestUtils;
import tools.jackson.databind.JsonNode;

/** A sequence's mails through a mail server that speaks SMTP and IMAP, from the engine to what comes back. */
@ProgramTest
class MailEndToEndTests {
    private static final String STEPS = """
            - id: first
              type: email
              subject: "Hello {{ first_name }}"
              text: "Good day {{ first_name }}, see https://ours.example/a?x=1&y=2 or https://ours.example/b. No more: {{ unsubscribe_url }}"
            - id: pause
              type: wait
              for: 1 days
            - id: second
              type: email
              subject: "More"
              text: "Did you read it? {{ unsubscribe_url }}"
              sameThread: true
            - id: read
              type: condition
              question: %s
              days: 3
              'yes': done
              'no': done
              unknown: done
            - id: done
              type: end
            """;

    private final GreenMail green = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
    });

    @Autowired
    private Post post;

    @Autowired
    private Bounces bounces;

    @Autowired
    private Drafting drafting;

    @Autowired
    private MailVisits visits;

    @Autowired
    private Engine engine;

    @Autowired
    private OutreachKit kit;

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
    private GreenMailUser ana;
    private int made;

    @BeforeEach
    void begin() {
        green.start();
        ana = green.setUser("ana@ours.example", "ana", "secret");
        MailKit.server(post, green.getSmtp().getPort());
        ReflectionTestUtils.setField(drafting, "publicUrl", "https://crm.ours.example");
        tenant = tenants.fresh().id();
        owner = new Browser(port).withKey(access.key(tenant, Role.OWNER));
        JsonNode taken = ok(
                owner.post(
                        "/api/v1/outreach/senders",
                        Map.of("account", "ana@ours.example", "name", "Ana Lima", "zone", "UTC", "country", "")),
                201);
        String id = taken.at("/items/0/id").asString();
        ok(
                owner.call("PUT", "/api/v1/outreach/senders/" + id, """
                        {"name":"Ana Lima","team":"","zone":"UTC","country":"","version":%d,"settings":{"days":["MONDAY","TUESDAY","WEDNESDAY",
                        "THURSDAY","FRIDAY","SATURDAY","SUNDAY"],"from":"00:00","until":"23:59","perDay":{},"ramp":false,"spacingFrom":30,"spacingTo":40}}
                        """.formatted(
                                taken.at("/items/0/version").asLong())),
                200);
        ok(owner.post("/api/v1/outreach/senders/" + id + "/consent", null), 200);
        sender = id;
    }

    private String sender = "";

    @AfterEach
    void stop() {
        MailKit.server(post, null);
        ReflectionTestUtils.setField(drafting, "publicUrl", "");
        green.stop();
    }

    private static JsonNode ok(Browser.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    private UUID sequence(boolean tracks) {
        return kit.publish(
                tenant,
                OutreachKit.atAnyTime(
                        "Mails " + ++made,
                        "stop: person\nopenTracking: %s\nlinkTracking: %s".formatted(tracks, tracks),
                        STEPS.formatted(tracks ? "opened" : "replied")));
    }

    private Lead lead(UUID sequence, String email) {
        return kit.mailed(tenant, sequence, email);
    }

    private Lead now(UUID id) {
        return kit.lead(tenant, id);
    }

    private List<String> events(Lead lead) {
        return database.inTenant(
                tenant,
                sql -> sql.fetch(
                                "SELECT kind FROM outreach.event WHERE tenant_id = ? AND lead_id = ? ORDER BY event_id",
                                tenant.value(),
                                lead.id())
                        .getValues(0, String.class));
    }

    private void play(Duration longest) {
        Instant end = clock.instant().plus(longest);
        while (clock.instant().isBefore(end)) {
            Instant next = engine.step(tenant).orElse(end);
            Instant now = clock.instant();
            clock.set(next.isAfter(end) ? end : next.isAfter(now.plusSeconds(1)) ? next : now.plusSeconds(1));
        }
        engine.step(tenant);
    }

    /** What came to somebody, as it came. */
    private List<String> mails(String to) {
        return Arrays.stream(green.getReceivedMessages())
                .map(MailEndToEndTests::raw)
                .filter(raw -> raw.contains("To: " + to) || raw.contains("To: <" + to) || raw.contains("<" + to + ">"))
                .toList();
    }

    private static String raw(MimeMessage message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            message.writeTo(out);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.ISO_8859_1).replace("\r\n", "\n").replace("\n", "\r\n");
    }

    private static String header(String raw, String name) {
        String head = raw.substring(0, raw.indexOf("\r\n\r\n")).replaceAll("\r\n[ \t]+", " ");
        return head.lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT)
                        .startsWith(name.toLowerCase(java.util.Locale.ROOT) + ":"))
                .findFirst()
                .map(line -> line.substring(name.length() + 1).strip())
                .orElse("");
    }

    /** The decoded HTML part of a mail that GreenMail took. */
    private String html(String to) throws Exception {
        for (MimeMessage message : green.getReceivedMessages()) {
            if (message.getAllRecipients()[0].toString().contains(to)) {
                return htmlOf(message);
            }
        }
        throw new AssertionError("no mail to " + to);
    }

    private static String htmlOf(jakarta.mail.Part part) throws Exception {
        if (part.isMimeType("text/html")) {
            return String.valueOf(part.getContent());
        }
        if (part.getContent() instanceof jakarta.mail.Multipart parts) {
            StringBuilder found = new StringBuilder();
            for (int i = 0; i < parts.getCount(); i++) {
                found.append(htmlOf(parts.getBodyPart(i)));
            }
            return found.toString();
        }
        return "";
    }

    private void answer(String from, String inReplyTo, String id, String further, String text) throws Exception {
        String raw =
                """
                From: %s
                To: ana@ours.example
                Subject: Re: Hello Maria
                Message-ID: %s
                In-Reply-To: %s
                References: %s
                %sContent-Type: text/plain; charset=utf-8

                %s
                """.formatted(from, id, inReplyTo, inReplyTo, further, text).replace("\n", "\r\n");
        ana.deliver(new MimeMessage(
                Session.getInstance(new Properties()), new ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8))));
    }

    private int look() {
        return MailKit.look(bounces, green.getImap().getPort(), "ana", "secret");
    }

    @Test
    void mailsGoOutSignedInOneThreadAndOneClickTakesThemOff() throws Exception {
        assertThat(ok(owner.get("/api/v1/outreach/senders/" + sender), 200)
                        .path("unsigned")
                        .asString())
                .contains("no key for ours.example");
        JsonNode key =
                ok(owner.call("PUT", "/api/v1/mail/signing-keys/ours.example", Map.of("selector", "s2026")), 200);
        assertThat(key.path("recordName").asString()).isEqualTo("s2026._domainkey.ours.example");
        assertThat(ok(owner.get("/api/v1/outreach/senders/" + sender), 200)
                        .path("unsigned")
                        .isMissingNode())
                .isTrue();
        Lead lead = lead(sequence(false), "maria@firm.example");
        play(Duration.ofDays(2));
        List<String> mails = mails("maria@firm.example");
        assertThat(mails).hasSize(2);
        String first = mails.getFirst();
        String second = mails.getLast();
        String messageId = header(first, "Message-ID");
        assertThat(messageId).endsWith("." + tenant + "@ours.example>");
        assertThat(header(second, "In-Reply-To")).isEqualTo(messageId);
        assertThat(header(second, "References")).isEqualTo(messageId);
        assertThat(header(second, "Subject")).isEqualTo("Re: Hello Maria");
        String publicKey = key.path("recordValue").asString().replaceAll("^.*p=", "");
        for (String mail : mails) {
            assertThat(DkimCheck.tags(mail))
                    .containsEntry("d", "ours.example")
                    .containsEntry("s", "s2026")
                    .extractingByKey("h")
                    .asString()
                    .contains("list-unsubscribe:list-unsubscribe-post", "message-id", "from", "subject");
            assertThat(DkimCheck.holds(mail, publicKey)).isTrue();
            assertThat(DkimCheck.holds(mail.replace("List-Unsubscribe=One-Click", "None"), publicKey))
                    .isFalse();
            assertThat(header(mail, "List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
        }
        assertThat(html("maria@firm.example"))
                .contains("<a href=\"https://ours.example/a?x=1&amp;y=2\">")
                .doesNotContain("<img")
                .doesNotContain("/mail/link/");
        URI link = URI.create(header(first, "List-Unsubscribe").replaceAll("[<>]", ""));
        Browser.Answer click = new Browser(port)
                .with("Content-Type", "application/x-www-form-urlencoded")
                .post(link.getPath(), "List-Unsubscribe=One-Click");
        assertThat(click.status()).isEqualTo(200);
        assertThat(now(lead.id()).state()).isEqualTo(LeadState.SUPPRESSED);
        assertThat(events(lead)).contains("UNSUBSCRIBED").doesNotContain("OPENED", "CLICKED", "PREFETCHED");
        assertThat(database.<Integer>inTenant(
                        tenant, sql -> sql.fetchCount(sql.selectOne().from("outreach.mail_visit"))))
                .isZero();
    }

    @Test
    void reportsMachinesAndPeopleAreToldApartInTheMailbox() throws Exception {
        UUID sequence = sequence(false);
        Lead bounced = lead(sequence, "gone@firm.example");
        Lead away = lead(sequence, "away@other.example");
        Lead answers = lead(sequence, "maria@third.example");
        play(Duration.ofHours(1));
        String toGone = header(mails("gone@firm.example").getFirst(), "Message-ID");
        String toAway = header(mails("away@other.example").getFirst(), "Message-ID");
        String toMaria = header(mails("maria@third.example").getFirst(), "Message-ID");
        ana.deliver(new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(MailKit.report("gone@firm.example", "failed", "5.1.1", toGone))));
        answer(
                "away@other.example",
                toAway,
                "<auto-1@other.example>",
                "Auto-Submitted: auto-replied\n",
                "I am out of office until "
                        + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(30) + ".");
        answer("maria@third.example", toMaria, "<answer-1@third.example>", "", "Tell me more.");
        assertThat(look()).isEqualTo(3);
        assertThat(look()).as("read once").isZero();
        assertThat(now(bounced.id())).satisfies(lead -> {
            assertThat(lead.state()).isEqualTo(LeadState.FAILED);
            assertThat(lead.reason()).isEqualTo("bounced");
        });
        assertThat(events(away)).contains("AUTO_REPLIED").doesNotContain("REPLIED");
        assertThat(now(away.id()).blocker()).isEqualTo(Blocker.ANSWER);
        assertThat(now(answers.id()).state()).isEqualTo(LeadState.REPLIED);
        play(Duration.ofDays(3));
        assertThat(mails("maria@third.example")).as("nothing after an answer").hasSize(1);
        assertThat(mails("away@other.example"))
                .as("nothing while they are away")
                .hasSize(1);
    }

    @Test
    void anAnswerFromTheInboxStaysInTheThreadAndGoesOnce() throws Exception {
        lead(sequence(false), "maria@firm.example");
        play(Duration.ofHours(1));
        String first = header(mails("maria@firm.example").getFirst(), "Message-ID");
        answer("maria@firm.example", first, "<answer-2@firm.example>", "", "Which day?");
        assertThat(look()).isEqualTo(1);
        JsonNode conversation =
                ok(owner.get("/api/v1/outreach/conversations"), 200).at("/items/0");
        String at = "/api/v1/outreach/conversations/" + conversation.path("id").asString() + "/reply";
        clock.advance(Duration.ofMinutes(1));
        UUID id = UUID.randomUUID();
        Map<String, Object> reply = Map.of("id", id, "text", "Tuesday <at> ten & noon.");
        JsonNode told = ok(owner.post(at, reply), 200);
        assertThat(told.at("/messages/2/state").asString()).as(told.toString()).isEqualTo("SENT");
        ok(owner.post(at, reply), 200);
        List<String> mails = mails("maria@firm.example");
        assertThat(mails).hasSize(2);
        assertThat(header(mails.getLast(), "Message-ID")).isEqualTo("<" + id + "." + tenant + "@ours.example>");
        assertThat(header(mails.getLast(), "In-Reply-To")).isEqualTo("<answer-2@firm.example>");
        assertThat(header(mails.getLast(), "References")).isEqualTo(first + " <answer-2@firm.example>");
        assertThat(header(mails.getLast(), "Subject")).isEqualTo("Re: Hello Maria");
        assertThat(header(mails.getLast(), "List-Unsubscribe")).isEmpty();
        // what answers our answer comes into the same conversation
        answer(
                "maria@firm.example",
                header(mails.getLast(), "Message-ID"),
                "<answer-3@firm.example>",
                "",
                "Fine, ten it is.");
        assertThat(look()).isEqualTo(1);
        assertThat(ok(owner.get("/api/v1/outreach/conversations"), 200)
                        .path("items")
                        .size())
                .isEqualTo(1);
        Browser.Answer other = owner.post(at, Map.of("id", id, "text", "Something else"));
        assertThat(other.code()).isEqualTo("outreach.wrong-reply");
    }

    @Test
    void openingsAndLinksAreToldOfPeopleAloneWhereTheSequenceWantsThat() throws Exception {
        Lead lead = lead(sequence(true), "maria@firm.example");
        play(Duration.ofMinutes(1));
        String html = html("maria@firm.example");
        Matcher dot = Pattern.compile(
                        "<img src=\"https://crm\\.ours\\.example(/api/v1/outreach/mail/seen/[A-Za-z0-9_-]+)\"")
                .matcher(html);
        assertThat(dot.find()).as(html).isTrue();
        List<String> links = Pattern.compile(
                        "href=\"https://crm\\.ours\\.example(/api/v1/outreach/mail/link/[A-Za-z0-9_-]+)\"")
                .matcher(html)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(links).hasSize(2);
        assertThat(html).contains("href=\"https://crm.ours.example/api/v1/outreach/unsubscribe/");
        Browser scanner = new Browser(port).with("User-Agent", "Barracuda Link Checker");
        Browser provider = new Browser(port).with("User-Agent", "Mozilla/5.0");
        assertThat(scanner.get(links.getFirst()).status()).isEqualTo(302);
        assertThat(provider.get(dot.group(1)).header("Content-Type")).isEqualTo("image/gif");
        clock.advance(Duration.ofMinutes(2));
        assertThat(visits.settle(tenant)).isEqualTo(1);
        assertThat(events(lead)).contains("PREFETCHED").doesNotContain("OPENED", "CLICKED");
        Browser person = new Browser(port).with("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        clock.advance(Duration.ofHours(2));
        person.get(dot.group(1));
        clock.advance(Duration.ofSeconds(20));
        Browser.Answer followed = person.get(links.getFirst());
        assertThat(followed.header("Location")).isEqualTo("https://ours.example/a?x=1&y=2");
        person.get(links.getFirst());
        clock.advance(Duration.ofMinutes(2));
        visits.settle(tenant);
        assertThat(visits.settle(tenant)).isZero();
        assertThat(events(lead).stream().filter("OPENED"::equals)).hasSize(1);
        assertThat(events(lead).stream().filter("CLICKED"::equals)).hasSize(1);
        JsonNode report = ok(owner.get("/api/v1/outreach/reports"), 200);
        assertThat(report.at("/mails/opened").asInt()).isEqualTo(1);
        assertThat(report.at("/mails/followed").asInt()).isEqualTo(1);
        assertThat(report.at("/mails/machines").asInt()).isEqualTo(1);
        // nobody is led anywhere by a word that we did not make
        String forged = links.getFirst().substring(0, links.getFirst().length() - 3) + "AAA";
        assertThat(person.get(forged).status()).isEqualTo(404);
        assertThat(person.get(dot.group(1).replace("/seen/", "/link/")).status())
                .isEqualTo(404);
    }

    @Test
    void aLeadThatWaitsForItsMailToBeOpenedGoesOnWhenItWas() throws Exception {
        Lead lead = lead(sequence(true), "maria@firm.example");
        play(Duration.ofDays(1).plusHours(1));
        assertThat(now(lead.id()).step()).isEqualTo("read");
        Matcher dot = Pattern.compile(
                        "<img src=\"https://crm\\.ours\\.example(/api/v1/outreach/mail/seen/[A-Za-z0-9_-]+)\"")
                .matcher(html("maria@firm.example"));
        assertThat(dot.find()).isTrue();
        new Browser(port)
                .with("User-Agent", "Mozilla/5.0 (X11; Linux) Firefox/140.0")
                .get(dot.group(1));
        clock.advance(Duration.ofMinutes(2));
        visits.settle(tenant);
        engine.step(tenant);
        assertThat(now(lead.id()).state()).isEqualTo(LeadState.COMPLETED);
    }
}
