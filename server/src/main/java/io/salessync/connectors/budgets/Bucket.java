package io.salessync.connectors.budgets;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one limit of an account. A window begins with the first call after the last one ended; vendors tell its
 * length and its end in whole seconds, rounded up, so both are narrowed down from when windows were seen to begin.
 *
 * @param remaining as last told
 * @param reserved by calls under way
 * @param low the window is longer than this
 * @param high the window is not longer than this; null while nothing is known
 * @param startedFrom when the present window began, at the earliest; null when that was not seen
 * @param startedAt when it began, at the latest; null likewise
 * @param resetsAt when it ends, at the latest; null while no window is open
 * @param reservedAt when a call last reserved something; null when none has since the window began
 */
record Bucket(
        String policy,
        long quota,
        long remaining,
        long reserved,
        Duration low,
        @Nullable Duration high,
        @Nullable Instant startedFrom,
        @Nullable Instant startedAt,
        @Nullable Instant resetsAt,
        Instant observedAt,
        @Nullable Instant reservedAt) {

    /** The limit of calls that are under way at one time; what is told of it holds for a moment only. */
    static final String AT_ONCE = "calls.at-once";

    /** Rounded times leave less than this share of a window unused; nothing more is gained by finding out. */
    private static final double EXACT = 0.03;

    /** Calls take about as long as this: nothing shorter can be made out. */
    private static final long NOISE = 20;

    /**
     * As it stands at this time: full again when its window is over, free of what was reserved by calls that must be over.
     *
     * @param longestCall no call takes longer: who reserved before that was killed and gives nothing back
     */
    Bucket at(Instant now, Duration longestCall) {
        if (resetsAt == null) {
            return withoutForgotten(now, longestCall);
        }
        if (now.isBefore(resetsAt)) {
            return this;
        }
        // what is under way still takes its place among the calls at once, whatever window begins
        long kept = isOfCallsAtOnce() ? reserved : 0;
        return new Bucket(policy, quota, quota, kept, low, high, null, null, null, observedAt, reservedAt)
                .withoutForgotten(now, longestCall);
    }

    private Bucket withoutForgotten(Instant now, Duration longestCall) {
        boolean forgotten = reserved > 0 && isOlder(reservedAt, now, longestCall);
        // no end was ever told: no window of the vendor's is as long as that
        boolean stale = remaining < quota && isOlder(observedAt, now, longestCall);
        return forgotten || stale
                ? new Bucket(
                        policy,
                        quota,
                        stale ? quota : remaining,
                        forgotten ? 0 : reserved,
                        low,
                        high,
                        startedFrom,
                        startedAt,
                        resetsAt,
                        observedAt,
                        forgotten ? null : reservedAt)
                : this;
    }

    private static boolean isOlder(@Nullable Instant at, Instant now, Duration longestCall) {
        return at == null || !now.isBefore(at.plus(longestCall));
    }

    /** Whether it counts calls that are under way at one time, not calls in a time. */
    boolean isOfCallsAtOnce() {
        return policy.equals(AT_ONCE);
    }

    boolean has(long amount) {
        return remaining - reserved >= amount || (isFull() && reserved == 0);
    }

    /** No window is open, so the next call opens one. */
    boolean isFull() {
        return resetsAt == null && remaining == quota;
    }

    long available() {
        return Math.max(0, remaining - reserved);
    }

    Bucket reserving(long amount, Instant now) {
        return new Bucket(
                policy,
                quota,
                remaining,
                reserved + amount,
                low,
                high,
                startedFrom,
                startedAt,
                resetsAt,
                observedAt,
                amount == 0 ? reservedAt : now);
    }

    /** Less by what a call took that is counted elsewhere too. */
    Bucket less(long amount) {
        return new Bucket(
                policy,
                quota,
                Math.max(0, remaining - amount),
                reserved,
                low,
                high,
                startedFrom,
                startedAt,
                resetsAt,
                observedAt,
                reservedAt);
    }

    Bucket released(long amount) {
        return new Bucket(
                policy,
                quota,
                remaining,
                Math.max(0, reserved - amount),
                low,
                high,
                startedFrom,
                startedAt,
                resetsAt,
                observedAt,
                reservedAt);
    }

    /** Refused: nothing is left until then. */
    Bucket spent(Instant until) {
        return new Bucket(
                policy,
                quota,
                0,
                isOfCallsAtOnce() ? reserved : 0,
                low,
                high,
                startedFrom,
                startedAt,
                until,
                observedAt,
                reservedAt);
    }

    /** With what an answer tells, for a call that went out at {@code sent}. */
    Bucket told(Level level, Instant sent, Instant received) {
        long full = level.quota() == null ? Math.max(quota, level.after()) : level.quota();
        Bucket known = knowing(level.window(), full);
        Long before = level.before();
        boolean opened = before == null ? level.after() > remaining || isFull() : before > remaining || isFull();
        if (opened) {
            return known.opened(level, sent, received, before == null || before >= full);
        }
        Bucket narrowed = known.stillOpenAt(sent);
        long left = reserved == 0 ? level.after() : Math.min(remaining, level.after());
        return narrowed.ending(level, received, left);
    }

    private Bucket knowing(@Nullable Duration window, long full) {
        if (window == null || window.isZero() || (high != null && low.compareTo(window) < 0 && !isLonger(window))) {
            return new Bucket(
                    policy,
                    full,
                    remaining,
                    reserved,
                    low,
                    high,
                    startedFrom,
                    startedAt,
                    resetsAt,
                    observedAt,
                    reservedAt);
        }
        Duration shortest = window.minusSeconds(1);
        return new Bucket(
                policy,
                full,
                remaining,
                reserved,
                shortest.isNegative() ? Duration.ZERO : shortest,
                window,
                startedFrom,
                startedAt,
                resetsAt,
                observedAt,
                reservedAt);
    }

    /** Whether the window as told does not fit what was found out: the vendor changed it. */
    private boolean isLonger(Duration window) {
        return high != null && (high.compareTo(window) > 0 || high.compareTo(window.minusSeconds(1)) <= 0);
    }

    private Bucket opened(Level level, Instant sent, Instant received, boolean byThisCall) {
        Duration longest = high;
        if (startedFrom != null && high != null) {
            // the last window is over now and began no earlier than that, so it was not longer than this
            Duration seen = Duration.between(startedFrom, received);
            longest = seen.compareTo(high) < 0 && seen.compareTo(low) > 0 ? seen : high;
        }
        Bucket next = new Bucket(
                policy,
                quota,
                level.after(),
                reserved,
                low,
                longest,
                byThisCall ? sent : null,
                byThisCall ? received : null,
                null,
                received,
                reservedAt);
        return next.ending(level, received, level.after());
    }

    private Bucket stillOpenAt(Instant sent) {
        if (startedAt == null || high == null) {
            return this;
        }
        Duration lasted = Duration.between(startedAt, sent);
        if (lasted.compareTo(low) <= 0) {
            return this;
        }
        // a window that outlasts what was taken for its length: that was wrong
        Duration longest = lasted.compareTo(high) >= 0 ? lasted.plus(lasted.dividedBy(10)) : high;
        return new Bucket(
                policy,
                quota,
                remaining,
                reserved,
                lasted,
                longest,
                startedFrom,
                startedAt,
                resetsAt,
                observedAt,
                reservedAt);
    }

    private Bucket ending(Level level, Instant received, long left) {
        Duration reset = level.resetIn();
        Instant end = reset == null ? null : received.plus(reset);
        if (startedAt != null && high != null) {
            Instant byLength = startedAt.plus(high).plus(margin());
            if (end == null || byLength.isBefore(end)) {
                end = byLength;
            }
        } else if (end == null) {
            end = resetsAt != null ? resetsAt : high == null ? null : received.plus(high);
        }
        return new Bucket(policy, quota, left, reserved, low, high, startedFrom, startedAt, end, received, reservedAt);
    }

    /** Calls do not all travel equally fast: one that starts a little late is not refused. */
    private Duration margin() {
        return high == null ? Duration.ZERO : Duration.ofMillis(Math.max(2, high.toMillis() / 200));
    }

    /** When to look whether the window is over already, while its length is known too roughly; null when there is no need to. */
    @Nullable Instant lookAt(Instant now) {
        if (startedAt == null || high == null || resetsAt == null) {
            return null;
        }
        Duration unsure = high.minus(low);
        if (unsure.toMillis() <= Math.max(NOISE, high.toMillis() * EXACT)) {
            return null;
        }
        Instant middle = startedAt.plus(low).plus(unsure.dividedBy(2));
        Instant look = middle.isAfter(now) ? middle : now;
        return look.isBefore(resetsAt) ? look : null;
    }
}
