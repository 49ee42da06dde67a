package io.salessync.sandbox.monday;

import io.salessync.sandbox.SandboxClock;
import java.util.Map;

/** The rate limits as every answer carries them in its headers. */
final class RateHeaders {
    private RateHeaders() {}

    static Map<String, String> of(Account account, boolean mutation, SandboxClock clock) {
        Token token = account.token();
        Budget budget = account.budget(mutation);
        long window = clock.wallSeconds(Budget.WINDOW);
        String policy = "\"minuteRate\";q=" + token.perMinute() + ";w=" + window
                + ", \"concurrency\";q=" + token.concurrent()
                + ", \"complexityMinute\";q=" + budget.limit() + ";w=" + window;
        String limits = "\"minuteRate\";r=" + account.minuteRemaining()
                + ", \"concurrency\";r=" + account.slotsRemaining()
                + ", \"complexityMinute\";r=" + budget.remaining() + ";t=" + clock.wallSeconds(budget.untilReset());
        return Map.of("RateLimit-Policy", policy, "RateLimit", limits);
    }
}
