package io.salessync.flows.engine;

import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code payload}: what came with the trigger, as a record; or each entry of a list in it. */
@Component
class PayloadType implements ExecutableType {
    private static final NodeCard CARD = new NodeCard(
            "payload",
            "What the trigger brought",
            "What came with the trigger, such as a webhook's body, as one record; or each entry of a list in it.",
            NodeCard.Group.SOURCE,
            "webhook",
            Settings.schema("""
                    {"type": "object", "additionalProperties": false, "properties": {
                      "list": {"type": "string", "title": "List", "default": "",
                        "description": "Where in the payload the records are, such as data/items. Empty: the payload is one record.",
                        "examples": ["data/items"]},
                      "key": {"type": "string", "format": "field", "title": "Key", "default": "",
                        "description": "The field that names a record in logs. Empty: its place."}}}
                    """),
            true,
            List.of("out"),
            NodeCard.Effect.NONE);

    @Override
    public NodeCard card() {
        return CARD;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        findings.output("out", RecordShape.UNKNOWN);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        String list = Settings.text(spec.settings(), "list");
        String key = Settings.text(spec.settings(), "key");
        return new Brought(list.isBlank() ? List.of() : List.of(list.split("/")), key);
    }

    private record Brought(List<String> list, String key) implements Node.Source {
        @Override
        public boolean isAtHand() {
            return true;
        }

        @Override
        public Node.Read read(Node.Occasion occasion, @Nullable String cursor, int limit) {
            JsonNode at = occasion.payload();
            for (String step : list) {
                at = at.path(step);
            }
            int from = cursor == null ? 0 : Integer.parseInt(cursor);
            int size = at.isArray() ? at.size() : at.isMissingNode() || at.isNull() ? 0 : 1;
            List<FlowRecord> records = new ArrayList<>();
            List<Node.Reject> rejects = new ArrayList<>();
            for (int place = from; place < size && records.size() + rejects.size() < limit; place++) {
                JsonNode entry = at.isArray() ? at.get(place) : at;
                if (!entry.isObject()) {
                    rejects.add(new Node.Reject(
                            Integer.toString(place + 1),
                            "Entry %d of the payload is no document.".formatted(place + 1)));
                    continue;
                }
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                entry.properties().forEach(field -> values.put(field.getKey(), Packing.plain(field.getValue())));
                Object named = key.isEmpty() ? null : values.get(key);
                records.add(new FlowRecord(named == null ? Integer.toString(place + 1) : named.toString(), values));
            }
            int next = from + records.size() + rejects.size();
            return new Node.Read(records, next < size ? Integer.toString(next) : null, (long) size, rejects);
        }
    }
}
