package io.salessync.outreach.sending;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachWrite;
import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.flows.Flows;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.LeadTasks;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Does what was decided, as far as no call is needed; where one is, reserves everything for it. All of it in one transaction. */
@Component("outreachActs")
class Acts {
    /** A text waits so long for somebody to approve it. */
    static final Duration APPROVAL = Duration.ofDays(7);

    /** How soon leads are looked at again that wait for a person or for an answer, who tell of it themselves. */
    static final Duration LOOK_AGAIN = Duration.ofHours(6);

    /** How long a node may take for one call before others take over. */
    static final Duration HOLD = Duration.ofMinutes(2);

    private static final int MOST_STEPS = 60;
    private static final String US = "outreach";

    private final Leads leads;
    private final LeadFacts facts;
    private final PostgresTouches touches;
    private final PostgresSenders senders;
    private final Reserving reserving;
    private final Sequences sequences;
    private final Intents intents;
    private final Flows flows;
    private final LeadTasks tasks;
    private final JsonMapper json;
    private final InstantSource clock;

    Acts(
            Leads leads,
            LeadFacts facts,
            PostgresTouches touches,
            PostgresSenders senders,
            Reserving reserving,
            Sequences sequences,
            Intents intents,
            Flows flows,
            LeadTasks tasks,
            JsonMapper json,
            InstantSource clock) {
        this.leads = leads;
        this.facts = facts;
        this.touches = touches;
        this.senders = senders;
        this.reserving = reserving;
        this.sequences = sequences;
        this.intents = intents;
        this.flows = flows;
        this.tasks = tasks;
        this.json = json;
        this.clock = clock;
    }

    /** A call that is to be made now; everything for it is committed. */
    sealed interface Call {
        Lead lead();

        Sheet sheet();

        /**
         * @param write what the connector sends; null: a visit, or the channel's
         * @param intent null: a visit, or the own mail server
         * @param outgoing for a channel; null: the network
         */
        record Send(
                Lead lead,
                Sheet sheet,
                Step step,
                Touches.Touch touch,
                @Nullable OutreachWrite write,
                @Nullable Intent intent,
                Channel.@Nullable Outgoing outgoing,
                Facts.@Nullable Identity identity)
                implements Call {}

        record Read(Lead lead, Sheet sheet, String purpose, Product product) implements Call {}

        record Credits(Lead lead, Sheet sheet) implements Call {}

        record Find(Lead lead, Sheet sheet, Facts.@Nullable Identity identity) implements Call {}

        /** @param members how the account knows them, in whichever product; ids of products never are the same */
        record Verify(
                Lead lead,
                Sheet sheet,
                Touches.Touch touch,
                Facts.@Nullable Identity identity,
                List<String> members,
                boolean mayVisit)
                implements Call {}
    }

