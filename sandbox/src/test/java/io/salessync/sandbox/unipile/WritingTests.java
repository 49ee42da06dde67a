package io.salessync.sandbox.unipile;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.sandbox.RunningSandbox.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WritingTests extends UnipileTests {
    private JsonNode friend(Map<String, ?> behaviour) {
        JsonNode person = person(behaviour);
        act("connect", Map.of("account", ANNA, "person", id(person)));
        return person;
    }

    @Test
    void aSecondChatWithTheSamePersonIsTheFirstOne() {
        JsonNode amy = friend(Map.of());
        Answer first = chat(ANNA, amy, "One");
        assertThat(first.status()).isEqualTo(201);
        assertThat(chat(ANNA, amy, "Two").json().path("chat_id"))
                .isEqualTo(first.json().path("chat_id"));
        assertThat(truth(amy).path("double_sends")).isEmpty();
        assertThat(chat(ANNA, amy, "One").status()).isEqualTo(201);
        assertThat(truth(amy).path("double_sends")).hasSize(1);
        assertThat(truth().at("/totals/double_sends").asInt()).isEqualTo(1);
    }

    @Test
    void aPersonAnswersAfterAWhile() {
        JsonNode bo = friend(Map.of("replies", true, "reply_after", "PT90M", "reply_kind", "not_interested"));
        List<Told> told = listen("messaging");
        String chat = chat(ANNA, bo, "Hello").json().path("chat_id").asString();
        advance("PT1H");
        assertThat(get("/chats/" + chat + "/messages").json().path("items")).hasSize(1);
        advance("PT1H");
        JsonNode answer = get("/chats/" + chat + "/messages").json().at("/items/0");
        assertThat(answer.path("is_sender").asInt()).isZero();
        assertThat(answer.path("text").asString()).contains("not interested");
        assertThat(told).hasSize(2);
        JsonNode own = told.getFirst().body();
        assertThat(own.at("/sender/attendee_provider_id")).isEqualTo(own.at("/account_info/user_id"));
        JsonNode theirs = told.getLast().body();
        assertThat(theirs.at("/sender/attendee_provider_id").asString()).isEqualTo(id(bo));
        assertThat(theirs.at("/attendees/0/attendee_provider_id").asString()).isEqualTo(id(bo));
    }

    @Test
    void aConnectionThatEndedLeavesAChatToReadOnly() {
        JsonNode cy = friend(Map.of());
        String chat = chat(ANNA, cy, "Hello").json().path("chat_id").asString();
        act("disconnect", Map.of("account", ANNA, "person", id(cy)));
        assertThat(get("/chats/" + chat).json().path("read_only").asInt()).isEqualTo(1);
        assertThat(slug(call("POST", "/chats/" + chat + "/messages", Map.of("text", "Still there?"))))
                .isEqualTo("errors/cant_send_message");
        assertThat(slug(chat(ANNA, cy, "Again"))).isEqualTo("errors/no_connection_with_recipient");
    }

    @Test
    void anInMailCostsACreditUnlessTheProfileIsOpen() {
        act("accounts", Map.of("id", ANNA, "inmail_credits", 1));
        assertThat(inmail(ANNA, person(Map.of())).status()).isEqualTo(201);
        assertThat(slug(inmail(ANNA, person(Map.of())))).isEqualTo("errors/insufficient_credits");
        JsonNode open = person(Map.of());
        act("people", Map.of("person", id(open), "open_profile", true));
        assertThat(inmail(ANNA, open).status()).isEqualTo(201);
        assertThat(slug(inmail(BEN, person(Map.of())))).isEqualTo("errors/not_allowed_inmail");
    }

    @Test
    void eachProductHasItsOwnIdsAndCredits() {
        act(
                "accounts",
                Map.of("id", ANNA, "products", List.of("sales_navigator"), "credits", Map.of("sales_navigator", 1)));
        JsonNode balance = get("/linkedin/inmail_balance?account_id=" + ANNA).json();
        assertThat(balance.path("sales_navigator").asInt()).isEqualTo(1);
        assertThat(balance.path("recruiter").isNull()).isTrue();
        JsonNode kim = person(Map.of());
        String there = get("/users/" + id(kim) + "?account_id=" + ANNA + "&linkedin_api=sales_navigator")
                .json()
                .path("provider_id")
                .asString();
        assertThat(there).startsWith("ACw");
        Map<String, Object> body = new HashMap<>();
        body.put("account_id", ANNA);
        body.put("attendees_ids", List.of(id(kim)));
        body.put("subject", "Hello");
        body.put("text", "Through Sales Navigator");
        body.put("linkedin", Map.of("api", "sales_navigator", "inmail", true));
        assertThat(slug(call("POST", "/chats", body))).isEqualTo("errors/invalid_recipient");
        body.put("attendees_ids", List.of(there));
        body.remove("subject");
        assertThat(slug(call("POST", "/chats", body))).isEqualTo("errors/missing_parameters");
        body.put("subject", "Hello");
        assertThat(call("POST", "/chats", body).status()).isEqualTo(201);
        assertThat(get("/linkedin/inmail_balance?account_id=" + ANNA)
                        .json()
                        .path("sales_navigator")
                        .asInt())
                .isZero();
        body.put("linkedin", Map.of("api", "recruiter", "inmail", true));
        assertThat(slug(call("POST", "/chats", body))).isEqualTo("errors/feature_not_subscribed");
    }

    private Answer inmail(String account, JsonNode person) {
        Map<String, Object> body = new HashMap<>();
        body.put("account_id", account);
        body.put("attendees_ids", List.of(id(person)));
        body.put("subject", "Hello");
        body.put("text", "From outside");
        body.put("linkedin", Map.of("api", "classic", "inmail", true));
        return call("POST", "/chats", body);
    }

    @Test
    void aChatIsStartedWithAMultipartBody() {
        JsonNode dee = friend(Map.of());
        String body = String.join(
                "\r\n",
                "--edge",
                "Content-Disposition: form-data; name=\"account_id\"",
                "",
                ANNA,
                "--edge",
                "Content-Disposition: form-data; name=\"attendees_ids\"",
                "",
                id(dee),
                "--edge",
                "Content-Disposition: form-data; name=\"text\"",
                "Content-Type: text/plain; charset=utf-8",
                "",
                "Grüße\r\nund 👋",
                "--edge",
                "Content-Disposition: form-data; name=\"attachments\"; filename=\"a.pdf\"",
                "",
                "%PDF",
                "--edge--",
                "");
        Answer made = sandbox.send(
                "POST",
                API + "/chats",
                body,
                Map.of("X-API-KEY", UnipileApi.KEY, "Content-Type", "multipart/form-data; boundary=edge"));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(truth(dee).at("/messages/0/text").asString()).isEqualTo("Grüße\r\nund 👋");
    }

    @Test
    void listsArePagedByTheirLastItem() {
        JsonNode eve = friend(Map.of());
        for (int i = 0; i < 5; i++) {
            chat(ANNA, eve, "Message " + i);
            advance("PT1M");
        }
        List<JsonNode> all = all("/messages?limit=2&account_id=" + ANNA, 10);
        assertThat(all.stream().map(each -> each.path("text").asString()))
                .containsExactly("Message 4", "Message 3", "Message 2", "Message 1", "Message 0");
        assertThat(get("/messages?account_id=" + ANNA + "&after=2026-03-02T09:02:30.000Z")
                        .json()
                        .path("items"))
                .hasSize(2);
        assertThat(slug(get("/messages?limit=251"))).isEqualTo("errors/invalid_parameters");
        assertThat(slug(get("/messages?cursor=nonsense"))).isEqualTo("errors/invalid_parameters");
    }

    private Answer mail(JsonNode person, String subject, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("account_id", "mail-anna");
        body.put("to", List.of(Map.of("identifier", truth(person).path("email").asString())));
        body.put("subject", subject);
        body.put("body", "See https://sandbox.example/offer");
        return call("POST", "/emails", body);
    }

    @Test
    void aMailIsAnsweredInItsThreadAndHeadersAreKept() {
        act("settings", Map.of("mail_auto_reply", 0));
        JsonNode fay = person(Map.of("replies", true, "reply_after", "PT2H", "reply_text", "Tell me more"));
        Answer sent = mail(
                fay,
                "Offer",
                Map.of("custom_headers", List.of(Map.of("name", "List-Unsubscribe", "value", "<https://u.example>"))));
        assertThat(sent.status()).as(sent.text()).isEqualTo(201);
        List<Told> told = listen("email", () -> 200, Map.of("events", List.of("mail_received")));
        advance("PT3H");
        JsonNode answer = get("/emails?account_id=mail-anna&role=inbox&include_headers=true")
                .json()
                .at("/items/0");
        JsonNode own = get("/emails?account_id=mail-anna&role=sent&include_headers=true")
                .json()
                .at("/items/0");
        assertThat(answer.at("/in_reply_to/message_id")).isEqualTo(own.path("message_id"));
        assertThat(own.path("headers").toString()).contains("List-Unsubscribe");
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().body().path("body").asString()).isEqualTo("Tell me more");
        assertThat(slug(mail(fay, "x", Map.of("reply_to", "nothing")))).isEqualTo("errors/parent_mail_not_found");
        assertThat(slug(mail(fay, "x", Map.of("from", Map.of("identifier", "boss@other.example")))))
                .isEqualTo("errors/send_as_denied");
    }

    @Test
    void aMailThatCannotBeDeliveredComesBackWithAReport() {
        JsonNode gil = person(Map.of("bounces", true));
        mail(gil, "Offer", Map.of());
        advance("PT1M");
        JsonNode back = get("/emails?account_id=mail-anna&role=inbox&include_headers=true")
                .json()
                .at("/items/0");
        assertThat(back.path("body").asString()).contains("Status: 5.1.1");
        assertThat(back.path("headers").toString()).contains("multipart/report").contains("auto-replied");
    }

    @Test
    void theMailboxOfAFormerJobBounces() {
        JsonNode hal = person(Map.of());
        String before = truth(hal).path("email").asString();
        act("job", Map.of("person", id(hal)));
        Map<String, Object> body = Map.of(
                "account_id", "mail-anna", "to", List.of(Map.of("identifier", before)), "subject", "s", "body", "b");
        assertThat(call("POST", "/emails", body).status()).isEqualTo(201);
        advance("PT1M");
        assertThat(get("/emails?account_id=mail-anna&role=inbox").json().path("items"))
                .hasSize(1);
    }

    @Test
    void opensAndClicksAreToldWhenTheyAreTracked() {
        JsonNode ida = person(Map.of("opens", true, "clicks", true));
        List<Told> told =
                listen("email_tracking", () -> 200, Map.of("events", List.of("mail_opened", "mail_link_clicked")));
        mail(ida, "Untracked", Map.of());
        mail(ida, "Tracked", Map.of("tracking_options", Map.of("opens", true, "links", true, "label", "a")));
        advance("P21D");
        assertThat(told.stream().map(each -> each.body().path("event").asString()))
                .containsExactlyInAnyOrder("mail_opened", "mail_link_clicked");
        assertThat(told.getFirst().body().path("label").asString()).isEqualTo("a");
    }
}
