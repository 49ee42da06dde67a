package io.salessync.connectors.calls;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.calls.Reading.Health;
import io.salessync.connectors.calls.Reading.Outcome;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.connectors.calls.VendorAnswer.Lost;
import io.salessync.connectors.calls.VendorAnswer.NotSent;
import io.salessync.kernel.runs.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes calls to vendors: within the breaker, once, logged and counted. Keeping limits is the budgets' work, before. */
@Component
public final class Calls {
    private final VendorHttp http;
    private final Breakers breakers;
    private final CallLog log;
    private final Tokens tokens;
    private final KnownHealth health;
    private final MeterRegistry meters;
    private final ObservationRegistry observations;

    Calls(
            VendorHttp http,
            Breakers breakers,
            CallLog log,
            Tokens tokens,
            KnownHealth health,
            MeterRegistry meters,
            ObservationRegistry observations) {
        this.http = http;
        this.breakers = breakers;
        this.log = log;
        this.tokens = tokens;
        this.health = health;
        this.meters = meters;
        this.observations = observations;
    }

    /** Whom a call is made for. */
    public record Occasion(@Nullable RunId run, @Nullable UUID intent) {}

    /** Until when nobody is called because the vendor could not be reached again and again; null when calls may go out. */
    public @Nullable Instant openUntil(Connection connection) {
        return breakers.openUntil(connection);
    }

    /**
     * Makes one call. Ask {@link #openUntil} before.
     *
     * @param meaning reads a complete answer for the log
     */
    public VendorAnswer make(
            Connection connection,
            Tokens.Access access,
            VendorCall call,
            Occasion occasion,
            Function<Answered, Reading> meaning) {
        return observed(connection, access, call, occasion, meaning, () -> http.post(call, access.fromUser()));
    }

    /**
     * The same with any method and a time of its own.
     *
     * @param within for the whole call
     */
    public VendorAnswer make(
            Connection connection,
            Tokens.Access access,
            String method,
            VendorCall call,
            Duration within,
            Occasion occasion,
            Function<Answered, Reading> meaning) {
        return observed(
                connection, access, call, occasion, meaning, () -> http.send(method, call, access.fromUser(), within));
    }

    private VendorAnswer observed(
            Connection connection,
            Tokens.Access access,
            VendorCall call,
            Occasion occasion,
            Function<Answered, Reading> meaning,
            Supplier<VendorAnswer> sending) {
        return Observation.createNotStarted("salessync.connectors.call", observations)
                .contextualName(connection.vendor() + " " + call.operation())
                .lowCardinalityKeyValue("vendor", connection.vendor())
                .observe(() -> makeObserved(connection, access, call, occasion, meaning, sending));
    }

    private VendorAnswer makeObserved(
            Connection connection,
            Tokens.Access access,
            VendorCall call,
            Occasion occasion,
            Function<Answered, Reading> meaning,
            Supplier<VendorAnswer> sending) {
        CircuitBreaker breaker = breakers.of(connection);
        if (!breaker.tryAcquirePermission()) {
            return new NotSent("not called: it could not be reached just now");
        }
        long began = System.nanoTime();
        VendorAnswer answer;
        try {
            answer = withoutToken(sending.get(), access.token());
        } catch (RuntimeException e) {
            breaker.releasePermission();
            throw e;
        }
        long nanos = System.nanoTime() - began;
        boolean reached = answer instanceof Answered told && !isGateway(told);
        if (reached) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new Unreached());
        }
        Reading reading = switch (answer) {
            case Answered told -> meaning.apply(told);
            case NotSent(String reason) -> new Reading(Outcome.UNREACHABLE, null, null, reason, Health.SILENT);
            case Lost(String reason) -> new Reading(Outcome.UNKNOWN, null, null, reason, Health.SILENT);
        };
        Duration took = Duration.ofNanos(nanos);
        int status = answer instanceof Answered told ? told.status() : 0;
        log.write(
                connection,
                new CallLog.Entry(call.operation(), status, reading, took, occasion.run(), occasion.intent()));
        meters.timer(
                        "salessync.connectors.calls",
                        "vendor",
                        connection.vendor(),
                        "outcome",
                        reading.outcome().name())
                .record(took);
        health.heard(connection, reading, tokens);
        return answer;
    }

    /** What echoes the token must not get into logs, evidence or messages. */
    private static VendorAnswer withoutToken(VendorAnswer answer, String token) {
        return answer instanceof Answered told && told.content().contains(token)
                ? new Answered(told.status(), told.headers(), told.body().replace(token, "…"))
                : answer;
    }

    /** Bad gateway, unavailable, gateway time-out: something before the vendor answered in its place. */
    private static boolean isGateway(Answered told) {
        return told.status() == 502 || told.status() == 503 || told.status() == 504;
    }

    private static final class Unreached extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unreached() {
            super("unreached", null, false, false);
        }
    }
}
