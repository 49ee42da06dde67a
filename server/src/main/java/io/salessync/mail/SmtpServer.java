package io.salessync.mail;

import io.salessync.kernel.tenancy.TenantId;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The mail server that {@code spring.mail.*} names, and one conversation with it. It tells apart what surely was not taken from
 * what may have been: from the first byte of the message on, a connection that is lost leaves the outcome open.
 */
@Component
class SmtpServer implements Post {
    private static final Duration TO_LET_GO = Duration.ofSeconds(2);

    private final @Nullable JavaMailSenderImpl sender;
    private final MailSettings settings;
    private final String from;
    private final @Nullable SigningKeys keys;
    private final String host;

    /** Signs nothing. */
    SmtpServer(ObjectProvider<JavaMailSender> senders, MailSettings settings, String from) {
        this(senders, settings, from, null);
    }

    @Autowired
    SmtpServer(
            ObjectProvider<JavaMailSender> senders,
            MailSettings settings,
            @Value("${salessync.mail-from:salessync@localhost}") String from,
            @Nullable SigningKeys keys) {
        this.keys = keys;
        this.sender = senders.getIfAvailable() instanceof JavaMailSenderImpl named ? named : null;
        this.settings = settings;
        this.from = from;
        this.host = from.replaceFirst("^.*@", "").replaceAll("[^A-Za-z0-9.-]", "");
    }

    /** A mail as it goes out. */
    record Letter(
            UUID tenant,
            UUID id,
            String to,
            String subject,
            String text,
            @Nullable String html) {}

    /** What came of a conversation. */
    sealed interface Outcome {
        /** The server took it. */
        record Taken() implements Outcome {}

        /**
         * Surely not taken, another time it may be.
         *
         * @param away whether the server itself is at fault, so that other mails fare no better
         */
        record NotTaken(String reason, boolean away) implements Outcome {}

        /** Refused for good. */
        record Refused(String reason) implements Outcome {}

        /** It may have been taken; nobody can tell. */
        record Lost(String reason) implements Outcome {}
    }

    boolean isConfigured() {
        return sender != null;
    }

    /** The message's own name in the world: a bounce brings it back. */
    String messageId(UUID tenant, UUID mail) {
        return "<" + mail + "." + tenant + "@" + (host.isEmpty() ? "localhost" : host) + ">";
    }

