package io.salessync.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.mail.Mails.Mail;
import io.salessync.mail.Mails.State;
import io.salessync.mail.ScriptedSmtp.Fault;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

@ProgramTest
class MailLoopTests {
    private static final MailSettings SETTINGS = new MailSettings(
            2,
            60,
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofMillis(700),
            Duration.ofHours(24),
            Duration.ofDays(30));

    @Autowired
    private Mails mails;

    @Autowired
    private MailWakes wakes;

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

    @Autowired
    private ApplicationContext context;

    private MailLoop loop(int port) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost("127.0.0.1");
        sender.setPort(port);
        ObjectProvider<JavaMailSender> provider = new ObjectProvider<>() {
            @Override
            public @Nullable JavaMailSender getIfAvailable() {
                return sender;
            }
        };
        MailSending sending = new MailSending(
                database,
                new SmtpServer(provider, SETTINGS, "sales@sync.example"),
                live,
                clock,
                SETTINGS,
                new SimpleMeterRegistry());
        return new MailLoop(sending, wakes, tenants, SETTINGS, true, context);
    }

    @Test
    void aMailGoesOutAsSoonAsItsTransactionHasCommittedAndASilentServerIsCutOff() throws Exception {
        TenantId tenant = tenantKit.fresh().id();
        try (ScriptedSmtp smtp = new ScriptedSmtp()) {
            MailLoop loop = loop(smtp.port());
            loop.start();
            try {
                UUID first = queue(tenant, "1");
                await(tenant, first, State.SENT);
                smtp.fails(Fault.SILENT_AT_DOT);
                UUID silent = queue(tenant, "2");
                await(tenant, silent, State.UNKNOWN);
                smtp.fails(Fault.NONE);
                await(tenant, queue(tenant, "3"), State.SENT);
            } finally {
                loop.stop();
            }
            assertThat(loop.isRunning()).isFalse();
        }
    }

    private UUID queue(TenantId tenant, String key) {
        return database.inTenant(
                tenant,
                sql -> mails.queue(
                        sql, tenant, new Mail(key, "nina@example.org", "Hello", "A text", null, "alert", null, null)));
    }

    private void await(TenantId tenant, UUID mail, State wanted) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        State state = null;
        while (System.nanoTime() < until) {
            state = database.inTenant(tenant, sql -> mails.state(sql, tenant, mail));
            if (state == wanted) {
                return;
            }
            Thread.sleep(20);
        }
        assertThat(state).isEqualTo(wanted);
    }
}
