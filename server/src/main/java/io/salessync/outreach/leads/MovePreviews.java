package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What a migration would do with each lead, kept as it was seen: paged, and done from there. All of it in the open transaction. */
@Component
public class MovePreviews {
    /** So long a preview can be looked at and done. */
    static final Duration KEPT = Duration.ofDays(1);

    /** What becomes of a lead. */
    public enum Outcome {
        /** The new version has its step: it stays there. */
        KEPT,
        /** It goes to another step. */
        MOVED,
        /** Nothing more comes for it. */
        COMPLETED,
        /** It stays on its version, since something is under way with it. */
        STAYS,
        /** Its step is gone, and nobody said where it goes. */
        CHOOSE
    }

    /** What became of it. */
    public enum Result {
        DONE,
        /** It was not to be moved. */
        STAYED,
        /** It ended meanwhile. */
        ENDED,
        /** It went to another step or version meanwhile: it is left where it is. */
        ELSEWHERE,
        /** Something was under way with it at that moment. */
        BUSY
    }

    /**
     * Where the leads of a version that stand at a step go.
     *
     * @param from empty: past the last
     * @param to empty: they are completed
     * @param open whether nobody said where they go
     */
    public record Way(int version, String from, String to, boolean open) {}

    /** A preview. */
    public record Preview(
            UUID id,
            UUID sequence,
            int target,
            Instant madeAt,
            @Nullable Instant appliedAt) {}

    /**
     * A lead in a preview.
     *
     * @param step where it stood; empty: past the last
     * @param to where it goes; empty: completed, or not said
     * @param cause why it stays: CALL, VERIFY, APPROVAL; empty: it does not
     * @param had the steps by which it was sent something
     * @param result null: not done yet
     */
    public record Line(
            UUID lead,
            String name,
            String company,
            LeadState state,
            int version,
            String step,
            String to,
            Outcome outcome,
            String cause,
            Set<String> had,
            @Nullable Result result) {}

    /** @param words in small letters, of name, company, e-mail or profile; null: any */
    public record Filter(
            @Nullable Outcome outcome,
            @Nullable Result result,
            @Nullable String step,
            @Nullable String words) {}

    /** Looks at all leads at work of other versions, and keeps what is seen; forgets old previews. */
    public Preview keep(
            DSLContext sql, TenantId tenant, UUID sequence, int target, List<Way> ways, String who, Instant now) {
        Object at = now.atOffset(ZoneOffset.UTC);
        sql.execute(
                "DELETE FROM outreach.migration_preview WHERE tenant_id = ? AND made_at < ?::timestamptz",
                tenant.value(),
                now.minus(KEPT).atOffset(ZoneOffset.UTC));
        UUID id = UUID.randomUUID();
        sql.execute(
                "INSERT INTO outreach.migration_preview (tenant_id, preview_id, sequence_id, target, made_by, made_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?::timestamptz)",
                tenant.value(),
                id,
                sequence,
                target,
                who,
                at);
        sql.execute(
                "WITH way AS (SELECT * FROM unnest(?::int[], ?::text[], ?::text[], ?::boolean[]) AS w(version, step, target, open)),"
                        + " seen AS (SELECT l.lead_id, l.version, coalesce(l.step, '') AS step, w.target, w.open,"
                        + " CASE WHEN l.state = 'PENDING_VERIFY' OR EXISTS (SELECT 1 FROM outreach.touch t WHERE t.tenant_id = l.tenant_id"
                        + "   AND t.lead_id = l.lead_id AND t.state = 'UNKNOWN') THEN 'VERIFY'"
                        + " WHEN EXISTS (SELECT 1 FROM outreach.touch t WHERE t.tenant_id = l.tenant_id AND t.lead_id = l.lead_id"
                        + "   AND t.state = 'WAITS_FOR_APPROVAL') THEN 'APPROVAL'"
                        + " WHEN " + VersionMoves.BUSY + " THEN 'CALL' ELSE '' END AS cause"
                        + " FROM outreach.lead l JOIN way w ON w.version = l.version AND w.step = coalesce(l.step, '')"
                        + " WHERE l.tenant_id = ? AND l.sequence_id = ? AND l.version <> ? AND l.ended_at IS NULL)"
                        + " INSERT INTO outreach.migration_lead (tenant_id, preview_id, lead_id, version, step, target, outcome, cause)"
                        + " SELECT ?, ?, lead_id, version, step, target, CASE WHEN open THEN 'CHOOSE' WHEN cause <> '' THEN 'STAYS'"
                        + " WHEN target = '' THEN 'COMPLETED' WHEN target = step THEN 'KEPT' ELSE 'MOVED' END, cause FROM seen",
                ways.stream().map(Way::version).toArray(Integer[]::new),
                ways.stream().map(Way::from).toArray(String[]::new),
                ways.stream().map(Way::to).toArray(String[]::new),
                ways.stream().map(Way::open).toArray(Boolean[]::new),
                at,
                tenant.value(),
                sequence,
                target,
                tenant.value(),
                id);
        return new Preview(id, sequence, target, now, null);
    }