    Outcome send(Letter letter, Instant now) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A conversation with the mail server while a transaction is open");
        }
        JavaMailSenderImpl to = sender;
        if (to == null) {
            return new Outcome.NotTaken("No mail server is configured", true);
        }
        return converse(new Conversation(to, letter.to(), (session, begin) -> message(session, begin, letter, now)))
                .outcome();
    }

    @Override
    public boolean isReady() {
        return isConfigured();
    }

    @Override
    public @Nullable String unsigned(TenantId tenant, String from) {
        return keys == null ? "This server signs nothing." : keys.unsigned(tenant, from);
    }

    @Override
    public Post.Answer hand(TenantId tenant, Post.Written letter, Instant now) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A conversation with the mail server while a transaction is open");
        }
        JavaMailSenderImpl to = sender;
        if (to == null) {
            return new Post.Answer.NotTaken("No mail server is configured");
        }
        Signing signing = keys == null ? null : keys.of(tenant, letter.from()).orElse(null);
        Conversation conversation = converse(
                new Conversation(to, letter.to(), (session, begin) -> letter(session, begin, letter, signing, now)));
        return switch (conversation.outcome()) {
            case Outcome.Taken taken -> new Post.Answer.Taken();
            case Outcome.NotTaken not -> new Post.Answer.NotTaken(not.reason());
            case Outcome.Refused refused -> new Post.Answer.Refused(refused.reason(), conversation.isAboutRecipient());
            case Outcome.Lost lost -> new Post.Answer.Lost(lost.reason());
        };
    }

    private Conversation converse(Conversation conversation) {
        // virtual: an interrupt closes the socket that such a thread waits for
        Thread thread = Thread.ofVirtual().name("smtp").start(conversation);
        try {
            if (!thread.join(settings.totalTimeout())) {
                conversation.cutOff("no end within " + settings.totalTimeout().toSeconds() + " s");
                thread.interrupt();
                thread.join(TO_LET_GO);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            conversation.cutOff("this node stops");
            thread.interrupt();
        }
        return conversation;
    }

    /** Told once the server has said that it takes the content. */
    private interface Begin {
        void begin() throws IOException;
    }

    private interface Writing {
        MimeMessage write(Session session, Begin begin) throws MessagingException;
    }

    private final class Conversation implements Runnable {
        private final JavaMailSenderImpl server;
        private final String recipient;
        private final Writing writing;
        private boolean begun;
        private boolean aboutRecipient;
        private boolean over;
        private Outcome outcome = new Outcome.NotTaken("The conversation did not begin", true);

        Conversation(JavaMailSenderImpl server, String recipient, Writing writing) {
            this.server = server;
            this.recipient = recipient;
            this.writing = writing;
        }

        synchronized boolean isAboutRecipient() {
            return aboutRecipient;
        }

        synchronized Outcome outcome() {
            return outcome;
        }

        /** Settles the outcome from outside; what the thread still does counts no more, and it begins nothing. */
        synchronized void cutOff(String reason) {
            settle(begun ? new Outcome.Lost(reason) : new Outcome.NotTaken(reason, true));
        }

        private synchronized void settle(Outcome found) {
            if (!over) {
                outcome = found;
                over = true;
            }
        }

        private synchronized void begin() throws IOException {
            if (over) {
                throw new IOException("cut off");
            }
            begun = true;
        }

        private synchronized boolean hasBegun() {
            return begun;
        }

        @Override
        public void run() {
            try {
                Session session = session(server);
                MimeMessage message = writing.write(session, this::begin);
                String protocol = server.getProtocol() == null ? "smtp" : server.getProtocol();
                try (Transport transport = session.getTransport(protocol)) {
                    transport.connect(
                            server.getHost(),
                            server.getPort(),
                            blankToNull(server.getUsername()),
                            server.getPassword());
                    transport.sendMessage(message, new Address[] {new InternetAddress(recipient)});
                    // before the farewell: that one may fail
                    settle(new Outcome.Taken());
                }
            } catch (MessagingException e) {
                settle(read(e));
            } catch (RuntimeException e) {
                settle(hasBegun() ? new Outcome.Lost(e.toString()) : new Outcome.NotTaken(e.toString(), false));
            }
        }

        private Outcome read(MessagingException failure) {
            String reason = reason(failure);
            int code = code(failure);
            synchronized (this) {
                aboutRecipient = refusesRecipient(failure);
            }
            if (code >= 500 && code < 600) {
                return new Outcome.Refused(reason);
            }
            if (code >= 400 && code < 500) {
                return new Outcome.NotTaken(reason, code == 421);
            }
            return hasBegun() ? new Outcome.Lost(reason) : new Outcome.NotTaken(reason, true);
        }
    }

    private MimeMessage message(Session session, Begin begin, Letter letter, Instant now) throws MessagingException {
        MimeMessage message = beginning(session, begin, messageId(letter.tenant(), letter.id()));
        MimeMessageHelper parts = new MimeMessageHelper(message, letter.html() != null, "UTF-8");
        parts.setFrom(from);
        parts.setTo(letter.to());
        parts.setSubject(letter.subject());
        if (letter.html() == null) {
            parts.setText(letter.text());
        } else {
            parts.setText(letter.text(), letter.html());
        }
        parts.setSentDate(Date.from(now));
        // keeps holiday notices and lists from answering
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("X-Auto-Response-Suppress", "All");
        message.saveChanges();
        return message;
    }

    private MimeMessage letter(
            Session session, Begin begin, Post.Written letter, @Nullable Signing signing, Instant now)
            throws MessagingException {
        MimeMessage message = beginning(session, signing != null ? () -> {} : begin, letter.messageId());
        MimeMessageHelper parts = new MimeMessageHelper(message, true, "UTF-8");
        parts.setFrom(address(letter));
        parts.setTo(letter.to());
        parts.setSubject(letter.subject());
        parts.setText(letter.text(), letter.html());
        parts.setSentDate(Date.from(now));
        for (Map.Entry<String, String> header : letter.headers().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        message.saveChanges();
        return signing != null ? signed(session, begin, message, signing, now) : message;
    }

    /** What is sent is byte for byte what was signed. */
    private static MimeMessage signed(Session session, Begin begin, MimeMessage message, Signing signing, Instant now)
            throws MessagingException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try {
            message.writeTo(written);
        } catch (IOException e) {
            throw new MessagingException("The letter cannot be written", e);
        }
        byte[] signed = signing.signed(written.toByteArray(), now);
        return new MimeMessage(session, new ByteArrayInputStream(signed)) {
            @Override
            public void writeTo(OutputStream out, String[] ignored) throws IOException {
                begin.begin();
                out.write(signed);
            }
        };
    }

    private static InternetAddress address(Post.Written letter) throws MessagingException {
        InternetAddress address = new InternetAddress(letter.from());
        try {
            address.setPersonal(letter.fromName(), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
        return address;
    }

    private static MimeMessage beginning(Session session, Begin begin, String messageId) {
        return new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", messageId);
            }

            @Override
            public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
                begin.begin();
                super.writeTo(out, ignored);
            }
        };
    }

    private Session session(JavaMailSenderImpl server) {
        Properties properties = new Properties();
        for (String protocol : new String[] {"smtp", "smtps"}) {
            String prefix = "mail." + protocol + ".";
            properties.setProperty(
                    prefix + "connectiontimeout",
                    Long.toString(settings.connectTimeout().toMillis()));
            properties.setProperty(
                    prefix + "timeout", Long.toString(settings.readTimeout().toMillis()));
            properties.setProperty(prefix + "quitwait", "false");
            String user = blankToNull(server.getUsername());
            if (user != null) {
                properties.setProperty(prefix + "auth", "true");
            }
        }
        properties.putAll(server.getJavaMailProperties());
        return Session.getInstance(properties);
    }

    private static boolean refusesRecipient(MessagingException failure) {
        for (Throwable at = failure;
                at != null;
                at = at instanceof MessagingException m ? m.getNextException() : null) {
            if (at instanceof SMTPAddressFailedException) {
                return true;
            }
        }
        return false;
    }

    /** What the server answered, where that is what failed; 0: it did not answer. */
    private static int code(MessagingException failure) {
        for (Throwable at = failure;
                at != null;
                at = at instanceof MessagingException m ? m.getNextException() : null) {
            int code = switch (at) {
                case SMTPSendFailedException e -> e.getReturnCode();
                case SMTPAddressFailedException e -> e.getReturnCode();
                case SMTPSenderFailedException e -> e.getReturnCode();
                default -> 0;
            };
            if (code > 0) {
                return code;
            }
        }
        return 0;
    }

    private static String reason(MessagingException failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable at = failure;
                at != null;
                at = at instanceof MessagingException m ? m.getNextException() : null) {
            String said = at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
            String line = said.replaceAll("\\s+", " ").strip();
            if (text.indexOf(line) < 0) {
                text.append(text.isEmpty() ? "" : "; ").append(line);
            }
        }
        return text.length() > 500 ? text.substring(0, 500) + "…" : text.toString();
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
