package io.salessync.sandbox.unipile;

import io.salessync.sandbox.unipile.Truth.LinkedAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The provider's limits of each account: how often an action may be done in a day, a week, a month, rolling. */
final class Quotas {
    static final String INVITE = "invite";
    static final String NOTE = "note";
    static final String MESSAGE = "message";
    static final String VISIT = "visit";
    static final String INMAIL = "inmail";
    static final String MAIL = "mail";

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final List<Integer> LANDINGS = List.of(95, 90, 75, 50);

    private Quotas() {}

    static Map<String, Integer> defaults(String tier) {
        Map<String, Integer> limits = new LinkedHashMap<>();
        if (tier.equals("mail")) {
            limits.put("mail_day", 2_000);
            return limits;
        }
        boolean free = tier.equals("free");
        limits.put("invite_day", free ? 40 : 90);
        limits.put("invite_week", free ? 150 : 200);
        limits.put("note_month", free ? 5 : 1_000_000);
        limits.put("pending", 700);
        limits.put("message_day", 100);
        limits.put("visit_day", 100);
        limits.put("inmail_day", free ? 0 : 40);
        return limits;
    }

    static int note(String tier) {
        return tier.equals("free") ? 200 : 300;
    }

    static void use(LinkedAccount account, String action, Instant at) {
        List<Instant> uses = account.uses.computeIfAbsent(action, k -> new ArrayList<>());
        uses.removeIf(each -> each.isBefore(at.minus(MONTH)));
        uses.add(at);
    }

    static int used(LinkedAccount account, String action, Duration window, Instant now) {
        Instant since = now.minus(window);
        return (int) account.uses.getOrDefault(action, List.of()).stream()
                .filter(each -> each.isAfter(since))
                .count();
    }

    private static int limit(LinkedAccount account, String name) {
        return account.limits.getOrDefault(name, Integer.MAX_VALUE);
    }

    /** The name of the limit that keeps the account from doing it once more; null when none does. */
    static @Nullable String reached(LinkedAccount account, String action, Instant now) {
        for (Map.Entry<String, Duration> each : windows().entrySet()) {
            String name = action + "_" + each.getKey();
            if (used(account, action, each.getValue(), now) >= limit(account, name)) {
                return name;
            }
        }
        return null;
    }

    private static Map<String, Duration> windows() {
        Map<String, Duration> windows = new LinkedHashMap<>();
        windows.put("day", DAY);
        windows.put("week", WEEK);
        windows.put("month", MONTH);
        return windows;
    }

    /** How much of the tightest limit is used, in per cent. */
    static double share(LinkedAccount account, String action, Instant now) {
        double most = 0;
        for (Map.Entry<String, Duration> each : windows().entrySet()) {
            int limit = limit(account, action + "_" + each.getKey());
            if (limit != Integer.MAX_VALUE) {
                most = Math.max(most, 100.0 * used(account, action, each.getValue(), now) / Math.max(1, limit));
            }
        }
        return most;
    }

    /** The landing that was passed between two shares; null when none was. */
    static @Nullable Integer landing(double before, double after) {
        for (int landing : LANDINGS) {
            if (before < landing && after >= landing) {
                return landing;
            }
        }
        return null;
    }

    static Map<String, Object> told(LinkedAccount account, Instant now) {
        Map<String, Object> told = new LinkedHashMap<>();
        for (String action : List.of(INVITE, NOTE, MESSAGE, VISIT, INMAIL, MAIL)) {
            windows().forEach((name, window) -> {
                Integer limit = account.limits.get(action + "_" + name);
                if (limit != null) {
                    told.put(
                            action + "_" + name,
                            Map.of("used", used(account, action, window, now), "limit", limit));
                }
            });
        }
        return told;
    }
}
