package io.salessync.connectors.unipile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import io.salessync.connectors.Connection;
import io.salessync.connectors.Connections;
import io.salessync.connectors.Intent;
import io.salessync.connectors.Intents;
import io.salessync.connectors.OutreachAccount;
import io.salessync.connectors.OutreachAnswer;
import io.salessync.connectors.OutreachAnswer.Done;
import io.salessync.connectors.OutreachAnswer.NotSent;
import io.salessync.connectors.OutreachAnswer.Refused;
import io.salessync.connectors.OutreachAnswer.Unknown;
import io.salessync.connectors.OutreachConnector;
import io.salessync.connectors.OutreachFault;
import io.salessync.connectors.OutreachPage;
import io.salessync.connectors.OutreachProfile;
import io.salessync.connectors.OutreachRelation;
import io.salessync.connectors.OutreachSent;
import io.salessync.connectors.OutreachWrite;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.ScriptedVendor;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** What Unipile may answer, and what must not come of it. */
@ProgramTest
class UnipileFaultTests {
    private static final String KEY = "key-that-nobody-may-see";
    private static final OutreachWrite INVITE = new OutreachWrite.Invite("acc-1", "ACoANA", "Hello Ana");
    private static final OutreachWrite MESSAGE =
            new OutreachWrite.Chat("acc-1", "ACoANA", null, "Grüße\nan dich", OutreachWrite.Product.CLASSIC, false);

    @Autowired
    private UnipileOutreachConnector unipile;

    @Autowired
    private List<OutreachConnector> connectors;

    @Autowired
    private Connections connections;

    @Autowired
    private Intents intents;

    @Autowired
    private Database database;

    @Autowired
    private TenantKit tenants;

    private final CountDownLatch over = new CountDownLatch(1);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private ScriptedVendor vendor;
    private TenantId tenant;
    private Connection connection;

    @BeforeEach
    void start() {
        vendor = ScriptedVendor.start();
        tenant = tenants.fresh().id();
        connection = connections.ensure(
                tenant,
                "unipile",
                "Unipile",
                vendor.address().resolve("/u/"),
                Map.of("apiKey", KEY, "timeout", "0.5"),
                false);
    }

    @AfterEach
    void stop() {
        over.countDown();
        vendor.close();
    }

    private Intent intent(OutreachWrite write) {
        return database.inTenant(
                tenant,
                sql -> intents.record(sql, tenant, connection.id(), null, "test", "touch", unipile.body(write)));
    }

    private OutreachAnswer<OutreachSent> send(OutreachWrite write) {
        return unipile.send(connection, intent(write), write, null);
    }

