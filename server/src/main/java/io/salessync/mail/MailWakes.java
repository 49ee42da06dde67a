package io.salessync.mail;

import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells this node's sender that there is mail, once the transaction that queued it has committed. Other nodes look by themselves. */
@Component
final class MailWakes {
    private volatile Runnable nudge = () -> {};

    void onMail(Runnable newNudge) {
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
