package io.salessync.outreach.sending;

import io.salessync.alerts.Alerts;
import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What an answer does to touch, lead and account. All of it in one transaction. */
@Component("outreachSettling")
class Settling {
    /** Back-off of errors that pass: 15, 30, 60, 120 seconds, then an hour. */
    private static final int QUICK_TRIES = 4;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(15);
    private static final Duration LONG_PAUSE = Duration.ofHours(1);

    /** How soon an unknown outcome is looked at first. */
    static final Duration FIRST_LOOK = Duration.ofSeconds(45);

    /** What is refused where the account does not pay for a product. */
    static final Set<String> SUBSCRIPTION = Set.of(
            "feature_not_subscribed",
            "subscription_required",
            "errors/feature_not_subscribed",
            "errors/subscription_required");

    /** What the network said of the person or the text: it took the call. */
    private static final Set<OutreachFault> OF_THE_LEAD = EnumSet.of(
            OutreachFault.ALREADY_CONNECTED,
            OutreachFault.ALREADY_INVITED,
            OutreachFault.ALREADY_DONE,
            OutreachFault.LEAD_TERMINAL,
            OutreachFault.CONTENT,
            OutreachFault.NOT_CONNECTED);

    private final Leads leads;
    private final PostgresTouches touches;
    private final PostgresSenders senders;
    private final Sheets sheets;
    private final Acts acts;
    private final Reserving reserving;
    private final Reach reach;
    private final Alerts alerts;
    private final InstantSource clock;

    Settling(
            Leads leads,
            PostgresTouches touches,
            PostgresSenders senders,
            Sheets sheets,
            Acts acts,
            Reserving reserving,
            Reach reach,
            Alerts alerts,
            InstantSource clock) {
        this.leads = leads;
        this.touches = touches;
        this.senders = senders;
        this.sheets = sheets;
        this.acts = acts;
        this.reserving = reserving;
        this.reach = reach;
        this.alerts = alerts;
        this.clock = clock;
    }

    /** The answer to a send. */
    void answered(DSLContext sql, TenantId tenant, Acts.Call.Send call, OutreachAnswer<OutreachSent> answer) {
        Lead lead = leads.locked(sql, tenant, call.lead().id()).orElse(null);
        Sender sender = senders.locked(sql, tenant, call.sheet().sender().id()).orElseThrow();
        reserving.free(sql, tenant, sender.id(), call.touch().id());
        if (lead == null) {
            return;
        }
        switch (answer) {
            case OutreachAnswer.Done<OutreachSent> done -> {
                acts.close(sql, tenant, call.touch().id(), done.evidence());
                done(
                        sql,
                        tenant,
                        lead,
                        sender,
                        call.step(),
                        call.touch(),
                        done.value(),
                        Acts.evidence(done.evidence()),
                        false);
            }
            case OutreachAnswer.Refused<OutreachSent> refused -> refused(sql, tenant, lead, sender, call, refused);
            case OutreachAnswer.Unknown<OutreachSent> unknown ->
                unknown(sql, tenant, lead, call.touch(), unknown.reason(), null);
            case OutreachAnswer.NotSent<OutreachSent> notSent -> {
                acts.close(sql, tenant, call.touch().id(), Acts.looked("Surely not sent: " + notSent.reason()));
                notDone(sql, tenant, sender, call.touch(), null);
                Instant until = notSent.until();
                putOff(
                        sql,
                        tenant,
                        lead,
                        call.touch(),
                        until == null ? clock.instant().plus(pause(lead)) : until,
                        Blocker.UNREACHABLE,
                        "The service could not be reached: " + notSent.reason(),
                        Map.of("source", "no call", "reason", notSent.reason()));
            }
        }
    }

    /** Marks the breakers; outside any transaction. */
    void heard(Sender sender, OutreachAnswer<?> answer) {
        boolean failed = switch (answer) {
            case OutreachAnswer.Done<?> done -> false;
            case OutreachAnswer.Refused<?> refused -> refused.fault() == OutreachFault.TRANSIENT;
            case OutreachAnswer.Unknown<?> unknown -> true;
            case OutreachAnswer.NotSent<?> notSent -> true;
        };
        if (failed) {
            reach.failed(sender, "no answer");
        } else {
            reach.answered(sender);
        }
    }

