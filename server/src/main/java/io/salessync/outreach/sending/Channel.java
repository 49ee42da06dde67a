package io.salessync.outreach.sending;

import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Lead;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A way that texts go which the engine does not know itself: mails, through a service or the own mail server. A bean; the engine asks the first one that
 * handles the sender. The engine keeps quotas, intents and states; a channel only words, sends once and looks.
 */
public interface Channel {
    /** Stands in a rendered text where the channel puts the link that takes the person off the list. */
    String UNSUBSCRIBE = "{unsubscribe}";

    /** Whether it sends for this one. */
    boolean handles(Sender sender);

    /** Why what this one sends goes out unsigned, one sentence with what to do; null: it is signed, or nobody here can tell. */
    default @Nullable String unsigned(TenantId tenant, Sender sender) {
        return null;
    }

    /**
     * Something to go out.
     *
     * @param touch names it for ever: Message-ID and the like are made from it
     * @param subject as rendered; empty where it stays in the thread
     * @param text as rendered
     * @param sameThread whether it answers the mail before it
     * @param openTracking whether it tells of being opened
     * @param linkTracking whether its links tell of being followed
     */
    record Outgoing(
            TenantId tenant,
            UUID touch,
            Sender sender,
            Lead lead,
            String step,
            String variant,
            String subject,
            String text,
            boolean sameThread,
            boolean openTracking,
            boolean linkTracking) {}

    /** What goes out, or why it cannot. */
    sealed interface Draft {
        /**
         * @param body the exact body; never changes once it is kept
         */
        record Ready(String body) implements Draft {}

        /** The text cannot be sent so: a word of ours as its reason and a sentence. */
        record Unfit(String reason, String sentence) implements Draft {}

        /** Not now, such as too many to one domain. */
        record Later(Instant until, String sentence) implements Draft {}
    }

    /** Makes what goes out, in the transaction that decides it; calls nobody. */
    Draft draft(DSLContext sql, Outgoing outgoing);

    /**
     * Sends once, outside any transaction. The engine has marked it as sent before, where there is no intent.
     *
     * @param intent for what goes through a connection, to be given to the connector; null for the own mail server
     */
    OutreachAnswer<OutreachSent> send(Outgoing outgoing, String body, @Nullable Intent intent);

    /** It went out: keeps threads and the like, in the transaction that settles it. */
    void sent(DSLContext sql, Outgoing outgoing, String body, OutreachSent sent);

    /** Looks whether something went out; outside any transaction, sends nothing. */
    Sighting look(Outgoing outgoing, String body, Instant sentAt);

    /** What a look found. */
    sealed interface Sighting {
        /** It went out. */
        record There(OutreachSent sent, Map<String, ? extends @Nullable Object> evidence) implements Sighting {}

        /** The look was complete, and it is not there. */
        record Missing(Map<String, ? extends @Nullable Object> evidence) implements Sighting {}

        /** Nobody can tell now. */
        record Unclear(String reason) implements Sighting {}
    }
}
