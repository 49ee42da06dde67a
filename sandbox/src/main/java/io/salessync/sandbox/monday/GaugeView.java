package io.salessync.sandbox.monday;

import io.salessync.sandbox.CallLog;
import io.salessync.sandbox.SandboxClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How much of their limits the tokens have used, and the latest calls, for the page. */
final class GaugeView {
    private static final int CALLS = 40;

    private final Accounts accounts;
    private final CallLog log;
    private final SandboxClock clock;

    GaugeView(Accounts accounts, CallLog log, SandboxClock clock) {
        this.accounts = accounts;
        this.log = log;
        this.clock = clock;
    }

    Map<String, Object> view() {
        List<Map<String, Object>> tokens = new ArrayList<>();
        for (Token token : Token.values()) {
            Account account = accounts.of(token);
            if (!account.usage().isEmpty()) {
                tokens.add(token(account));
            }
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("tokens", tokens);
        view.put("recent", log.recent(CALLS));
        Map<String, Object> report = log.report();
        for (String name : List.of("calls", "mutations", "replays", "refusals")) {
            view.put(name, report.get(name));
        }
        view.put("speed", clock.speed());
        return view;
    }

    private Map<String, Object> token(Account account) {
        Token token = account.token();
        Budget writes = account.budget(true);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("name", token.secret());
        told.put("tier", token.tier());
        told.put("complexity", writes.limit());
        told.put("complexityLeft", writes.remaining());
        told.put("calls", token.perMinute());
        told.put("callsLeft", account.minuteRemaining());
        told.put("day", token.perDay());
        told.put("dayUsed", account.callsToday());
        return told;
    }
}
