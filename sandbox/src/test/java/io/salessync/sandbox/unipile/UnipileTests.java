package io.salessync.sandbox.unipile;

import com.sun.net.httpserver.HttpServer;
import io.salessync.sandbox.Json;
import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.RunningSandbox.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Tests against one running stand-in, put back to its initial state before each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UnipileTests {
    static final String ANNA = "linkedin-anna";
    static final String BEN = "linkedin-ben";
    static final String API = "/unipile/api/v1";

    final RunningSandbox sandbox = RunningSandbox.start(1, 10, null);
    private final List<HttpServer> receivers = new ArrayList<>();

    @BeforeEach
    void reset() {
        sandbox.send(
                "POST", "/_sandbox/reset", "{\"seed\":1,\"now\":\"2026-03-02T09:00:00Z\",\"hold\":true}", Map.of());
    }

    @AfterEach
    void closeReceivers() {
        receivers.forEach(each -> each.stop(0));
        receivers.clear();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    Answer call(String method, String path, @Nullable Map<String, ?> body) {
        Map<String, String> headers = new HashMap<>(Map.of("X-API-KEY", UnipileApi.KEY));
        if (body != null) {
            headers.put("Content-Type", "application/json");
        }
        return sandbox.send(method, API + path, body == null ? null : Json.MAPPER.writeValueAsString(body), headers);
    }

    Answer get(String path) {
        return call("GET", path, null);
    }

    Answer act(String what, Map<String, ?> body) {
        Answer answer =
                sandbox.send("POST", "/_sandbox/unipile/" + what, Json.MAPPER.writeValueAsString(body), Map.of());
        if (answer.status() != 200) {
            throw new IllegalArgumentException(answer.text());
        }
        return answer;
    }

    void advance(String duration) {
        Answer answer = sandbox.send("PUT", "/_sandbox/clock", "{\"advance\":\"" + duration + "\"}", Map.of());
        if (answer.status() != 200) {
            throw new IllegalArgumentException(answer.text());
        }
    }

    /** Somebody new who does only what the behaviour says. */
    JsonNode person(Map<String, ?> behaviour) {
        Map<String, Object> quiet = new LinkedHashMap<>();
        quiet.put("accepts", false);
        quiet.put("replies", false);
        quiet.put("bounces", false);
        quiet.put("unsubscribes", false);
        quiet.putAll(behaviour);
        return act("people", Map.of("behaviour", quiet, "account", ANNA)).json();
    }

    static String id(JsonNode person) {
        return person.path("provider_id").asString();
    }

    Answer invite(String account, JsonNode person) {
        return call("POST", "/users/invite", Map.of("account_id", account, "provider_id", id(person)));
    }

    Answer invite(String account, JsonNode person, String note) {
        return call("POST", "/users/invite", Map.of("account_id", account, "provider_id", id(person), "message", note));
    }

    Answer chat(String account, JsonNode person, String text) {
        return call(
                "POST", "/chats", Map.of("account_id", account, "attendees_ids", List.of(id(person)), "text", text));
    }

    JsonNode truth() {
        return sandbox.get("/_sandbox/state/unipile").json();
    }

    JsonNode truth(JsonNode person) {
        return sandbox.get("/_sandbox/state/unipile?person="
                        + person.path("person").asString())
                .json()
                .at("/people/0");
    }

    static String slug(Answer answer) {
        return answer.json().path("type").asString("");
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Every item of a list over its pages, as a client with no protection reads it. */
    List<JsonNode> all(String path, int pages) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = null;
        for (int i = 0; i < pages; i++) {
            Answer page = get(path + (cursor == null ? "" : "&cursor=" + encode(cursor)));
            if (page.status() != 200) {
                throw new AssertionError(page.text());
            }
            page.json().path("items").forEach(items::add);
            cursor = page.json().path("cursor").isNull()
                    ? null
                    : page.json().path("cursor").asString();
            if (cursor == null) {
                break;
            }
        }
        return items;
    }

    /** What a webhook's receiver got. */
    record Told(Map<String, String> headers, JsonNode body) {}

    /** Registers a webhook at a receiver that answers with the given status. */
    List<Told> listen(String source, IntSupplier status, Map<String, ?> more) {
        List<Told> told = new CopyOnWriteArrayList<>();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                Map<String, String> headers = new HashMap<>();
                exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
                told.add(new Told(
                        headers, Json.MAPPER.readTree(exchange.getRequestBody().readAllBytes())));
                exchange.sendResponseHeaders(status.getAsInt(), -1);
                exchange.close();
            });
            server.start();
            receivers.add(server);
            Map<String, Object> body = new LinkedHashMap<>(more);
            body.put("source", source);
            body.put("request_url", "http://127.0.0.1:" + server.getAddress().getPort() + "/");
            Answer made = call("POST", "/webhooks", body);
            if (made.status() != 201) {
                throw new IllegalArgumentException(made.text());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return told;
    }

    List<Told> listen(String source) {
        return listen(source, () -> 200, Map.of());
    }
}