    /** It went out, as the answer or a look told. */
    void done(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Sender sender,
            Step step,
            Touches.Touch touch,
            OutreachSent sent,
            Map<String, ? extends @Nullable Object> evidence,
            boolean byReading) {
        if (!touches.settle(sql, tenant, touch, Touches.State.DONE, clock.instant(), sent.id(), sent.chat(), null)) {
            return;
        }
        Sheet sheet = sheets.of(sql, tenant, sender);
        sheets.went(sql, tenant, sheet, touch.action(), touch.id(), sent.usage());
        senders.took(sql, tenant, sender.id(), touch.action(), touch.id());
        EventKind kind = kind(touch.action());
        String note = (byReading ? "Found by reading: " : "") + word(touch.action()) + " from “" + sender.name() + "”.";
        if (byReading) {
            leads.note(sql, tenant, lead, acts.happening(EventKind.VERIFIED, lead, touch, note, evidence));
        }
        boolean elsewhere = lead.state().ended()
                || lead.state() == LeadState.PAUSED
                || !touch.step().equals(lead.step());
        if (elsewhere) {
            leads.note(sql, tenant, lead, acts.happening(kind, lead, touch, note, evidence));
            if (!lead.state().ended() && lead.state() != LeadState.PAUSED) {
                Lead fresh = leads.locked(sql, tenant, lead.id()).orElseThrow();
                leads.move(
                        sql,
                        tenant,
                        fresh,
                        acts.move(fresh, Acts.working(fresh), fresh.step(), "It goes on.", EventKind.MOVED, Map.of()));
            }
            return;
        }
        Lead fresh = byReading ? leads.locked(sql, tenant, lead.id()).orElseThrow() : lead;
        go(sql, tenant, fresh, touch, after(fresh, step, touch.action()), step.next(), kind, note, evidence);
    }

