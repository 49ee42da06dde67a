package io.salessync.outreach.sending;

import io.salessync.connectors.OutreachWrite.Product;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** How senders stand, out of the rows. */
@Component
class Sheets {
    /** After the first refusal, and after every further one in a row. */
    static final Duration PAUSE = Duration.ofHours(5);

    static final Duration LONG_PAUSE = Duration.ofHours(24);

    /** Looks cost the network little, and without them nobody knows who accepted: so many a day always remain. */
    static final int FEWEST_LOOKS = 6;

    private final Reach reach;
    private final InstantSource clock;

    Sheets(Reach reach, InstantSource clock) {
        this.reach = reach;
        this.clock = clock;
    }

    Sheet of(DSLContext sql, TenantId tenant, Sender sender) {
        return Objects.requireNonNull(of(sql, tenant, List.of(sender)).get(sender.id()));
    }

    /** Of all of these at once, by sender; one that is gone is not among them. */
    Map<UUID, Sheet> of(DSLContext sql, TenantId tenant, List<Sender> senders) {
        Instant now = clock.instant();
        UUID[] ids = senders.stream().map(Sender::id).toArray(UUID[]::new);
        String[] days =
                senders.stream().map(sender -> today(sender, now).toString()).toArray(String[]::new);
        Map<UUID, Map<Action, Map<LocalDate, Integer>>> uses = new HashMap<>();
        for (Record row : sql.fetch(
                "SELECT q.sender_id, q.action, q.day, q.used + q.by_hand AS used FROM unnest(?::uuid[], ?::date[]) AS n (sender_id, today)"
                        + " JOIN outreach.quota_use q ON q.tenant_id = ? AND q.sender_id = n.sender_id AND q.day > n.today - 32",
                ids,
                days,
                tenant.value())) {
            uses.computeIfAbsent(row.get("sender_id", UUID.class), key -> new EnumMap<>(Action.class))
                    .computeIfAbsent(Action.valueOf(row.get("action", String.class)), key -> new HashMap<>())
                    .put(row.get("day", LocalDate.class), row.get("used", Integer.class));
        }
        Map<UUID, Record> rows = sql.fetch(
                        "SELECT s.sender_id, s.sent_at, s.busy_until, s.misconfigured, s.products, s.inmail_looked_at,"
                                + " (SELECT count(*) FROM outreach.touch o WHERE o.tenant_id = s.tenant_id AND o.sender_id = s.sender_id"
                                + "   AND o.action = 'INMAIL' AND o.free AND o.done_at > ?::timestamptz)::int AS open,"
                                + " (SELECT p.touch_id FROM outreach.touch p WHERE p.tenant_id = s.tenant_id AND p.touch_id = s.barred_probe"
                                + "   AND p.state IN ('DECIDED', 'UNKNOWN')) AS probing,"
                                + " (SELECT count(*) FROM outreach.quota_use q WHERE q.tenant_id = s.tenant_id AND q.sender_id = s.sender_id"
                                + "   AND q.action IN ('INVITE', 'EMAIL') AND q.used > 0 AND q.day < n.today)::int AS active,"
                                + " (SELECT count(*) FROM outreach.lead l WHERE l.tenant_id = s.tenant_id AND l.sender_id = s.sender_id"
                                + "   AND l.invited_at IS NOT NULL AND l.connected_at IS NULL AND l.state = 'INVITE_SENT')::int AS ours,"
                                + " (s.pending + (SELECT count(*) FROM outreach.touch i WHERE i.tenant_id = s.tenant_id AND i.sender_id = s.sender_id"
                                + "   AND i.action IN ('INVITE', 'NOTED_INVITE') AND i.done_at > s.pending_at))::int AS theirs,"
                                + " (SELECT count(*) FROM outreach.lead l WHERE l.tenant_id = s.tenant_id AND l.sender_id = s.sender_id"
                                + "   AND l.invited_at > ?::timestamptz)::int AS invited,"
                                + " (SELECT count(*) FROM outreach.lead l WHERE l.tenant_id = s.tenant_id AND l.sender_id = s.sender_id"
                                + "   AND l.invited_at > ?::timestamptz AND l.connected_at IS NOT NULL)::int AS accepted,"
                                + " (SELECT count(*) FROM outreach.touch r WHERE r.tenant_id = s.tenant_id AND r.sender_id = s.sender_id"
                                + "   AND r.slug IS NOT NULL AND r.settled_at > ?::timestamptz)::int AS refusals"
                                + " FROM unnest(?::uuid[], ?::date[]) AS n (sender_id, today)"
                                + " JOIN outreach.sender s ON s.tenant_id = ? AND s.sender_id = n.sender_id",
                        PostgresSenders.at(now.minus(Duration.ofDays(Sheet.NOTE_DAYS))),
                        PostgresSenders.at(now.minus(Duration.ofDays(30))),
                        PostgresSenders.at(now.minus(Duration.ofDays(30))),
                        PostgresSenders.at(now.minus(Duration.ofDays(7))),
                        ids,
                        days,
                        tenant.value())
                .intoMap(row -> row.get("sender_id", UUID.class));
        Map<UUID, Map<Action, Sheet.Pace>> paces = paces(sql, tenant, ids);
        Map<UUID, Map<Product, Integer>> credits = credits(sql, tenant, ids);
        Switches switches = Switches.read(sql, tenant);
        Map<UUID, Sheet> sheets = new HashMap<>();
        for (Sender sender : senders) {
            Record row = rows.get(sender.id());
            if (row != null) {
                sheets.put(
                        sender.id(),
                        sheet(
                                sender,
                                today(sender, now),
                                uses.getOrDefault(sender.id(), Map.of()),
                                paces.getOrDefault(sender.id(), Map.of()),
                                switches,
                                credits.getOrDefault(sender.id(), Map.of()),
                                row));
            }
        }
        return sheets;
    }

