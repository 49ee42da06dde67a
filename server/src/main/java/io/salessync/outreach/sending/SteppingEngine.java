package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachSent;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.leads.Blocker;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.LeadState;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Sequences;
import io.salessync.outreach.sequences.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The engine: leads that are due are looked at in fair order; most wait, and get a time. The rest is worked on one by one, each decided again under
 * locks, each call committed before it is made and settled after. Accounts go side by side, the calls of one account one after another.
 */
@Component
class SteppingEngine implements Engine {
    private static final Logger log = LoggerFactory.getLogger(SteppingEngine.class);

    /** Leads in one transaction, locked while they are planned: well under a second. */
    private static final int AT_A_TIME = 1_000;

    private static final int ROUNDS = 20;

    /** Whose account nothing is called with. */
    private static final UUID NOBODY = new UUID(0, 0);

    private static final int IN_A_LOOK = 500;

    /** Calls of one account in one go: what is left over comes next time, before others take over the leads. */
    private static final int CALLS = 5;

    /** Accounts side by side: as many connections of the pool as the rest can spare. */
    private static final int SIDE_BY_SIDE = 4;

    private final Database database;
    private final Leads leads;
    private final Sequences sequences;
    private final LeadFacts facts;
    private final Acts acts;
    private final Reserving reserving;
    private final Settling settling;
    private final Readings readings;
    private final Verdicts verdicts;
    private final PostgresTouches touches;
    private final PostgresSenders senders;
    private final Vendors vendors;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(SIDE_BY_SIDE);

