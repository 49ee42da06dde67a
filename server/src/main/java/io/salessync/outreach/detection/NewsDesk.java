package io.salessync.outreach.detection;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.Connections;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachMail;
import io.salessync.connectors.OutreachNews;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.detection.Matching.Match;
import io.salessync.outreach.detection.Matching.Seen;
import io.salessync.outreach.inbox.Conversations;
import io.salessync.outreach.leads.EventKind;
import io.salessync.outreach.leads.Lead;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sending.Sender;
import io.salessync.outreach.sending.Senders;
import io.salessync.outreach.sending.Touches;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Takes news: kept as they came before anything else, handled once, each in a transaction of its own. */
@Component
class NewsDesk {
    static final int LARGEST = 1 << 20;
    static final String KNOWN = "Known already.";
    static final String NOBODYS = "With nobody of ours: not kept.";

    /** Of these addresses the first that a lead has, or that a conversation of a lead in this mailbox is held with. */
    private static final String OURS = """
            SELECT a.email FROM unnest(?::text[]) WITH ORDINALITY AS a (email, n)
            WHERE EXISTS (SELECT FROM outreach.lead l WHERE l.tenant_id = ? AND l.email = a.email)
               OR EXISTS (SELECT FROM outreach.conversation c WHERE c.tenant_id = ? AND c.sender_id = ? AND c.channel = 'EMAIL'
                  AND c.chat = a.email AND c.lead_id IS NOT NULL)
            ORDER BY a.n LIMIT 1
            """;

    private static final int LARGEST_UNPROVEN = 4_096;

    private static final Logger log = LoggerFactory.getLogger(NewsDesk.class);
    private static final int TRIES = 5;
    private static final int AT_ONCE = 500;
    private static final Duration KEPT = Duration.ofDays(30);
    static final Duration AFTER_RECONNECT = Duration.ofMinutes(10);
    private static final Set<String> SIGNED_IN = Set.of("CREATION_SUCCESS", "RECONNECTED");

    private static final String KEEP = """
            INSERT INTO outreach.news (tenant_id, connection_id, key, kind, account, body, received_at)
            VALUES (?, ?, ?, ?, ?::text, ?, ?::timestamptz)
            ON CONFLICT (tenant_id, connection_id, key) DO UPDATE SET times = outreach.news.times + 1,
                handled_at = CASE WHEN outreach.news.kind = 'CONNECTED' AND outreach.news.received_at < excluded.received_at - interval '1 day'
                                  THEN NULL ELSE outreach.news.handled_at END,
                received_at = CASE WHEN outreach.news.kind = 'CONNECTED' THEN excluded.received_at ELSE outreach.news.received_at END
            """;

    private static final String FORGET = """
            DELETE FROM outreach.news WHERE tenant_id = ? AND news_id IN (
                SELECT news_id FROM outreach.news WHERE tenant_id = ? ORDER BY news_id LIMIT 50) AND handled_at < ?::timestamptz
            """;

    private static final String NEXT = """
            SELECT * FROM outreach.news WHERE tenant_id = ? AND handled_at IS NULL AND news_id > ?
            ORDER BY news_id LIMIT 1 FOR UPDATE SKIP LOCKED
            """;

    private final Database database;
    private final NewsGates gates;
    private final Connections connections;
    private final List<OutreachConnector> connectors;
    private final Senders senders;
    private final Leads leads;
    private final Touches touches;
    private final Finding finding;
    private final Relations relations;
    private final Heard heard;
    private final Conversations conversations;
    private final ObjectProvider<NewsListener> listeners;
    private final InstantSource clock;

    NewsDesk(
            Database database,
            NewsGates gates,
            Connections connections,
            List<OutreachConnector> connectors,
            Senders senders,
            Leads leads,
            Touches touches,
            Finding finding,
            Relations relations,
            Heard heard,
            Conversations conversations,
            ObjectProvider<NewsListener> listeners,
            InstantSource clock) {
        this.database = database;
        this.gates = gates;
        this.connections = connections;
        this.connectors = connectors;
        this.senders = senders;
        this.leads = leads;
        this.touches = touches;
        this.finding = finding;
        this.relations = relations;
        this.heard = heard;
        this.conversations = conversations;
        this.listeners = listeners;
        this.clock = clock;
    }

