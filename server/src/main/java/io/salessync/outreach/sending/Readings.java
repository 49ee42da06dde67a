package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachProfile.Invitation;
import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Readings that the engine makes for a lead: its profile, our invitation in the account's list; with what they tell. */
@Component("outreachReadings")
class Readings {
    private final Database database;
    private final Leads leads;
    private final Reserving reserving;
    private final Settling settling;
    private final Verifying verifying;
    private final Vendors vendors;
    private final PostgresSenders senders;
    private final InstantSource clock;

    Readings(
            Database database,
            Leads leads,
            Reserving reserving,
            Settling settling,
            Verifying verifying,
            Vendors vendors,
            PostgresSenders senders,
            InstantSource clock) {
        this.database = database;
        this.leads = leads;
        this.reserving = reserving;
        this.settling = settling;
        this.verifying = verifying;
        this.vendors = vendors;
        this.senders = senders;
        this.clock = clock;
    }

    private Vendors.At at(TenantId tenant, Sender sender) {
        return vendors.of(tenant, sender)
                .orElseThrow(() -> new IllegalStateException("The connection of sender " + sender.id() + " is gone"));
    }

    /** A visit is a reading: when nobody knows whether it was made, it is taken as made, since one look more or less harms nobody. */
    OutreachAnswer<OutreachSent> visit(TenantId tenant, Acts.Call.Send call) {
        Sender sender = call.sheet().sender();
        Vendors.At at = at(tenant, sender);
        Facts.Identity identity = call.identity();
        String who = identity == null ? String.valueOf(call.lead().linkedin()) : identity.member();
        return switch (at.connector().profile(at.connection(), sender.account(), who, true, null)) {
            case OutreachAnswer.Done<OutreachProfile> done -> {
                database.runInTenant(
                        tenant, sql -> identify(sql, tenant, call.lead(), sender, Product.CLASSIC, done.value()));
                yield new OutreachAnswer.Done<>(new OutreachSent(null, null, null), done.evidence());
            }
            case OutreachAnswer.Unknown<OutreachProfile> unknown ->
                new OutreachAnswer.Done<>(new OutreachSent(null, null, null), unknown.evidence());
            case OutreachAnswer.Refused<OutreachProfile> refused ->
                new OutreachAnswer.Refused<>(refused.fault(), refused.slug(), refused.message(), refused.evidence());
            case OutreachAnswer.NotSent<OutreachProfile> not -> new OutreachAnswer.NotSent<>(not.until(), not.reason());
        };
    }

    /** Keeps how the account knows the person, and the public names they had before. */
    private void identify(
            DSLContext sql, TenantId tenant, Lead lead, Sender sender, Product product, OutreachProfile profile) {
        sql.execute(
                "INSERT INTO outreach.identity AS i (tenant_id, lead_id, sender_id, product, member, public_id, seen_at, open_profile)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?::timestamptz, ?::boolean) ON CONFLICT (tenant_id, lead_id, sender_id, product) DO UPDATE"
                        + " SET member = excluded.member, seen_at = excluded.seen_at, open_profile = coalesce(excluded.open_profile, i.open_profile), public_id = coalesce(excluded.public_id, i.public_id),"
                        + " former = CASE WHEN i.public_id IS NOT NULL AND excluded.public_id IS NOT NULL AND i.public_id <> excluded.public_id"
                        + "   THEN array_append(i.former, i.public_id) ELSE i.former END",
                tenant.value(),
                lead.id(),
                sender.id(),
                product.name(),
                profile.id(),
                profile.publicId(),
                PostgresSenders.at(clock.instant()),
                profile.openProfile());
    }

    void read(TenantId tenant, Acts.Call.Read call) {
        Sender sender = call.sheet().sender();
        Vendors.At at = at(tenant, sender);
        Facts.Identity identity = database.inTenant(
                tenant,
                sql -> LeadFacts.identities(sql, tenant, call.lead().id(), sender.id())
                        .get(call.product()));
        String who = identity == null ? call.lead().linkedin() : identity.member();
        OutreachAnswer<OutreachProfile> answer = at.connector()
                .profile(at.connection(), sender.account(), String.valueOf(who), call.product(), false, null);
        settling.heard(sender, answer);
        database.runInTenant(tenant, sql -> {
            reserving.free(sql, tenant, sender.id(), call.lead().id());
            Lead lead = leads.locked(sql, tenant, call.lead().id()).orElse(null);
            if (lead != null && !lead.state().ended()) {
                wasRead(sql, tenant, lead, sender, call.product(), answer);
            }
        });
    }

