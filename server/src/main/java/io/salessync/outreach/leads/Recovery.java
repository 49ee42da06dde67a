package io.salessync.outreach.leads;

import io.salessync.outreach.leads.Leads.Happening;
import io.salessync.outreach.leads.Leads.Move;
import io.salessync.outreach.sequences.Step;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an act of a person would do with a lead, or why not. Pure. */
final class Recovery {
    private static final Set<Blocker> OF_OTHERS = Set.of(
            Blocker.UNREACHABLE,
            Blocker.THROTTLED,
            Blocker.ACCOUNT,
            Blocker.UNHEARD_OF,
            Blocker.CONTENT,
            Blocker.CONFIG,
            Blocker.DATA,
            Blocker.NO_SENDER,
            Blocker.CONSENT,
            Blocker.FLOW,
            Blocker.VERIFY,
            Blocker.ANSWER);

    /** The reason of a lead that is looked up because a person wants it, and that did not fail. */
    private static final String RECHECKED = "recheck";

    private Recovery() {}

    /** What can be done. */
    @Schema(name = "OutreachActKind")
    enum Kind {
        /** Tries again: what failed comes back where it stood, what waits for something that is mended goes on now. */
        RETRY,
        /** Looks at the network how the lead stands, before anything else. */
        RECHECK,
        PAUSE,
        RESUME,
        /** Ends it. */
        STOP,
        /** Lets go of it and looks at it now. */
        REPAIR,
        /** The invitation was sent by hand: it counts as sent. */
        REGISTER_INVITATION,
        /** Goes to a step by which nothing was sent yet, such as one back. */
        TO_STEP
    }

    /**
     * What would become of a lead.
     *
     * @param move null: nothing, {@code why} says why
     * @param marks steps that count as done from then on
     */
    record Plan(@Nullable Move move, @Nullable String why, List<Step> marks) {
        static Plan not(String why) {
            return new Plan(null, why, List.of());
        }
    }

    /**
     * @param standing steps by which something was sent or is under way
     * @param unknown whether a call of the lead's has an outcome that nobody knows
     * @param step for {@link Kind#TO_STEP}
     */
    static Plan plan(
            Kind kind,
            Lead lead,
            List<Step> steps,
            Set<String> standing,
            boolean unknown,
            @Nullable String step,
            @Nullable Instant at,
            Instant now,
            String who) {
        return switch (kind) {
            case RETRY -> retry(lead, unknown, now, who);
            case RECHECK -> recheck(lead, unknown, now, who);
            case PAUSE ->
                lead.state().ended()
                        ? Plan.not("It has ended as %s.".formatted(lead.state()))
                        : lead.state() == LeadState.PAUSED
                                ? Plan.not("It is paused already.")
                                : go(lead, LeadState.PAUSED, lead.step(), null, Blocker.PAUSED, "paused", now, who);
            case RESUME ->
                lead.state() != LeadState.PAUSED
                        ? Plan.not("It is not paused but %s.".formatted(lead.state()))
                        : go(
                                lead,
                                unknown
                                        ? LeadState.PENDING_VERIFY
                                        : lead.before() == null ? place(lead) : lead.before(),
                                lead.step(),
                                now,
                                null,
                                "resumed",
                                now,
                                who);
            case STOP ->
                lead.state().ended()
                        ? Plan.not("It has ended as %s already.".formatted(lead.state()))
                        : unknown
                                ? Plan.not(
                                        "Nobody knows yet whether its last call was done. Let it be looked up first (re-check), then stop it.")
                                : ended(lead, now, who);
            case REPAIR ->
                lead.state().ended()
                        ? Plan.not("It has ended as %s.".formatted(lead.state()))
                        : lead.state() == LeadState.PAUSED
                                ? Plan.not("A person holds it: resume it.")
                                : go(
                                        lead,
                                        lead.state(),
                                        lead.step(),
                                        now,
                                        null,
                                        "repaired: it is looked at now",
                                        now,
                                        who);
            case REGISTER_INVITATION -> register(lead, steps, standing, unknown, at, now, who);
            case TO_STEP -> toStep(lead, steps, standing, unknown, step, now, who);
        };
    }

    /** Where a lead belongs by what is known of it. */
    static LeadState place(Lead lead) {
        return lead.connectedAt() != null
                ? LeadState.CONNECTED
                : lead.invitedAt() != null ? LeadState.INVITE_SENT : LeadState.PENDING_INVITE;
    }

    /** Looks it up by reading; a failed lead goes on where the look finds it connected or invited, and stays failed otherwise. */
    private static Plan recheck(Lead lead, boolean unknown, Instant now, String who) {
        if (lead.state().ended() && lead.state() != LeadState.FAILED) {
            return Plan.not("It has ended as %s: there is nothing to look for.".formatted(lead.state()));
        }
        if (lead.state() == LeadState.PAUSED) {
            return Plan.not("A person holds it: resume it.");
        }
        if (lead.linkedin() == null && !unknown) {
            return Plan.not(
                    "It has no profile that could be looked at, and no call of which nobody knows what became of it.");
        }
        if (lead.step() == null) {
            return Plan.not("It is past its last step: send it to one (to-step).");
        }
        String what = "is to be looked up before anything else";
        String reason = lead.state() == LeadState.FAILED && lead.reason() != null ? lead.reason() : RECHECKED;
        return new Plan(
                new Move(
                        LeadState.PENDING_VERIFY,
                        reason,
                        lead.step(),
                        now,
                        Blocker.VERIFY,
                        null,
                        0,
                        null,
                        null,
                        happening(lead, lead.step(), what, now, who)),
                null,
                List.of());
    }

