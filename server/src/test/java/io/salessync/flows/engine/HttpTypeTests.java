package io.salessync.flows.engine;

import static io.salessync.flows.engine.TypeKit.check;
import static io.salessync.flows.engine.TypeKit.occasion;
import static io.salessync.flows.engine.TypeKit.pages;
import static io.salessync.flows.engine.TypeKit.record;
import static io.salessync.flows.engine.TypeKit.records;
import static io.salessync.flows.engine.TypeKit.rejects;
import static io.salessync.flows.engine.TypeKit.shape;
import static io.salessync.flows.engine.TypeKit.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.connectors.AddressKit;
import io.salessync.connectors.Connections;
import io.salessync.connectors.ConnectorsSettings;
import io.salessync.connectors.ReviewedHosts;
import io.salessync.connectors.calls.HttpKit;
import io.salessync.connectors.calls.Pause;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.engine.Node.Sent;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.access.Role;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kit.Browser;
import io.salessync.kit.KitConfiguration.AccessKit;
import io.salessync.kit.KitConfiguration.TenantKit;
import io.salessync.kit.MovableClock;
import io.salessync.kit.ProgramTest;
import io.salessync.kit.ScriptedVendor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

@ProgramTest
class HttpTypeTests {
    private final ScriptedVendor vendor = ScriptedVendor.start();
    private final List<Duration> waits = new ArrayList<>();

    @Autowired
    private TenantKit tenants;

    @Autowired
    private AccessKit access;

    @Autowired
    private FlowSecrets secrets;

    @Autowired
    private ReviewedHosts reviewed;

    @Autowired
    private Connections connections;

    @Autowired
    private MovableClock clock;

    @LocalServerPort
    private int port;

    private TenantId tenant;
    private Occasion occasion;
    private String base;
    private HttpGetType get;
    private HttpSendType send;
    private ChatSendType chat;

    @BeforeEach
    void types() {
        tenant = tenants.fresh().id();
        occasion = occasion(tenant);
        base = "http://127.0.0.1:" + vendor.address().getPort();
        WebCalls calls = calls(List.of("127.0.0.1:" + vendor.address().getPort()));
        Pause pause = waits::add;
        get = new HttpGetType(calls, pause, clock);
        send = new HttpSendType(calls, clock);
        chat = new ChatSendType(calls, clock);
    }

    private WebCalls calls(List<String> allowed) {
        ConnectorsSettings settings = new ConnectorsSettings(
                allowed,
                Duration.ofMillis(500),
                Duration.ofMillis(900),
                Duration.ofMillis(1500),
                DataSize.ofMegabytes(1),
                30);
        return new WebCalls(HttpKit.http(settings), AddressKit.addresses(settings), secrets, reviewed, clock);
    }

    @AfterEach
    void stop() {
        vendor.close();
    }

