package io.salessync.mail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.util.ReflectionTestUtils;

/** A mail server for the shared program, and a look into a mailbox. */
public final class MailKit {
    private MailKit() {}

    /** Has the program speak with a mail server at this port until it is told otherwise. @param port null: with none */
    public static void server(Post post, @Nullable Integer port) {
        JavaMailSenderImpl sender = null;
        if (port != null) {
            sender = new JavaMailSenderImpl();
            sender.setHost("127.0.0.1");
            sender.setPort(port);
        }
        ReflectionTestUtils.setField(post, "sender", sender);
    }

    /** How many mails of ours were heard of in a mailbox. */
    public static int look(Bounces bounces, int port, String user, String password) {
        return new BounceMailbox(
                        new MailboxSettings(
                                "127.0.0.1",
                                port,
                                MailboxSettings.Encryption.NONE,
                                user,
                                password,
                                "INBOX",
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(20)),
                        bounces,
                        new SimpleMeterRegistry())
                .look()
                .heard();
    }

    /** A report as mail servers write it. */
    public static byte[] report(String recipient, String action, String status, String messageId) {
        return BounceTests.report(recipient, action, status, messageId);
    }
}
