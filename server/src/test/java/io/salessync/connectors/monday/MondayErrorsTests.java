package io.salessync.connectors.monday;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.BatchAnswer;
import io.salessync.connectors.BatchAnswer.Evidence;
import io.salessync.connectors.BatchAnswer.Settled;
import io.salessync.connectors.BatchAnswer.Stopped;
import io.salessync.connectors.BatchAnswer.TooLarge;
import io.salessync.connectors.BatchAnswer.WriteResult.Done;
import io.salessync.connectors.BatchAnswer.WriteResult.Refused;
import io.salessync.connectors.BatchAnswer.WriteResult.Uncertain;
import io.salessync.connectors.BoardRef;
import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.BoardWrite.Archive;
import io.salessync.connectors.FaultClass;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MondayErrorsTests {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final List<BoardWrite> BOTH = List.of(new Archive(ONE, "1"), new Archive(TWO, "2"));
    private static final Evidence EVIDENCE = new Evidence(null, 200, null, false, "");

    @ParameterizedTest
    @CsvSource({
        "ColumnValueException,200,ROW",
        "column_value_exception,200,ROW",
        "ItemNameTooLongException,200,ROW",
        "ItemsLimitationException,200,BOARD_FULL",
        "missingRequiredPermissions,200,CONNECTION",
        "API_TEMPORARILY_BLOCKED,200,SHORTLY",
        "JsonParseException,400,OURS",
        "Unauthorized,401,CONNECTION",
        "UserUnauthorizedException,403,CONNECTION",
        "USER_UNAUTHORIZED,403,CONNECTION",
        "ResourceNotFoundException,404,GONE",
        "IDEMPOTENCY_CONFLICT,409,CONFLICT",
        "RecordInvalidException,422,BOARD",
        "SomethingLocked,423,SHORTLY",
        "maxConcurrencyExceeded,429,CONCURRENCY",
        "Rate Limit Exceeded,429,MINUTE",
        "complexityBudgetExhausted,429,COMPLEXITY",
        "COMPLEXITY_BUDGET_EXHAUSTED,429,COMPLEXITY",
        "FIELD_LIMIT_EXCEEDED,429,CONCURRENCY",
        "DAILY_LIMIT_EXCEEDED,429,DAY",
        "REQUEST_MAX_COMPLEXITY_EXCEEDED,200,TOO_LARGE",
        "Internal Server Error,500,AMBIGUOUS",
        "NeverHeardOf,200,ROW",
        "NeverHeardOf,503,AMBIGUOUS"
    })
    void codesAreKnownHoweverTheyAreSpelt(String code, int status, Meaning meaning) {
        assertThat(MondayErrors.of(code, "", status)).isEqualTo(meaning);
    }

    @Test
    void eachWriteHasItsOwnResultByItsAlias() {
        Settled settled = (Settled) answer(200, """
                {"data":{"a1":{"id":"11"},"a2":null},"errors":[{"message":"no label","path":["a2"],
                 "extensions":{"code":"ColumnValueException","status_code":200}}]}""");
        assertThat(settled.results().get(ONE)).isEqualTo(new Done("11", "9"));
        assertThat(settled.results().get(TWO))
                .isEqualTo(new Refused(FaultClass.ROW, "ColumnValueException", "no label"));
    }

    @Test
    void anItemBesideAnErrorBelowItIsThere() {
        Settled settled = (Settled) answer(200, """
                {"data":{"a1":{"id":"11","board":null},"a2":{"id":"12"}},"errors":[{"message":"broken","path":["a1","board"],
                 "extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}""");
        assertThat(settled.results().values()).allMatch(Done.class::isInstance);
    }

    @Test
    void nothingWithoutAWordAboutItIsUncertain() {
        Settled settled = (Settled) answer(200, "{\"data\":{\"a1\":null,\"a2\":{\"id\":\"12\"}}}");
        assertThat(settled.results().get(ONE)).isInstanceOf(Uncertain.class);
    }

    @Test
    void whatIsWrongWithAllOfThemStopsAll() {
        assertThat(answer(200, """
                        {"data":{"a1":null,"a2":null},"errors":[
                         {"message":"full","path":["a1"],"extensions":{"code":"ItemsLimitationException"}},
                         {"message":"full","path":["a2"],"extensions":{"code":"ItemsLimitationException"}}]}"""))
                .isInstanceOfSatisfying(
                        Stopped.class, stopped -> assertThat(stopped.reach()).isEqualTo(FaultClass.BOARD_FULL));
    }

    @Test
    void aBatchThatCostsTooMuchIsTooLarge() {
        assertThat(
                        answer(
                                200,
                                "{\"errors\":[{\"message\":\"x\",\"extensions\":{\"code\":\"REQUEST_MAX_COMPLEXITY_EXCEEDED\"}}]}"))
                .isInstanceOf(TooLarge.class);
    }

    @Test
    void theOldFormIsReadToo() {
        MondayAnswer answer = MondayAnswer.of(new Answered(200, Map.of(), """
                {"error_code":"ComplexityException","status_code":429,"error_message":"Complexity budget exhausted, query cost 30001 budget remaining 19986 out of 1000000 reset in 3 seconds","error_data":{},"account_id":1}"""));
        assertThat(answer.whole()).isNotNull().satisfies(fault -> {
            assertThat(fault.meaning()).isEqualTo(Meaning.COMPLEXITY);
            assertThat(fault.retryIn()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"\"retryAfterMs\":1500|1500", "\"retry_in_seconds\":15|15000", "\"retry_in_seconds\":0.25|250"})
    void readsHowLongToWaitInItsUnit(String told, long millis) {
        MondayAnswer answer = MondayAnswer.of(new Answered(
                429,
                Map.of("retry-after", "99"),
                "{\"errors\":[{\"message\":\"x\",\"extensions\":{\"code\":\"RATE_LIMIT_EXCEEDED\"," + told + "}}]}"));
        assertThat(answer.errors().getFirst().retryIn()).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void readsTheRateLimitHeaders() {
        RateLimits limits = RateLimits.of(
                "\"minuteRate\";q=100;w=60, \"complexityMinute\";q=1000000;w=60",
                "\"minuteRate\";r=90, \"concurrency\";r=35, \"complexityMinute\";r=800000;t=45");
        assertThat(limits.levels(RateLimits.WRITE, null))
                .anySatisfy(level -> {
                    assertThat(level.policy()).isEqualTo(RateLimits.WRITE);
                    assertThat(level.after()).isEqualTo(800_000);
                    assertThat(level.resetIn()).isEqualTo(Duration.ofSeconds(45));
                })
                .anySatisfy(level -> {
                    assertThat(level.policy()).isEqualTo(RateLimits.MINUTE);
                    assertThat(level.quota()).isEqualTo(100);
                });
    }

    private static BatchAnswer answer(int status, String body) {
        return MondayResults.of(
                        MondayAnswer.of(new Answered(status, Map.of(), body)), new BoardRef("9", "2026-10"), BOTH)
                .answer(EVIDENCE);
    }
}