    /** On to the next step in the state that the action brings about. */
    private void go(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Touches.Touch touch,
            LeadState to,
            @Nullable String next,
            EventKind kind,
            String note,
            Map<String, ? extends @Nullable Object> evidence) {
        boolean over = to.ended();
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        to,
                        null,
                        next,
                        over ? null : clock.instant(),
                        null,
                        null,
                        0,
                        Acts.sender(lead, touch),
                        Acts.mailSender(lead, touch),
                        acts.happening(kind, lead, touch, note, evidence)));
    }

    private static LeadState after(Lead lead, Step step, Action action) {
        LeadState now = Acts.working(lead);
        boolean waits = lead.invitedAt() != null && lead.connectedAt() == null && now == LeadState.INVITE_SENT;
        return switch (action) {
            case INVITE, NOTED_INVITE -> LeadState.INVITE_SENT;
            case WITHDRAW -> step.next() == null ? LeadState.WITHDRAWN : LeadState.IN_SEQUENCE;
            case VISIT -> now;
            case MESSAGE, INMAIL, EMAIL, SCAN -> waits ? LeadState.INVITE_SENT : LeadState.IN_SEQUENCE;
        };
    }

    static EventKind kind(Action action) {
        return switch (action) {
            case INVITE, NOTED_INVITE -> EventKind.INVITED;
            case MESSAGE -> EventKind.MESSAGED;
            case INMAIL -> EventKind.INMAILED;
            case EMAIL -> EventKind.MAILED;
            case VISIT, SCAN -> EventKind.VISITED;
            case WITHDRAW -> EventKind.WITHDREW;
        };
    }

    private static String word(Action action) {
        return switch (action) {
            case INVITE -> "Invited";
            case NOTED_INVITE -> "Invited with a note";
            case MESSAGE -> "Message sent";
            case INMAIL -> "InMail sent";
            case EMAIL -> "Mail sent";
            case VISIT, SCAN -> "Profile visited";
            case WITHDRAW -> "Invitation taken back";
        };
    }

    /** Nobody knows: it is settled by reading. */
    void unknown(
            DSLContext sql, TenantId tenant, Lead lead, Touches.Touch touch, String reason, @Nullable String slug) {
        if (!touches.settle(sql, tenant, touch, Touches.State.UNKNOWN, clock.instant(), null, null, slug)
                || lead.state().ended()
                || lead.state() == LeadState.PAUSED) {
            return;
        }
        String note = "Nobody knows whether it was done (%s); it is looked up.".formatted(reason);
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        LeadState.PENDING_VERIFY,
                        null,
                        lead.step(),
                        clock.instant().plus(FIRST_LOOK),
                        Blocker.VERIFY,
                        note,
                        0,
                        Acts.sender(lead, touch),
                        Acts.mailSender(lead, touch),
                        acts.happening(EventKind.UNCERTAIN, lead, touch, note, Map.of("reason", reason))));
    }

    /** Surely not done: what was reserved is given back. */
    void notDone(DSLContext sql, TenantId tenant, Sender sender, Touches.Touch touch, @Nullable String slug) {
        if (touches.settle(sql, tenant, touch, Touches.State.NOT_DONE, null, null, null, slug)) {
            senders.giveBack(sql, tenant, sender, touch.action(), touch.decidedAt());
        }
    }

    private Duration pause(Lead lead) {
        if (lead.tries() >= QUICK_TRIES) {
            return LONG_PAUSE;
        }
        long seconds = FIRST_PAUSE.toSeconds() << lead.tries();
        // up to a fifth less, so that not all come back at once
        return Duration.ofSeconds(seconds - Draw.between(0, seconds / 5, "pause", lead.id(), lead.tries()));
    }

    /** The lead keeps its place and state; one more try is counted. */
    private void putOff(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Touches.Touch touch,
            @Nullable Instant until,
            Blocker blocker,
            String note,
            Map<String, ? extends @Nullable Object> evidence) {
        if (lead.state().ended() || lead.state() == LeadState.PAUSED) {
            leads.note(sql, tenant, lead, acts.happening(EventKind.REFUSED, lead, touch, note, evidence));
            return;
        }
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        Acts.working(lead),
                        null,
                        lead.step(),
                        until == null ? clock.instant().plus(Acts.LOOK_AGAIN) : until,
                        blocker,
                        note,
                        lead.tries() + 1,
                        Acts.sender(lead, touch),
                        Acts.mailSender(lead, touch),
                        acts.happening(EventKind.REFUSED, lead, touch, note, evidence)));
    }

    private void refused(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Sender sender,
            Acts.Call.Send call,
            OutreachAnswer.Refused<OutreachSent> refused) {
        Touches.Touch touch = call.touch();
        Action action = touch.action();
        String slug = refused.slug();
        acts.close(sql, tenant, touch.id(), refused.evidence());
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>(Acts.evidence(refused.evidence()));
        evidence.put("slug", slug);
        evidence.put("class", refused.fault().name());
        evidence.put("message", refused.message());
        Sheet sheet = sheets.of(sql, tenant, sender);
        Instant now = clock.instant();
        if (refused.fault() != OutreachFault.ACCOUNT_THROTTLED && refused.fault() != OutreachFault.TRANSIENT) {
            sheets.tried(sql, tenant, sender.id(), action, touch.id());
        }
        if (OF_THE_LEAD.contains(refused.fault())) {
            senders.took(sql, tenant, sender.id(), action, touch.id());
        }
        String said = "The service refused it (%s): %s".formatted(slug, refused.message());
        switch (refused.fault()) {
            case TRANSIENT -> {
                notDone(sql, tenant, sender, touch, slug);
                putOff(sql, tenant, lead, touch, now.plus(pause(lead)), Blocker.UNREACHABLE, said, evidence);
            }
            case ACCOUNT_THROTTLED -> {
                notDone(sql, tenant, sender, touch, slug);
                Instant until = sheets.throttled(sql, tenant, sheet, action, slug, refused.message());
                senders.changed(sql, tenant, sender.id());
                putOff(sql, tenant, lead, touch, until, Blocker.THROTTLED, said, evidence);
            }
            case NO_CREDITS -> {
                notDone(sql, tenant, sender, touch, slug);
                // another product of the account may have some; where none has, the next look says until when it waits
                senders.credit(sql, tenant, sender.id(), touches.product(sql, tenant, touch.id()), 0);
                senders.lookedForCredits(sql, tenant, sender.id());
                senders.changed(sql, tenant, sender.id());
                putOff(sql, tenant, lead, touch, now.plusSeconds(1), Blocker.CREDITS, said, evidence);
            }
            case ACCOUNT_AUTH -> {
                notDone(sql, tenant, sender, touch, slug);
                senders.status(sql, tenant, sender.id(), OutreachAccount.Status.CREDENTIALS, slug);
                senders.bar(sql, tenant, sender.id(), action, slug);
                putOff(sql, tenant, lead, touch, null, Blocker.ACCOUNT, said, evidence);
            }
            case OUR_CONFIG -> {
                notDone(sql, tenant, sender, touch, slug);
                Product product = action == Action.INMAIL ? touches.product(sql, tenant, touch.id()) : Product.CLASSIC;
                if (product != Product.CLASSIC && SUBSCRIPTION.contains(slug)) {
                    // that product is not paid for (any more): the rest of the account is well
                    senders.without(sql, tenant, sender, product);
                    putOff(sql, tenant, lead, touch, now.plusSeconds(1), Blocker.PRODUCT, said, evidence);
                    return;
                }
                misconfigured(sql, tenant, sender, slug, refused.message());
                putOff(sql, tenant, lead, touch, null, Blocker.CONFIG, said, evidence);
            }
            case ALREADY_CONNECTED -> {
                notDone(sql, tenant, sender, touch, slug);
                connected(
                        sql,
                        tenant,
                        lead,
                        touch,
                        call.step().next(),
                        "The service says they are connected already.",
                        evidence);
            }
            case ALREADY_INVITED, ALREADY_DONE -> unknown(sql, tenant, lead, touch, slug, slug);
            case LEAD_TERMINAL -> {
                if (action == Action.WITHDRAW) {
                    // it may be gone already, which is what was wanted
                    unknown(sql, tenant, lead, touch, slug, slug);
                } else if (touches.settle(sql, tenant, touch, Touches.State.REFUSED, now, null, null, slug)) {
                    failed(sql, tenant, lead, touch, slug, said, evidence);
                }
            }
            case CONTENT -> {
                if (touches.settle(sql, tenant, touch, Touches.State.REFUSED, now, null, null, slug)) {
                    senders.giveBack(sql, tenant, sender, action, touch.decidedAt());
                }
                sql.execute(
                        "INSERT INTO outreach.blocked_text (tenant_id, sequence_id, version, step, variant, slug, message, at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?::timestamptz) ON CONFLICT DO NOTHING",
                        tenant.value(),
                        touch.sequence(),
                        touch.version(),
                        touch.step(),
                        touch.variant(),
                        slug,
                        refused.message(),
                        PostgresSenders.at(now));
                putOff(sql, tenant, lead, touch, null, Blocker.CONTENT, said, evidence);
            }
            case NOT_CONNECTED -> {
                boolean again = touches.of(sql, tenant, lead.id()).stream()
                        .anyMatch(other -> other.step().equals(touch.step()) && slug.equals(other.slug()));
                notDone(sql, tenant, sender, touch, slug);
                if (lead.invitedAt() == null || again) {
                    failed(sql, tenant, lead, touch, "lost_connection", said, evidence);
                } else if (!lead.state().ended() && lead.state() != LeadState.PAUSED) {
                    leads.move(
                            sql,
                            tenant,
                            lead,
                            new Leads.Move(
                                    LeadState.INVITE_SENT,
                                    null,
                                    lead.step(),
                                    now.plus(Duration.ofDays(1)),
                                    Blocker.ANSWER,
                                    "The network says they are not connected; it waits for the connection.",
                                    0,
                                    lead.sender(),
                                    lead.mailSender(),
                                    acts.happening(EventKind.REFUSED, lead, touch, said, evidence)));
                }
            }
            case UNHEARD_OF -> {
                // what nobody knows may have been done all the same
                stop(sql, tenant, sender, slug, refused.message(), refused.evidence());
                unknown(sql, tenant, lead, touch, slug, slug);
            }
        }
    }

    /** Key, plan or settings are wrong: nothing goes out of the account until somebody mended them and lets it go on. */
    private void misconfigured(DSLContext sql, TenantId tenant, Sender sender, String slug, String message) {
        sql.execute(
                "UPDATE outreach.sender SET misconfigured = ? WHERE tenant_id = ? AND sender_id = ?",
                "%s: %s. Mend the connection or its plan, then let “%s” go on.".formatted(slug, message, sender.name()),
                tenant.value(),
                sender.id());
        senders.changed(sql, tenant, sender.id());
    }

    /** An error nobody knows here: the account stops and a person is asked. */
    void stop(
            DSLContext sql,
            TenantId tenant,
            Sender sender,
            String slug,
            String message,
            BatchAnswer.Evidence evidence) {
        sql.execute(
                "UPDATE outreach.sender SET refused = ?, refused_at = ?::timestamptz WHERE tenant_id = ? AND sender_id = ?",
                evidence.excerpt().isBlank() ? slug + ": " + message : evidence.excerpt(),
                PostgresSenders.at(clock.instant()),
                tenant.value(),
                sender.id());
        senders.changed(sql, tenant, sender.id());
        alerts.raise(
                sql,
                tenant,
                new Alerts.Notice(
                        SenderAlerts.UNHEARD_OF,
                        sender.id().toString(),
                        Alerts.Severity.CRITICAL,
                        "“%s” was stopped by an unknown error".formatted(sender.name()),
                        "The service answered with “%s” (HTTP %d), which nobody knows here: %s. Nothing goes out of the account until somebody has looked at it and lets it go on."
                                .formatted(
                                        slug,
                                        evidence.status(),
                                        evidence.excerpt().isBlank() ? message : evidence.excerpt()),
                        "/outreach/senders?sender=" + sender.id(),
                        null,
                        null));
    }

    private void failed(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Touches.Touch touch,
            String reason,
            String note,
            Map<String, ? extends @Nullable Object> evidence) {
        if (lead.state().ended()) {
            return;
        }
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        LeadState.FAILED,
                        reason,
                        lead.step(),
                        null,
                        null,
                        null,
                        0,
                        Acts.sender(lead, touch),
                        Acts.mailSender(lead, touch),
                        acts.happening(EventKind.FAILED, lead, touch, note, evidence)));
    }

    /** They are connected: on, without sending an invitation. */
    void connected(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Touches.@Nullable Touch touch,
            @Nullable String next,
            String note,
            Map<String, ? extends @Nullable Object> evidence) {
        if (lead.state().ended() || lead.state() == LeadState.PAUSED) {
            leads.note(sql, tenant, lead, acts.happening(EventKind.CONNECTED, lead, touch, note, evidence));
            return;
        }
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        LeadState.CONNECTED,
                        null,
                        next,
                        clock.instant(),
                        null,
                        null,
                        0,
                        touch == null ? lead.sender() : Acts.sender(lead, touch),
                        lead.mailSender(),
                        acts.happening(EventKind.CONNECTED, lead, touch, note, evidence)));
    }

    /** An account that a reading found in a bad way. */
    void reading(DSLContext sql, TenantId tenant, Sender sender, Action action, OutreachAnswer.Refused<?> refused) {
        Sheet sheet = sheets.of(sql, tenant, sender);
        switch (refused.fault()) {
            case ACCOUNT_THROTTLED -> sheets.throttled(sql, tenant, sheet, action, refused.slug(), refused.message());
            case ACCOUNT_AUTH -> {
                senders.status(sql, tenant, sender.id(), OutreachAccount.Status.CREDENTIALS, refused.slug());
                senders.bar(sql, tenant, sender.id(), action, refused.slug());
            }
            case UNHEARD_OF -> stop(sql, tenant, sender, refused.slug(), refused.message(), refused.evidence());
            default -> {
                // says nothing of the account
            }
        }
    }

    /** What a look told of credits. */
    void credits(DSLContext sql, TenantId tenant, Sender sender, Map<Product, Integer> told) {
        Map<Product, Integer> left = new EnumMap<>(Product.class);
        if (!told.isEmpty()) {
            // where it tells of any, a product that it leaves out has none
            sheets.of(sql, tenant, sender)
                    .ways(Step.InMail.Through.ANY)
                    .forEach(product -> left.put(product, told.getOrDefault(product, 0)));
        }
        senders.credits(sql, tenant, sender.id(), left);
    }

    /** How a look found the account. */
    void status(DSLContext sql, TenantId tenant, Sender sender, OutreachAccount.Status status) {
        senders.status(sql, tenant, sender.id(), status, null);
    }

    Optional<Lead> locked(DSLContext sql, TenantId tenant, UUID lead) {
        return leads.locked(sql, tenant, lead);
    }
}
