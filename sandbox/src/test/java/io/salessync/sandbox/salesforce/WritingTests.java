package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.RunningSandbox.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class WritingTests extends SalesforceTests {
    private static final String BY_KEY = BASE + "/sobjects/Contact/External_Id__c/";

    private static Map<String, Object> record(String... pairs) {
        Map<String, Object> record = new java.util.LinkedHashMap<>();
        record.put("attributes", Map.of("type", "Contact"));
        for (int at = 0; at < pairs.length; at += 2) {
            record.put(pairs[at], pairs[at + 1]);
        }
        return record;
    }

    private Answer upsert(boolean allOrNone, boolean updateOnly, List<Map<String, Object>> records) {
        String body = Json.MAPPER.writeValueAsString(Map.of("allOrNone", allOrNone, "records", records));
        String path = BASE + "/composite/sobjects/Contact/External_Id__c" + (updateOnly ? "?updateOnly=true" : "");
        return call("PATCH", path, body);
    }

    @Test
    void anUpsertByKeyCreatesThenChanges() {
        assertThat(call("PATCH", BY_KEY + "K-1?updateOnly=true", "{\"Title\":\"x\"}")
                        .status())
                .isEqualTo(404);
        Answer made = call("PATCH", BY_KEY + "K-1", "{\"LastName\":\"Keyed\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("created").asBoolean()).isTrue();
        Answer changed = call("PATCH", BY_KEY + "K-1", "{\"Title\":\"Chief\"}");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.json().path("id")).isEqualTo(made.json().path("id"));
        assertThat(get("/sobjects/Contact/External_Id__c/K-1?fields=Title,LastName")
                        .json()
                        .path("Title")
                        .asString())
                .isEqualTo("Chief");
        assertThat(call("DELETE", BY_KEY + "K-1", null).status()).isEqualTo(204);
        assertThat(get("/sobjects/Contact/External_Id__c/K-1").status()).isEqualTo(404);
        assertThat(call("PATCH", BASE + "/sobjects/Contact/Title/x", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void severalRecordsWithOneKeyAreToldAndNoneIsChanged() {
        create("Contact", Map.of("LastName", "One", "Legacy_Id__c", "SAME"));
        create("Contact", Map.of("LastName", "Two", "Legacy_Id__c", "SAME"));
        Answer several = call("PATCH", BASE + "/sobjects/Contact/Legacy_Id__c/same", "{\"Title\":\"x\"}");
        assertThat(several.status()).isEqualTo(300);
        assertThat(several.json()).hasSize(2);
        assertThat(count("Contact", "Title = 'x'")).isZero();
    }

    @Test
    void rowsOfACollectionFailAloneAndInOrder() {
        Answer answer = upsert(
                false,
                false,
                List.of(
                        record("External_Id__c", "R-1", "LastName", "First"),
                        record("External_Id__c", "R-2"),
                        record("External_Id__c", "R-3", "LastName", "x".repeat(81)),
                        record("External_Id__c", "R-4", "LastName", "Twice"),
                        record("External_Id__c", "r-4", "LastName", "Twice"),
                        record("External_Id__c", "R-5", "LastName", "x", "Preferred_Channel__c", "Pigeon"),
                        record("External_Id__c", "R-6", "LastName", "x", "AccountId", "001"),
                        record("External_Id__c", "R-7", "LastName", "x", "Nope__c", "y"),
                        record("External_Id__c", "R-8", "LastName", "x", "SystemModstamp", "2026-01-01T00:00:00Z"),
                        record("LastName", "x"),
                        record("External_Id__c", "R-9", "LastName", "Last")));
        assertThat(answer.status()).isEqualTo(200);
        List<String> codes = new ArrayList<>();
        answer.json().forEach(row -> codes.add(row.at("/errors/0/statusCode").asString("ok")));
        assertThat(codes)
                .containsExactly(
                        "ok",
                        "REQUIRED_FIELD_MISSING",
                        "STRING_TOO_LONG",
                        "DUPLICATE_VALUE",
                        "DUPLICATE_VALUE",
                        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                        "MALFORMED_ID",
                        "INVALID_FIELD",
                        "INVALID_FIELD_FOR_INSERT_UPDATE",
                        "MISSING_ARGUMENT",
                        "ok");
        assertThat(count("Contact", "External_Id__c LIKE 'R-%'")).isEqualTo(2);
    }

    @Test
    void allOrNoneTakesEverythingBack() {
        String before = sandbox.get("/_sandbox/state/salesforce?object=Contact&fields=Title")
                .json()
                .path("rows")
                .toString();
        Answer answer = upsert(
                true,
                false,
                List.of(
                        record("External_Id__c", "C-0000010", "Title", "Changed"),
                        record("External_Id__c", "C-0000011", "Title", "Changed"),
                        record("External_Id__c", "N-1", "LastName", "Made"),
                        record("External_Id__c", "N-2")));
        assertThat(answer.json().at("/0/errors/0/statusCode").asString())
                .isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        assertThat(answer.json().at("/3/errors/0/statusCode").asString()).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(sandbox.get("/_sandbox/state/salesforce?object=Contact&fields=Title")
                        .json()
                        .path("rows")
                        .toString())
                .isEqualTo(before);
        assertThat(count("Contact", "External_Id__c IN ('N-1', 'N-2')")).isZero();
    }

    @Test
    void updateOnlyNeverCreates() {
        String known = query("SELECT External_Id__c FROM Contact WHERE External_Id__c != null LIMIT 1")
                .json()
                .at("/records/0/External_Id__c")
                .asString();
        Answer answer = upsert(
                false,
                true,
                List.of(
                        record("External_Id__c", known, "Tags__c", "Old lead"),
                        record("External_Id__c", "U-1", "LastName", "Never")));
        assertThat(answer.json().at("/0/success").asBoolean()).isTrue();
        assertThat(answer.json().at("/1/errors/0/statusCode").asString()).isEqualTo("NOT_FOUND");
        assertThat(count("Contact", "Id != null")).isEqualTo(500);
    }

    @Test
    void moreThanTwoHundredRecordsAreRefused() {
        List<Map<String, Object>> records = new ArrayList<>();
        for (int at = 0; at <= 200; at++) {
            records.add(record("External_Id__c", "M-" + at, "LastName", "x"));
        }
        assertThat(code(upsert(false, false, records))).isEqualTo("EXCEEDED_ID_LIMIT");
        assertThat(upsert(false, false, records.subList(0, 200)).json()).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"LastName\":\"x\",\"Birthdate\":\"soon\"} | JSON_PARSER_ERROR",
                "{\"LastName\":\"x\",\"DoNotCall\":\"perhaps\"} | JSON_PARSER_ERROR",
                "{\"LastName\":\"x\",\"Score__c\":\"many\"} | JSON_PARSER_ERROR",
                "{\"LastName\":\"x\",\"Email\":\"nobody\"} | INVALID_EMAIL_ADDRESS",
                "{\"LastName\":null} | REQUIRED_FIELD_MISSING",
                "{\"LastName\":\"x\",\"External_Id__c\":\"C-0000001\"} | DUPLICATE_VALUE",
                "not json | JSON_PARSER_ERROR",
            })
    void wrongValuesAreToldByCode(String body, String code) {
        call("PATCH", BY_KEY + "C-0000001", "{\"LastName\":\"There\"}");
        Answer answer = call("POST", BASE + "/sobjects/Contact", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(code(answer)).as(answer.text()).isEqualTo(code);
    }

    @Test
    void parentsAreNamedByTheirOwnKey() {
        String account = query("SELECT Id FROM Account WHERE External_Id__c = 'A-0000003'")
                .json()
                .at("/records/0/Id")
                .asString();
        String id = create("Contact", Map.of("LastName", "Child", "Account", Map.of("External_Id__c", "A-0000003")));
        assertThat(count("Contact", "Id = '" + id + "' AND AccountId = '" + account + "'"))
                .isEqualTo(1);
    }

    @Test
    void duplicatesAreDetectedOnceTheRulesAreOn() {
        create("Contact", Map.of("LastName", "Same", "Email", "same@mail.example"));
        act("settings", Map.of("duplicate_rules", true));
        String body = "{\"LastName\":\"Other\",\"Email\":\"SAME@mail.example\"}";
        Answer refused = call("POST", BASE + "/sobjects/Contact", body);
        assertThat(code(refused)).isEqualTo("DUPLICATES_DETECTED");
        JsonNode match = refused.json().at("/0/duplicateResult/matchResults/0");
        assertThat(match.path("size").asInt()).isEqualTo(1);
        assertThat(match.at("/matchRecords/0/record/Id").asString()).startsWith("003");
        Map<String, String> allow = Map.of("Sforce-Duplicate-Rule-Header", "allowSave=true");
        assertThat(call("POST", BASE + "/sobjects/Contact", body, allow).status())
                .isEqualTo(201);
    }

    @Test
    void aCompositeUsesWhatItsEarlierPartsMade() {
        String body = """
            {"compositeRequest":[
             {"method":"POST","url":"/services/data/v67.0/sobjects/Account","referenceId":"a","body":{"Name":"Joint"}},
             {"method":"POST","url":"/services/data/v67.0/sobjects/Contact","referenceId":"c",
              "body":{"LastName":"Joined","AccountId":"@{a.id}"}},
             {"method":"GET","url":"/services/data/v67.0/query?q=SELECT+Account.Name+FROM+Contact+WHERE+Id='@{c.id}'",
              "referenceId":"q"},
             {"method":"PATCH","url":"/services/data/v67.0/sobjects/Contact/@{nope.id}","referenceId":"x","body":{}}]}\
            """;
        JsonNode parts = call("POST", BASE + "/composite", body).json().path("compositeResponse");
        assertThat(parts.at("/2/body/records/0/Account/Name").asString()).isEqualTo("Joint");
        assertThat(parts.at("/3/httpStatusCode").asInt()).isEqualTo(400);
        String none = body.replace("{\"compositeRequest\"", "{\"allOrNone\":true,\"compositeRequest\"");
        JsonNode rolled = call("POST", BASE + "/composite", none).json().path("compositeResponse");
        assertThat(rolled.at("/0/body/0/errorCode").asString()).isEqualTo("PROCESSING_HALTED");
        assertThat(count("Account", "Name = 'Joint'")).isEqualTo(1);
    }

    @Test
    void aCompositeHasAtMostTwentyFivePartsAndFiveQueries() {
        StringBuilder parts = new StringBuilder();
        for (int at = 0; at < 26; at++) {
            parts.append(at == 0 ? "" : ",")
                    .append("{\"method\":\"GET\",\"url\":\"/services/data/v67.0/limits\",\"referenceId\":\"r" + at
                            + "\"}");
        }
        assertThat(code(call("POST", BASE + "/composite", "{\"compositeRequest\":[" + parts + "]}")))
                .isEqualTo("LIMIT_EXCEEDED");
        String queries = parts.toString().replace("/limits", "/query?q=SELECT+Id+FROM+User");
        String six = queries.substring(
                0,
                queries.indexOf(
                        ",{\"method\":\"GET\",\"url\":\"/services/data/v67.0/query?q=SELECT+Id+FROM+User\",\"referenceId\":\"r6\""));
        assertThat(code(call("POST", BASE + "/composite", "{\"compositeRequest\":[" + six + "]}")))
                .isEqualTo("LIMIT_EXCEEDED");
    }

    @Test
    void consentIsTheLeastThatAnyRecordAllows() {
        String one = create("Contact", Map.of("LastName", "A", "Email", "both@mail.example", "DoNotCall", true));
        assertThat(proceed("email", one)).isTrue();
        assertThat(proceed("phone", one)).isFalse();
        String lead = create(
                "Lead",
                Map.of("LastName", "B", "Company", "C", "Email", "BOTH@mail.example", "HasOptedOutOfEmail", true));
        assertThat(proceed("email", one))
                .as("the lead with the same address says no")
                .isFalse();
        assertThat(proceed("email", "both@mail.example")).isFalse();
        act("edit", Map.of("id", lead, "values", Map.of("HasOptedOutOfEmail", false)));
        assertThat(proceed("email", one)).isTrue();
        String individual = create("Individual", Map.of("LastName", "A", "ShouldForget", true));
        act("edit", Map.of("id", one, "values", Map.of("IndividualId", individual)));
        assertThat(proceed("email", one)).isFalse();
        assertThat(proceed("email", "nobody@mail.example")).isFalse();
        JsonNode told = get("/consent/multiaction?actions=email,phone&verbose=true&ids=" + one)
                .json()
                .path(one);
        assertThat(told.at("/proceed/phone").asString()).isEqualTo("false");
        assertThat(told.path("explanation").toString()).contains("ShouldForget", individual);
    }

    @Test
    void consentIsToldForAPurposeAndATime() {
        String individual = create("Individual", Map.of("LastName", "P"));
        String one = create("Contact", Map.of("LastName", "P", "IndividualId", individual));
        String purpose = create("DataUsePurpose", Map.of("Name", "Billing"));
        assertThat(answer(one, "&purpose=billing&policy=requireExplicitConsent"))
                .isEqualTo("infoNotFound");
        create(
                "ContactPointTypeConsent",
                Map.of(
                        "Name", "test",
                        "PartyId", individual,
                        "ContactPointType", "Email",
                        "DataUsePurposeId", purpose,
                        "PrivacyConsentStatus", "OptOut",
                        "EffectiveFrom", "2026-01-01T00:00:00Z",
                        "EffectiveTo", "2026-02-01T00:00:00Z"));
        assertThat(answer(one, "&purpose=billing&datetime=2026-01-15T00:00:00Z"))
                .isEqualTo("false");
        assertThat(answer(one, "&datetime=2026-01-15T00:00:00Z")).isEqualTo("false");
        assertThat(answer(one, "&purpose=sales&datetime=2026-01-15T00:00:00Z")).isEqualTo("true");
        assertThat(answer(one, "&purpose=billing&datetime=2026-02-01T00:00:00Z"))
                .isEqualTo("true");
        assertThat(get("/consent/action/email?verbose=true&datetime=2026-01-15T00:00:00Z&ids=" + one)
                        .text())
                .contains("\"objectConsulted\":\"ContactPointTypeConsent\"", "opt_out", "Billing");
        assertThat(code(get("/consent/action/email?policy=none&ids=" + one))).isEqualTo("INVALID_INPUT");
    }

    private String answer(String id, String more) {
        return get("/consent/action/email?ids=" + id + more)
                .json()
                .at("/" + id + "/proceed/email")
                .asString();
    }

    @Test
    void aPersonAccountIsAnAccountAndAContactInOne() {
        act("settings", Map.of("person_accounts", true));
        String account = create(
                "Account",
                Map.of("LastName", "Only", "FirstName", "Me", "PersonEmail", "me@mail.example", "Sync_Tag__pc", "old"));
        JsonNode told = query("SELECT Name, IsPersonAccount, PersonContactId, PersonEmail, Sync_Tag__pc,"
                        + " PersonContact.Account.Name FROM Account WHERE Id = '"
                        + account + "'")
                .json()
                .at("/records/0");
        assertThat(told.path("Name").asString()).isEqualTo("Me Only");
        assertThat(told.path("IsPersonAccount").asBoolean()).isTrue();
        assertThat(told.path("Sync_Tag__pc").asString()).isEqualTo("old");
        assertThat(told.at("/PersonContact/Account/Name").asString()).isEqualTo("Me Only");
        call(
                "PATCH",
                BASE + "/sobjects/Account/" + account,
                "{\"PersonHasOptedOutOfEmail\":true,\"Sync_Tag__pc\":\"new\"}");
        JsonNode contact = query(
                        "SELECT HasOptedOutOfEmail, Sync_Tag__c, IsPersonAccount FROM Contact WHERE AccountId = '"
                                + account + "'")
                .json()
                .at("/records/0");
        assertThat(contact.path("HasOptedOutOfEmail").asBoolean()).isTrue();
        assertThat(contact.path("Sync_Tag__c").asString()).isEqualTo("new");
        assertThat(proceed("email", account)).isFalse();
        assertThat(count("Account", "IsPersonAccount = TRUE")).isEqualTo(1);
        String company = create("Account", Map.of("Name", "Company"));
        assertThat(call("PATCH", BASE + "/sobjects/Account/" + company, "{\"PersonEmail\":\"x@mail.example\"}")
                        .status())
                .isEqualTo(400);
    }

    private boolean proceed(String action, String id) {
        JsonNode told = get("/consent/action/" + action + "?ids=" + id).json().path(id);
        assertThat(told.at("/proceed/" + action + "Result").asString()).isEqualTo("Success");
        return told.at("/proceed/" + action).asString().equals("true");
    }
}
