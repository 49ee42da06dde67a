package io.salessync.outreach.detection;

import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachChat;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachInvitation;
import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachMessage;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachRelation;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.inbox.Conversations;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Action;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One look at one account: list by list, page by page, each page kept as it comes, within its limits. */
@Component("outreachLooking")
class Looking {
    /** Relations may appear that much after they were made. */
    private static final Duration LATE = Duration.ofHours(48);

    /** Messages are read again from that long before the newest that is known. */
    private static final Duration OVERLAP = Duration.ofHours(2);

    /** How far back the first look at messages goes. */
    private static final Duration FIRST = Duration.ofDays(1);

    private static final Set<OutreachAccount.Status> WELL_OR_NEW =
            Set.of(OutreachAccount.Status.OK, OutreachAccount.Status.UNKNOWN);

    private static final int PAGE = 100;
    private static final int CHATS = 20;

    private final Database database;
    private final Senders senders;
    private final Relations relations;
    private final Invitations invitations;
    private final Conversations conversations;
    private final ScanBounds bounds;
    private final InstantSource clock;

    Looking(
            Database database,
            Senders senders,
            Relations relations,
            Invitations invitations,
            Conversations conversations,
            ScanBounds bounds,
            InstantSource clock) {
        this.database = database;
        this.senders = senders;
        this.relations = relations;
        this.invitations = invitations;
        this.conversations = conversations;
        this.bounds = bounds;
        this.clock = clock;
    }

    /** Why a look ended. */
    enum Stop {
        END,
        WATERMARK,
        KNOWN,
        REPEATED_CURSOR,
        PAGES,
        TIME,
        REFUSED,
        NO_ANSWER,
        NOT_SENT,
        ACCOUNT,
        QUOTA,
        /** A page came without its items: nobody knows who stands on it. */
        HOLLOW
    }

    /** What is looked at. */
    enum Kind {
        INCREMENTAL,
        FULL,
        INVITATIONS,
        MESSAGES,
        MAILS
    }

    /** Whom and for whom. */
    record At(
            TenantId tenant,
            Sender sender,
            OutreachConnector connector,
            Connection connection,
            String reason,
            String who) {}

    /** What a look found so far. */
    static final class Tally {
        private int pages;
        private int items;
        private int fresh;
        private int moved;
        private @Nullable Instant newest;

        int moved() {
            return moved;
        }

        int fresh() {
            return fresh;
        }
    }

    /** How a look ended. */
    record Ended(Stop stop, boolean complete, @Nullable String detail, Tally tally) {}

    /** Whether a list may be empty; a page that is and should not be is asked for once more. */
    private enum Empty {
        MAY,
        /** It held somebody a while ago; two empty answers are believed. */
        SELDOM,
        /** It held somebody a while ago who does not go. */
        NEVER
    }

    /** What to do after a page. */
    private record Turn(@Nullable Stop stop) {
        static final Turn ON = new Turn(null);
    }

    /** Asks how the account stands and tells whoever sends from it; null: no answer came. */
    OutreachAccount.@Nullable Status account(At at) {
        OutreachAnswer<OutreachAccount> answer =
                at.connector().account(at.connection(), at.sender().account(), null);
        return switch (answer) {
            case OutreachAnswer.Done<OutreachAccount> done -> {
                OutreachAccount account = done.value();
                boolean known = at.sender().bar() == null
                        && at.sender().status() == account.status()
                        && (account.member() == null
                                || account.member().equals(at.sender().member()));
                if (known) {
                    if (!account.products().isEmpty()) {
                        database.runInTenant(
                                at.tenant(),
                                sql -> senders.products(
                                        sql, at.tenant(), at.sender().id(), account.products()));
                    }
                    yield account.status();
                }
                database.runInTenant(at.tenant(), sql -> {
                    Sender now =
                            senders.sender(sql, at.tenant(), at.sender().id()).orElse(at.sender());
                    String member = now.channel() == Leads.Channel.EMAIL ? account.address() : account.member();
                    if (member != null && !member.equals(now.member())) {
                        senders.known(sql, at.tenant(), now.id(), member, null);
                    }
                    senders.products(sql, at.tenant(), now.id(), account.products());
                    // one that is barred goes on only by what is told of it from here on
                    if (now.status() != account.status() || now.bar() != null) {
                        senders.status(
                                sql,
                                at.tenant(),
                                now.id(),
                                account.status(),
                                account.status().name());
                    }
                    if (account.status() == OutreachAccount.Status.OK && !WELL_OR_NEW.contains(now.status())) {
                        // nobody looked while it was away, and no news told that it is back
                        Scanning.wanted(
                                sql,
                                at.tenant(),
                                now.id(),
                                clock.instant().plus(NewsDesk.AFTER_RECONNECT),
                                "RECONNECTED",
                                "outreach");
                    }
                });
                yield account.status();
            }
            case OutreachAnswer.Refused<OutreachAccount> refused -> {
                if (refused.slug().equals("resource_not_found")) {
                    database.runInTenant(
                            at.tenant(),
                            sql -> senders.status(
                                    sql,
                                    at.tenant(),
                                    at.sender().id(),
                                    OutreachAccount.Status.DELETED,
                                    refused.message()));
                    yield OutreachAccount.Status.DELETED;
                }
                yield null;
            }
            case OutreachAnswer.Unknown<OutreachAccount> unknown -> null;
            case OutreachAnswer.NotSent<OutreachAccount> not -> null;
        };
    }