    private static Plan retry(Lead lead, boolean unknown, Instant now, String who) {
        if (unknown) {
            return lead.state() == LeadState.PENDING_VERIFY
                    ? go(lead, lead.state(), lead.step(), now, Blocker.VERIFY, "is looked up again now", now, who)
                    : go(
                            lead,
                            LeadState.PENDING_VERIFY,
                            lead.step(),
                            now,
                            Blocker.VERIFY,
                            "is looked up, since nobody knows what became of its last call",
                            now,
                            who);
        }
        if (lead.state() == LeadState.PAUSED) {
            return Plan.not("A person holds it: resume it.");
        }
        if (lead.state() == LeadState.FAILED) {
            return lead.step() == null
                    ? Plan.not("It is past its last step: send it to one (to-step).")
                    : go(lead, place(lead), lead.step(), now, null, "tried again", now, who);
        }
        if (lead.state().ended()) {
            return Plan.not("It has ended as %s, which is no failure.".formatted(lead.state()));
        }
        if (lead.state() == LeadState.NEEDS_DATA) {
            return go(
                    lead,
                    lead.before() == null ? place(lead) : lead.before(),
                    lead.step(),
                    now,
                    null,
                    "tried again with what is known now",
                    now,
                    who);
        }
        return lead.blocker() != null && !OF_OTHERS.contains(lead.blocker())
                ? Plan.not("It waits by its plan (%s), not for anything that failed."
                        .formatted(lead.blocker().name().toLowerCase(Locale.ROOT)))
                : go(lead, lead.state(), lead.step(), now, null, "tried again", now, who);
    }

    private static Plan register(
            Lead lead,
            List<Step> steps,
            Set<String> standing,
            boolean unknown,
            @Nullable Instant at,
            Instant now,
            String who) {
        if (lead.state() == LeadState.INVITE_SENT
                || lead.connectedAt() != null
                || lead.invitedAt() != null && !unknown) {
            return Plan.not("It counts as invited already (%s).".formatted(lead.state()));
        }
        if (!LeadState.FAILED.equals(lead.state()) && lead.state().ended()) {
            return Plan.not("It has ended as %s.".formatted(lead.state()));
        }
        Documents.Behind behind = Documents.behindInvitation(steps).orElse(null);
        if (behind == null) {
            return Plan.not("Its sequence has no invitation.");
        }
        List<Step> marks = behind.done().stream()
                .filter(done -> !standing.contains(done.id()))
                .toList();
        Instant since = at == null || at.isAfter(now) ? now : at;
        return new Plan(
                new Move(
                        LeadState.INVITE_SENT,
                        null,
                        behind.step(),
                        now,
                        null,
                        null,
                        0,
                        null,
                        null,
                        new Happening(
                                EventKind.INVITED,
                                since,
                                behind.done().getLast().id(),
                                "",
                                lead.sender(),
                                "Invited by hand, as %s says.".formatted(who),
                                Map.of("source", "person", "who", who),
                                who)),
                null,
                marks);
    }

    private static Plan toStep(
            Lead lead,
            List<Step> steps,
            Set<String> standing,
            boolean unknown,
            @Nullable String to,
            Instant now,
            String who) {
        if (unknown) {
            return Plan.not("Nobody knows yet whether its last call was done. Let it be looked up first (re-check).");
        }
        Step step =
                steps.stream().filter(one -> one.id().equals(to)).findFirst().orElse(null);
        if (step == null) {
            return Plan.not("Its version of the sequence has no step '%s'. It has: %s."
                    .formatted(
                            Names.shown(String.valueOf(to)),
                            String.join(", ", steps.stream().map(Step::id).toList())));
        }
        if (standing.contains(step.id())) {
            return Plan.not(
                    "By the step '%s' something was sent to them already; nothing is sent twice.".formatted(step.id()));
        }
        if (lead.state() == LeadState.SUPPRESSED || lead.state() == LeadState.REPLIED) {
            return Plan.not("It has ended as %s: nothing more may go out by itself.".formatted(lead.state()));
        }
        LeadState state = lead.state().ended() || Moving.held(lead.state()) ? place(lead) : lead.state();
        return go(lead, state, step.id(), now, null, "sent to the step '%s'".formatted(step.id()), now, who);
    }

    private static Plan ended(Lead lead, Instant now, String who) {
        return new Plan(
                new Move(
                        LeadState.COMPLETED,
                        "stopped",
                        lead.step(),
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        happening(lead, lead.step(), "stopped", now, who)),
                null,
                List.of());
    }

    private static Happening happening(Lead lead, @Nullable String step, String what, Instant now, String who) {
        return new Happening(
                EventKind.HANDLED,
                now,
                step,
                "",
                lead.sender(),
                "%s: %s.".formatted(who, what),
                Map.of("source", "person", "was", lead.state().name()),
                who);
    }

    private static Plan go(
            Lead lead,
            LeadState to,
            @Nullable String step,
            @Nullable Instant next,
            @Nullable Blocker blocker,
            String what,
            Instant now,
            String who) {
        if (!lead.state().mayBecome(to)) {
            // an end leads back to work alone, and from there to a hold
            return Plan.not("From %s it cannot become %s.".formatted(lead.state(), to));
        }
        return new Plan(
                new Move(to, null, step, next, blocker, null, 0, null, null, happening(lead, step, what, now, who)),
                null,
                new ArrayList<>());
    }
}
