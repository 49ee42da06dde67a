package io.salessync.mail;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.search.FlagTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Looks into the watched mailbox: hands what has not been seen to {@link Bounces} and marks it as seen. A message is marked only after it
 * was heard, so a look that is cut off hears it again, which changes nothing. Nothing is deleted.
 */
@Component
class BounceMailbox {
    private static final Logger log = LoggerFactory.getLogger(BounceMailbox.class);
    /** The rest comes with the next look. */
    private static final int MOST = 500;
    /** A report carries the mail it is about, which may be large; no report of ours is this large. */
    private static final int LARGEST = 20 * 1024 * 1024;

    private static final Duration TO_LET_GO = Duration.ofSeconds(2);

    private final MailboxSettings settings;
    private final Bounces bounces;
    private final MeterRegistry meters;

    BounceMailbox(MailboxSettings settings, Bounces bounces, MeterRegistry meters) {
        this.settings = settings;
        this.bounces = bounces;
        this.meters = meters;
    }

    /** @param looked messages that had not been seen; {@code heard}: those that were about a mail of ours */
    record Look(int looked, int heard) {}

    /** @throws MailboxAway when the server cannot be reached, refuses, or takes too long */
    Look look() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("A conversation with the mail server while a transaction is open");
        }
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Look> look = thread.submit(this::converse);
            try {
                return look.get(settings.totalTimeout().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new MailboxAway(
                        "no end within %d s".formatted(settings.totalTimeout().toSeconds()), e);
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof MessagingException) {
                    throw new MailboxAway(String.valueOf(cause.getMessage()), e);
                }
                throw new IllegalStateException("The mailbox %s could not be read".formatted(settings), cause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new MailboxAway("this node stops", e);
            } finally {
                // a virtual thread that waits for a socket ends when it is interrupted
                look.cancel(true);
                thread.shutdownNow();
                awaitEnd(thread);
            }
        }
    }

    private static void awaitEnd(java.util.concurrent.ExecutorService thread) {
        try {
            if (!thread.awaitTermination(TO_LET_GO.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("The conversation with the mailbox does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Look converse() throws MessagingException {
        String protocol = settings.encryption() == MailboxSettings.Encryption.TLS ? "imaps" : "imap";
        try (Store store = Session.getInstance(properties(protocol)).getStore(protocol)) {
            store.connect(settings.host(), settings.port(), settings.username(), settings.password());
            try (Folder folder = store.getFolder(settings.folder())) {
                if (!folder.exists()) {
                    throw new MessagingException("there is no folder '%s'".formatted(settings.folder()));
                }
                folder.open(Folder.READ_WRITE);
                return read(folder);
            }
        }
    }

    private Look read(Folder folder) throws MessagingException {
        Message[] unseen = folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
        Message[] now = unseen.length > MOST ? Arrays.copyOf(unseen, MOST) : unseen;
        FetchProfile sizes = new FetchProfile();
        sizes.add(FetchProfile.Item.ENVELOPE);
        folder.fetch(now, sizes);
        int heard = 0;
        for (Message message : now) {
            byte[] raw = raw(message);
            boolean ours = raw != null && bounces.heard(raw).isPresent();
            heard += ours ? 1 : 0;
            meters.counter("salessync.mail.reports", "ours", String.valueOf(ours))
                    .increment();
            message.setFlag(Flags.Flag.SEEN, true);
        }
        return new Look(now.length, heard);
    }

    /** Null: too large, or it cannot be read: somebody has to look at it. */
    private static byte @Nullable [] raw(Message message) throws MessagingException {
        if (message.getSize() > LARGEST) {
            log.warn("A message of {} bytes in the mailbox for reports is too large to be one", message.getSize());
            return null;
        }
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        try {
            message.writeTo(raw);
        } catch (IOException e) {
            log.warn("A message in the mailbox for reports cannot be read: {}", e.toString());
            return null;
        }
        return raw.toByteArray();
    }

    private Properties properties(String protocol) {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        properties.setProperty(
                prefix + "connectiontimeout",
                String.valueOf(settings.connectTimeout().toMillis()));
        properties.setProperty(
                prefix + "timeout", String.valueOf(settings.readTimeout().toMillis()));
        properties.setProperty(
                prefix + "writetimeout", String.valueOf(settings.readTimeout().toMillis()));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        // the text itself, not a copy that the server marks as read before we have heard it
        properties.setProperty(prefix + "peek", "true");
        if (settings.encryption() == MailboxSettings.Encryption.STARTTLS) {
            properties.setProperty(prefix + "starttls.enable", "true");
            properties.setProperty(prefix + "starttls.required", "true");
        }
        return properties;
    }

    /** The mailbox cannot be looked into for now. */
    static final class MailboxAway extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MailboxAway(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
