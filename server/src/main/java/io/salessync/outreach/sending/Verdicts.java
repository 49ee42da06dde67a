package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachAccount;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.SequenceDocument;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looks up what became of calls of which nobody knows, and moves their leads by what is found. Sends nothing. */
@Component("outreachVerdicts")
class Verdicts {
    /** So many looks at what became of a call come in quick turn, the others ever more seldom. */
    private static final int QUICK_LOOKS = 10;

    private static final Duration QUICK_LOOK = Duration.ofSeconds(20);

    /** A call so young is looked for in quick turn: what it was lost by is likely over. */
    private static final Duration YOUNG = Verifying.LATE.plusMinutes(2);

    private static final Duration SELDOM = Duration.ofHours(6);

    private final Database database;
    private final Leads leads;
    private final Sequences sequences;
    private final Acts acts;
    private final Reserving reserving;
    private final Settling settling;
    private final Verifying verifying;
    private final PostgresTouches touches;
    private final Vendors vendors;
    private final InstantSource clock;

    Verdicts(
            Database database,
            Leads leads,
            Sequences sequences,
            Acts acts,
            Reserving reserving,
            Settling settling,
            Verifying verifying,
            PostgresTouches touches,
            Vendors vendors,
            InstantSource clock) {
        this.database = database;
        this.leads = leads;
        this.sequences = sequences;
        this.acts = acts;
        this.reserving = reserving;
        this.settling = settling;
        this.verifying = verifying;
        this.touches = touches;
        this.vendors = vendors;
        this.clock = clock;
    }

    private Vendors.At at(TenantId tenant, Sender sender) {
        return vendors.of(tenant, sender)
                .orElseThrow(() -> new IllegalStateException("The connection of sender " + sender.id() + " is gone"));
    }

    void verify(TenantId tenant, Acts.Call.Verify call) {
        Sender sender = call.sheet().sender();
        Touches.Touch touch = call.touch();
        Verifying.Verdict verdict = touch.action() == Action.EMAIL
                ? mailed(tenant, call)
                : verifying.look(tenant, at(tenant, sender), call);
        database.runInTenant(tenant, sql -> {
            reserving.free(sql, tenant, sender.id(), call.lead().id());
            Lead lead = leads.locked(sql, tenant, call.lead().id()).orElse(null);
            if (lead != null) {
                verified(sql, tenant, lead, sender, touch, verdict);
            }
        });
    }

    private Verifying.Verdict mailed(TenantId tenant, Acts.Call.Verify call) {
        Touches.Touch touch = call.touch();
        Sender sender = call.sheet().sender();
        Channel channel = reserving.channel(sender).orElse(null);
        Instant sentAt = touch.sentAt();
        if (channel == null || sentAt == null) {
            return new Verifying.Verdict.Unclear("nothing here reads that mailbox");
        }
        Channel.Outgoing outgoing = database.inTenant(tenant, sql -> outgoing(sql, tenant, call));
        return switch (channel.look(outgoing, touch.body() == null ? "" : touch.body(), sentAt)) {
            case Channel.Sighting.There there -> new Verifying.Verdict.Happened(there.sent(), false, there.evidence());
            case Channel.Sighting.Missing missing ->
                sentAt.plus(Verifying.LATE).isAfter(clock.instant())
                        ? Verifying.notYet(sentAt)
                        : new Verifying.Verdict.Not(false, missing.evidence());
            case Channel.Sighting.Unclear unclear -> new Verifying.Verdict.Unclear(unclear.reason());
        };
    }

    private Channel.Outgoing outgoing(DSLContext sql, TenantId tenant, Acts.Call.Verify call) {
        SequenceDocument document = document(sql, tenant, call.touch());
        return Reserving.outgoing(
                tenant,
                call.lead(),
                call.sheet().sender(),
                document.step(call.touch().step())
                        .orElse(new Step.End(call.touch().step())),
                call.touch(),
                document);
    }

    private SequenceDocument document(DSLContext sql, TenantId tenant, Touches.Touch touch) {
        return sequences
                .version(sql, tenant, touch.sequence(), touch.version())
                .orElseThrow()
                .document();
    }

