package io.salessync.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.SandboxProcess;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

@ProgramTest
class SignInControllerTests {
    private static SandboxProcess sandbox;

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private Connections connections;

    @Autowired
    private List<CrmConnector> connectors;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Connection connection;
    private String key;

    @BeforeAll
    static void start() {
        sandbox = SandboxProcess.start(1, 48, 300);
    }

    @AfterAll
    static void stop() {
        sandbox.close();
    }

    @BeforeEach
    void fresh() {
        sandbox.reset();
        tenant = tenants.fresh().id();
        key = access.key(tenant, Role.ADMIN);
        connection = connections.ensure(
                tenant,
                "salesforce",
                "Web",
                sandbox.salesforce(),
                Map.of("flow", "web", "clientId", "sandbox-consumer-key", "clientSecret", "sandbox-consumer-secret"),
                false);
    }

    @Test
    void anApprovalInTheBrowserConnectsForGood() throws Exception {
        assertThat(call("POST", "/" + connection.id() + "/test", key).body()).contains("has approved");
        String callback = approved(begun());
        HttpResponse<String> back = call("GET", callback.substring(callback.indexOf("/sign-in")), key);
        assertThat(back.statusCode()).isEqualTo(302);
        assertThat(back.headers().firstValue("location").orElse("")).startsWith("/connections?signIn=done");
        assertThat(connectors.getFirst().whoAmI(connection)).contains("organisation 00D");
        // sessions end; the refresh token brings another
        sandbox.send("POST", "/_sandbox/salesforce/sessions", "{}");
        assertThat(connectors.getFirst().objects(connection, null)).isNotEmpty();
        // once used, the answer is worth nothing
        assertThat(call("GET", callback.substring(callback.indexOf("/sign-in")), key)
                        .headers()
                        .firstValue("location")
                        .orElse(""))
                .startsWith("/connections?signIn=refused");
    }

    @Test
    void answersOfOthersOrTooLateOnesAreNotBelieved() throws Exception {
        String callback = approved(begun());
        String path = callback.substring(callback.indexOf("/sign-in"));
        String other = access.key(tenant, Role.ADMIN);
        assertThat(location(call("GET", path, other))).contains("signIn=refused");
        clock.advance(Duration.ofMinutes(20));
        assertThat(location(call("GET", path, key))).contains("signIn=refused");
        assertThat(location(call("GET", "/sign-in/callback?error=access_denied&error_description=no", key)))
                .contains("signIn=refused")
                .contains("access_denied");
    }

    @Test
    void secretsGoInAndNeverComeOut() throws Exception {
        HttpResponse<String> all = call("GET", "", key);
        assertThat(all.body()).contains("sandbox-consumer-key").doesNotContain("sandbox-consumer-secret");
        assertThat(call("GET", "/vendors", key).body()).contains("privateKey").contains("monday.com");
    }

    private String begun() throws Exception {
        return JsonMapper.shared()
                .readTree(call("POST", "/" + connection.id() + "/sign-in", key).body())
                .path("url")
                .asString();
    }

    private static String location(HttpResponse<String> answer) {
        return URLDecoder.decode(answer.headers().firstValue("location").orElse(""), StandardCharsets.UTF_8);
    }

    /** What the person's browser does at Salesforce; returns where it is sent back to. */
    private String approved(String url) throws Exception {
        HttpResponse<String> allowed = http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("answer=allow"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(allowed.statusCode()).isEqualTo(302);
        return allowed.headers().firstValue("location").orElseThrow();
    }

    private HttpResponse<String> call(String method, String path, String with)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/connections" + path))
                        .header("Authorization", "Bearer " + with)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
