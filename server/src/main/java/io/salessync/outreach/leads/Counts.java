package io.salessync.outreach.leads;

import io.salessync.kernel.tenancy.TenantId;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How many leads are where, of the transaction's tenant. The database keeps the counts with every statement that changes leads, as
 * entries to be summed; so they are right in every transaction, and nobody waits for another because of them.
 */
public final class Counts {
    /** As many entries are folded in one go. */
    private static final int PORTION = 10_000;

    private static final String READ = """
            SELECT sequence_id, state, step, blocker, reason, sum(count)::bigint AS count FROM outreach.lead_count
            WHERE tenant_id = ? AND (?::uuid IS NULL OR sequence_id = ?::uuid)
            GROUP BY 1, 2, 3, 4, 5 HAVING sum(count) <> 0 ORDER BY 1, 2, 3, 4, 5
            """;

    /** Entries that somebody else is folding are left to him. */
    private static final String FOLD = """
            WITH gone AS (
              DELETE FROM outreach.lead_count WHERE tenant_id = kernel.current_tenant() AND sequence_id = ? AND entry_id = ANY (ARRAY(
                SELECT entry_id FROM outreach.lead_count WHERE tenant_id = kernel.current_tenant() AND sequence_id = ?
                LIMIT %d FOR UPDATE SKIP LOCKED))
              RETURNING tenant_id, sequence_id, state, step, blocker, reason, count)
            INSERT INTO outreach.lead_count (tenant_id, sequence_id, state, step, blocker, reason, count)
            SELECT tenant_id, sequence_id, state, step, blocker, reason, sum(count) FROM gone
            GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(count) <> 0
            """.formatted(PORTION);

    private static final String FOLDABLE = """
            SELECT sequence_id FROM outreach.lead_count WHERE tenant_id = kernel.current_tenant()
            GROUP BY 1 HAVING count(*) > count(DISTINCT (state, step, blocker, reason)) + 50
            """;

    private static final String FOLD_TALLY = """
            WITH gone AS (
              DELETE FROM outreach.tally WHERE tenant_id = kernel.current_tenant() AND sequence_id = ? AND day = ?::date AND entry_id = ANY (ARRAY(
                SELECT entry_id FROM outreach.tally WHERE tenant_id = kernel.current_tenant() AND sequence_id = ? AND day = ?::date
                LIMIT %d FOR UPDATE SKIP LOCKED))
              RETURNING tenant_id, sequence_id, day, kind, step, variant, sender_id, count)
            INSERT INTO outreach.tally (tenant_id, sequence_id, day, kind, step, variant, sender_id, count)
            SELECT tenant_id, sequence_id, day, kind, step, variant, sender_id, sum(count) FROM gone GROUP BY 1, 2, 3, 4, 5, 6, 7
            """.formatted(PORTION);

    private static final String FOLDABLE_TALLY = """
            SELECT sequence_id, day::text AS day FROM outreach.tally WHERE tenant_id = kernel.current_tenant()
            GROUP BY 1, 2 HAVING count(*) > count(DISTINCT (kind, step, variant, sender_id)) + 50
            """;

    private static final String FOLD_TOUCHES = """
            WITH gone AS (
              DELETE FROM outreach.touch_tally WHERE tenant_id = kernel.current_tenant() AND sequence_id = ? AND day = ?::date AND entry_id = ANY (ARRAY(
                SELECT entry_id FROM outreach.touch_tally WHERE tenant_id = kernel.current_tenant() AND sequence_id = ? AND day = ?::date
                LIMIT %d FOR UPDATE SKIP LOCKED))
              RETURNING tenant_id, sequence_id, day, step, variant, state, unconnected, count)
            INSERT INTO outreach.touch_tally (tenant_id, sequence_id, day, step, variant, state, unconnected, count)
            SELECT tenant_id, sequence_id, day, step, variant, state, unconnected, sum(count) FROM gone
            GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(count) <> 0
            """.formatted(PORTION);

    private static final String FOLDABLE_TOUCHES = """
            SELECT sequence_id, day::text AS day FROM outreach.touch_tally WHERE tenant_id = kernel.current_tenant()
            GROUP BY 1, 2 HAVING count(*) > count(DISTINCT (step, variant, state, unconnected)) + 50
            """;

    private static final UUID NOBODY = new UUID(0, 0);

    private Counts() {}