    private static LocalDate today(Sender sender, Instant now) {
        return LocalDate.ofInstant(now, sender.zone());
    }

    private Sheet sheet(
            Sender sender,
            LocalDate today,
            Map<Action, Map<LocalDate, Integer>> uses,
            Map<Action, Sheet.Pace> paces,
            Switches switches,
            Map<Product, Integer> credits,
            Record row) {
        int notes = uses.getOrDefault(Action.NOTED_INVITE, Map.of()).entrySet().stream()
                .filter(use -> use.getKey().isAfter(today.minusDays(Sheet.NOTE_DAYS)))
                .mapToInt(Map.Entry::getValue)
                .sum();
        Integer theirs = row.get("theirs", Integer.class);
        String[] told = row.get("products", String[].class);
        return new Sheet(
                sender,
                today,
                uses,
                notes,
                paces,
                Math.max(row.get("ours", Integer.class), theirs == null ? 0 : theirs),
                row.get("active", Integer.class),
                row.get("sent_at", Instant.class),
                row.get("busy_until", Instant.class),
                switches.off(sender),
                row.get("misconfigured", String.class),
                row.get("probing", UUID.class),
                reach.unreachableUntil(sender),
                row.get("invited", Integer.class),
                row.get("accepted", Integer.class),
                row.get("refusals", Integer.class),
                new InMails(
                        told == null
                                ? null
                                : Arrays.stream(told).map(Product::valueOf).collect(Collectors.toSet()),
                        credits,
                        row.get("open", Integer.class),
                        row.get("inmail_looked_at", Instant.class)));
    }

    /** What is left: as it was told, without what we sent since. */
    private static Map<UUID, Map<Product, Integer>> credits(DSLContext sql, TenantId tenant, UUID[] senders) {
        Map<UUID, Map<Product, Integer>> credits = new HashMap<>();
        sql.fetch(
                        "SELECT c.sender_id, c.product, greatest(0, c.remaining - (SELECT count(*) FROM outreach.touch t WHERE t.tenant_id = c.tenant_id"
                                + " AND t.sender_id = c.sender_id AND t.action = 'INMAIL' AND t.product = c.product AND NOT t.free"
                                + " AND t.decided_at > c.told_at AND t.state IN ('DECIDED', 'DONE', 'UNKNOWN')))::int AS remaining"
                                + " FROM outreach.inmail_credit c WHERE c.tenant_id = ? AND c.sender_id = ANY (?::uuid[])",
                        tenant.value(),
                        senders)
                .forEach(row -> credits.computeIfAbsent(
                                row.get("sender_id", UUID.class), key -> new EnumMap<>(Product.class))
                        .put(Product.valueOf(row.get("product", String.class)), row.get("remaining", Integer.class)));
        return credits;
    }

    private static Map<UUID, Map<Action, Sheet.Pace>> paces(DSLContext sql, TenantId tenant, UUID[] senders) {
        Map<UUID, Map<Action, Sheet.Pace>> paces = new HashMap<>();
        sql.fetch(
                        "SELECT p.*, CASE WHEN t.state IN ('DECIDED', 'UNKNOWN') THEN p.probe END AS probing FROM outreach.pace p"
                                + " LEFT JOIN outreach.touch t ON t.tenant_id = p.tenant_id AND t.touch_id = p.probe"
                                + " WHERE p.tenant_id = ? AND p.sender_id = ANY (?::uuid[])",
                        tenant.value(),
                        senders)
                .forEach(row -> paces.computeIfAbsent(
                                row.get("sender_id", UUID.class), key -> new EnumMap<>(Action.class))
                        .put(
                                Action.valueOf(row.get("action", String.class)),
                                new Sheet.Pace(
                                        row.get("cap", Integer.class),
                                        row.get("cap_on", LocalDate.class),
                                        row.get("day", LocalDate.class),
                                        row.get("day_cap", Integer.class),
                                        row.get("usage", Integer.class),
                                        row.get("paused_until", Instant.class),
                                        row.get("level", Integer.class),
                                        row.get("slug", String.class),
                                        row.get("probing", UUID.class))));
        return paces;
    }

