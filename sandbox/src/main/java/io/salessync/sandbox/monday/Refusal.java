package io.salessync.sandbox.monday;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call turned away before it is executed. */
record Refusal(
        String kind,
        int status,
        String code,
        String message,
        @Nullable Duration pause,
        Map<String, Object> more) {
    static Refusal of(String kind, int status, String code, String message) {
        return new Refusal(kind, status, code, message, null, Map.of());
    }

    static Refusal minute(Duration wait) {
        return limit("minute", "RATE_LIMIT_EXCEEDED", "Minute limit rate exceeded", wait);
    }

    static Refusal concurrency() {
        return limit("concurrency", "maxConcurrencyExceeded", "Concurrency limit exceeded", Duration.ofSeconds(1));
    }

    static Refusal daily(Duration wait) {
        return limit("daily", "DAILY_LIMIT_EXCEEDED", "Daily limit exceeded", wait);
    }

    static Refusal address(Duration wait) {
        return limit("ip", "IP_RATE_LIMIT_EXCEEDED", "Too many calls from this address", wait);
    }

    static Refusal complexity(Duration wait) {
        return limit("complexity", "COMPLEXITY_BUDGET_EXHAUSTED", "Complexity budget exhausted", wait);
    }

    static Refusal locked() {
        return limit("423", "ResourceLocked", "Resource is currently locked", Duration.ofSeconds(1))
                .withStatus(423);
    }

    static Refusal conflict(Duration wait) {
        return limit(
                        "409",
                        "IDEMPOTENCY_CONFLICT",
                        "A request with this idempotency key is currently being processed",
                        wait)
                .withStatus(409);
    }

    static Refusal unauthorized() {
        return of("401", 401, "Unauthorized", "Not authenticated: the token is missing or unknown");
    }

    static Refusal crashed() {
        return of("500", 500, "INTERNAL_SERVER_ERROR", "Internal server error");
    }

    private static Refusal limit(String kind, String code, String message, Duration wait) {
        return new Refusal(kind, 429, code, message, wait, Map.of());
    }

    private Refusal withStatus(int other) {
        return new Refusal(kind, other, code, message, pause, more);
    }

    boolean rateLimited() {
        return status == 429;
    }
}
