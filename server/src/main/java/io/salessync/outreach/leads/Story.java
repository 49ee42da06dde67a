package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.TenantRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;

/** What happened to a lead, with what it was read from. */
public final class Story {
    private Story() {}

    /**
     * Something that happened.
     *
     * @param id grows with the time it was written down
     * @param at when it happened, UTC
     * @param from null: the state stayed
     * @param evidence source, ids, times
     */
    public record Line(
            long id,
            Instant at,
            EventKind kind,
            @Nullable LeadState from,
            @Nullable LeadState to,
            @Nullable String step,
            String variant,
            @Nullable UUID sender,
            String note,
            Map<String, @Nullable Object> evidence,
            String who) {}

    /**
     * The newest first.
     *
     * @param before the id of the last line of the page before; null: from the newest
     */
    public static List<Line> of(DSLContext sql, TenantId tenant, UUID lead, @Nullable Long before, int limit) {
        return sql.fetch(
                        "SELECT * FROM outreach.event WHERE tenant_id = ? AND lead_id = ? AND event_id < coalesce(?::bigint, 9223372036854775807)"
                                + " ORDER BY event_id DESC LIMIT ?",
                        tenant.value(),
                        lead,
                        before,
                        limit)
                .map(row -> {
                    String from = row.get("from_state", String.class);
                    String to = row.get("to_state", String.class);
                    JSONB evidence = row.get("evidence", JSONB.class);
                    return new Line(
                            row.get("event_id", Long.class),
                            row.get("at", Instant.class),
                            EventKind.valueOf(row.get("kind", String.class)),
                            from == null ? null : LeadState.valueOf(from),
                            to == null ? null : LeadState.valueOf(to),
                            row.get("step", String.class),
                            row.get("variant", String.class),
                            row.get("sender_id", UUID.class),
                            row.get("note", String.class),
                            TenantRows.map(evidence == null ? null : evidence.data()),
                            row.get("who", String.class));
                });
    }
}
