package io.salessync.outreach.inbox;

import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.sending.Channel;
import io.salessync.outreach.sending.Sender;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** How replies from the inbox go that are mails; a bean of whoever sends mails. */
public interface ReplyMails {
    /** Names a reply in a mail that goes through a service, whose own names for it are told late or never. */
    String HEADER = "X-SalesSync-Reply";

    /** The reply that a mail is, by its header; null: none. */
    static @Nullable UUID named(Map<String, String> headers) {
        String named = headers.get("x-salessync-reply");
        try {
            return named == null ? null : UUID.fromString(named.strip());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * A reply.
     *
     * @param message names it for ever
     * @param lead whose conversation it is; null: nobody's
     * @param address of the other one
     * @param subject of the conversation; null: none known
     */
    record Answering(
            TenantId tenant,
            UUID message,
            UUID conversation,
            Sender sender,
            @Nullable UUID lead,
            String address,
            String name,
            @Nullable String subject,
            String text) {}

    /**
     * A written reply.
     *
     * @param letter the whole of it, as it is kept
     * @param body the exact body of the call through a service; null: it goes through the own mail server
     */
    record Drafted(String letter, @Nullable String body) {}

    /**
     * Writes it, in the thread of what was said last, in the transaction that keeps it; calls nobody.
     *
     * @throws io.salessync.kernel.problems.Problem where it cannot be sent
     */
    Drafted draft(DSLContext sql, Answering answering);

    /**
     * Sends it, once, outside any transaction.
     *
     * @param intent null: through the own mail server
     */
    OutreachAnswer<OutreachSent> send(Answering answering, String letter, @Nullable Intent intent);

    /** It went out, in the transaction that settles it. */
    void sent(DSLContext sql, Answering answering, OutreachSent sent);

    /** Looks whether it went out; outside any transaction, sends nothing. */
    Channel.Sighting look(Answering answering, String letter, Instant sentAt);
}
