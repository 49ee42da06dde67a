package io.salessync.outreach.detection;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachConnector;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.detection.Looking.At;
import io.salessync.outreach.detection.Looking.Ended;
import io.salessync.outreach.detection.Looking.Kind;
import io.salessync.outreach.detection.Looking.Stop;
import io.salessync.outreach.inbox.Conversations;
import io.salessync.outreach.inbox.Replying;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Looks;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes looks when they are due. */
@Component
final class Scanning implements Scans, Looks {
    /** How long a look holds an account, for nodes that are gone: longer than two lists and their calls can take. */
    private static final Duration HELD = Duration.ofMinutes(10);

    /** After a complete look so old, the next planned one is complete again. */
    private static final Duration FRESH = Duration.ofHours(20);

    /** When an account is looked at that could not be. */
    private static final Duration AGAIN = Duration.ofMinutes(15);

    private static final String DUE = """
            (held_until IS NULL OR held_until <= ?::timestamptz)
              AND (next_at <= ?::timestamptz OR messages_at <= ?::timestamptz OR wanted_at <= ?::timestamptz OR account_wanted)
            """;

    private static final String CLAIM =
            "UPDATE outreach.watch SET held_until = ?::timestamptz WHERE tenant_id = ? AND sender_id = ? AND " + DUE
                    + " RETURNING *";

    /** Who is through is answered by people for so long. */
    private static final Duration ANSWERED = Duration.ofDays(30);

    /** Whether anybody waits to be accepted, or may answer; who is through the sequence may still. */
    private static final String PENDING = """
            SELECT EXISTS (SELECT FROM outreach.lead WHERE tenant_id = ? AND sender_id = ? AND ended_at IS NULL
                       AND (connected_at IS NULL OR state = 'INVITE_SENT') AND (invited_at IS NOT NULL OR state = 'PENDING_VERIFY'))
                     OR EXISTS (SELECT FROM outreach.lead WHERE tenant_id = ? AND sender_id IS NULL AND invited_at IS NOT NULL AND ended_at IS NULL
                       AND connected_at IS NULL) AS invited,
                   EXISTS (SELECT FROM outreach.lead WHERE tenant_id = ? AND sender_id = ? AND ended_at IS NULL
                       AND (invited_at IS NOT NULL OR connected_at IS NOT NULL OR state IN ('IN_SEQUENCE', 'PENDING_VERIFY')))
                     OR EXISTS (SELECT FROM outreach.lead WHERE tenant_id = ? AND sender_id = ? AND state IN ('COMPLETED', 'WITHDRAWN')
                       AND ended_at > ?::timestamptz) AS written
            """;

    /** Whether anybody may answer a mail of this account. */
    private static final String MAILED = """
            SELECT EXISTS (SELECT FROM outreach.touch WHERE tenant_id = ? AND sender_id = ? AND action = 'EMAIL' AND done_at > ?::timestamptz
                       OR tenant_id = ? AND sender_id = ? AND action = 'EMAIL' AND done_at IS NULL AND state IN ('DECIDED', 'UNKNOWN'))
                     OR EXISTS (SELECT FROM outreach.mail WHERE tenant_id = ? AND sender_id = ? AND decided_at > ?::timestamptz)
            """;

    private final Database database;
    private final Senders senders;
    private final Connections connections;
    private final List<OutreachConnector> connectors;
    private final Looking looking;
    private final Relations relations;
    private final Invitations invitations;
    private final NewsDesk desk;
    private final NewsGates gates;
    private final Conversations conversations;
    private final Replying replying;
    private final ScanBounds bounds;
    private final InstantSource clock;

    /** Tenants that this server has stepped whole at least once: whatever was true of another server's life is put right then. */
    private final Set<TenantId> met = ConcurrentHashMap.newKeySet();