    private ScriptedVendor.Answer noted(int status, String body, String... headers) {
        return exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            ScriptedVendor.json(status, body, headers).to(exchange);
        };
    }

    private static ScriptedVendor.Answer error(int status, String slug) {
        return ScriptedVendor.json(
                status,
                "{\"status\":" + status + ",\"type\":\"errors/" + slug + "\",\"title\":\"T\",\"detail\":\"D\"}");
    }

    /** Takes the call and never answers. */
    private void hang(HttpExchange exchange) throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    /** Answers for ever, a byte at a time, so that no silence is ever long. */
    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try {
            while (!over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    @Test
    void thereIsOneConnectorForEveryWayOfPeople() {
        assertThat(connectors).extracting(OutreachConnector::vendor).contains("unipile");
    }

    @Test
    void anInvitationGoesOutOnceMarkedAndWithTheKey() {
        vendor.next(exchange -> {
            Intent open = intents.open(tenant, "test", "touch").getFirst();
            assertThat(open.state()).isEqualTo(Intent.State.SENT);
            assertThat(open.firstSentAt()).isNotNull();
            noted(201, "{\"object\":\"UserInvitationSent\",\"invitation_id\":\"inv-1\",\"usage\":75.4}")
                    .to(exchange);
        });
        OutreachAnswer<OutreachSent> answer = send(INVITE);
        assertThat(answer).isInstanceOf(Done.class);
        assertThat(((Done<OutreachSent>) answer).value()).isEqualTo(new OutreachSent("inv-1", null, 75));
        assertThat(asked).containsExactly("POST /u/api/v1/users/invite");
        ScriptedVendor.Received received = vendor.received().getFirst();
        assertThat(received.header("X-api-key")).isEqualTo(KEY);
        assertThat(received.header("Content-type")).startsWith("application/json");
        assertThat(received.body())
                .isEqualTo("{\"account_id\":\"acc-1\",\"provider_id\":\"ACoANA\",\"message\":\"Hello Ana\"}");
    }

    @Test
    void aFirstMessageIsAFormWhoseTextIsTheSameEachTime() {
        assertThat(unipile.body(MESSAGE)).isEqualTo(unipile.body(MESSAGE));
        vendor.next(noted(201, "{\"object\":\"ChatStarted\",\"chat_id\":null,\"message_id\":null}"));
        OutreachAnswer<OutreachSent> answer = send(MESSAGE);
        assertThat(((Done<OutreachSent>) answer).value()).isEqualTo(new OutreachSent(null, null, null));
        ScriptedVendor.Received received = vendor.received().getFirst();
        String type = received.header("Content-type");
        assertThat(type).startsWith("multipart/form-data; boundary=salessync-").doesNotContain("charset");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(received.body())
                .isEqualTo(unipile.body(MESSAGE))
                .startsWith("--" + boundary + "\r\n")
                .endsWith("--" + boundary + "--\r\n")
                .contains("name=\"attendees_ids\"\r\n\r\nACoANA\r\n")
                .contains("name=\"linkedin[api]\"\r\n\r\nclassic\r\n")
                .contains("name=\"text\"\r\n\r\nGrüße\nan dich\r\n")
                .doesNotContain("inmail");
    }

    @Test
    void anInMailNamesItsProductAndThePersonIsReadThroughTheSame() {
        OutreachWrite.Chat inmail = new OutreachWrite.Chat(
                "acc-1", "ACwANA", "Looms", "Hello", OutreachWrite.Product.SALES_NAVIGATOR, true);
        vendor.next(
                noted(200, "{\"object\":\"UserProfile\",\"provider_id\":\"ACwANA\",\"is_open_profile\":true}"),
                noted(
                        200,
                        "{\"object\":\"LinkedinInmailBalance\",\"premium\":null,\"sales_navigator\":41,\"recruiter\":null}"),
                noted(404, "{\"status\":404,\"type\":\"errors/resource_not_found\",\"title\":\"No\"}"),
                noted(201, "{\"object\":\"ChatStarted\",\"chat_id\":\"c\",\"message_id\":\"m\"}"));
        assertThat(((Done<OutreachProfile>) unipile.profile(
                                connection, "acc-1", "ana", OutreachWrite.Product.SALES_NAVIGATOR, false, null))
                        .value()
                        .openProfile())
                .isTrue();
        assertThat(unipile.inmailCredits(connection, "acc-1", null))
                .isInstanceOfSatisfying(
                        Done.class,
                        done -> assertThat(done.value()).isEqualTo(Map.of(OutreachWrite.Product.SALES_NAVIGATOR, 41)));
        assertThat(unipile.inmailCredits(connection, "acc-1", null)).isInstanceOf(Refused.class);
        assertThat(send(inmail)).isInstanceOf(Done.class);
        assertThat(asked)
                .containsExactly(
                        "GET /u/api/v1/users/ana?account_id=acc-1&linkedin_sections=experience&linkedin_api=sales_navigator",
                        "GET /u/api/v1/linkedin/inmail_balance?account_id=acc-1",
                        "GET /u/api/v1/linkedin/inmail_balance?account_id=acc-1",
                        "POST /u/api/v1/chats");
        assertThat(vendor.received().getLast().body())
                .contains("name=\"linkedin[api]\"\r\n\r\nsales_navigator\r\n")
                .contains("name=\"linkedin[inmail]\"\r\n\r\ntrue\r\n")
                .contains("name=\"subject\"\r\n\r\nLooms\r\n");
        assertThat(unipile.fault(new OutreachWrite.Chat(
                        "acc-1", "ACwANA", " ", "Hello", OutreachWrite.Product.SALES_NAVIGATOR, true)))
                .contains("subject is missing");
    }

    @Test
    void ofTwoNodesThatHoldTheSameIntentOneSends() {
        vendor.next(ScriptedVendor.json(201, "{\"object\":\"UserInvitationSent\",\"invitation_id\":\"i1\"}"));
        Intent intent = intent(INVITE);
        assertThat(unipile.send(connection, intent, INVITE, null)).isInstanceOf(Done.class);
        assertThat(unipile.send(connection, intent, INVITE, null)).isInstanceOf(Unknown.class);
        assertThat(vendor.received()).hasSize(1);
    }

    @Test
    void aSentIntentIsNeverSentAgain() {
        vendor.next(error(500, "provider_error"));
        Intent intent = intent(INVITE);
        assertThat(unipile.send(connection, intent, INVITE, null)).isInstanceOf(Unknown.class);
        Intent open = intents.open(tenant, "test", "touch").getFirst();
        assertThat(unipile.send(connection, open, INVITE, null)).isInstanceOf(Unknown.class);
        assertThat(vendor.received()).hasSize(1);
    }

    @Test
    void whatMayHaveBeenDoneIsUnknownAndNeverTriedAgain() {
        vendor.next(
                error(500, "provider_error"),
                error(503, "no_client_session"),
                error(504, "request_timeout"),
                ScriptedVendor.hangUp(),
                ScriptedVendor.json(201, "<html>saved</html>"),
                error(500, "nobody_ever_heard_of_it"),
                this::hang);
        for (int i = 0; i < 7; i++) {
            assertThat(send(INVITE)).as("answer " + i).isInstanceOf(Unknown.class);
        }
        assertThat(vendor.received()).hasSize(7);
    }

    @Test
    void anAnswerThatDripsEndsWithTheCallsTime() {
        vendor.next(this::drip, this::drip);
        assertThat(send(INVITE)).isInstanceOf(Unknown.class);
        assertThat(unipile.relations(connection, "acc-1", 100, null, null)).isInstanceOf(Unknown.class);
    }

    @Test
    void whatNobodyAnsweredAtTheDoorWasNotSent() {
        vendor.close();
        assertThat(send(INVITE)).isInstanceOf(NotSent.class);
    }

    @Test
    void refusalsComeWithTheirMeaningAndTheWholeAnswer() {
        vendor.next(error(422, "cannot_resend_yet"), error(422, "brand_new_thing"), error(429, "too_many_requests"));
        Refused<OutreachSent> first = (Refused<OutreachSent>) send(INVITE);
        assertThat(first.fault()).isEqualTo(OutreachFault.ACCOUNT_THROTTLED);
        assertThat(first.slug()).isEqualTo("cannot_resend_yet");
        Refused<OutreachSent> second = (Refused<OutreachSent>) send(INVITE);
        assertThat(second.fault()).isEqualTo(OutreachFault.UNHEARD_OF);
        assertThat(second.slug()).isEqualTo("brand_new_thing");
        assertThat(second.evidence().excerpt())
                .contains("errors/brand_new_thing")
                .contains("\"D\"");
        assertThat(((Refused<OutreachSent>) send(INVITE)).fault()).isEqualTo(OutreachFault.ACCOUNT_THROTTLED);
    }

    @Test
    void aReadingThatFailsIsARefusalOrNoAnswerAndIsAskedOnce() {
        vendor.next(
                error(503, "network_down"),
                ScriptedVendor.json(200, "{\"object\":\"UserRelationsList\"}"),
                ScriptedVendor.json(200, "{\"items\":[{\"member_id\":\"A"));
        Refused<OutreachPage<OutreachRelation>> refused =
                (Refused<OutreachPage<OutreachRelation>>) unipile.relations(connection, "acc-1", 5_000, null, null);
        assertThat(refused.fault()).isEqualTo(OutreachFault.TRANSIENT);
        assertThat(unipile.relations(connection, "acc-1", 100, null, null)).isInstanceOf(Unknown.class);
        assertThat(unipile.relations(connection, "acc-1", 100, null, null)).isInstanceOf(Unknown.class);
        assertThat(vendor.received()).hasSize(3);
    }

    @Test
    void relationsAreReadWithPatience() {
        vendor.next(
                noted(
                        200,
                        "{\"object\":\"UserRelationsList\",\"items\":[{\"object\":\"UserRelation\",\"member_id\":\"ACoANA\","
                                + "\"member_urn\":null,\"public_identifier\":\"ana-lima\",\"public_profile_url\":\"https://www.linkedin.com/in/ana-lima/\","
                                + "\"first_name\":\"Ana\",\"created_at\":1763888400000,\"surprise\":[1]},null,7],\"cursor\":\"\"}"));
        Done<OutreachPage<OutreachRelation>> done =
                (Done<OutreachPage<OutreachRelation>>) unipile.relations(connection, "acc 1&x", 5_000, "Zm9v+/=", null);
        assertThat(done.value().next()).isNull();
        OutreachRelation relation = done.value().items().getFirst();
        assertThat(done.value().items()).hasSize(1);
        assertThat(relation.member()).isEqualTo("ACoANA");
        assertThat(relation.connectedAt()).isEqualTo(Instant.ofEpochMilli(1763888400000L));
        assertThat(asked)
                .containsExactly(
                        "GET /u/api/v1/users/relations?account_id=acc%201%26x&limit=1000&cursor=Zm9v%2B%2F%3D");
    }

    @Test
    void namesOfAnyScriptAreEncodedAndWithdrawalsHaveNoBody() {
        vendor.next(
                noted(200, "{\"object\":\"UserProfile\",\"provider_id\":\"ACoX\",\"public_identifier\":null}"),
                noted(200, "{\"object\":\"InvitationCanceled\"}"));
        assertThat(unipile.profile(connection, "acc-1", "jürgen-müller/..", false, null))
                .isInstanceOf(Done.class);
        assertThat(send(new OutreachWrite.Withdraw("acc-1", "inv/1"))).isInstanceOf(Done.class);
        assertThat(asked)
                .containsExactly(
                        "GET /u/api/v1/users/j%C3%BCrgen-m%C3%BCller%2F..?account_id=acc-1&linkedin_sections=experience",
                        "DELETE /u/api/v1/users/invite/sent/inv%2F1?account_id=acc-1");
        assertThat(vendor.received().get(1).body()).isEmpty();
    }

    @Test
    void aRedirectIsFollowedAtTheSameHostAlone() {
        vendor.next(
                noted(301, "", "Location", "/u/api/v1/accounts/acc-1/"),
                noted(
                        200,
                        "{\"id\":\"acc-1\",\"type\":\"LINKEDIN\",\"name\":\"Ana\",\"sources\":[{\"id\":\"s\",\"status\":\"OK\"}]}"),
                noted(302, "", "Location", "https://elsewhere.example/steal"),
                noted(303, "", "Location", "/u/api/v1/users/invite/"));
        Done<OutreachAccount> done = (Done<OutreachAccount>) unipile.account(connection, "acc-1", null);
        assertThat(done.value().status()).isEqualTo(OutreachAccount.Status.OK);
        assertThat(((Refused<OutreachAccount>) unipile.account(connection, "acc-1", null)).slug())
                .isEqualTo("redirected");
        assertThat(((Refused<OutreachSent>) send(INVITE)).slug()).isEqualTo("redirected");
        assertThat(vendor.received()).hasSize(4);
    }

    @Test
    void aListOfAccountsThatNeverEndsIsGivenUp() {
        ScriptedVendor.Answer page = ScriptedVendor.json(200, "{\"items\":[],\"cursor\":\"c1\"}");
        vendor.next(page, page, page, page);
        assertThat(unipile.accounts(connection, null)).isInstanceOf(Unknown.class);
        assertThat(vendor.received()).hasSize(2);
    }

    @Test
    void aWrongKeyIsToldInWordsAndShowsInTheConnectionsHealth() {
        vendor.next(error(401, "missing_credentials"));
        assertThatThrownBy(() -> unipile.whoAmI(connection)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code().code()).isEqualTo("connectors.sign-in-refused");
            assertThat(problem.detail()).contains("access token").doesNotContain(KEY);
        });
        assertThat(connections.named(tenant, "Unipile").orElseThrow().healthy()).isFalse();
    }

    @Test
    void anUnwellAccountSaysNothingAboutTheConnection() {
        vendor.next(
                ScriptedVendor.json(
                        200,
                        "{\"items\":[{\"id\":\"a\",\"type\":\"LINKEDIN\",\"sources\":[{\"status\":\"CREDENTIALS\"}]}]}"),
                error(401, "disconnected_account"));
        assertThat(unipile.whoAmI(connection)).contains("not working: 1");
        assertThat(((Refused<OutreachSent>) send(INVITE)).fault()).isEqualTo(OutreachFault.ACCOUNT_AUTH);
        assertThat(connections.named(tenant, "Unipile").orElseThrow().healthy()).isTrue();
    }

    @Test
    void subscriptionsThatAreRightStayAndTheOthersAreMade() {
        URI url = URI.create("https://here.example/news/1");
        vendor.next(
                noted(
                        200,
                        "{\"items\":[{\"id\":\"w1\",\"source\":\"users\",\"request_url\":\"https://here.example/news/1\",\"enabled\":true,"
                                + "\"headers\":[{\"key\":\"unipile-auth\",\"value\":\"s3cret\"},{\"key\":\"Content-Type\",\"value\":\"application/json\"}]},"
                                + "{\"id\":\"w2\",\"source\":\"messaging\",\"request_url\":\"https://here.example/news/1\",\"enabled\":true,"
                                + "\"headers\":[{\"key\":\"Unipile-Auth\",\"value\":\"old\"}]}],\"cursor\":null}"),
                noted(200, "{}"),
                noted(201, "{\"object\":\"WebhookCreated\",\"webhook_id\":\"w3\"}"),
                noted(201, "{\"object\":\"WebhookCreated\",\"webhook_id\":\"w4\"}"),
                noted(201, "{\"object\":\"WebhookCreated\",\"webhook_id\":\"w5\"}"),
                noted(201, "{\"object\":\"WebhookCreated\",\"webhook_id\":\"w6\"}"));
        Done<List<String>> done =
                (Done<List<String>>) unipile.subscribe(connection, url, Map.of("Unipile-Auth", "s3cret"), null);
        assertThat(done.value()).containsExactly("w1", "w3", "w4", "w5", "w6");
        assertThat(done.evidence().excerpt()).isEmpty();
        assertThat(asked.get(1)).startsWith("DELETE /u/api/v1/webhooks/w2");
        assertThat(vendor.received().get(2).body())
                .contains("\"source\":\"messaging\"")
                .contains("Content-Type")
                .contains("s3cret");
    }

    @Test
    void theKeyIsInNoRowOfOurs() {
        vendor.next(ScriptedVendor.json(422, "{\"type\":\"errors/" + KEY + "\",\"title\":\"" + KEY + "\"}"));
        send(INVITE);
        for (String table : List.of("call", "connection", "intent")) {
            String rows = String.join(
                    "\n",
                    database.inTenant(tenant, sql -> sql.fetch("SELECT t::text FROM connectors." + table + " t"))
                            .getValues(0, String.class));
            assertThat(rows).as(table).doesNotContain(KEY);
        }
    }

    @Test
    void nothingIsSentWhileATransactionIsOpen() {
        Intent intent = intent(INVITE);
        assertThatThrownBy(() -> database.inTenant(tenant, sql -> unipile.send(connection, intent, INVITE, null)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(vendor.received()).isEmpty();
    }

    @Test
    void whatCannotBeSentIsToldBefore() {
        assertThat(unipile.fault(new OutreachWrite.Invite("a", "p", "x".repeat(301))))
                .contains("301");
        assertThat(unipile.fault(new OutreachWrite.Reply("a", "c", "  "))).contains("empty");
        assertThat(unipile.fault(new OutreachWrite.Reply("a", "c", "a\u0000b"))).contains("control");
        OutreachWrite.Mail mail = new OutreachWrite.Mail(
                "a",
                "Ana",
                "ana@example.com",
                "Hi",
                "<p>x</p>",
                null,
                Map.of("X-A", "1\r\nBcc: x@y"),
                false,
                false,
                "l");
        assertThat(unipile.fault(mail)).contains("X-A");
        assertThat(unipile.fault(INVITE)).isNull();
        assertThat(unipile.fault(MESSAGE)).isNull();
        assertThat(new String(unipile.body(MESSAGE).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(unipile.body(MESSAGE));
    }

    @Test
    void settingsAreCheckedByName() {
        URI at = vendor.address();
        assertThatThrownBy(() ->
                        connections.ensure(tenant, "unipile", "x", at, Map.of("apiKey", KEY, "timeout", "soon"), false))
                .hasMessageContaining("timeout")
                .hasMessageContaining("soon");
        assertThatThrownBy(() -> connections.ensure(tenant, "unipile", "x", at, Map.of("apiKey", "a b"), false))
                .hasMessageContaining("apiKey")
                .hasMessageNotContaining("a b");
        assertThatThrownBy(
                        () -> connections.ensure(tenant, "unipile", "x", at, Map.of("apiKey", KEY, "dsn", "1"), false))
                .hasMessageContaining("dsn");
    }
}
