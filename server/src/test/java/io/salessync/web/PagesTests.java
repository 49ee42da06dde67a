package io.salessync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.access.Permission;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.Browser.Answer;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProgramTest
class PagesTests {
    @LocalServerPort
    private int port;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private AccessKit accessKit;

    @ParameterizedTest
    @ValueSource(strings = {"/", "/setup?token=x", "/ordersync/123/rows", "/index.html"})
    void anyAddressOfAPageAnswersWithThePageAskedForAnew(String address) {
        Answer answer = visitor().get(address);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(answer.text()).contains("<title>SalesSync</title>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/gone-123.js", "/missing.png", "/actuator/env"})
    void whatIsNoPageIsNotAnsweredWithOne(String address) {
        assertThat(visitor().get(address).status()).isIn(404, 401);
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        for (String address : new String[] {"/", "/api/v1/session", "/actuator/health"}) {
            Answer answer = visitor().get(address);
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("script-src 'self';")
                    .contains("frame-ancestors 'none'")
                    .doesNotContain("unsafe-eval");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("Referrer-Policy")).isEqualTo("same-origin");
            assertThat(answer.header("Strict-Transport-Security")).isEmpty();
        }
        assertThat(visitor().with("X-Forwarded-Proto", "https").get("/").header("Strict-Transport-Security"))
                .contains("max-age=31536000");
        assertThat(visitor().get("/api/v1/session").header("Cache-Control")).contains("no-store");
    }

    @Test
    void healthIsOpenAndMetricsAreForThisMachineOrWhoMayReadRuns() {
        assertThat(visitor().get("/actuator/health/readiness").text()).contains("UP");
        assertThat(visitor().get("/actuator/prometheus").code()).isEqualTo("access.not-signed-in");
        assertThat(visitor()
                        .with("X-Forwarded-For", "127.0.0.1")
                        .get("/actuator/prometheus")
                        .status())
                .isEqualTo(200);
        assertThat(visitor()
                        .with("X-Forwarded-For", "127.0.0.1, 198.18.0.1")
                        .get("/actuator/prometheus")
                        .status())
                .as("an address that only the caller claims")
                .isEqualTo(401);
        assertThat(as(Role.VIEWER).get("/actuator/prometheus").text()).contains("jvm_memory");
        assertThat(as(Role.VIEWER).get("/actuator/info").status()).isEqualTo(403);
    }

    @Test
    void aKeyForMonitoringReadsFiguresAndNothingElse() {
        TenantId tenant = tenantKit.fresh().id();
        String key = "ss_monitoring-" + UUID.randomUUID();
        accessKit
                .accounts()
                .fixApiKey(
                        tenant,
                        accessKit.user(tenant, Role.ADMIN).id(),
                        "monitoring",
                        key,
                        Set.of(Permission.METRICS_READ));
        assertThat(visitor().withKey(key).get("/actuator/prometheus").text()).contains("jvm_memory");
        assertThat(visitor().withKey(key).get("/actuator/info").status()).isEqualTo(200);
        assertThat(visitor().withKey(key).get("/api/v1/runs").status()).isEqualTo(403);
        assertThat(visitor()
                        .withKey("ss_unknown-key")
                        .get("/actuator/prometheus")
                        .status())
                .isEqualTo(401);
        assertThat(as(Role.OWNER).get("/actuator").status()).isEqualTo(200);
    }

    @Test
    void theTryItPageIsForWhoIsSignedIn() {
        assertThat(visitor().get("/api/docs").status()).isEqualTo(401);
        Answer redirect = as(Role.VIEWER).get("/api/docs");
        assertThat(redirect.status()).isEqualTo(302);
        String address = redirect.header("Location").replaceFirst("^https?://[^/]+", "");
        Answer page = as(Role.VIEWER).get(address);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("swagger-ui").doesNotContainPattern("<script>");
        assertThat(page.header("Content-Security-Policy")).contains("script-src 'self' 'unsafe-eval'");
    }

    private Browser visitor() {
        return new Browser(port);
    }

    private Browser as(Role role) {
        return visitor().withKey(accessKit.key(tenantKit.fresh().id(), role));
    }
}
