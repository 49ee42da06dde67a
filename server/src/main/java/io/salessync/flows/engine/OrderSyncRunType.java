package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunId;
import io.salessync.ordersync.OrderLists;
import io.salessync.ordersync.OrderSync;
import io.salessync.ordersync.OrderSync.Asker;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Runs an order sync and holds the records until it has ended. */
@Component
final class OrderSyncRunType implements ExecutableType {
    private final OrderSync syncs;
    private final OrderLists lists;
    private final StartedRuns started;
    private final NodeCard card = new NodeCard(
            "ordersync.run",
            "Run order sync",
            "Starts an order sync, once for each run of the flow, and holds the records until it has ended: they leave by"
                    + " 'out' when all rows went well, by 'failed' when some or all did not.",
            NodeCard.Group.CONTROL,
            "refresh",
            Schemas.settings()
                    .text("sync", "Order sync", "Its id, or its name with the environment: orders/dev.")
                    .as("ordersync")
                    .example("orders/dev")
                    .required("sync")
                    .done(),
            false,
            List.of(EdgeSpec.OUT, StartedRuns.FAILED),
            NodeCard.Effect.OWN_DATA);

    OrderSyncRunType(OrderSync syncs, OrderLists lists, StartedRuns started) {
        this.syncs = syncs;
        this.lists = lists;
        this.started = started;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms.tries(findings, () -> new Forms(settings).required("sync"));
        findings.output(EdgeSpec.OUT, in);
        findings.output(StartedRuns.FAILED, in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return new Syncing(
                syncs,
                lists,
                started,
                new Forms(spec.settings()).required("sync").strip());
    }

    private record Syncing(OrderSync syncs, OrderLists lists, StartedRuns started, String sync) implements Node.Gate {
        @Override
        public Node.Verdict look(
                Node.Occasion occasion, DSLContext sql, UUID parked, List<FlowRecord> page, Instant parkedAt) {
            RunId run = started.once(sql, occasion, "node " + occasion.node(), () -> start(occasion));
            return started.whenOver(occasion, run, "the order sync " + sync, page);
        }

        private RunId start(Node.Occasion occasion) {
            return syncs.run(
                    occasion.tenant(),
                    found(occasion),
                    new Asker("flow " + occasion.flowName(), occasion.userStarted()));
        }

        private UUID found(Node.Occasion occasion) {
            int slash = sync.lastIndexOf('/');
            try {
                return slash < 0
                        ? UUID.fromString(sync)
                        : lists.named(occasion.tenant(), sync.substring(0, slash), sync.substring(slash + 1))
                                .orElseThrow(() -> unknown());
            } catch (IllegalArgumentException e) {
                throw unknown();
            }
        }

        private Problem unknown() {
            return Problem.of(
                            NodeProblem.UNKNOWN_SYNC,
                            "There is no order sync '%s'. Name it with its environment: orders/dev.".formatted(sync))
                    .with("sync", sync);
        }
    }
}
