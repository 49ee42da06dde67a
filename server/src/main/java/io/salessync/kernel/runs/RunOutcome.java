package io.salessync.kernel.runs;

/** How a run ended, with one sentence for people. */
public record RunOutcome(RunState state, String message) {
    public RunOutcome {
        if (!state.isFinal()) {
            throw new IllegalArgumentException(state + " is not an end");
        }
    }

    public static RunOutcome succeeded(String message) {
        return new RunOutcome(RunState.SUCCEEDED, message);
    }

    public static RunOutcome partlyFailed(String message) {
        return new RunOutcome(RunState.PARTLY_FAILED, message);
    }

    public static RunOutcome failed(String message) {
        return new RunOutcome(RunState.FAILED, message);
    }
}
