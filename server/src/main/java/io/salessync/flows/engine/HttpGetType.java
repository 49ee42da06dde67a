package io.salessync.flows.engine;

import io.salessync.connectors.calls.Pause;
import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.connectors.calls.VendorAnswer.Lost;
import io.salessync.connectors.calls.VendorAnswer.NotSent;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads records over HTTP, page after page. */
@Component
final class HttpGetType implements ExecutableType {
    private static final FlowRecord NOTHING = new FlowRecord("", Map.of());
    private static final RecordShape NO_FIELDS = new RecordShape(Map.of(), false);
    /** Waits up to this are waited out here; for longer ones the run had better sleep. */
    private static final Duration WAITED_OUT = Duration.ofSeconds(30);

    private static final int TRIES = 4;

    private final WebCalls calls;
    private final Pause pause;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "http.get",
            "Fetch over HTTP",
            "Brings the records of a JSON answer, and of the pages that follow it. Addresses inside this network are refused"
                    + " unless an administrator allows them; redirects are not followed.",
            NodeCard.Group.SOURCE,
            "cloud-download",
            schema(),
            true,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    HttpGetType(WebCalls calls, Pause pause, InstantSource clock) {
        this.calls = calls;
        this.pause = pause;
        this.clock = clock;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text(
                        "url",
                        "Address",
                        "What is fetched. {since} and {before} are the range of time the run covers, {payload.name} what started it.")
                .example("https://api.example.org/contacts?changedSince={since}&limit=1000")
                .as("uri")
                .map("headers", "Headers", "Sent along; secret:NAME in a value stands for that secret.")
                .text(
                        "records",
                        "Records",
                        "Where in the answer the list of records is, as a JSON pointer; without one, the answer itself is the list.")
                .example("/items")
                .text("key", "Key", "The field that names a record in logs; without one, its place in the answer.")
                .as("field")
                .text(
                        "next",
                        "Next page",
                        "Where in the answer the next page's address or cursor is, as a JSON pointer; without one, there is one page.")
                .example("/next")
                .text(
                        "nextParameter",
                        "Cursor parameter",
                        "The parameter of the address that takes the cursor, where 'next' is no address.")
                .example("after")
                .whole("timeoutSeconds", "Timeout", "Seconds to wait for an answer.", 1, 60)
                .standard(30)
                .required("url")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms.tries(findings, () -> fetching(new Forms(settings)));
        findings.output(EdgeSpec.OUT, RecordShape.UNKNOWN);
    }

    /** Settings. */
    record Fetching(
            Text url,
            Map<String, String> headers,
            JsonPointer records,
            @Nullable String key,
            @Nullable JsonPointer next,
            @Nullable String nextParameter,
            int timeoutSeconds) {}

    private Fetching fetching(Forms forms) {
        String url = forms.required("url");
        WebCalls.checkForm("url", url);
        Map<String, String> headers = forms.map("headers");
        WebCalls.checkHeaders(headers);
        String next = forms.text("next");
        if (next == null && forms.has("nextParameter")) {
            throw Forms.wrong("nextParameter", "'nextParameter' needs 'next', which says where the cursor is");
        }
        return new Fetching(
                Text.of("url", url, NO_FIELDS, clock.instant()),
                headers,
                pointer("records", forms.text("records", "")),
                forms.text("key"),
                next == null ? null : pointer("next", next),
                forms.text("nextParameter"),
                forms.whole("timeoutSeconds", 30, 1, 60));
    }

    static JsonPointer pointer(String setting, String given) {
        try {
            return JsonPointer.compile(given.isEmpty() || given.startsWith("/") ? given : "/" + given);
        } catch (IllegalArgumentException e) {
            throw Forms.wrong(
                    setting, "'%s' is a JSON pointer such as /data/items, not '%s'".formatted(setting, given));
        }
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return new Fetch(calls, pause, clock, fetching(new Forms(spec.settings())));
    }

    /**
     * @param url of the vendor's page
     * @param skip how many records of that page were brought already: theirs may be larger than ours
     * @param place of its first record among all
     */
    private record Cursor(String url, int skip, long place) {
        String text() {
            return Documents.JSON.writeValueAsString(this);
        }
    }

