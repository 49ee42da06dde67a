package io.salessync.kernel.tenancy;

import java.time.Instant;

/** Removes rows that are old enough, in portions: a transaction that is long holds up the vacuum of everything else. */
public final class OldRows {
    private static final int PORTION = 10_000;

    private OldRows() {}

    /**
     * By place: a join by key would be planned as a loop over a table that was filled a moment ago (measured: an hour for 100,000 rows).
     *
     * @param table with its schema; its rows of the tenant alone are removed
     * @param time the column that is compared, with what else has to be so before it, such as {@code state = 'DONE' AND done_at}
     * @param before rows of that time stay
     */
    public static void remove(Database database, TenantId tenant, String table, String time, Instant before) {
        String statement = """
                DELETE FROM %s WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM %s WHERE tenant_id = kernel.current_tenant() AND %s < ?::timestamptz LIMIT %d))
                """.formatted(table, table, time, PORTION);
        int removed = PORTION;
        while (removed == PORTION) {
            removed = database.inTenant(tenant, sql -> sql.execute(statement, before.toString()));
        }
    }
}
