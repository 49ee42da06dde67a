package io.salessync.flows.engine;

import io.salessync.flows.graph.FlowRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records as JSON and back. */
final class Documents {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private Documents() {}

    static String json(@Nullable Object value) {
        return JSON.writeValueAsString(written(value));
    }

    /** As JSON has it: dates and times become ISO text. */
    private static @Nullable Object written(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case LocalDate date -> date.toString();
            case Instant time -> time.toString();
            case Double number when !Double.isFinite(number) -> null;
            case JsonNode node -> node;
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> made = new LinkedHashMap<>();
                map.forEach((name, inner) -> made.put(String.valueOf(name), written(inner)));
                yield made;
            }
            case Iterable<?> list -> {
                List<@Nullable Object> made = new ArrayList<>();
                list.forEach(inner -> made.add(written(inner)));
                yield made;
            }
            default -> value;
        };
    }

    static ObjectNode object(FlowRecord record) {
        return (ObjectNode) JSON.valueToTree(written(record.values()));
    }

    /** {@code [{"key":…,"values":{…}}]}. */
    static ArrayNode page(List<FlowRecord> records) {
        ArrayNode list = JSON.createArrayNode();
        for (FlowRecord record : records) {
            list.addObject().put("key", record.key()).set("values", object(record));
        }
        return list;
    }

    /** As records hold it: Long, Double, Boolean, String, List, Map. */
    static @Nullable Object natural(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() && node.canConvertToLong()
                    ? (Object) node.longValue()
                    : (Object) node.doubleValue();
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(node.size());
            node.forEach(inner -> list.add(natural(inner)));
            return list;
        }
        if (node.isObject()) {
            return values((ObjectNode) node);
        }
        return node.asString();
    }

    static Map<String, @Nullable Object> values(ObjectNode node) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), natural(entry.getValue())));
        return map;
    }

    /** The same record with one more field. */
    static FlowRecord with(FlowRecord record, String field, @Nullable Object value) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(record.values());
        values.put(field, value);
        return new FlowRecord(record.key(), values);
    }
}