    /** Empty: there is none (any more). */
    public Optional<Preview> preview(DSLContext sql, TenantId tenant, UUID sequence, UUID id, Instant now) {
        return sql
                .fetch(
                        "SELECT * FROM outreach.migration_preview WHERE tenant_id = ? AND preview_id = ? AND sequence_id = ?"
                                + " AND made_at >= ?::timestamptz",
                        tenant.value(),
                        id,
                        sequence,
                        now.minus(KEPT).atOffset(ZoneOffset.UTC))
                .stream()
                .findFirst()
                .map(row -> new Preview(
                        id,
                        sequence,
                        row.get("target", Integer.class),
                        row.get("made_at", Instant.class),
                        row.get("applied_at", Instant.class)));
    }

    /** How many leads by what becomes of them. */
    public Map<Outcome, Long> counts(DSLContext sql, TenantId tenant, UUID preview) {
        Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        sql.fetch(
                        "SELECT outcome, count(*) FROM outreach.migration_lead WHERE tenant_id = ? AND preview_id = ? GROUP BY 1",
                        tenant.value(),
                        preview)
                .forEach(row -> counts.put(Outcome.valueOf(row.get(0, String.class)), row.get(1, Long.class)));
        return counts;
    }

    /** A page in the order of their ids. */
    public List<Line> page(
            DSLContext sql, TenantId tenant, UUID preview, Filter filter, @Nullable UUID after, int limit) {
        String words = filter.words() == null ? null : "%" + LeadSearch.literal(filter.words()) + "%";
        return sql.fetch(
                        "SELECT m.*, l.name, l.company, l.state, ARRAY(SELECT DISTINCT t.step FROM outreach.touch t WHERE t.tenant_id = m.tenant_id"
                                + " AND t.lead_id = m.lead_id AND t.state = 'DONE') AS had FROM outreach.migration_lead m"
                                + " JOIN outreach.lead l ON l.tenant_id = m.tenant_id AND l.lead_id = m.lead_id"
                                + " WHERE m.tenant_id = ? AND m.preview_id = ? AND (?::text IS NULL OR m.outcome = ?::text)"
                                + " AND (?::text IS NULL OR m.result = ?::text) AND (?::text IS NULL OR m.step = ?::text)"
                                + " AND (?::text IS NULL OR lower(concat_ws(' ', l.name, l.company, l.email, l.linkedin)) LIKE ?::text)"
                                + " AND (?::uuid IS NULL OR m.lead_id > ?::uuid) ORDER BY m.lead_id LIMIT ?",
                        tenant.value(),
                        preview,
                        name(filter.outcome()),
                        name(filter.outcome()),
                        name(filter.result()),
                        name(filter.result()),
                        filter.step(),
                        filter.step(),
                        words,
                        words,
                        after,
                        after,
                        limit)
                .map(MovePreviews::line);
    }

    private static @Nullable String name(@Nullable Enum<?> one) {
        return one == null ? null : one.name();
    }

    private static Line line(Record row) {
        String result = row.get("result", String.class);
        return new Line(
                row.get("lead_id", UUID.class),
                row.get("name", String.class),
                row.get("company", String.class),
                LeadState.valueOf(row.get("state", String.class)),
                row.get("version", Integer.class),
                row.get("step", String.class),
                row.get("target", String.class),
                Outcome.valueOf(row.get("outcome", String.class)),
                row.get("cause", String.class),
                Set.copyOf(Arrays.asList(row.get("had", String[].class))),
                result == null ? null : Result.valueOf(result));
    }

    /** Where the leads go that are to go, as it was seen. */
    List<VersionMoves.Way> ways(DSLContext sql, TenantId tenant, UUID preview) {
        return sql.fetch(
                        "SELECT DISTINCT version, step, target FROM outreach.migration_lead WHERE tenant_id = ? AND preview_id = ?"
                                + " AND outcome IN ('KEPT', 'MOVED', 'COMPLETED')",
                        tenant.value(),
                        preview)
                .map(row -> new VersionMoves.Way(
                        row.get(0, Integer.class),
                        row.get(1, String.class),
                        row.get(2, String.class).isEmpty() ? null : row.get(2, String.class)));
    }

    /** Keeps what became of each. */
    Map<Result, Long> told(DSLContext sql, TenantId tenant, UUID preview, List<UUID> gone, Instant now) {
        sql.execute(
                "UPDATE outreach.migration_preview SET applied_at = ?::timestamptz WHERE tenant_id = ? AND preview_id = ?",
                now.atOffset(ZoneOffset.UTC),
                tenant.value(),
                preview);
        sql.execute(
                "UPDATE outreach.migration_lead m SET result = CASE WHEN m.lead_id = ANY (?::uuid[]) THEN 'DONE'"
                        + " WHEN m.outcome IN ('STAYS', 'CHOOSE') THEN 'STAYED' WHEN l.ended_at IS NOT NULL THEN 'ENDED'"
                        + " WHEN l.version <> m.version OR coalesce(l.step, '') <> m.step THEN 'ELSEWHERE' ELSE 'BUSY' END"
                        + " FROM outreach.lead l WHERE m.tenant_id = ? AND m.preview_id = ? AND l.tenant_id = m.tenant_id AND l.lead_id = m.lead_id",
                gone.toArray(UUID[]::new),
                tenant.value(),
                preview);
        Map<Result, Long> counts = new EnumMap<>(Result.class);
        sql.fetch(
                        "SELECT result, count(*) FROM outreach.migration_lead WHERE tenant_id = ? AND preview_id = ? AND result IS NOT NULL GROUP BY 1",
                        tenant.value(),
                        preview)
                .forEach(row -> counts.put(Result.valueOf(row.get(0, String.class)), row.get(1, Long.class)));
        return counts;
    }
}
