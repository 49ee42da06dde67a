package io.salessync.outreach.email;

import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachNews;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mail.MailboxListener;
import io.salessync.outreach.detection.NewsListener;
import io.salessync.outreach.inbox.Conversations;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Suppressions;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What comes back of mails: reports that they could not be delivered, answers by whoever it is, and what services call them. */
@Component("outreachReturned")
class Returned implements MailboxListener, NewsListener {
    /** So many reports that it cannot be delivered for now count as one that it never can. */
    private static final int MOST_SOFT = 3;

    private static final Duration SOFT_REST = Duration.ofDays(90);
    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])([45]\\.\\d{1,3}\\.\\d{1,3})(?![\\d.])");
    private static final Pattern REPORTER = Pattern.compile("(?i)(mailer-daemon|postmaster)@.*");

    private final KeptMails mails;
    private final MailVisits visits;
    private final Leads leads;
    private final Suppressions suppressions;
    private final Senders senders;
    private final Conversations conversations;
    private final Database database;
    private final InstantSource clock;

    Returned(
            KeptMails mails,
            MailVisits visits,
            Leads leads,
            Suppressions suppressions,
            Senders senders,
            Conversations conversations,
            Database database,
            InstantSource clock) {
        this.mails = mails;
        this.visits = visits;
        this.leads = leads;
        this.suppressions = suppressions;
        this.senders = senders;
        this.conversations = conversations;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public boolean reported(
            TenantId tenant, UUID id, String recipient, String action, String status, @Nullable String words) {
        return database.inTenant(tenant, sql -> {
            KeptMails.Kept mail = mails.mail(sql, tenant, id).orElse(null);
            // anybody may write a report: it has to be about whom the mail went to
            if (mail == null || !mail.address().equalsIgnoreCase(recipient)) {
                return false;
            }
            wentOut(sql, tenant, mail);
            if (action.equals("failed") || action.equals("delayed")) {
                bounced(sql, tenant, mail, action.equals("failed") && status.startsWith("5"), status, words);
            }
            return true;
        });
    }

    @Override
    public boolean answered(
            TenantId tenant,
            UUID id,
            String messageId,
            String from,
            @Nullable String subject,
            String text,
            Map<String, String> headers,
            Instant at) {
        return database.inTenant(tenant, sql -> {
            KeptMails.Kept mail = mails.mail(sql, tenant, id).orElse(null);
            Sender sender = mail == null
                    ? null
                    : senders.sender(sql, tenant, mail.sender()).orElse(null);
            if (mail == null || sender == null || from.equalsIgnoreCase(sender.account())) {
                return false;
            }
            wentOut(sql, tenant, mail);
            said(sql, tenant, sender, mail, messageId, from, subject, text, headers, at, "LOOK", null);
            return true;
        });
    }

    /** Nothing comes back of a mail that did not go out: where the server's answer was lost, this is it. */
    private void wentOut(DSLContext sql, TenantId tenant, KeptMails.Kept mail) {
        mails.proven(sql, tenant, mail.touch());
        conversations.arrived(sql, tenant, mail.touch());
    }

    private Conversations.Effect said(
            DSLContext sql,
            TenantId tenant,
            Sender sender,
            KeptMails.Kept mail,
            String messageId,
            String from,
            @Nullable String subject,
            String text,
            Map<String, String> headers,
            Instant at,
            String source,
            @Nullable String mailId) {
        return conversations.heard(
                sql,
                tenant,
                sender,
                new Conversations.Said(
                        Leads.Channel.EMAIL,
                        mail.address(),
                        messageId,
                        false,
                        null,
                        null,
                        from,
                        null,
                        mail.lead(),
                        subject,
                        text,
                        at,
                        headers,
                        source,
                        mailId));
    }

    @Override
    public Optional<String> heard(DSLContext sql, TenantId tenant, Sender sender, OutreachNews news) {
        if (news instanceof OutreachNews.Tracked tracked) {
            return visits.told(sql, tenant, sender, tracked);
        }
        if (!(news instanceof OutreachNews.Mailed mailed) || sender.connection() == null) {
            return Optional.empty();
        }
        OutreachMail mail = mailed.mail();
        if (mail.ours()) {
            if (mail.tracking() != null) {
                mails.tracked(sql, tenant, sender.id(), mail.tracking())
                        .ifPresent(kept -> mails.found(sql, tenant, kept.touch(), mail.id(), mail.messageId()));
            }
            return conversations.replied(sql, tenant, sender.id(), mail)
                    ? Optional.of("A reply from here.")
                    : Optional.empty();
        }
        KeptMails.Kept kept = about(sql, tenant, sender, mail);
        if (kept == null) {
            return Optional.empty();
        }
        if (REPORTER.matcher(mail.from()).matches()) {
            Matcher status = STATUS.matcher(mail.text() == null ? "" : mail.text());
            if (!status.find()) {
                return Optional.empty();
            }
            String code = String.valueOf(status.group(1));
            if (!mails.isNews(sql, tenant, kept.touch(), mail.id())) {
                return Optional.of("Known already.");
            }
            bounced(sql, tenant, kept, code.startsWith("5"), code, mail.subject());
            return Optional.of("A report that a mail could not be delivered (" + code + ").");
        }
        if (mail.from().equalsIgnoreCase(kept.address())) {
            // found by the address as well
            return Optional.empty();
        }
        Instant told = mail.at();
        Conversations.Effect effect = said(
                sql,
                tenant,
                sender,
                kept,
                mail.messageId() == null ? mail.id() : mail.messageId(),
                mail.from().toLowerCase(Locale.ROOT),
                mail.subject(),
                mail.text() == null ? "" : mail.text(),
                mail.headers(),
                told == null ? clock.instant() : told,
                news.key().startsWith("look:") ? "LOOK" : "NEWS",
                mail.id());
        String did = effect.effect();
        return Optional.of(!effect.fresh() ? "Known already." : did == null ? "Kept." : did);
    }

    /** The mail that one answers or reports on, by what it names. */
    private KeptMails.@Nullable Kept about(DSLContext sql, TenantId tenant, Sender sender, OutreachMail mail) {
        String names = (mail.inReplyTo() == null ? "" : mail.inReplyTo()) + " "
                + mail.headers().getOrDefault("references", "");
        for (String name : names.strip().split("\\s+", -1)) {
            if (!name.isEmpty()) {
                KeptMails.Kept found =
                        mails.named(sql, tenant, sender.id(), name).orElse(null);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private void bounced(
            DSLContext sql, TenantId tenant, KeptMails.Kept mail, boolean hard, String status, @Nullable String words) {
        Instant now = clock.instant();
        Lead lead = leads.locked(sql, tenant, mail.lead()).orElse(null);
        if (lead == null || mail.bouncedAt() != null) {
            return;
        }
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", "report");
        evidence.put("status", status);
        evidence.put("words", words == null || words.length() <= 500 ? words : words.substring(0, 500));
        evidence.put("touch", mail.touch().toString());
        int soft = hard ? 0 : mails.soft(sql, tenant, mail);
        boolean over = hard || soft >= MOST_SOFT;
        String note = hard
                ? "Mails to %s come back for good (%s).".formatted(mail.address(), status)
                : "A mail to %s could not be delivered for now (%s), %d of %d times."
                        .formatted(mail.address(), status, soft, MOST_SOFT);
        Leads.Happening happening =
                new Leads.Happening(EventKind.BOUNCED, now, lead.step(), "", mail.sender(), note, evidence, "outreach");
        if (!over || lead.state().ended()) {
            leads.note(sql, tenant, lead, happening);
        } else {
            leads.move(
                    sql,
                    tenant,
                    lead,
                    new Leads.Move(
                            LeadState.FAILED, "bounced", lead.step(), null, null, null, 0, null, null, happening));
        }
        if (over && mails.bounced(sql, tenant, mail.touch(), now)) {
            suppressions.add(
                    sql,
                    tenant,
                    List.of(new Suppressions.Wish(
                            Suppressions.Kind.EMAIL,
                            mail.address(),
                            "mails to it come back (" + status + ")",
                            hard ? null : now.plus(SOFT_REST))),
                    "bounce",
                    "outreach");
        }
    }
}
