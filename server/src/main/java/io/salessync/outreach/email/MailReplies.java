package io.salessync.outreach.email;

import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.Post;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.inbox.ReplyMails;
import io.salessync.outreach.sending.Channel.Sighting;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Replies from the inbox as mails: in the thread of what was said last, without links to unsubscribe, without anything that tells of openings. */
@Component("outreachMailReplies")
class MailReplies implements ReplyMails {
    /** What was said last: theirs before ours. */
    private static final String LAST = """
            SELECT vendor_id, mail_id, refs, subject FROM outreach.message
            WHERE tenant_id = ? AND conversation_id = ? AND vendor_id IS NOT NULL AND state IN ('HEARD', 'SENT')
            ORDER BY ours, at DESC, message_id LIMIT 1
            """;

    private final KeptMails mails;
    private final Handing handing;
    private final MailServices services;
    private final Post post;
    private final InstantSource clock;

    MailReplies(KeptMails mails, Handing handing, MailServices services, Post post, InstantSource clock) {
        this.mails = mails;
        this.handing = handing;
        this.services = services;
        this.post = post;
        this.clock = clock;
    }

    @Override
    public Drafted draft(DSLContext sql, Answering answering) {
        TenantId tenant = answering.tenant();
        boolean own = answering.sender().connection() == null;
        UUID lead = answering.lead();
        String to = answering.address();
        if (to.indexOf('@') < 1) {
            throw Problem.of(OutreachProblem.NOT_AT_HAND, "Nobody knows the address of the other one any more.");
        }
        if (own && lead == null) {
            throw Problem.of(
                    OutreachProblem.NOT_AT_HAND,
                    "This conversation belongs to no lead any more; answer it in your program for mail.");
        }
        if (own && !post.isReady()) {
            throw Problem.of(OutreachProblem.NOT_AT_HAND, "No mail server is configured (spring.mail.host).");
        }
        Record last = sql.fetchOne(LAST, tenant.value(), answering.conversation());
        String named = last == null ? null : last.get("vendor_id", String.class);
        String before = named != null && named.startsWith("<") ? named : null;
        String chain = before == null || last == null
                ? ""
                : (chain(sql, tenant, answering.sender().id(), before, last) + " " + before).strip();
        Map<String, String> headers = new LinkedHashMap<>();
        if (!own) {
            headers.put(HEADER, answering.message().toString());
        } else if (before != null) {
            headers.put("In-Reply-To", before);
            headers.put("References", chain);
        }
        String account = answering.sender().account();
        Letter letter = new Letter(
                own
                        ? "<%s.%s@%s>"
                                .formatted(
                                        answering.message(),
                                        tenant,
                                        KeptMails.domain(account).replaceAll("[^A-Za-z0-9.-]", ""))
                        : null,
                account,
                answering.sender().name(),
                to,
                answering.name(),
                subject(last == null ? null : last.get("subject", String.class), answering.subject()),
                answering.text(),
                Drafting.html(answering.text()),
                headers,
                last == null ? null : last.get("mail_id", String.class),
                false,
                false,
                answering.message().toString(),
                List.of());
        String kept = KeptMails.JSON.writeValueAsString(letter);
        if (lead != null) {
            mails.putReply(
                    sql, tenant, answering.message(), lead, answering.sender().id(), letter, chain, clock.instant());
        }
        if (own) {
            return new Drafted(kept, null);
        }
        String body = services.with(tenant, answering.sender(), (connection, connector) -> {
            String fault = connector.fault(ServiceChannel.write(letter));
            if (fault != null) {
                throw Problem.of(OutreachProblem.WRONG_REPLY, fault).with("field", "text");
            }
            return connector.body(ServiceChannel.write(letter));
        });
        if (body == null) {
            throw Problem.of(
                    OutreachProblem.NOT_AT_HAND,
                    "The connection of “%s” is gone, or nothing here speaks to its service."
                            .formatted(answering.sender().name()));
        }
        return new Drafted(kept, body);
    }

    /** What stands before a mail in its thread: as it said itself, or as we kept it where it is ours. */
    private String chain(DSLContext sql, TenantId tenant, UUID sender, String before, Record last) {
        String told = last.get("refs", String.class);
        String chain = told != null
                ? told
                : mails.named(sql, tenant, sender, before)
                        .map(KeptMails.Kept::chain)
                        .orElse("");
        // the first and the last ones are what programs for mail go by
        String[] names = chain.strip().split("\\s+", -1);
        if (names.length <= 20) {
            return String.join(" ", names);
        }
        String[] kept = new String[20];
        kept[0] = names[0];
        System.arraycopy(names, names.length - 19, kept, 1, 19);
        return String.join(" ", kept);
    }

    private static String subject(@Nullable String said, @Nullable String ofConversation) {
        String subject = said != null && !said.isBlank() ? said : ofConversation == null ? "" : ofConversation;
        String line = subject.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.toLowerCase(Locale.ROOT).startsWith("re:") ? line : ("Re: " + line).strip();
    }

    @Override
    public OutreachAnswer<OutreachSent> send(Answering answering, String kept, @Nullable Intent intent) {
        Letter letter = KeptMails.JSON.readValue(kept, Letter.class);
        String messageId = letter.messageId();
        if (messageId != null) {
            return handing.hand(answering.tenant(), answering.message(), letter, messageId);
        }
        if (intent == null) {
            throw new IllegalStateException("Reply " + answering.message() + " has no open intent");
        }
        OutreachAnswer<OutreachSent> answer = services.with(
                answering.tenant(),
                answering.sender(),
                (connection, connector) -> connector.send(connection, intent, ServiceChannel.write(letter), null));
        return answer == null
                ? new OutreachAnswer.NotSent<>(null, "Nothing here speaks to the service of this mailbox.")
                : answer;
    }

    @Override
    public void sent(DSLContext sql, Answering answering, OutreachSent sent) {
        mails.sent(
                sql,
                answering.tenant(),
                answering.message(),
                answering.sender().connection() == null ? null : sent.id(),
                clock.instant());
    }

    @Override
    public Sighting look(Answering answering, String kept, Instant sentAt) {
        Letter letter = KeptMails.JSON.readValue(kept, Letter.class);
        if (letter.messageId() != null) {
            return handing.look(answering.tenant(), answering.message());
        }
        Instant after = sentAt.minus(MailServices.CLOCKS_DIFFER);
        Sighting found = services.with(
                answering.tenant(),
                answering.sender(),
                (connection, connector) -> MailServices.look(
                        connection, connector, letter, after, mail -> isIt(mail, answering, letter, after)));
        return found == null ? new Sighting.Unclear("nothing here speaks to the service of this mailbox") : found;
    }

    private static boolean isIt(OutreachMail mail, Answering answering, Letter letter, Instant after) {
        if (!mail.ours()) {
            return false;
        }
        UUID named = ReplyMails.named(mail.headers());
        if (named != null) {
            return named.equals(answering.message());
        }
        // a service that tells no headers: what it says, to whom and when
        Instant at = mail.at();
        String text = mail.text() == null ? "" : plain(mail.text());
        return letter.subject().equals(mail.subject())
                && mail.to().stream().anyMatch(letter.to()::equalsIgnoreCase)
                && text.contains(plain(letter.text()))
                && (at == null || !at.isBefore(after));
    }

    private static String plain(String text) {
        return text.replaceAll("<[^>]*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
