package io.salessync.outreach.inbox;

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
            String source) {
        public Said {
            headers = Map.copyOf(headers);
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
     * Finds whose conversations are that nobody was known for when they were heard, and lets their answers move the leads.
     *
     * @return how many found their lead
     */
    int adopt(DSLContext sql, TenantId tenant);
}
