package io.salessync.ordersync;

import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.TenantId;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits at the console for a run that this or another process does, and tells how far it is. */
final class RunWatching {
    /** Waits up to this are sat out; who started the command comes back for longer ones. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration UNREACHED = Duration.ofSeconds(45);

    private final Runs runs;
    private final InstantSource clock;
    private final PrintWriter err;
    private final boolean quiet;
    private final boolean lines;
    private String last = "";
    private @Nullable Instant stuckSince;
    private long stuckAt = -1;

    RunWatching(Runs runs, InstantSource clock, PrintWriter err, boolean quiet) {
        this.runs = runs;
        this.clock = clock;
        this.err = err;
        this.quiet = quiet;
        this.lines = System.console() == null || !System.console().isTerminal();
    }

    /** The run when it is over, or paused for longer than anybody should wait for at a console. */
    Run await(TenantId tenant, RunId id) {
        while (true) {
            Run run = runs.await(tenant, id, this::tell);
            if (run.state() != RunState.PAUSED || !isShort(run) || isStuck(run)) {
                end();
                return run;
            }
            tell(run);
            pause();
        }
    }

    private boolean isShort(Run run) {
        return run.waitsUntil() != null
                && Duration.between(clock.instant(), run.waitsUntil()).compareTo(PATIENCE) < 0;
    }

    /** One short wait after the other without a row getting done: nobody answers. */
    private boolean isStuck(Run run) {
        Instant now = clock.instant();
        if (stuckSince == null || run.done() != stuckAt) {
            stuckSince = now;
            stuckAt = run.done();
        }
        String reason = run.waitsFor();
        return reason != null
                && reason.contains("cannot be reached")
                && Duration.between(stuckSince, now).compareTo(UNREACHED) >= 0;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Run run) {
        if (quiet) {
            return;
        }
        String text = text(run);
        if (text.equals(last)) {
            return;
        }
        if (lines) {
            boolean news = !head(text).equals(head(last));
            if (news) {
                err.println(text);
            }
        } else {
            err.print("\r" + text + " ".repeat(Math.max(0, last.length() - text.length())));
        }
        err.flush();
        last = text;
    }

    private void end() {
        if (!quiet && !lines && !last.isEmpty()) {
            err.print("\r" + " ".repeat(last.length()) + "\r");
            err.flush();
        }
    }

    private static String head(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    private static String text(Run run) {
        if (run.waitsFor() != null) {
            return "waiting for " + run.waitsFor() + (run.waitsUntil() == null ? "" : ", until " + run.waitsUntil());
        }
        if (run.state() == RunState.QUEUED) {
            return "queued: it begins as soon as a node is free and no other run writes to its board";
        }
        Run.@Nullable Step step = run.steps().stream()
                .filter(one -> one.state() == RunState.RUNNING)
                .reduce((first, second) -> second)
                .orElse(null);
        String count = run.total() == null ? String.valueOf(run.done()) : run.done() + " of " + run.total();
        return (step == null ? "running" : step.name()) + ": " + count + " rows"
                + (run.failed() > 0 ? ", " + run.failed() + " failed" : "")
                + Objects.requireNonNullElse(eta(run), "");
    }

    private static @Nullable String eta(Run run) {
        return run.etaSeconds() == null ? null : ", about " + run.etaSeconds() + " s left";
    }

    /** 0 done, 1 some rows failed, 3 it could not go on. */
    static int exitCode(Run run) {
        return switch (run.state()) {
            case SUCCEEDED -> 0;
            case PARTLY_FAILED -> 1;
            default -> 3;
        };
    }

    /** What to do about a run that is not over or did not come to its end; empty where it did. */
    static String advice(Run run) {
        return switch (run.state()) {
            case PAUSED ->
                "The run is paused: " + run.waitsFor()
                        + (run.waitsUntil() == null
                                ? "; resume it with `runs resume " + run.id() + "`"
                                : "; it goes on by itself after " + run.waitsUntil()
                                        + " while a server runs, or with the next `ordersync run`")
                        + ". Nothing is lost.";
            case CANCELLED -> "The run was cancelled; what was not sent waits for the next one.";
            case FAILED -> String.valueOf(run.message());
            default -> "";
        };
    }
}
