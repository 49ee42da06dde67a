package io.salessync.kernel.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * How many requests are at work at once, each on a virtual thread of its own. A request at work has some 60 kB of buffers, one that waits
 * for its place next to nothing: without the bound, some thousands that come in a rush fill the heap, and nobody is answered. First come,
 * first served. A stream of news gives its place back, since it lasts as long as its page.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
final class RequestPlaces implements Executor, WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {
    private static final ThreadLocal<Boolean> HAS_PLACE = ThreadLocal.withInitial(() -> false);

    private final ThreadFactory threads = Thread.ofVirtual().name("request-", 0).factory();
    private final Semaphore places;

    RequestPlaces(@Value("${salessync.requests-at-once:256}") int most, MeterRegistry meters) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "salessync.requests-at-once is %d: at least one request has to be let in".formatted(most));
        }
        this.places = new Semaphore(most, true);
        Gauge.builder("salessync.requests.waiting", places, Semaphore::getQueueLength)
                .description("requests that wait to be let in")
                .register(meters);
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addProtocolHandlerCustomizers(handler -> handler.setExecutor(this));
    }

    @Override
    public void execute(Runnable request) {
        threads.newThread(() -> {
                    places.acquireUninterruptibly();
                    HAS_PLACE.set(true);
                    try {
                        request.run();
                    } finally {
                        leave();
                    }
                })
                .start();
    }

    /** Gives back the place of the request that this thread answers; it may go on for as long as it likes. */
    void leave() {
        if (HAS_PLACE.get()) {
            HAS_PLACE.remove();
            places.release();
        }
    }
}
