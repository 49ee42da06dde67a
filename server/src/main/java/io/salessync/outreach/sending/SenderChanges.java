package io.salessync.outreach.sending;

import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Tier;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What people do with senders: take accounts in, set them, agree, switch off and on. Each leaves an entry in the audit trail. */
@Component
class SenderChanges {
    private static final Duration SIGN_IN = Duration.ofHours(1);

    private final Database database;
    private final PostgresSenders senders;
    private final Vendors vendors;
    private final NewsAddress address;
    private final Audit audit;
    private final JsonMapper json;
    private final InstantSource clock;

    SenderChanges(
            Database database,
            PostgresSenders senders,
            Vendors vendors,
            NewsAddress address,
            Audit audit,
            JsonMapper json,
            InstantSource clock) {
        this.database = database;
        this.senders = senders;
        this.vendors = vendors;
        this.address = address;
        this.audit = audit;
        this.json = json;
        this.clock = clock;
    }

    private void note(DSLContext sql, Actor actor, String action, UUID sender, Map<String, String> detail) {
        String name = String.valueOf(sql.fetchValue(
                "SELECT name FROM outreach.sender WHERE tenant_id = ? AND sender_id = ?",
                actor.tenant().value(),
                sender));
        Map<String, String> all = new HashMap<>(detail);
        all.put("sender", sender.toString());
        audit.record(sql, actor.tenant(), actor.signature(), action, name, all);
        senders.changed(sql, actor.tenant(), sender);
    }

