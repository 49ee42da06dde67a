package io.salessync.outreach.inbox;

import io.salessync.connectors.OutreachMail;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Sender;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** What was said between senders and people. Idempotent by the service's ids; all of it in the open transaction. */
public interface Conversations {
    /**
     * Something that was said.
     *
     * @param chat the service's id of the chat or thread
     * @param vendorId the service's id of the message; the same one heard again changes nothing
     * @param ours whether the sender's account said it, by us or by hand
     * @param member the other one, as the account knows them; null: not told
     * @param publicId normalised; null: not told
     * @param email the other one's address, in small letters; null: none or not told
     * @param lead whose it surely is; null: to be found by the above
     * @param at UTC
     * @param headers of a mail, by lower-case name
     * @param source {@code NEWS}, {@code LOOK} or {@code HERE}
     * @param mailId of a mail, the service's id of it; null: none, or not told
     */
    record Said(
            Leads.Channel channel,
            String chat,
            String vendorId,
            boolean ours,
            @Nullable String member,
            @Nullable String publicId,
            @Nullable String email,
            @Nullable String name,
            @Nullable UUID lead,
            @Nullable String subject,
            String text,
            Instant at,
            Map<String, String> headers,
            String source,
            @Nullable String mailId) {
        public Said {
            headers = Map.copyOf(headers);
        }

        /** What is no mail at a service. */
        public Said(
                Leads.Channel channel,
                String chat,
                String vendorId,
                boolean ours,
                @Nullable String member,
                @Nullable String publicId,
                @Nullable String email,
                @Nullable String name,
                @Nullable UUID lead,
                @Nullable String subject,
                String text,
                Instant at,
                Map<String, String> headers,
                String source) {
            this(
                    channel, chat, vendorId, ours, member, publicId, email, name, lead, subject, text, at, headers,
                    source, null);
        }
    }

    /**
     * What came of it.
     *
     * @param fresh whether it was not known before
     * @param effect what it did to the lead, one sentence; null: nothing
     */
    record Effect(
            UUID conversation,
            UUID message,
            @Nullable UUID lead,
            boolean fresh,
            @Nullable String effect) {}

    /** Keeps what was said, finds whose it is, and lets it move them: answers stop, machines' answers put off, an own first message tells of an accepted invitation. */
    Effect heard(DSLContext sql, TenantId tenant, Sender sender, Said said);

    /** Keeps what the program itself said, with what it became at the service; moves nobody. */
    Effect mine(DSLContext sql, TenantId tenant, Sender sender, Said said);

    /**
     * A mail of ours was heard of: where it is a reply from here, it has its names at the service from now on.
     *
     * @return whether it is one
     */
    boolean replied(DSLContext sql, TenantId tenant, UUID sender, OutreachMail mail);

    /** Something came back of a reply from here that went by mail: it went out. Nothing where there is no such reply, or that is known. */
    void arrived(DSLContext sql, TenantId tenant, UUID message);

    /**
     * Finds whose conversations are that nobody was known for when they were heard, and lets their answers move the leads.
     *
     * @return how many found their lead
     */
    int adopt(DSLContext sql, TenantId tenant);
}