    SteppingEngine(
            Database database,
            Leads leads,
            Sequences sequences,
            LeadFacts facts,
            Acts acts,
            Reserving reserving,
            Settling settling,
            Readings readings,
            Verdicts verdicts,
            PostgresTouches touches,
            PostgresSenders senders,
            Vendors vendors,
            InstantSource clock) {
        this.database = database;
        this.leads = leads;
        this.sequences = sequences;
        this.facts = facts;
        this.acts = acts;
        this.reserving = reserving;
        this.settling = settling;
        this.readings = readings;
        this.verdicts = verdicts;
        this.touches = touches;
        this.senders = senders;
        this.vendors = vendors;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> step(TenantId tenant) {
        Instant now = clock.instant();
        for (int round = 0; round < ROUNDS; round++) {
            Planned planned = planned(tenant, now);
            if (planned.due() == 0) {
                return planned.next();
            }
            work(tenant, planned.bySender());
        }
        return database.inTenant(tenant, sql -> leads.nextDue(sql, tenant));
    }

    /**
     * What came of a look.
     *
     * @param bySender the leads that something is done to, held for that
     */
    private record Planned(Optional<Instant> next, int due, Map<UUID, List<UUID>> bySender) {}

    private Planned planned(TenantId tenant, Instant now) {
        try {
            return database.inTenant(tenant, sql -> plan(sql, tenant, now));
        } catch (RuntimeException e) {
            // one of them breaks it: each for itself, it breaks none but its own
            log.warn("Due leads could not be planned together and are looked at one by one: {}", e.toString());
            return database.inTenant(tenant, sql -> {
                List<UUID> due = leads.due(sql, tenant, now, AT_A_TIME).stream()
                        .map(Lead::id)
                        .toList();
                leads.hold(sql, tenant, due, clock.instant().plus(Acts.HOLD));
                return new Planned(Optional.empty(), due.size(), Map.of(NOBODY, due));
            });
        }
    }

    /** Puts off those that only wait, in the transaction that found them; a row is written once. */
    private Planned plan(DSLContext sql, TenantId tenant, Instant now) {
        Optional<Instant> first = leads.nextDue(sql, tenant);
        // most steps of most tenants end here, and nothing is written for them
        if (first.isEmpty() || first.get().isAfter(now)) {
            return new Planned(first, 0, Map.of());
        }
        List<Lead> due = leads.due(sql, tenant, now, AT_A_TIME);
        if (due.isEmpty()) {
            return new Planned(first, 0, Map.of());
        }
        List<Lead> order = order(sql, tenant, due);
        Map<UUID, List<UUID>> bySender = new LinkedHashMap<>();
        Slots slots = new Slots();
        LeadFacts.Known known = new LeadFacts.Known();
        for (int from = 0; from < order.size(); from += IN_A_LOOK) {
            List<Lead> portion = order.subList(from, Math.min(order.size(), from + IN_A_LOOK));
            List<Leads.PutOff> puttings = new ArrayList<>();
            facts.fetch(sql, tenant, portion, known);
            portion.forEach(lead -> place(sql, tenant, lead, known, slots, bySender, puttings));
            leads.putOffAll(sql, tenant, puttings);
        }
        leads.hold(
                sql,
                tenant,
                bySender.values().stream().flatMap(List::stream).toList(),
                clock.instant().plus(Acts.HOLD));
        return new Planned(first, due.size(), bySender);
    }

    private void work(TenantId tenant, Map<UUID, List<UUID>> planned) {
        Map<UUID, List<UUID>> bySender = new LinkedHashMap<>(planned);
        List<UUID> alone = bySender.remove(NOBODY);
        if (alone != null) {
            go(tenant, alone, Integer.MAX_VALUE);
        }
        if (bySender.size() < 2) {
            bySender.values().forEach(ids -> go(tenant, ids, CALLS));
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            bySender.values()
                    .forEach(ids -> threads.execute(() -> {
                        places.acquireUninterruptibly();
                        try {
                            go(tenant, ids, CALLS);
                        } finally {
                            places.release();
                        }
                    }));
        }
    }

    private List<Lead> order(DSLContext sql, TenantId tenant, List<Lead> due) {
        Map<UUID, String> users = new HashMap<>();
        Map<UUID, Integer> served = new HashMap<>();
        if (due.stream().map(Lead::sequence).distinct().limit(2).count() > 1) {
            sequences.all(sql, tenant).forEach(sequence -> users.put(sequence.id(), sequence.owner()));
            sql.fetch(
                            "SELECT sequence_id, count(*)::int FROM outreach.touch WHERE tenant_id = ? AND decided_at > ?::timestamptz GROUP BY 1",
                            tenant.value(),
                            PostgresSenders.at(clock.instant().minus(Duration.ofDays(2))))
                    .forEach(row -> served.put(row.get(0, UUID.class), row.get(1, Integer.class)));
        }
        return Shares.order(due, users, served);
    }

    /** Puts off what only waits; what has something done to it is kept for afterwards, by sender. */
    private void place(
            DSLContext sql,
            TenantId tenant,
            Lead lead,
            LeadFacts.Known known,
            Slots slots,
            Map<UUID, List<UUID>> bySender,
            List<Leads.PutOff> puttings) {
        Facts glance = facts.glance(sql, tenant, lead, known);
        Decision decision = Decide.of(glance);
        Sheet sheet = glance.sheet();
        boolean mail = sheet != null && sheet.sender().channel() == Leads.Channel.EMAIL;
        if (sheet != null && (mail ? lead.mailSender() : lead.sender()) == null) {
            // those that only wait count too, or all would be dealt to the same one
            known.load.merge(sheet.sender().id(), 1, Integer::sum);
        }
        if (decision instanceof Decision.Stay stay && lead.state() != LeadState.NEEDS_DATA) {
            Instant until = acts.later(stay);
            Action action = action(glance);
            Instant soonest = stay.until();
            Decision.Stay told = stay;
            if (sheet != null && action != null && soonest != null && stay.isInQueue() && glance.standing() == null) {
                List<Hours> windows =
                        Hours.of(glance.document().settings().window(), lead.zone(), lead.country(), sheet.sender());
                until = slots.next(sheet, action, until, windows);
                told = Slots.told(stay, soonest, until, sheet, action);
            }
            puttings.add(new Leads.PutOff(lead, until, told.blocker(), told.sentence()));
            return;
        }
        boolean calls = decision instanceof Decision.Send
                || decision instanceof Decision.Read
                || decision instanceof Decision.Find
                || decision instanceof Decision.Credits
                || decision instanceof Decision.Verify;
        if (sheet != null && decision instanceof Decision.Send send) {
            // the next one of this sender waits its turn
            known.sheets.put(sheet.sender().id(), sheet.after(send.action(), clock.instant()));
        } else if (sheet != null && decision instanceof Decision.Read) {
            known.sheets.put(sheet.sender().id(), sheet.after(Action.VISIT, clock.instant()));
        }
        bySender.computeIfAbsent(calls && sheet != null ? sheet.sender().id() : NOBODY, id -> new ArrayList<>())
                .add(lead.id());
    }

    private static @Nullable Action action(Facts facts) {
        String id = facts.lead().step();
        Step step = id == null ? null : facts.document().step(id).orElse(null);
        return switch (step) {
            case Step.Invite invite -> Action.INVITE;
            case Step.Message message -> Action.MESSAGE;
            case Step.InMail inmail -> Action.INMAIL;
            case Step.Email email -> Action.EMAIL;
            case Step.Visit visit -> Action.VISIT;
            case Step.Withdraw withdraw -> Action.WITHDRAW;
            case null, default -> null;
        };
    }

    private void go(TenantId tenant, List<UUID> ids, int most) {
        int calls = 0;
        for (UUID id : ids) {
            try {
                if (calls >= most) {
                    later(tenant, id);
                    continue;
                }
                Optional<Acts.Call> call = database.inTenant(tenant, sql -> acts.work(sql, tenant, id));
                // a profile that was read may let the same lead go on at once
                for (int more = 0; call.isPresent() && more < 4; more++) {
                    calls++;
                    call(tenant, call.get());
                    call = Optional.empty();
                }
            } catch (RuntimeException e) {
                // the lead is held until its time runs out; then it is looked at again from what is committed
                log.warn("Lead {} could not be worked on: {}", id, e.toString());
            }
        }
    }

    private void later(TenantId tenant, UUID id) {
        database.runInTenant(
                tenant,
                sql -> leads.locked(sql, tenant, id)
                        .filter(lead -> !lead.state().ended())
                        .ifPresent(lead -> leads.putOff(
                                sql,
                                tenant,
                                lead,
                                clock.instant().plus(Decide.SOON),
                                Blocker.SPACING,
                                "Other calls of the account go first.")));
    }

    private void call(TenantId tenant, Acts.Call call) {
        switch (call) {
            case Acts.Call.Send send -> send(tenant, send);
            case Acts.Call.Read read -> readings.read(tenant, read);
            case Acts.Call.Find find -> readings.find(tenant, find);
            case Acts.Call.Credits credits -> readings.credits(tenant, credits);
            case Acts.Call.Verify verify -> verdicts.verify(tenant, verify);
        }
    }

    private Vendors.At at(TenantId tenant, Sender sender) {
        return vendors.of(tenant, sender)
                .orElseThrow(() -> new IllegalStateException("The connection of sender " + sender.id() + " is gone"));
    }

    private void send(TenantId tenant, Acts.Call.Send call) {
        Sender sender = call.sheet().sender();
        OutreachAnswer<OutreachSent> answer;
        Channel.Outgoing outgoing = call.outgoing();
        String body = call.touch().body();
        if (outgoing != null) {
            if (call.intent() == null
                    && !database.inTenant(
                            tenant,
                            sql -> touches.mark(sql, tenant, call.touch().id()))) {
                // another node sends it
                return;
            }
            Channel channel = reserving.channel(sender).orElseThrow();
            answer = channel.send(outgoing, body == null ? "" : body, call.intent());
            settling.heard(sender, answer);
            database.runInTenant(tenant, sql -> {
                settling.answered(sql, tenant, call, answer);
                if (answer instanceof OutreachAnswer.Done<OutreachSent> done) {
                    channel.sent(sql, outgoing, body == null ? "" : body, done.value());
                }
            });
            return;
        }
        if (call.touch().action() == Action.VISIT) {
            if (!database.inTenant(
                    tenant, sql -> touches.mark(sql, tenant, call.touch().id()))) {
                return;
            }
            answer = readings.visit(tenant, call);
        } else {
            if (call.intent() == null || call.write() == null) {
                throw new IllegalStateException("Touch " + call.touch().id() + " has no open intent");
            }
            // two nodes may hold the same intent, one of them for too long: only the first one goes on
            if (!database.inTenant(
                    tenant, sql -> touches.mark(sql, tenant, call.touch().id()))) {
                return;
            }
            Vendors.At at = at(tenant, sender);
            answer = at.connector().send(at.connection(), call.intent(), call.write(), null);
        }
        settling.heard(sender, answer);
        database.runInTenant(tenant, sql -> settling.answered(sql, tenant, call, answer));
    }
}
