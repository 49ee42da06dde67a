package io.salessync.kernel.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.salessync.kernel.access.Actor;
import io.salessync.kernel.problems.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
    private static final int MOST_FOR_A_USER = 12;

    private final LiveHub hub;
    private final LiveEvents events;
    private final Set<LiveStream> streams = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<UUID, Integer> users = new ConcurrentHashMap<>();
    private volatile boolean running;

    LiveController(LiveHub hub, LiveEvents events, MeterRegistry meters) {
        this.hub = hub;
        this.events = events;
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
        if (users.merge(actor.userId(), 1, Integer::sum) > MOST_FOR_A_USER) {
            leave(actor);
            throw Problem.of(
                    LiveProblem.TOO_MANY_STREAMS,
                    "More than %d pages of one user follow what changes; close some.".formatted(MOST_FOR_A_USER));
        }
        LiveStream stream = new LiveStream(actor.tenant(), events, topic, number(lastEventId));
        streams.add(stream);
        try (LiveListening.Ear ignored = hub.listen(actor.tenant(), stream::hear)) {
            if (!running) {
                return;
            }
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Accel-Buffering", "no");
            stream.tell(response.getOutputStream());
        } catch (IOException pageIsGone) {
            log.debug("A page of {} is gone: {}", actor.userId(), pageIsGone.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(stream);
            leave(actor);
        }
    }

    private void leave(Actor actor) {
        users.computeIfPresent(actor.userId(), (user, count) -> count == 1 ? null : count - 1);
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
