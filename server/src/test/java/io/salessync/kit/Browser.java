package io.salessync.kit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the program over HTTP as a browser does (cookies, CSRF header) or as a script with an API key. Each comes from an address of its own. */
public final class Browser {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    private final String base;
    private final Map<String, String> cookies = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private boolean sendsCsrf = true;

    public Browser(int port) {
        this.base = "http://127.0.0.1:" + port;
        ThreadLocalRandom random = ThreadLocalRandom.current();
        headers.put("X-Forwarded-For", "198.18." + random.nextInt(256) + "." + random.nextInt(256));
    }

    public Browser withKey(String key) {
        headers.put("Authorization", "Bearer " + key);
        return this;
    }

    public Browser with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    public Browser withoutCsrf() {
        sendsCsrf = false;
        return this;
    }

    /** A copy with the same cookies, as a second tab has them. */
    public Map<String, String> cookies() {
        return cookies;
    }

    public record Answer(int status, Map<String, List<String>> headers, String text) {
        public JsonNode json() {
            return JSON.readTree(text);
        }

        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> String.join(", ", entry.getValue()))
                    .findFirst()
                    .orElse("");
        }

        /** The problem's code; empty where it is none. */
        public String code() {
            return header("Content-Type").startsWith("application/problem+json")
                    ? json().path("code").asString()
                    : "";
        }
    }

    public Answer get(String path) {
        return call("GET", path, null);
    }

    public Answer post(String path, @Nullable Object body) {
        return call("POST", path, body);
    }

    public Answer patch(String path, Object body) {
        return call("PATCH", path, body);
    }

    public Answer delete(String path) {
        return call("DELETE", path, null);
    }

    public Answer signIn(String email, String password) {
        get("/api/v1/session");
        return post("/api/v1/session", Map.of("email", email, "password", password));
    }

    /** @param body sent as it is when it is text, else as JSON */
    public Answer call(String method, String path, @Nullable Object body) {
        String text = body instanceof String ready ? ready : JSON.writeValueAsString(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(text));
        headers.forEach(request::header);
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    String.join(
                            "; ",
                            cookies.entrySet().stream().map(Object::toString).toList()));
        }
        if (sendsCsrf && cookies.containsKey("XSRF-TOKEN")) {
            request.header("X-XSRF-TOKEN", cookies.get("XSRF-TOKEN"));
        }
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(this::keep);
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String cookie) {
        String[] pair = cookie.split(";", 2)[0].split("=", 2);
        if (pair[1].isEmpty() || cookie.contains("Max-Age=0")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }
}
