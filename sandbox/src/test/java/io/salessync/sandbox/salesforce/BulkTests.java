package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkTests extends SalesforceTests {
    private static final String JOBS = BASE + "/jobs/query";

    private String job(String soql) {
        Answer made = call("POST", JOBS, "{\"operation\":\"query\",\"query\":\"" + soql + "\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        return made.json().path("id").asString();
    }

    private String state(String id) {
        return call("GET", JOBS + "/" + id, null).json().path("state").asString();
    }

    @Test
    void aJobIsWorkedAtByTheClockAndReadInPages() {
        String id = job("SELECT Id, Name, Account.Name, SystemModstamp, Score__c, Email FROM Contact");
        assertThat(state(id)).isEqualTo("UploadComplete");
        assertThat(code(call("GET", JOBS + "/" + id + "/results", null))).isEqualTo("INVALIDJOBSTATE");
        sandbox.step(Duration.ofMillis(1_500));
        assertThat(state(id)).isEqualTo("InProgress");
        sandbox.step(Duration.ofSeconds(1));
        assertThat(state(id)).isEqualTo("JobComplete");
        List<List<String>> rows = new ArrayList<>();
        String locator = "";
        while (!locator.equals("null")) {
            Answer page = call("GET", JOBS + "/" + id + "/results?maxRecords=150&locator=" + locator, null);
            List<List<String>> lines = Csv.read(page.text(), ',');
            assertThat(lines.getFirst())
                    .containsExactly("Id", "Name", "Account.Name", "SystemModstamp", "Score__c", "Email");
            rows.addAll(lines.subList(1, lines.size()));
            assertThat(page.header("Sforce-NumberOfRecords")).isEqualTo(String.valueOf(lines.size() - 1));
            locator = String.valueOf(page.header("Sforce-Locator"));
            if (!locator.equals("null")) {
                String again = call("GET", JOBS + "/" + id + "/results?maxRecords=150&locator=" + locator, null)
                        .text();
                assertThat(call("GET", JOBS + "/" + id + "/results?maxRecords=150&locator=" + locator, null)
                                .text())
                        .isEqualTo(again);
            }
        }
        assertThat(rows).hasSize(500);
        assertThat(rows.getFirst().get(3)).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z");
        assertThat(call("GET", JOBS + "/" + id + "/resultPages?maxRecords=100", null)
                        .json()
                        .path("resultPages"))
                .hasSize(5);
        assertThat(call("GET", "/services/data/v66.0/jobs/query/" + id + "/results", null)
                        .status())
                .as("another version than the job's")
                .isEqualTo(409);
        assertThat(code(call("GET", JOBS + "/" + id + "/results?locator=wrong", null)))
                .isEqualTo("INVALID_QUERY_LOCATOR");
        assertThat(call("DELETE", JOBS + "/" + id, null).status()).isEqualTo(204);
        assertThat(call("GET", JOBS + "/" + id, null).status()).isEqualTo(404);
    }

    @Test
    void onlyTheFirstPageHasAHeaderWhereThatIsWanted() {
        act("settings", Map.of("bulk_header", "first", "bulk_seconds", 0));
        String id = job("SELECT Id FROM Contact");
        Answer first = call("GET", JOBS + "/" + id + "/results?maxRecords=400", null);
        assertThat(first.text()).startsWith("\"Id\"\n");
        Answer second = call(
                "GET", JOBS + "/" + id + "/results?maxRecords=400&locator=" + first.header("Sforce-Locator"), null);
        assertThat(second.text()).startsWith("\"003");
        assertThat(second.text().lines().count()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT COUNT() FROM Contact",
                "SELECT Status, COUNT(Id) FROM Lead GROUP BY Status",
                "SELECT Id FROM Contact OFFSET 5",
                "SELECT MailingAddress FROM Contact",
                "SELECT Id, (SELECT Id FROM Contacts) FROM Account",
            })
    void whatBulkQueriesCannotDoIsRefused(String soql) {
        Answer refused = call("POST", JOBS, "{\"operation\":\"query\",\"query\":\"" + soql + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(code(refused)).isEqualTo("FEATURENOTENABLED");
    }

    @Test
    void aJobIsAbortedOrFails() {
        String id = job("SELECT Id FROM Contact");
        assertThat(call("PATCH", JOBS + "/" + id, "{\"state\":\"Aborted\"}")
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("Aborted");
        sandbox.faults("{\"kind\":\"job_failed\",\"times\":1}");
        String failed = job("SELECT Id FROM Contact");
        sandbox.step(Duration.ofSeconds(5));
        assertThat(state(failed)).isEqualTo("Failed");
        assertThat(code(call("GET", JOBS + "/" + failed + "/results", null))).isEqualTo("INVALIDJOBSTATE");
    }

    @Test
    void aFileIsTakenRowByRow() {
        String jobs = BASE + "/jobs/ingest";
        String id = call(
                        "POST",
                        jobs,
                        "{\"object\":\"Contact\",\"operation\":\"upsert\",\"externalIdFieldName\":\"External_Id__c\",\"lineEnding\":\"LF\"}")
                .json()
                .path("id")
                .asString();
        String file = "External_Id__c,LastName,Title,Account.External_Id__c,DoNotCall\n"
                + "F-1,\"Of, a \"\"file\"\"\",Buyer,A-0000001,true\n"
                + "F-2,,,,\n"
                + "F-3,x,y\n"
                + "F-4,Wrong,,,perhaps\n"
                + "F-1x,Ok,#N/A,,\n";
        assertThat(call("PUT", jobs + "/" + id + "/batches", file, Map.of("Content-Type", "text/csv"))
                        .status())
                .isEqualTo(201);
        call("PATCH", jobs + "/" + id, "{\"state\":\"UploadComplete\"}");
        sandbox.step(Duration.ofSeconds(3));
        Answer told = call("GET", jobs + "/" + id, null);
        assertThat(told.json().path("state").asString()).isEqualTo("JobComplete");
        assertThat(told.json().path("numberRecordsProcessed").asInt()).isEqualTo(5);
        assertThat(told.json().path("numberRecordsFailed").asInt()).isEqualTo(3);
        List<List<String>> good = Csv.read(
                call("GET", jobs + "/" + id + "/successfulResults", null).text(), ',');
        assertThat(good).hasSize(3);
        assertThat(good.get(1).subList(1, 4)).containsExactly("true", "F-1", "Of, a \"file\"");
        String bad = call("GET", jobs + "/" + id + "/failedResults", null).text();
        assertThat(bad).contains("REQUIRED_FIELD_MISSING", "INVALID_INPUT", "INVALID_TYPE_ON_FIELD_IN_RECORD");
        assertThat(count(
                        "Contact",
                        "External_Id__c = 'F-1' AND Account.External_Id__c = 'A-0000001' AND DoNotCall = true"))
                .isEqualTo(1);
    }
}