    /** What is left of the account's credits, for all leads that wait for one. */
    void credits(TenantId tenant, Acts.Call.Credits call) {
        Sender sender = call.sheet().sender();
        Vendors.At at = at(tenant, sender);
        OutreachAnswer<Map<Product, Integer>> answer =
                at.connector().inmailCredits(at.connection(), sender.account(), null);
        settling.heard(sender, answer);
        database.runInTenant(tenant, sql -> {
            reserving.free(sql, tenant, sender.id(), call.lead().id());
            Lead lead = leads.locked(sql, tenant, call.lead().id()).orElse(null);
            String said = "The account's InMail credits were asked for.";
            Instant next = clock.instant().plusSeconds(1);
            switch (answer) {
                case OutreachAnswer.Done<Map<Product, Integer>> done ->
                    settling.credits(sql, tenant, sender, done.value());
                case OutreachAnswer.Refused<Map<Product, Integer>> refused -> {
                    // what is refused here says nothing of sending, unless it is of the account as a whole; who is told
                    // nothing of
                    // credits tries, and the refusal tells
                    if (refused.fault() == OutreachFault.ACCOUNT_AUTH
                            || refused.fault() == OutreachFault.ACCOUNT_THROTTLED) {
                        settling.reading(sql, tenant, sender, Action.INMAIL, refused);
                    }
                    settling.credits(sql, tenant, sender, Map.of());
                }
                case OutreachAnswer.Unknown<Map<Product, Integer>> unknown -> {
                    // a list that never answers holds nobody: what was known before counts on
                    said = "The account's InMail credits could not be read: " + unknown.reason();
                    senders.lookedForCredits(sql, tenant, sender.id());
                    next = clock.instant().plus(Duration.ofMinutes(1));
                }
                case OutreachAnswer.NotSent<Map<Product, Integer>> not -> {
                    said = "The account's InMail credits could not be read: " + not.reason();
                    next = not.until() == null ? clock.instant().plus(Duration.ofMinutes(1)) : not.until();
                }
            }
            if (lead != null && !lead.state().ended() && lead.state() != LeadState.PAUSED) {
                leads.putOff(sql, tenant, lead, next, Blocker.SPACING, said);
            }
        });
    }

    private void wasRead(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Sender sender,
            Product product,
            OutreachAnswer<OutreachProfile> answer) {
        Instant now = clock.instant();
        switch (answer) {
            case OutreachAnswer.Done<OutreachProfile> done -> {
                OutreachProfile profile = done.value();
                identify(sql, tenant, lead, sender, product, profile);
                Map<String, @Nullable Object> evidence = new LinkedHashMap<>(Acts.evidence(done.evidence()));
                evidence.put("source", "profile");
                evidence.put("member", profile.id());
                evidence.put("connected", profile.connected());
                Invitation between = profile.invitation();
                evidence.put(
                        "invitation",
                        between == null ? null : between.standing().name());
                boolean connected = Boolean.TRUE.equals(profile.connected())
                        || Integer.valueOf(1).equals(profile.distance());
                boolean pending =
                        between != null && between.sentByUs() && between.standing() == Invitation.Standing.PENDING;
                boolean rechecked = lead.rechecked();
                if (connected && (lead.connectedAt() == null || rechecked)) {
                    moved(
                            sql,
                            tenant,
                            lead,
                            sender,
                            LeadState.CONNECTED,
                            EventKind.CONNECTED,
                            "They are connected with “%s”: their profile says so.".formatted(sender.name()),
                            evidence);
                } else if (pending && (rechecked || lead.invitedAt() == null && lead.connectedAt() == null)) {
                    moved(
                            sql,
                            tenant,
                            lead,
                            sender,
                            LeadState.INVITE_SENT,
                            EventKind.VERIFIED,
                            "An invitation of “%s” is pending already: none is sent.".formatted(sender.name()),
                            evidence);
                } else if (rechecked) {
                    lookedUp(sql, tenant, lead, sender, evidence);
                } else {
                    String read = "Its profile was read.";
                    leads.move(
                            sql,
                            tenant,
                            lead,
                            new Leads.Move(
                                    lead.state(),
                                    null,
                                    lead.step(),
                                    now.plusSeconds(1),
                                    Blocker.SPACING,
                                    read,
                                    lead.tries(),
                                    sender.id(),
                                    lead.mailSender(),
                                    note(EventKind.VERIFIED, lead, sender, read, evidence)));
                }
            }
            case OutreachAnswer.Refused<OutreachProfile> refused -> {
                settling.reading(sql, tenant, sender, Action.VISIT, refused);
                if (product != Product.CLASSIC && Settling.SUBSCRIPTION.contains(refused.slug())) {
                    // the account has no such product any more: another one, or nobody
                    senders.without(sql, tenant, sender, product);
                }
                switch (refused.fault()) {
                    case LEAD_TERMINAL ->
                        leads.move(
                                sql,
                                tenant,
                                lead,
                                new Leads.Move(
                                        LeadState.FAILED,
                                        refused.slug(),
                                        lead.step(),
                                        null,
                                        null,
                                        null,
                                        0,
                                        lead.sender(),
                                        lead.mailSender(),
                                        note(
                                                EventKind.FAILED,
                                                lead,
                                                sender,
                                                "Their profile cannot be reached (%s): %s"
                                                        .formatted(refused.slug(), refused.message()),
                                                Acts.evidence(refused.evidence()))));
                    case OUR_CONFIG ->
                        leads.putOff(
                                sql,
                                tenant,
                                lead,
                                now.plus(Duration.ofHours(1)),
                                Blocker.CONFIG,
                                "Their profile could not be read (%s): %s"
                                        .formatted(refused.slug(), refused.message()));
                    default ->
                        leads.putOff(
                                sql,
                                tenant,
                                lead,
                                now.plus(Duration.ofMinutes(1)),
                                Blocker.UNREACHABLE,
                                "Their profile could not be read (%s).".formatted(refused.slug()));
                }
            }
            case OutreachAnswer.Unknown<OutreachProfile> unknown ->
                leads.putOff(
                        sql,
                        tenant,
                        lead,
                        now.plus(Duration.ofMinutes(1)),
                        Blocker.UNREACHABLE,
                        "Their profile could not be read: " + unknown.reason());
            case OutreachAnswer.NotSent<OutreachProfile> not ->
                leads.putOff(
                        sql,
                        tenant,
                        lead,
                        not.until() == null ? now.plus(Duration.ofMinutes(1)) : not.until(),
                        Blocker.UNREACHABLE,
                        "Their profile could not be read: " + not.reason());
        }
    }