    /** Moves a lead on until it waits or something has to be called; empty: nothing has. */
    Optional<Call> work(DSLContext sql, TenantId tenant, UUID id) {
        Lead lead = leads.locked(sql, tenant, id).orElse(null);
        for (int steps = 0; lead != null && steps < MOST_STEPS; steps++) {
            if (lead.state().ended() || lead.state() == LeadState.PAUSED) {
                return Optional.empty();
            }
            Facts known = facts.locked(sql, tenant, lead);
            Decision decision = Decide.of(known);
            if (lead.state() == LeadState.NEEDS_DATA && !(decision instanceof Decision.Needs)
                    || lead.state() == LeadState.PENDING_VERIFY && known.standing() == null && !lead.rechecked()) {
                lead = leads.move(
                        sql,
                        tenant,
                        lead,
                        move(lead, working(lead), lead.step(), "It goes on.", EventKind.MOVED, Map.of()));
                continue;
            }
            switch (decision) {
                case Decision.Stay stay -> {
                    leads.putOff(sql, tenant, lead, later(stay), stay.blocker(), stay.sentence());
                    return Optional.empty();
                }
                case Decision.Pass pass -> lead = pass(sql, tenant, lead, pass);
                case Decision.End end -> {
                    end(sql, tenant, lead, known, end);
                    return Optional.empty();
                }
                case Decision.Needs needs -> {
                    needs(sql, tenant, lead, needs);
                    return Optional.empty();
                }
                case Decision.Expired expired -> {
                    touches.drop(sql, tenant, expired.touch().id(), expired.sentence(), US);
                    leads.move(
                            sql,
                            tenant,
                            lead,
                            new Leads.Move(
                                    LeadState.PAUSED,
                                    null,
                                    lead.step(),
                                    null,
                                    Blocker.PAUSED,
                                    expired.sentence(),
                                    0,
                                    lead.sender(),
                                    lead.mailSender(),
                                    happening(EventKind.MOVED, lead, null, expired.sentence(), Map.of())));
                    return Optional.empty();
                }
                case Decision.MakeTask task -> lead = task(sql, tenant, lead, task);
                case Decision.Call call -> {
                    Lead called = call(sql, tenant, lead, call.step());
                    if (called == null) {
                        return Optional.empty();
                    }
                    lead = called;
                }
                case Decision.Ask ask -> {
                    ask(sql, tenant, lead, ask);
                    return Optional.empty();
                }
                case Decision.Send send -> {
                    return reserving.reserve(sql, tenant, lead, known, send);
                }
                case Decision.Read read -> {
                    reserving.busy(sql, tenant, read.sheet(), lead.id(), true);
                    senders.use(sql, tenant, read.sheet(), Action.VISIT, 1);
                    return Optional.of(new Call.Read(lead, read.sheet(), read.purpose(), read.product()));
                }
                case Decision.Credits credits -> {
                    reserving.busy(sql, tenant, credits.sheet(), lead.id(), false);
                    return Optional.of(new Call.Credits(lead, credits.sheet()));
                }
                case Decision.Find find -> {
                    reserving.busy(sql, tenant, find.sheet(), lead.id(), false);
                    return Optional.of(new Call.Find(lead, find.sheet(), known.identity()));
                }
                case Decision.Verify verify -> {
                    return verify(sql, tenant, lead, known, verify);
                }
            }
        }
        if (lead != null) {
            leads.putOff(
                    sql,
                    tenant,
                    lead,
                    clock.instant().plus(LOOK_AGAIN),
                    Blocker.CONFIG,
                    "It went through %d steps without sending anything; the sequence goes in a circle."
                            .formatted(MOST_STEPS));
        }
        return Optional.empty();
    }

    /** When to look again; time alone, or now and then where something else has to happen, which wakes it anyway. */
    Instant later(Decision.Stay stay) {
        Instant now = clock.instant();
        Instant until = stay.until();
        Instant soonest = now.plusSeconds(1);
        if (until == null && stay.blocker() == Blocker.SEQUENCE) {
            // going on wakes it; somebody who worked on it just then is caught here
            return now.plus(Duration.ofMinutes(10));
        }
        return until == null ? now.plus(LOOK_AGAIN) : until.isBefore(soonest) ? soonest : until;
    }

    static LeadState working(Lead lead) {
        LeadState before = lead.before();
        boolean held = lead.state() == LeadState.NEEDS_DATA || lead.state() == LeadState.PENDING_VERIFY;
        if (!held) {
            return lead.state();
        }
        return before == null
                        || before.ended()
                        || before == LeadState.NEEDS_DATA
                        || before == LeadState.PENDING_VERIFY
                        || before == LeadState.PAUSED
                ? LeadState.PENDING_INVITE
                : before;
    }

    Leads.Move move(
            Lead lead,
            LeadState to,
            @Nullable String step,
            String note,
            EventKind kind,
            Map<String, ? extends @Nullable Object> evidence) {
        boolean over = to.ended();
        return new Leads.Move(
                to,
                over ? lead.reason() : null,
                step,
                over ? null : clock.instant(),
                null,
                null,
                0,
                lead.sender(),
                lead.mailSender(),
                happening(kind, lead, null, note, evidence));
    }

    Leads.Happening happening(
            EventKind kind,
            Lead lead,
            Touches.@Nullable Touch touch,
            String note,
            Map<String, ? extends @Nullable Object> evidence) {
        return new Leads.Happening(
                kind,
                clock.instant(),
                touch == null ? lead.step() : touch.step(),
                touch == null ? "" : touch.variant(),
                touch == null ? lead.sender() : touch.sender(),
                note,
                evidence,
                US);
    }

    private Lead pass(DSLContext sql, TenantId tenant, Lead lead, Decision.Pass pass) {
        String to = pass.to();
        if (to == null) {
            LeadState end =
                    pass.from() instanceof Step.Withdraw && lead.invitedAt() != null && lead.connectedAt() == null
                            ? LeadState.WITHDRAWN
                            : LeadState.COMPLETED;
            return leads.move(
                    sql,
                    tenant,
                    lead,
                    move(
                            lead,
                            end,
                            null,
                            pass.sentence(),
                            end == LeadState.WITHDRAWN ? EventKind.MOVED : EventKind.COMPLETED,
                            Map.of()));
        }
        return leads.move(sql, tenant, lead, move(lead, working(lead), to, pass.sentence(), EventKind.MOVED, Map.of()));
    }

