package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TroublesTests extends SalesforceTests {
    private static final String MAKE = "{\"LastName\":\"Fault\"}";
    private static final String SOME = "SELECT Id FROM Contact";

    private Answer make() {
        return call("POST", BASE + "/sobjects/Contact", MAKE);
    }

    private int made() {
        return count("Contact", "LastName = 'Fault'");
    }

    @ParameterizedTest
    @CsvSource({
        "401,401,INVALID_SESSION_ID",
        "daily_limit,403,REQUEST_LIMIT_EXCEEDED",
        "concurrent_limit,403,REQUEST_LIMIT_EXCEEDED",
        "lock_row,400,UNABLE_TO_LOCK_ROW",
        "duplicates_detected,400,DUPLICATES_DETECTED",
        "503,503,SERVER_UNAVAILABLE",
        "500_before,500,UNKNOWN_EXCEPTION",
    })
    void someKeepTheCallFromTakingEffectOnce(String kind, int status, String code) {
        sandbox.faults("{\"kind\":\"" + kind + "\",\"vendor\":\"salesforce\",\"operation\":\"create\",\"times\":1}");
        Answer refused = make();
        assertThat(refused.status()).isEqualTo(status);
        assertThat(code(refused)).isEqualTo(code);
        assertThat(made()).isZero();
        assertThat(make().status()).isEqualTo(201);
        assertThat(made()).isEqualTo(1);
    }

    @Test
    void anAnswerMayBeLostBeforeOrAfterTheEffect() {
        sandbox.faults("{\"kind\":\"lost_request\",\"operation\":\"create\",\"times\":1}");
        assertThatThrownBy(this::make).hasRootCauseInstanceOf(IOException.class);
        assertThat(made()).isZero();
        sandbox.faults("{\"kind\":\"lost_answer\",\"operation\":\"create\",\"times\":1}");
        assertThatThrownBy(this::make).hasRootCauseInstanceOf(IOException.class);
        assertThat(made()).isEqualTo(1);
        sandbox.faults("{\"kind\":\"500_after\",\"operation\":\"create\",\"times\":1}");
        assertThat(make().status()).isEqualTo(500);
        assertThat(made()).isEqualTo(2);
        sandbox.faults("{\"kind\":\"html_502\",\"operation\":\"create\",\"effect\":true,\"times\":1}");
        assertThat(make().text()).startsWith("<html>");
        assertThat(made()).isEqualTo(3);
        sandbox.faults("{\"kind\":\"slow_body\",\"operation\":\"query\",\"seconds\":0.05,\"times\":1}");
        assertThat(query(SOME).json().path("totalSize").asInt()).isEqualTo(503);
    }

    @Test
    void aQueryRunsTooLongAndALocatorIsLost() {
        sandbox.faults("{\"kind\":\"query_timeout\",\"times\":1}", "{\"kind\":\"locator_invalid\",\"times\":1}");
        assertThat(code(query(SOME))).isEqualTo("QUERY_TIMEOUT");
        Map<String, String> small = Map.of("Sforce-Query-Options", "batchSize=200");
        String next = call("GET", BASE + "/query?q=" + encode(SOME), null, small)
                .json()
                .path("nextRecordsUrl")
                .asString();
        assertThat(code(call("GET", next, null))).isEqualTo("INVALID_QUERY_LOCATOR");
        assertThat(call("GET", next, null).status()).isEqualTo(200);
    }

    @Test
    void aSessionEndsInTheMiddleOfPages() {
        String token = login();
        Map<String, String> mine = Map.of("Authorization", "Bearer " + token, "Sforce-Query-Options", "batchSize=200");
        sandbox.faults("{\"kind\":\"401\",\"operation\":\"query_more\",\"times\":1}");
        String next = call("GET", BASE + "/query?q=" + encode(SOME), null, mine)
                .json()
                .path("nextRecordsUrl")
                .asString();
        assertThat(code(call("GET", next, null, mine))).isEqualTo("INVALID_SESSION_ID");
        assertThat(call("GET", next, null, mine).status())
                .as("the token is gone for good")
                .isEqualTo(401);
        assertThat(call("GET", next, null, Map.of("Authorization", "Bearer " + login()))
                        .status())
                .as("the locator is good for a new session")
                .isEqualTo(200);
    }

    private String login() {
        return sandbox.sendTo(
                        sandbox.salesforcePort(),
                        "POST",
                        "/services/oauth2/token",
                        "grant_type=client_credentials&client_id=" + Apps.KEY + "&client_secret=" + Apps.SECRET,
                        Map.of("Content-Type", "application/x-www-form-urlencoded"))
                .json()
                .path("access_token")
                .asString();
    }

    @Test
    void everySecondRowOfACollectionFindsItsRecordLocked() {
        sandbox.faults("{\"kind\":\"lock_row\",\"operation\":\"collections\",\"times\":1}");
        String body = "{\"records\":[" + String.join(",", List.of(row(1), row(2), row(3))) + "]}";
        JsonNode first = call("POST", BASE + "/composite/sobjects", body).json();
        assertThat(first.at("/0/success").asBoolean()).isTrue();
        assertThat(first.at("/1/errors/0/statusCode").asString()).isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(first.at("/2/success").asBoolean()).isTrue();
        assertThat(made()).isEqualTo(2);
    }

    private static String row(int at) {
        return "{\"attributes\":{\"type\":\"Contact\"},\"LastName\":\"Fault\",\"Title\":\"" + at + "\"}";
    }

    @Test
    void recordsAreCommittedLateWithAnOlderStamp() {
        sandbox.faults("{\"kind\":\"late_commit\",\"rows\":3,\"seconds\":60,\"times\":1}");
        assertThat(query(SOME).status()).isEqualTo(200);
        sandbox.step(Duration.ofSeconds(30));
        assertThat(count("Contact", "SystemModstamp >= 2026-11-22T10:00:00Z")).isZero();
        String window = "/sobjects/Contact/updated?start=2026-11-22T09:00:00Z&end=2026-11-22T10:00:30Z";
        assertThat(get(window).json().path("latestDateCovered").asString()).isEqualTo("2026-11-22T10:00:00.000+0000");
        sandbox.step(Duration.ofSeconds(31));
        assertThat(count("Contact", "SystemModstamp = 2026-11-22T10:00:00Z")).isEqualTo(3);
        assertThat(get(window).json().path("latestDateCovered").asString()).isEqualTo("2026-11-22T10:00:30.000+0000");
    }

    @Test
    void aMassUpdateStampsManyRowsAlike() {
        sandbox.faults("{\"kind\":\"equal_timestamps\",\"rows\":450,\"times\":1}");
        assertThat(query(SOME).status()).isEqualTo(200);
        assertThat(count("Contact", "SystemModstamp = 2026-11-22T10:00:00Z")).isEqualTo(450);
    }

    @Test
    void aListIsShorterThanWhatIsCounted() {
        int all = query("SELECT COUNT() FROM Contact").json().path("totalSize").asInt();
        sandbox.faults("{\"kind\":\"short_list\",\"rows\":3,\"operation\":\"query\",\"times\":1}");
        assertThat(query("SELECT Id FROM Contact").json().path("totalSize").asInt())
                .isEqualTo(all - 3);
        assertThat(query("SELECT Id FROM Contact").json().path("totalSize").asInt())
                .isEqualTo(all);
    }

    @Test
    void pagesCanBeMadeSmallerThanAnybodyAsksFor() {
        act("settings", Map.of("page_rows", 40));
        assertThat(query("SELECT Id FROM Contact").json().path("records").size())
                .isBetween(1, 40);
    }

    @Test
    void theDailyLimitIsToldWithEachAnswerAndRecoversInADay() {
        act("limits", Map.of("DailyApiRequests", 2));
        assertThat(query(SOME).header("Sforce-Limit-Info")).isEqualTo("api-usage=1/2");
        assertThat(query(SOME).status()).isEqualTo(200);
        Answer full = query(SOME);
        assertThat(full.status()).isEqualTo(403);
        assertThat(code(full)).isEqualTo("REQUEST_LIMIT_EXCEEDED");
        assertThat(full.json().at("/0/message").asString()).contains("TotalRequests");
        assertThat(get("/limits").json().at("/DailyApiRequests/Remaining").asInt())
                .isZero();
        assertThat(call("GET", "/services/data", null).status()).isEqualTo(200);
        sandbox.step(Duration.ofHours(25));
        assertThat(query(SOME).status()).isEqualTo(200);
    }

    @Test
    void tooManyLongCallsAtOnceAreRefused() {
        act("limits", Map.of("ConcurrentLongCalls", 1));
        sandbox.faults("{\"kind\":\"slow_start\",\"seconds\":3,\"operation\":\"query\",\"times\":1}");
        CompletableFuture<Answer> slow = CompletableFuture.supplyAsync(() -> query(SOME));
        while (sandbox.get("/_sandbox/state/salesforce")
                        .json()
                        .path("calls_at_work")
                        .asInt()
                == 0) {
            Thread.onSpinWait();
        }
        assertThat(query(SOME).status()).as("it is not long yet").isEqualTo(200);
        sandbox.step(Duration.ofSeconds(21));
        Answer refused = query(SOME);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().at("/0/message").asString()).contains("ConcurrentRequests");
        assertThat(slow.join().status()).isEqualTo(200);
        assertThat(query(SOME).status()).isEqualTo(200);
    }

    @Test
    void aFaultCanBeKeptToOneVendor() {
        sandbox.faults("{\"kind\":\"500_before\",\"vendor\":\"monday\"}");
        assertThat(query(SOME).status()).isEqualTo(200);
        assertThat(sandbox.call("{me{id}}").status()).isEqualTo(500);
        Answer wrong = sandbox.send(
                "PUT", "/_sandbox/faults", "{\"faults\":[{\"kind\":\"401\",\"vendor\":\"nobody\"}]}", Map.of());
        assertThat(wrong.status()).isEqualTo(400);
    }

    @Test
    void addressesThatAreTooLongAndVersionsThatAreNoneAreRefused() {
        assertThat(query("SELECT Id FROM Contact WHERE Name = '" + "x".repeat(17_000) + "'")
                        .status())
                .isEqualTo(414);
        assertThat(call("GET", "/services/data/v12.0/limits", null).status()).isEqualTo(404);
        assertThat(call("GET", BASE + "/nothing", null).status()).isEqualTo(404);
        assertThat(call("GET", BASE + "/limits", null, Map.of("Authorization", "Bearer no"))
                        .status())
                .isEqualTo(401);
    }
}