    private static final class Fetch implements Node.Source {
        private final WebCalls calls;
        private final Pause pause;
        private final InstantSource clock;
        private final Fetching fetching;
        /** The vendor's page that is partly brought; asked for anew after a kill. */
        private @Nullable String openUrl;

        private @Nullable JsonNode open;

        Fetch(WebCalls calls, Pause pause, InstantSource clock, Fetching fetching) {
            this.calls = calls;
            this.pause = pause;
            this.clock = clock;
            this.fetching = fetching;
        }

        @Override
        public Node.Read read(Node.Occasion occasion, @Nullable String cursor, int limit) {
            Cursor at = cursor == null ? begin(occasion) : Documents.JSON.readValue(cursor, Cursor.class);
            JsonNode answer = open;
            if (answer == null || !at.url().equals(openUrl)) {
                answer = fetch(occasion, at.url());
                open = answer;
                openUrl = at.url();
            }
            JsonNode list = answer.at(fetching.records());
            if (!(list.isArray() || list.isNull())) {
                throw wrong("there is no list at '%s' of the answer from %s; it holds %s"
                        .formatted(fetching.records(), host(at.url()), shown(list)));
            }
            List<FlowRecord> records = new ArrayList<>();
            List<Node.Reject> rejects = new ArrayList<>();
            int to = Math.min(list.size(), at.skip() + limit);
            for (int i = at.skip(); i < to; i++) {
                take(list.get(i), at.place() + i + 1, records, rejects);
            }
            String next =
                    to < list.size() ? new Cursor(at.url(), to, at.place()).text() : following(at, answer, list.size());
            if (to >= list.size()) {
                open = null;
                openUrl = null;
            }
            return new Node.Read(records, next, null, rejects);
        }

        private Cursor begin(Node.Occasion occasion) {
            String url =
                    fetching.url().fill(occasion, NOTHING, value -> URLEncoder.encode(value, StandardCharsets.UTF_8));
            return new Cursor(url, 0, 0);
        }

        private void take(JsonNode item, long place, List<FlowRecord> records, List<Node.Reject> rejects) {
            String number = Long.toString(place);
            if (!item.isObject()) {
                rejects.add(new Node.Reject(
                        number, "Record %s is %s, not an object with fields.".formatted(number, shown(item))));
                return;
            }
            Map<String, @Nullable Object> values = Documents.values((ObjectNode) item);
            String key = fetching.key() == null ? number : Text.written(values.get(fetching.key()));
            if (key.isBlank()) {
                rejects.add(new Node.Reject(
                        number, "Record %s has nothing in the key field '%s'.".formatted(number, fetching.key())));
                return;
            }
            records.add(new FlowRecord(key, values));
        }

        private @Nullable String following(Cursor at, JsonNode answer, int size) {
            JsonPointer where = fetching.next();
            JsonNode next = where == null ? null : answer.at(where);
            if (next == null
                    || next.isNull()
                    || next.isMissingNode()
                    || next.asString("").isBlank() && !next.isNumber()) {
                return null;
            }
            if (!next.isValueNode()) {
                throw wrong("what 'next' names in the answer is %s, neither an address nor a cursor"
                        .formatted(shown(next)));
            }
            String url = fetching.nextParameter() == null
                    ? sameOrigin(at.url(), next.asString())
                    : withParameter(at.url(), fetching.nextParameter(), next.asString());
            if (url.equals(at.url())) {
                throw wrong("the next page after %s is that page itself".formatted(host(at.url())));
            }
            return new Cursor(url, 0, at.place() + size).text();
        }

        /** Another host would get headers that are not for it. */
        private static String sameOrigin(String before, String given) {
            URI from = URI.create(before);
            URI to;
            try {
                to = from.resolve(given.strip());
            } catch (IllegalArgumentException e) {
                throw wrong("the next page's address '%s' is none".formatted(given));
            }
            boolean same = String.valueOf(from.getScheme()).equalsIgnoreCase(to.getScheme())
                    && String.valueOf(from.getHost()).equalsIgnoreCase(to.getHost())
                    && from.getPort() == to.getPort()
                    && to.getRawUserInfo() == null;
            if (!same) {
                throw wrong("the next page is to be fetched from %s instead of %s, which is not done"
                        .formatted(to.getHost(), from.getHost()));
            }
            return to.toString();
        }

