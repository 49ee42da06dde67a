package io.salessync.connectors.calls;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.salessync.connectors.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** One breaker for each connection: opens when nobody answers several times in a row, lets a single call try again later. */
@Component
class Breakers {
    private static final int IN_A_ROW = 5;
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final InstantSource clock;
    private final MeterRegistry meters;
    private final Map<String, Guarded> breakers = new ConcurrentHashMap<>();

    Breakers(InstantSource clock, MeterRegistry meters) {
        this.clock = clock;
        this.meters = meters;
    }

    private static final class Guarded {
        private final CircuitBreaker breaker;
        private volatile @Nullable Instant openUntil;

        Guarded(CircuitBreaker breaker) {
            this.breaker = breaker;
        }
    }

    CircuitBreaker of(Connection connection) {
        return guarded(connection).breaker;
    }

    @Nullable Instant openUntil(Connection connection) {
        Guarded guarded = guarded(connection);
        Instant until = guarded.openUntil;
        boolean open = guarded.breaker.getState() == CircuitBreaker.State.OPEN;
        return open && until != null && clock.instant().isBefore(until) ? until : null;
    }

    private Guarded guarded(Connection connection) {
        return breakers.computeIfAbsent(connection.id().toString(), id -> make(connection));
    }

    private Guarded make(Connection connection) {
        CircuitBreaker breaker = CircuitBreaker.of(
                connection.id().toString(),
                CircuitBreakerConfig.custom()
                        .slidingWindowType(SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(IN_A_ROW)
                        .minimumNumberOfCalls(IN_A_ROW)
                        .failureRateThreshold(100)
                        .waitDurationInOpenState(PAUSE)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        // its pause is measured by the one, its calls by the other
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .currentTimestampFunction(ignored -> clock.instant().toEpochMilli(), TimeUnit.MILLISECONDS)
                        .build());
        Guarded guarded = new Guarded(breaker);
        breaker.getEventPublisher()
                .onStateTransition(event ->
                        guarded.openUntil = event.getStateTransition().getToState() == CircuitBreaker.State.OPEN
                                ? clock.instant().plus(PAUSE)
                                : null);
        Gauge.builder(
                        "salessync.connectors.breaker.open",
                        breaker,
                        b -> b.getState() == CircuitBreaker.State.OPEN ? 1 : 0)
                .description("1 while a vendor is not called because it could not be reached")
                .tag("vendor", connection.vendor())
                .tag("connection", connection.id().toString())
                .register(meters);
        return guarded;
    }
}
