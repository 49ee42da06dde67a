package io.salessync.kernel.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.kernel.tenancy.Tenant;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.kit.Browser;
import io.salessync.kit.Browser.Answer;
import io.salessync.kit.EmptyDatabase;
import io.salessync.kit.KitConfiguration;
import io.salessync.kit.MovableClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ContextConfiguration;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "salessync.runs.automatic=false")
@ContextConfiguration(initializers = EmptyDatabase.class)
@Import(KitConfiguration.class)
@DirtiesContext
class FirstAdministratorTests {
    @LocalServerPort
    private int port;

    @Autowired
    private FirstAdministrator first;

    @Autowired
    private Tenants tenants;

    @Autowired
    private MovableClock clock;

    /** One story: the door can be opened once in a database's life. */
    @Test
    void theLinkLetsTheFirstAdministratorInOnceAndThenTheDoorIsShut() {
        Tenant made = tenants.chosen(null);
        assertThat(made.slug()).isEqualTo("default");
        assertThat(state()).isTrue();

        String old = token(first.link("http://localhost:8080/").orElseThrow());
        clock.advance(Duration.ofHours(24));
        assertThat(enter(old, Map.of()).code()).as("too old").isEqualTo("access.setup-closed");
        assertThat(enter("guessed", Map.of()).code()).isEqualTo("access.setup-closed");

        String link = first.link("http://localhost:8080").orElseThrow();
        assertThat(link).startsWith("http://localhost:8080/setup?token=");
        assertThat(enter(token(link), Map.of("password", "password1234")).code())
                .isEqualTo("access.weak-password");
        assertThat(enter(token(link), Map.of("email", "none")).code()).isEqualTo("access.wrong-email");

        Browser browser = new Browser(port);
        Answer entered = enter(browser, token(link), Map.of());
        assertThat(entered.status())
                .as("what was wrong before did not use up the link")
                .isEqualTo(200);
        assertThat(entered.json().at("/user/role").asString()).isEqualTo("OWNER");
        assertThat(entered.json().at("/tenant/name").asString()).isEqualTo("Lamps & Sons");
        assertThat(browser.get("/api/v1/session").status()).isEqualTo(200);
        assertThat(tenants.all()).extracting(Tenant::name).containsExactly("Lamps & Sons");

        assertThat(enter(token(link), Map.of("email", "second@example.org")).code())
                .isEqualTo("access.setup-closed");
        assertThat(state()).isFalse();
        assertThat(first.link("http://localhost:8080")).isEmpty();
    }

    @Test
    void makesAShortNameFromAnyName() {
        assertThat(FirstAdministrator.slug("Lampen & Söhne GmbH")).isEqualTo("lampen-sohne-gmbh");
        assertThat(FirstAdministrator.slug("ランプ")).isEqualTo("default");
        assertThat(FirstAdministrator.slug("--A" + "b".repeat(90))).matches("[a-z0-9][a-z0-9-]{0,62}");
    }

    private boolean state() {
        return new Browser(port).get("/api/v1/setup").json().get("open").asBoolean();
    }

    private Answer enter(String token, Map<String, String> other) {
        return enter(new Browser(port), token, other);
    }

    private static Answer enter(Browser browser, String token, Map<String, String> other) {
        browser.get("/api/v1/setup");
        Map<String, String> body = new HashMap<>(Map.of(
                "token", token,
                "organisation", "Lamps & Sons",
                "email", "owner@example.org",
                "name", "The Owner",
                "password", "violet harbour 7 lamps"));
        body.putAll(other);
        return browser.post("/api/v1/setup", body);
    }

    private static String token(String link) {
        return link.substring(link.indexOf('=') + 1);
    }
}
