package io.salessync.flows.engine;

import io.salessync.connectors.calls.VendorAnswer;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Writes into a chat through its incoming webhook. */
@Component
final class ChatSendType implements ExecutableType {
    private static final int LONGEST = 4_000;
    private static final int SECONDS = 20;

    private final WebCalls calls;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "chat.send",
            "Write to chat",
            "Posts a message through a chat's incoming webhook (Slack, Teams, Mattermost, Rocket.Chat …) for each record, or"
                    + " one for several.",
            NodeCard.Group.SEND,
            "message",
            Schemas.settings()
                    .text(
                            "url",
                            "Webhook",
                            "The webhook's address. Whoever knows it can post: better keep it as a secret and write secret:NAME.")
                    .as("secret")
                    .example("secret:sales-chat")
                    .text("text", "Text", "The message, with {field} and {{ expression }} filled in.")
                    .as("multiline")
                    .example("New order of {customer}: {total}")
                    .whole("batch", "Together", "How many records share a message, each in a line of it.", 1, 100)
                    .standard(1)
                    .required("url", "text")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OUTSIDE);

    ChatSendType(WebCalls calls, InstantSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms.tries(findings, () -> posting(new Forms(settings), in));
        findings.output(EdgeSpec.OUT, in);
    }

    private Post posting(Forms forms, RecordShape in) {
        String url = forms.required("url");
        WebCalls.checkForm("url", url);
        if (url.contains("{")) {
            throw Forms.wrong("url", "The webhook's address holds no fields");
        }
        return new Post(
                calls,
                url,
                Text.of("text", forms.required("text"), in, clock.instant()),
                forms.whole("batch", 1, 1, 100));
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return posting(new Forms(spec.settings()), in);
    }

    private record Post(WebCalls calls, String url, Text text, int batch) implements Node.Effect {
        @Override
        public String prepare(Node.Occasion occasion, List<FlowRecord> batch) {
            List<String> lines = new ArrayList<>();
            batch.forEach(record -> lines.add(text.fill(occasion, record)));
            String message = String.join("\n", lines);
            String shown = message.length() <= LONGEST ? message : message.substring(0, LONGEST - 1) + "…";
            return new WebCalls.Outgoing("POST", url, Map.of(), Documents.json(Map.of("text", shown)), SECONDS).text();
        }

        @Override
        public Node.Sent send(Node.Occasion occasion, String request, String key, List<FlowRecord> batch) {
            try {
                VendorAnswer answer = calls.call(occasion.tenant(), WebCalls.Outgoing.parse(request), Map.of())
                        .answer();
                Node.Sent failure = calls.failure(answer, false);
                return failure == null ? new Node.Sent.Done(batch, WebCalls.evidence((Answered) answer)) : failure;
            } catch (Problem problem) {
                return WebCalls.refused(problem);
            }
        }
    }
}
