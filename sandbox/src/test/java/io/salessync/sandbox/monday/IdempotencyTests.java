package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdempotencyTests extends MondayTests {
    private static final String CREATE = "mutation{a:create_item(board_id:9200000001,item_name:\"x\"){id}}";
    private static final Map<String, String> KEY = Map.of("Idempotency-Key", "batch-1");

    private Answer keyed() {
        return sandbox.call(CREATE, Map.of(), KEY);
    }

    @Test
    void theAnswerIsReplayedForHalfAnHourAndThenTheKeyRunsAgain() {
        Answer first = keyed();
        sandbox.step(Duration.ofMinutes(29));
        Answer second = keyed();
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(items()).isEqualTo(1);
        assertThat(sandbox.get("/_sandbox/calls").json().path("replays").asInt())
                .isEqualTo(1);

        sandbox.step(Duration.ofMinutes(1));
        Answer third = keyed();
        assertThat(third.header("Idempotency-Replayed")).isNull();
        assertThat(items()).isEqualTo(2);
    }

    @Test
    void keysBelongToTheirToken() {
        keyed();
        sandbox.call(CREATE, Map.of(), Map.of("Idempotency-Key", "batch-1", "Authorization", "sandbox-enterprise"));
        assertThat(items()).isEqualTo(2);
    }

    @Test
    void aDuplicateThatComesWhileTheFirstRunsConflicts() {
        sandbox.faults("{\"kind\":\"slow_start\",\"seconds\":0.4,\"times\":1}");
        List<CompletableFuture<Answer>> both =
                Stream.of(1, 2).map(i -> sandbox.calling(CREATE, Map.of(), KEY)).toList();
        List<Answer> answers = both.stream().map(CompletableFuture::join).toList();
        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
        Answer conflict =
                answers.stream().filter(a -> a.status() == 409).findFirst().orElseThrow();
        assertThat(conflict.code()).isEqualTo("IDEMPOTENCY_CONFLICT");
        assertThat(conflict.header("Retry-After")).isEqualTo("1");
        assertThat(items()).isEqualTo(1);
        assertThat(keyed().header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void whatWasRefusedForItsRateRunsUnderTheSameKey() {
        Map<String, String> trial = Map.of("Idempotency-Key", "k", "Authorization", "sandbox-trial");
        String many = "mutation{" + "a%d:create_item(board_id:9200000001,item_name:\"x\"){id}".repeat(25);
        for (int i = 0; i < 25; i++) {
            many = many.replaceFirst("a%d", "a" + i);
        }
        sandbox.call(many + "}", Map.of(), Map.of("Authorization", "sandbox-trial"));
        assertThat(sandbox.call(many + "}", Map.of(), trial).status()).isEqualTo(429);
        sandbox.step(Duration.ofMinutes(1));
        Answer again = sandbox.call(many + "}", Map.of(), trial);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("Idempotency-Replayed")).isNull();
        assertThat(items()).isEqualTo(50);
    }

    @Test
    void answersOverAMegabyteAreNotKept() {
        StringBuilder large = new StringBuilder("mutation{");
        for (int i = 0; i < 16; i++) {
            large.append(("a%d:create_item(board_id:9200000001,item_name:\"x\",column_values:$v)"
                            + "{id column_values(ids:[\"po_number\"]){a:text b:value}}")
                    .formatted(i));
        }
        String query = large.append('}').toString().replaceFirst("mutation", "mutation(\\$v:JSON)");
        Map<String, String> values = Map.of("v", "{\"po_number\":\"" + "x".repeat(40_000) + "\"}");
        sandbox.call(query, values, KEY);
        assertThat(sandbox.call(query, values, KEY).header("Idempotency-Replayed"))
                .isNull();
        assertThat(items()).isEqualTo(32);
    }

    @Test
    void queriesAreNeverReplayed() {
        sandbox.call("{me{id}}", Map.of(), KEY);
        assertThat(sandbox.call("{me{id}}", Map.of(), KEY).header("Idempotency-Replayed"))
                .isNull();
    }
}
