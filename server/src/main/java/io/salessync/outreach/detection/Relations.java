package io.salessync.outreach.detection;

import io.salessync.connectors.OutreachRelation;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import io.salessync.outreach.detection.Matching.Match;
import io.salessync.outreach.detection.Matching.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Whom an account is connected with, as far as it was told. */
@Component
class Relations {
    private static final String KEEP = """
            INSERT INTO outreach.relation (tenant_id, sender_id, member, urn, public_id, name, connected_at, first_seen, last_seen)
            SELECT ?, ?, n.member, n.urn, n.public_id, n.name, n.connected_at, ?::timestamptz, ?::timestamptz
            FROM jsonb_to_recordset(?::jsonb) AS n(member text, urn text, public_id text, name text, connected_at timestamptz)
            ON CONFLICT (tenant_id, sender_id, member) DO UPDATE SET last_seen = excluded.last_seen,
                urn = coalesce(excluded.urn, outreach.relation.urn), public_id = coalesce(excluded.public_id, outreach.relation.public_id),
                name = coalesce(excluded.name, outreach.relation.name),
                connected_at = coalesce(excluded.connected_at, outreach.relation.connected_at)
            RETURNING member, (xmax = 0) AS fresh
            """;

    /**
     * Leads who wait and are known to be connected: imported, invited or recognised after the look that saw them. Who was missing from the
     * last complete look has been taken off the list since.
     */
    private static final String OVERLOOKED = """
            SELECT DISTINCT ON (l.lead_id) l.lead_id, r.member, r.public_id, r.connected_at, r.first_seen, r.match
            FROM outreach.lead l
            LEFT JOIN outreach.identity i ON i.tenant_id = l.tenant_id AND i.lead_id = l.lead_id AND i.sender_id = l.sender_id AND i.product = 'CLASSIC'
            JOIN LATERAL (
                SELECT m.*, 'MEMBER' AS match FROM outreach.relation m
                WHERE m.tenant_id = l.tenant_id AND m.sender_id = l.sender_id AND m.member = i.member
                UNION ALL
                SELECT p.*, 'PUBLIC_ID' AS match FROM outreach.relation p
                WHERE p.tenant_id = l.tenant_id AND p.sender_id = l.sender_id AND p.public_id = coalesce(i.public_id, l.linkedin)
                  AND (i.member IS NULL OR left(i.member, 3) <> left(p.member, 3))) r ON true
            LEFT JOIN outreach.watch w ON w.tenant_id = r.tenant_id AND w.sender_id = r.sender_id
            WHERE l.tenant_id = ? AND l.sender_id = ? AND l.ended_at IS NULL
              AND (l.connected_at IS NULL OR l.state = 'INVITE_SENT')
              AND (w.complete_at IS NULL OR r.last_seen >= w.complete_at)
            ORDER BY l.lead_id, r.match LIMIT 500
            """;

    /** The same for those whom another tool invited, nobody knows from which account: the one that is connected with them. */
    private static final String OVERLOOKED_STRANGERS = """
            SELECT l.lead_id, r.member, r.public_id, r.connected_at, r.first_seen, 'PUBLIC_ID' AS match
            FROM outreach.lead l
            JOIN outreach.relation r ON r.tenant_id = l.tenant_id AND r.sender_id = ? AND r.public_id = l.linkedin
            LEFT JOIN outreach.watch w ON w.tenant_id = r.tenant_id AND w.sender_id = r.sender_id
            WHERE l.tenant_id = ? AND l.sender_id IS NULL AND l.invited_at IS NOT NULL AND l.ended_at IS NULL AND l.connected_at IS NULL
              AND (w.complete_at IS NULL OR r.last_seen >= w.complete_at)
            ORDER BY l.lead_id LIMIT 500
            """;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Finding finding;
    private final Heard heard;

    Relations(Finding finding, Heard heard) {
        this.finding = finding;
        this.heard = heard;
    }

    /** What a page told. */
    record Kept(int fresh, int moved) {}