    /** Relations, the newest first: all of them, or until what is known begins. */
    Ended relations(At at, boolean full, @Nullable Instant watermark, ScanBounds.Left left) {
        boolean some = database.inTenant(
                at.tenant(), sql -> relations.any(sql, at.tenant(), at.sender().id()));
        UUID scan = begin(at, full ? Kind.FULL : Kind.INCREMENTAL);
        int size = full ? OutreachConnector.MOST_RELATIONS : PAGE;
        int[] known = {0};
        boolean[] over = {false};
        return pages(
                at,
                scan,
                left,
                cursor -> at.connector().relations(at.connection(), at.sender().account(), size, cursor, null),
                some ? Empty.NEVER : Empty.MAY,
                (List<OutreachRelation> items, Tally tally) -> {
                    Relations.Kept kept = database.inTenant(
                            at.tenant(),
                            sql -> relations.keep(
                                    sql, at.tenant(), at.sender().id(), items, clock.instant(), "RELATIONS", scan));
                    tally.fresh += kept.fresh();
                    tally.moved += kept.moved();
                    Instant latest = null;
                    for (OutreachRelation item : items) {
                        Instant made = item.connectedAt();
                        if (made != null) {
                            tally.newest = tally.newest == null || made.isAfter(tally.newest) ? made : tally.newest;
                            latest = latest == null || made.isAfter(latest) ? made : latest;
                        }
                    }
                    if (full) {
                        return Turn.ON;
                    }
                    // one page more than needed: the list shifts while it is read
                    if (over[0]) {
                        return new Turn(Stop.WATERMARK);
                    }
                    over[0] = watermark != null && latest != null && latest.isBefore(watermark.minus(LATE));
                    known[0] = kept.fresh() == 0 ? known[0] + 1 : 0;
                    return known[0] >= bounds.known() ? new Turn(Stop.KNOWN) : Turn.ON;
                });
    }

    /** All invitations that wait, whoever sent them. */
    Ended invitations(At at, ScanBounds.Left left) {
        boolean some = database.inTenant(
                at.tenant(),
                sql -> invitations.any(sql, at.tenant(), at.sender().id()));
        UUID scan = begin(at, Kind.INVITATIONS);
        Instant started = clock.instant();
        Ended ended = pages(
                at,
                scan,
                left,
                cursor -> at.connector()
                        .sentInvitations(
                                at.connection(),
                                at.sender().account(),
                                OutreachConnector.MOST_INVITATIONS,
                                cursor,
                                null),
                some ? Empty.SELDOM : Empty.MAY,
                (List<OutreachInvitation> items, Tally tally) -> {
                    Invitations.Kept kept = database.inTenant(
                            at.tenant(),
                            sql -> invitations.keep(sql, at.tenant(), at.sender(), items, clock.instant()));
                    tally.fresh += kept.fresh();
                    tally.moved += kept.moved();
                    return Turn.ON;
                });
        if (ended.complete()) {
            database.runInTenant(
                    at.tenant(), sql -> invitations.complete(sql, at.tenant(), at.sender(), started, clock.instant()));
        }
        return ended;
    }

