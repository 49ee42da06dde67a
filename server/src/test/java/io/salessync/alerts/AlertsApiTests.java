package io.salessync.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.alerts.Alerts.Severity;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.audit.AuditTrail;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@ProgramTest
class AlertsApiTests {
    @Autowired
    private PostgresAlerts alerts;

    @Autowired
    private AlertRules rules;

    @Autowired
    private AuditTrail trail;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private AlertKit kit;
    private Browser manager;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        kit = new AlertKit(database, alerts, rules, clock, tenant);
        manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
    }

    @Test
    void alertsAreListedCountedAndFiltered() {
        kit.raise("run-failed", "a", Severity.CRITICAL, "One");
        kit.raise("run-failed", "b", Severity.WARNING, "Two");
        kit.raise("odd-thing", "c", Severity.WARNING, "Three");
        JsonNode page = manager.get("/api/v1/alerts?limit=2").json();
        assertThat(page.at("/items/0/title").asString()).isEqualTo("Three");
        assertThat(page.at("/items/0/ruleTitle").asString()).isEqualTo("Odd thing");
        assertThat(page.at("/items/1/ruleTitle").asString()).isEqualTo("A run failed");
        JsonNode rest = manager.get(
                        "/api/v1/alerts?limit=2&after=" + page.path("next").asString())
                .json();
        assertThat(rest.path("items")).hasSize(1);
        assertThat(rest.has("next")).isFalse();
        assertThat(manager.get("/api/v1/alerts?severity=critical").json().path("items"))
                .hasSize(1);
        assertThat(manager.get("/api/v1/alerts?rule=odd-thing").json().path("items"))
                .hasSize(1);
        assertThat(manager.get("/api/v1/alerts?state=closed").json().path("items"))
                .isEmpty();
        JsonNode count = manager.get("/api/v1/alerts/count").json();
        assertThat(count.path("open").asInt()).isEqualTo(3);
        assertThat(count.path("critical").asInt()).isEqualTo(1);
        assertThat(manager.get("/api/v1/alerts?state=lost").code()).isEqualTo("alerts.bad-filter");
        assertThat(manager.get("/api/v1/alerts?severity=x").status()).isEqualTo(400);
        assertThat(manager.get("/api/v1/alerts?after=x").status()).isEqualTo(400);
    }

    @Test
    void peopleAcknowledgeSnoozeCloseAndReopen() {
        kit.raise();
        String path = "/api/v1/alerts/" + kit.alert().getAlertId();
        JsonNode acknowledged = manager.post(path + "/acknowledge", null).json();
        assertThat(acknowledged.path("state").asString()).isEqualTo("ACKNOWLEDGED");
        assertThat(acknowledged.path("acknowledgedBy").asString()).isEqualTo("key:test");
        assertThat(acknowledged.at("/occurrences/0/title").asString()).isEqualTo("Something");
        String until = clock.instant().plusSeconds(3600).toString();
        assertThat(manager.post(path + "/snooze", Map.of("until", until))
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("SNOOZED");
        assertThat(manager.post(path + "/snooze", Map.of()).status()).isEqualTo(422);
        assertThat(manager.post(path + "/close", null).json().path("closedBy").asString())
                .isEqualTo("key:test");
        assertThat(manager.post(path + "/close", null).code()).isEqualTo("alerts.does-not-fit");
        assertThat(manager.post(path + "/reopen", null).json().path("state").asString())
                .isEqualTo("OPEN");
        assertThat(manager.get("/api/v1/alerts/count").json().path("open").asInt())
                .isEqualTo(1);
    }

    @Test
    void whoMayOnlyReadChangesNothingAndOthersSeeNothing() {
        kit.raise();
        String path = "/api/v1/alerts/" + kit.alert().getAlertId();
        Browser viewer = new Browser(port).withKey(access.key(tenant, Role.VIEWER));
        assertThat(viewer.get(path).status()).isEqualTo(200);
        assertThat(viewer.post(path + "/close", null).status()).isEqualTo(403);
        assertThat(viewer.call("PUT", "/api/v1/alerts/rules/run-failed", Map.of())
                        .status())
                .isEqualTo(403);
        assertThat(viewer.post(
                                "/api/v1/alerts/channels",
                                Map.of("kind", "EMAIL", "name", "a", "settings", Map.of("to", "a@b.example")))
                        .status())
                .isEqualTo(403);
        assertThat(new Browser(port).get("/api/v1/alerts").status()).isEqualTo(401);
        Browser agent = new Browser(port).withKey(access.key(tenant, Role.AGENT));
        assertThat(agent.get("/api/v1/alerts/count").status()).isEqualTo(403);
        Browser other = new Browser(port).withKey(access.key(tenants.fresh().id(), Role.OWNER));
        assertThat(other.get(path).code()).isEqualTo("alerts.unknown-alert");
        assertThat(other.get(path + "/deliveries").status()).isEqualTo(404);
        assertThat(other.post(path + "/close", null).status()).isEqualTo(404);
        assertThat(other.get("/api/v1/alerts").json().path("items")).isEmpty();
    }

    private JsonNode ruleOf(String key) {
        for (JsonNode rule : manager.get("/api/v1/alerts/rules").json().path("items")) {
            if (rule.path("key").asString().equals(key)) {
                return rule;
            }
        }
        throw new AssertionError("no rule " + key);
    }

    @Test
    void theRulesThatShipAreOnAndCanBeEditedAndSetBack() {
        JsonNode shipped = ruleOf("run-stuck");
        assertThat(shipped.path("enabled").asBoolean()).isTrue();
        assertThat(shipped.at("/settings/minutes").asInt()).isEqualTo(30);
        assertThat(shipped.path("throttleMinutes").asInt()).isEqualTo(60);
        assertThat(shipped.has("updatedAt") || shipped.has("channels")).isFalse();
        UUID ops = kit.channel("ops");
        JsonNode edited = manager.call("PUT", "/api/v1/alerts/rules/run-stuck", """
                        {"enabled":true,"severity":"critical","settings":{"minutes":5},"channels":["%s"],"throttleMinutes":10,
                         "quiet":{"from":"22:00","to":"07:00","zone":"Europe/Berlin","days":["MON","FRI"]},
                         "escalateAfterMinutes":30,"escalateTo":["%s"]}""".formatted(ops, ops))
                .json();
        assertThat(edited).isEqualTo(ruleOf("run-stuck"));
        assertThat(edited.path("severity").asString()).isEqualTo("CRITICAL");
        assertThat(edited.at("/settings/minutes").asInt()).isEqualTo(5);
        assertThat(edited.at("/quiet/days")).hasSize(2);
        assertThat(edited.at("/quiet/criticalPasses").asBoolean()).isTrue();
        assertThat(edited.at("/escalateTo/0").asString()).isEqualTo(ops.toString());
        assertThat(edited.path("updatedBy").asString()).isEqualTo("key:test");
        assertThat(manager.delete("/api/v1/alerts/rules/run-stuck").status()).isEqualTo(204);
        assertThat(ruleOf("run-stuck")).isEqualTo(shipped);
        assertThat(manager.delete("/api/v1/alerts/rules/run-stuck").code()).isEqualTo("alerts.unknown-rule");
        assertThat(trail.newest(tenant, null, "alerts.rule", 10))
                .extracting(stored -> stored.entry().action())
                .containsExactly("alerts.rule-deleted", "alerts.rule-changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"severity\":\"LOUD\"}",
                "{\"settings\":{\"hours\":5}}",
                "{\"settings\":{\"minutes\":0}}",
                "{\"throttleMinutes\":-1}",
                "{\"escalateAfterMinutes\":0}",
                "{\"channels\":[\"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\"]}",
                "{\"quiet\":{\"from\":\"25:00\",\"to\":\"07:00\",\"zone\":\"UTC\"}}",
                "{\"quiet\":{\"from\":\"22:00\",\"to\":\"07:00\",\"zone\":\"Mars/Base\"}}",
                "{\"quiet\":{\"from\":\"22:00\",\"to\":\"07:00\"}}",
                "{\"quiet\":{\"from\":\"22:00\",\"to\":\"07:00\",\"zone\":\"UTC\",\"days\":[\"SOMEDAY\"]}}",
                "{\"title\":\"Mine\"}"
            })
    void aRuleThatCannotBeIsRefusedAndNothingChanges(String change) {
        Browser.Answer answer = manager.call("PUT", "/api/v1/alerts/rules/run-stuck", change);
        assertThat(answer.code()).isEqualTo("alerts.wrong-rule");
        assertThat(answer.json().at("/places/field").asString()).isNotBlank();
        assertThat(ruleOf("run-stuck").has("updatedAt")).isFalse();
    }

    @Test
    void peopleMakeRulesOfTheirOwn() {
        String flow = UUID.randomUUID().toString();
        JsonNode made = manager.post(
                        "/api/v1/alerts/rules",
                        Map.of(
                                "title",
                                "Few contacts",
                                "condition",
                                Map.of("metric", "volume", "subject", flow, "direction", "BELOW", "factor", 3)))
                .json();
        String key = made.path("key").asString();
        assertThat(made.path("own").asBoolean()).isTrue();
        assertThat(made.at("/condition/weeks").asInt()).isEqualTo(4);
        assertThat(ruleOf(key).path("title").asString()).isEqualTo("Few contacts");
        JsonNode edited = manager.call(
                        "PUT", "/api/v1/alerts/rules/" + key, Map.of("title", "Fewer contacts", "enabled", false))
                .json();
        assertThat(edited.path("title").asString()).isEqualTo("Fewer contacts");
        assertThat(edited.path("enabled").asBoolean()).isFalse();
        assertThat(edited.at("/condition/subject").asString()).isEqualTo(flow);
        kit.raise(key, "g", Severity.WARNING, "ignored, it is off");
        assertThat(kit.all()).isEmpty();
        manager.call("PUT", "/api/v1/alerts/rules/" + key, Map.of("enabled", true));
        kit.raise(key, "g", Severity.WARNING, "on");
        assertThat(manager.delete("/api/v1/alerts/rules/" + key).status()).isEqualTo(204);
        assertThat(kit.alert().getState()).isEqualTo("CLOSED");
        assertThat(manager.call("PUT", "/api/v1/alerts/rules/" + key, Map.of()).code())
                .isEqualTo("alerts.unknown-rule");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metric\":\"beauty\",\"subject\":\"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\"}",
                "{\"metric\":\"volume\"}",
                "{\"metric\":\"null-rate\",\"subject\":\"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\"}",
                "{\"metric\":\"volume\",\"field\":\"x\",\"subject\":\"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\"}",
                "{\"metric\":\"volume\",\"factor\":0.5,\"subject\":\"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\"}",
                "{\"metric\":\"volume\",\"weeks\":99,\"subject\":\"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\"}",
                "{\"metric\":\"volume\",\"direction\":\"UP\",\"subject\":\"7f0c0b5e-5a55-4f9e-8a53-6f1c1f3f6c11\"}"
            })
    void aComparisonThatCannotBeIsRefused(String condition) {
        assertThat(manager.post("/api/v1/alerts/rules", "{\"title\":\"T\",\"condition\":" + condition + "}")
                        .code())
                .isEqualTo("alerts.wrong-rule");
    }

    @Test
    void channelsAreMadeChangedTestedAndDeleted() {
        Browser.Answer answer = manager.post(
                "/api/v1/alerts/channels",
                Map.of("kind", "EMAIL", "name", "Ops", "settings", Map.of("to", "ops@example.org, nina@example.org")));
        assertThat(answer.status()).isEqualTo(201);
        String path = "/api/v1/alerts/channels/" + answer.json().path("id").asString();
        assertThat(answer.json().at("/settings/to")).hasSize(2);
        assertThat(manager.call("PUT", path, Map.of("name", "Ops 2", "settings", Map.of()))
                        .json()
                        .at("/settings/to/1")
                        .asString())
                .isEqualTo("nina@example.org");
        JsonNode test = manager.post(path + "/test", null).json();
        assertThat(test.path("ok").asBoolean()).isFalse();
        assertThat(test.path("message").asString()).contains("spring.mail.host");
        assertThat(manager.get("/api/v1/alerts/channels").json().path("items")).hasSize(1);
        assertThat(manager.delete(path).status()).isEqualTo(204);
        assertThat(manager.post(path + "/test", null).code()).isEqualTo("alerts.unknown-channel");
        assertThat(trail.newest(tenant, null, "alerts.channel", 10)).hasSize(3);
    }

    @Test
    void aChannelThatCannotBeIsRefused() {
        assertThat(channel("EMAIL", "a", Map.of("to", "nobody"))).isEqualTo("mail.wrong-address");
        assertThat(channel("EMAIL", "a", Map.of())).isEqualTo("alerts.wrong-channel");
        assertThat(channel("EMAIL", "a", Map.of("to", "a@b.example", "cc", "x")))
                .isEqualTo("alerts.wrong-channel");
        assertThat(channel("CHAT", "a", Map.of())).isEqualTo("alerts.wrong-channel");
        assertThat(channel("CHAT", "a", Map.of("url", "https://127.0.0.1/x"))).isEqualTo("connectors.private-address");
        assertThat(channel("WEBHOOK", "a", Map.of("url", "::"))).isEqualTo("alerts.wrong-channel");
        assertThat(channel("PIGEON", "a", Map.of())).isEqualTo("http.unreadable-body");
        assertThat(channel("EMAIL", "a", Map.of("to", List.of("a@b.example")))).isEmpty();
        assertThat(channel("EMAIL", "a", Map.of("to", "a@b.example"))).isEqualTo("alerts.name-taken");
    }

    private String channel(String kind, String name, Map<String, Object> settings) {
        return manager.post("/api/v1/alerts/channels", Map.of("kind", kind, "name", name, "settings", settings))
                .code();
    }

    @Test
    void theDeliveriesOfAnAlertAreShown() {
        kit.channel("ops");
        kit.raise();
        JsonNode delivery = manager.get("/api/v1/alerts/" + kit.alert().getAlertId() + "/deliveries")
                .json()
                .at("/items/0");
        assertThat(delivery.path("kind").asString()).isEqualTo("OPENED");
        assertThat(delivery.path("state").asString()).isEqualTo("QUEUED");
        assertThat(delivery.path("channelName").asString()).isEqualTo("ops");
    }
}
