package io.salessync.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Mails.Mail;
import io.salessync.mail.Mails.State;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ProgramTest
class BounceTests {
    @Autowired
    private Mails mails;

    @Autowired
    private Bounces bounces;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenantKit;

    static byte[] report(String recipient, String action, String status, String messageId) {
        return """
               From: MAILER-DAEMON@mx.example
               To: sales@sync.example
               Subject: Undelivered Mail
               MIME-Version: 1.0
               Content-Type: multipart/report; report-type=delivery-status; boundary="B"

               --B
               Content-Type: text/plain

               I am sorry.

               --B
               Content-Type: message/delivery-status

               Reporting-MTA: dns; mx.example
               Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

               Final-Recipient: rfc822; %s
               Original-Recipient: rfc822;%s
               Action: %s
               Status: %s
               Diagnostic-Code: smtp; 550 5.1.1 <nina@example.org>:
                 user unknown

               --B
               Content-Type: message/rfc822

               From: sales@sync.example
               To: nina@example.org
               Message-ID: %s
               Subject: Hello

               A text

               --B--
               """.formatted(recipient, recipient, action, status, messageId)
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aReportTellsWhoWhatAndAboutWhichMail() {
        assertThat(Bounce.parse(report("nina@example.org", "Failed", "5.1.1 (bad mailbox)", "<1@sync.example>")))
                .hasValueSatisfying(bounce -> {
                    assertThat(bounce.recipient()).isEqualTo("nina@example.org");
                    assertThat(bounce.action()).isEqualTo("failed");
                    assertThat(bounce.status()).isEqualTo("5.1.1");
                    assertThat(bounce.messageId()).isEqualTo("<1@sync.example>");
                    assertThat(bounce.diagnostic()).isEqualTo("550 5.1.1 <nina@example.org>: user unknown");
                });
    }

    @Test
    void aReportThatHoldsTheHeadAloneIsReadToo() {
        String text = new String(report("n@e.example", "failed", "5.0.0", "<2@x>"), StandardCharsets.US_ASCII)
                .replace("message/rfc822", "text/rfc822-headers");
        assertThat(Bounce.parse(text.getBytes(StandardCharsets.US_ASCII)))
                .hasValueSatisfying(bounce -> assertThat(bounce.messageId()).isEqualTo("<2@x>"));
    }

    @Test
    void whatIsNoReportIsNone() {
        assertThat(Bounce.parse("Subject: out of office\r\n\r\nBack on Monday".getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(Bounce.parse(new byte[0])).isEmpty();
        assertThat(Bounce.parse("\u0000\u0001\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)))
                .isEmpty();
        String broken = new String(report("n@e.example", "failed", "5.0.0", "<2@x>"), StandardCharsets.US_ASCII);
        assertThat(Bounce.parse(broken.replace("Status: 5.0.0\r\n", "").getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(Bounce.parse(broken.substring(0, 300).getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
    }

    private UUID sent(TenantId tenant) {
        UUID mail = database.inTenant(
                tenant,
                sql -> mails.queue(
                        sql, tenant, new Mail("k", "nina@example.org", "Hello", "A text", null, "alert", null, null)));
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE mail.message SET state = 'SENT', next_at = NULL, sent_at = queued_at, ended_at = queued_at WHERE mail_id = ?",
                        mail));
        return mail;
    }

    private State state(TenantId tenant, UUID mail) {
        return database.inTenant(tenant, sql -> mails.state(sql, tenant, mail));
    }

    @Test
    void aReportOfFailureMakesItsMailBouncedAndOneOfDeliveryDelivered() {
        TenantId tenant = tenantKit.fresh().id();
        UUID mail = sent(tenant);
        String ours = "<" + mail + "." + tenant + "@sync.example>";
        assertThat(bounces.heard(report("nina@example.org", "delayed", "4.4.1", ours)))
                .contains(mail);
        assertThat(state(tenant, mail)).isEqualTo(State.SENT);
        assertThat(bounces.heard(report("NINA@example.org", "delivered", "2.0.0", ours)))
                .contains(mail);
        assertThat(state(tenant, mail)).isEqualTo(State.DELIVERED);
        assertThat(bounces.heard(report("nina@example.org", "failed", "5.1.1", ours)))
                .contains(mail);
        assertThat(state(tenant, mail)).isEqualTo(State.BOUNCED);
    }

    @Test
    void aReportAboutSomebodyElseOrAMailThatWaitsChangesNothing() {
        TenantId tenant = tenantKit.fresh().id();
        UUID mail = sent(tenant);
        assertThat(bounces.heard(report("eve@example.org", "failed", "5.1.1", "<" + mail + "." + tenant + "@x>")))
                .isEmpty();
        TenantId other = tenantKit.fresh().id();
        assertThat(bounces.heard(report("nina@example.org", "failed", "5.1.1", "<" + mail + "." + other + "@x>")))
                .isEmpty();
        assertThat(bounces.heard(report("nina@example.org", "failed", "5.1.1", "<abc@x>")))
                .isEmpty();
        assertThat(state(tenant, mail)).isEqualTo(State.SENT);
    }
}
