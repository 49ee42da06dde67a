package io.salessync.flows.engine;

import io.salessync.flows.schedule.FlowStarter.Start;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Starts that come at the same moment share a transaction: while one commits, others gather, and the first of them starts all. Each answer
 * is given after the commit, so a run that somebody was told of is durable.
 */
final class GatheredStarts {
    private static final Logger log = LoggerFactory.getLogger(GatheredStarts.class);
    private static final int MOST = 200;

    private final Database database;
    private final FlowStarts starts;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock starting = new ReentrantLock();

    GatheredStarts(Database database, FlowStarts starts) {
        this.database = database;
        this.starts = starts;
    }

    private static final class Waiting {
        private final TenantId tenant;
        private final Start start;
        private volatile FlowStarts.@Nullable Queued run;
        private volatile @Nullable RuntimeException failure;

        Waiting(TenantId tenant, Start start) {
            this.tenant = tenant;
            this.start = start;
        }

        boolean isOver() {
            return run != null || failure != null;
        }
    }

    /** Starts it, in a transaction of its own or of several; in the open one where there is one. */
    FlowStarts.Queued start(TenantId tenant, Start start) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            return alone(tenant, start);
        }
        Waiting mine = new Waiting(tenant, start);
        queue.add(mine);
        starting.lock();
        try {
            // a bounded part at a time; whoever came before may have done it
            while (!mine.isOver()) {
                startSome();
            }
        } finally {
            starting.unlock();
        }
        RuntimeException failure = mine.failure;
        if (failure != null) {
            throw failure;
        }
        return Objects.requireNonNull(mine.run);
    }

    private void startSome() {
        Map<TenantId, List<Waiting>> byTenant = new LinkedHashMap<>();
        for (int taken = 0; taken < MOST; taken++) {
            Waiting next = queue.poll();
            if (next == null) {
                break;
            }
            byTenant.computeIfAbsent(next.tenant, tenant -> new ArrayList<>()).add(next);
        }
        byTenant.forEach(this::startAll);
    }

    private void startAll(TenantId tenant, List<Waiting> waiting) {
        if (waiting.size() > 1) {
            try {
                List<FlowStarts.Queued> runs = database.inTenant(
                        tenant,
                        sql -> starts.queueAll(
                                tenant,
                                waiting.stream().map(one -> one.start).toList()));
                for (int i = 0; i < runs.size(); i++) {
                    waiting.get(i).run = runs.get(i);
                }
                return;
            } catch (RuntimeException e) {
                // each hears what is wrong with its own
                log.debug("{} starts are made one by one", waiting.size(), e);
            }
        }
        for (Waiting one : waiting) {
            try {
                one.run = alone(tenant, one.start);
            } catch (RuntimeException e) {
                one.failure = e;
            }
        }
    }

    private FlowStarts.Queued alone(TenantId tenant, Start start) {
        return database.inTenant(
                tenant, sql -> starts.queueAll(tenant, List.of(start)).getFirst());
    }
}
