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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Creates or changes records of our own by key. */
@Component
final class RecordsUpsertType implements ExecutableType {
    private final Collections collections;
    private final NodeCard card = new NodeCard(
            "records.upsert",
            "Store records",
            "Creates or changes records of a collection by their key. A record that is the same already is not touched; one"
                    + " that does not fit its fields fails alone.",
            NodeCard.Group.STORE,
            "database-import",
            schema(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.OWN_DATA);

    RecordsUpsertType(Collections collections) {
        this.collections = collections;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("collection", "Collection", "The collection's name.")
                .as("collection")
                .pattern(RecordsQueryType.NAME)
                .example("contacts")
                .text("key", "Key", "The field that is the record's key; without one, the key it came with.")
                .as("field")
                .texts("fields", "Fields", "The fields to store; without any, all that come.")
                .flag(
                        "merge",
                        "Keep other fields",
                        "Fields that do not come keep their values; else the record becomes what comes.",
                        true)
                .flag(
                        "create",
                        "Make the collection",
                        "Makes the collection, and fields it lacks, where they are not there.",
                        true)
                .text(
                        "changeField",
                        "Field for the result",
                        "A field that takes what became of the record: created, updated or unchanged.")
                .required("collection")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> RecordsQueryType.collection(forms));
        known("key", forms.text("key"), in, findings);
        List<String> fields = forms.texts("fields");
        for (int i = 0; i < fields.size(); i++) {
            known("fields/" + i, fields.get(i), in, findings);
        }
        String change = forms.text("changeField");
        findings.output(EdgeSpec.OUT, change == null ? in : in.with(change, FieldType.TEXT));
    }

    static void known(String setting, @Nullable String field, RecordShape in, NodeFindings findings) {
        if (field != null && !in.open() && !in.fields().containsKey(field)) {
            findings.problem(
                    setting,
                    "No record here has a field '%s'. There are: %s."
                            .formatted(field, String.join(", ", in.fields().keySet())));
        }
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        List<String> fields = forms.texts("fields");
        List<Collections.Field> typed = new ArrayList<>();
        in.fields().forEach((name, type) -> {
            if (fields.isEmpty() || fields.contains(name)) {
                typed.add(new Collections.Field(name, Collections.Type.valueOf(type.name()), false));
            }
        });
        String collection = RecordsQueryType.collection(forms);
        return new Upsert(
                collections,
                collection,
                forms.text("key"),
                fields,
                forms.flag("merge", true),
                forms.flag("create", true) ? typed : null,
                forms.text("changeField"));
    }

    /** @param made the fields to make where they are missing; null: the collection has to be there as it is */
    private record Upsert(
            Collections collections,
            String collection,
            @Nullable String key,
            List<String> fields,
            boolean merge,
            @Nullable List<Collections.Field> made,
            @Nullable String changeField)
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
            if (made != null) {
                collections.ensure(sql, occasion.tenant(), collection, collection, made, true);
            }
            List<FlowRecord> records = new ArrayList<>(page.size());
            List<Collections.Row> rows = new ArrayList<>(page.size());
            for (FlowRecord record : page) {
                String named = key == null
                        ? record.key()
                        : Text.written(record.get(key)).strip();
                if (named.isEmpty()) {
                    out.fail(record, "value", "It has nothing in '%s', which is its key.".formatted(key));
                } else {
                    records.add(record);
                    rows.add(new Collections.Row(named, stored(record), Instant.EPOCH));
                }
            }
            Map<Integer, Problem> faults = collections.faults(sql, occasion.tenant(), collection, rows, merge);
            if (!faults.isEmpty()) {
                List<FlowRecord> fine = new ArrayList<>();
                List<Collections.Row> fit = new ArrayList<>();
                for (int i = 0; i < rows.size(); i++) {
                    Problem problem = faults.get(i);
                    if (problem == null) {
                        fine.add(records.get(i));
                        fit.add(rows.get(i));
                    } else {
                        RecordsQueryType.fail(out, records.get(i), problem);
                    }
                }
                records = fine;
                rows = fit;
            }
            List<Collections.Change> changes = collections.upsert(sql, occasion.tenant(), collection, rows, merge);
            for (int i = 0; i < records.size(); i++) {
                FlowRecord record = records.get(i);
                out.pass(
                        EdgeSpec.OUT,
                        changeField == null
                                ? record
                                : Documents.with(
                                        record,
                                        changeField,
                                        changes.get(i).name().toLowerCase(Locale.ROOT)));
            }
        }

        private Map<String, @Nullable Object> stored(FlowRecord record) {
            if (fields.isEmpty()) {
                return record.values();
            }
            Map<String, @Nullable Object> some = new LinkedHashMap<>();
            for (String field : fields) {
                if (record.values().containsKey(field)) {
                    some.put(field, record.get(field));
                }
            }
            return some;
        }
    }
}
