package io.salessync.sandbox.monday;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The limits of one token as they stand: calls of the minute and the day, calls at once, complexity. */
final class Account {
    /** Calls of a day are counted in tenths: what is refused for its rate counts one tenth. */
    private static final int WHOLE = 10;

    private static final int SUBITEM_READS = 10;

    private final Token token;
    private final SandboxClock clock;
    private final Budget reads;
    private final Budget writes;
    private @Nullable Instant minuteEnd;
    private int minuteCalls;
    private final Map<LocalDate, Long> days = new TreeMap<>();
    private int inFlight;
    private int subitemReads;

    Account(Token token, SandboxClock clock, CallLog log) {
        this.token = token;
        this.clock = clock;
        this.reads = new Budget(token.secret(), token.complexity(), clock, log);
        this.writes = token.split() ? new Budget(token.secret() + " (write)", token.complexity(), clock, log) : reads;
    }

    Token token() {
        return token;
    }

    Budget budget(boolean mutation) {
        return mutation ? writes : reads;
    }

    /** Lets a call in or says why not; whoever is let in has to leave again. */
    synchronized @Nullable Refusal enter(boolean loneComplexity) {
        Instant now = clock.instant();
        LocalDate today = today(now);
        if (days.getOrDefault(today, 0L) >= (long) token.perDay() * WHOLE) {
            countDay(1);
            Instant midnight = today.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            return Refusal.daily(Duration.between(now, midnight));
        }
        Instant ends = rollMinute(now);
        if (minuteCalls >= token.perMinute()) {
            countDay(1);
            return Refusal.minute(Duration.between(now, ends));
        }
        if (inFlight >= token.concurrent()) {
            countDay(1);
            return Refusal.concurrency();
        }
        minuteCalls++;
        inFlight++;
        countDay(loneComplexity ? 1 : WHOLE);
        return null;
    }

    synchronized void leave() {
        inFlight--;
    }

    /** A call that was let in and then refused for its rate counts a tenth after all. */
    synchronized void refund(boolean loneComplexity) {
        countDay(loneComplexity ? 0 : 1 - WHOLE);
    }

    synchronized boolean beginSubitems() {
        if (subitemReads >= SUBITEM_READS) {
            return false;
        }
        subitemReads++;
        return true;
    }

    synchronized void endSubitems() {
        subitemReads--;
    }

    synchronized int minuteRemaining() {
        rollMinute(clock.instant());
        return Math.max(0, token.perMinute() - minuteCalls);
    }

    synchronized int slotsRemaining() {
        return Math.max(0, token.concurrent() - inFlight);
    }

    synchronized Map<LocalDate, Long> usage() {
        Map<LocalDate, Long> usage = new TreeMap<>();
        days.forEach((day, tenths) -> usage.put(day, Math.ceilDiv(tenths, WHOLE)));
        return usage;
    }

    synchronized double callsToday() {
        return days.getOrDefault(today(clock.instant()), 0L) / (double) WHOLE;
    }

    private void countDay(int tenths) {
        days.merge(today(clock.instant()), (long) tenths, Long::sum);
        while (days.size() > 14) {
            days.remove(days.keySet().iterator().next());
        }
    }

    private static LocalDate today(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    private Instant rollMinute(Instant now) {
        Instant ends = minuteEnd;
        if (ends == null || !now.isBefore(ends)) {
            ends = now.plus(Budget.WINDOW);
            minuteEnd = ends;
            minuteCalls = 0;
        }
        return ends;
    }
}
