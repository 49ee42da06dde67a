package io.salessync.mail;

import io.salessync.kernel.tenancy.TenantId;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The way mail goes out. */
public interface Mails {
    /**
     * A mail to be sent.
     *
     * @param key names it for ever in the tenant: a second mail with the same key is not queued
     * @param text plain text, always there
     * @param html null: text alone
     * @param reason what it is about, for the mail log: {@code alert}, {@code flow:<name>/<node>}, {@code report}
     * @param run the run that asked for it, where there is one
     * @param recordKey the record it is about, where there is one
     */
    record Mail(
            String key,
            String to,
            String subject,
            String text,
            @Nullable String html,
            String reason,
            @Nullable UUID run,
            @Nullable String recordKey) {}

    /** The states: {@code QUEUED → SENDING → SENT → DELIVERED | BOUNCED}, or {@code FAILED}, or {@code UNKNOWN} when nobody can tell. */
    enum State {
        QUEUED,
        SENDING,
        SENT,
        DELIVERED,
        BOUNCED,
        FAILED,
        UNKNOWN
    }

    /** Whether a mail server is configured. */
    boolean canSend();

    /**
     * Queues a mail in the open transaction; it goes out after that has committed.
     *
     * @return its id; that of the first one where the key was used before
     */
    UUID queue(DSLContext sql, TenantId tenant, Mail mail);

    State state(DSLContext sql, TenantId tenant, UUID mail);

    /**
     * Hands the queued mails of a run to the mail server on this thread, as a command has to, which ends before a server would look
     * again. What another node has taken already is left to it; what the server does not take stays queued. Not in a transaction.
     *
     * @return how many mails it spoke with the server about
     */
    default int deliver(TenantId tenant, UUID run) {
        return 0;
    }
}
