package io.salessync.sandbox;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was called, what was refused and what it cost, since the start or since it was last zeroed. */
public final class CallLog {
    private static final int RECENT = 100;
    private static final int WINDOWS = 200;

    private long calls;
    private long queries;
    private long mutationCalls;
    private long mutations;
    private long replays;
    private long spent;
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Deque<Call> recent = new ArrayDeque<>();
    private final Deque<Window> windows = new ArrayDeque<>();

    /** One call in a line: what it asked, what it got. */
    public record Call(Instant at, String vendor, String asked, int status, String outcome, long cost, double millis) {}

    /** The complexity spent in one budget window of one token. */
    public static final class Window {
        private final String token;
        private final Instant startedAt;
        private final long budget;
        private long spent;

        private Window(String token, Instant startedAt, long budget) {
            this.token = token;
            this.startedAt = startedAt;
            this.budget = budget;
        }
    }

    public synchronized void call(Call call) {
        calls++;
        recent.addFirst(call);
        if (recent.size() > RECENT) {
            recent.removeLast();
        }
    }

    public synchronized void query() {
        queries++;
    }

    public synchronized void mutationCall() {
        mutationCalls++;
    }

    public synchronized void mutations(int executed) {
        mutations += executed;
    }

    public synchronized void refusal(String kind) {
        refusals.merge(kind, 1L, Long::sum);
    }

    public synchronized void replay() {
        replays++;
    }

    public synchronized Window window(String token, Instant startedAt, long budget) {
        Window window = new Window(token, startedAt, budget);
        windows.addLast(window);
        if (windows.size() > WINDOWS) {
            windows.removeFirst();
        }
        return window;
    }

    public synchronized void spend(Window window, long points) {
        window.spent += points;
        spent += points;
    }

    synchronized void zero() {
        calls = queries = mutationCalls = mutations = replays = spent = 0;
        refusals.clear();
        recent.clear();
        Map<String, Window> running = new LinkedHashMap<>();
        windows.forEach(window -> running.put(window.token, window));
        windows.clear();
        running.values().forEach(window -> {
            window.spent = 0;
            windows.addLast(window);
        });
    }

    /** Forgets the windows too: every budget begins anew. */
    synchronized void clear() {
        windows.clear();
        zero();
    }

    public synchronized List<Call> recent(int limit) {
        return recent.stream().limit(limit).toList();
    }

    public synchronized Map<String, Object> report() {
        List<Map<String, Object>> told = new ArrayList<>();
        long offered = 0;
        long used = 0;
        for (Window window : windows) {
            offered += window.budget;
            used += window.spent;
            told.add(Map.of(
                    "token", window.token,
                    "startedAt", window.startedAt.toString(),
                    "spent", window.spent,
                    "budget", window.budget));
        }
        Map<String, Object> complexity = new LinkedHashMap<>();
        complexity.put("spent", spent);
        complexity.put("budget", windows.isEmpty() ? 0 : windows.getLast().budget);
        complexity.put("utilisation", offered == 0 ? 0.0 : (double) used / offered);
        complexity.put("windows", told);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("calls", calls);
        report.put("queries", queries);
        report.put("mutation_calls", mutationCalls);
        report.put("mutations", mutations);
        report.put("replays", replays);
        report.put("refusals", new TreeMap<>(refusals));
        report.put("complexity", complexity);
        return report;
    }
}
