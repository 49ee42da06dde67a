package io.salessync.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.audit.AuditTrail;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.Browser;
import io.salessync.kit.Browser.Answer;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProgramTest
class SignInTests {
    private static final String WRONG = "wrong wrong wrong 1";

    @LocalServerPort
    private int port;

    @Autowired
    private TenantKit tenantKit;

    @Autowired
    private AccessKit accessKit;

    @Autowired
    private Accounts accounts;

    @Autowired
    private AuditTrail trail;

    @Autowired
    private MovableClock clock;

    private Tenant tenant;
    private User user;

    @BeforeEach
    void someUser() {
        tenant = tenantKit.fresh();
        user = accessKit.user(tenant.id(), Role.MANAGER);
    }

    @Test
    void answersWhoIsSignedInAndForgetsAfterSigningOut() {
        Browser browser = browser();
        assertThat(browser.get("/api/v1/session").code()).isEqualTo("access.not-signed-in");
        Answer answer = browser.signIn(user.email().toUpperCase(), AccessKit.PASSWORD);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/user/email").asString()).isEqualTo(user.email());
        assertThat(answer.json().at("/user/role").asString()).isEqualTo("MANAGER");
        assertThat(answer.json().at("/tenant/slug").asString()).isEqualTo(tenant.slug());
        assertThat(answer.json().at("/permissions").toString())
                .contains("ordersync:run")
                .doesNotContain("access:write");
        assertThat(browser.get("/api/v1/session").text()).isEqualTo(answer.text());
        Map<String, String> stolen = Map.copyOf(browser.cookies());
        assertThat(browser.delete("/api/v1/session").status()).isEqualTo(204);
        Browser thief = browser();
        thief.cookies().putAll(stolen);
        assertThat(thief.get("/api/v1/session").status()).isEqualTo(401);
        assertThat(trail.newest(tenant.id(), null, null, 9))
                .extracting(stored -> stored.entry().action())
                .contains("access.signed-in", "access.signed-out");
    }

    @Test
    void theCookieIsKeptFromScriptsAndOtherSites() {
        String cookies = browser().signIn(user.email(), AccessKit.PASSWORD).header("Set-Cookie");
        assertThat(cookies)
                .containsPattern(
                        "SALESSYNC_SESSION=[^;]{43}; Path=/; Max-Age=604800; [^,]*, [^;]*GMT; HttpOnly; SameSite=Lax");
        String secure = browser()
                .with("X-Forwarded-Proto", "https")
                .signIn(user.email(), AccessKit.PASSWORD)
                .header("Set-Cookie");
        assertThat(secure).contains("; Secure; HttpOnly; SameSite=Lax");
    }

    @Test
    void refusesUnsafeCallsWithoutTheCsrfHeader() {
        Browser browser = browser();
        browser.signIn(user.email(), AccessKit.PASSWORD);
        assertThat(browser.withoutCsrf().delete("/api/v1/session"))
                .matches(answer -> answer.status() == 403)
                .matches(answer -> answer.code().equals("http.csrf-token"));
        assertThat(browser()
                        .withoutCsrf()
                        .signIn(user.email(), AccessKit.PASSWORD)
                        .code())
                .isEqualTo("http.csrf-token");
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(200);
    }

