package io.salessync.outreach.email;

import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Post;
import io.salessync.outreach.inbox.Conversations;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Channel;
import io.salessync.outreach.sending.Sender;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Mails through the own server. What the conversation told is written down at once: a mail that the server took was sent, one that it
 * refused was not, and one whose answer was lost is never sent again.
 */
@Component("outreachOwnServer")
class OwnServerChannel implements Channel {
    private final Drafting drafting;
    private final KeptMails mails;
    private final Handing handing;
    private final Post post;
    private final Conversations conversations;
    private final InstantSource clock;

    OwnServerChannel(
            Drafting drafting,
            KeptMails mails,
            Handing handing,
            Post post,
            Conversations conversations,
            InstantSource clock) {
        this.drafting = drafting;
        this.mails = mails;
        this.handing = handing;
        this.post = post;
        this.conversations = conversations;
        this.clock = clock;
    }

    @Override
    public boolean handles(Sender sender) {
        return sender.channel() == Leads.Channel.EMAIL && sender.connection() == null;
    }

    @Override
    public @Nullable String unsigned(TenantId tenant, Sender sender) {
        return post.unsigned(tenant, sender.account());
    }

    @Override
    public Draft draft(DSLContext sql, Outgoing outgoing) {
        return drafting.draft(sql, outgoing, true, KeptMails.JSON::writeValueAsString);
    }

    @Override
    public OutreachAnswer<OutreachSent> send(Outgoing outgoing, String body, @Nullable Intent intent) {
        if (!post.isReady()) {
            return new OutreachAnswer.NotSent<>(null, "No mail server is configured (spring.mail.host).");
        }
        TenantId tenant = outgoing.tenant();
        Letter letter = KeptMails.JSON.readValue(body, Letter.class);
        String messageId = letter.messageId();
        if (messageId == null) {
            throw new IllegalStateException("The letter of touch " + outgoing.touch() + " has no Message-ID");
        }
        return handing.hand(tenant, outgoing.touch(), letter, messageId);
    }

    @Override
    public void sent(DSLContext sql, Outgoing outgoing, String body, OutreachSent sent) {
        Instant now = clock.instant();
        Letter letter = KeptMails.JSON.readValue(body, Letter.class);
        mails.sent(sql, outgoing.tenant(), outgoing.touch(), null, now);
        conversations.mine(
                sql,
                outgoing.tenant(),
                outgoing.sender(),
                new Conversations.Said(
                        Leads.Channel.EMAIL,
                        letter.to(),
                        letter.messageId() == null ? letter.label() : letter.messageId(),
                        true,
                        null,
                        null,
                        letter.to(),
                        letter.toName(),
                        outgoing.lead().id(),
                        letter.subject(),
                        letter.text(),
                        now,
                        Map.of(),
                        "HERE"));
    }

    @Override
    public Sighting look(Outgoing outgoing, String body, Instant sentAt) {
        return handing.look(outgoing.tenant(), outgoing.touch());
    }
}
