package io.salessync.sandbox.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox;
import io.salessync.sandbox.RunningSandbox.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LimitsTests extends MondayTests {
    private static final Map<String, String> TRIAL = Map.of("Authorization", "sandbox-trial");

    private static String items(int many) {
        StringBuilder text = new StringBuilder("mutation{");
        for (int i = 0; i < many; i++) {
            text.append("a%d:create_item(board_id:9200000001,item_name:\"x\"){id}".formatted(i));
        }
        return text.append("complexity{before query after reset_in_x_seconds}}").toString();
    }

    private Answer trial(String query) {
        return sandbox.call(query, Map.of(), TRIAL);
    }

    @Test
    void theBudgetOfAMinuteIsBackSixtySecondsAfterItsFirstCall() {
        Answer first = trial(items(20));
        long left = first.data("/complexity/after").asLong();
        assertThat(left).isBetween(1L, 600_000L);
        sandbox.step(Duration.ofSeconds(40));

        Answer refused = trial(items(30));
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("COMPLEXITY_BUDGET_EXHAUSTED");
        assertThat(refused.error().path("message").asString()).isEqualTo("Complexity budget exhausted");
        assertThat(refused.error().at("/extensions/retry_in_seconds").asInt()).isEqualTo(20);
        assertThat(refused.header("Retry-After")).isEqualTo("20");
        assertThat(Objects.requireNonNull(refused.header("RateLimit")))
                .contains("\"complexityMinute\";r=" + left + ";t=20");

        sandbox.step(Duration.ofMillis(19_999));
        assertThat(trial(items(30)).status()).isEqualTo(429);
        sandbox.step(Duration.ofMillis(1));
        assertThat(trial(items(30)).data("/complexity/before").asLong()).isEqualTo(1_000_000);
    }

    @Test
    void aCallIsToldItsTrueCost() {
        Answer first = trial(items(10));
        Answer second = trial("{complexity{before query}}");
        assertThat(second.data("/complexity/before").asLong())
                .isEqualTo(first.data("/complexity/after").asLong());
        Answer third = trial("{complexity{before}}");
        assertThat(third.data("/complexity/before").asLong())
                .isEqualTo(second.data("/complexity/before").asLong()
                        - second.data("/complexity/query").asLong());
    }

    @Test
    void refusedFieldsCostLittle() {
        Answer wrong = trial("mutation{create_item(board_id:1,item_name:\"x\"){id} complexity{query}}");
        assertThat(wrong.data("/complexity/query").asLong()).isLessThan(3_000);
    }

    @Test
    void costsDependOnTheSeed() {
        long one = trial(items(1)).data("/complexity/query").asLong();
        assertThat(trial(items(1)).data("/complexity/query").asLong()).isEqualTo(one);
        sandbox.post("/_sandbox/reset", "{\"seed\":99}");
        long other = trial(items(1)).data("/complexity/query").asLong();
        assertThat(other).isNotEqualTo(one).isBetween(20_000L, 40_000L);
    }

    @Test
    void anAppReadsAndWritesFromBudgetsOfTheirOwn() {
        Map<String, String> app = Map.of("Authorization", "Bearer sandbox-app");
        sandbox.call(items(20), Map.of(), app);
        Answer read = sandbox.call("{complexity{before}}", Map.of(), app);
        assertThat(read.data("/complexity/before").asLong()).isEqualTo(5_000_000);
        Answer write = sandbox.call("mutation{complexity{before}}", Map.of(), app);
        assertThat(write.data("/complexity/before").asLong()).isLessThan(4_700_000);
    }

    @Test
    void oneCallMayNotCostMoreThanFiveMillion() {
        Answer large = sandbox.call(items(300));
        assertThat(large.code()).isEqualTo("REQUEST_MAX_COMPLEXITY_EXCEEDED");
        assertThat(sandbox.get("/_sandbox/state/monday").text()).doesNotContain("\"items\":300");
    }

    @Test
    void callsOfAMinuteAreCounted() {
        for (int i = 0; i < 1000; i++) {
            if (i == 999) {
                sandbox.step(Duration.ofSeconds(30));
            }
            assertThat(trial("{complexity{query}}").status()).isEqualTo(200);
        }
        Answer refused = trial("{complexity{query}}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error().path("message").asString()).isEqualTo("Minute limit rate exceeded");
        assertThat(refused.header("Retry-After")).isEqualTo("30");
        assertThat(sandbox.call("{complexity{query}}").status()).isEqualTo(200);
        sandbox.step(Duration.ofSeconds(30));
        assertThat(trial("{complexity{query}}").status()).isEqualTo(200);
    }

    @Test
    void callsOfADayAreCountedUntilMidnight() {
        for (int i = 0; i < 1000; i++) {
            if (i % 500 == 0) {
                sandbox.step(Duration.ofMinutes(2));
            }
            assertThat(trial("{me{id}}").status()).isEqualTo(200);
        }
        sandbox.step(Duration.ofMinutes(2));
        Answer refused = trial("{me{id}}");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("DAILY_LIMIT_EXCEEDED");
        assertThat(refused.header("Retry-After")).isEqualTo(String.valueOf(14 * 3600 - 360));
        sandbox.step(Duration.ofHours(14));
        Answer next = trial("{platform_api{daily_limit{total} daily_analytics{by_day{day usage}}}}");
        assertThat(next.data("/platform_api/daily_limit/total").asInt()).isEqualTo(1000);
        assertThat(next.data("/platform_api/daily_analytics/by_day/1/usage").asInt())
                .isEqualTo(1);
    }

    @Test
    void whatIsRefusedForItsRateAndALoneComplexityCountOneTenth() {
        sandbox.faults("{\"kind\":\"429_minute\",\"times\":10}");
        for (int i = 0; i < 10; i++) {
            assertThat(trial("{me{id}}").status()).isEqualTo(429);
        }
        for (int i = 0; i < 10; i++) {
            trial("{complexity{query}}");
        }
        Answer usage = trial("{platform_api{daily_analytics{by_day{usage}}}}");
        assertThat(usage.data("/platform_api/daily_analytics/by_day/0/usage").asInt())
                .isEqualTo(3);
    }

    @Test
    void callsThatCannotBeReadCountToo() {
        Map<String, String> token = Map.of("Authorization", "sandbox-trial");
        Answer wrong = sandbox.send("POST", "/monday/v2", "no", token);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(Objects.requireNonNull(wrong.header("RateLimit"))).contains("\"minuteRate\";r=999");
    }

    @Test
    void onlySoManyCallsRunAtOnce() {
        sandbox.faults("{\"kind\":\"slow_start\",\"seconds\":0.5,\"times\":40}");
        List<CompletableFuture<Answer>> running = new ArrayList<>();
        for (int i = 0; i < 45; i++) {
            running.add(sandbox.calling("{me{id}}", Map.of(), TRIAL));
        }
        List<Integer> statuses =
                running.stream().map(call -> call.join().status()).toList();
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(5);
        assertThat(running).filteredOn(call -> call.join().status() == 429).allSatisfy(call -> {
            assertThat(call.join().code()).isEqualTo("maxConcurrencyExceeded");
            assertThat(call.join().header("Retry-After")).isEqualTo("1");
        });
        assertThat(trial("{me{id}}").status()).isEqualTo(200);
    }

    @Test
    void subitemsAreReadByFewCallsAtOnce() {
        sandbox.call(items(1));
        sandbox.faults("{\"kind\":\"slow_start\",\"seconds\":0.5,\"times\":20}");
        List<CompletableFuture<Answer>> running = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            running.add(sandbox.calling("{items{subitems{id}}}", Map.of(), Map.of()));
        }
        List<Answer> limited = running.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.code().equals("FIELD_LIMIT_EXCEEDED"))
                .toList();
        assertThat(limited).hasSize(5).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.data("/items/0/subitems").isNull()).isTrue();
            assertThat(answer.error().at("/extensions/retry_in_seconds").asInt())
                    .isEqualTo(15);
            assertThat(answer.error().path("path").toString()).isEqualTo("[\"items\",0,\"subitems\"]");
        });
    }

    @Test
    void twoMutationsAtOnceOnOneBoardMayFindItLocked() {
        sandbox.faults("{\"kind\":\"slow_start\",\"seconds\":0.5}");
        List<CompletableFuture<Answer>> running = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            running.add(sandbox.calling(items(1), Map.of(), Map.of()));
        }
        List<Answer> locked = running.stream()
                .map(CompletableFuture::join)
                .filter(answer -> answer.status() == 423)
                .toList();
        assertThat(locked).isNotEmpty().hasSizeLessThan(12);
        assertThat(locked.getFirst().error().path("message").asString()).isEqualTo("Resource is currently locked");
    }

    @Test
    void everyAnswerCarriesItsLimits() {
        Answer answer = sandbox.call("{me{id}}");
        assertThat(answer.header("RateLimit-Policy"))
                .isEqualTo("\"minuteRate\";q=2500;w=60, \"concurrency\";q=100, \"complexityMinute\";q=10000000;w=60");
        assertThat(Objects.requireNonNull(answer.header("RateLimit")))
                .matches("\"minuteRate\";r=2499, \"concurrency\";r=\\d+, \"complexityMinute\";r=\\d+;t=60");
    }

    @Test
    void fastTimeIsToldInWallSeconds() {
        try (RunningSandbox fast = RunningSandbox.start(60, null)) {
            Answer answer = fast.call(items(20), Map.of(), TRIAL);
            assertThat(answer.data("/complexity/reset_in_x_seconds").asInt()).isEqualTo(1);
            assertThat(Objects.requireNonNull(answer.header("RateLimit-Policy")))
                    .contains("q=1000000;w=1");
            fast.step(Duration.ofSeconds(59));
            Answer refused = fast.call(items(30), Map.of(), TRIAL);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            fast.step(Duration.ofSeconds(1));
            assertThat(fast.call(items(30), Map.of(), TRIAL).status()).isEqualTo(200);
        }
    }

    @Test
    void callsAreCountedForTheReport() {
        sandbox.call(items(2));
        sandbox.call("{me{id}}");
        var report = sandbox.get("/_sandbox/calls").json();
        assertThat(report.path("calls").asInt()).isEqualTo(2);
        assertThat(report.path("mutations").asInt()).isEqualTo(2);
        assertThat(report.path("mutation_calls").asInt()).isEqualTo(1);
        assertThat(report.path("queries").asInt()).isEqualTo(1);
        assertThat(report.at("/complexity/windows/0/spent").asLong())
                .isEqualTo(report.at("/complexity/spent").asLong())
                .isGreaterThan(40_000);
        sandbox.send("DELETE", "/_sandbox/calls", null, Map.of());
        assertThat(sandbox.get("/_sandbox/calls").json().path("calls").asInt()).isZero();
        sandbox.call(items(1));
        assertThat(sandbox.get("/_sandbox/calls")
                        .json()
                        .at("/complexity/windows/0/spent")
                        .asLong())
                .isBetween(20_000L, 40_000L);
    }
}
