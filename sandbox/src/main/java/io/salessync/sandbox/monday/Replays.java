package io.salessync.sandbox.monday;

import io.salessync.sandbox.Reply;
import io.salessync.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers kept under their idempotency keys for half an hour, and the keys whose calls are still running. */
final class Replays {
    static final Duration LIFE = Duration.ofMinutes(30);

    private static final int LARGEST = 1_000_000;

    record Key(Token token, String key) {}

    /** Whether a call with a key may run; if not, it is answered from memory or told to wait. */
    record Verdict(boolean run, @Nullable Reply replay) {}

    private record Kept(Reply reply, Instant until) {}

    private final SandboxClock clock;
    private final Map<Key, Kept> kept = new LinkedHashMap<>();
    private final Set<Key> running = new HashSet<>();

    Replays(SandboxClock clock) {
        this.clock = clock;
    }

    synchronized void reset() {
        kept.clear();
    }

    synchronized Verdict begin(Key key) {
        dropOld();
        Kept answer = kept.get(key);
        if (answer != null) {
            return new Verdict(false, answer.reply());
        }
        return new Verdict(running.add(key), null);
    }

    /** Ends a call; an answer that is null or too large is not kept, so the key runs again. */
    synchronized void end(Key key, @Nullable Reply answer) {
        running.remove(key);
        if (answer != null && answer.body().length <= LARGEST) {
            kept.put(key, new Kept(answer, clock.instant().plus(LIFE)));
        }
    }

    private void dropOld() {
        Instant now = clock.instant();
        Iterator<Kept> oldest = kept.values().iterator();
        while (oldest.hasNext() && !now.isBefore(oldest.next().until())) {
            oldest.remove();
        }
    }
}
