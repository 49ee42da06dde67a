package io.salessync.flows.engine;

import io.salessync.alerts.Alerts;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Raises an alert for the records that come. */
@Component
final class AlertType implements ExecutableType {
    /** The rule of alerts that people draw into flows. */
    static final String RULE = "flow-node";

    static final String NAME = "alert";

    private final ObjectProvider<Alerts> alerts;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            NAME,
            "Raise alert",
            "Raises an alert for the records that come; those of one group are one alert while it is open, with a count. Who"
                    + " hears of it is set with the rule 'flow-node'.",
            NodeCard.Group.SEND,
            "alert-triangle",
            Schemas.settings()
                    .choice(
                            "severity",
                            "Severity",
                            "How much it matters.",
                            List.of("INFO", "WARNING", "CRITICAL"),
                            "WARNING")
                    .text("title", "Title", "One line, with {field} and {{ expression }} filled in.")
                    .example("Large order from {customer}")
                    .text("detail", "Detail", "What, where, what to do; filled in likewise.")
                    .as("multiline")
                    .text(
                            "group",
                            "Group",
                            "What counts as the same alert, filled in likewise; without it, all of this node.")
                    .required("title")
                    .done(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    AlertType(ObjectProvider<Alerts> alerts, InstantSource clock) {
        this.alerts = alerts;
        this.clock = clock;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms.tries(findings, () -> make(new Forms(settings), in));
        findings.output(EdgeSpec.OUT, in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return make(new Forms(spec.settings()), in);
    }

    private Raising make(Forms forms, RecordShape in) {
        String group = forms.text("group");
        return new Raising(
                alerts,
                Alerts.Severity.valueOf(forms.choice("severity", "WARNING", "INFO", "CRITICAL")),
                Text.of("title", forms.required("title"), in, clock.instant()),
                Text.of("detail", forms.text("detail", ""), in, clock.instant()),
                group == null ? null : Text.of("group", group, in, clock.instant()));
    }

    private record Raising(
            ObjectProvider<Alerts> alerts,
            Alerts.Severity severity,
            Text title,
            Text detail,
            @Nullable Text group) implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            Alerts raising = alerts.getIfAvailable();
            Set<List<String>> raised = new HashSet<>();
            for (FlowRecord record : page) {
                if (raising == null) {
                    out.fail(record, "alert", "There is nobody here who takes alerts.");
                    continue;
                }
                try {
                    String line = line(title.fill(occasion, record));
                    String more = detail.fill(occasion, record);
                    String same = "%s/%s%s"
                            .formatted(
                                    occasion.flow(),
                                    occasion.node(),
                                    group == null ? "" : "/" + line(group.fill(occasion, record)));
                    // the same words about a thousand records are said once a page
                    if (raised.add(List.of(same, line, more))) {
                        raising.raise(
                                sql,
                                occasion.tenant(),
                                new Alerts.Notice(
                                        RULE,
                                        same,
                                        severity,
                                        line,
                                        more,
                                        "/runs/" + occasion.run(),
                                        occasion.run(),
                                        record.key()));
                    }
                    out.pass(EdgeSpec.OUT, record);
                } catch (Problem problem) {
                    out.fail(record, "expression", problem.detail());
                }
            }
        }

        private static String line(String text) {
            String one = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
            return one.length() <= 200 ? one : one.substring(0, 199) + "…";
        }
    }
}
