package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CompilingTests {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** A Thursday; in New York it is still Wednesday. */
    static final Instant NOW = Instant.parse("2026-11-26T03:20:30Z");

    private static final CrmDescription VISIT = new CrmDescription(
            "Visit__c",
            "Visit",
            true,
            true,
            List.of(
                    field("Id", CrmType.ID, true),
                    field("Tags__c", CrmType.CHOICES, true),
                    field("Start__c", CrmType.TIME, true),
                    field("Secret__c", CrmType.TEXT, false),
                    field("LastModifiedDate", CrmType.INSTANT, true)));

    private static CrmField field(String name, CrmType type, boolean filterable) {
        return new CrmField(
                name,
                name,
                type,
                "any",
                0,
                filterable,
                true,
                true,
                true,
                true,
                false,
                false,
                false,
                List.of(),
                null,
                List.of());
    }

    static Optional<CrmDescription> find(String name) {
        return name.equalsIgnoreCase("Visit__c") ? Optional.of(VISIT) : StandardObjects.find(name);
    }

    static Compiled compile(String query) {
        return Compiling.of(JSON.readTree(query), CompilingTests::find, NOW);
    }

    private static String where(String condition) {
        Compiled compiled = compile("{\"object\":\"Contact\",\"where\":" + condition + "}");
        assertThat(compiled.findings()).filteredOn(QueryFinding::wrong).isEmpty();
        return String.valueOf(compiled.where());
    }

    private static String problem(String query) {
        return compile(query).findings().stream()
                .filter(QueryFinding::wrong)
                .map(finding -> finding.place() + ": " + finding.message())
                .findFirst()
                .orElse("none");
    }

    @Test
    void groupsFieldsParentsOrderAndLimitBecomeOneQuery() {
        Compiled compiled = compile("""
            {"object":"contact","fields":["name","account.owner.name","Id"],
             "where":{"all":[{"field":"email","op":"isNotEmpty"},
               {"any":[{"field":"Account.Industry","op":"in","value":["Banking","Energy"]},{"field":"DoNotCall","op":"equals","value":true}]},
               {"not":{"field":"Title","op":"startsWith","value":"VP"}}]},
             "order":[{"field":"LastName"},{"field":"CreatedDate","direction":"desc"}],"limit":50}
            """);
        assertThat(compiled.findings()).isEmpty();
        assertThat(compiled.soql())
                .isEqualTo("SELECT Id, Name, Account.Owner.Name FROM Contact WHERE (Email != null AND (Account.Industry"
                        + " IN ('Banking', 'Energy') OR DoNotCall = TRUE) AND (NOT Title LIKE 'VP%')) ORDER BY"
                        + " LastName ASC, CreatedDate DESC LIMIT 50");
        assertThat(compiled.count(null).soql()).startsWith("SELECT COUNT() FROM Contact WHERE (Email");
        assertThat(compiled.modstamp()).isEqualTo("SystemModstamp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"field":"LastActivityDate","op":"before","value":{"relative":"N_DAYS_AGO","n":180}} | LastActivityDate < 2026-05-30
        {"field":"LastActivityDate","op":"after","value":"2026-01-31"}                       | LastActivityDate > 2026-01-31
        {"field":"LastActivityDate","op":"equals","value":{"literal":"LAST_N_DAYS:30"}}      | LastActivityDate = LAST_N_DAYS:30
        {"field":"CreatedDate","op":"equals","value":{"relative":"TODAY"}}                   | (CreatedDate >= 2026-11-26T00:00:00Z AND CreatedDate < 2026-11-27T00:00:00Z)
        {"field":"CreatedDate","op":"onOrBefore","value":"2026-11-26"}                       | CreatedDate < 2026-11-27T00:00:00Z
        {"field":"CreatedDate","op":"after","value":"2026-11-26T08:00:00+02:00"}             | CreatedDate > 2026-11-26T06:00:00Z
        {"field":"CreatedDate","op":">=","value":{"relative":"START_OF_QUARTER"}}            | CreatedDate >= 2026-10-01T00:00:00Z
        {"field":"CreatedDate","op":"before","value":{"relative":"N_HOURS_AGO","n":2}}       | CreatedDate < 2026-11-26T01:20:30Z
        {"field":"MailingLatitude","op":"between","value":[1.50,"2e1"]}                      | (MailingLatitude >= 1.5 AND MailingLatitude <= 20)
        {"field":"AccountId","op":"equals","value":"001000000000001AAA"}                     | AccountId = '001000000000001AAA'
        {"field":"LastName","op":"equals","value":"0123"}                                    | LastName = '0123'
        {"field":"LastName","op":"contains","value":"50%_a"}                                 | LastName LIKE '%50\\%\\_a%'
        {"field":"LastName","op":"equals","value":"O'Neil\\\\"}                              | LastName = 'O\\'Neil\\\\'
        {"all":[]}                                                                           | null
        """)
    void valuesAreWrittenByTheTypeOfTheirField(String condition, String expected) {
        assertThat(where(condition)).isEqualTo(expected);
    }

    @Test
    void daysAreThoseOfTheQuerysZone() {
        Compiled compiled = compile("""
            {"object":"Contact","zone":"America/New_York",
             "where":{"field":"CreatedDate","op":"equals","value":{"relative":"TODAY"}}}
            """);
        assertThat(compiled.where())
                .isEqualTo("(CreatedDate >= 2026-11-25T05:00:00Z AND CreatedDate < 2026-11-26T05:00:00Z)");
    }

    @Test
    void parentsAreReachedFiveInARowAndSeveralObjectsByWhatTheyHaveTogether() {
        Compiled compiled = compile("""
            {"object":"lead","fields":["owner.name","OWNER.TYPE","convertedcontact.account.parent.owner.manager.email"],
             "where":{"all":[{"field":"Owner.Type","op":"in","value":["User","Queue"]},{"field":"owner.lastname","op":"startsWith","value":"O'"}]},
             "order":[{"field":"owner.name","direction":"DESC","nulls":"last"}]}
            """);
        assertThat(compiled.findings()).isEmpty();
        assertThat(compiled.soql())
                .isEqualTo("SELECT Id, Owner.Name, Owner.Type, ConvertedContact.Account.Parent.Owner.Manager.Email FROM"
                        + " Lead WHERE (Owner.Type IN ('User', 'Queue') AND Owner.LastName LIKE 'O\\'%') ORDER BY"
                        + " Owner.Name DESC NULLS LAST");
        assertThat(problem("{\"object\":\"Task\",\"fields\":[\"What.Industry\"]}"))
                .contains("fields/0", "What may lead to several objects", "Name, FirstName", "no 'Industry'");
        assertThat(problem("{\"object\":\"Task\",\"fields\":[\"Who.Account.Name\"]}"))
                .contains("Name has no parent 'Account'");
    }

    @Test
    void aQueryGoesToParentsBy55WaysAtMost() {
        List<String> fields = new java.util.ArrayList<>();
        for (String way : List.of(
                "",
                "ReportsTo.",
                "MasterRecord.",
                "ReportsTo.ReportsTo.",
                "ReportsTo.MasterRecord.",
                "MasterRecord.ReportsTo.",
                "MasterRecord.MasterRecord.",
                "ReportsTo.ReportsTo.ReportsTo.")) {
            for (String parent : List.of("Owner", "CreatedBy", "LastModifiedBy", "Account", "Individual")) {
                fields.add(way + parent + ".Name");
            }
        }
        // forty and the seven on their ways
        assertThat(compile(query(fields)).isUsable()).isTrue();
        for (String parent : List.of("Owner", "CreatedBy", "LastModifiedBy", "Account", "Individual")) {
            fields.add("MasterRecord.ReportsTo.ReportsTo." + parent + ".Name");
        }
        fields.add("Account.Owner.Name");
        fields.add("Account.Parent.Name");
        assertThat(compile(query(fields)).isUsable()).isTrue();
        fields.add("Account.CreatedBy.Name");
        assertThat(problem(query(fields))).contains("by 56 ways", "55 in one query");
    }

    private static String query(List<String> fields) {
        return "{\"object\":\"Contact\",\"fields\":[\"" + String.join("\",\"", fields) + "\"]}";
    }

    @Test
    void whatSortsIsCheckedToo() {
        assertThat(problem("{\"object\":\"Contact\",\"order\":[\"Name\",{\"field\":\"name\",\"direction\":\"desc\"}]}"))
                .contains("order/1", "Name is there twice");
        assertThat(problem("{\"object\":\"Contact\",\"order\":[{\"field\":\"Name\",\"nulls\":\"x' LIMIT 1\"}]}"))
                .contains("order/0/nulls", "neither first nor last");
        assertThat(problem("{\"object\":\"Contact\",\"order\":["
                        + String.join(",", java.util.Collections.nCopies(33, "\"Name\"")) + "]}"))
                .contains("33 fields to sort by");
        assertThat(Orders.of(List.of("Owner.Name desc", " Name ")).toString())
                .isEqualTo("[{\"field\":\"Owner.Name\",\"direction\":\"desc\"},{\"field\":\"Name\"}]");
    }

    @Test
    void severalChoicesAreIncludedOrExcluded() {
        Compiled compiled = compile("""
            {"object":"Visit__c","where":{"all":[
              {"field":"Tags__c","op":"includes","value":["A","B",["C","D"]]},
              {"field":"Tags__c","op":"excludes","value":["E'"]},
              {"field":"Start__c","op":"before","value":"08:30"}]}}
            """);
        assertThat(compiled.where())
                .isEqualTo(
                        "(Tags__c INCLUDES ('A', 'B', 'C;D') AND Tags__c EXCLUDES ('E\\'') AND Start__c < 08:30:00Z)");
        assertThat(compiled.modstamp()).isEqualTo("LastModifiedDate");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"object":"Nothing__c"}                                                                        | object: There is no object 'Nothing__c'.
        {"object":"Contact","fields":["Emial"]}                                                        | fields/0: Contact has no field 'Emial'; did you mean 'Email'?
        {"object":"Contact","fields":["Shoe"]}                                                         | fields/0: Contact has no field 'Shoe'
        {"object":"Contact","fields":["MailingAddress"]}                                               | fields/0: MailingAddress holds several values
        {"object":"Contact","fields":["Account.Parent.Parent.Parent.Parent.Parent.Name"]}              | goes through 6 parents; 5 are allowed
        {"object":"Lead","fields":["Owner.Email"]}                                                     | may lead to several objects
        {"object":"Contact","where":{"field":"Description","op":"equals","value":"x"}}                 | where/field: No condition can be on Description
        {"object":"Visit__c","where":{"field":"Secret__c","op":"equals","value":"x"}}                  | where/field: No condition can be on Secret__c
        {"object":"Contact","where":{"field":"DoNotCall","op":"contains","value":"x"}}                 | where/op: 'contains' of DoNotCall is none of equals, notEquals
        {"object":"Contact","where":{"all":[{"field":"DoNotCall","op":"equals","value":"maybe"}]}}     | where/all/0/value: DoNotCall is: 'maybe' is neither true nor false
        {"object":"Contact","where":{"field":"AccountId","op":"equals","value":"' OR Name != '"}}      | is no id
        {"object":"Account","where":{"field":"NumberOfEmployees","op":"equals","value":"1 OR 1=1"}}    | is no number
        {"object":"Account","where":{"field":"NumberOfEmployees","op":"equals","value":1.5}}           | is no whole number
        {"object":"Contact","where":{"field":"CreatedDate","op":"before","value":"yesterday"}}         | is no date such as 2026-11-26
        {"object":"Contact","where":{"field":"CreatedDate","op":"before","value":{"literal":"TODAY OR Id != null"}}} | is none of Salesforce's date words
        {"object":"Visit__c","where":{"field":"Tags__c","op":"includes","value":["A;B"]}}              | holds a semicolon
        {"object":"Contact","where":{"field":"LastName","op":"equals","value":""}}                     | use isEmpty
        {"object":"Contact","limit":0}                                                                 | limit: 'limit' is a whole number from 1
        {"object":"Contact","zone":"Mars/Base"}                                                        | zone: 'Mars/Base' is no time zone
        {"object":"Contact","having":1}                                                                | having: There is no 'having' in a query
        {"object":"Contact","where":{"any":[{"all":[]}]}}                                              | where/any/0/all: The group is empty
        """)
    void whatCannotBeIsRefusedWithItsPlace(String query, String expected) {
        assertThat(problem(query)).contains(expected);
    }

    @Test
    void textsAndQueriesThatAreTooLongAreRefused() {
        String text = "x".repeat(4_001);
        assertThat(problem("{\"object\":\"Contact\",\"where\":{\"field\":\"LastName\",\"op\":\"equals\",\"value\":\""
                        + text + "\"}}"))
                .contains("has 4,001 characters");
        String many = "[" + ("\"" + "y".repeat(3_000) + "\",").repeat(40) + "\"z\"]";
        assertThat(problem("{\"object\":\"Contact\",\"where\":{\"field\":\"LastName\",\"op\":\"in\",\"value\":" + many
                        + "}}"))
                .contains("Salesforce takes 100,000");
        String deep = "{\"all\":[".repeat(25) + "{\"field\":\"LastName\",\"op\":\"isEmpty\"}" + "]}".repeat(25);
        assertThat(problem("{\"object\":\"Contact\",\"where\":" + deep + "}")).contains("Groups lie 21 deep");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Contact", "Lead", "Account", "Opportunity", "Case"})
    void standardObjectsAreKnownWithoutAConnection(String object) {
        Compiled compiled = compile(
                "{\"object\":\"" + object
                        + "\",\"fields\":[\"Owner.Name\",\"SystemModstamp\"],\"where\":{\"field\":\"CreatedDate\",\"op\":\"after\",\"value\":\"2026-01-01\"}}");
        assertThat(compiled.findings()).isEmpty();
        assertThat(compiled.hasDeleted()).isTrue();
    }
}
