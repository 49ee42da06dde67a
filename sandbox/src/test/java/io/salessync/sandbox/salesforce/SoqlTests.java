package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SoqlTests extends SalesforceTests {
    private void contact(String last, Map<String, ?> more) {
        Map<String, Object> values = new java.util.HashMap<>(more);
        values.put("LastName", last);
        create("Contact", values);
    }

    @Test
    void stringsAreComparedWithoutCase() {
        contact("Ünlü-Name", Map.of());
        contact("100%_sure\\'\"", Map.of());
        assertThat(count("Contact", "LastName = 'ÜNLÜ-NAME'")).isEqualTo(1);
        assertThat(count("Contact", "LastName LIKE 'ünlü%'")).isEqualTo(1);
        assertThat(count("Contact", "LastName LIKE '_nlü-name'")).isEqualTo(1);
        assertThat(count("Contact", "LastName LIKE '100\\%\\_s%'")).isEqualTo(1);
        assertThat(count("Contact", "LastName LIKE '100\\_\\_s%'")).isZero();
        assertThat(count("Contact", "LastName = '100%_sure\\\\\\'\\\"'")).isEqualTo(1);
        assertThat(count("Contact", "lastname IN ('ünlü-name', 'nobody')")).isEqualTo(1);
        assertThat(count("Contact", "LastName = '\\u00dcnlü-Name'")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name = 'a\\q'",
                "Name = 'a\\%'",
                "Name = 'a\\u12'",
                "Name = 'a",
                "Name = 'a' OR",
                "Name = 'a' AND Name = 'b' OR Name = 'c'",
                "Name == 'a'",
                "Name = a",
                "(Name = 'a'",
                "Name IN ()",
                "Name = 'a' LIMIT x",
                "Name = 'a'; DELETE",
                "LastActivityDate = LAST_N_DAYS",
                "LastActivityDate = TODAY:3",
                "LastActivityDate = 2026-13-40",
                "CreatedDate = 2026-01-01T00:00:00",
            })
    void whatIsNotInTheGrammarIsMalformed(String condition) {
        Answer answer = query("SELECT Id FROM Contact WHERE " + condition);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(code(answer)).as(answer.text()).isEqualTo("MALFORMED_QUERY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT Nope FROM Contact | INVALID_FIELD",
                "SELECT Id FROM Nope | INVALID_TYPE",
                "SELECT Id FROM Contact WHERE Description = 'x' | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE Nope.Name = 'x' | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE CreatedDate = '2026-01-01' | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE CreatedDate = 2026-01-01 | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE LastActivityDate = 2026-01-01T00:00:00Z | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE LastName = 5 | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE DoNotCall = 'true' | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE DoNotCall > true | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE Score__c = '5' | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE Score__c LIKE 'x' | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE LastName INCLUDES ('x') | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE Tags__c LIKE 'x' | INVALID_FIELD",
                "SELECT Id FROM Contact WHERE AccountId = 'x' | INVALID_QUERY_FILTER_OPERATOR",
                "SELECT Id FROM Contact ORDER BY Tags__c | MALFORMED_QUERY",
                "SELECT Id, Id FROM Contact | INVALID_FIELD",
                "SELECT Id FROM Contact OFFSET 2001 | NUMBER_OUTSIDE_VALID_RANGE",
                "SELECT ReportsTo.ReportsTo.ReportsTo.ReportsTo.ReportsTo.ReportsTo.Name FROM Contact | INVALID_FIELD",
                "SELECT LastName, COUNT(Id) FROM Contact | MALFORMED_QUERY",
                "SELECT FIELDS(ALL) FROM Contact | MALFORMED_QUERY",
            })
    void wrongNamesAndTypesAreToldByCode(String soql, String code) {
        Answer answer = query(soql);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(code(answer)).as(answer.text()).isEqualTo(code);
        assertThat(answer.json().path(0).path("message").asString()).isNotBlank();
    }

    @Test
    void aStringOfMoreThanFourThousandCharactersIsRefused() {
        assertThat(count("Contact", "LastName = '" + "x".repeat(4_000) + "'")).isZero();
        assertThat(code(query("SELECT Id FROM Contact WHERE LastName = '" + "x".repeat(4_001) + "'")))
                .isEqualTo("MALFORMED_QUERY");
    }

    @Test
    void conditionsPartitionTheRows() {
        int all = count("Contact", "Id != null");
        assertThat(all).isEqualTo(500);
        for (String condition : List.of(
                "Email = null",
                "DoNotCall = true",
                "LastActivityDate < LAST_N_DAYS:365",
                "SystemModstamp >= 2025-01-01T00:00:00Z",
                "Tags__c INCLUDES ('VIP', 'Newsletter')",
                "Account.Industry = 'Retail'",
                "LastName LIKE 'S%' OR FirstName LIKE '%a'",
                "Lifetime_Value__c > 1000.5",
                "AccountId IN (SELECT Id FROM Account WHERE Rating = 'Hot')",
                "Score__c IN (10, 20.5, 99.9) OR Birthdate = 1980-01-01")) {
            int yes = count("Contact", condition);
            int no = count("Contact", "NOT (" + condition + ")");
            assertThat(yes + no).as(condition).isEqualTo(all);
        }
        assertThat(count("Contact", "Email = null")).isBetween(1, 100);
        assertThat(count("Contact", "Email != 'x'"))
                .as("nulls are different from any text")
                .isEqualTo(all);
    }

    @Test
    void multiPicklistsAreAskedByAndAndOr() {
        contact("T1", Map.of("Tags__c", "VIP;Win back"));
        contact("T2", Map.of("Tags__c", "Win back"));
        String mine = "LastName IN ('T1', 'T2') AND ";
        assertThat(count("Contact", mine + "Tags__c INCLUDES ('VIP;Win back')")).isEqualTo(1);
        assertThat(count("Contact", mine + "Tags__c INCLUDES ('VIP', 'Win back')"))
                .isEqualTo(2);
        assertThat(count("Contact", mine + "Tags__c EXCLUDES ('VIP')")).isEqualTo(1);
        assertThat(count("Contact", mine + "Tags__c = 'win back;vip'")).isEqualTo(1);
    }

    @Test
    void namedDatesAreReadInTheZoneOfTheUser() {
        // it is 10:00 in UTC, which is 02:00 of the 22nd in Los Angeles
        contact("Today", Map.of("Birthdate", "2026-11-22", "Last_Order_At__c", "2026-11-22T07:59:59Z"));
        contact("Today", Map.of("Birthdate", "2026-11-21", "Last_Order_At__c", "2026-11-22T08:00:00Z"));
        assertThat(count("Contact", "LastName = 'Today' AND Birthdate = TODAY")).isEqualTo(1);
        assertThat(count("Contact", "LastName = 'Today' AND Birthdate = YESTERDAY"))
                .isEqualTo(1);
        assertThat(count("Contact", "LastName = 'Today' AND Last_Order_At__c = TODAY"))
                .isEqualTo(1);
        assertThat(count("Contact", "LastName = 'Today' AND Last_Order_At__c < TODAY"))
                .isEqualTo(1);
        assertThat(count("Contact", "LastName = 'Today' AND Birthdate >= LAST_WEEK"))
                .isEqualTo(2);
        assertThat(count("Contact", "LastName = 'Today' AND Birthdate = THIS_WEEK"))
                .isEqualTo(1);
        assertThat(count("Contact", "LastName = 'Today' AND Birthdate = LAST_N_WEEKS:1"))
                .isEqualTo(1);
        assertThat(count("Contact", "LastName = 'Today' AND Birthdate = THIS_FISCAL_YEAR"))
                .isEqualTo(2);
        assertThat(count("Contact", "LastName = 'Today' AND Birthdate > N_DAYS_AGO:1"))
                .isEqualTo(1);
        assertThat(count("Contact", "LastName = 'Today' AND CreatedDate = TODAY"))
                .isEqualTo(2);
    }

    @Test
    void rowsComeInTheOrderAskedFor() {
        List<String> names = new ArrayList<>();
        all("SELECT FirstName FROM Contact ORDER BY FirstName DESC NULLS LAST, Id", 2000)
                .forEach(row -> names.add(row.path("FirstName").asString(null)));
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(Comparator.nullsLast(Comparator.<String, String>comparing(name -> name.toLowerCase(Locale.ROOT))
                .reversed()));
        assertThat(names).containsExactlyElementsOf(sorted);
        assertThat(names.getLast()).isNull();
        assertThat(query("SELECT FirstName FROM Contact ORDER BY FirstName LIMIT 1")
                        .json()
                        .at("/records/0/FirstName")
                        .isNull())
                .as("nulls first when nothing is said")
                .isTrue();
    }

    @Test
    void theOrderOfStampsByIndexIsThatOfAPlainSort() {
        List<String> indexed = ids("SELECT Id FROM Contact ORDER BY SystemModstamp, Id");
        List<String> sorted = ids("SELECT Id FROM Contact ORDER BY SystemModstamp ASC, CreatedById, Id");
        assertThat(indexed).hasSize(500).isEqualTo(sorted);
        List<String> back = ids("SELECT Id FROM Contact ORDER BY SystemModstamp DESC, Id DESC");
        assertThat(back).isEqualTo(indexed.reversed());
        String window = "SystemModstamp >= 2024-01-01T00:00:00Z AND SystemModstamp < 2026-06-01T00:00:00Z";
        assertThat(ids("SELECT Id FROM Contact WHERE " + window + " ORDER BY SystemModstamp, Id"))
                .hasSize(count("Contact", window))
                .isEqualTo(indexed.stream()
                        .filter(ids("SELECT Id FROM Contact WHERE " + window)::contains)
                        .toList());
    }

    @Test
    void aKeysetWalkFindsEveryRowOnce() {
        List<String> walked = new ArrayList<>();
        String after = "SystemModstamp > 1970-01-01T00:00:00Z";
        while (true) {
            JsonNode rows = query("SELECT Id, SystemModstamp FROM Contact WHERE " + after
                            + " ORDER BY SystemModstamp, Id LIMIT 40")
                    .json()
                    .path("records");
            if (rows.isEmpty()) {
                break;
            }
            rows.forEach(row -> walked.add(row.path("Id").asString()));
            JsonNode last = rows.get(rows.size() - 1);
            String stamp = last.path("SystemModstamp").asString().replace(".000+0000", "Z");
            after = "(SystemModstamp > " + stamp + " OR (SystemModstamp = " + stamp + " AND Id > '"
                    + last.path("Id").asString() + "'))";
        }
        assertThat(walked).hasSize(500).doesNotHaveDuplicates();
    }

    @Test
    void parentsAreNestedAndMissingOnesNull() {
        String account = create("Account", Map.of("Name", "Parent & Co", "Industry", "Media"));
        contact("Child", Map.of("AccountId", account));
        contact("Orphan", Map.of());
        JsonNode rows = query(
                        "SELECT LastName, Account.Name, Account.Owner.Name, Account_Industry__c FROM Contact WHERE"
                                + " LastName IN ('Child','Orphan') ORDER BY LastName")
                .json()
                .path("records");
        assertThat(rows.at("/0/Account/Name").asString()).isEqualTo("Parent & Co");
        assertThat(rows.at("/0/Account/Owner/attributes/type").asString()).isEqualTo("User");
        assertThat(rows.at("/0/Account_Industry__c").asString()).isEqualTo("Media");
        assertThat(rows.at("/1/Account").isNull()).isTrue();
        assertThat(query("SELECT Who.Name, Who.Type FROM Task LIMIT 1")
                        .json()
                        .at("/records/0/Who/Type")
                        .asString())
                .isIn("Contact", "Lead");
        assertThat(query("SELECT Name, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account WHERE Id = '"
                                + account + "'")
                        .json()
                        .at("/records/0/Contacts/records/0/LastName")
                        .asString())
                .isEqualTo("Child");
    }

    @Test
    void aParentOfSeveralObjectsHasWhatTheyHaveTogether() {
        JsonNode queued = query(
                        "SELECT Owner.Name, Owner.Type, Owner.Username FROM Lead WHERE Owner.Type = 'Queue' ORDER BY"
                                + " Owner.Name LIMIT 1")
                .json()
                .at("/records/0/Owner");
        assertThat(queued.at("/attributes/type").asString()).isEqualTo("Name");
        assertThat(queued.at("/attributes/url").asString()).contains("/sobjects/Group/00G");
        assertThat(queued.path("Type").asString()).isEqualTo("Queue");
        assertThat(queued.path("Username").isNull()).isTrue();
        assertThat(count("Lead", "Owner.Type = 'Queue'") + count("Lead", "Owner.Type = 'User'"))
                .isEqualTo(125);
        assertThat(query("SELECT What.Industry FROM Task").text())
                .contains("No such column 'Industry' on entity 'Name'");
        assertThat(query("SELECT Owner.Manager.Name FROM Case").text())
                .contains("INVALID_FIELD", "Didn't understand relationship 'Manager'");
        assertThat(code(query("SELECT Id FROM Name"))).isEqualTo("INVALID_TYPE_FOR_OPERATION");
        assertThat(get("/sobjects/Name/describe").json().path("queryable").asBoolean(true))
                .isFalse();
    }

    @Test
    void relationshipsAreCountedOverTheWholeQuery() {
        List<String> paths = new ArrayList<>();
        for (String way : List.of(
                "",
                "ReportsTo.",
                "ReportsTo.ReportsTo.",
                "ReportsTo.ReportsTo.ReportsTo.",
                "MasterRecord.",
                "MasterRecord.ReportsTo.",
                "ReportsTo.MasterRecord.",
                "MasterRecord.MasterRecord.")) {
            for (String parent : List.of("Owner", "CreatedBy", "LastModifiedBy", "Account", "Individual")) {
                paths.add(way + parent + ".Id");
            }
        }
        String select = "SELECT " + String.join(", ", paths);
        assertThat(query(select + " FROM Contact LIMIT 1").status()).isEqualTo(200);
        String more = " FROM Contact WHERE Account.Owner.Name != null AND Account.CreatedBy.Name != null AND"
                + " Account.LastModifiedBy.Name != null AND Account.Parent.Owner.Name != null ORDER BY"
                + " Account.Parent.CreatedBy.Name, Account.Parent.LastModifiedBy.Name, Account.MasterRecord.Name";
        assertThat(query(select + more + " LIMIT 1").status()).isEqualTo(200);
        Answer tooMany = query(select + more + ", Account.MasterRecord.Owner.Name LIMIT 1");
        assertThat(code(tooMany)).isEqualTo("MALFORMED_QUERY");
        assertThat(tooMany.text()).contains("55");
    }

    @Test
    void groupsAreFolded() {
        JsonNode groups = query("SELECT Status, COUNT(Id) many, MAX(NumberOfEmployees) FROM Lead GROUP BY Status")
                .json();
        int sum = 0;
        for (JsonNode group : groups.path("records")) {
            assertThat(group.path("many").asInt())
                    .isEqualTo(count("Lead", "Status = '" + group.path("Status").asString() + "'"));
            sum += group.path("many").asInt();
        }
        assertThat(sum).isEqualTo(125);
        assertThat(groups.at("/records/0").has("expr0")).isTrue();
        assertThat(query("SELECT COUNT(Id) FROM Lead")
                        .json()
                        .at("/records/0/expr0")
                        .asInt())
                .isEqualTo(125);
    }

    @Test
    void explainTellsWhatAFilterCosts() {
        JsonNode plan = get("/query?explain=" + encode("SELECT Id FROM Contact WHERE External_Id__c LIKE 'C%'"))
                .json()
                .at("/plans/0");
        assertThat(plan.path("leadingOperationType").asString()).isEqualTo("TableScan");
        assertThat(plan.path("sobjectCardinality").asInt()).isEqualTo(500);
        JsonNode byId = get("/query?explain=" + encode("SELECT Id FROM Contact WHERE Id = '" + Ids.of("003", 4) + "'"))
                .json()
                .at("/plans/0");
        assertThat(byId.path("leadingOperationType").asString()).isEqualTo("Index");
        assertThat(byId.path("cardinality").asInt()).isEqualTo(1);
    }
}
