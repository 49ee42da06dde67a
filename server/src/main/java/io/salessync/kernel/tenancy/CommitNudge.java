package io.salessync.kernel.tenancy;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells a loop of this node that there is something to do, once the transaction that decided it has committed. Other nodes look by
 * themselves. Each module that needs one has a bean of its own.
 */
public abstract class CommitNudge {
    private volatile Runnable nudge = () -> {};

    /** What is called from now on; it has to be quick, and is called on the thread that committed. */
    public final void onNews(Runnable newNudge) {
        nudge = newNudge;
    }

    /** After the open transaction's commit; at once where none is open. */
    public final void afterCommit() {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            nudge.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                nudge.run();
            }
        });
    }
}
