package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTests extends MondayTests {
    private static final String FOUR = "mutation{a:create_item(board_id:9200000001,item_name:\"1\"){id}"
            + "b:create_item(board_id:9200000001,item_name:\"2\"){id}"
            + "c:create_item(board_id:9200000001,item_name:\"3\"){id}"
            + "d:create_item(board_id:9200000001,item_name:\"4\"){id}}";
    private static final Map<String, String> KEY = Map.of("Idempotency-Key", "k");

    private Answer keyed() {
        return sandbox.call(FOUR, Map.of(), KEY);
    }

    @ParameterizedTest
    @CsvSource({
        "429_minute,429,RATE_LIMIT_EXCEEDED",
        "429_complexity,429,COMPLEXITY_BUDGET_EXHAUSTED",
        "429_concurrency,429,maxConcurrencyExceeded",
        "429_daily,429,DAILY_LIMIT_EXCEEDED",
        "429_ip,429,IP_RATE_LIMIT_EXCEEDED",
        "500_before,500,INTERNAL_SERVER_ERROR",
        "423,423,ResourceLocked",
        "401,401,Unauthorized",
        "conflict_409,409,IDEMPOTENCY_CONFLICT",
        "temporarily_blocked,200,API_TEMPORARILY_BLOCKED",
    })
    void somePreventTheCallOnceAndThenItRuns(String kind, int status, String code) {
        sandbox.faults("{\"kind\":\"" + kind + "\",\"times\":1}");
        Answer refused = keyed();
        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(items()).isZero();
        assertThat(keyed().status()).isEqualTo(200);
        assertThat(items()).isEqualTo(4);
    }

    @Test
    void anAnswerLostOrReplacedByA500IsThereUnderItsKey() {
        for (String kind : List.of("500_after", "lost_answer")) {
            sandbox.reset();
            sandbox.faults("{\"kind\":\"" + kind + "\",\"times\":1}");
            if (kind.equals("lost_answer")) {
                assertThatThrownBy(this::keyed).hasRootCauseInstanceOf(IOException.class);
            } else {
                assertThat(keyed().status()).isEqualTo(500);
            }
            assertThat(items()).isEqualTo(4);
            assertThat(sandbox.get("/_sandbox/calls").json().path("refusals").toString())
                    .isEqualTo(kind.equals("lost_answer") ? "{\"lost\":1}" : "{\"500\":1}");
            Answer again = keyed();
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(again.data("/d/id").asString()).isNotEmpty();
            assertThat(items()).isEqualTo(4);
        }
    }

    @Test
    void aLostRequestHasNoEffect() {
        sandbox.faults("{\"kind\":\"lost_request\",\"times\":1}");
        assertThatThrownBy(this::keyed).hasRootCauseInstanceOf(IOException.class);
        assertThat(items()).isZero();
    }

    @Test
    void aCallThatBreaksHalfWayLeavesItsFirstAliasesAndNothingUnderItsKey() {
        sandbox.faults("{\"kind\":\"500_partial\",\"aliases\":3,\"times\":1}");
        assertThat(keyed().status()).isEqualTo(500);
        assertThat(items()).isEqualTo(3);
        assertThat(keyed().header("Idempotency-Replayed")).isNull();
        assertThat(items()).isEqualTo(7);
    }

    @Test
    void anEvictedAnswerRunsAgain() {
        sandbox.faults("{\"kind\":\"idempotency_evicted\",\"times\":1}");
        assertThat(keyed().status()).isEqualTo(200);
        assertThat(keyed().header("Idempotency-Replayed")).isNull();
        assertThat(items()).isEqualTo(8);
    }

    @Test
    void dataCanBeNullWithoutErrorsThoughTheEffectHappened() {
        sandbox.faults("{\"kind\":\"null_data\",\"times\":1}");
        Answer answer = sandbox.call(FOUR);
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(answer.json().path("data").toString()).isEqualTo("{\"a\":null,\"b\":null,\"c\":null,\"d\":null}");
        assertThat(items()).isEqualTo(4);
    }

    @Test
    void someAliasesFailWhileOthersSucceed() {
        sandbox.faults("{\"kind\":\"partial\",\"times\":1}");
        Answer answer = sandbox.call(FOUR);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.data("/a/id").asString()).isNotEmpty();
        assertThat(answer.data("/b").isNull()).isTrue();
        assertThat(answer.json().path("errors").size()).isEqualTo(2);
        assertThat(answer.error().path("path").path(0).asString()).isEqualTo("b");
        assertThat(items()).isEqualTo(2);

        sandbox.faults("{\"kind\":\"label_missing\",\"aliases\":2,\"times\":1}");
        Answer label = sandbox.call(FOUR);
        assertThat(label.code()).isEqualTo("ColumnValueException");
        assertThat(label.error().path("path").path(0).asString()).isEqualTo("c");
        assertThat(label.error().at("/extensions/error_data/column_type").asString())
                .isEqualTo("color");
        assertThat(items()).isEqualTo(5);
    }

    @Test
    void aGatewayAnswersWithAPageAndABodyMayComeInDrops() {
        sandbox.faults("{\"kind\":\"html_502\",\"times\":1}", "{\"kind\":\"slow_body\",\"seconds\":0.1}");
        Answer page = sandbox.call(FOUR);
        assertThat(page.status()).isEqualTo(502);
        assertThat(page.text()).startsWith("<html>");
        assertThat(items()).isZero();
        assertThat(sandbox.call(FOUR).data("/a/id").asString()).isNotEmpty();
    }

    @Test
    void aCursorCanExpireEarly() {
        sandbox.call(FOUR);
        sandbox.faults("{\"kind\":\"cursor_expired\",\"times\":1}");
        String cursor = sandbox.call("{boards(ids:[9200000001]){items_page(limit:1){cursor}}}")
                .data("/boards/0/items_page/cursor")
                .asString();
        String next = "{next_items_page(cursor:\"" + cursor + "\",limit:1){items{id}}}";
        assertThat(sandbox.call(next).code()).isEqualTo("CursorExpiredError");
        assertThat(sandbox.call(next).data("/next_items_page/items").size()).isEqualTo(1);
    }

    @Test
    void faultsHitTheCallsTheyNameAtTheTurnTheySay() {
        sandbox.faults("{\"kind\":\"500_before\",\"operation\":\"create_item\",\"after\":1,\"every\":2}");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            statuses.add(sandbox.call(FOUR).status());
            assertThat(sandbox.call("{me{id}}").status()).isEqualTo(200);
        }
        assertThat(statuses).containsExactly(200, 200, 500, 200, 500);
        var told = sandbox.get("/_sandbox/faults").json().at("/faults/0");
        assertThat(told.path("matched").asInt()).isEqualTo(5);
        assertThat(told.path("fired").asInt()).isEqualTo(2);
    }

    @Test
    void chanceIsTheSameForTheSameSeed() {
        List<List<Integer>> runs = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            sandbox.reset();
            sandbox.faults("{\"kind\":\"500_before\",\"probability\":0.3}");
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                statuses.add(sandbox.call("{me{id}}").status());
            }
            runs.add(statuses);
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).contains(200, 500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"faults\":[{\"kind\":\"nope\"}]}",
                "{\"faults\":[{\"kind\":\"401\",\"probability\":2}]}",
                "{\"faults\":[{\"kind\":\"401\",\"probability\":1,\"every\":2}]}",
                "{\"faults\":[{\"kind\":\"401\",\"every\":0}]}",
                "{\"faults\":[{\"kind\":\"401\",\"tmies\":1}]}",
                "not json"
            })
    void wrongFaultsAreRefusedPlainly(String body) {
        Answer answer = sandbox.send("PUT", "/_sandbox/faults", body, Map.of());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asString()).isNotEmpty();
    }
}
