package io.salessync.alerts;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells this node's loop that there is something to deliver, once the transaction that decided it has committed. */
@Component
final class AlertWakes {
    private volatile Runnable nudge = () -> {};

    void onDelivery(Runnable newNudge) {
        nudge = newNudge;
    }

    void afterCommit() {
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