    /**
     * Takes an item: kept when this returns. That an owner signed in is taken from whoever knows the address: it makes us look at
     * the account and changes nothing else.
     *
     * @throws Problem where nobody knows the address, or the secret is not the gate's
     */
    TenantId take(String token, @Nullable String secret, byte[] body) {
        NewsGates.Found gate = gates.find(token)
                .orElseThrow(() -> Problem.of(
                        OutreachProblem.UNKNOWN_GATE, "No connection of this server takes news at this address."));
        boolean proven = gate.lets(secret);
        // nobody reads what a stranger brings; the page where owners sign in can carry no header
        OutreachNews news = !proven && (secret != null || body.length > LARGEST_UNPROVEN)
                ? null
                : connector(gate.tenant(), gate.connection())
                        .flatMap(connector -> connector.news(body))
                        .orElse(null);
        if (!proven && !(news instanceof OutreachNews.SignedIn)) {
            throw Problem.of(
                    OutreachProblem.WRONG_SECRET,
                    "The header " + NewsGates.HEADER + " has to carry the secret that the subscription was made with.");
        }
        Instant now = clock.instant();
        String key = news == null ? "unreadable:" + sha256(body) : key(news, now);
        database.runInTenant(
                gate.tenant(),
                sql -> sql.execute(
                        KEEP,
                        gate.tenant().value(),
                        gate.connection().value(),
                        key.length() > 500 ? sha256(key.getBytes(StandardCharsets.UTF_8)) : key,
                        kind(news),
                        news == null ? null : news.account(),
                        body,
                        now));
        return gate.tenant();
    }

    /** An account's standing has neither id nor time and comes back: each is kept, of what needs no secret one a minute. */
    private static String key(OutreachNews news, Instant now) {
        String key = switch (news) {
            case OutreachNews.Standing standing -> standing.key() + ":" + now;
            case OutreachNews.SignedIn signedIn -> signedIn.key() + ":" + now.truncatedTo(ChronoUnit.MINUTES);
            default -> news.key();
        };
        return key.replace("\0", "");
    }

    private static String kind(@Nullable OutreachNews news) {
        return switch (news) {
            case null -> "UNREADABLE";
            case OutreachNews.Connected connected -> "CONNECTED";
            case OutreachNews.Messaged messaged -> "MESSAGED";
            case OutreachNews.Standing standing -> "STANDING";
            case OutreachNews.SignedIn signedIn -> "STANDING";
            case OutreachNews.Mailed mailed -> "MAILED";
            case OutreachNews.Tracked tracked -> "TRACKED";
            case OutreachNews.Other other -> "OTHER";
        };
    }

    private Optional<OutreachConnector> connector(TenantId tenant, ConnectionId id) {
        Connection connection = connections.all(tenant).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElse(null);
        return connectors.stream()
                .filter(one -> connection != null && one.vendor().equals(connection.vendor()))
                .findFirst();
    }

    /** Handles what waits, in the order it came, up to a bound; what was handled long ago is forgotten. */
    int handle(TenantId tenant) {
        int handled = 0;
        long after = 0;
        while (handled < AT_ONCE) {
            long place = after;
            long[] at = {-1};
            try {
                boolean any = database.inTenant(tenant, sql -> one(sql, tenant, place, at));
                if (!any) {
                    return handled;
                }
            } catch (RuntimeException e) {
                if (at[0] < 0) {
                    throw e;
                }
                failed(tenant, at[0], e);
            }
            after = at[0];
            handled++;
        }
        return handled;
    }

    private boolean one(DSLContext sql, TenantId tenant, long after, long[] at) {
        Record row = sql.fetchOne(NEXT, tenant.value(), after);
        if (row == null) {
            sql.execute(FORGET, tenant.value(), tenant.value(), clock.instant().minus(KEPT));
            return false;
        }
        at[0] = row.get("news_id", Long.class);
        ConnectionId connection = new ConnectionId(row.get("connection_id", UUID.class));
        String outcome = connector(tenant, connection)
                .flatMap(connector -> connector.news(row.get("body", byte[].class)))
                .map(news -> outcome(sql, tenant, connection, news, row.get("received_at", Instant.class)))
                .orElse("Nothing that can be read.");
        sql.execute(
                "UPDATE outreach.news SET handled_at = ?::timestamptz, outcome = ?, body = CASE WHEN ? THEN ''::bytea ELSE body END"
                        + " WHERE tenant_id = ? AND news_id = ?",
                clock.instant(),
                outcome,
                NOBODYS.equals(outcome),
                tenant.value(),
                at[0]);
        return true;
    }

