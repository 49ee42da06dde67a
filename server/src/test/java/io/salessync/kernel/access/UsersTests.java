package io.salessync.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.audit.AuditTrail;
import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kit.Browser;
import io.salessync.kit.Browser.Answer;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@ProgramTest
class UsersTests {
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

    private Tenant tenant;
    private Browser admin;

    @BeforeEach
    void someTenant() {
        tenant = tenantKit.fresh();
        admin = as(Role.ADMIN);
    }

    @Test
    void addsAndListsUsersAndWritesItDown() {
        Answer added = admin.post("/api/v1/users", newUser("Nina@Example.org", "VIEWER"));
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().get("disabled").asBoolean()).isFalse();
        assertThat(added.text()).doesNotContain("password").doesNotContain("hash");
        assertThat(admin.get("/api/v1/users").text()).contains("Nina@Example.org");
        assertThat(trail.newest(tenant.id(), null, "access.user-added", 9))
                .anyMatch(stored -> stored.entry().subject().equals("Nina@Example.org")
                        && stored.entry().actor().equals("key:test"));
        Browser browser = new Browser(port);
        browser.get("/api/v1/session");
        Map<String, String> signIn =
                Map.of("email", "nina@example.ORG", "password", AccessKit.PASSWORD, "tenant", tenant.slug());
        assertThat(browser.post("/api/v1/session", signIn).status()).isEqualTo(200);
    }

    @Test
    void refusesWhatIsWrongWithTheFieldThatIs() {
        admin.post("/api/v1/users", newUser("nina@example.org", "VIEWER"));
        assertRefused(admin.post("/api/v1/users", newUser("NINA@example.org", "VIEWER")), 409, "access.email-taken");
        assertRefused(admin.post("/api/v1/users", newUser("no address", "VIEWER")), 422, "access.wrong-email");
        assertRefused(
                admin.post(
                        "/api/v1/users",
                        Map.of("email", "a@example.org", "name", "A", "role", "VIEWER", "password", "password1234")),
                422,
                "access.weak-password");
        assertRefused(admin.post("/api/v1/users", newUser("b@example.org", "KING")), 400, "http.unreadable-body");
        Answer missing = admin.post("/api/v1/users", Map.of("email", "c@example.org"));
        assertRefused(missing, 422, "http.wrong-field");
        assertThat(missing.json().at("/places/fields").toString()).contains("name", "role", "password");
    }

    @Test
    void onlyOwnersMakeOrChangeOwners() {
        User owner = accessKit.user(tenant.id(), Role.OWNER);
        User viewer = accessKit.user(tenant.id(), Role.VIEWER);
        assertRefused(admin.post("/api/v1/users", newUser("o@example.org", "OWNER")), 403, "access.owners-only");
        assertRefused(change(admin, viewer, Map.of("role", "OWNER")), 403, "access.owners-only");
        assertRefused(change(admin, owner, Map.of("name", "X")), 403, "access.owners-only");
        assertRefused(change(admin, owner, Map.of("password", "nine purple wagons")), 403, "access.owners-only");
        assertThat(change(as(Role.OWNER), viewer, Map.of("role", "OWNER")).status())
                .isEqualTo(200);
    }

    @Test
    void theLastOwnerStays() {
        Browser owner = as(Role.OWNER);
        User self = accounts.all(tenant.id()).stream()
                .filter(user -> user.role() == Role.OWNER)
                .findFirst()
                .orElseThrow();
        assertRefused(change(owner, self, Map.of("role", "ADMIN")), 409, "access.last-owner");
        assertRefused(change(owner, self, Map.of("disabled", true)), 409, "access.last-owner");
        User second = accessKit.user(tenant.id(), Role.OWNER);
        assertThat(change(owner, second, Map.of("disabled", true)).status()).isEqualTo(200);
        assertRefused(change(owner, self, Map.of("disabled", true)), 409, "access.last-owner");
    }

    @Test
    void ownersWhoDemoteEachOtherAtOnceLeaveOne() throws Exception {
        User one = accessKit.user(tenant.id(), Role.OWNER);
        User two = accessKit.user(tenant.id(), Role.OWNER);
        UserChange demoted = new UserChange(null, Role.ADMIN, null, null, null);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var both = List.of(one, two).stream()
                    .map(user -> threads.submit(() -> accounts.change(tenant.id(), user.id(), demoted)))
                    .toList();
            for (var each : both) {
                try {
                    each.get();
                } catch (java.util.concurrent.ExecutionException refused) {
                    assertThat(refused).hasMessageContaining("last owner");
                }
            }
        }
        assertThat(accounts.all(tenant.id()))
                .filteredOn(user -> user.role() == Role.OWNER)
                .hasSize(1);
    }

    @Test
    void anotherTenantsUserIsUnknown() {
        Tenant other = tenantKit.fresh();
        User foreign = accessKit.user(other.id(), Role.VIEWER);
        assertRefused(change(admin, foreign, Map.of("disabled", true)), 404, "access.unknown-user");
        assertThat(accounts.named(other.id(), foreign.email()).orElseThrow().disabled())
                .isFalse();
        assertRefused(change(admin, UUID.randomUUID(), Map.of("disabled", true)), 404, "access.unknown-user");
        assertThat(admin.get("/api/v1/users").text()).doesNotContain(foreign.email());
    }

    @Test
    void whoMayNotReadOrWriteUsersIsRefused() {
        Browser viewer = as(Role.VIEWER);
        assertRefused(viewer.get("/api/v1/users"), 403, "access.not-permitted");
        Browser manager = as(Role.MANAGER);
        assertThat(manager.get("/api/v1/users").status()).isEqualTo(200);
        assertRefused(manager.post("/api/v1/users", newUser("x@example.org", "VIEWER")), 403, "access.not-permitted");
        assertRefused(new Browser(port).get("/api/v1/users"), 401, "access.not-signed-in");
    }

    @Test
    void aNewPasswordFromAnAdministratorEndsTheUsersSessions() {
        User user = accessKit.user(tenant.id(), Role.REP);
        Browser browser = new Browser(port);
        browser.signIn(user.email(), AccessKit.PASSWORD);
        change(admin, user, Map.of("password", "nine purple wagons"));
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(401);
        assertThat(browser.signIn(user.email(), "nine purple wagons").status()).isEqualTo(200);
    }

    @Test
    void readsAndChecksTheAuditTrail() {
        for (int i = 0; i < 5; i++) {
            admin.post("/api/v1/users", newUser("u" + i + "@example.org", "VIEWER"));
        }
        var page = admin.get("/api/v1/audit?limit=3&q=user-added").json();
        assertThat(page.get("items").size()).isEqualTo(3);
        assertThat(page.at("/items/0/hash").asString()).hasSize(64);
        String next = page.get("next").asString();
        var rest =
                admin.get("/api/v1/audit?limit=100&q=user-added&before=" + next).json();
        assertThat(rest.get("items").get(0).get("seq").asLong()).isLessThan(Long.parseLong(next));
        assertThat(rest.has("next")).isFalse();
        var verdict = admin.post("/api/v1/audit/verify", null).json();
        assertThat(verdict.get("ok").asBoolean()).isTrue();
        assertThat(verdict.get("checked").asLong())
                .isEqualTo(trail.newest(tenant.id(), null, null, 1)
                        .getFirst()
                        .entry()
                        .seq());
        assertRefused(as(Role.VIEWER).get("/api/v1/audit"), 403, "access.not-permitted");
    }

    private Browser as(Role role) {
        return new Browser(port).withKey(accessKit.key(tenant.id(), role));
    }

    private static Map<String, String> newUser(String email, String role) {
        return Map.of("email", email, "name", "Somebody", "role", role, "password", AccessKit.PASSWORD);
    }

    private static Answer change(Browser browser, User user, Map<String, Object> change) {
        return change(browser, user.id(), change);
    }

    private static Answer change(Browser browser, UUID user, Map<String, Object> change) {
        return browser.patch("/api/v1/users/" + user, change);
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }
}
