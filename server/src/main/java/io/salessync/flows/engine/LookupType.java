package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.records.Collections;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Adds the fields of a record of our own to each record. */
@Component
final class LookupType implements ExecutableType {
    private final Collections collections;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "lookup",
            "Look up",
            "Finds a record of a collection by its key and adds its fields to the record that passes.",
            NodeCard.Group.SHAPE,
            "list-search",
            schema(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    LookupType(Collections collections, InstantSource clock) {
        this.collections = collections;
        this.clock = clock;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("collection", "Collection", "Where to look.")
                .as("collection")
                .pattern(RecordsQueryType.NAME)
                .example("companies")
                .text("key", "Key", "The key to look for: a field's name, or an expression.")
                .as("cel")
                .example("company_id")
                .texts("fields", "Fields", "The fields to add; without any, all.")
                .text("prefix", "Prefix", "What the added fields' names begin with.")
                .example("company_")
                .choice(
                        "missing",
                        "If there is none",
                        "What becomes of a record for which nothing is found: it passes with the fields empty, is dropped, or fails.",
                        List.of("pass", "drop", "fail"),
                        "pass")
                .required("collection", "key")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> make(forms, in));
        List<String> fields = forms.texts("fields");
        RecordShape shape = in;
        for (String field : fields) {
            shape = shape.with(forms.text("prefix", "") + field, FieldType.ANY);
        }
        findings.output(EdgeSpec.OUT, fields.isEmpty() ? new RecordShape(shape.fields(), true) : shape);
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        return make(new Forms(spec.settings()), in);
    }

    private Lookup make(Forms forms, RecordShape in) {
        return new Lookup(
                collections,
                RecordsQueryType.collection(forms),
                Text.Formula.fieldOr("key", forms.required("key"), in, clock.instant()),
                forms.texts("fields"),
                forms.text("prefix", ""),
                forms.choice("missing", "pass", "drop", "fail"));
    }

    private record Lookup(
            Collections collections,
            String collection,
            Text.Formula key,
            List<String> fields,
            String prefix,
            String missing)
            implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public boolean suitsGroups() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            Map<FlowRecord, String> keys = new java.util.IdentityHashMap<>();
            for (FlowRecord record : page) {
                try {
                    keys.put(record, Text.written(key.value(occasion, record)).strip());
                } catch (Problem problem) {
                    out.fail(record, "expression", problem.detail());
                }
            }
            Map<String, Collections.Row> found = new HashMap<>();
            collections
                    .find(sql, occasion.tenant(), collection, List.copyOf(keys.values()))
                    .forEach(row -> found.put(row.key(), row));
            for (FlowRecord record : page) {
                String wanted = keys.get(record);
                if (wanted != null) {
                    tell(record, wanted, found.get(wanted), out);
                }
            }
        }

        private void tell(FlowRecord record, String wanted, Collections.@Nullable Row row, Node.Outlet out) {
            if (row == null && missing.equals("drop")) {
                out.drop(record, "There is no record '%s' in '%s'.".formatted(wanted, collection));
                return;
            }
            if (row == null && missing.equals("fail")) {
                out.fail(record, "missing", "There is no record '%s' in '%s'.".formatted(wanted, collection));
                return;
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>(record.values());
            if (fields.isEmpty() && row != null) {
                row.values().forEach((name, value) -> values.put(prefix + name, value));
            }
            fields.forEach(field ->
                    values.put(prefix + field, row == null ? null : row.values().get(field)));
            out.pass(EdgeSpec.OUT, new FlowRecord(record.key(), values));
        }
    }
}