    private void failed(TenantId tenant, long id, RuntimeException e) {
        log.warn("News {} could not be handled: {}", id, e.toString());
        String why = "It could not be handled: " + e;
        database.runInTenant(
                tenant,
                sql -> sql.execute(
                        "UPDATE outreach.news SET tries = tries + 1, outcome = ?,"
                                + " handled_at = CASE WHEN tries + 1 >= ? THEN ?::timestamptz END WHERE tenant_id = ? AND news_id = ?",
                        why.length() > 500 ? why.substring(0, 500) : why,
                        TRIES,
                        clock.instant(),
                        tenant.value(),
                        id));
    }

    private String outcome(
            DSLContext sql, TenantId tenant, ConnectionId connection, OutreachNews news, Instant received) {
        Sender sender =
                senders.byAccount(sql, tenant, connection, news.account()).orElse(null);
        if (sender == null) {
            return "No sender has this account.";
        }
        Optional<String> others = others(sql, tenant, sender, news);
        if (others.isPresent()) {
            return others.get();
        }
        return switch (news) {
            case OutreachNews.Connected connected -> connected(sql, tenant, sender, connected, received);
            case OutreachNews.Messaged messaged -> messaged(sql, tenant, sender, messaged, received);
            case OutreachNews.Standing standing -> standing(sql, tenant, sender, standing);
            case OutreachNews.SignedIn signedIn -> signedIn(sql, tenant, sender, signedIn);
            case OutreachNews.Mailed mailed -> mailed(sql, tenant, sender, mailed.mail(), received, "NEWS");
            case OutreachNews.Tracked tracked -> tracked(sql, tenant, tracked, received);
            case OutreachNews.Other other -> "Of no matter here: " + other.event() + ".";
        };
    }

    private String connected(
            DSLContext sql, TenantId tenant, Sender sender, OutreachNews.Connected news, Instant received) {
        Seen seen = Seen.of(news.member(), news.publicId(), news.profileUrl(), news.name());
        relations.heard(sql, tenant, sender.id(), seen, clock.instant());
        Match match = finding.match(sql, tenant, sender.id(), List.of(seen)).getFirst();
        UUID lead = match.lead();
        if (lead == null) {
            int alike = finding.suggest(sql, tenant, sender.id(), List.of(seen), "NEWS");
            return alike == 0
                    ? "No lead of this sender."
                    : "No lead of this sender; by the name it may be one, a person has to tell.";
        }
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", "NEWS");
        evidence.put("news", news.key());
        evidence.put("match", String.valueOf(match.by()));
        evidence.put("member", news.member());
        evidence.put("publicId", seen.publicId());
        evidence.put("receivedAt", received.toString());
        return heard.connected(sql, tenant, lead, sender.id(), null, evidence);
    }

    private String messaged(
            DSLContext sql, TenantId tenant, Sender sender, OutreachNews.Messaged news, Instant received) {
        if (news.message().event() || news.message().deleted()) {
            return "A note of the network, not of a person.";
        }
        Instant told = news.message().at();
        Conversations.Effect effect = conversations.heard(
                sql,
                tenant,
                sender,
                Looking.said(
                        sender,
                        news.message(),
                        news.others().size() == 1 ? news.others().getFirst() : null,
                        news.message().ours() ? null : news.senderName(),
                        news.message().ours() ? null : Matching.ofUrl(news.senderUrl()),
                        told == null ? received : told,
                        "NEWS"));
        return !effect.fresh()
                ? KNOWN
                : Objects.requireNonNullElse(effect.effect(), effect.lead() == null ? "No lead of ours." : "Kept.");
    }

    private String standing(DSLContext sql, TenantId tenant, Sender sender, OutreachNews.Standing news) {
        // told in any order: what freezes is believed at once, what lets go on is looked at first
        boolean well = news.status() == OutreachAccount.Status.OK || news.status() == OutreachAccount.Status.UNKNOWN;
        if (!well && (sender.status() != news.status() || sender.bar() != null)) {
            senders.status(sql, tenant, sender.id(), news.status(), news.word());
        }
        boolean signedIn = SIGNED_IN.contains(news.word().toUpperCase(Locale.ROOT));
        if (signedIn || news.status() == OutreachAccount.Status.OK) {
            senders.back(sql, tenant, sender.id(), signedIn);
        }
        boolean back = news.word().equalsIgnoreCase("RECONNECTED") || well && !sender.well();
        return looked(sql, tenant, sender, news.word(), back);
    }

