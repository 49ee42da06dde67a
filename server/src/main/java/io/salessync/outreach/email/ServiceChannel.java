package io.salessync.outreach.email;

import io.salessync.connectors.Connection;
import io.salessync.connectors.Intent;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Channel;
import io.salessync.outreach.sending.Sender;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Mails through a mailbox at a service. */
@Component("outreachServiceMails")
class ServiceChannel implements Channel {
    private final Drafting drafting;
    private final KeptMails mails;
    private final MailServices services;
    private final Database database;
    private final InstantSource clock;

    ServiceChannel(Drafting drafting, KeptMails mails, MailServices services, Database database, InstantSource clock) {
        this.drafting = drafting;
        this.mails = mails;
        this.services = services;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public boolean handles(Sender sender) {
        return sender.channel() == Leads.Channel.EMAIL && sender.connection() != null;
    }

    @Override
    public Draft draft(DSLContext sql, Outgoing outgoing) {
        OutreachConnector connector = with(outgoing, (connection, found) -> found);
        if (connector == null) {
            return new Draft.Unfit("no_connection", "Nothing here speaks to the service of this mailbox.");
        }
        return drafting.draft(sql, outgoing, false, letter -> connector.body(write(letter)));
    }

    private <T> @Nullable T with(Outgoing outgoing, BiFunction<Connection, OutreachConnector, T> work) {
        return services.with(outgoing.tenant(), outgoing.sender(), work);
    }

    static OutreachWrite.Mail write(Letter letter) {
        return new OutreachWrite.Mail(
                letter.account(),
                letter.toName(),
                letter.to(),
                letter.subject(),
                letter.html(),
                letter.replyTo(),
                letter.headers(),
                letter.trackOpens(),
                letter.trackLinks(),
                letter.label());
    }

    @Override
    public OutreachAnswer<OutreachSent> send(Outgoing outgoing, String body, @Nullable Intent intent) {
        if (intent == null) {
            throw new IllegalStateException("Touch " + outgoing.touch() + " has no open intent");
        }
        TenantId tenant = outgoing.tenant();
        KeptMails.Kept kept = database.inTenant(tenant, sql -> mails.mail(sql, tenant, outgoing.touch()))
                .orElse(null);
        if (kept == null) {
            return new OutreachAnswer.NotSent<>(null, "The mail is not kept any more.");
        }
        OutreachAnswer<OutreachSent> answer = with(
                outgoing, (connection, connector) -> connector.send(connection, intent, write(kept.written()), null));
        return answer == null
                ? new OutreachAnswer.NotSent<>(null, "Nothing here speaks to the service of this mailbox.")
                : answer;
    }

    @Override
    public void sent(DSLContext sql, Outgoing outgoing, String body, OutreachSent sent) {
        mails.sent(sql, outgoing.tenant(), outgoing.touch(), sent.id(), clock.instant());
    }

    @Override
    public Sighting look(Outgoing outgoing, String body, Instant sentAt) {
        KeptMails.Kept kept = database.inTenant(
                        outgoing.tenant(), sql -> mails.mail(sql, outgoing.tenant(), outgoing.touch()))
                .orElse(null);
        if (kept == null) {
            return new Sighting.Unclear("the mail is not kept any more");
        }
        Sighting found = with(outgoing, (connection, connector) -> look(connection, connector, kept, sentAt));
        return found == null ? new Sighting.Unclear("nothing here speaks to the service of this mailbox") : found;
    }

    private static Sighting look(
            Connection connection, OutreachConnector connector, KeptMails.Kept kept, Instant sentAt) {
        Letter letter = kept.written();
        Instant after = sentAt.minus(MailServices.CLOCKS_DIFFER);
        return MailServices.look(connection, connector, letter, after, mail -> isIt(mail, kept, letter, after));
    }

    private static boolean isIt(OutreachMail mail, KeptMails.Kept kept, Letter letter, Instant after) {
        if (!mail.ours()) {
            return false;
        }
        if (kept.tracking() != null && kept.tracking().equals(mail.tracking())) {
            return true;
        }
        String link = letter.headers().get("List-Unsubscribe");
        String told = mail.headers().get("list-unsubscribe");
        if (told != null && link != null) {
            // each mail has a link of its own
            return told.contains(link);
        }
        Instant at = mail.at();
        return letter.subject().equals(mail.subject())
                && mail.to().stream().anyMatch(letter.to()::equalsIgnoreCase)
                && (at == null || !at.isBefore(after));
    }
}
