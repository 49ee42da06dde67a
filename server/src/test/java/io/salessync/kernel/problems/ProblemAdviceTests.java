package io.salessync.kernel.problems;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kit.Browser;
import io.salessync.kit.Browser.Answer;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProgramTest
@ExtendWith(OutputCaptureExtension.class)
class ProblemAdviceTests {
    @LocalServerPort
    private int port;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private AccessKit accessKit;

    private Browser owner;

    @BeforeEach
    void someOwner() {
        owner = new Browser(port).withKey(accessKit.key(tenantKit.fresh().id(), Role.OWNER));
    }

    @Test
    void everyProblemHasTheSameForm() {
        Answer answer = owner.patch("/api/v1/users/" + UUID.randomUUID(), Map.of("name", "X"));
        var document = answer.json();
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(document.get("type").asString()).isEqualTo("urn:salessync:problem:access.unknown-user");
        assertThat(document.get("title").asString()).isEqualTo("No such user");
        assertThat(document.get("status").asInt()).isEqualTo(404);
        assertThat(document.get("detail").asString()).contains("There is no user");
        assertThat(UUID.fromString(document.get("id").asString())).isNotNull();
    }

    @Test
    void namesTheFieldThatCannotBeRead() {
        Answer answer = owner.post(
                "/api/v1/keys", "{\"name\": \"x\",\n \"scopes\": [\"runs:read\"], \"expiresInDays\": \"soon\"}");
        assertProblem(answer, 400, "http.unreadable-body");
        assertThat(answer.json().get("detail").asString())
                .contains("'expiresInDays'")
                .contains("line 2");
        assertThat(answer.text()).doesNotContain("java").doesNotContain("jackson");
        assertProblem(owner.post("/api/v1/keys", "{ this is not JSON"), 400, "http.unreadable-body");
        assertProblem(owner.post("/api/v1/keys", null), 400, "http.unreadable-body");
    }

    @Test
    void mapsWhatTheFrameworkRefuses() {
        assertProblem(owner.get("/api/v1/nothing-here"), 404, "http.not-found");
        assertProblem(owner.call("PUT", "/api/v1/keys", Map.of()), 405, "http.wrong-method");
        assertProblem(owner.patch("/api/v1/users/not-an-id", Map.of()), 400, "http.wrong-parameter");
        assertProblem(owner.get("/api/v1/audit?before=soon"), 400, "http.wrong-parameter");
        assertProblem(
                owner.with("Content-Type", "text/plain").post("/api/v1/keys", "x"), 415, "http.wrong-content-type");
        assertProblem(new Browser(port).get("/api/v1/nothing-here"), 401, "access.not-signed-in");
    }

    @Test
    void aFaultOfOursIsLoggedUnderItsIdAndNotTold(CapturedOutput output) {
        var document = new ProblemAdvice()
                .onAnythingElse(
                        new IllegalStateException("password of the database: hunter2"),
                        new org.springframework.web.context.request.ServletWebRequest(
                                new org.springframework.mock.web.MockHttpServletRequest("GET", "/api/v1/x")));
        var body = (org.springframework.http.ProblemDetail) document.getBody();
        assertThat(document.getStatusCode().value()).isEqualTo(500);
        assertThat(body.toString()).doesNotContain("hunter2");
        assertThat(output).contains("hunter2").contains(ProblemDocument.id(body).toString());
    }

    @Test
    void aProblemInsideAnotherExceptionIsFound() {
        var answer = new ProblemAdvice()
                .onAnythingElse(
                        new IllegalStateException(Problem.of(HttpProblem.NOT_FOUND, "inside")),
                        new org.springframework.web.context.request.ServletWebRequest(
                                new org.springframework.mock.web.MockHttpServletRequest()));
        assertThat(answer.getStatusCode().value()).isEqualTo(404);
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
    }
}
