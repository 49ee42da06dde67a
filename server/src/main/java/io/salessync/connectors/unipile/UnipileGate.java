package io.salessync.connectors.unipile;

import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.Connection;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachAnswer.Done;
import io.salessync.connectors.OutreachAnswer.NotSent;
import io.salessync.connectors.OutreachAnswer.Refused;
import io.salessync.connectors.OutreachAnswer.Unknown;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.Tokens;
import io.salessync.connectors.calls.Calls;
import io.salessync.connectors.calls.Excerpts;
import io.salessync.connectors.calls.Reading;
import io.salessync.connectors.calls.Reading.Health;
import io.salessync.connectors.calls.Reading.Outcome;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.connectors.calls.VendorCall;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The one way to Unipile: one call, with a time for all of it, and what its answer means. Nothing is waited for or tried again. */
@Component
class UnipileGate {
    static final JsonMapper JSON = JsonMapper.shared();

    private static final int REDIRECTS = 3;
    private static final Evidence NONE = new Evidence(null, 0, null, false, "");

    private final Calls calls;
    private final Tokens tokens;

    UnipileGate(Calls calls, Tokens tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    /**
     * Asks once.
     *
     * @param mayGo asked once the call is about to go out, outside every transaction; false: it went out before, and does not again
     * @param read makes something of a complete answer; null where the answer is none that tells
     */
    <T> OutreachAnswer<T> ask(Ask ask, BooleanSupplier mayGo, Function<JsonNode, @Nullable T> read) {
        Connection connection = ask.connection();
        Instant open = calls.openUntil(connection);
        if (open != null) {
            return new NotSent<>(open, "Unipile could not be reached just now");
        }
        Tokens.Access access = tokens.open(connection);
        String key = Setup.key(access);
        long until = System.nanoTime() + Setup.timeout(connection).toNanos();
        URI at = URI.create(Setup.base(connection.endpoint()) + ask.path());
        if (!mayGo.getAsBoolean()) {
            return new Unknown<>("it was sent before, so it is not sent again", NONE);
        }
        for (int hops = 0; ; hops++) {
            Duration left = Duration.ofNanos(Math.max(1_000_000, until - System.nanoTime()));
            VendorAnswer answer = calls.make(
                    connection,
                    new Tokens.Access(key, access.account(), access.fromUser()),
                    ask.method(),
                    new VendorCall(ask.operation(), at, headers(ask, key), ask.body()),
                    left,
                    new Calls.Occasion(ask.run() == null ? null : ask.run().id(), ask.intent()),
                    told -> reading(ask, told));
            switch (answer) {
                case VendorAnswer.NotSent(String reason) -> {
                    return new NotSent<>(calls.openUntil(connection), reason);
                }
                case VendorAnswer.Lost(String reason) -> {
                    return new Unknown<>(reason, NONE);
                }
                case Answered told -> {
                    if (!isRedirect(told)) {
                        return answer(ask, told, read);
                    }
                    URI next = next(at, told);
                    boolean may = next != null && hops < REDIRECTS && (!ask.writes() || told.status() >= 307);
                    if (next == null || !may) {
                        return new Refused<>(
                                OutreachFault.OUR_CONFIG,
                                "redirected",
                                next == null
                                        ? "Unipile sends us to another host, which is not followed: check the address"
                                        : "Unipile sends us elsewhere again and again: check the address",
                                evidence(told));
                    }
                    at = next;
                }
            }
        }
    }

    <T> OutreachAnswer<T> ask(Ask ask, Function<JsonNode, @Nullable T> read) {
        return ask(ask, () -> true, read);
    }

    private static Map<String, String> headers(Ask ask, String key) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-API-KEY", key);
        headers.put("Accept", "application/json");
        if (!ask.type().isEmpty()) {
            headers.put("Content-Type", ask.type());
        }
        return headers;
    }

    private static boolean isRedirect(Answered told) {
        return told.status() / 100 == 3 && told.status() != 304;
    }