    @Test
    void nothingIsWrittenToACrmPastItsReview() {
        WebCalls calls = calls(List.of("127.0.0.1:" + vendor.address().getPort()));
        assertThat(calls.call(tenant, outgoing("POST", base), Map.of()).address())
                .isEqualTo(URI.create(base));
        connections.ensure(
                tenant,
                "salesforce",
                "our org",
                URI.create(base),
                Map.of("flow", "client-credentials", "clientId", "id", "clientSecret", "secret"),
                false);
        assertThatThrownBy(() -> calls.call(tenant, outgoing("PATCH", base + "/services/data/v67.0/x"), Map.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("our org")
                .hasMessageContaining("reviewed");
        assertThatThrownBy(() -> calls.call(tenant, outgoing("POST", "https://acme.my.salesforce.com/x"), Map.of()))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Salesforce");
        assertThat(calls.call(tenant, outgoing("GET", base), Map.of()).address())
                .isEqualTo(URI.create(base));
    }

    private static WebCalls.Outgoing outgoing(String method, String address) {
        return new WebCalls.Outgoing(method, address, Map.of(), "{}", 5);
    }

    @Test
    void pagesAreFollowedByTheirAddressAndSplitWhereTheyAreLargerThanOurs() {
        vendor.next(
                ScriptedVendor.json(200, "{\"items\":[{\"id\":1},{\"id\":2},{\"id\":3}],\"next\":\"/p?page=2\"}"),
                ScriptedVendor.json(
                        200, "{\"items\":[{\"id\":4,\"tags\":[\"a\"],\"x\":null,\"s\":1.5}],\"next\":null}"));
        Node.Source source = source(get, "url", base + "/p?page=1", "records", "/items", "next", "/next", "key", "id");
        List<Node.Read> pages = pages(source, occasion, 2);
        assertThat(records(pages)).extracting(FlowRecord::key).containsExactly("1", "2", "3", "4");
        assertThat(records(pages).getLast().values())
                .containsEntry("id", 4L)
                .containsEntry("tags", List.of("a"))
                .containsEntry("x", null)
                .containsEntry("s", 1.5);
        // the large page was asked for once
        assertThat(vendor.received()).hasSize(2);
    }

    @Test
    void aCursorGoesIntoItsParameterAndAKilledReadGoesOnFromThere() {
        vendor.next(
                ScriptedVendor.json(200, "{\"d\":[{\"a\":1},{\"a\":2}],\"c\":\"x y\"}"),
                ScriptedVendor.json(200, "{\"d\":[{\"a\":1},{\"a\":2}],\"c\":\"x y\"}"),
                ScriptedVendor.json(200, "{\"d\":[{\"a\":3}],\"c\":\"\"}"));
        Object[] settings = {"url", base + "/?n=1", "records", "d", "next", "c", "nextParameter", "after"};
        Node.Read first = source(get, settings).read(occasion, null, 1);
        Node.Read second = source(get, settings).read(occasion, first.next(), 1);
        assertThat(second.records()).extracting(record -> record.get("a")).containsExactly(2L);
        assertThat(second.records()).extracting(FlowRecord::key).containsExactly("2");
        assertThat(second.next()).contains("n=1&after=x+y");
        Node.Read third = source(get, settings).read(occasion, second.next(), 1);
        assertThat(third.records()).extracting(FlowRecord::key).containsExactly("3");
        assertThat(third.next()).isNull();
    }

    @Test
    void theRangeOfTimeAndThePayloadAreFilledIntoTheAddress() {
        vendor.next(ScriptedVendor.json(200, "[]"));
        Occasion between = TypeKit.between(tenant, Instant.parse("2026-11-01T00:00:00Z"), null);
        String url = base + "/x?since={since}&q={payload.name}";
        assertThat(check(get, RecordShape.UNKNOWN, "url", url).problems).isEmpty();
        source(get, "url", url).read(between, null, 1);
        // what came shows in the cursor of a page; here the vendor only has to have been asked
        assertThat(vendor.received()).hasSize(1);
        vendor.next(ScriptedVendor.json(200, "[{},{}]"));
        assertThat(source(get, "url", url).read(between, null, 1).next()).contains("since=2026-11-01T00%3A00%3A00Z&q=");
    }

    @Test
    void recordsThatAreNoneAreRejectedAlone() {
        vendor.next(ScriptedVendor.json(200, "[{\"id\":\"a\"},5,null,{\"id\":\"\"},{\"other\":1}]"));
        List<Node.Read> pages = pages(source(get, "url", base, "key", "id"), occasion, 10);
        assertThat(records(pages)).hasSize(1);
        assertThat(rejects(pages)).extracting(Node.Reject::recordKey).containsExactly("2", "3", "4", "5");
    }

    @Test
    void shortWaitsAreWaitedOutAndLongOnesTold() {
        vendor.next(
                ScriptedVendor.json(429, "slow", "Retry-After", "7"),
                ScriptedVendor.json(503, "down"),
                ScriptedVendor.hangUp(),
                ScriptedVendor.json(200, "[{}]"));
        assertThat(source(get, "url", base).read(occasion, null, 9).records()).hasSize(1);
        assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2), Duration.ofSeconds(4));
        vendor.next(ScriptedVendor.json(429, "slow", "Retry-After", "3600"));
        assertThatThrownBy(() -> source(get, "url", base).read(occasion, null, 9))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(NodeProblem.ASKED_TOO_OFTEN);
                    assertThat(problem.places())
                            .containsEntry(
                                    "notBefore",
                                    clock.instant().plusSeconds(3600).toString());
                });
    }

    @Test
    void answersThatAreOtherThanExpectedAreProblems() {
        vendor.next(ScriptedVendor.json(200, "<html>sign in</html>"));
        assertProblem(NodeProblem.WRONG_ANSWER, base, "not JSON");
        vendor.next(ScriptedVendor.json(200, "{\"items\":{}}"));
        assertProblem(NodeProblem.WRONG_ANSWER, base, "no list");
        vendor.next(ScriptedVendor.json(302, "", "Location", base + "/other"));
        assertProblem(NodeProblem.NOT_ANSWERED, base, "redirects are not followed");
        vendor.next(ScriptedVendor.json(403, "{\"error\":\"no\"}"));
        assertProblem(NodeProblem.NOT_ANSWERED, base, "403");
        assertThat(vendor.received()).hasSize(4);
    }

    private void assertProblem(NodeProblem code, String url, String words) {
        assertThatThrownBy(() -> source(get, "url", url).read(occasion, null, 9))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo(code);
                    assertThat(problem.detail()).contains(words);
                });
    }

    @Test
    void theNextPageIsNeverOnAnotherHostNorTheSameAgain() {
        vendor.next(ScriptedVendor.json(200, "{\"next\":\"https://evil.example/x\",\"d\":[{}]}"));
        assertThatThrownBy(() ->
                        source(get, "url", base, "records", "d", "next", "next").read(occasion, null, 9))
                .hasMessageContaining("evil.example");
        vendor.next(ScriptedVendor.json(200, "{\"next\":\"/loop\",\"d\":[{}]}"));
        assertThatThrownBy(() -> source(get, "url", base + "/loop", "records", "d", "next", "next")
                        .read(occasion, null, 9))
                .hasMessageContaining("that page itself");
    }

    @Test
    void addressesInsideThisNetworkAreRefused() {
        HttpGetType strict = new HttpGetType(calls(List.of()), waits::add, clock);
        for (String url : List.of(
                "https://127.0.0.1:" + vendor.address().getPort() + "/",
                "https://localhost/",
                "https://[::1]/",
                "https://169.254.169.254/latest/meta-data",
                "https://10.0.0.1/",
                "https://2130706433/",
                "http://example.org/")) {
            assertThatThrownBy(() -> source(strict, "url", url).read(occasion, null, 9))
                    .as(url)
                    .isInstanceOf(Problem.class)
                    .matches(
                            thrown -> ((Problem) thrown).code() == NodeProblem.WRONG_ADDRESS
                                    || ((Problem) thrown).code() == NodeProblem.NOT_ANSWERED
                                            && url.contains("2130706433"),
                            url);
        }
        // another port of a host whose port was allowed
        assertThatThrownBy(() -> source(get, "url", "http://127.0.0.1:1/").read(occasion, null, 9))
                .hasMessageContaining("Port 1");
        assertThat(vendor.received()).isEmpty();
    }

    @Test
    void settingsOfCallsAreChecked() {
        RecordShape in = shape("id");
        assertThat(check(get, in, "url", "ftp://x/").problems)
                .singleElement()
                .asString()
                .startsWith("url: ");
        assertThat(check(get, in, "url", "https://user:pw@example.org/").problems)
                .hasSize(1);
        assertThat(check(get, in, "url", "https://{payload.host}/x").problems).hasSize(1);
        assertThat(check(get, in, "url", "https://a.example/", "headers", Map.of("Host", "b")).problems)
                .singleElement()
                .asString()
                .startsWith("headers/Host");
        assertThat(check(get, in, "url", "https://a.example/", "headers", Map.of("X-A", "b\r\nX-B: c")).problems)
                .hasSize(1);
        assertThat(check(get, in, "url", "https://a.example/", "nextParameter", "after").problems)
                .hasSize(1);
        assertThat(check(send, in, "url", "https://a.example/{nope}").problems).hasSize(1);
        assertThat(check(send, in, "url", "https://a.example/{id}", "batch", 5).problems)
                .hasSize(1);
        assertThat(check(send, in, "url", "https://a.example/", "batch", 9999).problems)
                .hasSize(1);
        assertThat(check(send, in, "url", "https://a.example/", "body", "{{ record.id + }}").problems)
                .hasSize(1);
        assertThat(check(send, in, "url", "https://a.example/{id}", "answer", "said")
                        .outputs
                        .get("out")
                        .fields())
                .containsKey("said");
        assertThat(check(chat, in, "url", "secret:room", "text", "Hi {id}").problems)
                .isEmpty();
    }

    private Sent sent(HttpSendType type, FlowRecord record, Object... settings) {
        Node.Effect node = (Node.Effect) TypeKit.make(type, settings);
        return node.send(occasion, node.prepare(occasion, List.of(record)), "key-1", List.of(record));
    }

    @Test
    void aRecordIsSentWithWhatIsFilledInMadeSafeForJsonAndTheAddress() {
        vendor.next(ScriptedVendor.json(201, "{\"id\":77}"));
        Sent sent = sent(
                send,
                record("1", "name", "A \"B\"\n/?&ü", "n", 5L, "none", null),
                "url",
                base + "/people/{name}",
                "method",
                "PUT",
                "body",
                "{\"name\": \"{name}\", \"n\": {n}, \"twice\": {{ record.n * 2 }}, \"none\": \"{none}\", \"keep\": \"{ {}\"}",
                "answer",
                "said");
        assertThat(sent).isInstanceOfSatisfying(Sent.Done.class, done -> {
            assertThat(done.records().getFirst().get("said")).isEqualTo(Map.of("id", 77L));
            assertThat(done.evidence()).startsWith("201");
        });
        JsonNode body = TypeKit.JSON.readTree(vendor.received().getFirst().body());
        assertThat(body.path("name").asString()).isEqualTo("A \"B\"\n/?&ü");
        assertThat(body.path("twice").asInt()).isEqualTo(10);
        assertThat(body.path("none").asString()).isEmpty();
        assertThat(vendor.received().getFirst().header("Idempotency-key")).isEqualTo("key-1");
    }

    @Test
    void manyRecordsGoTogetherAsAList() {
        Node.Effect node = (Node.Effect) TypeKit.make(send, "url", base, "batch", 0);
        assertThat(node.batch()).isZero();
        List<FlowRecord> batch = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            batch.add(record("k" + i, "i", (long) i));
        }
        vendor.next(ScriptedVendor.json(204, ""));
        Sent sent = node.send(occasion, node.prepare(occasion, batch), "k", batch);
        assertThat(sent)
                .isInstanceOfSatisfying(
                        Sent.Done.class, done -> assertThat(done.records()).hasSize(3_000));
        assertThat(TypeKit.JSON.readTree(vendor.received().getFirst().body())).hasSize(3_000);
    }

    @Test
    void aBodyThatIsNoJsonIsRefusedBeforeItIsSent() {
        Node.Effect node = (Node.Effect) TypeKit.make(send, "url", base, "body", "{\"n\": {n}}");
        assertThatThrownBy(() -> node.prepare(occasion, List.of(record("1", "n", null))))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(NodeProblem.WRONG_BODY));
        Node.Effect text = (Node.Effect)
                TypeKit.make(send, "url", base, "body", "{n}", "headers", Map.of("Content-Type", "text/plain"));
        assertThat(text.prepare(occasion, List.of(record("1", "n", "\"x\"")))).contains("\\\"x\\\"");
    }

    @Test
    void eachEndOfACallIsWhatItSurelyIs() {
        FlowRecord one = record("1");
        vendor.next(ScriptedVendor.json(422, "{\"why\":\"email\"}"));
        assertThat(sent(send, one, "url", base))
                .isInstanceOfSatisfying(
                        Sent.Refused.class,
                        refused -> assertThat(refused.message()).contains("422", "email"));
        vendor.next(ScriptedVendor.json(307, "", "Location", "https://evil.example/"));
        assertThat(sent(send, one, "url", base)).isInstanceOf(Sent.Refused.class);
        vendor.next(ScriptedVendor.json(429, "", "Retry-After", "30"));
        assertThat(sent(send, one, "url", base))
                .isInstanceOfSatisfying(
                        Sent.Later.class,
                        later -> assertThat(later.notBefore())
                                .isEqualTo(clock.instant().plusSeconds(30)));
        vendor.next(ScriptedVendor.json(503, "", "Retry-After", "Mon, 23 Nov 2099 09:00:00 GMT"));
        assertThat(sent(send, one, "url", base))
                .isInstanceOfSatisfying(
                        Sent.Later.class,
                        later -> assertThat(later.notBefore())
                                .isEqualTo(clock.instant().plus(Duration.ofDays(1))));
        vendor.next(ScriptedVendor.json(500, "oops"));
        assertThat(sent(send, one, "url", base)).isInstanceOf(Sent.Unknown.class);
        vendor.next(ScriptedVendor.hangUp());
        assertThat(sent(send, one, "url", base)).isInstanceOf(Sent.Unknown.class);
        vendor.next(ScriptedVendor.json(500, "oops"));
        assertThat(sent(send, one, "url", base, "idempotent", true)).isInstanceOf(Sent.Later.class);
        vendor.next(ScriptedVendor.hangUp());
        assertThat(sent(send, one, "url", base, "idempotent", true)).isInstanceOf(Sent.Later.class);
        vendor.next(exchange -> {
            exchange.sendResponseHeaders(200, 3_000_000);
            exchange.getResponseBody().write(new byte[3_000_000]);
            exchange.close();
        });
        assertThat(sent(send, one, "url", base)).isInstanceOf(Sent.Unknown.class);
        vendor.close();
        // one without connections of before: those may break when somebody did get the call
        HttpSendType fresh = new HttpSendType(calls(List.of("127.0.0.1")), clock);
        assertThat(sent(fresh, one, "url", base))
                .isInstanceOfSatisfying(
                        Sent.Later.class,
                        later -> assertThat(later.errorClass()).isEqualTo("unreachable"));
        HttpSendType strict = new HttpSendType(calls(List.of()), clock);
        assertThat(sent(strict, one, "url", "https://127.0.0.1/"))
                .isInstanceOfSatisfying(
                        Sent.Refused.class,
                        refused -> assertThat(refused.message()).contains("private-hosts"));
    }

    @Test
    void secretsGoToTheirHostAloneAndStandNowhere() {
        secrets.put(tenant, "a@b.c", "crm", "127.0.0.1", "tok-12345");
        secrets.put(tenant, "a@b.c", "other", "other.example", "tok-other");
        FlowRecord one = record("1", "a", 1L);
        Object[] settings = {"url", base, "headers", Map.of("Authorization", "Bearer secret:crm"), "answer", "said"};
        Node.Effect node = (Node.Effect) TypeKit.make(send, settings);
        String request = node.prepare(occasion, List.of(one));
        assertThat(request).contains("secret:crm").doesNotContain("tok-12345");
        vendor.next(ScriptedVendor.json(200, "\"you sent tok-12345\""));
        Sent sent = node.send(occasion, request, "k", List.of(one));
        assertThat(vendor.received().getFirst().header("Authorization")).isEqualTo("Bearer tok-12345");
        assertThat(sent.toString()).contains("you sent").doesNotContain("tok-12345");
        assertThat(sent(send, one, "url", base, "headers", Map.of("X", "secret:other")))
                .isInstanceOfSatisfying(
                        Sent.Refused.class,
                        refused -> assertThat(refused.message())
                                .contains("other.example")
                                .doesNotContain("tok-other"));
        assertThat(sent(send, one, "url", base, "headers", Map.of("X", "secret:none")))
                .isInstanceOf(Sent.Refused.class);
        assertThat(vendor.received()).hasSize(1);
    }

    @Test
    void aChatGetsTheTextAndItsAddressMayBeASecret() {
        secrets.put(tenant, "a@b.c", "room", "127.0.0.1", base + "/hook/xyz");
        Node.Effect node = (Node.Effect) TypeKit.make(
                chat, shape("who"), "url", "secret:room", "text", "Hi {who} {{ size(record.who) }}", "batch", 2);
        List<FlowRecord> batch = List.of(record("1", "who", "\"A\""), record("2", "who", "B"));
        String request = node.prepare(occasion, batch);
        assertThat(request).doesNotContain("xyz");
        vendor.next(
                ScriptedVendor.json(200, "ok"),
                ScriptedVendor.json(429, "", "Retry-After", "1"),
                ScriptedVendor.hangUp());
        assertThat(node.send(occasion, request, "k", batch)).isInstanceOf(Sent.Done.class);
        assertThat(TypeKit.JSON
                        .readTree(vendor.received().getFirst().body())
                        .path("text")
                        .asString())
                .isEqualTo("Hi \"A\" 3\nHi B 1");
        assertThat(node.send(occasion, request, "k", batch)).isInstanceOf(Sent.Later.class);
        assertThat(node.send(occasion, request, "k", batch)).isInstanceOf(Sent.Unknown.class);
    }

    @Test
    void secretsAreSetByAdministratorsAndNeverShown() {
        Browser admin = new Browser(port).withKey(access.key(tenant, Role.ADMIN));
        Browser manager = new Browser(port).withKey(access.key(tenant, Role.MANAGER));
        Map<String, String> secret = Map.of("host", "API.example.org", "value", "hush-hush");
        assertThat(manager.call("PUT", "/api/v1/flows/secrets/crm", secret).status())
                .isEqualTo(403);
        assertThat(admin.call("PUT", "/api/v1/flows/secrets/crm", secret).status())
                .isEqualTo(204);
        assertThat(admin.call("PUT", "/api/v1/flows/secrets/crm", secret).status())
                .isEqualTo(204);
        assertThat(admin.call("PUT", "/api/v1/flows/secrets/No!", secret).status())
                .isEqualTo(422);
        assertThat(admin.call("PUT", "/api/v1/flows/secrets/crm2", Map.of("host", "a b", "value", "x"))
                        .status())
                .isEqualTo(422);
        Browser.Answer list = manager.get("/api/v1/flows/secrets");
        assertThat(list.json().at("/items/0/host").asString()).isEqualTo("api.example.org");
        assertThat(list.text()).doesNotContain("hush");
        assertThat(admin.delete("/api/v1/flows/secrets/crm").status()).isEqualTo(204);
        assertThat(admin.delete("/api/v1/flows/secrets/crm").code()).isEqualTo("flows.nodes.unknown-secret");
    }
}
