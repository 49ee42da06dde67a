package io.salessync.kernel.live;

import io.salessync.kernel.live.LiveListening.Event;
import io.salessync.kernel.tenancy.TenantId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One open page: what it has still to be told, and the loop that tells it. Several changes of one subject within 250 ms are told as one.
 * What waits is told together and in the order of ids, so that the last id a page got is always one to resume from.
 */
final class LiveStream {
    /** Something changed that is not known any more: read everything anew. */
    static final String EVERYTHING = "*";

    private static final Duration COALESCED = Duration.ofMillis(250);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    /** A page ends and comes back by itself, with its last id: so a sign-out or a lost permission acts on it as well. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private static final int MOST_WAITING = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TenantId tenant;
    private final LiveEvents events;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Map<Told, Event> waiting = new LinkedHashMap<>();
    private final @Nullable String topic;
    private @Nullable Long last;
    private boolean catchUp;
    private boolean closed;
    private boolean givesWay;

    private record Told(String topic, String subject) {}

    /**
     * @param topic what alone is told; null: everything
     * @param last the last id the page got; null: it begins now
     */
    LiveStream(TenantId tenant, LiveEvents events, @Nullable String topic, @Nullable Long last) {
        this.tenant = tenant;
        this.events = events;
        this.topic = topic;
        this.last = last;
        this.catchUp = last != null;
    }

    void hear(Event event) {
        if (!isWanted(event)) {
            return;
        }
        lock.lock();
        try {
            if (waiting.size() >= MOST_WAITING) {
                // too slow: it comes back and resumes
                closed = true;
            }
            keep(event);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isWanted(Event event) {
        return topic == null || topic.equals(event.topic());
    }

    private void keep(Event event) {
        waiting.merge(new Told(event.topic(), event.subject()), event, (old, now) -> now.id() > old.id() ? now : old);
    }

    /** Some news may not have been heard: the table is read again. */
    void missedSome() {
        lock.lock();
        try {
            catchUp = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends it in favour of a newer page of the same user; where somebody still looks at this one, it comes back after a while. */
    void giveWay() {
        lock.lock();
        try {
            givesWay = true;
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean givesWay() {
        lock.lock();
        try {
            return givesWay;
        } finally {
            lock.unlock();
        }
    }

    /** Tells until the page is gone (an exception of {@code out}), too slow, or its time is up. */
    void tell(OutputStream out) throws IOException, InterruptedException {
        write(out, "retry: 2000\n: welcome\n\n");
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            if (last == null) {
                last = events.newest(tenant);
            }
            List<Event> past = isToCatchUp() ? past() : List.of();
            List<Event> batch = next(past);
            if (batch == null) {
                if (givesWay()) {
                    // at once, it would only push out the next one
                    write(out, "retry: 30000\n\n");
                }
                return;
            }
            if (batch.isEmpty()) {
                write(out, ": still here\n\n");
                continue;
            }
            StringBuilder text = new StringBuilder();
            for (Event event : batch) {
                text.append("id: ").append(event.id()).append("\nevent: changed\ndata: ");
                text.append(JSON.writeValueAsString(new Told(event.topic(), event.subject())));
                text.append("\n\n");
                last = event.id();
            }
            write(out, text.toString());
            pause();
        }
    }

    /** What to tell next, by id; empty when it is time for a sign of life (or to catch up); null when it is over. */
    private @Nullable List<Event> next(List<Event> past) throws InterruptedException {
        lock.lock();
        try {
            past.forEach(this::keep);
            long nanos = HEARTBEAT.toNanos();
            while (!closed && !catchUp && waiting.isEmpty() && nanos > 0) {
                nanos = news.awaitNanos(nanos);
            }
            if (closed) {
                return null;
            }
            List<Event> batch = waiting.values().stream()
                    .sorted(Comparator.comparingLong(Event::id))
                    .toList();
            waiting.clear();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private boolean isToCatchUp() {
        lock.lock();
        try {
            boolean now = catchUp;
            catchUp = false;
            return now;
        } finally {
            lock.unlock();
        }
    }

    private List<Event> past() {
        List<Event> past = last == null ? null : events.after(tenant, last);
        if (past != null && past.size() <= MOST_WAITING) {
            return past.stream().filter(this::isWanted).toList();
        }
        Long newest = events.newest(tenant);
        return List.of(new Event(newest == null ? 0 : newest, EVERYTHING, EVERYTHING));
    }

    private void pause() throws InterruptedException {
        lock.lock();
        try {
            long nanos = COALESCED.toNanos();
            while (!closed && nanos > 0) {
                nanos = news.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
