package io.salessync.kernel.runs;

/** Unwinds an execution of a run that ends here without the run being over: paused, cancelled, put off, or taken by another node. */
public final class RunInterrupted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RunInterrupted(String reason) {
        super(reason, null, false, false);
    }
}
