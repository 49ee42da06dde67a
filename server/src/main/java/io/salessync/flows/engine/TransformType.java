package io.salessync.flows.engine;

import io.salessync.flows.graph.Expression;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code transform}: sets, renames and removes fields. Each expression sees what the ones before it set. */
@Component
class TransformType implements ExecutableType {
    private static final NodeCard CARD = new NodeCard(
            "transform",
            "Transform",
            "Sets fields to the values of expressions, each of which sees what the ones before it set, and removes fields.",
            NodeCard.Group.SHAPE,
            "transform",
            Settings.schema("""
                    {"type": "object", "additionalProperties": false, "properties": {
                      "set": {"type": "array", "maxItems": 500, "title": "Set", "default": [],
                        "items": {"type": "object", "required": ["field", "value"], "additionalProperties": false, "properties": {
                          "field": {"type": "string", "format": "field", "minLength": 1, "maxLength": 200, "title": "Field"},
                          "value": {"type": "string", "format": "cel", "minLength": 1, "title": "Value"},
                          "type": {"type": "string", "enum": ["TEXT", "WHOLE", "NUMBER", "FLAG", "DATE", "TIME", "ANY"], "title": "Type",
                            "description": "What the field holds; left out: what the expression gives."}}}},
                      "remove": {"type": "array", "title": "Remove", "default": [],
                        "items": {"type": "string", "format": "field"}},
                      "keepOnly": {"type": "array", "title": "Keep only", "default": [],
                        "description": "Where fields are listed, all others are removed.",
                        "items": {"type": "string", "format": "field"}}}}
                    """),
            false,
            List.of("out"),
            NodeCard.Effect.NONE);

    private final InstantSource clock;

    TransformType(InstantSource clock) {
        this.clock = clock;
    }

    private record Setting(String field, Rule value, FieldType type) {}

    @Override
    public NodeCard card() {
        return CARD;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        RecordShape shape = in;
        int place = 0;
        for (JsonNode set : settings.path("set")) {
            String field = set.path("field").asString("");
            FieldType wanted = wanted(set);
            FieldType gives = Expression.check(
                            set.path("value").asString(""), shape, wanted, "set/" + place + "/value", findings)
                    .map(Expression::type)
                    .orElse(FieldType.ANY);
            shape = shape.with(field, wanted == FieldType.ANY ? gives : wanted);
            place++;
        }
        place = 0;
        for (String field : Settings.texts(settings, "remove")) {
            if (!shape.open() && !shape.fields().containsKey(field)) {
                findings.warning("remove/" + place, "There is no field “%s” to remove.".formatted(field));
            }
            place++;
        }
        place = 0;
        for (String field : Settings.texts(settings, "keepOnly")) {
            if (!shape.open() && !shape.fields().containsKey(field)) {
                findings.problem("keepOnly/" + place, "There is no field “%s” to keep.".formatted(field));
            }
            place++;
        }
        findings.output("out", left(shape, settings));
    }

    private static RecordShape left(RecordShape shape, ObjectNode settings) {
        Map<String, FieldType> fields = new LinkedHashMap<>(shape.fields());
        List<String> keep = Settings.texts(settings, "keepOnly");
        Settings.texts(settings, "remove").forEach(fields::remove);
        if (!keep.isEmpty()) {
            Map<String, FieldType> kept = new LinkedHashMap<>();
            keep.forEach(field -> kept.put(field, fields.getOrDefault(field, FieldType.ANY)));
            return new RecordShape(kept, false);
        }
        return new RecordShape(fields, shape.open());
    }

    private static FieldType wanted(JsonNode set) {
        String type = set.path("type").asString("");
        return type.isEmpty() ? FieldType.ANY : FieldType.valueOf(type);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Instant now = clock.instant();
        List<Setting> settings = new ArrayList<>();
        RecordShape shape = in;
        for (JsonNode set : spec.settings().path("set")) {
            String field = set.path("field").asString("");
            FieldType wanted = wanted(set);
            Rule rule = Rule.of("field “%s”".formatted(field), set.path("value").asString(""), shape, wanted, now);
            settings.add(new Setting(field, rule, wanted));
            shape = shape.with(field, wanted == FieldType.ANY ? rule.type() : wanted);
        }
        List<String> remove = Settings.texts(spec.settings(), "remove");
        List<String> keep = Settings.texts(spec.settings(), "keepOnly");
        return (Node.Page) (occasion, sql, page, out) -> page.forEach(record -> {
            FlowRecord current = record;
            for (Setting setting : settings) {
                try {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>(current.values());
                    values.put(setting.field(), fitting(setting.value().value(current, occasion), setting.type()));
                    current = new FlowRecord(record.key(), values);
                } catch (Expression.Failure failure) {
                    out.fail(record, "expression", "%s: %s".formatted(setting.field(), failure.getMessage()));
                    return;
                }
            }
            if (!remove.isEmpty() || !keep.isEmpty()) {
                Map<String, @Nullable Object> values = new LinkedHashMap<>(current.values());
                remove.forEach(values::remove);
                if (!keep.isEmpty()) {
                    values.keySet().retainAll(keep);
                }
                current = new FlowRecord(record.key(), values);
            }
            out.pass("out", current);
        });
    }

    private static @Nullable Object fitting(@Nullable Object value, FieldType type) {
        return switch (value) {
            case Long whole when type == FieldType.NUMBER -> whole.doubleValue();
            case Instant time when type == FieldType.DATE -> LocalDate.ofInstant(time, ZoneOffset.UTC);
            case null, default -> value;
        };
    }
}
