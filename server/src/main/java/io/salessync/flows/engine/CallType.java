package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.flows.schedule.FlowStarter;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Starts another flow with the records, and holds them until it has ended if wanted. */
@Component
final class CallType implements ExecutableType {
    static final int DEEPEST = 8;
    /** In the payload of a called flow: how many calls lead to it. */
    static final String DEPTH = "callDepth";

    private final ObjectProvider<FlowStarter> starter;
    private final ObjectProvider<FlowVersions> versions;
    private final StartedRuns started;
    private final NodeCard card = new NodeCard(
            "call",
            "Call a flow",
            "Starts another flow with each page of records as its payload ('records', each with key and values). If it is"
                    + " waited for, the records leave by 'out' when that run succeeded, else by 'failed'.",
            NodeCard.Group.CONTROL,
            "arrow-fork",
            Schemas.settings()
                    .text("flow", "Flow", "The name of the flow to start; it has to be published and on.")
                    .as("flow")
                    .example("notify-sales")
                    .flag("wait", "Wait for it", "Holds the records until that run has ended.", true)
                    .required("flow")
                    .done(),
            false,
            List.of(EdgeSpec.OUT, StartedRuns.FAILED),
            NodeCard.Effect.OWN_DATA);

    CallType(ObjectProvider<FlowStarter> starter, ObjectProvider<FlowVersions> versions, StartedRuns started) {
        this.starter = starter;
        this.versions = versions;
        this.started = started;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms.tries(findings, () -> new Forms(settings).required("flow"));
        findings.output(EdgeSpec.OUT, in);
        findings.output(StartedRuns.FAILED, in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        return new Call(starter, versions, started, forms.required("flow").strip(), forms.flag("wait", true));
    }

    private record Call(
            ObjectProvider<FlowStarter> starter,
            ObjectProvider<FlowVersions> versions,
            StartedRuns started,
            String flow,
            boolean holds)
            implements Node.Gate {
        @Override
        public Node.Verdict look(
                Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant parkedAt) {
            RunId run = started.once(sql, occasion, parked.toString(), () -> start(occasion, sql, page));
            return holds
                    ? started.whenOver(occasion, run, "the flow " + flow, page)
                    : new Node.Verdict.Open(EdgeSpec.OUT, page);
        }

        private RunId start(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page) {
            int depth = occasion.payload().path(DEPTH).asInt(0) + 1;
            if (depth > DEEPEST) {
                throw Problem.of(
                                NodeProblem.TOO_DEEP,
                                "The flow '%s' is not called: %d calls lead here already. Do flows call each other in a circle?"
                                        .formatted(flow, DEEPEST))
                        .with("flow", flow);
            }
            FlowStarter starting = starter.getIfAvailable();
            FlowVersions known = versions.getIfAvailable();
            if (starting == null || known == null) {
                throw Problem.of(NodeProblem.NOT_AT_HAND, "Flows cannot be started here.");
            }
            UUID id = known.named(occasion.tenant(), flow)
                    .orElseThrow(() -> Problem.of(NodeProblem.UNKNOWN_FLOW, "There is no flow '%s'.".formatted(flow))
                            .with("flow", flow));
            ObjectNode payload = Documents.JSON.createObjectNode();
            payload.set("records", Documents.page(page));
            payload.put("calledBy", occasion.flowName());
            payload.put("calledFrom", occasion.run().toString());
            payload.put(DEPTH, depth);
            return starting.start(
                    sql,
                    occasion.tenant(),
                    new FlowStarter.Start(
                            id,
                            "call",
                            occasion.due(),
                            occasion.since(),
                            occasion.before(),
                            payload,
                            occasion.userStarted()));
        }
    }
}