    /** Messages of all chats since a while before the newest known one: what news left out. */
    Ended messages(At at, @Nullable Instant known, ScanBounds.Left left) {
        UUID scan = begin(at, Kind.MESSAGES);
        Instant after = known == null ? clock.instant().minus(FIRST) : known.minus(OVERLAP);
        Map<String, @Nullable String> people = new HashMap<>();
        return pages(
                at,
                scan,
                left,
                cursor -> at.connector().messages(at.connection(), at.sender().account(), null, after, cursor, null),
                Empty.MAY,
                (List<OutreachMessage> items, Tally tally) -> {
                    boolean all = peopleOf(at, items, people, after, left);
                    for (OutreachMessage message : items) {
                        if (!all && message.ours() && !people.containsKey(message.chat())) {
                            // kept when somebody knows to whom it was said: this look is not complete
                            continue;
                        }
                        Instant said = message.at();
                        if (said != null) {
                            tally.newest = tally.newest == null || said.isAfter(tally.newest) ? said : tally.newest;
                        }
                        if (message.event() || message.deleted() || message.text() == null || said == null) {
                            continue;
                        }
                        Conversations.Effect effect = database.inTenant(
                                at.tenant(),
                                sql -> conversations.heard(
                                        sql,
                                        at.tenant(),
                                        at.sender(),
                                        said(
                                                at.sender(),
                                                message,
                                                people.get(message.chat()),
                                                null,
                                                null,
                                                said,
                                                "LOOK")));
                        tally.fresh += effect.fresh() ? 1 : 0;
                        tally.moved += effect.effect() == null ? 0 : 1;
                    }
                    return all ? Turn.ON : new Turn(Stop.TIME);
                });
    }

    /** What becomes of a mail that was found, in the open transaction: a sentence. */
    @FunctionalInterface
    interface Finding {
        String found(DSLContext sql, OutreachMail mail);
    }

    /** Mails of a mailbox since a while before the newest known one: what news left out. */
    Ended mails(At at, @Nullable Instant known, ScanBounds.Left left, Finding finding) {
        UUID scan = begin(at, Kind.MAILS);
        Instant after = known == null ? clock.instant().minus(FIRST) : known.minus(OVERLAP);
        return pages(
                at,
                scan,
                left,
                cursor -> at.connector().mails(at.connection(), at.sender().account(), null, after, cursor, null),
                Empty.MAY,
                (List<OutreachMail> items, Tally tally) -> {
                    for (OutreachMail mail : items) {
                        Instant said = mail.at();
                        if (said != null) {
                            tally.newest = tally.newest == null || said.isAfter(tally.newest) ? said : tally.newest;
                        }
                        String did = database.inTenant(at.tenant(), sql -> finding.found(sql, mail));
                        tally.fresh += NewsDesk.KNOWN.equals(did) || NewsDesk.NOBODYS.equals(did) ? 0 : 1;
                    }
                    return Turn.ON;
                });
    }

    static Conversations.Said said(
            Sender sender,
            OutreachMessage message,
            @Nullable String other,
            @Nullable String name,
            @Nullable String publicId,
            Instant at,
            String source) {
        boolean ours =
                message.ours() || message.sender() != null && message.sender().equals(sender.member());
        return new Conversations.Said(
                Leads.Channel.LINKEDIN,
                message.chat(),
                message.id(),
                ours,
                !ours && message.sender() != null ? message.sender() : other,
                publicId,
                null,
                name,
                null,
                null,
                message.text() == null ? "" : message.text(),
                at,
                Map.of(),
                source);
    }

    /**
     * Who is at the other end of chats that we do not know and where the account spoke.
     *
     * @param people is filled, by chat; null: looked for, and nobody told
     * @return false: the look's time was over before all were looked for
     */
    private boolean peopleOf(
            At at,
            List<OutreachMessage> items,
            Map<String, @Nullable String> people,
            @Nullable Instant after,
            ScanBounds.Left left) {
        Set<String> chats = new HashSet<>();
        items.stream().filter(OutreachMessage::ours).map(OutreachMessage::chat).forEach(chats::add);
        chats.removeAll(people.keySet());
        if (chats.isEmpty()) {
            return true;
        }
        database.inTenant(
                        at.tenant(),
                        sql -> sql.fetch(
                                "SELECT chat, member FROM outreach.conversation WHERE tenant_id = ? AND sender_id = ? AND chat = ANY (?::text[])"
                                        + " AND member IS NOT NULL",
                                at.tenant().value(),
                                at.sender().id(),
                                chats.toArray(String[]::new)))
                .forEach(row -> people.put(row.get("chat", String.class), row.get("member", String.class)));
        chats.removeAll(people.keySet());
        String cursor = null;
        Set<String> cursors = new HashSet<>();
        for (int page = 0; page < CHATS && !chats.isEmpty(); page++) {
            if (left.over()) {
                return false;
            }
            OutreachAnswer<OutreachPage<OutreachChat>> answer =
                    at.connector().chats(at.connection(), at.sender().account(), after, cursor, null);
            if (!(answer instanceof OutreachAnswer.Done<OutreachPage<OutreachChat>> done)) {
                break;
            }
            done.value().items().forEach(chat -> {
                if (chats.remove(chat.id())) {
                    people.put(chat.id(), chat.person());
                }
            });
            cursor = done.value().next();
            if (cursor == null || !cursors.add(cursor)) {
                break;
            }
        }
        chats.forEach(chat -> people.put(chat, null));
        return true;
    }