    /** Told without a secret: it has the account looked at, and lifts nothing unless somebody here set out to sign it in. */
    private String signedIn(DSLContext sql, TenantId tenant, Sender sender, OutreachNews.SignedIn news) {
        if (senders.signingIn(sql, tenant, sender.id())) {
            senders.back(sql, tenant, sender.id(), true);
        }
        return looked(sql, tenant, sender, news.word(), true);
    }

    /** The account is asked after; where it is back, its connections are looked through too. */
    private String looked(DSLContext sql, TenantId tenant, Sender sender, String word, boolean back) {
        Instant now = clock.instant();
        sql.execute(
                "INSERT INTO outreach.watch (tenant_id, sender_id, next_at, messages_at, account_wanted)"
                        + " VALUES (?, ?, ?::timestamptz, ?::timestamptz, true)"
                        + " ON CONFLICT (tenant_id, sender_id) DO UPDATE SET account_wanted = true",
                tenant.value(),
                sender.id(),
                ScanTimes.after(sender.id(), sender.zone(), now),
                now);
        if (back) {
            Scanning.wanted(sql, tenant, sender.id(), now.plus(AFTER_RECONNECT), "RECONNECTED", "outreach");
        }
        return "The account is said to be " + word + "; it is looked at.";
    }

    private Optional<String> others(DSLContext sql, TenantId tenant, Sender sender, OutreachNews news) {
        return listeners
                .orderedStream()
                .map(listener -> listener.heard(sql, tenant, sender, news))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A mail that a look at a mailbox found: handled as news of it. @return what it did, {@link #KNOWN} or {@link #NOBODYS} where that was nothing */
    String found(DSLContext sql, TenantId tenant, Sender sender, OutreachMail mail) {
        return others(sql, tenant, sender, new OutreachNews.Mailed(sender.account(), "look:" + mail.id(), mail))
                .orElseGet(() -> mailed(sql, tenant, sender, mail, clock.instant(), "LOOK"));
    }

    private String mailed(
            DSLContext sql, TenantId tenant, Sender sender, OutreachMail mail, Instant received, String source) {
        String[] others = (mail.ours() ? mail.to().stream() : Stream.of(mail.from()))
                .map(address -> address.strip().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        Record known = sql.fetchOne(OURS, others, tenant.value(), tenant.value(), sender.id());
        if (known == null) {
            // somebody's mailbox: what they write to others, and others to them, is not ours to keep
            return NOBODYS;
        }
        String other = known.get(0, String.class);
        Instant told = mail.at();
        Conversations.Effect effect = conversations.heard(
                sql,
                tenant,
                sender,
                new Conversations.Said(
                        Leads.Channel.EMAIL,
                        other,
                        mail.messageId() == null ? mail.id() : mail.messageId(),
                        mail.ours(),
                        null,
                        null,
                        other,
                        null,
                        null,
                        mail.subject(),
                        mail.text() == null ? "" : mail.text(),
                        told == null ? received : told,
                        mail.headers(),
                        source,
                        mail.id()));
        return !effect.fresh()
                ? KNOWN
                : Objects.requireNonNullElse(effect.effect(), effect.lead() == null ? "No lead of ours." : "Kept.");
    }

    private String tracked(DSLContext sql, TenantId tenant, OutreachNews.Tracked news, Instant received) {
        String label = news.label();
        Touches.Touch touch = null;
        try {
            touch = label == null
                    ? null
                    : touches.touch(sql, tenant, UUID.fromString(label)).orElse(null);
        } catch (IllegalArgumentException notOurs) {
            // somebody else's label
        }
        Lead lead = touch == null ? null : leads.lead(sql, tenant, touch.lead()).orElse(null);
        if (touch == null || lead == null) {
            return "No mail of ours.";
        }
        boolean clicked = news.url() != null;
        Instant told = news.at();
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("source", "NEWS");
        evidence.put("tracking", news.tracking());
        evidence.put("url", news.url());
        leads.note(
                sql,
                tenant,
                lead,
                new Leads.Happening(
                        clicked ? EventKind.CLICKED : EventKind.OPENED,
                        told == null || told.isAfter(received) ? received : told,
                        touch.step(),
                        touch.variant(),
                        touch.sender(),
                        clicked ? "They followed a link." : "They opened the mail.",
                        evidence,
                        "outreach"));
        return clicked ? "A link was followed." : "The mail was opened.";
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
