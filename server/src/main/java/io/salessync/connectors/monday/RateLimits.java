package io.salessync.connectors.monday;

import io.salessync.connectors.budgets.Budgets;
import io.salessync.connectors.budgets.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The headers {@code RateLimit-Policy} and {@code RateLimit}, as the IETF draft writes them. */
record RateLimits(Map<String, Parameters> policies, Map<String, Parameters> limits) {
    static final String READ = "complexity.read";
    static final String WRITE = "complexity.write";
    static final String MINUTE = "calls.minute";
    static final String AT_ONCE = Budgets.AT_ONCE;

    /** How many calls are under way changes all the time: what is told of it is news for so long. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** The letters after a policy's name: {@code q} quota, {@code w} window, {@code r} remaining, {@code t} seconds until it resets. */
    record Parameters(Map<String, Double> values) {
        @Nullable Double value(String letter) {
            return values.get(letter);
        }
    }

    static RateLimits of(@Nullable String policy, @Nullable String limit) {
        return new RateLimits(read(policy), read(limit));
    }

    private static Map<String, Parameters> read(@Nullable String header) {
        Map<String, Parameters> read = new TreeMap<>();
        if (header == null) {
            return read;
        }
        for (String item : header.split(",", -1)) {
            String[] parts = item.strip().split(";", -1);
            String name = parts[0].strip().replace("\"", "");
            Map<String, Double> values = new HashMap<>();
            for (int i = 1; i < parts.length; i++) {
                String[] pair = parts[i].strip().split("=", 2);
                if (pair.length == 2 && pair[1].strip().matches("\\d{1,15}(\\.\\d+)?")) {
                    values.put(pair[0].strip(), Double.valueOf(pair[1].strip()));
                }
            }
            if (!name.isEmpty()) {
                read.put(name, new Parameters(values));
            }
        }
        return read;
    }

    /**
     * Where the limits stand after a call.
     *
     * @param costPolicy which of ours complexity counts on for this call
     * @param cost as told in the document, more exact than the header; null where it was not
     */
    List<Level> levels(String costPolicy, MondayAnswer.@Nullable Complexity cost) {
        List<Level> levels = new ArrayList<>();
        Level minute = level("minuteRate", MINUTE, null);
        if (minute != null) {
            levels.add(minute);
        }
        Level atOnce = level("concurrency", AT_ONCE, null);
        if (atOnce != null) {
            levels.add(new Level(AT_ONCE, atOnce.quota(), null, atOnce.after(), MOMENT, null));
        }
        Level complexity = level("complexityMinute", costPolicy, cost);
        if (complexity != null) {
            levels.add(complexity);
        }
        return levels;
    }

    private @Nullable Level level(String theirs, String ours, MondayAnswer.@Nullable Complexity cost) {
        Parameters limit = limits.get(theirs);
        Double remaining = limit == null ? null : limit.value("r");
        if (remaining == null && cost == null) {
            return null;
        }
        Double reset = limit == null ? null : limit.value("t");
        Parameters policy = policies.get(theirs);
        Double quota = policy == null ? null : policy.value("q");
        Double window = policy == null ? null : policy.value("w");
        Duration resetIn = cost != null && cost.resetIn() != null ? cost.resetIn() : seconds(reset);
        return new Level(
                ours,
                quota == null ? null : Math.round(quota),
                cost == null ? null : cost.before(),
                cost != null ? cost.after() : Math.round(remaining == null ? 0 : remaining),
                resetIn,
                seconds(window));
    }

    private static @Nullable Duration seconds(@Nullable Double seconds) {
        return seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1000));
    }
}
