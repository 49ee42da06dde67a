package io.salessync.kernel.runs;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/** Whether this node works on runs. */
@Component
final class RunsHealthIndicator implements HealthIndicator {
    private final RunScheduler scheduler;
    private final RunExecutions executions;
    private final RunSettings settings;

    RunsHealthIndicator(RunScheduler scheduler, RunExecutions executions, RunSettings settings) {
        this.scheduler = scheduler;
        this.executions = executions;
        this.settings = settings;
    }

    @Override
    public Health health() {
        boolean works = scheduler.isRunning() || !settings.automatic();
        return (works ? Health.up() : Health.down())
                .withDetail("executing", executions.active())
                .withDetail("threads", settings.threads())
                .build();
    }
}