    /** Keeps a page of relations and moves the leads among them. */
    Kept keep(
            DSLContext sql,
            TenantId tenant,
            UUID sender,
            List<OutreachRelation> page,
            Instant now,
            String source,
            UUID scan) {
        Map<String, OutreachRelation> byKey = new LinkedHashMap<>();
        Map<String, Seen> seen = new LinkedHashMap<>();
        for (OutreachRelation relation : page) {
            Seen one = Seen.of(relation);
            String key = one.key();
            if (key != null && byKey.putIfAbsent(key, relation) == null) {
                seen.put(key, one);
            }
        }
        if (seen.isEmpty()) {
            return new Kept(0, 0);
        }
        Set<String> fresh = put(sql, tenant, sender, byKey, seen, now);
        List<Seen> all = List.copyOf(seen.values());
        List<String> keys = List.copyOf(seen.keySet());
        List<Match> matches = finding.match(sql, tenant, sender, all);
        List<Seen> unknown = new ArrayList<>();
        Set<UUID> waiting = waiting(sql, tenant, matches);
        int moved = 0;
        for (int i = 0; i < all.size(); i++) {
            Match match = matches.get(i);
            UUID lead = match.lead();
            if (lead == null) {
                if (fresh.contains(keys.get(i))) {
                    unknown.add(all.get(i));
                }
                continue;
            }
            if (!waiting.contains(lead)) {
                continue;
            }
            OutreachRelation relation = byKey.get(keys.get(i));
            Instant connectedAt = relation == null ? null : relation.connectedAt();
            Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
            evidence.put("source", source);
            evidence.put("scan", scan.toString());
            evidence.put("match", String.valueOf(match.by()));
            evidence.put("member", all.get(i).member());
            evidence.put("urn", all.get(i).urn());
            evidence.put("publicId", all.get(i).publicId());
            String done = heard.connected(sql, tenant, lead, sender, connectedAt, evidence);
            moved += done.startsWith("They are connected now") ? 1 : 0;
        }
        finding.suggest(sql, tenant, sender, unknown, source);
        return new Kept(fresh.size(), moved);
    }

    /** Those of them who are not known to be connected: most are, and have to be asked for no more. */
    private static Set<UUID> waiting(DSLContext sql, TenantId tenant, List<Match> matches) {
        UUID[] leads = matches.stream()
                .map(Match::lead)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(UUID[]::new);
        return leads.length == 0
                ? Set.of()
                : Set.copyOf(sql.fetch(
                                "SELECT lead_id FROM outreach.lead WHERE tenant_id = ? AND lead_id = ANY (?::uuid[])"
                                        + " AND (connected_at IS NULL OR state = 'INVITE_SENT')",
                                tenant.value(),
                                leads)
                        .getValues(0, UUID.class));
    }

    private static Set<String> put(
            DSLContext sql,
            TenantId tenant,
            UUID sender,
            Map<String, OutreachRelation> byKey,
            Map<String, Seen> seen,
            Instant now) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        seen.forEach((key, one) -> {
            OutreachRelation relation = byKey.get(key);
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            row.put("member", storable(key));
            row.put("urn", storable(one.urn()));
            row.put("public_id", storable(one.publicId() == null ? one.url() : one.publicId()));
            row.put("name", storable(one.name()));
            Instant at = relation == null ? null : relation.connectedAt();
            row.put("connected_at", at == null ? null : at.toString());
            rows.add(row);
        });
        return sql.fetch(KEEP, tenant.value(), sender, now, now, JSONB.valueOf(JSON.writeValueAsString(rows))).stream()
                .filter(row -> row.get("fresh", Boolean.class))
                .map(row -> row.get("member", String.class))
                .collect(java.util.stream.Collectors.toSet());
    }

    private static @Nullable String storable(@Nullable String text) {
        return text == null ? null : TenantRows.storable(text);
    }

    /** Whether an account is known to be connected with anybody. */
    boolean any(DSLContext sql, TenantId tenant, UUID sender) {
        return sql.fetchSingle(
                        "SELECT EXISTS (SELECT FROM outreach.relation WHERE tenant_id = ? AND sender_id = ?)",
                        tenant.value(),
                        sender)
                .get(0, Boolean.class);
    }

    /** Keeps one that news told of. */
    void heard(DSLContext sql, TenantId tenant, UUID sender, Seen seen, Instant now) {
        String key = seen.key();
        if (key != null) {
            put(sql, tenant, sender, Map.of(), Map.of(key, seen), now);
        }
    }

    /** Moves leads that are known to be connected and have not heard of it. */
    int overlooked(DSLContext sql, TenantId tenant, UUID sender) {
        int moved = 0;
        List<Record> overlooked = new ArrayList<>(sql.fetch(OVERLOOKED, tenant.value(), sender));
        overlooked.addAll(sql.fetch(OVERLOOKED_STRANGERS, sender, tenant.value()));
        for (Record row : overlooked) {
            Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
            evidence.put("source", "RELATIONS_KNOWN");
            evidence.put("match", row.get("match", String.class));
            evidence.put("member", row.get("member", String.class));
            evidence.put("publicId", row.get("public_id", String.class));
            evidence.put("firstSeen", row.get("first_seen", Instant.class).toString());
            String done = heard.connected(
                    sql,
                    tenant,
                    row.get("lead_id", UUID.class),
                    sender,
                    row.get("connected_at", Instant.class),
                    evidence);
            moved += done.startsWith("They are connected now") ? 1 : 0;
        }
        return moved;
    }
}
