package io.salessync.sandbox.monday;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Complexity points of one minute; the minute begins with the first call after the last one ended. */
final class Budget {
    static final Duration WINDOW = Duration.ofSeconds(60);

    private final String token;
    private final long limit;
    private final SandboxClock clock;
    private final CallLog log;
    private @Nullable Instant end;
    private long spent;
    private CallLog.@Nullable Window window;

    Budget(String token, long limit, SandboxClock clock, CallLog log) {
        this.token = token;
        this.limit = limit;
        this.clock = clock;
        this.log = log;
    }

    /** Points set aside for a call, settled to what it really cost once it is over. */
    record Reservation(long before, long points, CallLog.Window window) {}

    synchronized @Nullable Reservation reserve(long points) {
        CallLog.Window current = roll();
        long before = limit - spent;
        if (points > before) {
            return null;
        }
        spent += points;
        return new Reservation(before, points, current);
    }

    synchronized void settle(Reservation reservation, long cost) {
        if (reservation.window() == window) {
            spent = Math.max(0, spent - reservation.points() + cost);
        }
        log.spend(reservation.window(), cost);
    }

    long limit() {
        return limit;
    }

    synchronized long remaining() {
        Instant ends = end;
        boolean running = ends != null && clock.instant().isBefore(ends);
        return running ? Math.max(0, limit - spent) : limit;
    }

    /** The whole window when none has begun. */
    synchronized Duration untilReset() {
        Instant now = clock.instant();
        Instant ends = end;
        return ends == null || !now.isBefore(ends) ? WINDOW : Duration.between(now, ends);
    }

    private CallLog.Window roll() {
        Instant now = clock.instant();
        Instant ends = end;
        CallLog.Window current = window;
        if (current == null || ends == null || !now.isBefore(ends)) {
            end = now.plus(WINDOW);
            spent = 0;
            current = log.window(token, now, limit);
            window = current;
        }
        return current;
    }
}