    private static void row(DSLContext sql, TenantId tenant, UUID sender, Action action) {
        sql.execute(
                "INSERT INTO outreach.pace (tenant_id, sender_id, action) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                tenant.value(),
                sender,
                action.counted().name());
    }

    /** The network refused because the account is too fast: all of this action pauses, and tomorrow's cap is half of today's. */
    Instant throttled(DSLContext sql, TenantId tenant, Sheet sheet, Action action, String slug, String message) {
        Sheet.Pace pace = sheet.pace(action);
        Instant now = clock.instant();
        Instant paused = pace.pausedUntil();
        if (paused != null && paused.isAfter(now)) {
            // what was under way when it was paused says nothing new
            return paused;
        }
        Instant until = now.plus(pace.level() == 0 ? PAUSE : LONG_PAUSE);
        row(sql, tenant, sheet.sender().id(), action);
        sql.execute(
                "UPDATE outreach.pace SET paused_until = ?::timestamptz, paused_at = ?::timestamptz, level = level + 1, slug = ?, message = ?,"
                        + " probe = NULL, cap = ?, cap_on = ?::date WHERE tenant_id = ? AND sender_id = ? AND action = ?",
                until.toString(),
                now.toString(),
                slug,
                message,
                Math.max(action == Action.SCAN ? FEWEST_LOOKS : 1, sheet.capToday(action) / 2),
                sheet.today().toString(),
                tenant.value(),
                sheet.sender().id(),
                action.counted().name());
        return until;
    }

    /** The one send that tries whether it goes again. */
    void probe(DSLContext sql, TenantId tenant, Sheet sheet, Action action, UUID touch) {
        sql.execute(
                "UPDATE outreach.pace SET probe = ? WHERE tenant_id = ? AND sender_id = ? AND action = ?",
                touch,
                tenant.value(),
                sheet.sender().id(),
                action.counted().name());
    }

    /**
     * Something went out: a pause that was tried is over, a learnt cap rises by a little once a day, a landing of the network's counter
     * lowers what is left of the day.
     */
    void went(DSLContext sql, TenantId tenant, Sheet sheet, Action action, UUID touch, @Nullable Integer usage) {
        UUID sender = sheet.sender().id();
        String key = action.counted().name();
        sql.execute(
                "UPDATE outreach.pace SET paused_until = NULL, level = 0, slug = NULL, message = NULL, probe = NULL"
                        + " WHERE tenant_id = ? AND sender_id = ? AND action = ? AND probe = ?",
                tenant.value(),
                sender,
                key,
                touch);
        rise(sql, tenant, sheet, action);
        if (usage != null) {
            row(sql, tenant, sender, action);
            sql.execute(
                    "UPDATE outreach.pace SET day = ?::date, day_cap = ?, usage = ? WHERE tenant_id = ? AND sender_id = ? AND action = ?",
                    sheet.today().toString(),
                    Caps.afterLanding(sheet.usedToday(action), sheet.capToday(action), usage),
                    usage,
                    tenant.value(),
                    sender,
                    key);
        }
    }

    /** A cap that was learnt from a refusal rises by a little once a day. */
    void rise(DSLContext sql, TenantId tenant, Sheet sheet, Action action) {
        Sheet.Pace pace = sheet.pace(action);
        Integer cap = pace.cap();
        LocalDate on = pace.capOn();
        if (cap == null || on == null || !on.isBefore(sheet.today())) {
            return;
        }
        int top = Caps.ramped(sheet.sender(), action, sheet.activeDays());
        int more = cap + (action.counted() == Action.INVITE ? Caps.RAMP_STEP : Caps.MAIL_RAMP_STEP);
        sql.execute(
                "UPDATE outreach.pace SET cap = ?, cap_on = ?::date WHERE tenant_id = ? AND sender_id = ? AND action = ?",
                more >= top ? null : more,
                sheet.today().toString(),
                tenant.value(),
                sheet.sender().id(),
                action.counted().name());
    }

    /** A try that was refused for a reason of its own: the network took it, so the account may go on. */
    void tried(DSLContext sql, TenantId tenant, UUID sender, Action action, UUID touch) {
        sql.execute(
                "UPDATE outreach.pace SET paused_until = NULL, level = 0, slug = NULL, message = NULL, probe = NULL"
                        + " WHERE tenant_id = ? AND sender_id = ? AND action = ? AND probe = ?",
                tenant.value(),
                sender,
                action.counted().name(),
                touch);
    }
}
