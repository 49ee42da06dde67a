package io.salessync.kernel.live;

import io.salessync.kernel.postgres.DatabaseAddress;
import io.salessync.kernel.postgres.LoneConnection;
import io.salessync.kernel.tenancy.TenantId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/** Listens on one connection of its own and spreads what it hears among this node's listeners. */
@Component
final class LiveHub implements LiveListening, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LiveHub.class);
    private static final int LISTEN_MILLIS = 5_000;

    private final DatabaseAddress address;
    private final Map<TenantId, List<Consumer<Event>>> listeners = new ConcurrentHashMap<>();
    private final List<Runnable> gapListeners = new CopyOnWriteArrayList<>();
    private volatile boolean running;
    private volatile @Nullable Connection connection;
    private @Nullable Thread thread;

    LiveHub(DatabaseAddress address) {
        this.address = address;
    }

    @Override
    public Ear listen(TenantId tenant, Consumer<Event> heard) {
        listeners.compute(tenant, (key, list) -> {
            List<Consumer<Event>> more = list == null ? new CopyOnWriteArrayList<>() : list;
            more.add(heard);
            return more;
        });
        return () -> listeners.computeIfPresent(tenant, (key, list) -> {
            list.remove(heard);
            return list.isEmpty() ? null : list;
        });
    }

    /** Calls {@code gap} each time the connection was made anew: what was told in between was not heard. */
    void onGap(Runnable gap) {
        gapListeners.add(gap);
    }

    @Override
    public synchronized void start() {
        running = true;
        thread = Thread.ofPlatform().daemon().name("live-listen").start(this::listenForEver);
    }

    private void listenForEver() {
        BackOffExecution pauses = backOff();
        boolean first = true;
        while (running) {
            try (Connection listening = LoneConnection.open(address, "salessync-live")) {
                connection = listening;
                try (Statement statement = listening.createStatement()) {
                    statement.execute("LISTEN salessync_live");
                }
                if (!first) {
                    gapListeners.forEach(Runnable::run);
                }
                first = false;
                pauses = backOff();
                hear(listening.unwrap(PGConnection.class));
            } catch (SQLException e) {
                if (running) {
                    log.warn("News of other nodes is not heard, trying again: {}", e.getMessage());
                    waitABit(pauses.nextBackOff());
                }
            } catch (RuntimeException e) {
                log.error("News could not be spread", e);
            }
        }
    }

    private void hear(PGConnection listening) throws SQLException {
        while (running) {
            PGNotification[] heard = listening.getNotifications(LISTEN_MILLIS);
            if (heard == null || heard.length == 0) {
                // a connection that died without a word is found out by asking
                try (Statement statement = ((Connection) listening).createStatement()) {
                    statement.execute("SELECT 1");
                }
                continue;
            }
            for (PGNotification notification : heard) {
                spread(notification.getParameter());
            }
        }
    }

    /** The payload is {@code tenant id topic subject}. */
    private void spread(String payload) {
        String[] parts = payload.split(" ", 4);
        if (parts.length < 4) {
            return;
        }
        List<Consumer<Event>> tenants = listeners.get(new TenantId(UUID.fromString(parts[0])));
        if (tenants == null) {
            return;
        }
        Event event = new Event(Long.parseLong(parts[1]), parts[2], parts[3]);
        for (Consumer<Event> listener : tenants) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                log.warn("A listener failed to hear {}", event, e);
            }
        }
    }

    private static BackOffExecution backOff() {
        ExponentialBackOff pauses = new ExponentialBackOff(250, 2);
        pauses.setMaxInterval(5_000);
        return pauses.start();
    }

    private synchronized void waitABit(long millis) {
        try {
            if (running) {
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    @Override
    public void stop() {
        Thread listening;
        synchronized (this) {
            running = false;
            notifyAll();
            listening = thread;
            thread = null;
        }
        try {
            Connection open = connection;
            if (open != null) {
                open.close();
            }
            if (listening != null) {
                listening.join(2_000);
            }
        } catch (SQLException e) {
            log.debug("The connection that listened did not close cleanly", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