    @Test
    void saysTheSameOfAWrongPasswordAndAnUnknownAddress() {
        Answer wrong = browser().signIn(user.email(), WRONG);
        Answer unknown = browser().signIn("nobody-" + UUID.randomUUID() + "@example.org", WRONG);
        for (Answer answer : List.of(wrong, unknown)) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("access.sign-in-refused");
        }
        assertThat(wrong.json().get("detail")).isEqualTo(unknown.json().get("detail"));
    }

    @Test
    void locksAnAccountForAQuarterOfAnHourAfterTenWrongPasswords() {
        for (int i = 0; i < 10; i++) {
            assertThat(browser().signIn(user.email(), WRONG).status()).isEqualTo(401);
        }
        Answer locked = browser().signIn(user.email(), AccessKit.PASSWORD);
        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.code()).isEqualTo("access.too-many-attempts");
        assertThat(locked.json().get("retryAfterSeconds").asInt()).isEqualTo(900);
        assertThat(locked.header("Retry-After")).isEqualTo("900");
        assertThat(accounts.named(tenant.id(), user.email()).orElseThrow().lockedUntil())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
        clock.advance(Duration.ofMinutes(15));
        assertThat(browser().signIn(user.email(), WRONG).status()).isEqualTo(401);
        assertThat(browser().signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(200);
        assertThat(trail.newest(tenant.id(), null, "access.locked", 9)).hasSize(1);
    }

    @Test
    void anUnknownAddressIsLockedAlike() {
        String nobody = "nobody-" + UUID.randomUUID() + "@example.org";
        for (int i = 0; i < 10; i++) {
            assertThat(browser().signIn(nobody, WRONG).status()).isEqualTo(401);
        }
        Answer locked = browser().signIn(nobody, WRONG);
        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.json().get("retryAfterSeconds").asInt()).isEqualTo(900);
    }

    @Test
    void aRightPasswordBeginsTheCountAnewAndAnAdministratorUnlocks() {
        for (int i = 0; i < 9; i++) {
            browser().signIn(user.email(), WRONG);
        }
        assertThat(browser().signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(200);
        for (int i = 0; i < 10; i++) {
            browser().signIn(user.email(), WRONG);
        }
        assertThat(browser().signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(429);
        Browser admin = browser().withKey(accessKit.key(tenant.id(), Role.ADMIN));
        assertThat(admin.patch("/api/v1/users/" + user.id(), Map.of("unlock", true))
                        .status())
                .isEqualTo(200);
        assertThat(browser().signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void triesAtTheSameTimeAreNoMoreThanTheLockAllows() throws Exception {
        List<Integer> statuses;
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tries = IntStream.range(0, 16)
                    .mapToObj(i -> threads.submit(
                            () -> browser().signIn(user.email(), WRONG).status()))
                    .toList();
            statuses = tries.stream()
                    .map(one -> {
                        try {
                            return one.get();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
        assertThat(statuses).filteredOn(status -> status == 401).hasSize(10);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(6);
    }

    @Test
    void oneAddressOfTheNetworkHasToWaitAfterManyFailures() {
        Browser guesser = browser();
        for (int i = 0; i < 30; i++) {
            guesser.signIn("guess-" + UUID.randomUUID() + "@example.org", WRONG);
        }
        assertThat(guesser.signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(429);
        assertThat(browser().signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(200);
        clock.advance(Duration.ofMinutes(10));
        assertThat(guesser.signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void asksForTheTenantWhereThePasswordFitsInSeveral() {
        Tenant other = tenantKit.fresh();
        accounts.createUser(other.id(), user.email(), "Same", Role.VIEWER, AccessKit.PASSWORD);
        Answer asks = browser().signIn(user.email(), AccessKit.PASSWORD);
        assertThat(asks.status()).isEqualTo(409);
        assertThat(asks.code()).isEqualTo("access.which-tenant");
        assertThat(asks.json().at("/places/tenants").toString()).contains(tenant.slug(), other.slug());
        Browser browser = browser();
        browser.get("/api/v1/session");
        Answer answer = browser.post(
                "/api/v1/session",
                Map.of("email", user.email(), "password", AccessKit.PASSWORD, "tenant", other.slug()));
        assertThat(answer.json().at("/tenant/slug").asString()).isEqualTo(other.slug());
    }

    @Test
    void aSessionEndsWhenUnusedForHalfADayAndAfterAWeekInAnyCase() {
        Browser browser = browser();
        browser.signIn(user.email(), AccessKit.PASSWORD);
        for (int i = 0; i < 15; i++) {
            clock.advance(Duration.ofHours(11));
            assertThat(browser.get("/api/v1/session").status()).isEqualTo(200);
        }
        clock.advance(Duration.ofHours(4));
        assertThat(browser.get("/api/v1/session").status()).as("a week").isEqualTo(401);
        browser.signIn(user.email(), AccessKit.PASSWORD);
        clock.advance(Duration.ofHours(12));
        assertThat(browser.get("/api/v1/session").status()).as("unused").isEqualTo(401);
    }

    @Test
    void aDisabledUserIsOutAtOnceAndAnotherRoleCountsAtOnce() {
        Browser browser = browser();
        browser.signIn(user.email(), AccessKit.PASSWORD);
        Browser admin = browser().withKey(accessKit.key(tenant.id(), Role.ADMIN));
        admin.patch("/api/v1/users/" + user.id(), Map.of("role", "ADMIN"));
        assertThat(browser.get("/api/v1/session").json().get("permissions").toString())
                .contains("access:write");
        admin.patch("/api/v1/users/" + user.id(), Map.of("disabled", true));
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(401);
        assertThat(browser().signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(401);
        admin.patch("/api/v1/users/" + user.id(), Map.of("disabled", false));
        assertThat(browser.get("/api/v1/session").status())
                .as("the old session stays ended")
                .isEqualTo(401);
        assertThat(browser().signIn(user.email(), AccessKit.PASSWORD).status()).isEqualTo(200);
    }

    @Test
    void listsOnesSessionsAndEndsOneOfThem() {
        Browser one = browser().with("User-Agent", "One");
        one.signIn(user.email(), AccessKit.PASSWORD);
        Browser two = browser().with("User-Agent", "Two");
        two.signIn(user.email(), AccessKit.PASSWORD);
        var items = one.get("/api/v1/sessions").json().get("items");
        assertThat(items.size()).isEqualTo(2);
        for (var item : items) {
            assertThat(item.get("current").asBoolean())
                    .isEqualTo(item.get("userAgent").asString().equals("One"));
            if (!item.get("current").asBoolean()) {
                assertThat(one.delete("/api/v1/sessions/" + item.get("id").asString())
                                .status())
                        .isEqualTo(204);
            }
        }
        assertThat(two.get("/api/v1/session").status()).isEqualTo(401);
        assertThat(one.get("/api/v1/session").status()).isEqualTo(200);
        assertThat(one.delete("/api/v1/sessions/" + UUID.randomUUID()).code()).isEqualTo("access.unknown-session");
    }

    @Test
    void changingOnesPasswordEndsTheOtherSessions() {
        Browser one = browser();
        one.signIn(user.email(), AccessKit.PASSWORD);
        Browser two = browser();
        two.signIn(user.email(), AccessKit.PASSWORD);
        String next = "nineteen copper kettles";
        assertThat(one.post("/api/v1/session/password", Map.of("current", WRONG, "new", next))
                        .code())
                .isEqualTo("access.wrong-password");
        assertThat(one.post("/api/v1/session/password", Map.of("current", AccessKit.PASSWORD, "new", "short"))
                        .code())
                .isEqualTo("access.weak-password");
        assertThat(one.post("/api/v1/session/password", Map.of("current", AccessKit.PASSWORD, "new", next))
                        .status())
                .isEqualTo(204);
        assertThat(one.get("/api/v1/session").status()).isEqualTo(200);
        assertThat(two.get("/api/v1/session").status()).isEqualTo(401);
        assertThat(browser().signIn(user.email(), next).status()).isEqualTo(200);
    }

    private Browser browser() {
        return new Browser(port);
    }
}
