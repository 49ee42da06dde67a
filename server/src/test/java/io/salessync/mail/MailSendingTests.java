package io.salessync.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Mails.Mail;
import io.salessync.mail.Mails.State;
import io.salessync.mail.ScriptedSmtp.Fault;
import io.salessync.mail.jooq.tables.records.MessageRecord;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

@ProgramTest
class MailSendingTests {
    private static final MailSettings SETTINGS = new MailSettings(
            2,
            3,
            Duration.ofMillis(500),
            Duration.ofMillis(400),
            Duration.ofMillis(900),
            Duration.ofHours(24),
            Duration.ofDays(30));

    @Autowired
    private Mails mails;

    @Autowired
    private MailRows rows;

    @Autowired
    private Database database;

    @Autowired
    private Live live;

    @Autowired
    private Tenants tenants;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private MovableClock clock;

    private final ScriptedSmtp smtp = new ScriptedSmtp();
    private TenantId tenant;
    private MailSending sending;

    @BeforeEach
    void fresh() {
        tenant = tenantKit.fresh().id();
        sending = sending(smtp.port());
    }

    @AfterEach
    void stop() {
        smtp.close();
    }

    private MailSending sending(int port) {
        return sending(server(port));
    }

    private MailSending sending(SmtpServer server) {
        return new MailSending(database, server, live, clock, SETTINGS, new SimpleMeterRegistry());
    }

    private static SmtpServer server(@Nullable Integer port) {
        JavaMailSenderImpl sender = null;
        if (port != null) {
            sender = new JavaMailSenderImpl();
            sender.setHost("127.0.0.1");
            sender.setPort(port);
        }
        JavaMailSenderImpl found = sender;
        ObjectProvider<JavaMailSender> provider = new ObjectProvider<>() {
            @Override
            public @Nullable JavaMailSender getIfAvailable() {
                return found;
            }
        };
        return new SmtpServer(provider, SETTINGS, "sales@sync.example");
    }

    private UUID queue(String key) {
        return queue(new Mail(key, "nina@example.org", "Hello", "A text", null, "alert", null, null));
    }

    private UUID queue(Mail mail) {
        return database.inTenant(tenant, sql -> mails.queue(sql, tenant, mail));
    }

    private boolean send(UUID mail) {
        Optional<MailSending.Claimed> claimed = sending.claim(new MailSending.Due(tenant, mail, State.QUEUED));
        claimed.ifPresent(sending::converse);
        return claimed.isPresent();
    }

    private MessageRecord row(UUID mail) {
        return rows.one(tenant, mail);
    }

    private State state(UUID mail) {
        return database.inTenant(tenant, sql -> mails.state(sql, tenant, mail));
    }

