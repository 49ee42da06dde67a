package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** What the org may still be asked in the last 24 hours, and how many long calls are at work. */
final class Limits {
    static final String CALLS = "DailyApiRequests";
    static final String QUERY_JOBS = "DailyBulkV2QueryJobs";
    static final String QUERY_MEGABYTES = "DailyBulkV2QueryFileStorageMB";
    static final String BATCHES = "DailyBulkApiBatches";
    static final String LONG_CALLS = "ConcurrentLongCalls";

    private static final Duration WINDOW = Duration.ofHours(24);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Org org;
    private final Map<String, Long> most = new LinkedHashMap<>();
    private final Map<String, Deque<Slice>> used = new TreeMap<>();
    private final List<Instant> running = new ArrayList<>();

    /** What was used within some minutes that are counted as one. */
    private static final class Slice {
        private final Instant at;
        private long amount;

        Slice(Instant at) {
            this.at = at;
        }
    }

    Limits(Org org) {
        this.org = org;
        reset();
    }

    synchronized void reset() {
        used.clear();
        running.clear();
        most.put(CALLS, 100_000L);
        most.put(QUERY_JOBS, 10_000L);
        most.put(QUERY_MEGABYTES, 976_562L);
        most.put(BATCHES, 15_000L);
        most.put(LONG_CALLS, 25L);
    }

    synchronized boolean known(String name) {
        return most.containsKey(name);
    }

    synchronized void most(String name, long value) {
        most.put(name, value);
    }

    synchronized void use(String name, long amount) {
        Deque<Slice> slices = used.computeIfAbsent(name, none -> new ArrayDeque<>());
        Instant now = org.clock().instant();
        Slice last = slices.peekLast();
        if (last == null || last.at.plus(Duration.ofMinutes(5)).isBefore(now)) {
            last = new Slice(now);
            slices.addLast(last);
        }
        last.amount += amount;
    }

    synchronized long used(String name) {
        Deque<Slice> slices = used.get(name);
        if (slices == null) {
            return 0;
        }
        Instant oldest = org.clock().instant().minus(WINDOW);
        while (!slices.isEmpty() && slices.peekFirst().at.isBefore(oldest)) {
            slices.removeFirst();
        }
        return slices.stream().mapToLong(slice -> slice.amount).sum();
    }

    synchronized boolean exhausted(String name) {
        return used(name) >= most.getOrDefault(name, 0L);
    }

    /** Lets a call in, unless too many at work have taken twenty seconds already. */
    synchronized Instant enter() {
        Instant now = org.clock().instant();
        long slow =
                running.stream().filter(since -> !since.plus(LONG).isAfter(now)).count();
        if (slow >= most.getOrDefault(LONG_CALLS, 25L)) {
            throw tooMany();
        }
        running.add(now);
        return now;
    }

    synchronized void leave(Instant entered) {
        running.remove(entered);
    }

    static SalesforceFault tooMany() {
        return new SalesforceFault(
                403,
                "REQUEST_LIMIT_EXCEEDED",
                "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
                List.of());
    }

    static SalesforceFault daily() {
        return new SalesforceFault(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", List.of());
    }

    synchronized String header() {
        return "api-usage=" + used(CALLS) + "/" + most.get(CALLS);
    }

    synchronized ObjectNode told() {
        ObjectNode told = Json.MAPPER.createObjectNode();
        for (Map.Entry<String, Long> each : most.entrySet()) {
            if (!each.getKey().equals(LONG_CALLS)) {
                told.putObject(each.getKey())
                        .put("Max", each.getValue())
                        .put("Remaining", Math.max(0, each.getValue() - used(each.getKey())));
            }
        }
        told.putObject("DataStorageMB").put("Max", 10_240).put("Remaining", 9_000);
        told.putObject("FileStorageMB").put("Max", 10_240).put("Remaining", 10_240);
        told.putObject("SingleEmail").put("Max", 5_000).put("Remaining", 5_000);
        return told;
    }
}
