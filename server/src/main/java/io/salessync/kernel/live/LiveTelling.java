package io.salessync.kernel.live;

import static io.salessync.kernel.jooq.Routines.tellLive;

import io.salessync.kernel.tenancy.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells all nodes what was committed here, by NOTIFY, many news in one go: a NOTIFY inside the work's own transaction would make
 * every commit wait for the one before it. News that are lost with a killed node are rows still, and pages read those.
 */
@Component
final class LiveTelling implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LiveTelling.class);
    private static final int MOST_AT_ONCE = 500;
    /** While the database is away; who missed news reads anew when it is back. */
    private static final int MOST_WAITING = 50_000;
    /** Told first and ended last: others tell news until they have stopped. */
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 2_000;

    private final Database database;
    private final BlockingQueue<String> news = new LinkedBlockingQueue<>(MOST_WAITING);
    private volatile boolean running;
    private @Nullable Thread thread;

    LiveTelling(Database database) {
        this.database = database;
    }

    /** @param payload {@code tenant id topic subject}, of what is committed */
    void tell(String payload) {
        if (!news.offer(payload)) {
            log.debug("News {} are not told: too many wait", payload);
        }
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("live-tell").start(this::tellForEver);
    }

    private void tellForEver() {
        List<String> batch = new ArrayList<>();
        while (running) {
            try {
                batch.clear();
                batch.add(news.take());
                news.drainTo(batch, MOST_AT_ONCE - 1);
                database.apart(sql -> tellLive(sql.configuration(), batch.toArray(String[]::new)));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.debug("{} news could not be told", batch.size(), e);
            }
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        if (thread != null) {
            // not by an interrupt: it would close a connection at work
            news.offer("");
            thread = null;
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}
