package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Routines.admitRuns;
import static io.salessync.kernel.jooq.Tables.RUN;

import io.salessync.kernel.jooq.tables.records.RunRecord;
import io.salessync.kernel.tenancy.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Gives out the places in which runs are at work: so many to a tenant and a person, in turn between them. A run asks for one in the
 * transaction that makes it ready; places are given right after a commit that asked for one or freed one, and every second.
 */
@Component
final class RunLanes {
    private static final Logger log = LoggerFactory.getLogger(RunLanes.class);

    /** The lane of what the program starts by itself. */
    static final UUID NOBODY = new UUID(0, 0);

    private final Database database;
    private final RunWakes wakes;
    private final InstantSource clock;
    private final RunLimits limits;
    private final AtomicLong asked = new AtomicLong();
    private final ReentrantLock giving = new ReentrantLock();
    private final Semaphore bell = new Semaphore(0);
    private long answered;
    private volatile @Nullable Thread keeper;

    /** One for all transactions: registered twice in one, it is still called once. */
    private final TransactionSynchronization afterCommit = new TransactionSynchronization() {
        @Override
        public void afterCommit() {
            if (keeper != null) {
                bell.release();
                return;
            }
            try {
                give();
            } catch (RuntimeException e) {
                // what was committed stands; every second a node gives places anyway
                log.debug("Places for runs are given a little later", e);
            }
        }
    };

    RunLanes(Database database, RunWakes wakes, InstantSource clock, RunLimits limits) {
        this.database = database;
        this.wakes = wakes;
        this.clock = clock;
        this.limits = limits;
    }

    /** How a run's slot is written. */
    enum Slot {
        /** It stands in its lane. */
        WAITS,
        /** It has a place: a look is scheduled, or a node works on it. */
        GIVEN,
        /** A short run: it needs no place, and is done together with others. */
        SHORT
    }

    /** The run is ready and asks for a place, unless it has asked before or has one. */
    void ask(DSLContext sql, RunRecord run) {
        sql.update(RUN)
                .set(RUN.SLOT, Slot.WAITS.name())
                .where(RUN.TENANT_ID
                        .eq(run.getTenantId())
                        .and(RUN.RUN_ID.eq(run.getRunId()))
                        .and(RUN.STATE.eq(RunState.QUEUED.name()))
                        .and(RUN.SLOT.isNull()))
                .execute();
        giveAfterCommit();
    }

    /** Places may have become free, or somebody asks for one: they are given when this transaction has committed. */
    void giveAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(afterCommit);
    }

    /** Whether a run that was at work before, and slept, finds a place as it wakes. Those that are asked at one moment may all find the last. */
    boolean placeFor(DSLContext sql, RunRecord run) {
        var held = sql.select(
                        DSL.count(), DSL.count().filterWhere(RUN.LANE.eq(DSL.coalesce(run.getStartedBy(), NOBODY))))
                .from(RUN)
                .where(RUN.TENANT_ID
                        .eq(run.getTenantId())
                        .and(RUN.SLOT.eq(DSL.inline(Slot.GIVEN.name())))
                        .and(RUN.RUN_ID.ne(run.getRunId()))
                        .and(RUN.STATE.eq(RunState.QUEUED.name()).or(RUN.LEASE_UNTIL.gt(now()))))
                .fetchSingle();
        return held.value1() < limits.tenant() && (run.getStartedBy() == null || held.value2() < limits.user());
    }

    /** Gives the places that are free. Callers at one moment share one question to the database. */
    void give() {
        long mine = asked.incrementAndGet();
        giving.lock();
        try {
            if (answered >= mine) {
                return;
            }
            long upTo = asked.get();
            Integer given =
                    database.apart(sql -> admitRuns(sql.configuration(), now(), limits.tenant(), limits.user()));
            answered = upTo;
            if (given != null && given > 0) {
                wakes.nudge();
            }
        } finally {
            giving.unlock();
        }
    }

    /** From now on a thread of its own gives places, so that whoever commits need not wait for it. */
    synchronized void start() {
        Thread giver = Thread.ofPlatform().daemon().name("run-places").unstarted(this::giveForEver);
        keeper = giver;
        giver.start();
    }

    synchronized void stop() {
        keeper = null;
        bell.release();
    }

    private void giveForEver() {
        while (keeper == Thread.currentThread()) {
            try {
                bell.acquire();
                bell.drainPermits();
                give();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.debug("Places for runs are given a little later", e);
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
