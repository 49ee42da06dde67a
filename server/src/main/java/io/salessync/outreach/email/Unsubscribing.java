package io.salessync.outreach.email;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.leads.Suppressions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Takes people off, by the link in a mail. Idempotent. */
@Component("outreachUnsubscribing")
class Unsubscribing {
    private final KeptMails mails;
    private final Suppressions suppressions;
    private final Leads leads;
    private final Tenants tenants;
    private final Database database;
    private final InstantSource clock;

    Unsubscribing(
            KeptMails mails,
            Suppressions suppressions,
            Leads leads,
            Tenants tenants,
            Database database,
            InstantSource clock) {
        this.mails = mails;
        this.suppressions = suppressions;
        this.leads = leads;
        this.tenants = tenants;
        this.database = database;
        this.clock = clock;
    }

    /** Whether the word is one of ours; changes nothing. */
    boolean isOurs(String word) {
        Links.Named named = Links.read(word);
        return named != null
                && tenants.all().stream().anyMatch(tenant -> tenant.id().equals(named.tenant()))
                && Links.isOurs(database.inTenant(named.tenant(), sql -> suppressions.salt(sql, named.tenant())), word);
    }

    /** False: the word is none of ours. */
    boolean unsubscribe(String word) {
        Links.Named named = Links.read(word);
        if (named == null || !isOurs(word)) {
            return false;
        }
        TenantId tenant = named.tenant();
        Instant now = clock.instant();
        database.runInTenant(tenant, sql -> {
            KeptMails.Kept mail = mails.mail(sql, tenant, named.touch()).orElse(null);
            // those whose data were erased are on the list already
            if (mail == null || !mails.unsubscribed(sql, tenant, named.touch(), now)) {
                return;
            }
            leads.locked(sql, tenant, mail.lead())
                    .ifPresent(lead -> leads.note(
                            sql,
                            tenant,
                            lead,
                            new Leads.Happening(
                                    EventKind.UNSUBSCRIBED,
                                    now,
                                    lead.step(),
                                    "",
                                    mail.sender(),
                                    "They asked for no further mails.",
                                    Map.of(
                                            "source",
                                            "unsubscribe",
                                            "touch",
                                            mail.touch().toString()),
                                    "outreach")));
            suppressions.add(
                    sql,
                    tenant,
                    List.of(new Suppressions.Wish(
                            Suppressions.Kind.EMAIL, mail.address(), "asked for no further mails", null)),
                    "unsubscribe",
                    "outreach");
        });
        return true;
    }
}
