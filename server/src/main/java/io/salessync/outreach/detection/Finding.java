package io.salessync.outreach.detection;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.outreach.detection.Matching.Candidate;
import io.salessync.outreach.detection.Matching.Match;
import io.salessync.outreach.detection.Matching.Seen;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the leads that an account told of, in the open transaction. */
@Component
class Finding {
    /** Leads that wait for an answer of a sender, for suggestions by name. */
    private static final int NAMED = 2_000;

    private static final String BY_IDENTITY = """
            SELECT i.lead_id, l.name, i.member, i.urn, i.public_id, i.former, l.linkedin, CASE WHEN l.ended_at IS NULL THEN 0 WHEN l.replied_at IS NULL THEN 1 ELSE 2 END AS place
            FROM outreach.identity i JOIN outreach.lead l ON l.tenant_id = i.tenant_id AND l.lead_id = i.lead_id
            WHERE i.tenant_id = ? AND i.sender_id = ?
              AND (i.member = ANY (?::text[]) OR i.urn = ANY (?::text[]) OR i.public_id = ANY (?::text[]) OR i.former && ?::text[])
            """;

    private static final String BY_PUBLIC_ID = """
            SELECT l.lead_id, l.name, i.member, i.urn, i.public_id, coalesce(i.former, '{}') AS former, l.linkedin, CASE WHEN l.ended_at IS NULL THEN 0 WHEN l.replied_at IS NULL THEN 1 ELSE 2 END AS place
            FROM outreach.lead l
            LEFT JOIN outreach.identity i ON i.tenant_id = l.tenant_id AND i.lead_id = l.lead_id AND i.sender_id = ?
            WHERE l.tenant_id = ? AND (l.sender_id = ? OR l.sender_id IS NULL AND l.invited_at IS NOT NULL) AND l.linkedin = ANY (?::text[])
            """;

    private static final String BY_NAME = """
            SELECT l.lead_id, l.name, i.member, i.urn, i.public_id, coalesce(i.former, '{}') AS former, l.linkedin, CASE WHEN l.ended_at IS NULL THEN 0 WHEN l.replied_at IS NULL THEN 1 ELSE 2 END AS place
            FROM outreach.lead l
            LEFT JOIN outreach.identity i ON i.tenant_id = l.tenant_id AND i.lead_id = l.lead_id AND i.sender_id = ?
            WHERE l.tenant_id = ? AND l.sender_id = ? AND l.ended_at IS NULL AND l.connected_at IS NULL AND l.invited_at IS NOT NULL
            ORDER BY l.invited_at DESC LIMIT ?
            """;

    private final InstantSource clock;

    Finding(InstantSource clock) {
        this.clock = clock;
    }

    /** The match of each, in their order. */
    List<Match> match(DSLContext sql, TenantId tenant, UUID sender, List<Seen> seen) {
        if (seen.isEmpty()) {
            return List.of();
        }
        String[] members = all(seen, Seen::member);
        Set<String> urns = new HashSet<>(List.of(all(seen, Seen::urn)));
        Set<String> publicIds = new HashSet<>(List.of(all(seen, Seen::publicId)));
        publicIds.addAll(List.of(all(seen, Seen::url)));
        String[] ids = publicIds.toArray(String[]::new);
        // an urn may hold the member's id
        Set<String> wide = new HashSet<>(List.of(members));
        urns.forEach(urn -> wide.add(urn.substring(urn.lastIndexOf(':') + 1)));
        List<Candidate> candidates = new ArrayList<>();
        sql.fetch(
                        BY_IDENTITY,
                        tenant.value(),
                        sender,
                        wide.toArray(String[]::new),
                        urns.toArray(String[]::new),
                        ids,
                        ids)
                .forEach(row -> candidates.add(candidate(row)));
        sql.fetch(BY_PUBLIC_ID, sender, tenant.value(), sender, ids).forEach(row -> candidates.add(candidate(row)));
        return seen.stream().map(one -> Matching.sure(one, candidates)).toList();
    }

    /** Keeps those with the same name as suggestions for a person, of what matched nobody. */
    int suggest(DSLContext sql, TenantId tenant, UUID sender, Collection<Seen> unknown, String source) {
        if (unknown.isEmpty()) {
            return 0;
        }
        List<Candidate> waiting =
                sql.fetch(BY_NAME, sender, tenant.value(), sender, NAMED).map(Finding::candidate);
        if (waiting.isEmpty()) {
            return 0;
        }
        Map<String, List<Candidate>> byName =
                waiting.stream().collect(Collectors.groupingBy(candidate -> Matching.folded(candidate.name())));
        int made = 0;
        for (Seen one : unknown) {
            String key = one.key();
            // what told no name tells nothing
            if (key == null || one.name() == null) {
                continue;
            }
            List<Candidate> namesakes = byName.getOrDefault(Matching.folded(one.name()), List.of());
            for (UUID lead : Matching.match(one, namesakes).alike()) {
                made += sql.execute(
                        "INSERT INTO outreach.suggestion (tenant_id, lead_id, sender_id, member, name, public_id, source, at)"
                                + " VALUES (?, ?, ?, ?, ?, ?::text, ?, ?::timestamptz) ON CONFLICT DO NOTHING",
                        tenant.value(),
                        lead,
                        sender,
                        key,
                        Objects.requireNonNull(one.name()),
                        one.publicId() == null ? one.url() : one.publicId(),
                        source,
                        clock.instant());
            }
        }
        return made;
    }

    private static String[] all(List<Seen> seen, Function<Seen, @Nullable String> part) {
        List<String> parts = new ArrayList<>();
        for (Seen one : seen) {
            String value = part.apply(one);
            if (value != null) {
                parts.add(value);
            }
        }
        return parts.toArray(String[]::new);
    }

    private static Candidate candidate(Record row) {
        Set<String> publicIds = new LinkedHashSet<>();
        for (String column : List.of("public_id", "linkedin")) {
            String id = Matching.normal(row.get(column, String.class));
            if (id != null) {
                publicIds.add(id);
            }
        }
        String[] former = row.get("former", String[].class);
        if (former != null) {
            for (String one : former) {
                String id = Matching.normal(one);
                if (id != null) {
                    publicIds.add(id);
                }
            }
        }
        return new Candidate(
                row.get("lead_id", UUID.class),
                row.get("name", String.class),
                row.get("member", String.class),
                row.get("urn", String.class),
                publicIds,
                row.get("place", Integer.class));
    }
}
