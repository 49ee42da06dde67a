package io.salessync.sandbox.unipile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WebhookTests extends UnipileTests {
    private List<JsonNode> connected(int many) {
        List<JsonNode> people = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            JsonNode person = person(Map.of());
            act("connect", Map.of("account", ANNA, "person", id(person)));
            people.add(person);
        }
        return people;
    }

    @Test
    void aNewConnectionIsToldWithinEightHours() {
        List<Told> told = listen("users");
        connected(20);
        advance("PT1H");
        int early = told.size();
        advance("PT7H");
        assertThat(early).isBetween(1, 10);
        assertThat(told).hasSize(20);
        assertThat(told.getFirst().headers())
                .as("no content type unless one was asked for")
                .doesNotContainKey("Content-type");
        assertThat(told.getFirst().body().path("event").asString()).isEqualTo("new_relation");
    }

    @Test
    void headersAreSentAndOtherAccountsLeftOut() {
        List<Told> told = listen(
                "users",
                () -> 200,
                Map.of(
                        "account_ids",
                        List.of(ANNA),
                        "headers",
                        List.of(
                                Map.of("key", "Unipile-Auth", "value", "s3cret"),
                                Map.of("key", "Content-Type", "value", "application/json"))));
        connected(1);
        act("connect", Map.of("account", BEN, "person", id(person(Map.of()))));
        advance("PT8H");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().headers())
                .containsEntry("Unipile-auth", "s3cret")
                .containsEntry("Content-type", "application/json");
    }

    @Test
    void whatIsNotTakenIsBroughtFiveTimesMoreAndThenDropped() {
        AtomicInteger calls = new AtomicInteger();
        List<Told> told = listen("users", () -> calls.incrementAndGet() < 4 ? 500 : 200, Map.of());
        connected(1);
        advance("PT9H");
        assertThat(told).as("three refusals, then taken").hasSize(4);
        List<Told> never = listen("users", () -> 503, Map.of());
        connected(1);
        advance("PT20H");
        assertThat(never).hasSize(6);
        assertThat(truth().at("/webhooks/outcomes").toString()).contains("given up: 503");
    }

    @Test
    void faultsDropDoubleDelayAndReorderThem() {
        List<Told> told = listen("users");
        act("settings", Map.of("new_relation_hours", 0));
        sandbox.faults("{\"kind\":\"webhook_drop\",\"every\":2,\"vendor\":\"unipile\"}");
        connected(10);
        advance("PT1S");
        assertThat(told).hasSize(5);
        told.clear();
        sandbox.faults("{\"kind\":\"webhook_duplicate\",\"times\":1}");
        connected(1);
        advance("PT2M");
        assertThat(told).hasSize(2);
        assertThat(told.get(0).body()).isEqualTo(told.get(1).body());
        told.clear();
        sandbox.faults("{\"kind\":\"webhook_delay\",\"seconds\":3600,\"times\":1}");
        connected(1);
        advance("PT59M");
        assertThat(told).isEmpty();
        advance("PT2M");
        assertThat(told).hasSize(1);
        told.clear();
        sandbox.faults("{\"kind\":\"webhook_reorder\",\"times\":1,\"operation\":\"new_relation@linkedin-anna\"}");
        List<JsonNode> both = connected(2);
        advance("PT1S");
        assertThat(told.stream()
                        .map(each -> each.body().path("user_provider_id").asString()))
                .containsExactly(id(both.get(1)), id(both.get(0)));
    }

    @Test
    void aboutTheShareAskedForIsDropped() {
        List<Told> told = listen("users");
        sandbox.faults("{\"kind\":\"webhook_drop\",\"probability\":0.3,\"operation\":\"webhook_users\"}");
        connected(200);
        advance("PT8H");
        assertThat(told).hasSizeBetween(115, 165);
    }

    @Test
    void anAccountThatIsNotWellSendsNoneAndItsListsAreOld() {
        List<Told> statuses = listen("account_status");
        List<Told> relations = listen("users");
        List<Told> messages = listen("messaging");
        act("status", Map.of("account", ANNA, "status", "CREDENTIALS"));
        advance("PT1M");
        JsonNode late = connected(1).getFirst();
        act("reply", Map.of("account", ANNA, "person", id(late), "text", "Anybody?"));
        advance("PT12H");
        String newest = "/users/relations?limit=1&account_id=" + ANNA;
        assertThat(get(newest).json().at("/items/0/member_id").asString()).isNotEqualTo(id(late));
        assertThat(get("/messages?account_id=" + ANNA).json().path("items")).isEmpty();
        assertThat(slug(invite(ANNA, person(Map.of())))).isEqualTo("errors/expired_credentials");
        assertThat(relations).isEmpty();
        assertThat(call("POST", "/accounts/" + ANNA, Map.of("provider", "LINKEDIN", "username", "a", "password", "b"))
                        .status())
                .isEqualTo(200);
        advance("PT2H");
        assertThat(get(newest).json().at("/items/0/member_id").asString()).isEqualTo(id(late));
        assertThat(relations).hasSize(1);
        assertThat(messages).as("that one is lost for good").isEmpty();
        assertThat(statuses.stream()
                        .map(each -> each.body().at("/AccountStatus/message").asString()))
                .containsExactly("CREDENTIALS", "RECONNECTED", "SYNC_SUCCESS");
    }

    @Test
    void aStoppedAccountComesBackAfterARestart() {
        act("status", Map.of("account", ANNA, "status", "STOPPED"));
        assertThat(slug(invite(ANNA, person(Map.of())))).isEqualTo("errors/disconnected_account");
        assertThat(call("POST", "/accounts/" + ANNA + "/restart", null).status())
                .isEqualTo(200);
        assertThat(get("/accounts/" + ANNA).json().at("/sources/0/status").asString())
                .isEqualTo("CONNECTING");
        advance("PT30S");
        assertThat(get("/accounts/" + ANNA).json().at("/sources/0/status").asString())
                .isEqualTo("OK");
    }
}
