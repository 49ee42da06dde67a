package io.salessync.connectors.unipile;

import static org.assertj.core.api.Assertions.assertThat;

import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachNews;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UnipileNewsTests {
    private static final String MESSAGE = """
            {"event":"message_received","account_id":"acc-1","account_type":"LINKEDIN",
             "account_info":{"type":"LINKEDIN","feature":"classic","user_id":"ACoOWN"},
             "chat_id":"chat-7","timestamp":"2026-11-23T09:15:30.250Z","webhook_name":"x","message_id":"m-9",
             "message":"Yes, let us talk","sender":{"attendee_id":"a1","attendee_name":"Ana Lima",
             "attendee_provider_id":"%s","attendee_profile_url":"https://www.linkedin.com/in/ana-lima/"},
             "attendees":[{"attendee_provider_id":"ACoOWN"},{"attendee_provider_id":"ACoANA"}],"attachments":[],"new_field":{}}
            """;

    private static Optional<OutreachNews> read(String text) {
        return News.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String form(String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(form.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(pairs[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return form.toString();
    }

    @Test
    void aConnectionIsNamedByAccountAndPersonSinceItHasNeitherIdNorTime() {
        OutreachNews news = read("""
                {"event":"new_relation","account_id":"acc-1","account_type":"LINKEDIN","webhook_name":"x",
                 "user_full_name":"Ana Lima","user_provider_id":"ACoANA","user_public_identifier":"ana-lima",
                 "user_profile_url":"https://www.linkedin.com/in/ana-lima/","user_picture_url":null}
                """).orElseThrow();
        assertThat(news)
                .isEqualTo(new OutreachNews.Connected(
                        "acc-1",
                        "new_relation:acc-1:ACoANA",
                        "ACoANA",
                        "ana-lima",
                        "https://www.linkedin.com/in/ana-lima/",
                        "Ana Lima"));
    }

    @Test
    void anotherPersonsMessageIsNotOursAndTellsWhoElseIsThere() {
        OutreachNews.Messaged news =
                (OutreachNews.Messaged) read(MESSAGE.formatted("ACoANA")).orElseThrow();
        assertThat(news.key()).isEqualTo("message:acc-1:m-9");
        assertThat(news.message().ours()).isFalse();
        assertThat(news.message().sender()).isEqualTo("ACoANA");
        assertThat(news.message().at()).isEqualTo(Instant.parse("2026-11-23T09:15:30.250Z"));
        assertThat(news.others()).containsExactly("ACoANA");
    }

    @Test
    void ourOwnMessageIsOursAndStillTellsWhoItWentTo() {
        OutreachNews.Messaged news =
                (OutreachNews.Messaged) read(MESSAGE.formatted("ACoOWN")).orElseThrow();
        assertThat(news.message().ours()).isTrue();
        assertThat(news.others()).containsExactly("ACoANA");
    }

    @Test
    void formsAreReadLikeJson() {
        String flat = form(
                "event", "message_received",
                "account_id", "acc-1",
                "account_info", "{\"user_id\":\"ACoOWN\"}",
                "chat_id", "chat-7",
                "message_id", "m-9",
                "message", "[not json",
                "timestamp", "2026-11-23T09:15:30.250Z",
                "sender[attendee_provider_id]", "ACoANA",
                "sender[attendee_name]", "Ana Lïma",
                "attendees", "[{\"attendee_provider_id\":\"ACoANA\"}]");
        OutreachNews.Messaged news = (OutreachNews.Messaged) read(flat).orElseThrow();
        assertThat(news.message().text()).isEqualTo("[not json");
        assertThat(news.senderName()).isEqualTo("Ana Lïma");
        assertThat(news.message().ours()).isFalse();
        assertThat(read(form("AccountStatus[account_id]", "acc-1", "AccountStatus[message]", "CREDENTIALS")))
                .get()
                .isInstanceOf(OutreachNews.Standing.class);
        assertThat(read(form("payload", MESSAGE.formatted("ACoANA")))).get().isInstanceOf(OutreachNews.Messaged.class);
    }

    @Test
    void anAccountsStandingIsRead() {
        for (var pair : List.of(
                List.of("OK", OutreachAccount.Status.OK),
                List.of("RECONNECTED", OutreachAccount.Status.OK),
                List.of("SYNC_SUCCESS", OutreachAccount.Status.OK),
                List.of("CREDENTIALS", OutreachAccount.Status.CREDENTIALS),
                List.of("STOPPED", OutreachAccount.Status.STOPPED),
                List.of("ERROR", OutreachAccount.Status.ERROR),
                List.of("DELETED", OutreachAccount.Status.DELETED),
                List.of("SOMETHING_NEW", OutreachAccount.Status.UNKNOWN))) {
            OutreachNews.Standing news = (OutreachNews.Standing)
                    read("{\"AccountStatus\":{\"account_id\":\"acc-1\",\"account_type\":\"LINKEDIN\",\"message\":\""
                                    + pair.getFirst() + "\"}}")
                            .orElseThrow();
            assertThat(news.status()).isEqualTo(pair.get(1));
            assertThat(news.word()).isEqualTo(pair.getFirst());
        }
    }

    @Test
    void mailsAndWhatBecameOfThemAreRead() {
        OutreachNews.Mailed mail = (OutreachNews.Mailed) read("""
                {"event":"mail_received","account_id":"acc-m","email_id":"e-1","message_id":"<a@b>","date":"2026-11-23T10:00:00Z",
                 "from_attendee":{"display_name":"Ana","identifier":"Ana@Example.com"},
                 "to_attendees":[{"identifier":"me@seller.example"}],"subject":"Re: hello","body":"<p>hi</p>","body_plain":"hi",
                 "in_reply_to":{"message_id":"<us@seller.example>","id":"e-0"},
                 "headers":[{"name":"Auto-Submitted","value":"auto-replied"}]}
                """).orElseThrow();
        assertThat(mail.mail().ours()).isFalse();
        assertThat(mail.mail().from()).isEqualTo("ana@example.com");
        assertThat(mail.mail().inReplyTo()).isEqualTo("<us@seller.example>");
        assertThat(mail.mail().headers()).containsEntry("auto-submitted", "auto-replied");
        OutreachNews.Tracked tracked = (OutreachNews.Tracked) read("""
                {"event":"mail_link_clicked","event_id":"ev-1","account_id":"acc-m","tracking_id":"t-1","label":"touch-1",
                 "date":"2026-11-23T11:00:00Z","url":"https://a.example/","ip":"192.0.2.1","user_agent":"x"}
                """).orElseThrow();
        assertThat(tracked.url()).isEqualTo("https://a.example/");
        assertThat(tracked.label()).isEqualTo("touch-1");
    }

    @Test
    void thePageWhereOwnersSignInTellsThatItIsThrough() {
        assertThat(read("{\"status\":\"RECONNECTED\",\"account_id\":\"acc-1\",\"name\":\"\"}"))
                .contains(new OutreachNews.SignedIn("acc-1", "signed_in:acc-1:RECONNECTED", "RECONNECTED"));
        assertThat(read("{\"status\":\"PENDING\",\"account_id\":\"acc-1\"}")).isEmpty();
    }

    @Test
    void whatIsNoNewsIsNothingAndNeverAnError() {
        assertThat(read("")).isEmpty();
        assertThat(read("{")).isEmpty();
        assertThat(read("[]")).isEmpty();
        assertThat(read("null")).isEmpty();
        assertThat(read("<html>")).isEmpty();
        assertThat(read("{\"event\":\"new_relation\"}")).isEmpty();
        assertThat(read("a=%zz")).isEmpty();
        assertThat(read("[[[[=1")).isEmpty();
        assertThat(read("{\"event\":\"message_read\",\"account_id\":\"acc-1\",\"message_id\":\"m-1\"}"))
                .get()
                .isInstanceOf(OutreachNews.Other.class);
        assertThat(
                        read(
                                "{\"event\":\"message_received\",\"account_id\":\"acc-1\",\"message_id\":null,\"chat_id\":null}"))
                .get()
                .isInstanceOf(OutreachNews.Other.class);
    }
}