    Scanning(
            Database database,
            Senders senders,
            Connections connections,
            List<OutreachConnector> connectors,
            Looking looking,
            Relations relations,
            Invitations invitations,
            NewsDesk desk,
            NewsGates gates,
            Conversations conversations,
            Replying replying,
            ScanBounds bounds,
            InstantSource clock) {
        this.database = database;
        this.senders = senders;
        this.connections = connections;
        this.connectors = connectors;
        this.looking = looking;
        this.relations = relations;
        this.invitations = invitations;
        this.desk = desk;
        this.gates = gates;
        this.conversations = conversations;
        this.replying = replying;
        this.bounds = bounds;
        this.clock = clock;
    }

    @Override
    public Optional<Instant> step(TenantId tenant) {
        boolean first = met.add(tenant);
        @Nullable Work[] found = {null};
        Due due = database.inTenant(tenant, sql -> {
            Due told = due(sql, tenant);
            if (!first && !told.news() && told.by(clock.instant())) {
                found[0] = claimable(sql, tenant);
            }
            return told;
        });
        if (!first && !due.by(clock.instant())) {
            return Optional.ofNullable(due.at());
        }
        if ((first || due.news()) && desk.handle(tenant) > 0) {
            database.runInTenant(tenant, sql -> conversations.adopt(sql, tenant));
        }
        // news may want looks
        Work claimed = found[0];
        Work work = claimed == null ? database.inTenant(tenant, sql -> claimable(sql, tenant)) : claimed;
        work.connections().forEach(one -> connector(one).ifPresent(c -> gates.keepSubscribed(c, one)));
        boolean looked = false;
        for (Sender sender : work.senders()) {
            Connection one = work.connections().stream()
                    .filter(connection -> connection.id().equals(sender.connection()))
                    .findFirst()
                    .orElse(null);
            OutreachConnector connector = one == null ? null : connector(one).orElse(null);
            if (one != null && connector != null) {
                looked |= look(tenant, sender, connector, one);
            }
        }
        if (looked) {
            // a look may have told who somebody is whose words came before
            database.runInTenant(tenant, sql -> conversations.adopt(sql, tenant));
        }
        if (due.open()) {
            replying.lookForOpen(tenant);
        }
        return Optional.ofNullable(
                database.inTenant(tenant, sql -> due(sql, tenant)).at());
    }

    /** Accounts with something due, and the connections of all. */
    private record Work(List<Sender> senders, List<Connection> connections) {}

    /** What is remembered of new accounts is made. */
    private Work claimable(DSLContext sql, TenantId tenant) {
        Instant now = clock.instant();
        List<Sender> all = senders.all(sql, tenant).stream()
                .filter(sender -> sender.connection() != null)
                .toList();
        if (all.isEmpty()) {
            return new Work(List.of(), List.of());
        }
        Set<UUID> watched =
                Set.copyOf(sql.fetch("SELECT sender_id FROM outreach.watch WHERE tenant_id = ?", tenant.value())
                        .getValues(0, UUID.class));
        all.stream().filter(one -> !watched.contains(one.id())).forEach(one -> watch(sql, tenant, one));
        Set<UUID> due = Set.copyOf(sql.fetch(
                        "SELECT sender_id FROM outreach.watch WHERE tenant_id = ? AND " + DUE,
                        tenant.value(),
                        now,
                        now,
                        now,
                        now)
                .getValues(0, UUID.class));
        Set<ConnectionId> used =
                all.stream().map(Sender::connection).filter(Objects::nonNull).collect(Collectors.toSet());
        return new Work(
                all.stream().filter(one -> due.contains(one.id())).toList(),
                connections.all(tenant).stream()
                        .filter(one -> used.contains(one.id()))
                        .toList());
    }

    private Optional<OutreachConnector> connector(Connection connection) {
        return connectors.stream()
                .filter(one -> one.vendor().equals(connection.vendor()))
                .findFirst();
    }

