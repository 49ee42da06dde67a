package io.salessync.flows.engine;

import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** {@code dedupe}: lets the first record of each key pass. */
@Component
class DedupeType implements ExecutableType {
    static final String NAME = "dedupe";

    private static final NodeCard CARD = new NodeCard(
            NAME,
            "Remove duplicates",
            "Lets the first record of each key pass; the others end here.",
            NodeCard.Group.SHAPE,
            "copy-off",
            Settings.schema("""
                    {"type": "object", "required": ["by"], "additionalProperties": false, "properties": {
                      "by": {"type": "array", "minItems": 1, "maxItems": 20, "title": "Key",
                        "description": "The fields that make two records the same. Spaces around text do not count.",
                        "items": {"type": "string", "format": "field"}},
                      "ignoreCase": {"type": "boolean", "default": true, "title": "Capital and small letters are the same"},
                      "empty": {"type": "string", "enum": ["keep", "drop"], "default": "keep", "title": "Records without a key"},
                      "within": {"type": "string", "enum": ["run", "flow"], "default": "run", "title": "Within",
                        "description": "run: duplicates within one run; flow: a record also ends when an earlier run of the flow let its key pass."}}}
                    """),
            false,
            List.of("out"),
            NodeCard.Effect.NONE);

    private final InstantSource clock;

    DedupeType(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public NodeCard card() {
        return CARD;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        int place = 0;
        for (String field : Settings.texts(settings, "by")) {
            if (!in.open() && !in.fields().containsKey(field)) {
                findings.problem(
                        "by/" + place,
                        "There is no field “%s” here; there are: %s."
                                .formatted(field, String.join(", ", in.fields().keySet())));
            }
            place++;
        }
        findings.output("out", in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        ObjectNode settings = spec.settings();
        return new Dedupe(
                Settings.texts(settings, "by"),
                settings.path("ignoreCase").asBoolean(true),
                settings.path("empty").asString("keep").equals("drop"),
                settings.path("within").asString("run").equals("flow"),
                clock);
    }
}