    private void end(DSLContext sql, TenantId tenant, Lead lead, Facts known, Decision.End end) {
        Touches.Touch standing = known.standing();
        if (standing != null && standing.state() != Touches.State.DONE) {
            touches.drop(sql, tenant, standing.id(), end.sentence(), US);
        }
        EventKind kind = switch (end.state()) {
            case COMPLETED -> EventKind.COMPLETED;
            case SUPPRESSED -> EventKind.SUPPRESSED;
            case FAILED -> EventKind.FAILED;
            default -> EventKind.MOVED;
        };
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        end.state(),
                        end.reason(),
                        lead.step(),
                        null,
                        null,
                        null,
                        0,
                        lead.sender(),
                        lead.mailSender(),
                        happening(kind, lead, null, end.sentence(), Map.of())));
    }

    private void needs(DSLContext sql, TenantId tenant, Lead lead, Decision.Needs needs) {
        Instant next = clock.instant().plus(Duration.ofDays(1));
        if (lead.state() == LeadState.NEEDS_DATA) {
            leads.putOff(sql, tenant, lead, next, Blocker.DATA, needs.sentence());
            return;
        }
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        LeadState.NEEDS_DATA,
                        null,
                        lead.step(),
                        next,
                        Blocker.DATA,
                        needs.sentence(),
                        0,
                        lead.sender(),
                        lead.mailSender(),
                        happening(EventKind.MOVED, lead, null, needs.sentence(), Map.of("missing", needs.missing()))));
    }

    private Lead task(DSLContext sql, TenantId tenant, Lead lead, Decision.MakeTask make) {
        Step.Task task = make.step();
        tasks.open(sql, tenant, lead, task.id(), make.text(), task.assignee(), task.waits());
        if (!task.waits()) {
            return leads.move(
                    sql,
                    tenant,
                    lead,
                    move(
                            lead,
                            task.next() == null ? LeadState.COMPLETED : working(lead),
                            task.next(),
                            "A task was given.",
                            EventKind.TASK,
                            Map.of()));
        }
        leads.note(sql, tenant, lead, happening(EventKind.TASK, lead, null, "A task was given.", Map.of()));
        return leads.locked(sql, tenant, lead.id()).orElseThrow();
    }

    /** Starts the flow with the move; null: it cannot be started, and the lead waits. */
    private @Nullable Lead call(DSLContext sql, TenantId tenant, Lead lead, Step.CallFlow step) {
        ObjectNode payload = json.createObjectNode();
        ObjectNode record = payload.putArray("records").addObject();
        record.put("key", lead.id().toString());
        ObjectNode values = record.putObject("values");
        sequences.values(lead).forEach(values::put);
        values.put("lead_id", lead.id().toString());
        values.put("lead_state", lead.state().name());
        RunId run;
        try {
            run = flows.run(tenant, flows.find(tenant, step.flow()).id(), payload, new Flows.Asker(US, null));
        } catch (Problem problem) {
            leads.putOff(
                    sql,
                    tenant,
                    lead,
                    clock.instant().plus(Duration.ofHours(1)),
                    Blocker.CONFIG,
                    "The flow “%s” cannot be started: %s".formatted(step.flow(), problem.detail()));
            return null;
        }
        sql.execute(
                "INSERT INTO outreach.called_flow (tenant_id, lead_id, step, run_id, at) VALUES (?, ?, ?, ?, ?::timestamptz) ON CONFLICT DO NOTHING",
                tenant.value(),
                lead.id(),
                step.id(),
                run.value(),
                PostgresSenders.at(clock.instant()));
        return leads.move(
                sql,
                tenant,
                lead,
                move(
                        lead,
                        step.next() == null ? LeadState.COMPLETED : working(lead),
                        step.next(),
                        "The flow “%s” was started.".formatted(step.flow()),
                        EventKind.FLOW,
                        Map.of("run", run.value().toString())));
    }

    private void ask(DSLContext sql, TenantId tenant, Lead lead, Decision.Ask ask) {
        Instant now = clock.instant();
        Instant due = now.plus(APPROVAL);
        Touches.Touch touch = Reserving.touch(
                lead,
                ask.step(),
                ask.action(),
                ask.words().variant(),
                ask.words().subject(),
                ask.words().text(),
                ask.sheet().sender(),
                Touches.State.WAITS_FOR_APPROVAL,
                now,
                due);
        touches.put(sql, tenant, touch, working(lead).name());
        String note = "Its text waits to be approved.";
        leads.move(
                sql,
                tenant,
                lead,
                new Leads.Move(
                        lead.state(),
                        null,
                        lead.step(),
                        due,
                        Blocker.APPROVAL,
                        note,
                        0,
                        sender(lead, touch),
                        mailSender(lead, touch),
                        happening(EventKind.MOVED, lead, touch, note, Map.of())));
    }

    static @Nullable UUID sender(Lead lead, Touches.Touch touch) {
        return touch.action().channel() == Leads.Channel.LINKEDIN ? touch.sender() : lead.sender();
    }

    static @Nullable UUID mailSender(Lead lead, Touches.Touch touch) {
        return touch.action().channel() == Leads.Channel.EMAIL ? touch.sender() : lead.mailSender();
    }

    /** Of a lead of which nobody knows what became of its call. Whoever finds the account well again wakes it. */
    void waitForAccount(DSLContext sql, TenantId tenant, Lead lead) {
        leads.putOff(
                sql,
                tenant,
                lead,
                clock.instant().plus(Duration.ofMinutes(30)),
                Blocker.ACCOUNT,
                "What was sent is looked up as soon as the account can be read again.");
    }

    private Optional<Call> verify(DSLContext sql, TenantId tenant, Lead lead, Facts known, Decision.Verify verify) {
        Sheet sheet = known.sheet();
        Instant now = clock.instant();
        Touches.Touch touch = verify.touch();
        if (touch.state() == Touches.State.DECIDED) {
            // a node died between the call and what came of it
            touches.settle(sql, tenant, touch, Touches.State.UNKNOWN, touch.sentAt(), null, null, null);
        }
        if (lead.state() != LeadState.PENDING_VERIFY) {
            String note = "Nobody knows whether the last call was done; it is looked up.";
            leads.move(
                    sql,
                    tenant,
                    lead,
                    new Leads.Move(
                            LeadState.PENDING_VERIFY,
                            null,
                            lead.step(),
                            now.plusSeconds(1),
                            Blocker.VERIFY,
                            note,
                            0,
                            sender(lead, touch),
                            mailSender(lead, touch),
                            happening(EventKind.UNCERTAIN, lead, touch, note, Map.of())));
            return Optional.empty();
        }
        Instant busy = sheet == null ? null : sheet.busyUntil();
        // a bar holds what goes out; the one that tried is looked up all the same
        if (sheet == null || sheet.sender().status() != OutreachAccount.Status.OK) {
            waitForAccount(sql, tenant, lead);
            return Optional.empty();
        }
        if (busy != null && busy.isAfter(now)) {
            leads.putOff(
                    sql,
                    tenant,
                    lead,
                    now.plus(Decide.SOON),
                    Blocker.VERIFY,
                    "Another call of the account is under way.");
            return Optional.empty();
        }
        boolean mayVisit = sheet.usedToday(Action.VISIT)
                < Caps.ceiling(Action.VISIT, sheet.sender().tierOrFree());
        boolean invite = touch.action().counted() == Action.INVITE;
        if (invite && mayVisit) {
            senders.use(sql, tenant, sheet, Action.VISIT, 1);
        }
        reserving.busy(sql, tenant, sheet, lead.id(), false);
        Map<Product, Facts.Identity> ids =
                LeadFacts.identities(sql, tenant, lead.id(), sheet.sender().id());
        return Optional.of(new Call.Verify(
                lead,
                sheet,
                touch,
                ids.get(Product.CLASSIC),
                ids.values().stream().map(Facts.Identity::member).toList(),
                mayVisit));
    }

    /** Closes the intent of a touch. */
    void close(DSLContext sql, TenantId tenant, UUID touch, BatchAnswer.Evidence evidence) {
        intents.open(tenant, PostgresTouches.INTENT, touch.toString())
                .forEach(intent -> intents.settle(sql, tenant, intent, evidence));
    }

    static BatchAnswer.Evidence looked(String how) {
        return new BatchAnswer.Evidence(null, 0, null, false, how);
    }

    /** Everything a piece of evidence says, for the story of the lead. */
    static Map<String, @Nullable Object> evidence(BatchAnswer.Evidence evidence) {
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("source", "answer");
        told.put("status", evidence.status());
        told.put("request", evidence.vendorRequestId());
        return told;
    }
}
