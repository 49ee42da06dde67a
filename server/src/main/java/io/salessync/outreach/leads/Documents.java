package io.salessync.outreach.leads;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** What leads have to know of sequences. Asked for late, since sequences know leads too. */
@Component
class Documents {
    private final ObjectProvider<Sequences> sequences;

    Documents(ObjectProvider<Sequences> sequences) {
        this.sequences = sequences;
    }

    Sequences sequences() {
        return sequences.getObject();
    }

    /** The version new leads enter. */
    Sequences.Live newest(DSLContext sql, TenantId tenant, UUID sequence) {
        Sequences known = sequences();
        Sequences.Sequence found = known.sequence(sql, tenant, sequence)
                .orElseThrow(() -> Problem.of(
                                OutreachProblem.UNKNOWN_SEQUENCE, "There is no sequence %s.".formatted(sequence))
                        .with("sequence", sequence.toString()));
        return known.newest(sql, tenant, sequence)
                .orElseThrow(() -> Problem.of(
                                OutreachProblem.WRONG_SEQUENCE,
                                "“%s” was never published: publish it, then take leads in.".formatted(found.name()))
                        .with("sequence", found.name()));
    }

    Optional<Sequences.Live> version(DSLContext sql, TenantId tenant, Lead lead) {
        Sequences known = sequences.getIfAvailable();
        return known == null ? Optional.empty() : known.version(sql, tenant, lead.sequence(), lead.version());
    }

    /** The sequence a person names, by id or name. */
    Sequences.Sequence named(DSLContext sql, TenantId tenant, String nameOrId) {
        return sequences()
                .named(sql, tenant, nameOrId)
                .orElseThrow(() -> Problem.of(
                                OutreachProblem.UNKNOWN_SEQUENCE,
                                "There is no sequence '%s'.".formatted(Names.shown(nameOrId)))
                        .with("sequence", Names.shown(nameOrId)));
    }

    /**
     * Where a lead goes on whose invitation was sent elsewhere.
     *
     * @param done steps that count as done, in their order
     * @param step where it goes on; null: past the last
     */
    record Behind(List<Step> done, @Nullable String step) {}

    /** Walks from the first step to the invitation, the straight way; empty: there is none on it. */
    static Optional<Behind> behindInvitation(List<Step> steps) {
        List<Step> done = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        Step step = steps.isEmpty() ? null : steps.getFirst();
        while (step != null && seen.add(step.id())) {
            if (step instanceof Step.Invite invite) {
                done.add(invite);
                return Optional.of(new Behind(done, invite.next()));
            }
            if (sends(step)) {
                done.add(step);
            }
            // somebody who is to be invited is not connected: a question about it is answered by no
            String next = step instanceof Step.Condition condition ? condition.no() : step.next();
            step = next == null
                    ? null
                    : steps.stream()
                            .filter(one -> one.id().equals(next))
                            .findFirst()
                            .orElse(null);
        }
        return Optional.empty();
    }

    static boolean sends(Step step) {
        return step instanceof Step.Texts || step instanceof Step.Visit || step instanceof Step.Withdraw;
    }

    /** The word by which the touch of a step is kept. */
    static String action(Step step) {
        return switch (step) {
            case Step.Invite invite -> "INVITE";
            case Step.Message message -> "MESSAGE";
            case Step.InMail inmail -> "INMAIL";
            case Step.Email email -> "EMAIL";
            case Step.Visit visit -> "VISIT";
            case Step.Withdraw withdraw -> "WITHDRAW";
            default -> throw new IllegalArgumentException("Nothing is sent by the step " + step.id());
        };
    }

    /** Which ways of reaching people a sequence uses. */
    static Set<Leads.Channel> channels(List<Step> steps) {
        Set<Leads.Channel> used = java.util.EnumSet.noneOf(Leads.Channel.class);
        for (Step step : steps) {
            if (step instanceof Step.Email) {
                used.add(Leads.Channel.EMAIL);
            } else if (sends(step)) {
                used.add(Leads.Channel.LINKEDIN);
            }
        }
        return used;
    }
}
