package io.salessync.ordersync;

import io.salessync.kernel.audit.Audit;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.BoardCheck;
import io.salessync.ordersync.board.Plan;
import io.salessync.ordersync.board.Planning;
import io.salessync.ordersync.board.Report;
import io.salessync.ordersync.board.Reports;
import io.salessync.ordersync.board.Retrying;
import io.salessync.ordersync.board.Summaries;
import io.salessync.ordersync.board.SyncRuns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The order sync: what other modules, the commands and the API ask of it. What it does is written to the audit trail. */
@Component
public final class OrderSync {
    private final Planning planning;
    private final BoardCheck check;
    private final SyncRuns runs;
    private final Retrying retrying;
    private final Reports reports;
    private final Summaries summaries;
    private final Database database;
    private final Audit audit;

    OrderSync(
            Planning planning,
            BoardCheck check,
            SyncRuns runs,
            Retrying retrying,
            Reports reports,
            Summaries summaries,
            Database database,
            Audit audit) {
        this.planning = planning;
        this.check = check;
        this.runs = runs;
        this.retrying = retrying;
        this.reports = reports;
        this.summaries = summaries;
        this.database = database;
        this.audit = audit;
    }

    /**
     * Who asks.
     *
     * @param name as the audit trail has it
     * @param userId null: the program itself, or whoever has its command line
     */
    public record Asker(String name, @Nullable UUID userId) {
        public static final Asker COMMAND_LINE = new Asker("command line", null);
    }

    /** The syncs of a tenant and where they stand. */
    public List<Summaries.Summary> all(TenantId tenant) {
        return summaries.all(tenant);
    }

    /** What people call a sync: its name, and its environment after a slash; read in the open transaction where there is one. */
    public Optional<String> nameOf(TenantId tenant, UUID sync) {
        return database.inTenant(
                tenant,
                sql -> sql
                        .fetch(
                                "SELECT name || '/' || environment FROM ordersync.sync WHERE tenant_id = ? AND sync_id = ?",
                                tenant.value(),
                                sync)
                        .getValues(0, String.class)
                        .stream()
                        .findFirst());
    }

    public Optional<Summaries.Summary> one(TenantId tenant, UUID sync) {
        return summaries.one(tenant, sync);
    }

    /** What a run would do now; reads the boards, sends no mutation. */
    public Plan plan(TenantId tenant, UUID sync) {
        return planning.plan(tenant, sync);
    }

    /** Holds the mapping against the boards. */
    public BoardCheck.Checked check(TenantId tenant, UUID sync) {
        return check.check(tenant, sync);
    }

    /** Asks for a run that sends what is due; durable. */
    public RunId run(TenantId tenant, UUID sync, Asker asker) {
        RunId run = runs.sync(tenant, sync, asker.userId());
        note(tenant, asker, "ordersync.run", sync, Map.of("run", run.toString()));
        return run;
    }

    /** Asks for a run that reads the boards back. */
    public RunId verify(TenantId tenant, UUID sync, boolean heal, Asker asker) {
        RunId run = runs.verify(tenant, sync, heal, asker.userId());
        note(tenant, asker, "ordersync.verify", sync, Map.of("run", run.toString(), "heal", String.valueOf(heal)));
        return run;
    }

    /** Asks for a run that takes back what an earlier one did. */
    public RunId undo(TenantId tenant, UUID sync, UUID undone, Asker asker) {
        reports.report(tenant, sync, undone);
        RunId run = runs.undo(tenant, sync, undone, asker.userId());
        note(tenant, asker, "ordersync.undo", sync, Map.of("run", run.toString(), "undone", undone.toString()));
        return run;
    }

    /** Puts rows back into the queue; the next run sends them. */
    public int retry(TenantId tenant, UUID sync, Retrying.Choice choice, Asker asker) {
        int retried = retrying.retry(tenant, sync, choice);
        note(tenant, asker, "ordersync.retry", sync, Map.of("rows", String.valueOf(retried)));
        return retried;
    }

    /** @param run null: the latest */
    public Report report(TenantId tenant, UUID sync, @Nullable UUID run) {
        return reports.report(tenant, sync, run);
    }

    private void note(TenantId tenant, Asker asker, String action, UUID sync, Map<String, String> detail) {
        database.runInTenant(tenant, sql -> audit.record(sql, tenant, asker.name(), action, sync.toString(), detail));
    }
}
