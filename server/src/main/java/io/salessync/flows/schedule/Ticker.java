package io.salessync.flows.schedule;

import static io.salessync.flows.jooq.Routines.nextStart;
import static io.salessync.flows.jooq.Tables.DUE_TENANTS;
import static io.salessync.flows.jooq.Tables.WAITING_FLOWS;

import io.salessync.kernel.runs.RunEnded;
import io.salessync.kernel.runs.RunsEnded;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * This node's clock: sleeps until the next due time it knows of and starts what is due then. All nodes do so; a due time is
 * locked by the one that settles it. Due times that another process writes meanwhile are seen at the next look.
 */
@Component
final class Ticker implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Ticker.class);
    private static final Duration WAITING_LOOK = Duration.ofSeconds(5);
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);
    /** A busy tenant must not keep the others from their turn. */
    private static final int ROUNDS = 20;

    private final Database database;
    private final Firing firing;
    private final ObjectProvider<FlowStarter> starter;
    private final InstantSource clock;
    private final TriggerSettings settings;
    private final boolean serves;
    private @Nullable Thread thread;
    private boolean running;
    private boolean woken;
    /** Flows of which a run ended since the last look. */
    private final Set<Waiting> ended = ConcurrentHashMap.newKeySet();

    private volatile boolean anyWaiting = true;
    private Instant lookedAtWaiting = Instant.EPOCH;

    private record Waiting(TenantId tenant, UUID flow) {}

    Ticker(
            Database database,
            Firing firing,
            ObjectProvider<FlowStarter> starter,
            InstantSource clock,
            TriggerSettings settings,
            @Value("${salessync.runs.automatic:true}") boolean automatic,
            ApplicationContext context) {
        this.database = database;
        this.firing = firing;
        this.starter = starter;
        this.clock = clock;
        this.settings = settings;
        this.serves = automatic && context instanceof WebServerApplicationContext;
    }

    @Override
    public boolean isAutoStartup() {
        return serves;
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("flows-ticker").start(this::run);
    }

    private void run() {
        while (isRunning()) {
            Duration pause;
            try {
                pause = tick();
            } catch (RuntimeException e) {
                log.warn("Due times could not be looked at, trying again in {}: {}", AFTER_A_FAILURE, e.toString());
                pause = AFTER_A_FAILURE;
            }
            sleep(pause);
        }
    }

    /**
     * Settles all that is due.
     *
     * @return how long until there is something to do
     */
    Duration tick() {
        if (starter.getIfAvailable() == null) {
            return settings.look();
        }
        boolean unfinished = false;
        boolean failed = false;
        for (TenantId tenant : dueTenants()) {
            int settled = FiringBatch.SIZE;
            try {
                for (int round = 0; round < ROUNDS && settled == FiringBatch.SIZE; round++) {
                    settled = firing.fire(tenant);
                }
            } catch (RuntimeException e) {
                log.warn("Due times of tenant {} could not be settled, trying again soon", tenant, e);
                settled = 0;
                failed = true;
            }
            unfinished |= settled == FiringBatch.SIZE;
        }
        startWaiting();
        return failed ? AFTER_A_FAILURE : unfinished ? Duration.ZERO : pause();
    }

    private List<TenantId> dueTenants() {
        Instant now = firing.now();
        return database.outsideTenants(
                sql -> sql.selectFrom(DUE_TENANTS(now)).fetch(row -> new TenantId(row.getTenantId())));
    }

    private Duration pause() {
        Instant next = database.outsideTenants(sql -> nextStart(sql.configuration()));
        if (next == null) {
            return settings.look();
        }
        Duration until = Duration.between(clock.instant(), next);
        // what is due and was left is another node's, or comes again at the next look
        return until.isNegative() || until.compareTo(settings.look()) > 0
                ? until.isNegative() ? Duration.ofMillis(50) : settings.look()
                : until;
    }

    private void startWaiting() {
        Instant now = clock.instant();
        Set<Waiting> flows = new HashSet<>(ended);
        ended.removeAll(flows);
        if (Duration.between(lookedAtWaiting, now).compareTo(WAITING_LOOK) >= 0) {
            lookedAtWaiting = now;
            flows.addAll(database.outsideTenants(sql -> sql.selectFrom(WAITING_FLOWS())
                    .fetch(row -> new Waiting(new TenantId(row.getTenantId()), row.getFlowId()))));
            anyWaiting = !flows.isEmpty();
        }
        for (Waiting waiting : flows) {
            try {
                firing.startWaiting(waiting.tenant(), waiting.flow());
            } catch (RuntimeException e) {
                log.warn("A waiting start of flow {} failed, it waits on", waiting.flow(), e);
            }
        }
    }

    /** What waits for that run may begin. Where nothing is known to wait, as is usual, an end costs nothing. */
    @TransactionalEventListener
    void onRunEnded(RunEnded run) {
        if (run.subject() != null && run.kind().equals(AfterRuns.FLOW_RUN) && (anyWaiting || firing.leftWaiting())) {
            ended.add(new Waiting(run.tenant(), run.subject()));
            wake();
        }
    }

    @TransactionalEventListener
    void onRunsEnded(RunsEnded together) {
        if (anyWaiting || firing.leftWaiting()) {
            together.runs().forEach(this::onRunEnded);
        }
    }

    /** Looks once the open transaction has committed; at once where none is open. */
    void wakeAfterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            wake();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake();
            }
        });
    }

    /** Looks at once: there is something new. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private synchronized void sleep(Duration pause) {
        long until = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toNanos(); left > 0 && running && !woken; left = until - System.nanoTime()) {
                // rounded up: never a look just before the time
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
            woken = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void stop() {
        Thread ticking;
        synchronized (this) {
            running = false;
            notifyAll();
            ticking = thread;
            thread = null;
        }
        try {
            if (ticking != null) {
                ticking.join(5_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
