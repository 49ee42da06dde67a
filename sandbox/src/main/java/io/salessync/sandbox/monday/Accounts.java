package io.salessync.sandbox.monday;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.SandboxClock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The account behind each token. */
final class Accounts {
    private final SandboxClock clock;
    private final CallLog log;
    private volatile Map<Token, Account> byToken;

    Accounts(SandboxClock clock, CallLog log) {
        this.clock = clock;
        this.log = log;
        this.byToken = fresh();
    }

    private Map<Token, Account> fresh() {
        Map<Token, Account> accounts = new EnumMap<>(Token.class);
        for (Token token : Token.values()) {
            accounts.put(token, new Account(token, clock, log));
        }
        return accounts;
    }

    void reset() {
        byToken = fresh();
    }

    Account of(Token token) {
        return Objects.requireNonNull(byToken.get(token));
    }
}
