package io.salessync.outreach.leads;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.OutreachProblem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Suppression lists as rows of salted hashes. */
@Component
final class PostgresSuppressions implements Suppressions {
    private static final String ADD = """
            INSERT INTO outreach.suppression AS s (tenant_id, kind, hash, value, reason, source, who, at, expires_at)
            SELECT tenant_id, kind, hash, value, reason, source, who, at, expires_at
            FROM jsonb_populate_recordset(NULL::outreach.suppression, ?::jsonb)
            ON CONFLICT (tenant_id, kind, hash) DO UPDATE SET value = coalesce(s.value, excluded.value), expires_at = excluded.expires_at
              WHERE s.expires_at < coalesce(excluded.expires_at, 'infinity'::timestamptz)
            RETURNING kind, hash, (xmax = 0) AS added
            """;
    private static final String MEETS = """
            SELECT l.* FROM outreach.lead l WHERE l.tenant_id = ? AND l.ended_at IS NULL AND %s FOR UPDATE
            """;

    private final InstantSource clock;
    private final Live live;
    private final ObjectProvider<Leads> leads;
    private final SecureRandom random = new SecureRandom();

    PostgresSuppressions(InstantSource clock, Live live, ObjectProvider<Leads> leads) {
        this.clock = clock;
        this.live = live;
        this.leads = leads;
    }

    @Override
    public String salt(DSLContext sql, TenantId tenant) {
        String known = known(sql, tenant);
        if (known != null) {
            return known;
        }
        byte[] drawn = new byte[32];
        random.nextBytes(drawn);
        sql.execute(
                "INSERT INTO outreach.settings (tenant_id, salt) VALUES (?, ?) ON CONFLICT DO NOTHING",
                tenant.value(),
                HexFormat.of().formatHex(drawn));
        return Objects.requireNonNull(known(sql, tenant));
    }

    private static @Nullable String known(DSLContext sql, TenantId tenant) {
        return sql.fetch("SELECT salt FROM outreach.settings WHERE tenant_id = ?", tenant.value()).stream()
                .findFirst()
                .map(row -> row.get(0, String.class))
                .orElse(null);
    }

