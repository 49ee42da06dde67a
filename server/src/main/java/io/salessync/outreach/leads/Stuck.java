package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * The invariant: each lead at work has a time at which something is done about it, or a named reason why it waits. The table refuses a
 * lead with neither; what can still happen is that a time passes and nobody does anything, or that a hold is not let go of.
 */
public final class Stuck {
    /** A lead is done about within this time of being due, also after a restart. */
    static final Duration LATE = Duration.ofHours(1);

    /** A hold lasts seconds; one that is older was left by a node that died. */
    static final Duration HELD = Duration.ofMinutes(15);

    private static final String FIND = """
            SELECT lead_id, name, sequence_id, state, next_at, 'It has neither a time nor a reason to wait.' AS why FROM outreach.lead
            WHERE tenant_id = ?1 AND ended_at IS NULL AND next_at IS NULL AND blocker IS NULL
            UNION ALL
            (SELECT lead_id, name, sequence_id, state, next_at, 'It was due at ' || next_at || ' and nobody did anything.' FROM outreach.lead
            WHERE tenant_id = ?1 AND ended_at IS NULL AND next_at < ?2::timestamptz ORDER BY next_at LIMIT 200)
            UNION ALL
            (SELECT lead_id, name, sequence_id, state, next_at, 'It is held since before ' || held_until || ' and not let go of.' FROM outreach.lead
            WHERE tenant_id = ?1 AND ended_at IS NULL AND held_until < ?3::timestamptz AND next_at >= ?2::timestamptz ORDER BY held_until LIMIT 200)
            """;

    private Stuck() {}

    /** @param why one sentence */
    public record Found(UUID lead, String name, UUID sequence, LeadState state, String why) {}

    /** Leads that are stuck at that time; at most a few hundred. Empty is what has to be. */
    public static List<Found> of(DSLContext sql, TenantId tenant, Instant now) {
        String late = now.minus(LATE).toString();
        String held = now.minus(HELD).toString();
        return sql.fetch(
                        FIND.replaceAll("\\?[123]", "?"), tenant.value(), tenant.value(), late, tenant.value(), held, late)
                .map(row -> new Found(
                        row.get("lead_id", UUID.class),
                        row.get("name", String.class),
                        row.get("sequence_id", UUID.class),
                        LeadState.valueOf(row.get("state", String.class)),
                        row.get("why", String.class)));
    }

    /** Lets go of leads that were held by a node that died. */
    static int release(DSLContext sql, TenantId tenant, Instant now) {
        return sql.execute(
                "UPDATE outreach.lead SET held_until = NULL WHERE tenant_id = ? AND held_until < ?::timestamptz",
                tenant.value(),
                now.minus(HELD).toString());
    }
}
