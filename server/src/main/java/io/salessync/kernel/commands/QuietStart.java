package io.salessync.kernel.commands;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Starts a parser without its remark on the console: the TOML and the CEL library were made by different releases of ANTLR,
 * which says so on standard error at first use, though both work with the one that is there.
 */
public final class QuietStart {
    private QuietStart() {}

    /** Runs it with standard error closed. */
    public static synchronized void of(Runnable firstUse) {
        PrintStream err = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            firstUse.run();
        } finally {
            System.setErr(err);
        }
    }
}
