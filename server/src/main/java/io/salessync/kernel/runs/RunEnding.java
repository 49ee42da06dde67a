package io.salessync.kernel.runs;

import java.time.Instant;

/** Why an execution of a run is over. */
sealed interface RunEnding {
    /** The run itself is over. */
    record Finished(RunOutcome outcome) implements RunEnding {}

    /** A person asked for a pause or an end. */
    record Asked() implements RunEnding {}

    /** It goes on at that time. */
    record Sleeps(Instant until, String reason) implements RunEnding {}

    /** This node stops: another one, or this one started again, goes on at once. */
    record NodeStops() implements RunEnding {}

    /** The database was away: it goes on after a while that grows with each time in a row. */
    record DatabaseAway(String reason) implements RunEnding {}

    /** Another node has taken the run: nothing is left to say here. */
    record Lost() implements RunEnding {}
}
