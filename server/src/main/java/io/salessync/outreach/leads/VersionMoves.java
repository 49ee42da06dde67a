package io.salessync.outreach.leads;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes leads from one version of their sequence to another, many in one statement, each with its event. */
@Component
public class VersionMoves {
    /** Leads about which a call is under way, or whose last call nobody knows the end of, stay until that is settled. */
    static final String BUSY =
            "(l.held_until IS NOT NULL AND l.held_until > ?::timestamptz OR l.state = 'PENDING_VERIFY'"
                    + " OR EXISTS (SELECT 1 FROM outreach.touch t WHERE t.tenant_id = l.tenant_id AND t.lead_id = l.lead_id"
                    + " AND t.state IN ('DECIDED', 'UNKNOWN', 'WAITS_FOR_APPROVAL')))";

    /** Where a preview was looked at: only leads that stand where they stood then. */
    private static final String SEEN =
            " AND (?::uuid IS NULL OR EXISTS (SELECT 1 FROM outreach.migration_lead m WHERE m.tenant_id = l.tenant_id AND m.preview_id = ?::uuid"
                    + " AND m.lead_id = l.lead_id AND m.version = l.version AND m.step = coalesce(l.step, '') AND m.target = w.target"
                    + " AND m.outcome IN ('KEPT', 'MOVED', 'COMPLETED')))";

    private final Live live;
    private final MovePreviews previews;

    VersionMoves(Live live, MovePreviews previews) {
        this.live = live;
        this.previews = previews;
    }

    /**
     * Where the leads of a version that stand at a step go.
     *
     * @param from the step they stand at; empty: past the last
     * @param to null: they are completed
     */
    public record Way(int version, String from, @Nullable String to) {}

    /**
     * How many leads that are at work stand at a step of a version.
     *
     * @param step empty: past the last
     * @param busy how many of them would stay, since something is under way with them
     */
    public record Standing(int version, String step, long leads, long busy) {}

    /** How many leads at a step of a version have been through another step already, by which they would not be sent anything again. */
    public record Done(int version, String step, String done, long leads) {}

    /** @param busy how many stayed behind, since something is under way with them */
    public record Moved(long moved, long completed, long busy) {}

    /** What became of the leads of a preview, by result. */
    public record AsSeen(Moved moved, Map<MovePreviews.Result, Long> results) {}

    /** Does what a preview told, and nothing else: a lead that does not stand where it stood then is left where it is, and told of. */
    public AsSeen move(DSLContext sql, TenantId tenant, MovePreviews.Preview preview, String who, Instant now) {
        List<Way> ways = previews.ways(sql, tenant, preview.id());
        List<UUID> gone = new ArrayList<>();
        Moved moved = move(sql, tenant, preview.sequence(), preview.target(), ways, preview.id(), gone, who, now);
        return new AsSeen(moved, previews.told(sql, tenant, preview.id(), gone, now));
    }

    /** Leads at work that do not walk by the version. */
    public List<Standing> standing(DSLContext sql, TenantId tenant, UUID sequence, int target, Instant now) {
        return sql.fetch(
                        "SELECT l.version, coalesce(l.step, '') AS step, count(*) AS leads, count(*) FILTER (WHERE "
                                + BUSY
                                + ") AS busy FROM outreach.lead l WHERE l.tenant_id = ? AND l.sequence_id = ? AND l.version <> ?"
                                + " AND l.ended_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2",
                        now.atOffset(java.time.ZoneOffset.UTC),
                        tenant.value(),
                        sequence,
                        target)
                .map(row -> new Standing(
                        row.get(0, Integer.class),
                        row.get(1, String.class),
                        row.get(2, Long.class),
                        row.get(3, Long.class)));
    }

    /** What they have been sent. */
    public List<Done> done(DSLContext sql, TenantId tenant, UUID sequence, int target) {
        return sql.fetch(
                        "SELECT l.version, coalesce(l.step, ''), t.step, count(DISTINCT l.lead_id) FROM outreach.lead l"
                                + " JOIN outreach.touch t ON t.tenant_id = l.tenant_id AND t.lead_id = l.lead_id AND t.state = 'DONE'"
                                + " WHERE l.tenant_id = ? AND l.sequence_id = ? AND l.version <> ? AND l.ended_at IS NULL"
                                + " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
                        tenant.value(),
                        sequence,
                        target)
                .map(row -> new Done(
                        row.get(0, Integer.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, Long.class)));
    }

    /**
     * Moves them. Who stays at a step of the same id keeps its time; who goes to another is looked at now; leads that waited for a text
     * or for data are looked at now too, since the new version may want neither.
     *
     * @param who as the audit trail names them
     */
    public Moved move(
            DSLContext sql, TenantId tenant, UUID sequence, int target, List<Way> ways, String who, Instant now) {
        return move(sql, tenant, sequence, target, ways, null, new ArrayList<>(), who, now);
    }

