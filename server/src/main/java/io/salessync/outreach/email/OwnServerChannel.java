package io.salessync.outreach.email;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.Database;
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
    private final Post post;
    private final Conversations conversations;
    private final Database database;
    private final InstantSource clock;

    OwnServerChannel(
            Drafting drafting,
            KeptMails mails,
            Post post,
            Conversations conversations,
            Database database,
            InstantSource clock) {
        this.drafting = drafting;
        this.mails = mails;
        this.post = post;
        this.conversations = conversations;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public boolean handles(Sender sender) {
        return sender.channel() == Leads.Channel.EMAIL && sender.connection() == null;
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
        if (!database.inTenant(tenant, sql -> mails.begin(sql, tenant, outgoing.touch()))) {
            return new OutreachAnswer.Unknown<>("It may have been handed over before.", evidence(0, ""));
        }
        Post.Answer answer = post.hand(
                new Post.Written(
                        messageId,
                        letter.account(),
                        letter.fromName(),
                        letter.to(),
                        letter.subject(),
                        letter.text(),
                        letter.html(),
                        letter.headers()),
                clock.instant());
        return switch (answer) {
            case Post.Answer.Taken taken -> {
                told(outgoing, "TAKEN", null);
                yield new OutreachAnswer.Done<>(
                        new OutreachSent(messageId, letter.to(), null), evidence(250, "The mail server took it."));
            }
            case Post.Answer.NotTaken not -> {
                told(outgoing, "NOT_TAKEN", not.reason());
                yield new OutreachAnswer.NotSent<>(null, not.reason());
            }
            case Post.Answer.Refused refused -> {
                told(outgoing, "REFUSED", refused.reason());
                yield new OutreachAnswer.Refused<>(
                        refused.recipient() ? OutreachFault.LEAD_TERMINAL : OutreachFault.OUR_CONFIG,
                        refused.recipient() ? "recipient_rejected" : "mail_refused",
                        refused.reason(),
                        evidence(550, refused.reason()));
            }
            case Post.Answer.Lost lost -> {
                told(outgoing, "LOST", lost.reason());
                yield new OutreachAnswer.Unknown<>(lost.reason(), evidence(0, lost.reason()));
            }
        };
    }

    private void told(Outgoing outgoing, String outcome, @Nullable String reason) {
        database.runInTenant(
                outgoing.tenant(), sql -> mails.told(sql, outgoing.tenant(), outgoing.touch(), outcome, reason));
    }

    private static BatchAnswer.Evidence evidence(int status, String words) {
        return new BatchAnswer.Evidence(null, status, null, false, words);
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
        KeptMails.Kept kept = database.inTenant(
                        outgoing.tenant(), sql -> mails.mail(sql, outgoing.tenant(), outgoing.touch()))
                .orElse(null);
        if (kept == null) {
            return new Sighting.Unclear("the mail is not kept any more");
        }
        Map<String, Object> evidence = Map.of("source", "mail server", "outcome", kept.outcome());
        return switch (kept.outcome()) {
            case "TAKEN" -> new Sighting.There(new OutreachSent(kept.messageId(), kept.address(), null), evidence);
            // a node that was slow to begin finds it given up
            case "READY" ->
                database.inTenant(outgoing.tenant(), sql -> mails.giveUp(sql, outgoing.tenant(), outgoing.touch()))
                        ? new Sighting.Missing(evidence)
                        : new Sighting.Unclear("it is being handed over in this moment");
            case "NOT_TAKEN", "REFUSED" -> new Sighting.Missing(evidence);
            default ->
                new Sighting.Unclear(
                        "the mail server's answer was lost; a mail server cannot be asked, so a person has to tell whether it arrived");
        };
    }
}
