package io.salessync.outreach.sending;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.Leads;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Decides for a lead as the engine would, and says so instead of doing it. */
@Component
class AskingWhy implements Why {
    private final Leads leads;
    private final LeadFacts facts;
    private final InstantSource clock;

    AskingWhy(Leads leads, LeadFacts facts, InstantSource clock) {
        this.leads = leads;
        this.facts = facts;
        this.clock = clock;
    }

    @Override
    public Optional<Answer> of(DSLContext sql, TenantId tenant, UUID id) {
        return leads.lead(sql, tenant, id).map(lead -> answer(sql, tenant, lead));
    }

    private Answer answer(DSLContext sql, TenantId tenant, Lead lead) {
        Instant now = clock.instant();
        Instant held = lead.heldUntil();
        if (!lead.state().ended() && held != null && held.isAfter(now)) {
            return new Answer("It is being worked on right now.", null, held, Decide.TIME);
        }
        Decision decision = Decide.of(facts.whole(sql, tenant, lead, new LeadFacts.Known()));
        Instant next = lead.nextAt();
        Blocker blocker = lead.blocker();
        String note = lead.blockerNote();
        if (decision instanceof Decision.Stay stay) {
            Instant until = stay.until();
            boolean dealt = stay.isInQueue() && until != null && next != null && next.isAfter(until);
            // its place is behind others of the sender: that is when it comes, and what lists say of it
            return dealt && blocker != null && note != null
                    ? new Answer(note, blocker, next, Decide.TIME)
                    : new Answer(stay.sentence(), stay.blocker(), until, stay.unblocks());
        }
        if (!lead.state().ended() && next != null && next.isAfter(now) && blocker != null && note != null) {
            // it was put off to its place in the queue, or to back off
            return new Answer(note, blocker, next, Decide.TIME);
        }
        return switch (decision) {
            case Decision.Stay stay -> throw new IllegalStateException("answered above");
            case Decision.End end ->
                new Answer(
                        lead.state().ended()
                                ? "It has ended as %s%s."
                                        .formatted(
                                                lead.state()
                                                        .name()
                                                        .toLowerCase(java.util.Locale.ROOT)
                                                        .replace('_', ' '),
                                                lead.reason() == null ? "" : " (" + lead.reason() + ")")
                                : end.sentence(),
                        null,
                        lead.state().ended() ? null : now,
                        lead.state().ended() ? "Whoever may run outreach can take it up again" : Decide.TIME);
            case Decision.Needs needs ->
                new Answer(needs.sentence(), Blocker.DATA, null, "Whoever fills the values in");
            case Decision.Verify verify ->
                new Answer(
                        note == null ? "Nobody knows whether the last call was done; it is looked up." : note,
                        Blocker.VERIFY,
                        next,
                        Decide.TIME);
            case Decision.Ask ask ->
                new Answer("Its text is given to somebody to approve next.", null, now, Decide.TIME);
            case Decision.Expired expired -> new Answer(expired.sentence(), Blocker.APPROVAL, now, Decide.TEAM);
            case Decision.Read read ->
                new Answer("Its profile is read next: " + read.purpose() + ".", null, now, Decide.TIME);
            case Decision.Credits credits ->
                new Answer("The account's InMail credits are asked for next.", null, now, Decide.TIME);
            case Decision.Find find -> new Answer("Its invitation is looked for next.", null, now, Decide.TIME);
            case Decision.Pass pass -> new Answer(pass.sentence() + " It goes on.", null, now, Decide.TIME);
            case Decision.MakeTask task -> new Answer("A person gets a task next.", null, now, Decide.TIME);
            case Decision.Call call ->
                new Answer(
                        "The flow “%s” is started next.".formatted(call.step().flow()), null, now, Decide.TIME);
            case Decision.Send send ->
                new Answer(
                        "Nothing holds it: the step “%s” goes out from “%s” next."
                                .formatted(
                                        send.step().id(), send.sheet().sender().name()),
                        null,
                        now,
                        Decide.TIME);
        };
    }
}
