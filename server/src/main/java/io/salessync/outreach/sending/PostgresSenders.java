package io.salessync.outreach.sending;

import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.OutreachProblem;
import io.salessync.outreach.leads.Leads;
import io.salessync.outreach.sequences.Tier;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Senders as rows. */
@Component
class PostgresSenders implements Senders {
    private static final String SELECT =
            "SELECT sender_id, connection_id, account, channel, name, owner, team, tier, member, status, status_at, status_word, zone,"
                    + " country, settings::text AS settings, (consent->>'at')::timestamptz AS consented_at, killed_at, killed_why, started_on,"
                    + " connections, pending, pending_at, refused, barred, barred_at, barred_until, created_at, version FROM outreach.sender WHERE tenant_id = ?";

    /** What holds leads only until the account, a switch or a person lets them go on. */
    private static final String[] WAKING = {
        "ACCOUNT",
        "KILLED",
        "CONSENT",
        "CONFIG",
        "NO_SENDER",
        "UNHEARD_OF",
        "THROTTLED",
        "UNREACHABLE",
        "QUOTA",
        "CREDITS",
        "PRODUCT",
        "SPACING",
        "WINDOW"
    };

    private final Live live;
    private final JsonMapper json;
    private final Sheets sheets;
    private final InstantSource clock;

    PostgresSenders(Live live, JsonMapper json, Sheets sheets, InstantSource clock) {
        this.live = live;
        this.json = json;
        this.sheets = sheets;
        this.clock = clock;
    }

