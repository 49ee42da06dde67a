package io.salessync.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.BounceMailbox.Look;
import io.salessync.mail.BounceMailbox.MailboxAway;
import io.salessync.mail.Mails.Mail;
import io.salessync.mail.Mails.State;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** The mailbox that reports come to, with a mail server that speaks IMAP. */
@ProgramTest
class BounceMailboxTests {
    private final GreenMail green = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));

    @Autowired
    private Mails mails;

    @Autowired
    private Bounces bounces;

    @Autowired
    private BounceLoop loop;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    private GreenMailUser user;
    private TenantId tenant;

    @BeforeEach
    void start() {
        green.start();
        user = green.setUser("bounces@sync.example", "bounces", "let me in");
        tenant = tenants.fresh().id();
    }

    @AfterEach
    void stop() {
        green.stop();
    }

    private BounceMailbox mailbox(int port, String password, String folder) {
        return new BounceMailbox(
                new MailboxSettings(
                        "127.0.0.1",
                        port,
                        MailboxSettings.Encryption.NONE,
                        "bounces",
                        password,
                        folder,
                        Duration.ofMinutes(1),
                        Duration.ofMillis(500),
                        Duration.ofMillis(700),
                        Duration.ofSeconds(20)),
                bounces,
                new SimpleMeterRegistry());
    }

    private BounceMailbox mailbox() {
        return mailbox(green.getImap().getPort(), "let me in", "INBOX");
    }

    private void comes(byte[] raw) throws Exception {
        user.deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw)));
    }

    private UUID sent() {
        UUID mail = database.inTenant(
                tenant,
                sql -> mails.queue(
                        sql, tenant, new Mail("k", "nina@example.org", "Hello", "text", null, "alert", null, null)));
        database.runInTenant(
                tenant,
                sql -> sql.execute("UPDATE mail.message SET state = 'SENT', next_at = NULL WHERE mail_id = ?", mail));
        return mail;
    }

    private @Nullable State state(UUID mail) {
        return database.inTenant(tenant, sql -> mails.state(sql, tenant, mail));
    }

    @Test
    void aReportThatCameMakesItsMailBouncedAndIsReadOnce() throws Exception {
        UUID mail = sent();
        comes("From: a@b.example\r\nSubject: Holiday\r\n\r\nBuy now"
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        comes(BounceTests.report("nina@example.org", "failed", "5.1.1", "<" + mail + "." + tenant + "@sync.example>"));
        BounceMailbox mailbox = mailbox();
        assertThat(mailbox.look()).isEqualTo(new Look(2, 1));
        assertThat(state(mail)).isEqualTo(State.BOUNCED);
        assertThat(mailbox.look()).as("seen").isEqualTo(new Look(0, 0));
        assertThat(green.getReceivedMessages()).as("nothing is deleted").hasSize(2);
    }

    @Test
    void aMailboxThatCannotBeLookedIntoIsToldInWords() throws IOException {
        int port = green.getImap().getPort();
        assertThatThrownBy(() -> mailbox(port, "wrong", "INBOX").look()).isInstanceOf(MailboxAway.class);
        assertThatThrownBy(() -> mailbox(port, "let me in", "Reports").look())
                .isInstanceOf(MailboxAway.class)
                .hasMessageContaining("there is no folder 'Reports'");
        try (ServerSocket silent = new ServerSocket(0)) {
            assertThatThrownBy(() ->
                            mailbox(silent.getLocalPort(), "let me in", "INBOX").look())
                    .isInstanceOf(MailboxAway.class);
        }
    }

    @Test
    void withoutAHostNothingIsWatched() {
        assertThat(loop.isAutoStartup()).isFalse();
        assertThat(new MailboxSettings(
                                "imap.example",
                                993,
                                MailboxSettings.Encryption.TLS,
                                "me",
                                "secret word",
                                "INBOX",
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1))
                        .toString())
                .doesNotContain("secret word");
    }
}
