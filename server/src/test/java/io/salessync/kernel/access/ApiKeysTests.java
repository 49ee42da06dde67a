package io.salessync.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.Browser;
import io.salessync.kit.Browser.Answer;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProgramTest
class ApiKeysTests {
    @LocalServerPort
    private int port;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private AccessKit accessKit;

    @Autowired
    private Accounts accounts;

    @Autowired
    private ApiKeys keys;

    @Autowired
    private MovableClock clock;

    private Tenant tenant;
    private User user;
    private Browser browser;

    @BeforeEach
    void somebodySignedIn() {
        tenant = tenantKit.fresh();
        user = accessKit.user(tenant.id(), Role.ADMIN);
        browser = new Browser(port);
        browser.signIn(user.email(), AccessKit.PASSWORD);
    }

    @Test
    void aKeyDoesWhatItsScopesAllowAndNoMore() {
        Answer made = make(List.of("access:read"), null);
        assertThat(made.status()).isEqualTo(201);
        String text = made.json().get("key").asString();
        assertThat(text).startsWith("ss_").hasSize(46);
        assertThat(made.json().get("prefix").asString()).isEqualTo(text.substring(0, 10));
        Browser script = script(text);
        assertThat(script.get("/api/v1/users").status()).isEqualTo(200);
        assertThat(script.get("/api/v1/audit").code()).isEqualTo("access.not-permitted");
        assertThat(script.get("/api/v1/session").json().get("permissions").toString())
                .isEqualTo("[\"access:read\"]");
        assertThat(browser.get("/api/v1/keys").text())
                .contains(made.json().get("id").asString())
                .doesNotContain(text);
    }

    @Test
    void aKeyLosesWhatItsUserLoses() {
        String text = make(List.of("access:read", "audit:read", "runs:read"), null)
                .json()
                .get("key")
                .asString();
        accounts.change(tenant.id(), user.id(), new UserChange(null, Role.VIEWER, null, null, null));
        assertThat(script(text).get("/api/v1/session").json().get("permissions").toString())
                .isEqualTo("[\"runs:read\"]");
        assertThat(script(text).get("/api/v1/users").status()).isEqualTo(403);
        accounts.change(tenant.id(), user.id(), UserChange.DISABLE);
        assertThat(script(text).get("/api/v1/session").code()).isEqualTo("access.not-signed-in");
    }

    @Test
    void endsWhenItExpiresOrIsRevoked() {
        Answer expiring = make(List.of("runs:read"), 30);
        Answer revoked = make(List.of("runs:read"), null);
        Browser first = script(expiring.json().get("key").asString());
        Browser second = script(revoked.json().get("key").asString());
        assertThat(Instant.parse(expiring.json().get("expiresAt").asString()))
                .isEqualTo(clock.instant().plus(Duration.ofDays(30)));
        assertThat(browser.delete("/api/v1/keys/" + revoked.json().get("id").asString())
                        .status())
                .isEqualTo(204);
        assertThat(second.get("/api/v1/session").status()).isEqualTo(401);
        clock.advance(Duration.ofDays(30).minusSeconds(1));
        assertThat(first.get("/api/v1/session").status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(first.get("/api/v1/session").status()).isEqualTo(401);
    }

    @Test
    void remembersTheLastUseToTheMinute() {
        Browser script =
                script(make(List.of("runs:read"), null).json().get("key").asString());
        script.get("/api/v1/session");
        Instant first = clock.instant();
        clock.advance(Duration.ofSeconds(30));
        script.get("/api/v1/session");
        assertThat(keys.all(tenant.id(), null).getFirst().lastUsedAt()).isEqualTo(first);
        clock.advance(Duration.ofSeconds(31));
        script.get("/api/v1/session");
        assertThat(keys.all(tenant.id(), null).getFirst().lastUsedAt()).isEqualTo(clock.instant());
    }

    @Test
    void nobodyMakesAKeyThatCanMoreThanThemselves() {
        assertThat(make(List.of("everything"), null).code()).isEqualTo("access.unknown-scope");
        assertThat(make(List.of("runs:read"), 0).code()).isEqualTo("access.wrong-key");
        Browser narrow =
                script(make(List.of("access:read"), null).json().get("key").asString());
        Answer wider = narrow.post("/api/v1/keys", Map.of("name", "wider", "scopes", List.of("access:write")));
        assertThat(wider.status()).isEqualTo(422);
        assertThat(wider.code()).isEqualTo("access.wrong-key");
    }

    @Test
    void everybodySeesTheirOwnKeysAndNobodyAnotherTenants() {
        String viewersKey = accessKit.key(tenant.id(), Role.VIEWER);
        make(List.of("runs:read"), null);
        assertThat(script(viewersKey).get("/api/v1/keys").json().get("items").size())
                .isEqualTo(1);
        assertThat(browser.get("/api/v1/keys").json().get("items").size()).isEqualTo(2);
        UUID own = keys.all(tenant.id(), user.id()).getFirst().id();
        assertThat(script(viewersKey).delete("/api/v1/keys/" + own).code()).isEqualTo("access.unknown-key");
        Browser stranger = script(accessKit.key(tenantKit.fresh().id(), Role.OWNER));
        assertThat(stranger.delete("/api/v1/keys/" + own).code()).isEqualTo("access.unknown-key");
        assertThat(keys.all(tenant.id(), user.id()).getFirst().revokedAt()).isNull();
    }

    @Test
    void aFixedKeyWorksAndFixingItAgainChangesNothing() {
        String text = "demo-key-" + UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            accounts.fixApiKey(tenant.id(), user.id(), "demo", text, user.role().permissions());
            assertThat(script(text).get("/api/v1/users").status()).isEqualTo(200);
        }
        assertThat(keys.all(tenant.id(), user.id())).hasSize(1);
        String other = "demo-key-" + UUID.randomUUID();
        accounts.fixApiKey(tenant.id(), user.id(), "demo", other, user.role().permissions());
        assertThat(script(text).get("/api/v1/users").status()).isEqualTo(401);
        assertThat(script(other).get("/api/v1/users").status()).isEqualTo(200);
        Tenant elsewhere = tenantKit.fresh();
        User stranger = accessKit.user(elsewhere.id(), Role.OWNER);
        assertThatThrownBy(() -> accounts.fixApiKey(
                        elsewhere.id(),
                        stranger.id(),
                        "demo",
                        other,
                        stranger.role().permissions()))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> accounts.fixApiKey(
                        tenant.id(), user.id(), "demo", "short", user.role().permissions()))
                .isInstanceOf(Problem.class);
    }

    @Test
    void aWrongKeyIsRefusedEvenBesideACookie() {
        browser.withKey("ss_wrong");
        Answer answer = browser.get("/api/v1/session");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(browser.get("/api/v1/users").header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    private Answer make(List<String> scopes, Integer days) {
        return browser.post(
                "/api/v1/keys",
                days == null
                        ? Map.of("name", "script", "scopes", scopes)
                        : Map.of("name", "script", "scopes", scopes, "expiresInDays", days));
    }

    private Browser script(String key) {
        return new Browser(port).withKey(key);
    }
}
