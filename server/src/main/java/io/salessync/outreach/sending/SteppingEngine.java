package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachProfile.Invitation;
import io.salessync.connectors.OutreachSent;
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

    private static final int AT_A_TIME = 2_000;
    private static final int ROUNDS = 10;
    private static final int IN_A_TRANSACTION = 500;

    /** Calls of one account in one go: what is left over comes next time, before others take over the leads. */
    private static final int CALLS = 5;

    /** So many looks at what became of a call come in quick turn, the others ever more seldom. */
    private static final int QUICK_LOOKS = 4;

    private static final Duration QUICK_LOOK = Duration.ofSeconds(20);

    /** Accounts side by side: as many connections of the pool as the rest can spare. */
    private static final int SIDE_BY_SIDE = 4;

    private final Database database;
    private final Leads leads;
    private final Sequences sequences;
    private final LeadFacts facts;
    private final Acts acts;
    private final Settling settling;
    private final Verifying verifying;
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
            Settling settling,
            Verifying verifying,
            PostgresTouches touches,
            PostgresSenders senders,
            Vendors vendors,
            InstantSource clock) {
        this.database = database;
        this.leads = leads;
        this.sequences = sequences;
        this.facts = facts;
        this.acts = acts;
        this.settling = settling;
        this.verifying = verifying;
        this.touches = touches;
        this.senders = senders;
        this.vendors = vendors;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> step(TenantId tenant) {
        Instant now = clock.instant();
        for (int round = 0; round < ROUNDS; round++) {
            Optional<?>[] next = {Optional.empty()};
            List<Lead> due = database.inTenant(tenant, sql -> {
                List<Lead> found = leads.due(sql, tenant, now, now.plus(Acts.HOLD), AT_A_TIME);
                if (found.isEmpty()) {
                    next[0] = leads.nextDue(sql, tenant);
                }
                return found;
            });
            if (due.isEmpty()) {
                return next[0].map(Instant.class::cast);
            }
            work(tenant, due);
        }
        return database.inTenant(tenant, sql -> leads.nextDue(sql, tenant));
    }

    private void work(TenantId tenant, List<Lead> due) {
        List<Lead> order = database.inTenant(tenant, sql -> order(sql, tenant, due));
        Map<UUID, List<UUID>> bySender = new LinkedHashMap<>();
        Slots slots = new Slots();
        LeadFacts.Known known = new LeadFacts.Known();
        for (int from = 0; from < order.size(); from += IN_A_TRANSACTION) {
            List<Lead> portion = order.subList(from, Math.min(order.size(), from + IN_A_TRANSACTION));
            database.runInTenant(tenant, sql -> {
                List<Leads.PutOff> puttings = new ArrayList<>();
                facts.fetch(sql, tenant, portion, known);
                portion.forEach(lead -> plan(sql, tenant, lead, known, slots, bySender, puttings));
                leads.putOffAll(sql, tenant, puttings);
            });
        }
        UUID nobody = new UUID(0, 0);
        List<UUID> alone = bySender.remove(nobody);
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
    private void plan(
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
            boolean queue = stay.blocker() == Blocker.SPACING
                    || stay.blocker() == Blocker.QUOTA
                    || stay.blocker() == Blocker.WINDOW;
            if (sheet != null && action != null && stay.until() != null && queue && glance.standing() == null) {
                List<Hours> windows =
                        Hours.of(glance.document().settings().window(), lead.zone(), lead.country(), sheet.sender());
                until = slots.next(sheet, action, until, windows);
            }
            puttings.add(new Leads.PutOff(lead, until, stay.blocker(), stay.sentence()));
            return;
        }
        boolean calls = decision instanceof Decision.Send
                || decision instanceof Decision.Read
                || decision instanceof Decision.Find
                || decision instanceof Decision.Verify;
        if (sheet != null && decision instanceof Decision.Send send) {
            // the next one of this sender waits its turn
            known.sheets.put(sheet.sender().id(), sheet.after(send.action(), clock.instant()));
        } else if (sheet != null && decision instanceof Decision.Read) {
            known.sheets.put(sheet.sender().id(), sheet.after(Action.VISIT, clock.instant()));
        }
        bySender.computeIfAbsent(calls && sheet != null ? sheet.sender().id() : new UUID(0, 0), id -> new ArrayList<>())
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
            case Acts.Call.Read read -> read(tenant, read);
            case Acts.Call.Find find -> find(tenant, find);
            case Acts.Call.Verify verify -> verify(tenant, verify);
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
            Channel channel = acts.channel(sender).orElseThrow();
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
            answer = visit(tenant, call);
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

    /** A visit is a reading: when nobody knows whether it was made, it is taken as made, since one look more or less harms nobody. */
    private OutreachAnswer<OutreachSent> visit(TenantId tenant, Acts.Call.Send call) {
        Sender sender = call.sheet().sender();
        Vendors.At at = at(tenant, sender);
        Facts.Identity identity = call.identity();
        String who = identity == null ? String.valueOf(call.lead().linkedin()) : identity.member();
        return switch (at.connector().profile(at.connection(), sender.account(), who, true, null)) {
            case OutreachAnswer.Done<OutreachProfile> done -> {
                database.runInTenant(tenant, sql -> identify(sql, tenant, call.lead(), sender, done.value()));
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
    private void identify(DSLContext sql, TenantId tenant, Lead lead, Sender sender, OutreachProfile profile) {
        sql.execute(
                "INSERT INTO outreach.identity AS i (tenant_id, lead_id, sender_id, product, member, public_id, seen_at)"
                        + " VALUES (?, ?, ?, 'CLASSIC', ?, ?, ?::timestamptz) ON CONFLICT (tenant_id, lead_id, sender_id, product) DO UPDATE"
                        + " SET member = excluded.member, seen_at = excluded.seen_at, public_id = coalesce(excluded.public_id, i.public_id),"
                        + " former = CASE WHEN i.public_id IS NOT NULL AND excluded.public_id IS NOT NULL AND i.public_id <> excluded.public_id"
                        + "   THEN array_append(i.former, i.public_id) ELSE i.former END",
                tenant.value(),
                lead.id(),
                sender.id(),
                profile.id(),
                profile.publicId(),
                PostgresSenders.at(clock.instant()));
    }

    private void read(TenantId tenant, Acts.Call.Read call) {
        Sender sender = call.sheet().sender();
        Vendors.At at = at(tenant, sender);
        Facts.Identity identity = database.inTenant(
                tenant, sql -> LeadFacts.identity(sql, tenant, call.lead().id(), sender.id()));
        String who = identity == null ? call.lead().linkedin() : identity.member();
        OutreachAnswer<OutreachProfile> answer =
                at.connector().profile(at.connection(), sender.account(), String.valueOf(who), false, null);
        settling.heard(sender, answer);
        database.runInTenant(tenant, sql -> {
            acts.free(sql, tenant, sender.id(), call.lead().id());
            Lead lead = leads.locked(sql, tenant, call.lead().id()).orElse(null);
            if (lead != null && !lead.state().ended()) {
                wasRead(sql, tenant, lead, sender, answer);
            }
        });
    }

    private void wasRead(
            DSLContext sql, TenantId tenant, Lead lead, Sender sender, OutreachAnswer<OutreachProfile> answer) {
        Instant now = clock.instant();
        switch (answer) {
            case OutreachAnswer.Done<OutreachProfile> done -> {
                OutreachProfile profile = done.value();
                identify(sql, tenant, lead, sender, profile);
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
                if (connected && lead.connectedAt() == null) {
                    moved(
                            sql,
                            tenant,
                            lead,
                            sender,
                            LeadState.CONNECTED,
                            EventKind.CONNECTED,
                            "They are connected with “%s”: their profile says so.".formatted(sender.name()),
                            evidence);
                } else if (pending && lead.invitedAt() == null && lead.connectedAt() == null) {
                    moved(
                            sql,
                            tenant,
                            lead,
                            sender,
                            LeadState.INVITE_SENT,
                            EventKind.VERIFIED,
                            "An invitation of “%s” is pending already: none is sent.".formatted(sender.name()),
                            evidence);
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

    private Leads.Happening note(
            EventKind kind, Lead lead, Sender sender, String note, Map<String, ? extends @Nullable Object> evidence) {
        return new Leads.Happening(kind, clock.instant(), lead.step(), "", sender.id(), note, evidence, "outreach");
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

    private void find(TenantId tenant, Acts.Call.Find call) {
        Sender sender = call.sheet().sender();
        Verifying.Found found = verifying.find(at(tenant, sender), call);
        database.runInTenant(tenant, sql -> {
            acts.free(sql, tenant, sender.id(), call.lead().id());
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
                                Map.of("source", "sent invitations", "found", invitation != null)));
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

    private void verify(TenantId tenant, Acts.Call.Verify call) {
        Sender sender = call.sheet().sender();
        Touches.Touch touch = call.touch();
        Verifying.Verdict verdict = touch.action() == Action.EMAIL
                ? mailed(tenant, call)
                : verifying.look(tenant, at(tenant, sender), call);
        database.runInTenant(tenant, sql -> {
            acts.free(sql, tenant, sender.id(), call.lead().id());
            Lead lead = leads.locked(sql, tenant, call.lead().id()).orElse(null);
            if (lead != null) {
                verified(sql, tenant, lead, sender, touch, verdict);
            }
        });
    }

    private Verifying.Verdict mailed(TenantId tenant, Acts.Call.Verify call) {
        Touches.Touch touch = call.touch();
        Sender sender = call.sheet().sender();
        Channel channel = acts.channel(sender).orElse(null);
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
        return Acts.outgoing(
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
                    acts.channel(sender)
                            .ifPresent(channel -> channel.sent(
                                    sql,
                                    Acts.outgoing(tenant, lead, sender, step, touch, document(sql, tenant, touch)),
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
        Instant soon = clock.instant()
                .plus(
                        looks < QUICK_LOOKS
                                ? QUICK_LOOK
                                : Duration.ofMinutes(looks < 8 ? 1L << looks - QUICK_LOOKS : looks < 14 ? 30 : 360));
        leads.putOff(
                sql,
                tenant,
                lead,
                notBefore != null && notBefore.isAfter(soon) ? notBefore : soon,
                Blocker.VERIFY,
                "Nobody knows yet whether the last call was done: " + reason + ".");
    }
}
