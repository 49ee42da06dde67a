package io.salessync.outreach.email;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Post;
import io.salessync.outreach.sending.Channel.Sighting;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Hands a kept mail over to the own server, at most once, and writes down what the server said. */
@Component("outreachHanding")
class Handing {
    private final KeptMails mails;
    private final Post post;
    private final Database database;
    private final InstantSource clock;

    Handing(KeptMails mails, Post post, Database database, InstantSource clock) {
        this.mails = mails;
        this.post = post;
        this.database = database;
        this.clock = clock;
    }

    /** @param mail under which it is kept */
    OutreachAnswer<OutreachSent> hand(TenantId tenant, UUID mail, Letter letter, String messageId) {
        if (!database.inTenant(tenant, sql -> mails.begin(sql, tenant, mail))) {
            return new OutreachAnswer.Unknown<>("It may have been handed over before.", evidence(0, ""));
        }
        Post.Answer answer = post.hand(
                tenant,
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
                told(tenant, mail, "TAKEN", null);
                yield new OutreachAnswer.Done<>(
                        new OutreachSent(messageId, letter.to(), null), evidence(250, "The mail server took it."));
            }
            case Post.Answer.NotTaken not -> {
                told(tenant, mail, "NOT_TAKEN", not.reason());
                yield new OutreachAnswer.NotSent<>(null, not.reason());
            }
            case Post.Answer.Refused refused -> {
                told(tenant, mail, "REFUSED", refused.reason());
                yield new OutreachAnswer.Refused<>(
                        refused.recipient() ? OutreachFault.LEAD_TERMINAL : OutreachFault.OUR_CONFIG,
                        refused.recipient() ? "recipient_rejected" : "mail_refused",
                        refused.reason(),
                        evidence(550, refused.reason()));
            }
            case Post.Answer.Lost lost -> {
                told(tenant, mail, "LOST", lost.reason());
                yield new OutreachAnswer.Unknown<>(lost.reason(), evidence(0, lost.reason()));
            }
        };
    }

    private void told(TenantId tenant, UUID mail, String outcome, @Nullable String reason) {
        database.runInTenant(tenant, sql -> mails.told(sql, tenant, mail, outcome, reason));
    }

    private static BatchAnswer.Evidence evidence(int status, String words) {
        return new BatchAnswer.Evidence(null, status, null, false, words);
    }

    /** What is known of a mail without asking anybody: a mail server cannot be asked. */
    Sighting look(TenantId tenant, UUID mail) {
        KeptMails.Kept kept =
                database.inTenant(tenant, sql -> mails.mail(sql, tenant, mail)).orElse(null);
        if (kept == null) {
            return new Sighting.Unclear("the mail is not kept any more");
        }
        Map<String, Object> evidence = Map.of("source", "mail server", "outcome", kept.outcome());
        return switch (kept.outcome()) {
            case "TAKEN" -> new Sighting.There(new OutreachSent(kept.messageId(), kept.address(), null), evidence);
            // a node that was slow to begin finds it given up
            case "READY" ->
                database.inTenant(tenant, sql -> mails.giveUp(sql, tenant, mail))
                        ? new Sighting.Missing(evidence)
                        : new Sighting.Unclear("it is being handed over in this moment");
            case "NOT_TAKEN", "REFUSED" -> new Sighting.Missing(evidence);
            default ->
                new Sighting.Unclear(
                        "the mail server's answer was lost; a mail server cannot be asked, so a person has to tell whether it arrived");
        };
    }
}
