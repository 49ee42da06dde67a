package io.salessync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kit.Browser;
import io.salessync.kit.ProgramTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class ApiDescriptionTests {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch", "head", "options");

    @LocalServerPort
    private int port;

    private JsonNode api;

    @BeforeEach
    void read() throws Exception {
        Browser.Answer answer = new Browser(port).get("/api/openapi");
        api = answer.json();
        // for the front end's types and for validators
        Files.writeString(Path.of("target/openapi.json"), answer.text());
    }

    @Test
    void isAnOpenApiDocumentOfVersion31() {
        assertThat(api.get("openapi").asString()).startsWith("3.1.");
        assertThat(api.at("/info/title").asString()).isEqualTo("SalesSync");
        assertThat(api.at("/info/version").asString()).isNotBlank();
        assertThat(api.at("/components/securitySchemes/key/scheme").asString()).isEqualTo("bearer");
        assertThat(api.at("/components/securitySchemes/session/name").asString())
                .isEqualTo("SALESSYNC_SESSION");
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = new ArrayList<>();
        collect(api, references);
        assertThat(references).contains("#/components/responses/Problem", "#/components/schemas/Problem");
        assertThat(references)
                .allSatisfy(
                        reference -> assertThat(api.at(reference.substring(1)).isMissingNode())
                                .as(reference)
                                .isFalse());
    }

    @Test
    void everyOperationHasItsOwnNameSaysHowItIsRefusedAndWhoMayCallIt() {
        Set<String> names = new HashSet<>();
        List<String> open = new ArrayList<>();
        for (var path : api.get("paths").properties()) {
            assertThat(path.getKey()).startsWith("/api/v1/");
            for (var operation : path.getValue().properties()) {
                if (!METHODS.contains(operation.getKey())) {
                    continue;
                }
                String place = operation.getKey() + " " + path.getKey();
                JsonNode value = operation.getValue();
                assertThat(names.add(value.get("operationId").asString()))
                        .as(place)
                        .isTrue();
                assertThat(value.at("/responses/default/$ref").asString())
                        .as(place)
                        .isEqualTo("#/components/responses/Problem");
                assertThat(value.get("responses").size()).as(place).isGreaterThan(1);
                if (value.path("security").isEmpty()) {
                    open.add(place);
                }
                for (String parameter : path.getKey()
                        .replaceAll("[^{]*\\{([^}]*)}[^{]*", "$1 ")
                        .strip()
                        .split(" ")) {
                    if (path.getKey().contains("{")) {
                        assertThat(value.get("parameters").toString())
                                .as(place)
                                .contains("\"name\":\"" + parameter + "\"");
                    }
                }
            }
        }
        assertThat(open)
                .containsExactlyInAnyOrder(
                        "get /api/v1/session",
                        "post /api/v1/session",
                        "get /api/v1/setup",
                        "post /api/v1/setup",
                        "post /api/v1/outreach/news/{token}",
                        "get /api/v1/outreach/mail/seen/{token}",
                        "get /api/v1/outreach/mail/link/{token}",
                        "get /api/v1/outreach/unsubscribe/{token}",
                        "post /api/v1/outreach/unsubscribe/{token}");
        assertThat(names).contains("session.begin", "users.add");
    }

    @Test
    void requestsCarryExamplesAndAnswersAreJson() {
        assertThat(api.at("/components/schemas/NewUser/properties/email/example")
                        .asString())
                .contains("@");
        assertThat(api.at("/paths/~1api~1v1~1users/get/responses/200/content").has("application/json"))
                .isTrue();
        assertThat(api.at("/paths/~1api~1v1~1keys~1{id}/delete/responses").has("204"))
                .isTrue();
        assertThat(api.at("/components/responses/Problem/content/application~1problem+json/example/code")
                        .asString())
                .isEqualTo("ordersync.unknown-column");
    }

    /** The try-it page begins with what an operation's request may look like. */
    @Test
    void everyFieldOfARequestHasAnExample() {
        List<String> without = new ArrayList<>();
        for (var path : api.get("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                String reference = operation
                        .getValue()
                        .at("/requestBody/content/application~1json/schema/$ref")
                        .asString("");
                if (!reference.isEmpty()) {
                    for (var field :
                            api.at(reference.substring(1) + "/properties").properties()) {
                        if (!field.getValue().has("example")
                                && !field.getValue().has("$ref")) {
                            without.add(operation.getKey() + " " + path.getKey() + " " + field.getKey());
                        }
                    }
                }
            }
        }
        assertThat(without).isEmpty();
    }

    private static void collect(JsonNode node, List<String> references) {
        if (node.has("$ref")) {
            references.add(node.get("$ref").asString());
        }
        node.forEach(child -> collect(child, references));
    }
}