    @Test
    void aMailArrivesWithBothTextsAndOurOwnMessageId() throws Exception {
        GreenMail green = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        green.start();
        try {
            sending = sending(green.getSmtp().getPort());
            UUID mail = queue(new Mail(
                    "k", "nina@example.org", "Grüße – 3 rows", "plain ü", "<b>rich</b>", "alert", null, "A-1"));
            assertThat(sending.due()).extracting(MailSending.Due::mail).contains(mail);
            assertThat(send(mail)).isTrue();
            assertThat(state(mail)).isEqualTo(State.SENT);
            assertThat(row(mail).getSentAt()).isEqualTo(clock.instant());
            MimeMessage got = green.getReceivedMessages()[0];
            assertThat(got.getSubject()).isEqualTo("Grüße – 3 rows");
            assertThat(got.getMessageID()).isEqualTo("<" + mail + "." + tenant + "@sync.example>");
            assertThat(got.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
            assertThat(got.getFrom()[0]).hasToString("sales@sync.example");
            assertThat(GreenMailUtil.getWholeMessage(got))
                    .contains("text/plain")
                    .contains("text/html")
                    .contains("<b>rich</b>");
        } finally {
            green.stop();
        }
    }

    @Test
    void aMailOfATransactionThatFailsWasNeverThere() {
        assertThatThrownBy(() -> database.runInTenant(tenant, sql -> {
                    mails.queue(sql, tenant, new Mail("k", "a@b.example", "s", "t", null, "alert", null, null));
                    throw new IllegalStateException("rolled back");
                }))
                .hasMessage("rolled back");
        assertThat(list()).isZero();
    }

    private int list() {
        return rows.list(tenant, new MailRows.Filter(null, null, null, null, null, null, null, null, 10))
                .size();
    }

    @Test
    void aSecondMailWithTheSameKeyIsTheFirstOne() {
        UUID first = queue("run-7/report");
        assertThat(send(first)).isTrue();
        assertThat(queue("run-7/report")).isEqualTo(first);
        assertThat(list()).isEqualTo(1);
        assertThat(send(first)).isFalse();
        assertThat(smtp.taken()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nina@example.org\r\nBcc: all@example.org",
                "nina@example.org,eve@example.org",
                "Nina <nina@example.org>",
                "nina@example.org\nX: y",
                "nina",
                "@example.org",
                "nina@",
                ""
            })
    void whatIsNotExactlyOneAddressIsRefused(String to) {
        assertThatThrownBy(() -> queue(new Mail("k", to, "s", "t", null, "alert", null, null)))
                .isInstanceOfSatisfying(
                        Problem.class, refused -> assertThat(refused.code()).isEqualTo(MailProblem.WRONG_ADDRESS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi\r\nBcc: all@example.org", "Hi\nthere", "Hi\u0000", " "})
    void aSubjectThatWouldBeginANewLineIsRefused(String subject) {
        assertThatThrownBy(() -> queue(new Mail("k", "a@b.example", subject, "t", null, "alert", null, null)))
                .isInstanceOfSatisfying(
                        Problem.class, refused -> assertThat(refused.code()).isEqualTo(MailProblem.WRONG_HEADER));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BUSY_AT_GREETING",
                "SILENT_AT_GREETING",
                "GREYLISTED_RECIPIENT",
                "DROPS_BEFORE_DATA",
                "FULL_AT_DOT"
            })
    void whatWasSurelyNotTakenIsTriedAgainLater(Fault fault) {
        UUID mail = queue("k");
        smtp.fails(fault);
        assertThat(send(mail)).isTrue();
        MessageRecord waits = row(mail);
        assertThat(waits.getState()).isEqualTo("QUEUED");
        assertThat(waits.getError()).isNotBlank();
        assertThat(waits.getNextAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(1)));
        smtp.fails(Fault.NONE);
        assertThat(send(mail)).as("before its time").isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(send(mail)).isTrue();
        assertThat(state(mail)).isEqualTo(State.SENT);
        assertThat(row(mail).getAttempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"DROPS_AT_DOT", "SILENT_AT_DOT"})
    void aConnectionLostAfterTheMessageBeganLeavesTheOutcomeOpenForEver(Fault fault) {
        UUID mail = queue("k");
        smtp.fails(fault);
        assertThat(send(mail)).isTrue();
        assertThat(state(mail)).isEqualTo(State.UNKNOWN);
        assertThat(row(mail).getError()).contains("lost after the message had begun");
        smtp.fails(Fault.NONE);
        clock.advance(Duration.ofDays(2));
        assertThat(send(mail)).isFalse();
        assertThat(smtp.taken()).hasSize(1);
    }

    @Test
    void anUnknownMailboxIsAFailureForGoodAndNoFaultOfTheServer() {
        UUID mail = queue("k");
        smtp.fails(Fault.UNKNOWN_RECIPIENT);
        send(mail);
        assertThat(state(mail)).isEqualTo(State.FAILED);
        assertThat(row(mail).getError()).contains("no such mailbox");
        assertThat(sending.isPaused()).isFalse();
    }

    @Test
    void aDeadServerIsNotAskedForEveryMailThatWaits() {
        smtp.close();
        UUID one = queue("1");
        UUID other = queue("2");
        assertThat(send(one)).isTrue();
        assertThat(row(one).getState()).isEqualTo("QUEUED");
        assertThat(send(other)).as("all mail pauses").isFalse();
        assertThat(row(other).getAttempts()).isZero();
        clock.advance(Duration.ofSeconds(16));
        assertThat(send(other)).isTrue();
        clock.advance(Duration.ofSeconds(16));
        assertThat(sending.isPaused()).as("longer and longer").isTrue();
    }

    @Test
    void aMailThatNoServerTookForADayIsGivenUp() {
        UUID mail = queue("k");
        smtp.fails(Fault.GREYLISTED_RECIPIENT);
        send(mail);
        clock.advance(Duration.ofHours(24));
        assertThat(send(mail)).isFalse();
        assertThat(state(mail)).isEqualTo(State.FAILED);
        assertThat(row(mail).getError()).contains("24 hours").contains("greylisted");
    }

    @Test
    void withoutAServerMailWaitsAndSaysWhy() {
        sending = sending(server(null));
        UUID mail = queue("k");
        assertThat(send(mail)).isFalse();
        assertThat(row(mail).getError()).contains("spring.mail.host");
        assertThat(row(mail).getAttempts()).isZero();
        clock.advance(Duration.ofMinutes(10));
        sending = sending(smtp.port());
        assertThat(send(mail)).isTrue();
        assertThat(mails.canSend()).as("of the program under test").isFalse();
    }

    @Test
    void aMailWhoseNodeDiedInTheMiddleIsUnknownAndNotSentAgain() {
        UUID mail = queue("k");
        assertThat(sending.claim(new MailSending.Due(tenant, mail, State.QUEUED)))
                .isPresent();
        assertThat(state(mail)).as("committed before the conversation").isEqualTo(State.SENDING);
        MailSending otherNode = sending(smtp.port());
        MailSending.Due left = new MailSending.Due(tenant, mail, State.SENDING);
        otherNode.claim(left);
        assertThat(state(mail)).as("while its lease lasts").isEqualTo(State.SENDING);
        clock.advance(SETTINGS.lease().plusSeconds(1));
        assertThat(otherNode.due()).contains(left);
        otherNode.claim(left);
        assertThat(state(mail)).isEqualTo(State.UNKNOWN);
        assertThat(smtp.conversations()).isZero();
    }

    @Test
    void aNodeThatWasOnlySlowStillWritesWhatItKnows() {
        UUID mail = queue("k");
        var claimed =
                sending.claim(new MailSending.Due(tenant, mail, State.QUEUED)).orElseThrow();
        clock.advance(SETTINGS.lease().plusSeconds(1));
        sending.claim(new MailSending.Due(tenant, mail, State.SENDING));
        sending.converse(claimed);
        assertThat(state(mail)).isEqualTo(State.SENT);
    }

    @Test
    void twoNodesNeverSendTheSameMail() {
        UUID mail = queue("k");
        MailSending.Due due = new MailSending.Due(tenant, mail, State.QUEUED);
        database.runInTenant(tenant, sql -> {
            sql.fetch("SELECT 1 FROM mail.message WHERE mail_id = ? FOR UPDATE", mail);
            Optional<?> other = java.util.concurrent.CompletableFuture.supplyAsync(() -> sending.claim(due))
                    .join();
            assertThat(other).as("locked by the one that claims it").isEmpty();
        });
        assertThat(sending.claim(due)).isPresent();
        assertThat(sending.claim(due)).isEmpty();
    }

    @Test
    void aDomainIsNotFlooded() {
        for (int i = 0; i < 3; i++) {
            assertThat(send(queue("k" + i))).isTrue();
        }
        UUID fourth = queue("k4");
        UUID elsewhere = queue(new Mail("x", "o@other.example", "s", "t", null, "alert", null, null));
        assertThat(send(fourth)).isFalse();
        assertThat(send(elsewhere)).isTrue();
        assertThat(row(fourth).getNextAt()).isEqualTo(clock.instant().plusSeconds(60));
        clock.advance(Duration.ofSeconds(61));
        assertThat(send(fourth)).isTrue();
    }

    @Test
    void aThousandMailsToOneDomainAreSpreadOverTheMinutesTheyTake() {
        for (int i = 0; i < 3; i++) {
            send(queue("k" + i));
        }
        UUID first = queue("first");
        UUID last = first;
        for (int i = 0; i < 7; i++) {
            last = queue("more" + i);
        }
        assertThat(send(last)).isFalse();
        assertThat(row(first).getNextAt()).isEqualTo(clock.instant().plusSeconds(60));
        assertThat(row(last).getNextAt())
                .as("the eighth of three a minute")
                .isEqualTo(clock.instant().plusSeconds(180));
    }

    @Test
    void textsAreBlankedAfterTheirTimeAndTheRestStays() {
        UUID mail = queue("k");
        send(mail);
        clock.advance(Duration.ofDays(31));
        UUID waits = queue("k2");
        sending.tidyUp(tenants);
        assertThat(row(mail).getBodyText()).isNull();
        assertThat(row(mail).getSubject()).isEqualTo("Hello");
        assertThat(row(waits).getBodyText()).isEqualTo("A text");
    }

    @Test
    void nothingIsSentInsideATransaction() {
        SmtpServer server = server(smtp.port());
        assertThatThrownBy(() -> database.runInTenant(
                        tenant,
                        sql -> server.send(
                                new SmtpServer.Letter(tenant.value(), UUID.randomUUID(), "a@b.example", "s", "t", null),
                                clock.instant())))
                .hasMessageContaining("while a transaction is open");
    }
}