    private void verified(
            DSLContext sql, TenantId tenant, Lead lead, Sender sender, Touches.Touch touch, Verifying.Verdict verdict) {
        Instant now = clock.instant();
        switch (verdict) {
            case Verifying.Verdict.Happened happened -> {
                acts.close(sql, tenant, touch.id(), Acts.looked("Found by reading: " + happened.evidence()));
                Step step = document(sql, tenant, touch).step(touch.step()).orElse(new Step.End(touch.step()));
                settling.done(sql, tenant, lead, sender, step, touch, happened.sent(), happened.evidence(), true);
                if (touch.action() == Action.EMAIL) {
                    reserving
                            .channel(sender)
                            .ifPresent(channel -> channel.sent(
                                    sql,
                                    Reserving.outgoing(tenant, lead, sender, step, touch, document(sql, tenant, touch)),
                                    touch.body() == null ? "" : touch.body(),
                                    happened.sent()));
                }
                Lead fresh = leads.locked(sql, tenant, lead.id()).orElseThrow();
                if (happened.connected() && fresh.connectedAt() == null) {
                    settling.connected(
                            sql,
                            tenant,
                            fresh,
                            null,
                            fresh.step(),
                            "Their profile says they are connected.",
                            happened.evidence());
                }
            }
            case Verifying.Verdict.Not not -> {
                acts.close(sql, tenant, touch.id(), Acts.looked("Not found by a complete reading: " + not.evidence()));
                settling.notDone(sql, tenant, sender, touch, null);
                if (lead.state() != LeadState.PENDING_VERIFY) {
                    return;
                }
                if (lead.before() == LeadState.FAILED) {
                    leads.move(
                            sql,
                            tenant,
                            lead,
                            new Leads.Move(
                                    LeadState.FAILED,
                                    lead.reason() == null ? "not_sent" : lead.reason(),
                                    lead.step(),
                                    null,
                                    null,
                                    null,
                                    0,
                                    lead.sender(),
                                    lead.mailSender(),
                                    note(
                                            EventKind.VERIFIED,
                                            lead,
                                            sender,
                                            "A complete look found that it was not sent; the lead stays failed.",
                                            not.evidence())));
                    return;
                }
                String note = not.cooling()
                        ? "It was not sent; an earlier invitation was withdrawn, and the network takes no new one for three weeks."
                        : "A complete look found that it was not sent; it is sent again.";
                leads.move(
                        sql,
                        tenant,
                        lead,
                        new Leads.Move(
                                Acts.working(lead),
                                null,
                                lead.step(),
                                not.cooling() ? now.plus(Duration.ofDays(21)) : now.plusSeconds(1),
                                not.cooling() ? Blocker.WAIT : null,
                                not.cooling() ? note : null,
                                0,
                                lead.sender(),
                                lead.mailSender(),
                                note(EventKind.VERIFIED, lead, sender, note, not.evidence())));
            }
            case Verifying.Verdict.Unclear unclear ->
                again(sql, tenant, lead, touch, unclear.reason(), unclear.notBefore());
            case Verifying.Verdict.Unwell unwell -> unwell(sql, tenant, lead, sender, touch, unwell.status());
            case Verifying.Verdict.Refused refused -> {
                settling.reading(sql, tenant, sender, refused.action(), refused.refused());
                again(
                        sql,
                        tenant,
                        lead,
                        touch,
                        "the service refused the reading (" + refused.refused().slug() + ")",
                        null);
            }
        }
    }

    /** The account holds the look, not the call: it goes on when the account is well again. */
    private void unwell(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Sender sender,
            Touches.Touch touch,
            OutreachAccount.@Nullable Status status) {
        if (status == null) {
            again(
                    sql,
                    tenant,
                    lead,
                    touch,
                    "the account does not say that it is well, so what it tells may be old",
                    null);
            return;
        }
        settling.status(sql, tenant, sender, status);
        if (lead.state() == LeadState.PENDING_VERIFY) {
            acts.waitForAccount(sql, tenant, lead);
        }
    }

    private void again(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            Touches.Touch touch,
            String reason,
            @Nullable Instant notBefore) {
        int looks = touches.looked(sql, tenant, touch.id());
        if (lead.state() != LeadState.PENDING_VERIFY) {
            return;
        }
        Instant sentAt = touch.sentAt() == null ? touch.decidedAt() : touch.sentAt();
        Instant soon = clock.instant().plus(pause(looks, Duration.between(sentAt, clock.instant())));
        leads.putOff(
                sql,
                tenant,
                lead,
                notBefore != null && notBefore.isAfter(soon) ? notBefore : soon,
                Blocker.VERIFY,
                "Nobody knows yet whether the last call was done: " + reason + ".");
    }

    /** How long until the next look: by how old the call is, so that the looks that had to be too early cost none of those that can tell. */
    static Duration pause(int looks, Duration age) {
        if (looks < QUICK_LOOKS && age.compareTo(YOUNG) < 0) {
            return QUICK_LOOK;
        }
        Duration longer = age.dividedBy(4);
        Duration least = Duration.ofMinutes(1);
        return longer.compareTo(least) < 0 ? least : longer.compareTo(SELDOM) > 0 ? SELDOM : longer;
    }

    private Leads.Happening note(
            EventKind kind, Lead lead, Sender sender, String note, Map<String, ? extends @Nullable Object> evidence) {
        return new Leads.Happening(kind, clock.instant(), lead.step(), "", sender.id(), note, evidence, "outreach");
    }
}