    /** A person wanted to know how they stand: neither connected nor invited. A failed lead stays so. */
    private void lookedUp(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Sender sender,
            Map<String, ? extends @Nullable Object> evidence) {
        boolean failed = lead.before() == LeadState.FAILED;
        String found = "Looked up: they are not connected with “%s”, and no invitation of it is pending."
                .formatted(sender.name());
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        failed ? LeadState.FAILED : Acts.working(lead),
                        failed ? lead.reason() : null,
                        lead.step(),
                        failed ? null : clock.instant().plusSeconds(1),
                        null,
                        null,
                        0,
                        sender.id(),
                        lead.mailSender(),
                        note(
                                EventKind.VERIFIED,
                                lead,
                                sender,
                                failed ? found + " It stays failed (" + lead.reason() + ")." : found,
                                evidence)));
    }

    private void moved(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Sender sender,
            LeadState to,
            EventKind kind,
            String note,
            Map<String, ? extends @Nullable Object> evidence) {
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        to,
                        null,
                        lead.step(),
                        clock.instant(),
                        null,
                        null,
                        0,
                        sender.id(),
                        lead.mailSender(),
                        note(kind, lead, sender, note, evidence)));
    }

    void find(TenantId tenant, Acts.Call.Find call) {
        Sender sender = call.sheet().sender();
        Verifying.Found found = verifying.find(at(tenant, sender), call);
        database.runInTenant(tenant, sql -> {
            reserving.free(sql, tenant, sender.id(), call.lead().id());
            Lead lead = leads.locked(sql, tenant, call.lead().id()).orElse(null);
            if (lead == null || lead.state().ended()) {
                return;
            }
            OutreachAnswer.Refused<?> refused = found.refused();
            if (refused != null) {
                settling.reading(sql, tenant, sender, Action.WITHDRAW, refused);
            }
            String invitation = found.invitation();
            if (invitation != null) {
                sql.execute(
                        "UPDATE outreach.touch SET vendor_id = ? WHERE tenant_id = ? AND lead_id = ? AND action IN ('INVITE', 'NOTED_INVITE')"
                                + " AND state = 'DONE'",
                        invitation,
                        tenant.value(),
                        lead.id());
            }
            if (invitation != null || found.complete()) {
                leads.note(
                        sql,
                        tenant,
                        lead,
                        note(
                                EventKind.VERIFIED,
                                lead,
                                sender,
                                invitation == null
                                        ? "The invitation is not pending any more."
                                        : "The invitation is pending.",
                                invitation == null
                                        ? Map.of("source", "sent invitations", "found", false)
                                        : Map.of(
                                                "source",
                                                "sent invitations",
                                                "found",
                                                true,
                                                "invitation",
                                                invitation)));
                lead = leads.locked(sql, tenant, lead.id()).orElseThrow();
            }
            leads.putOff(
                    sql,
                    tenant,
                    lead,
                    clock.instant()
                            .plus(
                                    invitation != null || found.complete()
                                            ? Duration.ofSeconds(1)
                                            : Duration.ofMinutes(5)),
                    Blocker.SPACING,
                    "The invitation was looked for.");
        });
    }

    private Leads.Happening note(
            EventKind kind, Lead lead, Sender sender, String note, Map<String, ? extends @Nullable Object> evidence) {
        return new Leads.Happening(kind, clock.instant(), lead.step(), "", sender.id(), note, evidence, "outreach");
    }
}
