package io.salessync.outreach.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * Has the program die as if it were killed: at the end of any transaction of its work, before it is committed or just after, so before
 * and after a call is decided, marked, made and settled. From then on nothing of that work reaches the database; calls that are under way
 * go on without anybody who hears what came of them.
 */
final class Deaths implements TransactionExecutionListener, AutoCloseable {
    /** Threads that the work starts inherit it. */
    private final InheritableThreadLocal<Boolean> mortal = new InheritableThreadLocal<>();

    private final @Nullable ConfigurableTransactionManager manager;
    private final double rate;
    private final Random random;
    private volatile boolean dead;
    private int count;

    /** An error, not an exception: nobody may catch it and go on. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("the simulation killed the program here", null, false, false);
        }
    }

    /** @param rate how likely it dies at a transaction; 0: never */
    Deaths(PlatformTransactionManager transactions, double rate, long seed) {
        this.manager = rate > 0 && transactions instanceof ConfigurableTransactionManager listening ? listening : null;
        this.rate = rate;
        this.random = new Random(seed);
        if (manager != null) {
            manager.addListener(this);
        }
    }

    /**
     * Works until it is done or the program dies.
     *
     * @return whether it lived
     */
    boolean survives(Runnable work) {
        dead = false;
        mortal.set(true);
        try {
            work.run();
        } catch (Death killed) {
            dead = true;
        } finally {
            mortal.remove();
        }
        boolean lived = !dead;
        dead = false;
        return lived;
    }

    int count() {
        return count;
    }

    @Override
    public void beforeBegin(TransactionExecution transaction) {
        if (dead && Boolean.TRUE.equals(mortal.get())) {
            throw new Death();
        }
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
        perhaps();
    }

    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
        perhaps();
    }

    private void perhaps() {
        if (!Boolean.TRUE.equals(mortal.get())) {
            return;
        }
        synchronized (random) {
            if (!dead && random.nextDouble() < rate / 2) {
                dead = true;
                count++;
            }
        }
        if (dead) {
            throw new Death();
        }
    }

    @Override
    public void close() {
        if (manager != null) {
            // a list that others can be added to again
            List<TransactionExecutionListener> left = new ArrayList<>(manager.getTransactionExecutionListeners());
            left.remove(this);
            manager.setTransactionExecutionListeners(left);
        }
    }
}