    static @Nullable String at(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private Sender sender(Record row) {
        UUID connection = row.get("connection_id", UUID.class);
        String tier = row.get("tier", String.class);
        String settings = row.get("settings", String.class);
        return new Sender(
                row.get("sender_id", UUID.class),
                connection == null ? null : new ConnectionId(connection),
                row.get("account", String.class),
                Leads.Channel.valueOf(row.get("channel", String.class)),
                row.get("name", String.class),
                row.get("owner", UUID.class),
                row.get("team", String.class),
                tier == null ? null : Tier.valueOf(tier),
                row.get("member", String.class),
                OutreachAccount.Status.valueOf(row.get("status", String.class)),
                row.get("status_at", Instant.class),
                row.get("status_word", String.class),
                ZoneId.of(row.get("zone", String.class)),
                row.get("country", String.class),
                settings.equals("{}") ? SenderSettings.STANDARD : json.readValue(settings, SenderSettings.class),
                row.get("consented_at", Instant.class),
                row.get("killed_at", Instant.class),
                row.get("killed_why", String.class),
                row.get("started_on", LocalDate.class),
                row.get("connections", Integer.class),
                row.get("pending", Integer.class),
                row.get("pending_at", Instant.class),
                row.get("refused", String.class),
                bar(row),
                row.get("created_at", Instant.class),
                row.get("version", Long.class));
    }

    @Override
    public Optional<Sender> sender(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetch(SELECT + " AND sender_id = ?", tenant.value(), id).stream()
                .findFirst()
                .map(this::sender);
    }

    /** The same; a problem where there is none. */
    Sender one(DSLContext sql, TenantId tenant, UUID id) {
        return sender(sql, tenant, id)
                .orElseThrow(() -> Problem.of(OutreachProblem.UNKNOWN_SENDER, "There is no sender " + id + ".")
                        .with("sender", id));
    }

    private static @Nullable Bar bar(Record row) {
        String slug = row.get("barred", String.class);
        return slug == null
                ? null
                : new Bar(slug, row.get("barred_at", Instant.class), row.get("barred_until", Instant.class));
    }

    @Override
    public Optional<Sender> locked(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetch(SELECT + " AND sender_id = ? FOR UPDATE", tenant.value(), id).stream()
                .findFirst()
                .map(this::sender);
    }

    /** The same; a problem where there is none. */
    Sender hold(DSLContext sql, TenantId tenant, UUID id) {
        return locked(sql, tenant, id).orElseGet(() -> one(sql, tenant, id));
    }

    @Override
    public Optional<Sender> byAccount(
            DSLContext sql, TenantId tenant, @Nullable ConnectionId connection, String account) {
        return sql
                .fetch(
                        SELECT + " AND connection_id IS NOT DISTINCT FROM ?::uuid AND account = ?",
                        tenant.value(),
                        connection == null ? null : connection.value(),
                        account)
                .stream()
                .findFirst()
                .map(this::sender);
    }

    @Override
    public List<Sender> all(DSLContext sql, TenantId tenant) {
        return sql.fetch(SELECT + " ORDER BY name, sender_id", tenant.value()).map(this::sender);
    }

    @Override
    public Sender status(
            DSLContext sql, TenantId tenant, UUID id, OutreachAccount.Status status, @Nullable String word) {
        Sender before = one(sql, tenant, id);
        sql.execute("""
                UPDATE outreach.sender SET status = n.status,
                    status_at = CASE WHEN sender.status = n.status THEN status_at ELSE n.now END,
                    status_word = CASE WHEN n.status = 'OK' AND barred IS NOT NULL AND NOT barred_left THEN status_word ELSE n.word END,
                    misconfigured = CASE WHEN n.status = 'OK' THEN NULL ELSE misconfigured END,
                    barred = CASE WHEN n.status = 'OK' AND barred_left THEN NULL ELSE barred END,
                    barred_left = barred IS NOT NULL AND n.status <> 'OK' AND (barred_left OR n.status IN ('CREDENTIALS', 'CONNECTING')
                        OR n.status <> 'UNKNOWN' AND barred_until IS NOT NULL)
                FROM (SELECT ?::text AS status, ?::text AS word, ?::timestamptz AS now) n WHERE tenant_id = ? AND sender_id = ?
                """, status.name(), word, at(clock.instant()), tenant.value(), id);
        Sender now = one(sql, tenant, id);
        Bar bar = now.bar();
        Instant until = bar == null ? null : bar.until();
        boolean ok = status == OutreachAccount.Status.OK;
        if (before.status() != status || before.bar() != null && bar == null) {
            changed(sql, tenant, id);
            if (ok && bar == null) {
                wake(sql, tenant, id);
            } else if (ok && until != null) {
                wake(sql, tenant, id, until);
            } else if (!ok) {
                sql.execute(
                        "UPDATE outreach.watch SET messages_at = least(messages_at, ?::timestamptz) WHERE tenant_id = ? AND sender_id = ?",
                        at(clock.instant().plus(UNWELL_LOOK)),
                        tenant.value(),
                        id);
            }
        }
        return now;
    }

    @Override
    public void back(DSLContext sql, TenantId tenant, UUID id, boolean signedIn) {
        sql.execute(
                "UPDATE outreach.sender SET barred_left = true WHERE tenant_id = ? AND sender_id = ? AND barred IS NOT NULL"
                        + " AND (? OR barred_until IS NOT NULL)",
                tenant.value(),
                id,
                signedIn);
    }

    @Override
    public boolean signingIn(DSLContext sql, TenantId tenant, UUID id) {
        return sql.fetchOne(
                        "SELECT 1 FROM outreach.sender WHERE tenant_id = ? AND sender_id = ? AND signing_in_until > ?::timestamptz",
                        tenant.value(),
                        id,
                        at(clock.instant()))
                != null;
    }

    /** What the account may use, as the service tells; nothing where it tells nothing. */
    @Override
    public void products(DSLContext sql, TenantId tenant, UUID id, Set<Product> told) {
        if (told.isEmpty()) {
            return;
        }
        String[] names = told.stream().map(Product::name).sorted().toArray(String[]::new);
        int changed = sql.execute(
                "UPDATE outreach.sender SET products = ?::text[] WHERE tenant_id = ? AND sender_id = ? AND products IS DISTINCT FROM ?::text[]",
                names,
                tenant.value(),
                id,
                names);
        if (changed > 0) {
            changed(sql, tenant, id);
            wake(sql, tenant, id);
        }
    }

    /** The service says that the account has no such product: what it has is what is left. */
    void without(DSLContext sql, TenantId tenant, Sender sender, Product product) {
        Set<Product> left = EnumSet.of(Product.CLASSIC);
        left.addAll(sheets.of(sql, tenant, sender).ways(io.salessync.outreach.sequences.Step.InMail.Through.ANY));
        left.remove(product);
        products(sql, tenant, sender.id(), left);
    }

    /** What the service told of credits; empty: nothing. */
    void credits(DSLContext sql, TenantId tenant, UUID id, Map<Product, Integer> left) {
        lookedForCredits(sql, tenant, id);
        sql.execute("DELETE FROM outreach.inmail_credit WHERE tenant_id = ? AND sender_id = ?", tenant.value(), id);
        left.forEach((product, remaining) -> credit(sql, tenant, id, product, remaining));
        changed(sql, tenant, id);
    }

    /** Somebody asked for what is left just now. */
    void lookedForCredits(DSLContext sql, TenantId tenant, UUID id) {
        sql.execute(
                "UPDATE outreach.sender SET inmail_looked_at = ?::timestamptz WHERE tenant_id = ? AND sender_id = ?",
                at(clock.instant()),
                tenant.value(),
                id);
    }

    /** What is left of one product. */
    void credit(DSLContext sql, TenantId tenant, UUID id, Product product, int remaining) {
        sql.execute(
                "INSERT INTO outreach.inmail_credit (tenant_id, sender_id, product, remaining, told_at) VALUES (?, ?, ?, ?, ?::timestamptz)"
                        + " ON CONFLICT (tenant_id, sender_id, product) DO UPDATE SET remaining = excluded.remaining, told_at = excluded.told_at",
                tenant.value(),
                id,
                product.name(),
                remaining,
                at(clock.instant()));
    }

    /**
     * A call was refused because of the account. That stands whatever the service says of it: for a while, longer each time in a row, or
     * until a person did something about it.
     */
    void bar(DSLContext sql, TenantId tenant, UUID id, Action action, String slug) {
        Instant now = clock.instant();
        Record row = sql.fetchSingle(
                "SELECT barred, barred_until, barred_tries FROM outreach.sender WHERE tenant_id = ? AND sender_id = ? FOR UPDATE",
                tenant.value(),
                id);
        Instant until = row.get("barred_until", Instant.class);
        String before = row.get("barred", String.class);
        // what was under way when it was barred says nothing new
        boolean stands = before != null && (until == null || until.isAfter(now));
        boolean forGood = before != null && until == null;
        int tries = row.get("barred_tries", Integer.class) + (stands ? 0 : 1);
        Instant next = forGood || Bar.needsPerson(slug) ? null : stands ? until : now.plus(Bar.pause(tries));
        sql.execute(
                "UPDATE outreach.sender SET barred = ?, barred_at = ?::timestamptz, barred_until = ?::timestamptz, barred_tries = ?,"
                        + " barred_action = ?, barred_probe = NULL, barred_left = false WHERE tenant_id = ? AND sender_id = ?",
                forGood ? before : slug,
                at(now),
                at(next),
                tries,
                action.counted().name(),
                tenant.value(),
                id);
        changed(sql, tenant, id);
    }

    /** The one send that tries whether a barred account goes again. */
    void probe(DSLContext sql, TenantId tenant, UUID id, UUID touch) {
        sql.execute(
                "UPDATE outreach.sender SET barred_probe = ? WHERE tenant_id = ? AND sender_id = ?",
                touch,
                tenant.value(),
                id);
    }

    /**
     * The network took a call: where that was the one that tried, nothing bars the account any more. Refusals are counted anew once it takes
     * again what it refused.
     */
    void took(DSLContext sql, TenantId tenant, UUID id, Action action, UUID touch) {
        int lifted = sql.execute(
                "UPDATE outreach.sender SET barred = NULL, barred_until = NULL, barred_probe = NULL, barred_left = false,"
                        + " barred_tries = CASE WHEN barred_action = ? THEN 0 ELSE barred_tries END"
                        + " WHERE tenant_id = ? AND sender_id = ? AND barred_tries > 0"
                        + " AND (barred IS NOT NULL AND barred_probe = ? OR barred IS NULL AND barred_action = ?)",
                action.counted().name(),
                tenant.value(),
                id,
                touch,
                action.counted().name());
        if (lifted > 0) {
            changed(sql, tenant, id);
            wake(sql, tenant, id);
        }
    }

    @Override
    public void pending(DSLContext sql, TenantId tenant, UUID id, int pending, Instant at) {
        sql.execute(
                "UPDATE outreach.sender SET pending = ?, pending_at = ?::timestamptz WHERE tenant_id = ? AND sender_id = ?",
                pending,
                at(at),
                tenant.value(),
                id);
    }

    @Override
    public void known(
            DSLContext sql, TenantId tenant, UUID id, @Nullable String member, @Nullable Integer connections) {
        sql.execute(
                "UPDATE outreach.sender SET member = coalesce(?::text, member), connections = coalesce(?::int, connections)"
                        + " WHERE tenant_id = ? AND sender_id = ?",
                member,
                connections,
                tenant.value(),
                id);
    }

    @Override
    public void byHand(DSLContext sql, TenantId tenant, UUID id, Action action, LocalDate day, int count) {
        sql.execute(
                "INSERT INTO outreach.quota_use (tenant_id, sender_id, action, day, by_hand) VALUES (?, ?, ?, ?::date, ?)"
                        + " ON CONFLICT (tenant_id, sender_id, action, day) DO UPDATE SET by_hand = excluded.by_hand",
                tenant.value(),
                id,
                action.name(),
                day.toString(),
                count);
    }

    @Override
    public boolean take(DSLContext sql, TenantId tenant, UUID id, Action action) {
        Sender sender = locked(sql, tenant, id).orElseThrow();
        Sheet sheet = sheets.of(sql, tenant, sender);
        // these are no touches, so that nothing else tells that a day went well
        sheets.rise(sql, tenant, sheet, action);
        Integer week = Caps.week(sender, action);
        if (sheet.usedToday(action) >= sheet.capToday(action) || week != null && sheet.usedInWeek(action) >= week) {
            return false;
        }
        use(sql, tenant, sheet, action, 1);
        return true;
    }

    @Override
    public Allowance allowance(DSLContext sql, TenantId tenant, UUID id, Action action) {
        Sheet sheet = sheets.of(sql, tenant, one(sql, tenant, id));
        return new Allowance(
                sheet.today(),
                sheet.usedToday(action),
                sheet.capToday(action),
                sheet.pace(action).pausedUntil());
    }

    /** Reserves, or gives back what surely did not go out. */
    void use(DSLContext sql, TenantId tenant, Sheet sheet, Action action, int by) {
        use(sql, tenant, sheet.sender().id(), sheet.today(), action.counted(), by);
        if (action == Action.NOTED_INVITE) {
            use(sql, tenant, sheet.sender().id(), sheet.today(), Action.NOTED_INVITE, by);
        }
    }

    private static void use(DSLContext sql, TenantId tenant, UUID sender, LocalDate day, Action action, int by) {
        sql.execute(
                "INSERT INTO outreach.quota_use AS q (tenant_id, sender_id, action, day, used) VALUES (?, ?, ?, ?::date, greatest(0, ?))"
                        + " ON CONFLICT (tenant_id, sender_id, action, day) DO UPDATE SET used = greatest(0, q.used + ?)",
                tenant.value(),
                sender,
                action.name(),
                day.toString(),
                by,
                by);
    }

    /** Gives back what a touch reserved, on the day it did; only where it surely did not go out. */
    void giveBack(DSLContext sql, TenantId tenant, Sender sender, Action action, Instant decidedAt) {
        LocalDate day = LocalDate.ofInstant(decidedAt, sender.zone());
        use(sql, tenant, sender.id(), day, action.counted(), -1);
        if (action == Action.NOTED_INVITE) {
            use(sql, tenant, sender.id(), day, Action.NOTED_INVITE, -1);
        }
    }

    @Override
    public void throttled(DSLContext sql, TenantId tenant, UUID id, Action action, String slug, String message) {
        Sender sender = locked(sql, tenant, id).orElseThrow();
        sheets.throttled(sql, tenant, sheets.of(sql, tenant, sender), action, slug, message);
        changed(sql, tenant, id);
    }

    void changed(DSLContext sql, TenantId tenant, UUID id) {
        live.changed(sql, tenant, Leads.TOPIC, id.toString());
    }

    /**
     * Has the leads of a sender looked at again that something of the sender held, and those that have none yet; leaves those that somebody
     * works on, whose next look is near anyway.
     *
     * @param sender null: of all
     */
    void wake(DSLContext sql, TenantId tenant, @Nullable UUID sender) {
        wake(sql, tenant, sender, clock.instant());
    }

    /** The same, at {@code then} at the latest. */
    private static void wake(DSLContext sql, TenantId tenant, @Nullable UUID sender, Instant then) {
        sql.execute(
                "UPDATE outreach.lead SET next_at = least(next_at, ?::timestamptz) WHERE tenant_id = ? AND lead_id IN (SELECT lead_id FROM outreach.lead"
                        + " WHERE tenant_id = ? AND ended_at IS NULL AND blocker = ANY (?::text[]) AND state <> 'PAUSED' AND (state <> 'PENDING_VERIFY' OR blocker = 'ACCOUNT')"
                        + " AND (?::uuid IS NULL OR sender_id = ? OR mail_sender_id = ? OR sender_id IS NULL) FOR UPDATE SKIP LOCKED)",
                at(then),
                tenant.value(),
                tenant.value(),
                WAKING,
                sender,
                sender,
                sender);
    }
}