    /** Does something with a page. */
    @FunctionalInterface
    private interface Keeping<T> {
        Turn keep(List<T> items, Tally tally);
    }

    private <T> Ended pages(
            At at,
            UUID scan,
            ScanBounds.Left left,
            Function<@Nullable String, OutreachAnswer<OutreachPage<T>>> ask,
            Empty empty,
            Keeping<T> keeping) {
        Tally tally = new Tally();
        boolean again = false;
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        while (true) {
            if (left.over()) {
                return end(at, scan, tally, Stop.TIME, null);
            }
            if (tally.pages >= bounds.pages()) {
                return end(at, scan, tally, Stop.PAGES, null);
            }
            switch (ask.apply(cursor)) {
                case OutreachAnswer.Done<OutreachPage<T>> done -> {
                    if (done.value().items().isEmpty() && empty != Empty.MAY) {
                        boolean more = done.value().next() != null;
                        boolean doubtful = more || tally.pages == 0;
                        if (doubtful && !again) {
                            again = true;
                            continue;
                        }
                        if (more || doubtful && empty == Empty.NEVER) {
                            return end(at, scan, tally, Stop.HOLLOW, "a page came without its items, twice");
                        }
                    }
                    again = false;
                    tally.pages++;
                    tally.items += done.value().items().size();
                    Turn turn = keeping.keep(done.value().items(), tally);
                    if (turn.stop() == Stop.TIME) {
                        // something of this page is left, even where it is the last one
                        return end(at, scan, tally, Stop.TIME, null);
                    }
                    cursor = done.value().next();
                    if (cursor == null) {
                        return end(at, scan, tally, Stop.END, null);
                    }
                    if (turn.stop() != null) {
                        return end(at, scan, tally, turn.stop(), null);
                    }
                    if (!cursors.add(cursor)) {
                        return end(at, scan, tally, Stop.REPEATED_CURSOR, null);
                    }
                }
                case OutreachAnswer.Refused<OutreachPage<T>> refused -> {
                    refused(at, refused);
                    return end(at, scan, tally, Stop.REFUSED, refused.slug() + ": " + refused.message());
                }
                case OutreachAnswer.Unknown<OutreachPage<T>> unknown -> {
                    return end(at, scan, tally, Stop.NO_ANSWER, unknown.reason());
                }
                case OutreachAnswer.NotSent<OutreachPage<T>> not -> {
                    return end(at, scan, tally, Stop.NOT_SENT, not.reason());
                }
            }
        }
    }

    private <T> void refused(At at, OutreachAnswer.Refused<T> refused) {
        if (refused.fault() == OutreachFault.ACCOUNT_THROTTLED) {
            database.runInTenant(
                    at.tenant(),
                    sql -> senders.throttled(
                            sql, at.tenant(), at.sender().id(), Action.SCAN, refused.slug(), refused.message()));
        } else if (refused.fault() == OutreachFault.ACCOUNT_AUTH) {
            account(at);
        }
    }

    /** A look that was not made, with why. */
    void skipped(At at, Kind kind, Stop stop, String detail) {
        end(at, begin(at, kind), new Tally(), stop, detail);
    }

    private UUID begin(At at, Kind kind) {
        UUID scan = UUID.randomUUID();
        database.runInTenant(
                at.tenant(),
                sql -> sql.execute(
                        "INSERT INTO outreach.scan (tenant_id, scan_id, sender_id, kind, reason, who, started_at)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?::timestamptz)",
                        at.tenant().value(),
                        scan,
                        at.sender().id(),
                        kind.name(),
                        at.reason(),
                        at.who(),
                        clock.instant()));
        return scan;
    }

    private Ended end(At at, UUID scan, Tally tally, Stop stop, @Nullable String detail) {
        boolean complete = stop == Stop.END;
        database.runInTenant(
                at.tenant(),
                sql -> sql.execute(
                        "UPDATE outreach.scan SET ended_at = ?::timestamptz, stop = ?, pages = ?, items = ?, fresh = ?, matched = ?,"
                                + " complete = ?, detail = ?::text WHERE tenant_id = ? AND scan_id = ?",
                        clock.instant(),
                        stop.name(),
                        tally.pages,
                        tally.items,
                        tally.fresh,
                        tally.moved,
                        complete,
                        detail == null || detail.length() <= 500 ? detail : detail.substring(0, 500),
                        at.tenant().value(),
                        scan));
        return new Ended(stop, complete, detail, tally);
    }

    /** The newest thing a look saw; null: nothing with a time. */
    static @Nullable Instant newest(Ended ended) {
        return ended.tally().newest;
    }
}
