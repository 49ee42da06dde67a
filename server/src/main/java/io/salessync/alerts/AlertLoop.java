package io.salessync.alerts;

import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * This node's part: one thread for what is due and for handing deliveries on, one for looking at conditions. Each channel that has
 * something to be told has a thread while it has: a dead one holds up nobody but itself.
 */
@Component
class AlertLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(AlertLoop.class);
    private static final int POLL_SECONDS = 5;
    private static final int LOOK_SECONDS = 15;
    private static final int LOOKS_BETWEEN_TIDYING = 240;

    private final AlertTimers timers;
    private final Looks looks;
    private final Deliveries deliveries;
    private final AlertWakes wakes;
    private final Tenants tenants;
    private final boolean automatic;
    private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
    private final Set<UUID> busy = ConcurrentHashMap.newKeySet();
    private @Nullable Thread duty;
    private @Nullable Thread looking;
    private volatile boolean running;

    AlertLoop(
            AlertTimers timers,
            Looks looks,
            Deliveries deliveries,
            AlertWakes wakes,
            Tenants tenants,
            // tests do it by hand
            @Value("${salessync.alerts.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        this.timers = timers;
        this.looks = looks;
        this.deliveries = deliveries;
        this.wakes = wakes;
        this.tenants = tenants;
        this.automatic = automatic && context instanceof WebServerApplicationContext;
    }

    @Override
    public synchronized void start() {
        running = true;
        if (automatic) {
            wakes.onNews(() -> news.offer(true));
            duty = Thread.ofPlatform().daemon().name("alert-loop").start(() -> repeat(this::tick, POLL_SECONDS));
            looking = Thread.ofPlatform()
                    .daemon()
                    .name("alert-looks")
                    .start(() -> repeat(
                            new Runnable() {
                                private int turn;

                                @Override
                                public void run() {
                                    lookAtAll(turn++ % LOOKS_BETWEEN_TIDYING == 1);
                                }
                            },
                            LOOK_SECONDS));
        }
    }

    private void repeat(Runnable work, int seconds) {
        boolean wakes = seconds == POLL_SECONDS;
        while (running) {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.warn("Alerts wait: {}", e.toString());
            }
            try {
                if (wakes) {
                    news.poll(seconds, TimeUnit.SECONDS);
                } else {
                    TimeUnit.SECONDS.sleep(seconds);
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void tick() {
        for (TenantId tenant : timers.due()) {
            timers.run(tenant);
            for (UUID channel : deliveries.due(tenant)) {
                hand(tenant, channel);
            }
        }
    }

    private void hand(TenantId tenant, UUID channel) {
        if (!busy.add(channel)) {
            return;
        }
        Thread.ofVirtual().name("alert-channel-" + channel).start(() -> {
            try {
                deliveries.send(tenant, channel);
            } catch (RuntimeException e) {
                log.warn("The channel {} could not be told: {}", channel, e.toString());
            } finally {
                busy.remove(channel);
            }
        });
    }

    private void lookAtAll(boolean tidies) {
        for (Tenant tenant : tenants.all()) {
            if (!running) {
                return;
            }
            looks.look(tenant.id());
            if (tidies) {
                timers.tidyUp(tenant.id());
            }
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        wakes.onNews(() -> {});
        for (Thread thread : new Thread[] {duty, looking}) {
            if (thread != null) {
                thread.interrupt();
            }
        }
        duty = null;
        looking = null;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
