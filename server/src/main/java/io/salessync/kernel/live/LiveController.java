package io.salessync.kernel.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.salessync.kernel.access.Actor;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.MediaType;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * News as server-sent events. The request's own thread tells them until the page goes away: it is a virtual one, and
 * nothing has to be carried over to another.
 */
@RestController
class LiveController implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(LiveController.class);
    /** Beyond that the oldest ends: most often it is of a page that was left and whose connection nobody has found dead yet. */
    static final int MOST_FOR_A_USER = 16;

    private final LiveHub hub;
    private final LiveEvents events;
    private final RequestPlaces places;
    private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    /** The streams of each user, the oldest first. */
    private final ConcurrentMap<UUID, Deque<LiveStream>> users = new ConcurrentHashMap<>();

    private volatile boolean running;

    LiveController(LiveHub hub, LiveEvents events, RequestPlaces places, MeterRegistry meters) {
        this.hub = hub;
        this.events = events;
        this.places = places;
        hub.onGap(() -> streams.forEach(LiveStream::missedSome));
        Gauge.builder("salessync.live.streams", streams, Set::size)
                .description("open pages that are told what changes")
                .register(meters);
    }

    @GetMapping(path = "/api/v1/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void live(
            @AuthenticationPrincipal Actor actor,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response) {
        stream(actor, null, lastEventId, response);
    }

    /** The same for runs alone. */
    @GetMapping(path = "/api/v1/runs/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @PreAuthorize("hasAuthority('runs:read')")
    void runs(
            @AuthenticationPrincipal Actor actor,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            HttpServletResponse response) {
        stream(actor, "runs", lastEventId, response);
    }

    private void stream(
            Actor actor, @Nullable String topic, @Nullable String lastEventId, HttpServletResponse response) {
        LiveStream stream = new LiveStream(actor.tenant(), events, topic, number(lastEventId));
        streams.add(stream);
        enter(actor, stream);
        try (LiveListening.Ear ignored = hub.listen(actor.tenant(), stream::hear)) {
            if (!running) {
                return;
            }
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            places.leave();
            stream.tell(response.getOutputStream());
        } catch (IOException pageIsGone) {
            log.debug("A page of {} is gone: {}", actor.userId(), pageIsGone.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(stream);
            leave(actor, stream);
        }
    }

    private void enter(Actor actor, LiveStream stream) {
        users.compute(actor.userId(), (user, open) -> {
            Deque<LiveStream> all = open == null ? new ArrayDeque<>() : open;
            all.addLast(stream);
            while (all.size() > MOST_FOR_A_USER) {
                all.removeFirst().giveWay();
            }
            return all;
        });
    }

    private void leave(Actor actor, LiveStream stream) {
        users.computeIfPresent(actor.userId(), (user, open) -> {
            open.remove(stream);
            return open.isEmpty() ? null : open;
        });
    }

    /** Anything but a number is from nobody of ours: everything is told anew. */
    private static @Nullable Long number(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isBlank()) {
            return null;
        }
        try {
            return Long.valueOf(lastEventId.strip());
        } catch (NumberFormatException e) {
            return -1L;
        }
    }

    @Override
    public void start() {
        running = true;
    }

    /** Before the web server waits for its requests to end: these would not. */
    @Override
    public void stop() {
        running = false;
        streams.forEach(LiveStream::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
