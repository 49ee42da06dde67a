package io.salessync.flows.engine;

import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** Sends records over HTTP, at most once. */
@Component
final class HttpSendType implements ExecutableType {
    private static final int MOST_AT_ONCE = 5_000;
    private static final int LARGEST = 32 * 1024 * 1024;

    private final WebCalls calls;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "http.send",
            "Send over HTTP",
            "Sends records to an address, one by one or many together, at most once each. When nobody can tell whether it was"
                    + " done, it is not sent again by itself unless the address is known to take the same twice as once.",
            NodeCard.Group.SEND,
            "send",
            schema(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OUTSIDE);

    HttpSendType(WebCalls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .choice("method", "Method", "How it is sent.", List.of("POST", "PUT", "PATCH"), "POST")
                .text("url", "Address", "Where it is sent; {field} is filled in when records go one by one.")
                .example("https://api.example.org/contacts/{id}")
                .as("uri")
                .map("headers", "Headers", "Sent along; secret:NAME in a value stands for that secret.")
                .text(
                        "body",
                        "Body",
                        "What is sent for each record, with {field} and {{ expression }} filled in; many go as a list. Without it, the record's fields as JSON.")
                .as("multiline")
                .example("{\"email\": \"{email}\", \"score\": {score}}")
                .whole(
                        "batch",
                        "Together",
                        "How many records go into one call; 0: all of the run in one.",
                        0,
                        MOST_AT_ONCE)
                .standard(1)
                .text(
                        "answer",
                        "Answer field",
                        "The field that takes the answer, where records go one by one; without a name it is not kept.")
                .flag(
                        "idempotent",
                        "Safe to repeat",
                        "The address takes the same call twice as once (it knows the header Idempotency-Key, or PUT replaces): calls whose end nobody knows are sent again.",
                        false)
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
        Forms forms = new Forms(settings);
        if (!Forms.tries(findings, () -> sending(forms, in))) {
            findings.output(EdgeSpec.OUT, in);
            return;
        }
        String answer = forms.text("answer");
        findings.output(EdgeSpec.OUT, answer == null ? in : in.with(answer, FieldType.ANY));
    }

    private record Sending(
            String method,
            Text url,
            Map<String, String> headers,
            @Nullable Text body,
            boolean json,
            int batch,
            @Nullable String answer,
            boolean idempotent,
            int timeoutSeconds) {}

    private Sending sending(Forms forms, RecordShape in) {
        String url = forms.required("url");
        WebCalls.checkForm("url", url);
        Map<String, String> headers = forms.map("headers");
        WebCalls.checkHeaders(headers);
        int batch = forms.whole("batch", 1, 0, MOST_AT_ONCE);
        Text address = Text.of("url", url, in, clock.instant());
        if (batch != 1 && !address.isFixed()) {
            throw Forms.wrong("url", "The address of many records together cannot hold fields of one");
        }
        if (batch != 1 && forms.has("answer")) {
            throw Forms.wrong("answer", "An answer can be kept where records go one by one");
        }
        boolean json = headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("content-type"))
                .allMatch(header -> header.getValue().toLowerCase(Locale.ROOT).contains("json"));
        if (batch != 1 && !json) {
            throw Forms.wrong(
                    "batch", "Records go together as a JSON list alone; the headers name another content type");
        }
        String body = forms.text("body");
        if (body == null && !json) {
            throw Forms.wrong("body", "A body of another type than JSON has to be given");
        }
        return new Sending(
                forms.choice("method", "POST", "PUT", "PATCH"),
                address,
                headers,
                body == null ? null : Text.of("body", body, in, clock.instant()),
                json,
                batch,
                forms.text("answer"),
                forms.flag("idempotent", false),
                forms.whole("timeoutSeconds", 30, 1, 60));
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return new Send(calls, sending(new Forms(spec.settings()), in));
    }

    private record Send(WebCalls calls, Sending sending) implements Node.Effect {
        @Override
        public int batch() {
            return sending.batch();
        }

        @Override
        public String prepare(Node.Occasion occasion, List<FlowRecord> batch) {
            String url = sending.url()
                    .fill(
                            occasion,
                            batch.getFirst(),
                            value -> URLEncoder.encode(value, StandardCharsets.UTF_8)
                                    .replace("+", "%20"));
            String body;
            if (sending.batch() == 1) {
                body = body(occasion, batch.getFirst());
            } else {
                body = batch.stream().map(record -> body(occasion, record)).collect(Collectors.joining(",", "[", "]"));
            }
            if (body.length() > LARGEST) {
                throw Problem.of(
                        NodeProblem.WRONG_BODY,
                        "The body would be larger than %d MB. Send fewer records together."
                                .formatted(LARGEST / 1024 / 1024));
            }
            return new WebCalls.Outgoing(sending.method(), url, sending.headers(), body, sending.timeoutSeconds())
                    .text();
        }

        private String body(Node.Occasion occasion, FlowRecord record) {
            Text template = sending.body();
            if (template == null) {
                return Documents.object(record).toString();
            }
            if (!sending.json()) {
                return template.fill(occasion, record);
            }
            String body = template.fill(occasion, record, HttpSendType::quoted);
            try {
                Documents.JSON.readTree(body);
                return body;
            } catch (JacksonException e) {
                throw Problem.of(
                        NodeProblem.WRONG_BODY,
                        "The body for record '%s' is not JSON: %s. Is a field empty, or not between quotes?"
                                .formatted(record.key(), e.getOriginalMessage()));
            }
        }

        @Override
        public Node.Sent send(Node.Occasion occasion, String request, String key, List<FlowRecord> batch) {
            VendorAnswer answer;
            try {
                answer = calls.call(occasion.tenant(), WebCalls.Outgoing.parse(request), Map.of("Idempotency-Key", key))
                        .answer();
            } catch (Problem problem) {
                return WebCalls.refused(problem);
            }
            Node.Sent failure = calls.failure(answer, sending.idempotent());
            if (failure != null) {
                return failure;
            }
            Answered told = (Answered) answer;
            String field = sending.answer();
            List<FlowRecord> on = field == null
                    ? batch
                    : batch.stream()
                            .map(record -> Documents.with(record, field, content(told.body())))
                            .toList();
            return new Node.Sent.Done(on, WebCalls.evidence(told));
        }

        private static @Nullable Object content(String body) {
            try {
                return body.isBlank() ? null : Documents.natural(Documents.JSON.readTree(body));
            } catch (JacksonException e) {
                return body;
            }
        }
    }

    /** As it stands between the quotes of a JSON text. */
    static String quoted(String value) {
        String text = Documents.json(value);
        return text.substring(1, text.length() - 1);
    }
}
