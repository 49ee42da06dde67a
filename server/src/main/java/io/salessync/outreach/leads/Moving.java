package io.salessync.outreach.leads;

import io.salessync.kernel.problems.Problem;
import io.salessync.outreach.OutreachProblem;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a lead is after a move. Pure. */
final class Moving {
    private Moving() {}

    /** @throws Problem where it may not go there from where it stands, or would be left without a time and a reason */
    static Lead next(Lead lead, Leads.Move move, Instant now) {
        LeadState to = move.to();
        if (!lead.state().mayBecome(to)) {
            throw wrong(lead, "“%s” cannot become %s from %s.".formatted(Names.shown(lead.name()), to, lead.state()));
        }
        boolean ended = to.ended();
        if (!ended && move.nextAt() == null && move.blocker() == null) {
            throw wrong(
                    lead,
                    "“%s” would be left %s with neither a time nor a reason why it waits."
                            .formatted(Names.shown(lead.name()), to));
        }
        boolean stays = lead.state() == to;
        Instant at = move.happening().at();
        EventKind kind = move.happening().kind();
        boolean sameStep =
                move.step() == null ? lead.step() == null : move.step().equals(lead.step());
        boolean reopened = lead.state().ended() && !ended;
        return new Lead(
                lead.id(),
                lead.sequence(),
                lead.version(),
                lead.person(),
                lead.name(),
                lead.company(),
                lead.companyKey(),
                lead.email(),
                lead.linkedin(),
                lead.fields(),
                lead.zone(),
                lead.country(),
                to,
                before(lead, to),
                move.reason() == null && stays ? lead.reason() : move.reason(),
                move.step(),
                ended ? null : move.nextAt(),
                ended ? null : move.blocker(),
                ended || move.blockerNote() == null ? null : Names.cut(move.blockerNote(), 500),
                move.sender() == null ? lead.sender() : move.sender(),
                move.mailSender() == null ? lead.mailSender() : move.mailSender(),
                move.tries(),
                null,
                lead.enteredAt(),
                now,
                sameStep && !reopened ? lead.stepAt() : now,
                first(lead.invitedAt(), kind == EventKind.INVITED || to == LeadState.INVITE_SENT, at),
                first(lead.connectedAt(), kind == EventKind.CONNECTED || to == LeadState.CONNECTED, at),
                first(lead.repliedAt(), kind == EventKind.REPLIED || to == LeadState.REPLIED, at),
                ended ? first(lead.endedAt(), true, now) : null,
                lead.rowVersion());
    }

    /** Where a hold leads back to; the first one counts where one follows another. A failed lead that is looked up stays failed unless the look says else. */
    private static @Nullable LeadState before(Lead lead, LeadState to) {
        if (!held(to)) {
            return null;
        }
        if (held(lead.state())) {
            return lead.before();
        }
        if (lead.state() == LeadState.FAILED && to == LeadState.PENDING_VERIFY) {
            return LeadState.FAILED;
        }
        return lead.state().ended() ? LeadState.IN_SEQUENCE : lead.state();
    }

    static boolean held(LeadState state) {
        return state == LeadState.PENDING_VERIFY || state == LeadState.NEEDS_DATA || state == LeadState.PAUSED;
    }

    private static @Nullable Instant first(@Nullable Instant known, boolean now, Instant at) {
        return known == null && now ? at : known;
    }

    static Problem wrong(Lead lead, String detail) {
        return Problem.of(OutreachProblem.WRONG_MOVE, detail)
                .with("lead", lead.id().toString())
                .with("state", lead.state().name());
    }
}