    /** Where a redirect leads, if it stays at the same host; the key goes nowhere else. */
    private static @Nullable URI next(URI at, Answered told) {
        String location = told.header("location");
        if (location == null) {
            return null;
        }
        try {
            URI next = at.resolve(location.strip());
            boolean slash = next.getRawQuery() == null
                    && at.getRawQuery() != null
                    && next.getRawPath().equals(at.getRawPath() + "/");
            if (slash) {
                // some servers put a slash to a path and forget what was asked
                next = URI.create(next + "?" + at.getRawQuery());
            }
            return Objects.equals(next.getScheme(), at.getScheme())
                            && Objects.equals(next.getAuthority(), at.getAuthority())
                    ? next
                    : null;
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    private static <T> OutreachAnswer<T> answer(Ask ask, Answered told, Function<JsonNode, @Nullable T> read) {
        if (told.status() / 100 == 2) {
            T value = null;
            try {
                // a writing that was done needs no words
                String body = told.body().isBlank() && ask.writes() ? "{}" : told.body();
                JsonNode root = JSON.readTree(body);
                value = root.isObject() ? read.apply(root) : null;
            } catch (JacksonException notJson) {
                // told below
            }
            return value == null
                    ? new Unknown<>(
                            "the answer is none that Unipile gives: " + Excerpts.of(told.body(), 200), evidence(told))
                    : new Done<>(value, evidence(told));
        }
        Fault fault = Fault.of(told);
        if (ask.writes() && fault.meaning().open()) {
            return new Unknown<>("HTTP " + told.status() + " " + fault.sentence(), evidence(told));
        }
        return new Refused<>(fault.meaning().fault(), fault.slug(), fault.message(), evidence(told));
    }

    private static Evidence evidence(Answered told) {
        return new Evidence(requestId(told), told.status(), null, false, Excerpts.of(told.body()));
    }

    private static @Nullable String requestId(Answered told) {
        String id = told.header("x-request-id");
        return id == null || id.length() > 100 ? null : id;
    }

    /** An error as Unipile tells it. */
    private record Fault(String slug, String message, Slugs.Meaning meaning) {
        static Fault of(Answered told) {
            String type = "";
            String message = "";
            try {
                JsonNode root = JSON.readTree(told.body());
                type = root.path("type").asString("");
                String title = root.path("title").asString("");
                String detail = root.path("detail").asString("");
                message = detail.isEmpty() ? title : title + ": " + detail;
            } catch (JacksonException notJson) {
                // the page of a gateway
            }
            String name = Slugs.name(type);
            return new Fault(
                    name.isEmpty() ? "http_" + told.status() : name,
                    Excerpts.of(message.isEmpty() ? "HTTP " + told.status() : message, 500),
                    Slugs.of(told.status(), name));
        }

        String sentence() {
            return slug + ": " + message;
        }
    }

    private static Reading reading(Ask ask, Answered told) {
        if (told.status() / 100 == 2) {
            return new Reading(Outcome.OK, requestId(told), null, null, Health.WELL);
        }
        if (isRedirect(told)) {
            return new Reading(Outcome.REFUSED, requestId(told), null, "redirected", Health.SILENT);
        }
        Fault fault = Fault.of(told);
        String detail = fault.sentence();
        boolean key = fault.slug().equals("missing_credentials")
                || fault.slug().equals("unauthorized")
                || (told.status() == 401 && fault.slug().startsWith("http_"));
        if (key) {
            return new Reading(
                    Outcome.REFUSED,
                    requestId(told),
                    null,
                    "Unipile refuses the access token: " + detail,
                    Health.REFUSED);
        }
        Outcome outcome = switch (fault.meaning().fault()) {
            case ACCOUNT_THROTTLED -> Outcome.LIMITED;
            case TRANSIENT -> ask.writes() && fault.meaning().open() ? Outcome.UNKNOWN : Outcome.REFUSED;
            default -> Outcome.REFUSED;
        };
        // what is wrong with one account says nothing about the connection
        return new Reading(outcome, requestId(told), null, detail, told.status() >= 500 ? Health.SILENT : Health.WELL);
    }
}
