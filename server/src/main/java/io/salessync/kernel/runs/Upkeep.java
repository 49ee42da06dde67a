package io.salessync.kernel.runs;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Something that a server does again and again beside its runs, on a thread of its own: at its start, then a while after each end. Commands do not do it. */
public abstract class Upkeep implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Upkeep.class);

    private final String name;
    private final Duration interval;
    private final boolean automatic;
    private @Nullable ScheduledExecutorService timer;
    private boolean failing;

    /**
     * @param name of the thread
     * @param wanted whether it is to be done at all
     */
    protected Upkeep(String name, Duration interval, boolean wanted, ApplicationContext context) {
        this.name = name;
        this.interval = interval;
        this.automatic = wanted && context instanceof WebServerApplicationContext;
    }

    /** Once; whatever it throws is logged, and it is done again. */
    protected abstract void tidyUp();

    private void tidyUpIfPossible() {
        try {
            tidyUp();
            if (failing) {
                log.info("{} goes well again", name);
            }
            failing = false;
        } catch (RuntimeException e) {
            // said once, not with every try
            if (!failing) {
                log.warn("{} failed, trying again every {} s: {}", name, interval.toSeconds(), e.toString());
            }
            failing = true;
        }
    }

    @Override
    public boolean isAutoStartup() {
        return automatic;
    }

    @Override
    public synchronized void start() {
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
        timer.scheduleWithFixedDelay(this::tidyUpIfPossible, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }
}
