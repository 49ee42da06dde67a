package io.salessync.ordersync.source;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.DSLContext;

/**
 * How many records of a sync are in which state, by group. The database keeps the counts with every statement that changes rows
 * (V301), as entries to be summed; so they are right in every transaction, and nobody waits for another because of them.
 */
public final class RowCounts {
    /** As many entries are folded in one go. */
    private static final int PORTION = 10_000;

    private static final String READ = """
            SELECT kind, group_name, state, sum(amount)::bigint AS amount FROM ordersync.row_count
            WHERE tenant_id = kernel.current_tenant() AND sync_id = ? GROUP BY kind, group_name, state HAVING sum(amount) <> 0
            """;

    /** Entries that somebody else is folding are left to him. */
    private static final String FOLD = """
            WITH gone AS (
              DELETE FROM ordersync.row_count WHERE tenant_id = kernel.current_tenant() AND sync_id = ? AND entry_id = ANY (ARRAY(
                SELECT entry_id FROM ordersync.row_count WHERE tenant_id = kernel.current_tenant() AND sync_id = ?
                LIMIT %d FOR UPDATE SKIP LOCKED))
              RETURNING tenant_id, sync_id, kind, group_name, state, amount)
            INSERT INTO ordersync.row_count (tenant_id, sync_id, kind, group_name, state, amount)
            SELECT tenant_id, sync_id, kind, group_name, state, sum(amount) FROM gone
            GROUP BY tenant_id, sync_id, kind, group_name, state HAVING sum(amount) <> 0
            """.formatted(PORTION);

    private static final String FOLDABLE = """
            SELECT sync_id FROM ordersync.row_count WHERE tenant_id = kernel.current_tenant()
            GROUP BY sync_id HAVING count(*) > count(DISTINCT (kind, group_name, state))
            """;

    /** What {@link #records} are called among the states. */
    private static final String RECORD = "RECORD";

    private final Map<String, Map<String, Map<String, Long>>> counts = new HashMap<>();

    private RowCounts() {}

    /** The counts of a sync of the transaction's tenant, as of now. */
    public static RowCounts of(DSLContext sql, UUID sync) {
        RowCounts read = new RowCounts();
        sql.fetch(READ, sync)
                .forEach(row -> read.counts
                        .computeIfAbsent(row.get("kind", String.class), kind -> new TreeMap<>())
                        .computeIfAbsent(row.get("group_name", String.class), group -> new HashMap<>())
                        .put(row.get("state", String.class), row.get("amount", Long.class)));
        return read;
    }

    /** Makes few entries of many, for all syncs of the transaction's tenant. */
    public static void fold(DSLContext sql) {
        sql.fetch(FOLDABLE).getValues(0, UUID.class).forEach(sync -> sql.execute(FOLD, sync, sync));
    }

    /**
     * Rows of a kind by state, those with none left out.
     *
     * @param kind {@code ORDERS} or {@code LINES}
     */
    public Map<String, Long> states(String kind) {
        Map<String, Long> states = new TreeMap<>();
        groups(kind)
                .values()
                .forEach(group -> group.forEach((state, amount) -> states.merge(state, amount, Long::sum)));
        states.remove(RECORD);
        return states;
    }

    /** What the source has of a kind. */
    public long records(String kind) {
        return groups(kind).keySet().stream()
                .mapToLong(group -> records(kind, group))
                .sum();
    }

    /** What the source has of a kind in a group. */
    public long records(String kind, String group) {
        return amount(kind, group, RECORD);
    }

    /** How many rows of a kind are in a state in a group. */
    public long amount(String kind, String group, String state) {
        return groups(kind).getOrDefault(group, Map.of()).getOrDefault(state, 0L);
    }

    /** By group, then by state. */
    public Map<String, Map<String, Long>> groups(String kind) {
        return counts.getOrDefault(kind, Map.of());
    }
}
