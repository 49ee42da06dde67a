package io.salessync.flows.engine;

import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the engine gives to nodes, and takes from them. */
final class TypeKit {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private TypeKit() {}

    /** Settings as a definition in YAML would have them: names and values in turn. */
    static ObjectNode settings(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return JSON.valueToTree(map);
    }

    static Node make(ExecutableType type, RecordShape in, Object... settings) {
        return type.make(new NodeSpec("node", type.card().type(), null, settings(settings), null, null), in);
    }

    static Node make(ExecutableType type, Object... settings) {
        return make(type, RecordShape.UNKNOWN, settings);
    }

    static Node.Source source(ExecutableType type, Object... settings) {
        return (Node.Source) make(type, settings);
    }

    static Occasion occasion(TenantId tenant) {
        return occasion(tenant, JSON.createObjectNode());
    }

    static Occasion occasion(TenantId tenant, ObjectNode payload) {
        return new Occasion(
                tenant, UUID.randomUUID(), UUID.randomUUID(), "demo", "node", null, null, null, payload, null);
    }

    static Occasion between(TenantId tenant, @Nullable Instant since, @Nullable Instant before) {
        return new Occasion(
                tenant,
                UUID.randomUUID(),
                UUID.randomUUID(),
                "demo",
                "node",
                before,
                since,
                before,
                JSON.createObjectNode(),
                null);
    }

    static FlowRecord record(String key, @Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return new FlowRecord(key, values);
    }

    static RecordShape shape(String... fields) {
        Map<String, FieldType> all = new LinkedHashMap<>();
        for (String field : fields) {
            all.put(field, FieldType.TEXT);
        }
        return new RecordShape(all, false);
    }

    /** Reads a source to its end, page by page; fails where it never ends. */
    static List<Node.Read> pages(Node.Source source, Occasion occasion, int limit) {
        List<Node.Read> pages = new ArrayList<>();
        String cursor = null;
        do {
            Node.Read page = source.read(occasion, cursor, limit);
            pages.add(page);
            cursor = page.next();
            if (pages.size() > 10_000) {
                throw new IllegalStateException("It never ends");
            }
        } while (cursor != null);
        return pages;
    }

    static List<FlowRecord> records(List<Node.Read> pages) {
        return pages.stream().flatMap(page -> page.records().stream()).toList();
    }

    static List<Node.Reject> rejects(List<Node.Read> pages) {
        return pages.stream().flatMap(page -> page.rejects().stream()).toList();
    }

    /** What a node said of each record. */
    static final class Said implements Node.Outlet {
        final List<FlowRecord> passed = new ArrayList<>();
        final List<String> dropped = new ArrayList<>();
        final List<String> failed = new ArrayList<>();

        @Override
        public void pass(String port, FlowRecord record) {
            passed.add(record);
        }

        @Override
        public void drop(FlowRecord record, String why) {
            dropped.add(record.key() + ": " + why);
        }

        @Override
        public void fail(FlowRecord record, String errorClass, String message) {
            failed.add(record.key() + ": " + errorClass + ": " + message);
        }
    }

    /** What a check found. */
    static final class Found implements NodeFindings {
        final Map<String, RecordShape> outputs = new LinkedHashMap<>();
        final List<String> problems = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();

        @Override
        public void output(String port, RecordShape shape) {
            outputs.put(port, shape);
        }

        @Override
        public void problem(String field, String message) {
            problems.add(field + ": " + message);
        }

        @Override
        public void warning(String field, String message) {
            warnings.add(field + ": " + message);
        }
    }

    static Found check(ExecutableType type, RecordShape in, Object... settings) {
        Found found = new Found();
        type.check(settings(settings), in, found);
        return found;
    }
}
