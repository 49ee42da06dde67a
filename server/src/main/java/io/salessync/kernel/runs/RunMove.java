package io.salessync.kernel.runs;

import static io.salessync.kernel.runs.RunState.CANCELLED;
import static io.salessync.kernel.runs.RunState.FAILED;
import static io.salessync.kernel.runs.RunState.PARTLY_FAILED;
import static io.salessync.kernel.runs.RunState.PAUSED;
import static io.salessync.kernel.runs.RunState.QUEUED;
import static io.salessync.kernel.runs.RunState.RUNNING;
import static io.salessync.kernel.runs.RunState.SUCCEEDED;

import java.util.Map;
import java.util.Optional;

/** What can happen to a run, and the state that each leads to from each; what is not in the table cannot happen. */
enum RunMove {
    /** A node takes it: from the queue, after a sleep, or from a node that stopped answering. */
    TAKE(Map.of(QUEUED, RUNNING, PAUSED, RUNNING, RUNNING, RUNNING)),
    /** Its node stops, or lost the database: another node goes on. */
    HAND_BACK(Map.of(RUNNING, QUEUED)),
    /** It waits for a time, such as the vendor's next day. */
    SLEEP(Map.of(RUNNING, PAUSED)),
    PAUSE(Map.of(QUEUED, PAUSED, RUNNING, PAUSED, PAUSED, PAUSED)),
    RESUME(Map.of(PAUSED, QUEUED)),
    CANCEL(Map.of(QUEUED, CANCELLED, RUNNING, CANCELLED, PAUSED, CANCELLED)),
    SUCCEED(Map.of(RUNNING, SUCCEEDED)),
    SUCCEED_PARTLY(Map.of(RUNNING, PARTLY_FAILED)),
    FAIL(Map.of(RUNNING, FAILED));

    private final Map<RunState, RunState> table;

    RunMove(Map<RunState, RunState> table) {
        this.table = table;
    }

    /** Where it leads from {@code state}; empty where it does not fit. */
    Optional<RunState> from(RunState state) {
        return Optional.ofNullable(table.get(state));
    }

    static RunMove ending(RunOutcome outcome) {
        return switch (outcome.state()) {
            case SUCCEEDED -> SUCCEED;
            case PARTLY_FAILED -> SUCCEED_PARTLY;
            case CANCELLED -> CANCEL;
            default -> FAIL;
        };
    }
}
