package io.salessync.mail;

import io.salessync.kernel.tenancy.Tenants;
import io.salessync.mail.MailSending.Claimed;
import io.salessync.mail.MailSending.Due;
import io.salessync.mail.Mails.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** This node's sender: one thread that claims, a few that speak with the server. A dead server holds up nobody but mail. */
@Component
class MailLoop implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(MailLoop.class);
    private static final int POLL_SECONDS = 5;
    private static final int POLLS_BETWEEN_TIDYING = 720;

    private final MailSending sending;
    private final MailWakes wakes;
    private final Tenants tenants;
    private final boolean automatic;
    private final Semaphore slots;
    private final int atOnce;
    private final long stopWaitMillis;
    private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
    private @Nullable Thread thread;
    private volatile boolean running;

    MailLoop(
            MailSending sending,
            MailWakes wakes,
            Tenants tenants,
            MailSettings settings,
            // tests send by hand
            @Value("${salessync.mail.automatic:${salessync.runs.automatic:true}}") boolean automatic,
            ApplicationContext context) {
        this.sending = sending;
        this.wakes = wakes;
        this.tenants = tenants;
        this.automatic = automatic && context instanceof WebServerApplicationContext;
        this.atOnce = settings.atOnce();
        this.slots = new Semaphore(atOnce);
        this.stopWaitMillis = Math.min(20_000, settings.totalTimeout().toMillis());
    }

    @Override
    public synchronized void start() {
        running = true;
        if (automatic) {
            wakes.onNews(() -> news.offer(true));
            thread = Thread.ofPlatform().daemon().name("mail-loop").start(this::work);
        }
    }

    private void work() {
        int polls = 0;
        while (running) {
            try {
                int claimed = dispatch();
                if (polls++ % POLLS_BETWEEN_TIDYING == 0) {
                    sending.tidyUp(tenants);
                }
                if (claimed == 0) {
                    news.poll(POLL_SECONDS, TimeUnit.SECONDS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("Mail waits: {}", e.toString());
                pause();
            }
        }
    }

    private int dispatch() throws InterruptedException {
        List<Due> due = sending.due();
        int claimed = 0;
        for (Due each : due) {
            if (!running) {
                return claimed;
            }
            boolean ends = each.state() == State.SENDING;
            if (!ends) {
                slots.acquire();
            }
            Optional<Claimed> mine = Optional.empty();
            try {
                mine = sending.claim(each);
            } finally {
                if (mine.isEmpty() && !ends) {
                    slots.release();
                }
            }
            if (mine.isPresent()) {
                claimed++;
                Claimed mail = mine.get();
                Thread.ofVirtual().name("mail-", 0).start(() -> {
                    try {
                        sending.converse(mail);
                    } catch (RuntimeException e) {
                        // stays SENDING; its lease says when nobody can tell any more
                        log.warn("What became of mail {} could not be written: {}", mail.mail(), e.toString());
                    } finally {
                        slots.release();
                    }
                });
            }
        }
        return claimed;
    }

    private void pause() {
        try {
            Thread.sleep(TimeUnit.SECONDS.toMillis(POLL_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        wakes.onNews(() -> {});
        Thread working = thread;
        if (working != null) {
            working.interrupt();
            thread = null;
            try {
                // conversations under way come to their end, so that no mail is left in doubt
                if (slots.tryAcquire(atOnce, stopWaitMillis, TimeUnit.MILLISECONDS)) {
                    slots.release(atOnce);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