    /** @return hex of the SHA-256 of salt, kind and value */
    static String hash(String salt, Kind kind, String value) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt.getBytes(StandardCharsets.UTF_8));
            digest.update(kind.name().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one form of a value. */
    static String normal(Kind kind, String value) {
        try {
            String normal = switch (kind) {
                case EMAIL -> Names.email(value);
                case DOMAIN -> Names.bareDomain(value);
                case LINKEDIN -> Names.linkedin(value);
                case COMPANY -> Names.companyName(value);
            };
            if (normal == null || normal.isEmpty()) {
                throw new Names.Unfit("There is nothing in it.");
            }
            return normal;
        } catch (Names.Unfit unfit) {
            throw Problem.of(
                            OutreachProblem.WRONG_LEADS,
                            "%s: %s".formatted(kind.name().toLowerCase(Locale.ROOT), unfit.getMessage()))
                    .with("value", Names.shown(value));
        }
    }

    private record Entry(Kind kind, String hash) {}

    @Override
    public List<Outcome> add(DSLContext sql, TenantId tenant, Collection<Wish> wishes, String source, String who) {
        if (wishes.isEmpty()) {
            return List.of();
        }
        String salt = salt(sql, tenant);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<Entry, Wish> first = new java.util.LinkedHashMap<>();
        Map<Wish, Entry> entries = new IdentityHashMap<>();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Wish wish : wishes) {
            String normal = normal(wish.kind(), wish.value());
            Entry entry = new Entry(wish.kind(), hash(salt, wish.kind(), normal));
            entries.put(wish, entry);
            if (first.putIfAbsent(entry, new Wish(wish.kind(), normal, wish.reason(), wish.expires())) == null) {
                Map<String, @Nullable Object> row = TenantRows.of(tenant);
                row.put("kind", entry.kind());
                row.put("hash", entry.hash());
                row.put("value", normal);
                row.put("reason", Names.cut(wish.reason(), 300));
                row.put("source", source);
                row.put("who", who);
                row.put("at", now);
                row.put("expires_at", wish.expires());
                rows.add(row);
            }
        }
        Set<Entry> added = sql.fetch(ADD, TenantRows.json(rows)).stream()
                .filter(row -> row.get("added", Boolean.class))
                .map(row -> new Entry(Kind.valueOf(row.get("kind", String.class)), row.get("hash", String.class)))
                .collect(Collectors.toSet());
        Map<Entry, Integer> stopped = stop(sql, tenant, first, now, who);
        live.changed(sql, tenant, Leads.TOPIC, "suppressions");
        List<Outcome> outcomes = new ArrayList<>();
        for (Wish wish : wishes) {
            Entry entry = Objects.requireNonNull(entries.get(wish));
            outcomes.add(new Outcome(wish, added.remove(entry), Objects.requireNonNullElse(stopped.remove(entry), 0)));
        }
        return outcomes;
    }

    /** Keeps people out for good whose data are taken out: entries without what they name. */
    void erase(DSLContext sql, TenantId tenant, List<Wish> wishes) {
        add(sql, tenant, wishes, "erasure", "outreach");
        String salt = salt(sql, tenant);
        sql.execute(
                "UPDATE outreach.suppression SET value = NULL, expires_at = NULL WHERE tenant_id = ? AND (kind, hash) IN"
                        + " (SELECT * FROM unnest(?::text[], ?::text[]))",
                tenant.value(),
                wishes.stream().map(wish -> wish.kind().name()).toArray(String[]::new),
                wishes.stream()
                        .map(wish -> hash(salt, wish.kind(), normal(wish.kind(), wish.value())))
                        .toArray(String[]::new));
    }

    /** Ends the leads at work that entries meet. */
    private Map<Entry, Integer> stop(
            DSLContext sql, TenantId tenant, Map<Entry, Wish> entries, Instant now, String who) {
        Map<Entry, Integer> stopped = new HashMap<>();
        Map<UUID, Leads.Going> going = new HashMap<>();
        entries.forEach((entry, wish) -> {
            if (wish.expires() != null && !wish.expires().isAfter(now)) {
                return;
            }
            String condition = switch (entry.kind()) {
                case EMAIL -> "l.email = ?";
                case DOMAIN ->
                    "(split_part(l.email, '@', 2) = ? OR right(split_part(l.email, '@', 2), length(?) + 1) = '.' || ?)";
                case LINKEDIN -> "l.linkedin = ?";
                case COMPANY -> "l.company_name = ?";
            };
            List<Object> values = new ArrayList<>();
            values.add(tenant.value());
            for (int i = 0; i < (entry.kind() == Kind.DOMAIN ? 3 : 1); i++) {
                values.add(wish.value());
            }
            sql.fetch(MEETS.formatted(condition), values.toArray())
                    .map(Rows::lead)
                    .forEach(lead -> {
                        if (going.putIfAbsent(lead.id(), end(lead, wish.reason(), entry.kind(), now, who)) == null) {
                            stopped.merge(entry, 1, Integer::sum);
                        }
                    });
        });
        leads.getObject().moveAll(sql, tenant, List.copyOf(going.values()));
        return stopped;
    }

    static Leads.Going end(Lead lead, String reason, Kind kind, Instant now, String who) {
        String word = kind.name().toLowerCase(Locale.ROOT);
        return new Leads.Going(
                lead,
                new Leads.Move(
                        LeadState.SUPPRESSED,
                        "listed_" + word,
                        lead.step(),
                        null,
                        null,
                        null,
                        0,
                        null,
                        null,
                        new Leads.Happening(
                                EventKind.SUPPRESSED,
                                now,
                                lead.step(),
                                "",
                                null,
                                "The list of %ss that nothing is sent to has them now: %s.".formatted(word, reason),
                                Map.of("source", "suppression", "kind", word),
                                who)));
    }

    @Override
    public Map<Lead, String> listed(DSLContext sql, TenantId tenant, Collection<Lead> leads, Instant now) {
        String salt = leads.isEmpty() ? null : known(sql, tenant);
        if (salt == null) {
            // no salt was ever drawn, so there is no entry
            return Map.of();
        }
        Map<Entry, List<Lead>> asked = new HashMap<>();
        for (Lead lead : leads) {
            for (Entry entry : entries(salt, lead)) {
                asked.computeIfAbsent(entry, one -> new ArrayList<>()).add(lead);
            }
        }
        Map<Lead, String> why = new IdentityHashMap<>();
        sql.fetch(
                        "SELECT kind, hash, reason FROM outreach.suppression WHERE tenant_id = ? AND (kind, hash) IN"
                                + " (SELECT * FROM unnest(?::text[], ?::text[])) AND (expires_at IS NULL OR expires_at > ?::timestamptz)",
                        tenant.value(),
                        asked.keySet().stream().map(one -> one.kind().name()).toArray(String[]::new),
                        asked.keySet().stream().map(Entry::hash).toArray(String[]::new),
                        now.toString())
                .forEach(row -> {
                    Kind kind = Kind.valueOf(row.get("kind", String.class));
                    asked.getOrDefault(new Entry(kind, row.get("hash", String.class)), List.of())
                            .forEach(lead -> why.put(
                                    lead,
                                    "Their %s is on the suppression list: %s."
                                            .formatted(
                                                    kind == Kind.LINKEDIN
                                                            ? "LinkedIn profile"
                                                            : kind == Kind.EMAIL
                                                                    ? "e-mail address"
                                                                    : kind.name()
                                                                            .toLowerCase(Locale.ROOT),
                                                    row.get("reason", String.class))));
                });
        return why;
    }

    private static List<Entry> entries(String salt, Lead lead) {
        List<Entry> entries = new ArrayList<>();
        if (lead.email() != null) {
            entries.add(new Entry(Kind.EMAIL, hash(salt, Kind.EMAIL, lead.email())));
            String domain = lead.email().substring(lead.email().indexOf('@') + 1);
            while (domain.indexOf('.') > 0) {
                entries.add(new Entry(Kind.DOMAIN, hash(salt, Kind.DOMAIN, domain)));
                domain = domain.substring(domain.indexOf('.') + 1);
            }
        }
        if (lead.linkedin() != null) {
            entries.add(new Entry(Kind.LINKEDIN, hash(salt, Kind.LINKEDIN, lead.linkedin())));
        }
        String company = Names.companyName(lead.company());
        if (!company.isEmpty()) {
            entries.add(new Entry(Kind.COMPANY, hash(salt, Kind.COMPANY, company)));
        }
        return entries;
    }
}
