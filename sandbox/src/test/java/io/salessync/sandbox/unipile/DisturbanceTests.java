package io.salessync.sandbox.unipile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.RunningSandbox.Answer;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class DisturbanceTests extends UnipileTests {
    private static final String RELATIONS = "/users/relations?account_id=" + ANNA + "&limit=100";

    static Set<String> slugs() {
        return Slug.names();
    }

    private void fault(String kind, String more) {
        sandbox.faults("{\"vendor\":\"unipile\",\"times\":1,\"kind\":\"" + kind + "\"" + more + "}");
    }

    private int invited(JsonNode person) {
        return truth(person).path("invitations").size();
    }

    @ParameterizedTest
    @MethodSource("slugs")
    void everyPublishedErrorCanBeAnsweredWithAndWithoutEffect(String slug) {
        String where = Slug.of(slug).where();
        JsonNode amy = person(Map.of("accepts", true));
        boolean mail = where.equals("mail_send") || where.equals("emails");
        boolean accounts = where.equals("accounts");
        fault(slug, where.equals("send") ? "" : mail || accounts ? "" : ",\"operation\":\"invite\"");
        Answer answer;
        if (mail) {
            answer = call("POST", "/emails", Map.of("account_id", "mail-anna"));
        } else if (accounts) {
            answer = get("/accounts/" + ANNA);
        } else {
            answer = where.equals("send") ? chat(ANNA, amy, "x") : invite(ANNA, amy);
        }
        assertThat(answer.status()).isEqualTo(Slug.of(slug).status());
        assertThat(slug(answer)).isEqualTo("errors/" + slug);
        assertThat(answer.json().path("title").asString()).isNotEmpty();
        assertThat(invited(amy)).isZero();
    }

    @Test
    void anErrorMayComeAfterTheEffect() {
        JsonNode bo = person(Map.of());
        fault("500_after", ",\"operation\":\"invite\"");
        assertThat(slug(invite(ANNA, bo))).isEqualTo("errors/provider_error");
        assertThat(invited(bo)).isEqualTo(1);
        JsonNode cy = person(Map.of());
        fault("service_unavailable", ",\"effect\":true");
        assertThat(invite(ANNA, cy).status()).isEqualTo(503);
        assertThat(invited(cy)).isEqualTo(1);
        JsonNode dee = person(Map.of());
        fault("lost_answer", ",\"operation\":\"invite@linkedin-anna\"");
        assertThatThrownBy(() -> invite(ANNA, dee)).hasRootCauseInstanceOf(IOException.class);
        assertThat(invited(dee)).isEqualTo(1);
    }

    @Test
    void anAnswerMayNeverComeOrBeNone() {
        JsonNode eve = person(Map.of());
        fault("lost_request", "");
        assertThatThrownBy(() -> invite(ANNA, eve)).hasRootCauseInstanceOf(IOException.class);
        fault("hang", ",\"seconds\":0.05");
        assertThatThrownBy(() -> invite(ANNA, eve)).hasRootCauseInstanceOf(IOException.class);
        fault("html_502", "");
        assertThat(invite(ANNA, eve).text()).startsWith("<html>");
        fault("redirect", "");
        Answer elsewhere = get("/users/" + id(eve) + "?account_id=" + ANNA);
        assertThat(elsewhere.status()).isEqualTo(301);
        assertThat(elsewhere.header("Location")).endsWith(id(eve) + "/");
        assertThat(invited(eve)).isZero();
        fault("unknown_slug", "");
        assertThat(Slug.names()).doesNotContain(slug(invite(ANNA, eve)).substring("errors/".length()));
        fault("slow_body", ",\"seconds\":0.05");
        assertThat(invite(ANNA, eve).status()).isEqualTo(201);
        fault("too_many_requests", ",\"seconds\":30");
        assertThat(get(RELATIONS).header("Retry-After")).isEqualTo("30");
    }

    @Test
    void aListMayShiftWhileItIsRead() {
        sandbox.faults("{\"kind\":\"shifted_page\",\"operation\":\"relations\",\"after\":1,\"times\":1}");
        List<JsonNode> rows = all(RELATIONS, 20);
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.path("member_id").asString()));
        assertThat(rows).as("one row came twice, and one was never seen").hasSize(601);
        assertThat(ids).hasSize(600);
        assertThat(get(RELATIONS).json().at("/items/0/member_id").asString()).isNotIn(ids);
        sandbox.faults("{\"kind\":\"removed_row\",\"operation\":\"relations\",\"times\":1}");
        assertThat(all(RELATIONS, 20)).hasSize(600);
    }

    @Test
    void aCursorMayLeadBackToItsPage() {
        sandbox.faults("{\"kind\":\"cursor_loop\",\"operation\":\"relations\",\"after\":1}");
        List<JsonNode> rows = all(RELATIONS, 12);
        assertThat(rows).hasSize(1200);
        Set<JsonNode> different = new HashSet<>(rows);
        assertThat(different).hasSize(200);
        sandbox.faults("{\"kind\":\"empty_page\",\"operation\":\"relations\",\"times\":1}");
        JsonNode page = get(RELATIONS).json();
        assertThat(page.path("items")).isEmpty();
        assertThat(page.path("cursor").isNull()).isFalse();
    }

    @Test
    void idsMayBeMissingOrOfAnotherProduct() {
        JsonNode fay = person(Map.of());
        invite(ANNA, fay);
        fault("null_ids", ",\"operation\":\"invitations\"");
        JsonNode item = get("/users/invite/sent?account_id=" + ANNA).json().at("/items/0");
        assertThat(item.path("invited_user_id").isNull()).isTrue();
        assertThat(item.path("parsed_datetime").isNull()).isTrue();
        act("connect", Map.of("account", ANNA, "person", id(fay)));
        fault("foreign_ids", ",\"operation\":\"relations\"");
        assertThat(get(RELATIONS).json().at("/items/0/member_id").asString()).startsWith("ACw");
        fault("null_ids", ",\"operation\":\"start_chat\"");
        Answer started = chat(ANNA, fay, "Hello");
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.json().path("chat_id").isNull()).isTrue();
        assertThat(truth(fay).path("messages")).hasSize(1);
        fault("null_ids", ",\"operation\":\"profile\"");
        assertThat(get("/users/" + id(fay) + "?account_id=" + ANNA)
                        .json()
                        .path("public_identifier")
                        .isNull())
                .isTrue();
    }

    @Test
    void aListMayBeOlderThanTheTruth() {
        JsonNode gil = person(Map.of());
        invite(ANNA, gil);
        fault("stale_list", ",\"operation\":\"invitations\",\"seconds\":600");
        assertThat(get("/users/invite/sent?account_id=" + ANNA).json().path("items"))
                .isEmpty();
        assertThat(get("/users/invite/sent?account_id=" + ANNA).json().path("items"))
                .hasSize(1);
    }

    @Test
    void anAccountMayLoseItsSessionWithACall() {
        fault("status_error", ",\"operation\":\"relations\",\"seconds\":120");
        assertThat(get(RELATIONS).status()).isEqualTo(200);
        assertThat(get("/accounts/" + ANNA).json().at("/sources/0/status").asString())
                .isEqualTo("ERROR");
        assertThat(slug(invite(ANNA, person(Map.of())))).isEqualTo("errors/no_client_session");
        advance("PT3M");
        assertThat(get("/accounts/" + ANNA).json().at("/sources/0/status").asString())
                .isEqualTo("OK");
    }

    @Test
    void wrongCallsAreToldWhatIsWrong() {
        assertThat(slug(get("/nothing"))).isEqualTo("errors/resource_not_found");
        assertThat(slug(get("/users/relations"))).isEqualTo("errors/missing_parameters");
        assertThat(slug(get("/users/relations?account_id=" + ANNA + "&limit=1001")))
                .isEqualTo("errors/invalid_parameters");
        assertThat(slug(get("/users/relations?account_id=none"))).isEqualTo("errors/resource_not_found");
        assertThat(sandbox.get(API + "/accounts").status()).isEqualTo(401);
        Answer broken = sandbox.send(
                "POST",
                API + "/users/invite",
                "{",
                Map.of("X-API-KEY", UnipileApi.KEY, "Content-Type", "application/json"));
        assertThat(slug(broken)).isEqualTo("errors/malformed_request");
        Answer unknown = sandbox.send(
                "POST", "/_sandbox/unipile/settings", Json.MAPPER.writeValueAsString(Map.of("accepts", 1)), Map.of());
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text()).contains("accept_hours");
    }
}
