package io.salessync.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A sandbox on a free port whose wall clock stands still: tests step the sandbox's own clock. */
public final class RunningSandbox implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

    private final Sandbox sandbox;
    private final HttpClient http = HttpClient.newHttpClient();

    private RunningSandbox(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    public static RunningSandbox start() {
        return start(1, null);
    }

    public static RunningSandbox start(long speed, @Nullable Path stateFile) {
        return start(speed, null, stateFile);
    }

    /** A sandbox whose Salesforce org begins with so many contacts. */
    public static RunningSandbox start(long speed, @Nullable Integer contacts, @Nullable Path stateFile) {
        try {
            return new RunningSandbox(
                    Sandbox.start(new SandboxOptions(0, 0, speed, 1, contacts, stateFile), InstantSource.fixed(START)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        sandbox.close();
    }

    public int port() {
        return sandbox.port();
    }

    public int salesforcePort() {
        return sandbox.salesforcePort();
    }

    public void step(Duration duration) {
        sandbox.clock().advance(duration);
    }

    public void reset() {
        send("POST", "/_sandbox/reset", "{\"seed\":1}", Map.of());
    }

    public void faults(String... faults) {
        Answer answer = send("PUT", "/_sandbox/faults", "{\"faults\":[" + String.join(",", faults) + "]}", Map.of());
        if (answer.status() != 200) {
            throw new IllegalArgumentException(answer.text());
        }
    }

    public Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    public Answer post(String path, String body) {
        return send("POST", path, body, Map.of());
    }

    public Answer send(String method, String path, @Nullable String body, Map<String, String> headers) {
        return sending(method, path, body, headers).join();
    }

    public CompletableFuture<Answer> sending(
            String method, String path, @Nullable String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.sendAsync(request.build(), BodyHandlers.ofString()).thenApply(Answer::new);
    }

    /** Calls monday.com's stand-in with the personal token. */
    public Answer call(String query) {
        return call(query, Map.of(), Map.of());
    }

    public Answer call(String query, Map<String, ?> variables, Map<String, String> headers) {
        return calling(query, variables, headers).join();
    }

    public CompletableFuture<Answer> calling(String query, Map<String, ?> variables, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(Map.of("Authorization", "sandbox-personal"));
        all.putAll(headers);
        String body = Json.MAPPER.writeValueAsString(Map.of("query", query, "variables", variables));
        return sending("POST", "/monday/v2", body, all);
    }

    /** An answer as a test reads it. */
    public record Answer(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public String text() {
            return response.body();
        }

        public JsonNode json() {
            return Json.MAPPER.readTree(text());
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** A value below "data" by its pointer. */
        public JsonNode data(String pointer) {
            return json().at("/data" + pointer);
        }

        public JsonNode error() {
            return json().path("errors").path(0);
        }

        public String code() {
            return error().path("extensions").path("code").asString("");
        }
    }
}
