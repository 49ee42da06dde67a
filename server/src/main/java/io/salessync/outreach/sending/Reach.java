package io.salessync.outreach.sending;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Breakers of accounts and of the connections they hang on, on this node: nobody calls where nobody answers. What the service says about a person or about
 * going too fast is an answer, and no failure.
 */
@Component
class Reach {
    private static final int IN_A_ROW = 5;
    private static final Duration OPEN = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
    private final Map<String, Instant> opened = new ConcurrentHashMap<>();

    Reach(InstantSource clock) {
        this.clock = clock;
    }

    private static List<String> keys(Sender sender) {
        return sender.connection() == null
                ? List.of("account/" + sender.id())
                : List.of("account/" + sender.id(), "connection/" + sender.connection());
    }

    private CircuitBreaker breaker(String key) {
        return breakers.computeIfAbsent(key, name -> {
            CircuitBreaker made = CircuitBreaker.of(
                    name,
                    CircuitBreakerConfig.custom()
                            .slidingWindowType(SlidingWindowType.COUNT_BASED)
                            .slidingWindowSize(IN_A_ROW)
                            .minimumNumberOfCalls(IN_A_ROW)
                            .failureRateThreshold(100)
                            .waitDurationInOpenState(OPEN)
                            .permittedNumberOfCallsInHalfOpenState(1)
                            .currentTimestampFunction(ignored -> clock.instant().toEpochMilli(), TimeUnit.MILLISECONDS)
                            .build());
            made.getEventPublisher().onStateTransition(event -> {
                if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                    opened.put(name, clock.instant());
                } else {
                    opened.remove(name);
                }
            });
            return made;
        });
    }

    /** Null: it can be called. */
    @Nullable Instant unreachableUntil(Sender sender) {
        Instant latest = null;
        for (String key : keys(sender)) {
            Instant since = opened.get(key);
            if (since != null && clock.instant().isBefore(since.plus(OPEN))) {
                Instant until = since.plus(OPEN);
                latest = latest == null || until.isAfter(latest) ? until : latest;
            }
        }
        return latest;
    }

    void answered(Sender sender) {
        for (String key : keys(sender)) {
            if (breaker(key).tryAcquirePermission()) {
                breaker(key).onSuccess(0, TimeUnit.MILLISECONDS);
            }
        }
    }

    void failed(Sender sender, String why) {
        for (String key : keys(sender)) {
            if (breaker(key).tryAcquirePermission()) {
                breaker(key).onError(0, TimeUnit.MILLISECONDS, new IllegalStateException(why));
            }
        }
    }
}
