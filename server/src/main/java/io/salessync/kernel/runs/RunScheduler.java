package io.salessync.kernel.runs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import io.salessync.kernel.postgres.Pools;
import io.salessync.kernel.postgres.Pools.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * This node's part in the work: polls for runs that are due and executes them. A program with a web server starts at
 * once; a command takes part from when it waits for a run of its own.
 */
@Component
final class RunScheduler implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(RunScheduler.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(250);
    /** Others give places as well; should they fail to, nobody waits longer than this. */
    private static final Duration PLACES = Duration.ofSeconds(1);

    private static final Duration DEAD_NODES = Duration.ofSeconds(2);
    private static final Duration STRANDED_RUNS = Duration.ofMinutes(1);
    private static final Duration TIDYING = Duration.ofHours(1);
    /** After live streams have ended, before the web server stops. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 100;

    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(5);

    private final Pools pools;
    private final RunExecutions executions;
    private final RunWakes wakes;
    private final RunUpkeep upkeep;
    private final RunLanes lanes;
    private final RunGroups groups;
    private final RunNodes nodes;
    private final NodeName node;
    private final InstantSource clock;
    private final RunSettings settings;
    private final boolean serves;
    private @Nullable Scheduler scheduler;
    private @Nullable ScheduledExecutorService ticker;

    RunScheduler(
            Pools pools,
            RunExecutions executions,
            RunWakes wakes,
            RunUpkeep upkeep,
            RunLanes lanes,
            RunGroups groups,
            RunNodes nodes,
            NodeName node,
            InstantSource clock,
            RunSettings settings,
            ApplicationContext context) {
        this.pools = pools;
        this.executions = executions;
        this.wakes = wakes;
        this.upkeep = upkeep;
        this.lanes = lanes;
        this.groups = groups;
        this.nodes = nodes;
        this.node = node;
        this.clock = clock;
        this.settings = settings;
        this.serves = context instanceof WebServerApplicationContext;
    }

    @Override
    public boolean isAutoStartup() {
        return serves;
    }

    /** Takes part in the work from now on. */
    synchronized void ensureStarted() {
        if (!isRunning()) {
            start();
        }
    }

    @Override
    public synchronized void start() {
        if (!settings.automatic()) {
            return;
        }
        executions.start();
        Scheduler started = Scheduler.create(pools.of(Pool.ENGINE), task())
                .tableName(RunWakes.TABLE)
                .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
                .clock(clock::instant)
                .schedulerName(new SchedulerName.Fixed(node.name()))
                // platform threads: an interrupt would close a virtual thread's database connection in mid-transaction
                .threads(settings.threads())
                .pollUsingLockAndFetch(0.5, 1.0)
                .pollingInterval(POLL)
                .heartbeatInterval(settings.beat())
                .missedHeartbeatsLimit(4)
                .shutdownMaxWait(settings.stopWait())
                .build();
        // two threads: a slow tidying must not hold up the beats
        ticker = Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().daemon().name("run-beat-", 0).factory());
        nodes.beat();
        lanes.start();
        groups.start();
        every(settings.beat(), nodes::beat);
        every(PLACES, lanes::give);
        every(TICK, executions::tick);
        every(DEAD_NODES, upkeep::releaseDeadNodes);
        every(STRANDED_RUNS, upkeep::findStranded);
        every(TIDYING, upkeep::tidyUp);
        started.start();
        wakes.onDue(started::triggerCheckForDueExecutions);
        scheduler = started;
    }

    private void every(Duration interval, Runnable work) {
        Objects.requireNonNull(ticker)
                .scheduleWithFixedDelay(
                        () -> {
                            try {
                                Pools.on(Pool.NOTES, () -> {
                                    work.run();
                                    return true;
                                });
                            } catch (RuntimeException e) {
                                log.warn("Upkeep of runs failed, trying again in {}: {}", interval, e.toString());
                            }
                        },
                        0,
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private Task<Void> task() {
        return Tasks.custom(RunWakes.TASK, Void.class)
                .onFailure((complete, operations) ->
                        operations.reschedule(complete, complete.getTimeDone().plus(AFTER_A_FAILURE)))
                // the lease decides whether its node is gone; the next look reads it
                .onDeadExecution((complete, operations) -> operations.reschedule(complete, complete.getTimeDone()))
                .execute((instance, context) -> {
                    Instant again = Pools.on(
                            Pool.ENGINE,
                            () -> executions
                                    .execute(RunWakes.Wake.parse(instance.getId()))
                                    .orElse(null));
                    return again == null
                            ? new CompletionHandler.OnCompleteRemove<>()
                            : (complete, operations) -> operations.reschedule(complete, again);
                });
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public synchronized void stop() {
        executions.stopSoon();
        groups.stop(settings.stopWait());
        wakes.onDue(() -> {});
        if (scheduler != null) {
            if (executions.active() > 0) {
                log.info("Letting {} runs come to a safe point", executions.active());
            }
            scheduler.stop();
            scheduler = null;
            lanes.stop();
            leave();
        }
        if (ticker != null) {
            ticker.shutdown();
            ticker = null;
        }
    }

    private void leave() {
        try {
            nodes.leave();
        } catch (RuntimeException e) {
            log.debug("That this node works no more is seen when its time is over", e);
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return scheduler != null;
    }
}