    /**
     * When something is due.
     *
     * @param at null: nothing is
     * @param news whether some wait to be handled
     * @param open whether there are answers of people of which nobody knows whether they went out
     */
    private record Due(@Nullable Instant at, boolean news, boolean open) {
        boolean by(Instant now) {
            return at != null && !at.isAfter(now);
        }
    }

    private Due due(DSLContext sql, TenantId tenant) {
        UUID id = tenant.value();
        Instant now = clock.instant();
        Record row = sql.fetchSingle("""
                SELECT
                  (SELECT min(greatest(least(w.next_at, w.messages_at, w.wanted_at, CASE WHEN w.account_wanted THEN ?::timestamptz END),
                                       w.held_until))
                   FROM outreach.watch w JOIN outreach.sender s ON s.tenant_id = w.tenant_id AND s.sender_id = w.sender_id
                   WHERE w.tenant_id = ?) AS look,
                  EXISTS (SELECT FROM outreach.sender s WHERE s.tenant_id = ? AND s.connection_id IS NOT NULL
                          AND NOT EXISTS (SELECT FROM outreach.watch w WHERE w.tenant_id = s.tenant_id AND w.sender_id = s.sender_id)) AS unwatched,
                  EXISTS (SELECT FROM outreach.news WHERE tenant_id = ? AND handled_at IS NULL) AS news,
                  (SELECT min(at) + interval '3 minutes' FROM outreach.message WHERE tenant_id = ? AND state IN ('RECORDED', 'UNKNOWN')
                   AND over_at IS NULL) AS open
                """, now, id, id, id, id);
        Instant look = row.get("look", Instant.class);
        Instant open = row.get("open", Instant.class);
        boolean news = row.get("news", Boolean.class);
        if (news || row.get("unwatched", Boolean.class)) {
            return new Due(now, news, open != null);
        }
        return new Due(look == null || open != null && open.isBefore(look) ? open : look, false, open != null);
    }

    @Override
    public void want(DSLContext sql, TenantId tenant, UUID sender, String who) {
        Sender found = senders.sender(sql, tenant, sender).orElse(null);
        if (found != null) {
            watch(sql, tenant, found);
            wanted(sql, tenant, sender, clock.instant(), "ASKED", who);
        }
    }

    /** Wants a look then, if none is wanted sooner. */
    static void wanted(DSLContext sql, TenantId tenant, UUID sender, Instant at, String why, String who) {
        sql.execute(
                "UPDATE outreach.watch SET wanted_by = CASE WHEN wanted_at IS NULL OR wanted_at > ?::timestamptz THEN ? ELSE wanted_by END,"
                        + " wanted = CASE WHEN wanted_at IS NULL OR wanted_at > ?::timestamptz THEN ? ELSE wanted END,"
                        + " wanted_at = least(wanted_at, ?::timestamptz) WHERE tenant_id = ? AND sender_id = ?",
                at,
                who,
                at,
                why,
                at,
                tenant.value(),
                sender);
    }

    /** What is remembered of an account, made where there is nothing. */
    void watch(DSLContext sql, TenantId tenant, Sender sender) {
        Instant now = clock.instant();
        sql.execute(
                "INSERT INTO outreach.watch (tenant_id, sender_id, next_at, messages_at) VALUES (?, ?, ?::timestamptz, ?::timestamptz)"
                        + " ON CONFLICT DO NOTHING",
                tenant.value(),
                sender.id(),
                ScanTimes.after(sender.id(), sender.zone(), now),
                now.plus(bounds.messages()));
    }

    @Override
    public Optional<Instant> complete(DSLContext sql, TenantId tenant, UUID sender) {
        Record row = sql.fetchOne(
                "SELECT complete_at FROM outreach.watch WHERE tenant_id = ? AND sender_id = ?", tenant.value(), sender);
        return row == null ? Optional.empty() : Optional.ofNullable(row.get(0, Instant.class));
    }

