package io.salessync.flows.engine;

import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code branch}: leads each record to the output of the first condition that is true for it, or of all that are. */
@Component
class BranchType implements ExecutableType {
    private static final NodeCard CARD = new NodeCard(
            "branch",
            "Branch",
            "Leads each record to the output of the first condition that is true, and to \"otherwise\" where none is.",
            NodeCard.Group.SHAPE,
            "arrows-split-2",
            Settings.schema("""
                    {"type": "object", "required": ["cases"], "additionalProperties": false, "properties": {
                      "cases": {"type": "array", "minItems": 1, "maxItems": 50, "title": "Cases",
                        "description": "In order; each is an output of the node.",
                        "items": {"type": "object", "required": ["port", "when"], "additionalProperties": false, "properties": {
                          "port": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$", "title": "Output"},
                          "when": {"type": "string", "format": "cel", "minLength": 1, "title": "When"}}}},
                      "otherwise": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$", "default": "otherwise", "title": "Otherwise",
                        "description": "The output of records for which none is true."},
                      "all": {"type": "boolean", "default": false, "title": "Every one that is true",
                        "description": "Copies a record to each output whose condition is true, not to the first alone."}}}
                    """),
            false,
            List.of(BranchType.OTHERWISE),
            NodeCard.Effect.NONE);

    static final String OTHERWISE = "otherwise";

    private final InstantSource clock;

    BranchType(InstantSource clock) {
        this.clock = clock;
    }

    private record Case(String port, Rule when) {}

    @Override
    public NodeCard card() {
        return CARD;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        String otherwise = settings.path("otherwise").asString(OTHERWISE);
        Set<String> names = new HashSet<>(Set.of(otherwise));
        int place = 0;
        for (JsonNode given : settings.path("cases")) {
            String name = given.path("port").asString("");
            if (!names.add(name)) {
                findings.problem(
                        "cases/" + place + "/port",
                        "“%s” is the name of another output of this node; give each its own.".formatted(name));
            }
            Expression.check(
                    given.path("when").asString(""), in, FieldType.FLAG, "cases/" + place + "/when", findings);
            findings.output(name, in);
            place++;
        }
        findings.output(otherwise, in);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Instant now = clock.instant();
        List<Case> cases = new ArrayList<>();
        for (JsonNode given : spec.settings().path("cases")) {
            String name = given.path("port").asString("");
            cases.add(new Case(
                    name, Rule.of("case “%s”".formatted(name), given.path("when").asString(""), in, FieldType.FLAG, now)));
        }
        String otherwise = spec.settings().path("otherwise").asString(OTHERWISE);
        boolean all = spec.settings().path("all").asBoolean(false);
        return (Node.Page) (occasion, sql, page, out) -> page.forEach(record -> {
            List<String> outputs = new ArrayList<>(1);
            try {
                for (Case one : cases) {
                    if (one.when().holds(record, occasion)) {
                        outputs.add(one.port());
                        if (!all) {
                            break;
                        }
                    }
                }
            } catch (Expression.Failure failure) {
                out.fail(record, "expression", String.valueOf(failure.getMessage()));
                return;
            }
            (outputs.isEmpty() ? List.of(otherwise) : outputs).forEach(output -> out.pass(output, record));
        });
    }
}
