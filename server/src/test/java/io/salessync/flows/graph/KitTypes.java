package io.salessync.flows.graph;

import io.salessync.kernel.tenancy.TenantId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Node types and a trigger type for tests of what does not depend on what nodes do. */
@TestConfiguration(proxyBeanMethods = false)
public class KitTypes {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Bean
    NodeType kitSource() {
        return new Source();
    }

    @Bean
    NodeType kitKeep() {
        return new Keep();
    }

    @Bean
    NodeType kitSplit() {
        return new Split();
    }

    @Bean
    NodeType kitSet() {
        return new Set1();
    }

    @Bean
    TriggerType kitTimer() {
        return new Timer();
    }

    @Bean
    public Heard heard() {
        return new Heard();
    }

    static NodeTypes types() {
        return new NodeTypes(List.of(new Source(), new Keep(), new Split(), new Set1()), List.of(new Timer()));
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    private static NodeCard card(String type, boolean source, List<String> outputs, String schema) {
        return new NodeCard(
                type,
                "Kit " + type,
                "For tests",
                source ? NodeCard.Group.SOURCE : NodeCard.Group.SHAPE,
                "box",
                json(schema),
                source,
                outputs,
                NodeCard.Effect.NONE);
    }

    /** Brings records whose fields its settings list: {@code fields: {email: TEXT}}. */
    record Source() implements NodeType {
        @Override
        public NodeCard card() {
            return KitTypes.card("kit.source", true, List.of("out"), """
                    {'type': 'object', 'additionalProperties': false, 'required': ['fields'], 'properties': {
                      'fields': {'type': 'object', 'additionalProperties': {'enum': ['TEXT', 'WHOLE', 'NUMBER', 'FLAG', 'TIME']}},
                      'open': {'type': 'boolean', 'default': false}}}""");
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
            Map<String, FieldType> fields = new LinkedHashMap<>();
            settings.get("fields")
                    .properties()
                    .forEach(field -> fields.put(
                            field.getKey(), FieldType.valueOf(field.getValue().asString())));
            findings.output("out", new RecordShape(fields, settings.path("open").asBoolean(false)));
        }
    }

    record Keep() implements NodeType {
        @Override
        public NodeCard card() {
            return KitTypes.card("kit.keep", false, List.of("out"), """
                    {'type': 'object', 'additionalProperties': false, 'required': ['when'], 'properties': {
                      'when': {'type': 'string', 'minLength': 1, 'format': 'cel'}}}""");
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
            if (settings.get("when").asString().equals("true")) {
                findings.warning("when", "keeps every record");
            }
            Expression.check(settings.get("when").asString(), in, FieldType.FLAG, "when", findings);
        }
    }

    record Split() implements NodeType {
        @Override
        public NodeCard card() {
            return KitTypes.card("kit.split", false, List.of(), """
                    {'type': 'object', 'additionalProperties': false, 'required': ['ports'], 'properties': {
                      'ports': {'type': 'array', 'minItems': 1, 'items': {'type': 'string'}}}}""");
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
            settings.get("ports").forEach(port -> findings.output(port.asString(), in));
        }
    }

    /** Adds a field. */
    record Set1() implements NodeType {
        @Override
        public NodeCard card() {
            return KitTypes.card("kit.set", false, List.of("out"), """
                    {'type': 'object', 'additionalProperties': false, 'required': ['field', 'expression'], 'properties': {
                      'field': {'type': 'string', 'minLength': 1},
                      'expression': {'type': 'string', 'format': 'cel'}}}""");
        }

        @Override
        public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
            if (settings.get("field").asString().equals("explode")) {
                throw new IllegalStateException("a fault of the type");
            }
            Expression.check(settings.get("expression").asString(), in, FieldType.ANY, "expression", findings)
                    .ifPresent(made ->
                            findings.output("out", in.with(settings.get("field").asString(), made.type())));
        }
    }

    record Timer() implements TriggerType {
        @Override
        public String name() {
            return "kit.timer";
        }

        @Override
        public ObjectNode schema() {
            return json(
                    "{'type': 'object', 'additionalProperties': false, 'required': ['minutes'], 'properties': {'minutes': {'type': 'integer', 'minimum': 1}}}");
        }

        @Override
        public void check(ObjectNode settings, BiConsumer<String, String> problem) {
            if (!Set.of(1, 5, 15, 60).contains(settings.get("minutes").asInt())) {
                problem.accept("minutes", "has to divide the hour");
            }
        }
    }

    /** Remembers what it heard of published flows. */
    public static final class Heard implements PublishedListener {
        /** @param name of the definition; null: switched off */
        public record News(UUID flow, @Nullable String title) {}

        private final List<News> news = new CopyOnWriteArrayList<>();
        private volatile boolean refusing;

        public List<News> of(UUID flow) {
            return news.stream().filter(one -> one.flow().equals(flow)).toList();
        }

        public void refuse(boolean refuse) {
            refusing = refuse;
        }

        @Override
        public void published(DSLContext transaction, TenantId tenant, UUID flow, @Nullable FlowDefinition definition) {
            if (refusing) {
                throw new IllegalStateException("The listener refuses");
            }
            news.add(new News(flow, definition == null ? null : definition.title()));
        }
    }
}