    /** @return whether it may have told who somebody is */
    private boolean look(TenantId tenant, Sender sender, OutreachConnector connector, Connection connection) {
        Instant now = clock.instant();
        Waiting[] waits = {new Waiting(false, false)};
        Record watch = database.inTenant(tenant, sql -> {
            Record claimed = sql.fetchOne(CLAIM, now.plus(HELD), tenant.value(), sender.id(), now, now, now, now);
            if (claimed != null && claimed.get("account_wanted", Boolean.class)) {
                // what comes in during the look wants another one
                sql.execute(
                        "UPDATE outreach.watch SET account_wanted = false WHERE tenant_id = ? AND sender_id = ?",
                        tenant.value(),
                        sender.id());
            }
            waits[0] = claimed == null ? new Waiting(false, false) : waiting(sql, tenant, sender);
            return claimed;
        });
        if (watch == null) {
            return false;
        }
        Instant wantedAt = watch.get("wanted_at", Instant.class);
        boolean wanted = wantedAt != null && !wantedAt.isAfter(now);
        boolean planned = !watch.get("next_at", Instant.class).isAfter(now);
        boolean messages = !watch.get("messages_at", Instant.class).isAfter(now);
        Instant nextAt =
                planned ? ScanTimes.after(sender.id(), sender.zone(), now) : watch.get("next_at", Instant.class);
        Result result = new Result();
        try {
            Waiting waiting = waits[0];
            String reason = wanted ? Objects.requireNonNullElse(watch.get("wanted", String.class), "ASKED") : "PLANNED";
            String who =
                    wanted ? Objects.requireNonNullElse(watch.get("wanted_by", String.class), "outreach") : "outreach";
            At at = new At(tenant, sender, connector, connection, reason, who);
            boolean mailbox = sender.channel() == Leads.Channel.EMAIL;
            boolean relationsToo = !mailbox && (wanted || planned && waiting.invited());
            boolean messagesToo = relationsToo || mailbox && wanted || messages && waiting.written();
            // one that is not well is asked after whoever waits: nobody else may tell that it is back
            boolean accountToo = watch.get("account_wanted", Boolean.class)
                    || messages && sender.status() != OutreachAccount.Status.OK;
            if (relationsToo || messagesToo || accountToo) {
                made(at, watch, relationsToo, messagesToo, now, result);
            }
        } finally {
            database.runInTenant(
                    tenant,
                    sql -> sql.execute(
                            """
                            UPDATE outreach.watch SET held_until = NULL, next_at = ?::timestamptz, messages_at = ?::timestamptz,
                                watermark = greatest(watermark, ?::timestamptz),
                                messages_known = greatest(messages_known, ?::timestamptz), complete_at = greatest(complete_at, ?::timestamptz),
                                wanted = CASE WHEN wanted_at <= ?::timestamptz THEN NULL ELSE wanted END,
                                wanted_by = CASE WHEN wanted_at <= ?::timestamptz THEN NULL ELSE wanted_by END,
                                wanted_at = CASE WHEN wanted_at <= ?::timestamptz THEN NULL ELSE wanted_at END
                            WHERE tenant_id = ? AND sender_id = ?
                            """,
                            result.failed && nextAt.isAfter(now.plus(AGAIN)) ? now.plus(AGAIN) : nextAt,
                            messages ? messagesAt(sender, result, now) : watch.get("messages_at", Instant.class),
                            result.watermark,
                            result.messagesKnown,
                            result.completeAt,
                            now,
                            now,
                            now,
                            tenant.value(),
                            sender.id()));
        }
        return planned || wanted || result.fresh > 0;
    }

    private Instant messagesAt(Sender sender, Result result, Instant now) {
        boolean lately = sender.status() == OutreachAccount.Status.OK
                || sender.statusAt().plus(Senders.COMES_BACK).isAfter(now);
        return now.plus(result.unwell && lately ? Senders.UNWELL_LOOK : bounds.messages());
    }

    /** Whether somebody may accept, and whether somebody may answer. */
    private record Waiting(boolean invited, boolean written) {}

