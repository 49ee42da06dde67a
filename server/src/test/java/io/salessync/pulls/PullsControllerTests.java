package io.salessync.pulls;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.runs.RunStepper;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitPause;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import io.salessync.pulls.PullKit.Org;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@ProgramTest
class PullsControllerTests {
    private static SandboxProcess sandbox;

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private PullKit kit;

    @Autowired
    private AccessKit access;

    @Autowired
    private RunStepper stepper;

    @Autowired
    private KitPause pause;

    @LocalServerPort
    private int port;

    private Org org;
    private String key;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 51, 400);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        pause.skip(true);
        sandbox.reset();
        org = kit.org(sandbox);
        key = access.key(org.tenant(), Role.ADMIN);
    }

    @AfterEach
    void end() {
        pause.skip(false);
    }

    private record Answer(int status, JsonNode body) {}

    private Answer call(String method, String path, @Nullable String body) {
        return send(method, "/pulls" + path, body);
    }

    private Answer send(String method, String path, @Nullable String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                            .header("Authorization", "Bearer " + key)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    answer.statusCode(), PullKit.JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theBuilderSeesObjectsFieldsTextCountPlanAndFirstRows() {
        assertThat(call("GET", "/objects?connection=Salesforce", null).body().toString())
                .contains("\"Contact\"")
                .contains("\"Opportunity\"");
        JsonNode contact =
                call("GET", "/objects/Contact?connection=Salesforce", null).body();
        assertThat(contact.path("fields").toString()).contains("\"ops\":[\"equals\"");
        String query =
                "{\"connection\":\"Salesforce\",\"query\":{\"object\":\"Contact\",\"fields\":[\"LastName\",\"Account.Name\"],"
                        + "\"where\":{\"field\":\"LastName\",\"op\":\"isNotEmpty\"}}}";
        JsonNode compiled = call("POST", "/compile", query).body();
        assertThat(compiled.path("soql").asString())
                .isEqualTo("SELECT Id, LastName, Account.Name FROM Contact WHERE LastName != null");
        assertThat(compiled.path("count").asLong()).isEqualTo(400);
        assertThat(compiled.path("api").asString()).isEqualTo("REST");
        assertThat(compiled.path("calls").asLong()).isEqualTo(5);
        assertThat(compiled.path("plan").size()).isPositive();
        JsonNode preview = call("POST", "/preview", query).body();
        assertThat(preview.path("rows").size()).isEqualTo(20);
        assertThat(preview.path("rows").get(0).path("LastName").isString()).isTrue();
        JsonNode wrong =
                call("POST", "/compile", query.replace("LastName", "Shoe")).body();
        assertThat(wrong.hasNonNull("soql")).isFalse();
        assertThat(wrong.path("problems").get(0).path("place").asString()).isEqualTo("fields/0");
    }

    @Test
    void theChooserGoesThroughParentsAndTheFirstRowsHaveThem() {
        JsonNode owner = call("GET", "/objects/Contact/parents?connection=Salesforce&path=account.owner", null)
                .body();
        assertThat(owner.path("path").asString()).isEqualTo("Account.Owner");
        assertThat(owner.path("steps").get(1).path("label").asString()).isEqualTo("Owner");
        assertThat(owner.path("object").asString()).isEqualTo("User");
        assertThat(owner.path("several").asBoolean()).isFalse();
        assertThat(owner.path("fields").toString()).contains("\"Username\"");
        JsonNode queue = call("GET", "/objects/Lead/parents?connection=Salesforce&path=Owner", null)
                .body();
        assertThat(queue.path("several").asBoolean()).isTrue();
        assertThat(queue.path("fields").toString()).contains("\"Email\"", "\"Type\"", "\"Queue\"");
        assertThat(call("GET", "/objects/Contact/parents?connection=Salesforce&path=Account.Nobody", null)
                        .body()
                        .toString())
                .contains("Account has no parent 'Nobody'");
        JsonNode preview = call(
                        "POST",
                        "/preview",
                        "{\"connection\":\"Salesforce\",\"query\":{\"object\":\"Lead\",\"fields\":[\"Owner.Name\",\"Owner.Type\",\"Owner.Email\",\"ConvertedContact.Account.Owner.Name\"],"
                                + "\"where\":{\"field\":\"Owner.Type\",\"op\":\"equals\",\"value\":\"Queue\"},\"order\":[{\"field\":\"Owner.Name\",\"direction\":\"desc\"}],\"limit\":3}}")
                .body();
        assertThat(preview.path("soql").asString()).endsWith("ORDER BY Owner.Name DESC LIMIT 3");
        assertThat(preview.path("rows").size()).isEqualTo(3);
        JsonNode row = preview.path("rows").get(0);
        assertThat(row.path("Owner.Type").asString()).isEqualTo("Queue");
        assertThat(row.path("Owner.Name").asString()).endsWith(" queue");
        assertThat(row.hasNonNull("Owner.Email")).isFalse();
        JsonNode compiled = call(
                        "POST",
                        "/compile",
                        "{\"connection\":\"Salesforce\",\"query\":{\"object\":\"Contact\",\"fields\":[\"LastName\"],\"order\":[\"LastName\"],\"limit\":7}}")
                .body();
        assertThat(compiled.path("count").asLong()).isEqualTo(7);
        assertThat(compiled.path("calls").asLong()).isEqualTo(5);
    }

    @Test
    void aMappingOfAParentsFieldIsHeldAgainstItsDescription() {
        String mapping =
                "{\"name\":\"Sellers\",\"from\":{\"connection\":\"Salesforce\",\"object\":\"Contact\"},\"to\":{\"target\":\"customers.person\"},"
                        + "\"fields\":[{\"to\":\"givenName\",\"from\":\"FirstName\"},{\"to\":\"familyName\",\"from\":\"Account.Owner.Title\"}]}";
        assertThat(send("POST", "/mappings", mapping.replace("Owner.Title", "Owner.Shoe"))
                        .status())
                .isEqualTo(422);
        Answer made = send("POST", "/mappings", mapping);
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);
        String path = "/mappings/" + made.body().path("id").asString();
        assertThat(send("GET", path + "/drift", null).body().path("items").size())
                .isZero();
        sandbox.send(
                "POST", "/_sandbox/salesforce/schema", "{\"object\":\"User\",\"field\":\"Title\",\"remove\":true}");
        for (int minutes = 0; minutes < 4; minutes++) {
            kit.settle(org);
        }
        JsonNode drift = send("GET", path + "/drift", null).body();
        assertThat(drift.path("breaks").asBoolean()).as(drift.toString()).isTrue();
        assertThat(drift.path("items").get(0).path("field").asString()).isEqualTo("Account.Owner.Title");
    }

    @Test
    void aSavedPullRunsAndShowsItsSeal() {
        String input =
                "{\"name\":\"Contacts\",\"connection\":\"Salesforce\",\"query\":{\"object\":\"Contact\",\"fields\":[\"LastName\"]}}";
        Answer made = call("POST", "", input);
        assertThat(made.status()).isEqualTo(201);
        String id = made.body().path("id").asString();
        assertThat(call("POST", "", input).status()).isEqualTo(409);
        assertThat(call("POST", "/" + id + "/run", null).status()).isEqualTo(202);
        stepper.runDue(org.tenant());
        JsonNode seal =
                call("GET", "/" + id + "/runs", null).body().path("items").get(0);
        assertThat(seal.path("sealed").asBoolean()).as(seal.toString()).isTrue();
        assertThat(seal.path("counted").asLong()).isEqualTo(400);
        assertThat(call("GET", "/" + id + "/rows?limit=10", null)
                        .body()
                        .path("items")
                        .size())
                .isEqualTo(10);
        assertThat(call("GET", "/" + id, null).body().path("cursor").isString()).isTrue();
        call("POST", "/" + id + "/run?compare=true", null);
        stepper.runDue(org.tenant());
        assertThat(call("GET", "/" + id + "/runs", null)
                        .body()
                        .path("items")
                        .get(0)
                        .path("kind")
                        .asString())
                .isEqualTo("RECONCILE");
        // another query begins from nothing
        assertThat(call("PUT", "/" + id, input.replace("LastName", "Email"))
                        .body()
                        .hasNonNull("cursor"))
                .isFalse();
        assertThat(call("DELETE", "/" + id, null).status()).isEqualTo(204);
        assertThat(call("GET", "/" + id + "/runs", null).status()).isEqualTo(404);
    }

    @Test
    void whatCannotBePulledInWindowsIsRefusedWithAWayOut() {
        Answer refused = call(
                "POST",
                "",
                "{\"name\":\"Top\",\"connection\":\"Salesforce\",\"query\":{\"object\":\"Contact\",\"limit\":10}}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().toString()).contains("FULL");
        assertThat(call("POST", "", "{\"name\":\"X\",\"connection\":\"Nowhere\",\"query\":{\"object\":\"Contact\"}}")
                        .body()
                        .toString())
                .contains("There is no connection 'Nowhere'");
    }

    @Test
    void hostileValuesFindTheRecordThatHasThemAndNoOther() {
        for (String name : List.of(
                "O'Neil",
                "back\\slash",
                "' OR LastName LIKE '%",
                "100%_sure",
                "quote\" and \\' both",
                "two\nlines",
                "x' LIMIT 1",
                "ends with \\")) {
            ObjectNode values = PullKit.JSON.createObjectNode().put("LastName", name);
            ObjectNode body = PullKit.JSON.createObjectNode().put("object", "Contact");
            body.set("values", values);
            sandbox.send("POST", "/_sandbox/salesforce/edit", body.toString());
            for (String op : List.of("equals", "contains", "startsWith", "endsWith", "in")) {
                ObjectNode query = PullKit.JSON.createObjectNode().put("object", "Contact");
                query.putArray("fields").add("LastName");
                ObjectNode where =
                        query.putObject("where").put("field", "LastName").put("op", op);
                if (op.equals("in")) {
                    where.putArray("value").add(name);
                } else {
                    where.put("value", name);
                }
                ObjectNode wanted = PullKit.JSON.createObjectNode().put("connection", "Salesforce");
                wanted.set("query", query);
                JsonNode rows =
                        call("POST", "/preview", wanted.toString()).body().path("rows");
                List<String> found = new java.util.ArrayList<>();
                rows.forEach(row -> found.add(row.path("LastName").asString()));
                // the organisation has O'Neills of its own
                assertThat(found).as(op).contains(name).allMatch(one -> one.contains(name) && one.length() < 30);
                assertThat(op.equals("equals") ? found.size() : 1).isEqualTo(1);
            }
        }
    }
}
