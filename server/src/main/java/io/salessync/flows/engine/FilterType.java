package io.salessync.flows.engine;

import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code filter}: keeps the records for which an expression is true. */
@Component
class FilterType implements ExecutableType {
    private static final NodeCard CARD = new NodeCard(
            "filter",
            "Filter",
            "Keeps the records for which the condition is true; the others end here.",
            NodeCard.Group.SHAPE,
            "filter",
            Settings.schema("""
                    {"type": "object", "required": ["when"], "additionalProperties": false, "properties": {
                      "when": {"type": "string", "format": "cel", "minLength": 1, "title": "Keep when",
                        "description": "An expression that is true for the records to keep.",
                        "examples": ["record.email != null && record.status == 'active'"]}}}
                    """),
            false,
            List.of("out"),
            NodeCard.Effect.NONE);

    private final InstantSource clock;

    FilterType(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public NodeCard card() {
        return CARD;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Expression.check(Settings.text(settings, "when"), in, FieldType.FLAG, "when", findings);
        findings.output("out", in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Rule keep = Rule.of("when", Settings.text(spec.settings(), "when"), in, FieldType.FLAG, clock.instant());
        return (Node.Page) (occasion, sql, page, out) -> page.forEach(record -> {
            try {
                if (keep.holds(record, occasion)) {
                    out.pass("out", record);
                } else {
                    out.drop(record, "the condition is not true");
                }
            } catch (Expression.Failure failure) {
                out.fail(record, "expression", String.valueOf(failure.getMessage()));
            }
        });
    }
}
