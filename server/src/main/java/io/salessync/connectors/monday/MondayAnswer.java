package io.salessync.connectors.monday;

import io.salessync.connectors.calls.VendorAnswer.Answered;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * An answer of monday.com's, of the present form of errors or the one before 2025.
 *
 * @param readable whether it is GraphQL's JSON at all; pages of gateways are not
 * @param cost complexity it tells; null where it tells none
 */
record MondayAnswer(
        int status,
        boolean readable,
        JsonNode data,
        List<Fault> errors,
        @Nullable String requestId,
        @Nullable Complexity cost,
        boolean replayed,
        RateLimits limits,
        String body) {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Pattern RESET = Pattern.compile("reset in (\\d+(?:\\.\\d+)?) seconds?");

    record Complexity(
            long before, long after, long query, @Nullable Duration resetIn) {}

    /**
     * An error.
     *
     * @param alias of the part of the document it is about; null where it is about all of it
     * @param deep whether it lies below that part, which was done then
     * @param retryIn when to try again, as told; null where it is not
     */
    record Fault(
            Meaning meaning,
            String code,
            String message,
            @Nullable String alias,
            boolean deep,
            @Nullable Duration retryIn) {}

    static MondayAnswer of(Answered told) {
        JsonNode root;
        try {
            root = JSON.readTree(told.body());
        } catch (JacksonException e) {
            root = MissingNode.getInstance();
        }
        boolean readable = root.isObject()
                && (root.has("data") || root.has("errors") || root.has("error_code") || root.has("error_message"));
        RateLimits limits = RateLimits.of(told.header("ratelimit-policy"), told.header("ratelimit"));
        String requestId = root.path("extensions").path("request_id").asString(null);
        JsonNode data = root.path("data");
        boolean replayed = "true".equalsIgnoreCase(told.header("idempotency-replayed"));
        return new MondayAnswer(
                told.status(),
                readable,
                data.isObject() ? data : MissingNode.getInstance(),
                errors(root, told),
                requestId == null ? told.header("x-request-id") : requestId,
                complexity(data.path("complexity")),
                replayed,
                limits,
                told.body());
    }

    private static @Nullable Complexity complexity(JsonNode told) {
        if (!told.isObject() || !told.path("query").isNumber()) {
            return null;
        }
        JsonNode reset = told.path("reset_in_x_seconds");
        return new Complexity(
                told.path("before").asLong(0),
                told.path("after").asLong(0),
                told.path("query").asLong(0),
                reset.isNumber() ? seconds(reset.asDouble()) : null);
    }

    private static List<Fault> errors(JsonNode root, Answered told) {
        List<Fault> faults = new ArrayList<>();
        Duration header = retryAfter(told.header("retry-after"));
        if (root.has("error_code") || root.has("error_message")) {
            String message = root.path("error_message").asString("");
            int status = root.path("status_code").asInt(told.status());
            faults.add(fault(root.path("error_code").asString(null), message, status, null, false, root, header));
            return faults;
        }
        for (JsonNode error : root.path("errors")) {
            if (error.isString()) {
                faults.add(fault(null, error.asString(), told.status(), null, false, error, header));
                continue;
            }
            JsonNode more = error.path("extensions");
            JsonNode path = error.path("path");
            String alias = path.path(0).isString() ? path.path(0).asString() : null;
            String code = more.path("code").asString(null);
            int status = more.path("status_code").asInt(told.status());
            faults.add(fault(
                    code == null ? error.path("error_code").asString(null) : code,
                    error.path("message").asString(""),
                    status,
                    alias,
                    path.size() > 1,
                    more,
                    header));
        }
        return faults;
    }

    private static Fault fault(
            @Nullable String code,
            String message,
            int status,
            @Nullable String alias,
            boolean deep,
            JsonNode more,
            @Nullable Duration header) {
        Meaning meaning = MondayErrors.of(code, message, status);
        Duration retry = retry(more, message);
        String name = code == null || code.isBlank() ? "HTTP " + status : code;
        return new Fault(meaning, name, message, alias, deep, retry == null ? header : retry);
    }

    private static @Nullable Duration retry(JsonNode more, String message) {
        for (String name : List.of("retry_in_seconds", "retryInSeconds", "reset_in_x_seconds")) {
            if (more.path(name).isNumber()) {
                return seconds(more.path(name).asDouble());
            }
        }
        if (more.path("retryAfterMs").isNumber()) {
            return Duration.ofMillis(more.path("retryAfterMs").asLong());
        }
        Matcher reset = RESET.matcher(message.toLowerCase(Locale.ROOT));
        return reset.find() ? seconds(Double.parseDouble(reset.group(1))) : null;
    }

    private static @Nullable Duration retryAfter(@Nullable String header) {
        if (header == null || !header.strip().matches("\\d{1,7}(\\.\\d+)?")) {
            return null;
        }
        return seconds(Double.parseDouble(header.strip()));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
    }

    /** The first error that is about the whole call; null where there is none. */
    @Nullable Fault whole() {
        return errors.stream()
                .filter(error -> error.alias() == null)
                .findFirst()
                .orElse(null);
    }
}
