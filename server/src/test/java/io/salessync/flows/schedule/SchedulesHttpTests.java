package io.salessync.flows.schedule;

import static io.salessync.flows.schedule.FakeFlows.flow;
import static io.salessync.flows.schedule.FakeFlows.trigger;
import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.flows.graph.TriggerSpec;
import io.salessync.flows.graph.TriggerType;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@ProgramTest
@Import(FakeFlows.class)
class SchedulesHttpTests {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> keys = new HashMap<>();

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private Database database;

    @Autowired
    private MovableClock clock;

    @Autowired
    private PublishedTriggers published;

    @Autowired
    private Firing firing;

    @Autowired
    private Triggers triggers;

    @Autowired
    private FakeFlows.Starter starter;

    @Autowired
    private List<TriggerType> types;

    @Autowired
    private JsonMapper json;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private UUID flow;

    @BeforeEach
    void fresh() {
        tenant = tenants.fresh().id();
        flow = UUID.randomUUID();
        clock.set(Instant.parse("2026-11-23T09:00:00Z"));
    }

    private void publish(TriggerSpec trigger) {
        database.runInTenant(tenant, sql -> published.published(sql, tenant, flow, flow("sales", trigger)));
    }

    // ---- the editor

    @Test
    void theNextTimesAreToldWithTheRuleAndItsWords() {
        Answer answer = call(
                Role.VIEWER,
                "POST",
                "/next",
                "{\"trigger\":{\"settings\":{\"words\":\"every day at 2:30 AM\",\"zone\":\"America/New_York\"}},\"from\":\"2026-03-07T12:00:00Z\",\"count\":2}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("words").asString()).isEqualTo("every day at 02:30");
        assertThat(answer.json().path("rule").path("unit").asString()).isEqualTo("days");
        assertThat(answer.json().path("items").size()).isEqualTo(2);
        JsonNode moved = answer.json().path("items").path(0);
        assertThat(moved.path("at").asString()).isEqualTo("2026-03-08T07:00:00Z");
        assertThat(moved.path("local").asString()).isEqualTo("2026-03-08T03:00");
        assertThat(moved.path("zone").asString()).isEqualTo("America/New_York");
        assertThat(moved.path("note").asString()).contains("02:30");
        assertThat(answer.json().path("items").path(1).has("note")).isFalse();
    }

    @Test
    void mistakesAreToldWithTheirFields() {
        Answer answer = call(
                Role.VIEWER,
                "POST",
                "/next",
                "{\"trigger\":{\"type\":\"schedule\",\"settings\":{\"every\":0,\"unit\":\"weeks\",\"days\":[\"XXX\"],\"at\":[\"25:00\"],\"zone\":\"Mars/Base\",\"colour\":1}}}");
        assertThat(answer.status()).isEqualTo(200);
        List<String> fields = new ArrayList<>();
        answer.json()
                .path("problems")
                .forEach(problem -> fields.add(problem.path("field").asString()));
        assertThat(fields).contains("every", "days/0", "at/0", "zone", "colour");
        assertThat(call(Role.VIEWER, "POST", "/next", "{}")
                        .json()
                        .path("problems")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void wordsBecomeSettingsAndComeBackAsWords() {
        Answer answer = call(
                Role.VIEWER,
                "POST",
                "/words",
                "{\"text\":\"last working day of the month at 17:00\",\"zone\":\"Africa/Cairo\"}");
        assertThat(answer.json().path("words").asString()).isEqualTo("every month on the last working day at 17:00");
        ObjectNode settings = (ObjectNode) answer.json().path("settings");
        assertThat(triggers.next(
                        new TriggerSpec("t", "schedule", true, settings), Instant.parse("2026-11-26T00:00:00Z"), 1))
                .singleElement()
                .satisfies(next -> assertThat(next.local()).hasToString("2026-11-30T17:00"));
        Answer wrong = call(Role.VIEWER, "POST", "/words", "{\"text\":\"whenever\"}");
        assertThat(wrong.json().path("problems").path(0).path("message").asString())
                .contains("“whenever”");
        assertThat(wrong.json().has("settings")).isFalse();
    }

    @Test
    void theLedgerIsReadInPagesTheNewestFirst() {
        publish(trigger("schedule", "{'words':'every hour','zone':'UTC','overlap':'queueAll'}"));
        clock.advance(Duration.ofHours(5));
        firing.fire(tenant);
        List<String> states = new ArrayList<>();
        String after = "";
        while (true) {
            Answer page = call(Role.VIEWER, "GET", "/" + flow + "/due?limit=2&after=" + after, null);
            page.json()
                    .path("items")
                    .forEach(item -> states.add(item.path("state").asString()));
            if (!page.json().has("next")) {
                break;
            }
            after = page.json().path("next").asString();
        }
        assertThat(states).containsExactly("PLANNED", "RAN", "MISSED", "MISSED", "MISSED", "MISSED");
        assertThat(call(Role.VIEWER, "GET", "/" + flow + "/due?after=nonsense", null)
                        .status())
                .isEqualTo(400);
        TenantId ours = tenant;
        tenant = tenants.fresh().id();
        assertThat(call(Role.VIEWER, "GET", "/" + flow + "/due", null)
                        .json()
                        .path("items")
                        .size())
                .isZero();
        tenant = ours;
    }

    @Test
    void theDoorRefusesATriggerWithMistakesAndSumsUpEachType() {
        Assertions.assertThatThrownBy(() ->
                        triggers.next(trigger("schedule", "{'cron':'61 * * * *','zone':'UTC'}"), clock.instant(), 3))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("cron");
        assertThat(triggers.next(trigger("manual", "{}"), clock.instant(), 3)).isEmpty();
        assertThat(triggers.summary(trigger("schedule", "{'words':'weekdays at 9','zone':'Europe/Paris'}")))
                .isEqualTo("every weekday at 09:00 (Europe/Paris)");
        assertThat(triggers.summary(trigger("after", "{'flow':'pull'}"))).isEqualTo("after the flow “pull”");
        publish(trigger("schedule", "{'words':'every hour','zone':'UTC'}"));
        assertThat(database.<Map<UUID, Instant>>inTenant(tenant, sql -> triggers.nextDue(sql, tenant)))
                .containsEntry(flow, Instant.parse("2026-11-23T10:00:00Z"));
    }

    @Test
    void everyTypeOfTriggerHasASchemaAndTellsWhatIsWrong() {
        assertThat(types).extracting(TriggerType::name).contains("manual", "schedule", "webhook", "file", "after");
        assertThat(types).allSatisfy(type -> {
            assertThat(type.schema().path("properties").isObject()).isTrue();
            List<String> fields = new ArrayList<>();
            type.check(json.createObjectNode().put("colour", "red"), (field, message) -> fields.add(field));
            assertThat(fields).contains("colour");
        });
        assertThat(problems("after", "{'flow':'a','sync':'b'}")).containsExactly("flow");
        assertThat(problems("after", "{'flow':'a','states':['RUNNING']}")).containsExactly("states/0");
        assertThat(problems("file", "{'folder':'in','pattern':'[a'}")).containsExactly("pattern");
        assertThat(problems("webhook", "{'perMinute':0}")).containsExactly("perMinute");
        assertThat(problems("schedule", "{'words':'every day at 9','zone':'UTC','end':'2020-01-01'}"))
                .containsExactly("end");
        assertThat(problems("schedule", "{'words':'every day at 9','zone':'UTC','holidays':{'calendar':'zz'}}"))
                .containsExactly("holidays/calendar");
        assertThat(
                        problems(
                                "schedule",
                                "{'words':'every day at 9','zone':'UTC','holidays':{'calendar':'de','region':'by'},'missed':'all','overlap':'queueOne','jitter':'PT5M'}"))
                .isEmpty();
    }

    private List<String> problems(String type, String settings) {
        List<String> fields = new ArrayList<>();
        types.stream()
                .filter(some -> some.name().equals(type))
                .findFirst()
                .orElseThrow()
                .check(trigger(type, settings).settings(), (field, message) -> fields.add(field));
        return fields;
    }

    // ---- webhooks

    private record Hook(String path, String secret) {}

    private Hook hook(String settings) {
        publish(trigger("webhook", settings));
        String path = call(Role.ADMIN, "GET", "/" + flow + "/hooks", null)
                .json()
                .path("items")
                .path(0)
                .path("path")
                .asString();
        String secret = call(Role.ADMIN, "POST", "/" + flow + "/hooks/t1/secret", "")
                .json()
                .path("secret")
                .asString();
        return new Hook(path, secret);
    }

    private static String signature(String secret, Instant at, String body) {
        return "t=" + at.getEpochSecond() + ",v1="
                + HexFormat.of()
                        .formatHex(HookKeys.sign(secret, at.getEpochSecond(), body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aSignedCallStartsTheFlowWithItsBodyOnceHoweverOftenItIsSent() {
        Hook hook = hook("{}");
        String body = "{\"email\":\"ada@example.org\"}";
        String signature = signature(hook.secret(), clock.instant(), body);
        Answer first = post(hook.path(), signature, body);
        assertThat(first.status()).isEqualTo(202);
        assertThat(first.json().path("run").asString()).isNotBlank();
        assertThat(starter.of(flow)).singleElement().satisfies(start -> {
            assertThat(start.payload().path("email").asString()).isEqualTo("ada@example.org");
            assertThat(start.trigger()).isEqualTo("t1");
        });
        Answer again = post(hook.path(), signature, body);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("run")).isEqualTo(first.json().path("run"));
        assertThat(again.json().path("repeated").asBoolean()).isTrue();
        assertThat(starter.of(flow)).hasSize(1);
    }

    @Test
    void aCallThatIsNotSignedOrTooOldOrForAnotherBodyIsRefused() {
        Hook hook = hook("{}");
        Instant now = clock.instant();
        assertThat(post(hook.path(), null, "{}").status()).isEqualTo(401);
        assertThat(post(hook.path(), "nonsense", "{}").status()).isEqualTo(401);
        assertThat(post(hook.path(), signature("wrong", now, "{}"), "{}").status())
                .isEqualTo(401);
        assertThat(post(hook.path(), signature(hook.secret(), now, "{}"), "{\"a\":1}")
                        .status())
                .isEqualTo(401);
        assertThat(post(hook.path(), signature(hook.secret(), now.minusSeconds(301), "{}"), "{}")
                        .status())
                .isEqualTo(401);
        assertThat(post(hook.path(), signature(hook.secret(), now.plusSeconds(301), "{}"), "{}")
                        .status())
                .isEqualTo(401);
        assertThat(post("/hooks/" + "x".repeat(43), signature(hook.secret(), now, "{}"), "{}")
                        .status())
                .isEqualTo(404);
        assertThat(starter.of(flow)).isEmpty();
        assertThat(post(hook.path(), signature(hook.secret(), now.minusSeconds(299), "{}"), "{}")
                        .status())
                .isEqualTo(202);
        database.runInTenant(tenant, sql -> published.published(sql, tenant, flow, null));
        assertThat(post(hook.path(), signature(hook.secret(), now, "{}"), "{}").status())
                .isEqualTo(404);
    }

    @Test
    void aBodyThatIsTooLargeOrNoJsonIsRefusedAndTextIsTaken() {
        Hook hook = hook("{}");
        String large = "{\"a\":\"" + "x".repeat(Hooks.LARGEST_BODY) + "\"}";
        Answer refused = post(hook.path(), signature(hook.secret(), clock.instant(), large), large);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("code").asString()).isEqualTo("flows.hook-too-large");
        Answer broken = post(hook.path(), signature(hook.secret(), clock.instant(), "{"), "{");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(post(hook.path(), signature(hook.secret(), clock.instant(), "[1]"), "[1]")
                        .status())
                .isEqualTo(202);
        assertThat(starter.of(flow).getFirst().payload().path("body").path(0).asInt())
                .isEqualTo(1);
    }

    @Test
    void aFloodIsRefusedWithTheTimeToWaitAndNothingIsLostOfWhatWasTaken() {
        Hook hook = hook("{'perMinute':3}");
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String body = "{\"n\":" + i + "}";
            statuses.add(post(hook.path(), signature(hook.secret(), clock.instant(), body), body)
                    .status());
        }
        assertThat(statuses).containsExactly(202, 202, 202, 429, 429);
        assertThat(starter.of(flow)).hasSize(3);
        clock.advance(Duration.ofMinutes(2));
        String refused = "{\"n\":4}";
        assertThat(post(hook.path(), signature(hook.secret(), clock.instant(), refused), refused)
                        .status())
                .isEqualTo(202);
        Hook small = hook("{'waiting':4}");
        Answer full = post(small.path(), signature(small.secret(), clock.instant(), "{}"), "{}");
        assertThat(full.status()).isEqualTo(429);
        assertThat(full.retryAfter()).isEqualTo("5");
    }

    @Test
    void theAddressStaysWhenTheFlowIsPublishedAgainAndOnlyWhoMayChangeFlowsSeesIt() {
        Hook hook = hook("{}");
        database.runInTenant(tenant, sql -> published.published(sql, tenant, flow, null));
        assertThat(hook("{'perMinute':5}").path()).isEqualTo(hook.path());
        assertThat(call(Role.VIEWER, "GET", "/" + flow + "/hooks", null).status())
                .isEqualTo(403);
        assertThat(call(Role.VIEWER, "POST", "/" + flow + "/hooks/t1/secret", "")
                        .status())
                .isEqualTo(403);
    }

    private record Answer(
            int status, JsonNode json, @Nullable String retryAfter) {}

    private Answer post(String path, @Nullable String signature, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(signature == null ? request : request.header("X-SalesSync-Signature", signature));
    }

    private Answer call(Role role, String method, String path, @Nullable String body) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/flows" + path))
                .header(
                        "Authorization",
                        "Bearer " + keys.computeIfAbsent(tenant + "/" + role, who -> access.key(tenant, role)))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String text = answer.body();
            return new Answer(
                    answer.statusCode(),
                    json.readTree(text.isEmpty() ? "{}" : text),
                    answer.headers().firstValue("Retry-After").orElse(null));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