    /**
     * So many leads of a sequence stand so.
     *
     * @param step where they stand; empty: past the last
     * @param blocker why they do not move; empty: nothing holds them, or they ended
     * @param reason why they ended; empty: none is known
     */
    public record Count(UUID sequence, LeadState state, String step, String blocker, String reason, long count) {
        private static final Map<String, String> HELD_BY = Map.of(
                "UNREACHABLE", "TRANSIENT",
                "THROTTLED", "ACCOUNT_THROTTLED",
                "ACCOUNT", "ACCOUNT_AUTH",
                "CONFIG", "OUR_CONFIG",
                "CONTENT", "CONTENT",
                "UNHEARD_OF", "UNHEARD_OF");

        private static final Set<String> NOT_CONNECTED =
                Set.of("lost_connection", "no_connection_with_recipient", "errors/no_connection_with_recipient");

        /** The class of errors they are held by or failed of, as they are recovered by; null: none. */
        public @Nullable String errorClass() {
            return switch (state) {
                case FAILED -> NOT_CONNECTED.contains(reason) ? "NOT_CONNECTED" : "LEAD_TERMINAL";
                case PENDING_VERIFY -> "UNKNOWN_OUTCOME";
                case NEEDS_DATA -> "NEEDS_DATA";
                default -> HELD_BY.get(blocker);
            };
        }
    }

    /** @param sequence null: of all */
    public static List<Count> of(DSLContext sql, TenantId tenant, @Nullable UUID sequence) {
        return sql.fetch(READ, tenant.value(), sequence, sequence)
                .map(row -> new Count(
                        row.get("sequence_id", UUID.class),
                        LeadState.valueOf(row.get("state", String.class)),
                        row.get("step", String.class),
                        row.get("blocker", String.class),
                        row.get("reason", String.class),
                        row.get("count", Long.class)));
    }

    /** Leads by state, those with none left out. */
    public static Map<LeadState, Long> states(DSLContext sql, TenantId tenant, @Nullable UUID sequence) {
        Map<LeadState, Long> states = new EnumMap<>(LeadState.class);
        of(sql, tenant, sequence).forEach(one -> states.merge(one.state(), one.count(), Long::sum));
        states.values().removeIf(count -> count == 0);
        return states;
    }

    /** Makes few entries of many, for all sequences of the transaction's tenant. */
    public static void fold(DSLContext sql) {
        sql.fetch(FOLDABLE).getValues(0, UUID.class).forEach(sequence -> sql.execute(FOLD, sequence, sequence));
        fold(sql, FOLDABLE_TALLY, FOLD_TALLY);
        fold(sql, FOLDABLE_TOUCHES, FOLD_TOUCHES);
    }

    private static void fold(DSLContext sql, String foldable, String fold) {
        sql.fetch(foldable).forEach(row -> {
            UUID sequence = row.get(0, UUID.class);
            String day = row.get(1, String.class);
            sql.execute(fold, sequence, day, sequence, day);
        });
    }

    /**
     * So much happened.
     *
     * @param step empty: none
     * @param sender null: none, such as what another tool did
     */
    public record Happened(
            LocalDate day,
            EventKind kind,
            String step,
            String variant,
            @Nullable UUID sender,
            long count) {}

    /**
     * What happened by day (UTC), kind, step, variant and sender.
     *
     * @param sequence null: in all
     * @param until inclusive
     */
    public static List<Happened> happened(
            DSLContext sql, TenantId tenant, @Nullable UUID sequence, LocalDate from, LocalDate until) {
        return sql.fetch(
                        "SELECT day, kind, step, variant, sender_id, sum(count)::bigint AS count FROM outreach.tally WHERE tenant_id = ?"
                                + " AND (?::uuid IS NULL OR sequence_id = ?::uuid) AND day BETWEEN ?::date AND ?::date"
                                + " GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5",
                        tenant.value(),
                        sequence,
                        sequence,
                        from.toString(),
                        until.toString())
                .map(row -> {
                    UUID sender = row.get("sender_id", UUID.class);
                    return new Happened(
                            row.get("day", LocalDate.class),
                            EventKind.valueOf(row.get("kind", String.class)),
                            row.get("step", String.class),
                            row.get("variant", String.class),
                            sender.equals(NOBODY) ? null : sender,
                            row.get("count", Long.class));
                });
    }
}