    /**
     * @param preview null: whoever stands there
     * @param gone takes the ids of those that went
     */
    private Moved move(
            DSLContext sql,
            TenantId tenant,
            UUID sequence,
            int target,
            List<Way> ways,
            @Nullable UUID preview,
            List<UUID> gone,
            String who,
            Instant now) {
        Object at = now.atOffset(java.time.ZoneOffset.UTC);
        Integer[] versions = ways.stream().map(Way::version).toArray(Integer[]::new);
        String[] from = ways.stream().map(Way::from).toArray(String[]::new);
        String[] to = ways.stream().map(way -> way.to() == null ? "" : way.to()).toArray(String[]::new);
        String ways1 = "WITH way AS (SELECT * FROM unnest(?::int[], ?::text[], ?::text[]) AS w(version, step, target)),"
                + " chosen AS (SELECT l.tenant_id, l.lead_id, l.version AS before, w.step AS stood, w.target, l.state AS was,"
                + " w.target <> w.step AS moves FROM outreach.lead l JOIN way w ON w.version = l.version AND w.step = coalesce(l.step, '')"
                + " WHERE l.tenant_id = ? AND l.sequence_id = ? AND l.ended_at IS NULL AND NOT " + BUSY + SEEN
                + " ORDER BY l.lead_id FOR UPDATE OF l),";
        List<UUID> ended = sql.fetch(
                        ways1
                                + " ended AS (UPDATE outreach.lead l SET version = ?::int, step = NULL, state = 'COMPLETED', before = NULL,"
                                + " next_at = NULL, blocker = NULL, blocker_note = NULL, held_until = NULL, tries = 0, ended_at = ?::timestamptz,"
                                + " changed_at = ?::timestamptz, step_at = ?::timestamptz, row_version = l.row_version + 1 FROM chosen c"
                                + " WHERE l.tenant_id = c.tenant_id AND l.lead_id = c.lead_id AND c.target = ''"
                                + " RETURNING l.tenant_id, l.lead_id, l.sequence_id, c.was, c.stood, c.before),"
                                + " freed AS (DELETE FROM outreach.lead_key k USING ended e WHERE k.tenant_id = e.tenant_id"
                                + " AND k.lead_id = e.lead_id),"
                                + " told AS (INSERT INTO outreach.event (tenant_id, lead_id, sequence_id, at, kind, from_state, to_state, step,"
                                + " note, evidence, who) SELECT e.tenant_id, e.lead_id, e.sequence_id, ?::timestamptz, 'COMPLETED', e.was, 'COMPLETED',"
                                + " nullif(e.stood, ''), 'Ends with version ' || ?::text || ', which has no way on from here',"
                                + " jsonb_build_object('fromVersion', e.before, 'toVersion', ?::int), ? FROM ended e)"
                                + " SELECT lead_id FROM ended",
                        versions,
                        from,
                        to,
                        tenant.value(),
                        sequence,
                        at,
                        preview,
                        preview,
                        target,
                        at,
                        at,
                        at,
                        at,
                        target,
                        target,
                        who)
                .getValues(0, UUID.class);
        List<UUID> went = sql.fetch(
                        ways1
                                + " gone AS (UPDATE outreach.lead l SET version = ?::int, step = c.target,"
                                + " next_at = CASE WHEN l.state = 'PAUSED' THEN l.next_at"
                                + " WHEN c.moves OR l.next_at IS NULL OR l.blocker IN ('DATA', 'CONTENT') THEN ?::timestamptz ELSE l.next_at END,"
                                + " blocker = CASE WHEN l.state <> 'PAUSED' AND (c.moves OR l.blocker IN ('DATA', 'CONTENT')) THEN NULL ELSE l.blocker END,"
                                + " blocker_note = CASE WHEN l.state <> 'PAUSED' AND (c.moves OR l.blocker IN ('DATA', 'CONTENT')) THEN NULL ELSE l.blocker_note END,"
                                + " tries = CASE WHEN c.moves THEN 0 ELSE l.tries END, step_at = CASE WHEN c.moves THEN ?::timestamptz ELSE l.step_at END,"
                                + " changed_at = ?::timestamptz, row_version = l.row_version + 1 FROM chosen c"
                                + " WHERE l.tenant_id = c.tenant_id AND l.lead_id = c.lead_id AND c.target <> ''"
                                + " RETURNING l.tenant_id, l.lead_id, l.sequence_id, l.state, l.step, c.stood, c.before),"
                                + " told AS (INSERT INTO outreach.event (tenant_id, lead_id, sequence_id, at, kind, from_state, to_state, step,"
                                + " note, evidence, who) SELECT g.tenant_id, g.lead_id, g.sequence_id, ?::timestamptz, 'HANDLED', g.state, g.state, g.step,"
                                + " 'Goes on by version ' || ?::text || CASE WHEN g.stood = g.step THEN ', at the same step' ELSE"
                                + " ', from step ' || coalesce(nullif(g.stood, ''), '(past the last)') || ' to step ' || g.step END,"
                                + " jsonb_build_object('fromVersion', g.before, 'toVersion', ?::int, 'fromStep', g.stood), ? FROM gone g)"
                                + " SELECT lead_id FROM gone",
                        versions,
                        from,
                        to,
                        tenant.value(),
                        sequence,
                        at,
                        preview,
                        preview,
                        target,
                        at,
                        at,
                        at,
                        at,
                        target,
                        target,
                        who)
                .getValues(0, UUID.class);
        long busy = standing(sql, tenant, sequence, target, now).stream()
                .filter(left -> ways.stream()
                        .anyMatch(way ->
                                way.version() == left.version() && way.from().equals(left.step())))
                .mapToLong(Standing::leads)
                .sum();
        live.changed(sql, tenant, Leads.TOPIC, sequence.toString());
        gone.addAll(ended);
        gone.addAll(went);
        return new Moved(went.size(), ended.size(), busy);
    }
}
