package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.RunningSandbox.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Tests against one running org, put back to its initial state before each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SalesforceTests {
    static final String BASE = "/services/data/v67.0";

    final RunningSandbox sandbox = RunningSandbox.start(1, 500, null);

    @BeforeEach
    void reset() {
        sandbox.reset();
    }

    @AfterAll
    void stop() {
        sandbox.close();
    }

    Answer call(String method, String path, @Nullable String body, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(Map.of("Authorization", "Bearer " + Sessions.BY_HAND));
        all.putAll(headers);
        return sandbox.sendTo(sandbox.salesforcePort(), method, path, body, all);
    }

    Answer call(String method, String path, @Nullable String body) {
        return call(method, path, body, Map.of());
    }

    Answer get(String path) {
        return call("GET", BASE + path, null);
    }

    Answer query(String soql) {
        return get("/query?q=" + encode(soql));
    }

    Answer queryAll(String soql) {
        return get("/queryAll?q=" + encode(soql));
    }

    /** How many rows a condition on contacts finds. */
    int count(String object, String condition) {
        Answer answer = query("SELECT COUNT() FROM " + object + " WHERE " + condition);
        if (answer.status() != 200) {
            throw new AssertionError(answer.text());
        }
        return answer.json().path("totalSize").asInt();
    }

    /** Every row of a query, over all its pages of the size asked for. */
    List<JsonNode> all(String soql, int batch) {
        List<JsonNode> rows = new ArrayList<>();
        String next = BASE + "/query?q=" + encode(soql);
        while (next != null) {
            JsonNode page = call("GET", next, null, Map.of("Sforce-Query-Options", "batchSize=" + batch))
                    .json();
            page.path("records").forEach(rows::add);
            next = page.path("done").asBoolean()
                    ? null
                    : page.path("nextRecordsUrl").asString();
        }
        return rows;
    }

    List<String> ids(String soql) {
        return all(soql, 2000).stream().map(row -> row.path("Id").asString()).toList();
    }

    Answer act(String what, Map<String, ?> body) {
        return sandbox.send("POST", "/_sandbox/salesforce/" + what, Json.MAPPER.writeValueAsString(body), Map.of());
    }

    String create(String object, Map<String, ?> values) {
        Answer answer = call("POST", BASE + "/sobjects/" + object, Json.MAPPER.writeValueAsString(values));
        if (answer.status() != 201) {
            throw new AssertionError(answer.text());
        }
        return answer.json().path("id").asString();
    }

    static String code(Answer answer) {
        return answer.json().path(0).path("errorCode").asString("");
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
