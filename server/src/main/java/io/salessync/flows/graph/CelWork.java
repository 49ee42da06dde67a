package io.salessync.flows.graph;

/**
 * How much text and how many entries one evaluation has made or searched; ends those that would explode. Of the thread that
 * evaluates.
 */
final class CelWork {
    /** Characters that one value may have. */
    static final int LONGEST = 1_000_000;

    /** Characters and entries that all steps of an evaluation together may touch. */
    private static final long MOST = 20_000_000;

    private static final ThreadLocal<CelWork> OF_THREAD = ThreadLocal.withInitial(CelWork::new);

    private long done;

    static void begin() {
        OF_THREAD.get().done = 0;
    }

    /** @throws Expression.Failure when that is too much */
    static void spend(long amount) {
        CelWork work = OF_THREAD.get();
        work.done += amount;
        if (work.done > MOST) {
            throw new Expression.Failure("does too much work: it makes or searches more than 20 million characters");
        }
    }

    /** For a value that is about to be made. */
    static void make(long length) {
        if (length > LONGEST) {
            throw new Expression.Failure("makes a value of more than 1,000,000 characters or entries");
        }
        spend(length);
    }
}
