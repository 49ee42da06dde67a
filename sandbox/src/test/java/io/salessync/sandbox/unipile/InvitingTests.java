package io.salessync.sandbox.unipile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class InvitingTests extends UnipileTests {
    private String sent(String account) {
        return "/users/invite/sent?limit=100&account_id=" + account;
    }

    @Test
    void anInvitationWaitsUntilItIsAccepted() {
        JsonNode amy = person(Map.of("accepts", true, "accept_after", "PT3H"));
        Answer made = invite(ANNA, amy, "Hello");
        assertThat(made.status()).isEqualTo(201);
        assertThat(get(sent(ANNA)).json().at("/items/0/id"))
                .isEqualTo(made.json().path("invitation_id"));
        assertThat(slug(chat(ANNA, amy, "Too early"))).isEqualTo("errors/no_connection_with_recipient");
        advance("PT3H");
        assertThat(get(sent(ANNA)).json().path("items")).isEmpty();
        JsonNode profile = get("/users/" + id(amy) + "?account_id=" + ANNA).json();
        assertThat(profile.path("is_relationship").asBoolean()).isTrue();
        assertThat(profile.path("network_distance").asString()).isEqualTo("FIRST_DEGREE");
        assertThat(profile.has("invitation")).isFalse();
        assertThat(get("/users/relations?limit=1&account_id=" + ANNA)
                        .json()
                        .at("/items/0/member_id")
                        .asString())
                .isEqualTo(id(amy));
        JsonNode first = get("/messages?account_id=" + ANNA).json();
        assertThat(first.at("/items/0/text").asString())
                .as("the note opens the chat")
                .isEqualTo("Hello");
        assertThat(slug(invite(ANNA, amy))).isEqualTo("errors/already_connected");
    }

    @Test
    void nobodyIsInvitedTwiceNorWithinThreeWeeksOfAWithdrawalOrARefusal() {
        JsonNode bo = person(Map.of());
        String invitation = invite(ANNA, bo).json().path("invitation_id").asString();
        assertThat(slug(invite(ANNA, bo))).isEqualTo("errors/already_invited_recently");
        assertThat(invite(BEN, bo).status()).as("another account may").isEqualTo(201);
        String path = "/users/invite/sent/" + invitation + "?account_id=" + ANNA;
        assertThat(call("DELETE", path, null).json().path("object").asString()).isEqualTo("InvitationCanceled");
        assertThat(call("DELETE", path, null).status()).isEqualTo(404);
        advance("P20D");
        assertThat(slug(invite(ANNA, bo))).isEqualTo("errors/already_invited_recently");
        advance("P2D");
        assertThat(invite(ANNA, bo).status()).isEqualTo(201);
        JsonNode cy = person(Map.of("declines", true, "accept_after", "PT1H"));
        assertThat(invite(ANNA, cy).status()).isEqualTo(201);
        advance("PT2H");
        assertThat(get("/users/" + id(cy) + "?account_id=" + ANNA)
                        .json()
                        .at("/invitation/status")
                        .asString())
                .isEqualTo("IGNORED");
        assertThat(slug(invite(ANNA, cy))).isEqualTo("errors/already_invited_recently");
        assertThat(truth(bo).path("double_sends")).as("bo got three").hasSize(2);
    }

    @Test
    void aFreeAccountHasShorterNotesAndFiveOfThemAMonth() {
        assertThat(slug(invite(BEN, person(Map.of()), "x".repeat(201)))).isEqualTo("errors/too_many_characters");
        assertThat(invite(ANNA, person(Map.of()), "x".repeat(300)).status()).isEqualTo(201);
        for (int i = 0; i < 5; i++) {
            assertThat(invite(BEN, person(Map.of()), "x".repeat(200)).status()).isEqualTo(201);
        }
        JsonNode sixth = person(Map.of());
        assertThat(slug(invite(BEN, sixth, "Hello"))).isEqualTo("errors/cannot_resend_yet");
        assertThat(invite(BEN, sixth).status()).isEqualTo(201);
    }

    @Test
    void theUsageIsToldWhenALandingIsPassedAndTheLimitHoldsForADay() {
        act("accounts", Map.of("id", ANNA, "limits", Map.of("invite_day", 10)));
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            told.add(invite(ANNA, person(Map.of())).json().path("usage").asString("-"));
        }
        assertThat(told).containsExactly("-", "-", "-", "-", "50", "-", "-", "75", "90", "95");
        JsonNode next = person(Map.of());
        Answer refused = invite(ANNA, next);
        assertThat(refused.status()).isEqualTo(422);
        assertThat(slug(refused)).isEqualTo("errors/cannot_resend_yet");
        assertThat(truth(next).path("invitations"))
                .as("it is the account's limit, not hers")
                .isEmpty();
        advance("P1D");
        assertThat(invite(ANNA, next).status()).isEqualTo(201);
    }

    @Test
    void whatTheOwnerInvitesByHandCountsToo() {
        act("accounts", Map.of("id", ANNA, "limits", Map.of("invite_day", 1)));
        JsonNode dee = person(Map.of());
        act("invite", Map.of("account", ANNA, "person", id(dee), "note", "By hand"));
        assertThat(get(sent(ANNA)).json().at("/items/0/invited_user_id").asString())
                .isEqualTo(id(dee));
        assertThat(slug(invite(ANNA, person(Map.of())))).isEqualTo("errors/cannot_resend_yet");
        assertThat(truth(dee).at("/invitations/0/by_hand").asBoolean()).isTrue();
    }

    @Test
    void someCannotBeInvited() {
        assertThat(slug(invite(ANNA, person(Map.of("not_invitable", true)))))
                .isEqualTo("errors/cannot_invite_attendee");
        assertThat(slug(invite(ANNA, person(Map.of("blocks", true))))).isEqualTo("errors/blocked_recipient");
        assertThat(slug(invite(ANNA, person(Map.of("unreachable", true))))).isEqualTo("errors/user_unreachable");
        Map<String, String> sales = Map.of(
                "account_id",
                ANNA,
                "provider_id",
                person(Map.of()).path("sales_navigator_id").asString());
        assertThat(slug(call("POST", "/users/invite", sales)))
                .as("an id of another product")
                .isEqualTo("errors/invalid_recipient");
        assertThat(slug(call("POST", "/users/invite", Map.of("account_id", ANNA))))
                .isEqualTo("errors/missing_parameters");
    }

    @Test
    void idsCanBeDifferentForEachAccount() {
        act("settings", Map.of("ids_per_account", true));
        JsonNode eve = person(Map.of());
        assertThat(slug(invite(BEN, eve))).isEqualTo("errors/invalid_recipient");
        String own = get("/users/" + eve.path("public_id").asString() + "?account_id=" + BEN)
                .json()
                .path("provider_id")
                .asString();
        assertThat(own).isNotEqualTo(id(eve));
        assertThat(call("POST", "/users/invite", Map.of("account_id", BEN, "provider_id", own))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void anInvitationFromThePersonIsListedAndCanBeAccepted() {
        JsonNode fay = person(Map.of());
        act("invited_by", Map.of("account", ANNA, "person", id(fay), "note", "Shall we?"));
        JsonNode received =
                get("/users/invite/received?account_id=" + ANNA).json().at("/items/0");
        assertThat(received.at("/inviter/inviter_id").asString()).isEqualTo(id(fay));
        Answer handled = call(
                "POST",
                "/users/invite/received/" + received.path("id").asString(),
                Map.of("account_id", ANNA, "action", "accept"));
        assertThat(handled.status()).isEqualTo(200);
        assertThat(truth(fay).path("connections")).hasSize(1);
    }

    @Test
    void peopleChangeJobsAndNames() {
        JsonNode gil = person(Map.of());
        String before = gil.path("public_id").asString();
        act("job", Map.of("person", id(gil), "company", "Another Mill", "title", "Director"));
        act("rename", Map.of("person", id(gil), "public_id", "gil-the-director"));
        assertThat(get("/users/" + before + "?account_id=" + ANNA).status()).isEqualTo(404);
        JsonNode profile = get("/users/GIL-the-director?linkedin_sections=experience&account_id=" + ANNA)
                .json();
        assertThat(profile.path("provider_id").asString()).isEqualTo(id(gil));
        assertThat(profile.path("headline").asString()).isEqualTo("Director at Another Mill");
        assertThat(profile.path("work_experience")).hasSize(2);
        assertThat(profile.at("/work_experience/1/current").asBoolean()).isFalse();
        assertThat(truth().at("/totals/profile_visits").asInt()).isEqualTo(2);
    }

    @Test
    void aJobBeginsAtItsTimeAndMayStandBesideTheOldOne() {
        JsonNode ira = person(Map.of());
        String path = "/users/" + id(ira) + "?linkedin_sections=experience&account_id=" + ANNA;
        Map<String, Object> board = Map.of(
                "person",
                id(ira),
                "company",
                "Golf Board",
                "title",
                "Member",
                "at",
                "2026-03-04T09:00:00Z",
                "keep",
                true);
        assertThat(act("job", board).status()).isEqualTo(200);
        assertThat(get(path).json().at("/work_experience/0/company").asString()).isNotEqualTo("Golf Board");
        advance("P3D");
        JsonNode work = get(path).json().path("work_experience");
        assertThat(work.path(0).path("company").asString()).isEqualTo("Golf Board");
        assertThat(work.path(1).path("current").asBoolean()).isTrue();
        assertThatThrownBy(() -> act("job", Map.of("person", id(ira), "at", "2026-03-01T09:00:00Z")))
                .hasMessageContaining("has to be to come");
        assertThatThrownBy(() -> act("job", Map.of("person", id(ira), "at", "soon")))
                .hasMessageContaining("such as 2026-12-01T09:00:00Z");
    }

    @Test
    void tooManyVisitsAreRefused() {
        act("accounts", Map.of("id", ANNA, "limits", Map.of("visit_day", 1)));
        JsonNode hal = person(Map.of());
        String path = "/users/" + id(hal) + "?account_id=" + ANNA;
        assertThat(get(path).status()).isEqualTo(200);
        assertThat(get(path).status()).isEqualTo(429);
    }
}
