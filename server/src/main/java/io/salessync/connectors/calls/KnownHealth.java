package io.salessync.connectors.calls;

import io.salessync.connectors.Connection;
import io.salessync.connectors.ConnectionId;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.calls.Reading.Health;
import io.salessync.connectors.calls.Reading.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Turns what calls find out into the connections' health, and writes it only when it is news or a while has passed. */
@Component
class KnownHealth {
    private static final Duration REPEAT = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Map<ConnectionId, State> known = new ConcurrentHashMap<>();

    KnownHealth(InstantSource clock) {
        this.clock = clock;
    }

    private record State(boolean healthy, String message, Instant at) {}

    void heard(Connection connection, Reading reading, Tokens tokens) {
        boolean healthy;
        String message;
        if (reading.health() == Health.WELL) {
            healthy = true;
            message = "Answers";
        } else if (reading.health() == Health.REFUSED || reading.outcome() == Outcome.UNREACHABLE) {
            healthy = false;
            message = Objects.requireNonNullElse(reading.detail(), "Refused");
        } else {
            return;
        }
        Instant now = clock.instant();
        State last = known.get(connection.id());
        if (last != null
                && last.healthy() == healthy
                && last.message().equals(message)
                && now.isBefore(last.at().plus(REPEAT))) {
            return;
        }
        known.put(connection.id(), new State(healthy, message, now));
        tokens.health(connection, healthy, message);
    }
}
