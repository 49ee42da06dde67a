package io.salessync.ordersync.board;

import java.util.List;

/**
 * What a transaction decided to send next.
 *
 * @param entries nothing to send where empty
 * @param dealtWith rows that came out of the queue without a call: already right, faulty, blocked
 */
record Draft(Batch.Pass pass, List<Entry> entries, int dealtWith) {
    boolean idle() {
        return entries.isEmpty() && dealtWith == 0;
    }
}
