package io.salessync.ordersync.board;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.OrderSyncProblem;
import io.salessync.ordersync.board.Report.DriftRow;
import io.salessync.ordersync.board.Report.FailingRow;
import io.salessync.ordersync.board.Report.KeptValue;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts together what there is to say of a run. */
@Component
public final class Reports {
    private static final int LISTED = 1_000;

    private final Database database;
    private final Runs runs;
    private final SyncRuns syncRuns;
    private final RunResults results;

    Reports(Database database, Runs runs, SyncRuns syncRuns, RunResults results) {
        this.database = database;
        this.runs = runs;
        this.syncRuns = syncRuns;
        this.results = results;
    }

    /** @param run null: the latest run of the sync */
    public Report report(TenantId tenant, UUID syncId, @Nullable UUID run) {
        Run found = (run == null
                        ? syncRuns.latest(tenant, syncId, 1).stream().findFirst()
                        : runs.find(tenant, new RunId(run)).filter(one -> syncId.equals(one.subject())))
                .orElseThrow(() -> Problem.of(
                        OrderSyncProblem.UNKNOWN_RUN,
                        run == null ? "This sync has not run yet." : "This sync has no run " + run + "."));
        RunResult result = results.of(tenant, syncId, found.id());
        return database.inTenant(
                tenant,
                sql -> new Report(
                        found.id().value(),
                        found.title(),
                        found.kind(),
                        found.state(),
                        found.message(),
                        found.startedAt(),
                        found.finishedAt(),
                        calls(sql, tenant, syncId, found.id().value()),
                        result,
                        failing(sql, tenant, syncId),
                        kept(sql, tenant, syncId, found.id().value()),
                        drift(sql, tenant, found.id().value())));
    }

    private static long calls(DSLContext sql, TenantId tenant, UUID sync, UUID run) {
        return sql.fetch(
                        "SELECT count(*) FROM ordersync.batch WHERE tenant_id = ? AND sync_id = ? AND run_id = ?",
                        tenant.value(),
                        sync,
                        run)
                .getFirst()
                .get(0, Long.class);
    }

    private static List<FailingRow> failing(DSLContext sql, TenantId tenant, UUID sync) {
        List<FailingRow> rows = new ArrayList<>();
        for (RowKind kind : RowKind.values()) {
            String line = kind == RowKind.LINES ? "line_key" : "NULL::text AS line_key";
            rows.addAll(sql.fetch(
                            "SELECT delta_id, source_key, " + line
                                    + ", group_name, state, fault_class, fault_code, reason FROM "
                                    + kind.deltas()
                                    + " WHERE tenant_id = ? AND sync_id = ? AND state IN ('FAILED', 'BLOCKED', 'UNKNOWN')"
                                    + " ORDER BY state DESC, delta_id LIMIT ?",
                            tenant.value(),
                            sync,
                            LISTED)
                    .map(row -> new FailingRow(
                            kind,
                            row.get(0, Long.class),
                            row.get(1, String.class),
                            row.get(2, String.class),
                            row.get(3, String.class),
                            row.get(4, String.class),
                            row.get(5, String.class),
                            row.get(6, String.class),
                            row.get(7, String.class))));
        }
        return rows;
    }

    private static List<KeptValue> kept(DSLContext sql, TenantId tenant, UUID sync, UUID run) {
        return sql.fetch(
                        "SELECT item_id, column_id, ours, theirs FROM ordersync.kept_change WHERE tenant_id = ? AND sync_id = ?"
                                + " AND run_id = ? ORDER BY position LIMIT ?",
                        tenant.value(),
                        sync,
                        run,
                        LISTED)
                .map(row -> new KeptValue(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, String.class)));
    }

    private static List<DriftRow> drift(DSLContext sql, TenantId tenant, UUID run) {
        return sql.fetch(
                        "SELECT kind, board_id, source_key, line_key, item_id, column_id, expected, found, healed"
                                + " FROM ordersync.drift WHERE tenant_id = ? AND run_id = ? ORDER BY position LIMIT ?",
                        tenant.value(),
                        run,
                        LISTED)
                .map(row -> new DriftRow(
                        row.get(0, String.class),
                        row.get(1, String.class),
                        row.get(2, String.class),
                        row.get(3, String.class),
                        row.get(4, String.class),
                        row.get(5, String.class),
                        row.get(6, String.class),
                        row.get(7, String.class),
                        row.get(8, Boolean.class)));
    }
}
