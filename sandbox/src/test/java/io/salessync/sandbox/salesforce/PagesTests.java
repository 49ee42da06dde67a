package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PagesTests extends SalesforceTests {
    private static final Map<String, String> SMALL = Map.of("Sforce-Query-Options", "batchSize=200");

    private Answer small(String path) {
        return call("GET", path, null, SMALL);
    }

    private JsonNode first(String soql) {
        return small(BASE + "/query?q=" + encode(soql)).json();
    }

    @Test
    void pagesAreAtMostAsLargeAsAskedAndSomeSmaller() {
        Set<Integer> sizes = new HashSet<>();
        for (int round = 0; round < 6; round++) {
            JsonNode page = first("SELECT Id FROM Contact");
            int rows = 0;
            while (true) {
                int size = page.path("records").size();
                assertThat(size).isBetween(1, 200);
                assertThat(page.path("totalSize").asInt()).isEqualTo(500);
                sizes.add(size);
                rows += size;
                if (page.path("done").asBoolean()) {
                    break;
                }
                page = small(page.path("nextRecordsUrl").asString()).json();
            }
            assertThat(rows).isEqualTo(500);
        }
        assertThat(sizes).as("full ones and smaller ones").contains(200).hasSizeGreaterThan(3);
    }

    @Test
    void aLocatorCanBeReadAgainForTwoDays() {
        String next = first("SELECT Id FROM Contact").path("nextRecordsUrl").asString();
        String page = small(next).text();
        assertThat(small(next).text()).isEqualTo(page);
        sandbox.step(Duration.ofHours(47));
        assertThat(small(next).text()).isEqualTo(page);
        sandbox.step(Duration.ofHours(2));
        Answer late = small(next);
        assertThat(late.status()).isEqualTo(400);
        assertThat(code(late)).isEqualTo("INVALID_QUERY_LOCATOR");
        assertThat(code(get("/query/0r8000000000001AAA-2000"))).isEqualTo("INVALID_QUERY_LOCATOR");
    }

    @Test
    void rowsOfAQueryStayThoseItFoundFirst() {
        JsonNode page = first("SELECT Id FROM Contact ORDER BY SystemModstamp, Id");
        act("touch", Map.of("object", "Contact", "count", 100));
        Set<String> ids = new HashSet<>();
        page.path("records").forEach(row -> ids.add(row.path("Id").asString()));
        while (!page.path("done").asBoolean()) {
            page = small(page.path("nextRecordsUrl").asString()).json();
            page.path("records").forEach(row -> ids.add(row.path("Id").asString()));
        }
        assertThat(ids).hasSize(500);
    }

    @Test
    void deletedAndMergedRecordsAreInQueryAllUntilTheyArePurged() {
        String lost = Ids.of("003", 1);
        String kept = Ids.of("003", 2);
        String merged = Ids.of("003", 3);
        assertThat(call("DELETE", BASE + "/sobjects/Contact/" + lost, null).status())
                .isEqualTo(204);
        assertThat(act("merge", Map.of("master", kept, "others", List.of(merged)))
                        .status())
                .isEqualTo(200);
        assertThat(count("Contact", "Id != null")).isEqualTo(498);
        JsonNode gone = queryAll("SELECT Id, IsDeleted, MasterRecordId FROM Contact WHERE IsDeleted = true ORDER BY Id")
                .json()
                .path("records");
        assertThat(gone.size()).isEqualTo(2);
        assertThat(gone.at("/0/MasterRecordId").isNull()).isTrue();
        assertThat(gone.at("/1/MasterRecordId").asString()).isEqualTo(kept);
        act("purge", Map.of("id", lost));
        assertThat(queryAll("SELECT Id FROM Contact WHERE IsDeleted = true")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(1);
        String all = call("GET", BASE + "/queryAll?q=" + encode("SELECT Id FROM Contact"), null, SMALL)
                .json()
                .path("nextRecordsUrl")
                .asString();
        assertThat(all).contains("/query/");
    }

    @Test
    void aFieldThatChangesItsNameOrTypeBreaksQueriesOfTheOldOne() {
        String since = String.valueOf(get("/sobjects/Contact/describe").header("Last-Modified"));
        Map<String, String> known = Map.of("If-Modified-Since", since);
        assertThat(call("GET", BASE + "/sobjects/Contact/describe", null, known).status())
                .isEqualTo(304);
        sandbox.step(Duration.ofSeconds(2));
        act("schema", Map.of("object", "Contact", "field", "Sync_Tag__c", "rename", "Team_Tag__c"));
        act("schema", Map.of("object", "Contact", "field", "Score__c", "retype", "string"));
        act("schema", Map.of("object", "Contact", "field", "Legacy_Id__c", "remove", true));
        act("schema", Map.of("object", "Contact", "add", "Size__c picklist : S; M; L"));
        Answer changed = call("GET", BASE + "/sobjects/Contact/describe", null, known);
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text()).contains("Team_Tag__c", "Size__c").doesNotContain("Legacy_Id__c", "Sync_Tag__c");
        assertThat(code(query("SELECT Sync_Tag__c FROM Contact"))).isEqualTo("INVALID_FIELD");
        assertThat(code(query("SELECT Id FROM Contact WHERE Score__c > 5"))).isEqualTo("INVALID_FIELD");
        assertThat(query("SELECT Team_Tag__c, Size__c FROM Contact LIMIT 1").status())
                .isEqualTo(200);
    }

    @Test
    void updatedAndDeletedCoverAWindow() {
        String mine = create("Contact", Map.of("LastName", "Window"));
        sandbox.step(Duration.ofMinutes(5));
        call("DELETE", BASE + "/sobjects/Contact/" + Ids.of("003", 9), null);
        String window = "?start=2026-11-22T09:59:00%2B00:00&end=2026-11-22T10:30:00%2B00:00";
        JsonNode updated = get("/sobjects/Contact/updated" + window).json();
        assertThat(updated.path("ids")).hasSize(1);
        assertThat(updated.path("ids").path(0).asString()).isEqualTo(mine);
        assertThat(updated.path("latestDateCovered").asString()).isEqualTo("2026-11-22T10:05:00.000+0000");
        JsonNode deleted = get("/sobjects/Contact/deleted" + window).json();
        assertThat(deleted.at("/deletedRecords/0/id").asString()).isEqualTo(Ids.of("003", 9));
        String old = "?start=2026-01-01T00:00:00Z&end=2026-11-22T10:00:00Z";
        assertThat(code(get("/sobjects/Contact/updated" + old))).isEqualTo("INVALID_REPLICATION_DATE");
    }

    @Test
    void aLongTransactionIsSeenLateWithItsOlderStamp() {
        String id = Ids.of("003", 5);
        String begun = act("edit", Map.of("id", id, "values", Map.of("Title", "Late"), "commit_after", "PT10M"))
                .json()
                .path("SystemModstamp")
                .asString();
        assertThat(begun).isEqualTo("2026-11-22T10:00:00Z");
        sandbox.step(Duration.ofMinutes(5));
        String window = "?start=2026-11-22T09:00:00Z&end=2026-11-22T10:05:00Z";
        JsonNode before = get("/sobjects/Contact/updated" + window).json();
        assertThat(before.path("ids")).isEmpty();
        assertThat(before.path("latestDateCovered").asString()).isEqualTo("2026-11-22T10:00:00.000+0000");
        assertThat(count("Contact", "Title = 'Late'")).isZero();
        sandbox.step(Duration.ofMinutes(6));
        assertThat(count("Contact", "Title = 'Late' AND SystemModstamp = 2026-11-22T10:00:00Z"))
                .isEqualTo(1);
        assertThat(get("/sobjects/Contact/updated" + window)
                        .json()
                        .path("ids")
                        .path(0)
                        .asString())
                .isEqualTo(id);
    }
}
