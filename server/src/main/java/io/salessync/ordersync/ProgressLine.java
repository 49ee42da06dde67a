package io.salessync.ordersync;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** One line on the console that tells how far long work is, written over as it goes; silent where nobody watches. */
final class ProgressLine {
    private static final int WIDTH = 78;
    private static final int EVERY = 20;

    private final PrintWriter err;
    private final boolean silent;
    private String step = "";
    private int skipped;
    private boolean written;

    ProgressLine(PrintWriter err, boolean silent) {
        this.err = err;
        this.silent = silent || System.console() == null || !System.console().isTerminal();
    }

    synchronized void at(String nowStep, long done, @Nullable Long total, String message) {
        if (silent || nowStep.equals(step) && total == null && ++skipped % EVERY != 0) {
            return;
        }
        step = nowStep;
        String count = total == null ? "%,d".formatted(done) : "%,d of %,d".formatted(done, total);
        String text = "%s: %s  %s".formatted(nowStep, count, message);
        err.print("\r" + (text.length() > WIDTH ? text.substring(0, WIDTH) : text + " ".repeat(WIDTH - text.length())));
        err.flush();
        written = true;
    }

    synchronized void end() {
        if (written) {
            err.print("\r" + " ".repeat(WIDTH) + "\r");
            err.flush();
        }
    }
}
