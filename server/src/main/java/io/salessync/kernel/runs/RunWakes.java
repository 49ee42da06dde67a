package io.salessync.kernel.runs;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Schedules looks at runs, in the transaction that makes them necessary. A look is void once a later one was scheduled. */
@Component
final class RunWakes {
    static final String TASK = "run";
    static final String TABLE = "scheduler.scheduled_tasks";

    private final SchedulerClient client;
    private volatile Runnable nudge = () -> {};

    RunWakes(DataSource dataSource) {
        this.client = SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(dataSource), List.of())
                .tableName(TABLE)
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .build();
    }

    /** What to call when a look is due at once, so that this node need not wait for its next poll. */
    void onDue(Runnable newNudge) {
        nudge = newNudge;
    }

    void nudge() {
        nudge.run();
    }

    void schedule(TenantId tenant, UUID run, long wake, Instant at) {
        client.scheduleIfNotExists(
                new TaskInstance<Void>(TASK, new Wake(tenant, run, wake).text()), at.truncatedTo(ChronoUnit.MICROS));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                nudge.run();
            }
        });
    }

    /** One scheduled look at a run. */
    record Wake(TenantId tenant, UUID run, long number) {
        String text() {
            return tenant + "/" + run + "/" + number;
        }

        static Wake parse(String text) {
            String[] parts = text.split("/", -1);
            return new Wake(
                    new TenantId(UUID.fromString(parts[0])), UUID.fromString(parts[1]), Long.parseLong(parts[2]));
        }
    }
}
