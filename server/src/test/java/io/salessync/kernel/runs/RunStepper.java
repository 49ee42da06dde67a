package io.salessync.kernel.runs;

import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.test.context.TestComponent;

/** Does, on the calling thread, what nodes do by themselves in the running program: executes the runs that are due. */
@TestComponent
public final class RunStepper {
    private final Database database;
    private final RunExecutions executions;
    private final RunGroups groups;
    private final InstantSource clock;

    RunStepper(Database database, RunExecutions executions, RunGroups groups, InstantSource clock) {
        this.groups = groups;
        this.database = database;
        this.executions = executions;
        this.clock = clock;
    }

    /**
     * Executes the tenant's runs until nothing is due at the clock's time.
     *
     * @return how many looks at runs there were
     */
    public int runDue(TenantId tenant) {
        int looks = 0;
        for (Optional<String> due = nextDue(tenant); due.isPresent(); due = nextDue(tenant)) {
            look(due.get());
            looks++;
        }
        return looks;
    }

    /**
     * Does one group of the tenant's short runs.
     *
     * @return how many were done or sent the usual way
     */
    public int runShort(TenantId tenant) {
        return groups.group(tenant);
    }

    /** Follows the due look at this run only; false: it has none. */
    public boolean runOneOf(TenantId tenant, RunId run) {
        Optional<String> due = due(tenant + "/" + run + "/%");
        due.ifPresent(this::look);
        return due.isPresent();
    }

    private void look(String instance) {
        Instant again = executions.execute(RunWakes.Wake.parse(instance)).orElse(null);
        database.outsideTenants(sql -> again == null
                ? sql.execute("DELETE FROM scheduler.scheduled_tasks WHERE task_instance = ?", instance)
                : sql.execute(
                        "UPDATE scheduler.scheduled_tasks SET execution_time = ?::timestamptz WHERE task_instance = ?",
                        again.toString(),
                        instance));
    }

    private Optional<String> nextDue(TenantId tenant) {
        return due(tenant + "/%");
    }

    private Optional<String> due(String pattern) {
        List<String> due = database.outsideTenants(sql -> sql.fetch(
                        "SELECT task_instance FROM scheduler.scheduled_tasks WHERE task_name = 'run' AND task_instance LIKE ?"
                                + " AND execution_time <= ?::timestamptz ORDER BY execution_time, version LIMIT 1",
                        pattern,
                        clock.instant().toString())
                .getValues(0, String.class));
        return due.stream().findFirst();
    }
}
