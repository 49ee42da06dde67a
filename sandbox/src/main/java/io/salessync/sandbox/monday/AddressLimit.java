package io.salessync.sandbox.monday;

import io.salessync.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of one address in ten seconds, whatever their token. */
final class AddressLimit {
    static final int CALLS = 5_000;

    private static final Duration WINDOW = Duration.ofSeconds(10);

    private record Count(Instant end, int calls) {}

    private final SandboxClock clock;
    private final Map<String, Count> counts = new HashMap<>();

    AddressLimit(SandboxClock clock) {
        this.clock = clock;
    }

    synchronized void reset() {
        counts.clear();
    }

    synchronized @Nullable Refusal enter(String address) {
        Instant now = clock.instant();
        Count count = counts.get(address);
        if (count == null || !now.isBefore(count.end())) {
            count = new Count(now.plus(WINDOW), 0);
        }
        if (count.calls() >= CALLS) {
            return Refusal.address(Duration.between(now, count.end()));
        }
        counts.put(address, new Count(count.end(), count.calls() + 1));
        return null;
    }
}