    private Waiting waiting(DSLContext sql, TenantId tenant, Sender sender) {
        String since = clock.instant().minus(ANSWERED).toString();
        UUID id = sender.id();
        if (sender.channel() == Leads.Channel.EMAIL) {
            return new Waiting(
                    false,
                    sql.fetchSingle(MAILED, tenant.value(), id, since, tenant.value(), id, tenant.value(), id, since)
                            .get(0, Boolean.class));
        }
        Record row = sql.fetchSingle(
                PENDING, tenant.value(), id, tenant.value(), tenant.value(), id, tenant.value(), id, since);
        return new Waiting(row.get("invited", Boolean.class), row.get("written", Boolean.class));
    }

    private static final class Result {
        private @Nullable Instant watermark;
        private @Nullable Instant messagesKnown;
        private @Nullable Instant completeAt;
        private boolean failed;
        private boolean unwell;
        private int fresh;
    }

    private void made(At at, Record watch, boolean relationsToo, boolean messagesToo, Instant now, Result result) {
        OutreachAccount.Status before = looking.account(at);
        Instant complete = watch.get("complete_at", Instant.class);
        boolean full = relationsToo && (complete == null || complete.isBefore(now.minus(FRESH)));
        if (before != OutreachAccount.Status.OK) {
            // one that cannot even be asked how it is stays as it was known
            result.unwell = before != null || at.sender().status() != OutreachAccount.Status.OK;
            if (relationsToo) {
                looking.skipped(
                        at,
                        full ? Kind.FULL : Kind.INCREMENTAL,
                        Stop.ACCOUNT,
                        before == null ? "the account cannot be read" : "the account is " + before);
                result.failed = before == null;
            }
            return;
        }
        ScanBounds.Left left = bounds.begin();
        if (messagesToo) {
            Instant known = watch.get("messages_known", Instant.class);
            Ended ended = at.sender().channel() == Leads.Channel.EMAIL
                    ? looking.mails(at, known, left, (sql, mail) -> desk.found(sql, at.tenant(), at.sender(), mail))
                    : looking.messages(at, known, left);
            result.messagesKnown = ended.complete() ? newest(ended, watch, "messages_known", now) : null;
            result.failed |= !ended.complete();
            result.fresh += ended.tally().fresh();
        }
        if (!relationsToo) {
            return;
        }
        boolean may = database.inTenant(
                at.tenant(), sql -> senders.take(sql, at.tenant(), at.sender().id(), Action.SCAN));
        if (!may) {
            looking.skipped(at, full ? Kind.FULL : Kind.INCREMENTAL, Stop.QUOTA, "the looks of the day are used up");
            return;
        }
        Ended first = looking.relations(at, full, watch.get("watermark", Instant.class), left);
        boolean through = first.complete() || first.stop() == Stop.WATERMARK || first.stop() == Stop.KNOWN;
        result.watermark = through ? Looking.newest(first) : null;
        result.failed |= !through;
        Ended second = looking.invitations(at, left);
        result.failed |= !second.complete();
        database.runInTenant(
                at.tenant(),
                sql -> relations.overlooked(sql, at.tenant(), at.sender().id()));
        if (full && first.complete() && second.complete() && looking.account(at) == OutreachAccount.Status.OK) {
            result.completeAt = now;
            Instant until = clock.instant();
            database.runInTenant(at.tenant(), sql -> invitations.declined(sql, at.tenant(), at.sender(), now, until));
        }
    }

    private static Instant newest(Ended ended, Record watch, String known, Instant now) {
        Instant newest = Looking.newest(ended);
        Instant before = watch.get(known, Instant.class);
        // where nothing was said, everything up to now is known, less what comes late
        Instant quiet = now.minus(Duration.ofHours(1));
        Instant least = before == null || quiet.isAfter(before) ? quiet : before;
        return newest != null && newest.isAfter(least) ? newest : least;
    }
}