        static String withParameter(String url, String parameter, String value) {
            String encoded = URLEncoder.encode(parameter, StandardCharsets.UTF_8) + "=";
            int question = url.indexOf('?');
            String path = question < 0 ? url : url.substring(0, question);
            List<String> kept = new ArrayList<>();
            for (String one :
                    question < 0 ? new String[0] : url.substring(question + 1).split("&")) {
                if (!one.isEmpty() && !one.startsWith(encoded)) {
                    kept.add(one);
                }
            }
            kept.add(encoded + URLEncoder.encode(value, StandardCharsets.UTF_8));
            return path + "?" + String.join("&", kept);
        }

        private JsonNode fetch(Node.Occasion occasion, String url) {
            for (int attempt = 1; ; attempt++) {
                Map<String, String> headers = new LinkedHashMap<>(fetching.headers());
                VendorAnswer answer = calls.call(
                                occasion.tenant(),
                                new WebCalls.Outgoing("GET", url, headers, "", fetching.timeoutSeconds()),
                                Map.of())
                        .answer();
                if (answer instanceof Answered told && told.status() / 100 == 2) {
                    return parsed(url, told);
                }
                Duration wait = wait(answer, attempt);
                if (wait == null) {
                    throw failed(url, answer);
                }
                pause.of(wait);
                if (Thread.currentThread().isInterrupted()) {
                    throw failed(url, answer);
                }
            }
        }

        /** Null: not worth another try here. */
        private @Nullable Duration wait(VendorAnswer answer, int attempt) {
            if (attempt >= TRIES) {
                return null;
            }
            Duration own = Duration.ofSeconds(1L << attempt - 1);
            if (!(answer instanceof Answered told)) {
                return own;
            }
            if (told.status() != 429 && told.status() / 100 != 5) {
                return null;
            }
            Instant again = calls.retryAfter(told);
            Duration asked = again == null ? own : Duration.between(clock.instant(), again);
            return asked.compareTo(WAITED_OUT) > 0 ? null : asked.compareTo(own) < 0 ? own : asked;
        }

        private Problem failed(String url, VendorAnswer answer) {
            return switch (answer) {
                case NotSent(String reason) ->
                    Problem.of(NodeProblem.NOT_ANSWERED, "%s cannot be reached: %s.".formatted(host(url), reason));
                case Lost(String reason) ->
                    Problem.of(
                            NodeProblem.NOT_ANSWERED, "%s gave no complete answer: %s.".formatted(host(url), reason));
                case Answered told
                when told.status() / 100 == 3 ->
                    Problem.of(
                            NodeProblem.NOT_ANSWERED,
                            "%s answers from another address (%d); redirects are not followed. Name that address."
                                    .formatted(host(url), told.status()));
                case Answered told
                when told.status() == 429 || calls.retryAfter(told) != null -> {
                    Instant again = calls.retryAfter(told);
                    Problem later = Problem.of(
                            NodeProblem.ASKED_TOO_OFTEN,
                            "%s wants to be asked %s: %s"
                                    .formatted(
                                            host(url),
                                            again == null ? "later" : "again at " + again,
                                            WebCalls.evidence(told)));
                    yield again == null ? later : later.with("notBefore", again.toString());
                }
                case Answered told ->
                    Problem.of(
                            NodeProblem.NOT_ANSWERED, "%s refuses: %s".formatted(host(url), WebCalls.evidence(told)));
            };
        }

        private static JsonNode parsed(String url, Answered told) {
            try {
                return told.body().isBlank() ? Documents.JSON.createArrayNode() : Documents.JSON.readTree(told.body());
            } catch (JacksonException e) {
                throw wrong("what %s answers is not JSON: %s".formatted(host(url), WebCalls.evidence(told)));
            }
        }

        private static String host(String url) {
            return String.valueOf(URI.create(url).getHost());
        }

        private static String shown(JsonNode node) {
            return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
        }

        private static Problem wrong(String what) {
            return Problem.of(
                    NodeProblem.WRONG_ANSWER, Character.toUpperCase(what.charAt(0)) + what.substring(1) + ".");
        }
    }
}
