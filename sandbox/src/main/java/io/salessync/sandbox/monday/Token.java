package io.salessync.sandbox.monday;

import org.jspecify.annotations.Nullable;

/** The tokens the sandbox knows, each an account of its own with the limits of a plan. */
enum Token {
    PERSONAL("sandbox-personal", "pro", 10_000_000, false, 2_500, 100, 10_000, 71000001),
    APP("sandbox-app", "pro", 5_000_000, true, 2_500, 100, 10_000, 71000002),
    TRIAL("sandbox-trial", "trial", 1_000_000, false, 1_000, 40, 1_000, 71000003),
    ENTERPRISE("sandbox-enterprise", "enterprise", 10_000_000, false, 5_000, 250, 25_000, 71000004),
    READONLY("sandbox-readonly", "pro", 10_000_000, false, 2_500, 100, 10_000, 71000005);

    private final String secret;
    private final String tier;
    private final long complexity;
    private final boolean split;
    private final int perMinute;
    private final int concurrent;
    private final int perDay;
    private final long account;

    Token(
            String secret,
            String tier,
            long complexity,
            boolean split,
            int perMinute,
            int concurrent,
            int perDay,
            long account) {
        this.secret = secret;
        this.tier = tier;
        this.complexity = complexity;
        this.split = split;
        this.perMinute = perMinute;
        this.concurrent = concurrent;
        this.perDay = perDay;
        this.account = account;
    }

    static @Nullable Token of(@Nullable String authorization) {
        if (authorization == null) {
            return null;
        }
        String sent = authorization.strip();
        String secret =
                sent.regionMatches(true, 0, "Bearer ", 0, 7) ? sent.substring(7).strip() : sent;
        for (Token token : values()) {
            if (token.secret.equals(secret)) {
                return token;
            }
        }
        return null;
    }

    String secret() {
        return secret;
    }

    String tier() {
        return tier;
    }

    /** Points per minute; for an app as many again for mutations. */
    long complexity() {
        return complexity;
    }

    boolean split() {
        return split;
    }

    int perMinute() {
        return perMinute;
    }

    int concurrent() {
        return concurrent;
    }

    int perDay() {
        return perDay;
    }

    long account() {
        return account;
    }
}