    private Vendors.At at(TenantId tenant, String connection) {
        List<Vendors.At> all = vendors.all(tenant);
        return all.stream()
                .filter(at -> at.connection().name().equals(connection)
                        || at.connection().id().toString().equals(connection))
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                OutreachProblem.NOT_AT_HAND,
                                "There is no connection “%s” to an outreach service. There are: %s"
                                        .formatted(
                                                connection,
                                                all.stream()
                                                        .map(at ->
                                                                at.connection().name())
                                                        .toList()))
                        .with("connection", connection));
    }

    /**
     * Takes the accounts of a connection in, and brings what is known of them up to date.
     *
     * @param account the service's id of one; null: all
     */
    List<UUID> take(Actor actor, String connection, @Nullable String account, String zone, String country) {
        zone(zone);
        Vendors.At at = at(actor.tenant(), connection);
        List<OutreachAccount> accounts = switch (at.connector().accounts(at.connection(), null)) {
            case OutreachAnswer.Done<List<OutreachAccount>> done -> done.value();
            case OutreachAnswer.Refused<List<OutreachAccount>> refused ->
                throw Problem.of(
                        OutreachProblem.NOT_AT_HAND,
                        "The service does not tell its accounts (%s): %s".formatted(refused.slug(), refused.message()));
            case OutreachAnswer.Unknown<List<OutreachAccount>> unknown ->
                throw Problem.of(OutreachProblem.NOT_AT_HAND, "The service did not answer: " + unknown.reason());
            case OutreachAnswer.NotSent<List<OutreachAccount>> not ->
                throw Problem.of(OutreachProblem.NOT_AT_HAND, "The service cannot be reached: " + not.reason());
        };
        List<OutreachAccount> wanted = accounts.stream()
                .filter(one -> account == null
                        ? one.network() != OutreachAccount.Network.OTHER
                        : one.id().equals(account))
                .toList();
        if (account != null && wanted.isEmpty()) {
            throw Problem.of(
                            OutreachProblem.UNKNOWN_SENDER,
                            "The connection “%s” has no account “%s”.".formatted(connection, account))
                    .with("account", account);
        }
        return database.inTenant(
                actor.tenant(),
                sql -> wanted.stream()
                        .map(one -> put(sql, actor, at.connection(), one, zone, country))
                        .toList());
    }

    private UUID put(
            DSLContext sql, Actor actor, Connection connection, OutreachAccount account, String zone, String country) {
        TenantId tenant = actor.tenant();
        Sender there =
                senders.byAccount(sql, tenant, connection.id(), account.id()).orElse(null);
        if (there != null) {
            senders.status(sql, tenant, there.id(), account.status(), null);
            senders.known(sql, tenant, there.id(), account.member(), null);
            senders.products(sql, tenant, there.id(), account.products());
            return there.id();
        }
        boolean mail = account.network() == OutreachAccount.Network.MAIL;
        Tier tier = mail
                ? null
                : account.products().contains(io.salessync.connectors.OutreachWrite.Product.RECRUITER)
                        ? Tier.RECRUITER
                        : account.products().contains(io.salessync.connectors.OutreachWrite.Product.SALES_NAVIGATOR)
                                ? Tier.SALES_NAVIGATOR
                                : Boolean.TRUE.equals(account.premium()) ? Tier.PREMIUM : Tier.FREE;
        UUID made = insert(
                sql,
                actor,
                connection.id().value(),
                account.id(),
                mail ? Leads.Channel.EMAIL : Leads.Channel.LINKEDIN,
                account.name(),
                tier,
                mail ? account.address() : account.member(),
                account.status(),
                zone,
                country);
        senders.products(sql, tenant, made, account.products());
        return made;
    }

    private UUID insert(
            DSLContext sql,
            Actor actor,
            @Nullable UUID connection,
            String account,
            Leads.Channel channel,
            String name,
            @Nullable Tier tier,
            @Nullable String member,
            OutreachAccount.Status status,
            String zone,
            String country) {
        UUID id = UUID.randomUUID();
        String now = clock.instant().toString();
        sql.execute(
                "INSERT INTO outreach.sender (tenant_id, sender_id, connection_id, account, channel, name, owner, tier, member, status, status_at,"
                        + " zone, country, settings, created_at, changed_at)"
                        + " VALUES (?, ?, ?::uuid, ?, ?, ?, ?::uuid, ?, ?, ?, ?::timestamptz, ?, ?, '{}', ?::timestamptz, ?::timestamptz)",
                actor.tenant().value(),
                id,
                connection,
                account,
                channel.name(),
                name,
                actor.userId(),
                tier == null ? null : tier.name(),
                member,
                status.name(),
                now,
                zone,
                country,
                now,
                now);
        note(sql, actor, "outreach.sender-taken-in", id, Map.of("account", account, "name", name));
        return id;
    }

    /** A mailbox of the own mail server. */
    UUID mailbox(Actor actor, String address, String name, String zone, String country) {
        String small = address.strip().toLowerCase(Locale.ROOT);
        if (!small.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+")) {
            throw wrong("account", address, "is no e-mail address");
        }
        zone(zone);
        return database.inTenant(
                actor.tenant(),
                sql -> senders.byAccount(sql, actor.tenant(), null, small)
                        .map(Sender::id)
                        .orElseGet(() -> insert(
                                sql,
                                actor,
                                null,
                                small,
                                Leads.Channel.EMAIL,
                                name.isBlank() ? small : name.strip(),
                                null,
                                small,
                                OutreachAccount.Status.OK,
                                zone,
                                country)));
    }

    private static Problem wrong(String field, Object value, String what) {
        return Problem.of(OutreachProblem.WRONG_SENDER, "%s: “%s” %s.".formatted(field, value, what))
                .with("field", field)
                .with("value", value);
    }

    private static String zone(String zone) {
        try {
            return ZoneId.of(zone).getId();
        } catch (DateTimeException e) {
            throw wrong("zone", zone, "is no time zone; write one such as Europe/Berlin");
        }
    }

    /** What is set. */
    record Setting(
            String name,
            @Nullable UUID owner,
            String team,
            @Nullable Tier tier,
            String zone,
            String country,
            SenderSettings settings,
            long version) {}

    /** @throws Problem naming the field, its value and the ceiling */
    void set(Actor actor, UUID id, Setting setting) {
        List<Problem> wrongs = new ArrayList<>();
        database.runInTenant(actor.tenant(), sql -> {
            Sender before = senders.hold(sql, actor.tenant(), id);
            if (before.version() != setting.version()) {
                throw Problem.of(
                        OutreachProblem.CHANGED_MEANWHILE,
                        "Somebody changed “%s” meanwhile; look at it again.".formatted(before.name()));
            }
            check(before, setting, wrongs);
            if (!wrongs.isEmpty()) {
                throw wrongs.getFirst();
            }
            boolean otherOwner = setting.owner() != null && !setting.owner().equals(before.owner());
            sql.execute(
                    "UPDATE outreach.sender SET name = ?, owner = coalesce(?::uuid, owner), team = ?, tier = coalesce(?, tier), zone = ?, country = ?,"
                            + " settings = ?::jsonb, consent = CASE WHEN ? THEN NULL ELSE consent END, version = version + 1,"
                            + " changed_at = ?::timestamptz WHERE tenant_id = ? AND sender_id = ?",
                    setting.name().strip(),
                    setting.owner(),
                    setting.team().strip(),
                    setting.tier() == null ? null : setting.tier().name(),
                    setting.zone(),
                    setting.country().toUpperCase(Locale.ROOT),
                    json.writeValueAsString(setting.settings()),
                    otherOwner,
                    clock.instant().toString(),
                    actor.tenant().value(),
                    id);
            note(sql, actor, "outreach.sender-set", id, Map.of("name", setting.name()));
            senders.wake(sql, actor.tenant(), id);
        });
    }

    private static void check(Sender before, Setting setting, List<Problem> wrongs) {
        SenderSettings set = setting.settings();
        Tier tier = setting.tier() == null ? before.tierOrFree() : setting.tier();
        if (setting.name().isBlank()) {
            wrongs.add(wrong("name", setting.name(), "is empty"));
        }
        zone(setting.zone());
        if (!setting.country().isEmpty() && !setting.country().matches("[A-Za-z]{2}")) {
            wrongs.add(wrong("country", setting.country(), "is no code of two letters, such as DE"));
        }
        if (set.days().isEmpty()) {
            wrongs.add(wrong("days", "", "names no day: nothing would ever go out"));
        }
        if (!set.from().isBefore(set.until())) {
            wrongs.add(wrong("until", set.until(), "is not after “" + set.from() + "”: the window would never open"));
        }
        set.perDay().forEach((action, cap) -> {
            int ceiling = Caps.ceiling(action, tier);
            if (cap < 0 || cap > ceiling) {
                wrongs.add(wrong(
                        "perDay/" + action,
                        cap,
                        "is not between 0 and %d, which is what the service says the network takes"
                                .formatted(ceiling)));
            }
        });
        for (Action action : Action.values()) {
            Integer cap = set.week(action);
            if (cap == null || action.counted() != action) {
                continue;
            }
            int ceiling = Caps.weekCeiling(action, tier);
            if (action == Action.INVITE) {
                wrongs.add(wrong("perWeek/INVITE", cap, "has a field of its own: write it in invitesPerWeek"));
            } else if (cap < 0 || cap > ceiling) {
                wrongs.add(wrong("perWeek/" + action, cap, "is not between 0 and " + ceiling));
            }
        }
        Integer week = set.invitesPerWeek();
        if (week != null && (week < 0 || week > Caps.weekCeiling(tier))) {
            wrongs.add(wrong("invitesPerWeek", week, "is not between 0 and " + Caps.weekCeiling(tier)));
        }
        Integer pending = set.pending();
        if (pending != null && (pending < 1 || pending > Caps.pendingCeiling())) {
            wrongs.add(wrong("pending", pending, "is not between 1 and " + Caps.pendingCeiling()));
        }
        if (set.spacingFrom() < 30 || set.spacingTo() < set.spacingFrom() || set.spacingTo() > 3_600) {
            wrongs.add(wrong(
                    "spacing",
                    set.spacingFrom() + " to " + set.spacingTo(),
                    "is not from at least 30 seconds to at most 3600"));
        }
    }

    /** The owner agrees, or takes it back. Only the owner can; an account without one gets who agrees. */
    void consent(Actor actor, UUID id, boolean agree) {
        database.runInTenant(actor.tenant(), sql -> {
            Sender sender = senders.hold(sql, actor.tenant(), id);
            boolean owner = sender.owner() == null || sender.owner().equals(actor.userId());
            if (agree && !owner) {
                throw Problem.of(
                        OutreachProblem.NO_CONSENT,
                        "Only the owner of “%s” can agree that messages go out from it.".formatted(sender.name()));
            }
            Instant now = clock.instant();
            String text = Consent.text(sender);
            sql.execute(
                    "UPDATE outreach.sender SET consent = ?::jsonb, owner = coalesce(owner, ?), version = version + 1 WHERE tenant_id = ? AND sender_id = ?",
                    agree ? json.writeValueAsString(new Consent(now, actor.signature(), Consent.VERSION, text)) : null,
                    actor.userId(),
                    actor.tenant().value(),
                    id);
            note(
                    sql,
                    actor,
                    agree ? "outreach.consent-given" : "outreach.consent-taken-back",
                    id,
                    agree ? Map.of("version", String.valueOf(Consent.VERSION), "text", text) : Map.of());
            senders.wake(sql, actor.tenant(), id);
        });
    }

    /** Switches one sender off, or on again. Waits for a send that is being decided; nothing is decided afterwards. */
    void kill(Actor actor, UUID id, boolean off, String why) {
        database.runInTenant(actor.tenant(), sql -> {
            senders.hold(sql, actor.tenant(), id);
            sql.execute(
                    "UPDATE outreach.sender SET killed_at = ?::timestamptz, killed_why = ? WHERE tenant_id = ? AND sender_id = ?",
                    off ? clock.instant().toString() : null,
                    off ? why : null,
                    actor.tenant().value(),
                    id);
            note(sql, actor, off ? "outreach.sender-killed" : "outreach.sender-revived", id, Map.of("why", why));
            senders.wake(sql, actor.tenant(), id);
        });
    }

    /** @param team null: all */
    void killMany(Actor actor, @Nullable String team, boolean off, String why) {
        UUID tenant = actor.tenant().value();
        database.runInTenant(actor.tenant(), sql -> {
            Switches.row(sql, actor.tenant());
            if (team == null) {
                sql.execute(
                        "UPDATE outreach.settings SET killed_at = ?::timestamptz, killed_why = ? WHERE tenant_id = ?",
                        off ? clock.instant().toString() : null,
                        off ? why : null,
                        tenant);
            } else {
                sql.execute(
                        "UPDATE outreach.settings SET killed_teams = CASE WHEN ? THEN array_append(array_remove(killed_teams, ?), ?)"
                                + " ELSE array_remove(killed_teams, ?) END WHERE tenant_id = ?",
                        off,
                        team,
                        team,
                        team,
                        tenant);
            }
            Map<String, String> detail = new LinkedHashMap<>();
            detail.put("why", why);
            audit.record(
                    sql,
                    actor.tenant(),
                    actor.signature(),
                    off ? "outreach.killed" : "outreach.revived",
                    team == null ? "all" : "team " + team,
                    detail);
            senders.wake(sql, actor.tenant(), null);
        });
    }

    /** Somebody looked at what stopped it. */
    void goOn(Actor actor, UUID id) {
        database.runInTenant(actor.tenant(), sql -> {
            senders.one(sql, actor.tenant(), id);
            sql.execute(
                    "UPDATE outreach.sender SET refused = NULL, refused_at = NULL, misconfigured = NULL, barred = NULL, barred_until = NULL, barred_probe = NULL, barred_left = false"
                            + " WHERE tenant_id = ? AND sender_id = ?",
                    actor.tenant().value(),
                    id);
            // what we froze ourselves goes on as soon as the service says that it is well
            sql.execute(
                    "UPDATE outreach.watch SET account_wanted = true WHERE tenant_id = ? AND sender_id = ?",
                    actor.tenant().value(),
                    id);
            note(sql, actor, "outreach.sender-let-go-on", id, Map.of());
            senders.wake(sql, actor.tenant(), id);
        });
    }

    private Vendors.At at(Actor actor, Sender sender) {
        return vendors.of(actor.tenant(), sender)
                .orElseThrow(() -> Problem.of(
                        OutreachProblem.NOT_AT_HAND,
                        "“%s” hangs on no connection that is there.".formatted(sender.name())));
    }

    /** Asks the service to start work with the account again. */
    void restart(Actor actor, UUID id) {
        Sender sender = database.inTenant(actor.tenant(), sql -> senders.one(sql, actor.tenant(), id));
        Vendors.At at = at(actor, sender);
        OutreachAccount account = value(at.connector().restart(at.connection(), sender.account(), null));
        database.runInTenant(actor.tenant(), sql -> {
            senders.back(sql, actor.tenant(), id, true);
            senders.status(sql, actor.tenant(), id, account.status(), null);
            note(sql, actor, "outreach.sender-restarted", id, Map.of());
        });
    }

    /** Where the owner signs in again; the service tells of it where news come in, and leads back to the page of senders. */
    URI signIn(Actor actor, UUID id) {
        Sender sender = database.inTenant(actor.tenant(), sql -> senders.one(sql, actor.tenant(), id));
        Vendors.At at = at(actor, sender);
        // where no address is known, the next look at the account finds that it is well again
        NewsAddress.At ours = address.of(at.connection()).orElse(null);
        Instant until = clock.instant().plus(SIGN_IN);
        URI page = value(at.connector()
                .signIn(
                        at.connection(),
                        sender.account(),
                        ours == null ? null : ours.news(),
                        ours == null ? null : ours.senders(),
                        until,
                        null));
        database.runInTenant(
                actor.tenant(),
                sql -> sql.execute(
                        "UPDATE outreach.sender SET signing_in_until = ?::timestamptz WHERE tenant_id = ? AND sender_id = ?",
                        until.toString(),
                        actor.tenant().value(),
                        id));
        return page;
    }

    private static <T> T value(OutreachAnswer<T> answer) {
        return switch (answer) {
            case OutreachAnswer.Done<T> done -> done.value();
            case OutreachAnswer.Refused<T> refused ->
                throw Problem.of(
                        OutreachProblem.NOT_AT_HAND,
                        "The service refused it (%s): %s".formatted(refused.slug(), refused.message()));
            case OutreachAnswer.Unknown<T> unknown ->
                throw Problem.of(OutreachProblem.NOT_AT_HAND, "The service did not answer: " + unknown.reason());
            case OutreachAnswer.NotSent<T> not ->
                throw Problem.of(OutreachProblem.NOT_AT_HAND, "The service cannot be reached: " + not.reason());
        };
    }
}
