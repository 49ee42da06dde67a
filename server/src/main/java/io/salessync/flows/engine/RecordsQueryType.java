package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.records.Collections;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Reads records of our own, all or those changed in the range of time that the run covers. */
@Component
final class RecordsQueryType implements ExecutableType {
    static final String NAME = "^[a-z][a-z0-9_-]{0,62}$";

    private final Collections collections;
    private final Database database;
    private final NodeCard card = new NodeCard(
            "records.query",
            "Read records",
            "Brings the records of a collection in the order of their keys; if wanted, only those changed since the time the"
                    + " last run covered.",
            NodeCard.Group.SOURCE,
            "database-search",
            Schemas.settings()
                    .text("collection", "Collection", "The collection's name.")
                    .as("collection")
                    .pattern(NAME)
                    .example("contacts")
                    .flag(
                            "changedOnly",
                            "Changed only",
                            "Only records that changed in the range of time the run covers: from the last due time up to this one.",
                            false)
                    .text(
                            "changedField",
                            "Field for the change",
                            "A field that takes the time of each record's last change (UTC); an approval can see by it that a record changed meanwhile.")
                    .texts("fields", "Fields", "The fields that later nodes may name, for checking.")
                    .required("collection")
                    .done(),
            true,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    RecordsQueryType(Collections collections, Database database) {
        this.collections = collections;
        this.database = database;
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> collection(forms));
        RecordShape shape = RecordShape.UNKNOWN;
        for (String field : forms.texts("fields")) {
            shape = shape.with(field, FieldType.ANY);
        }
        String changed = forms.text("changedField");
        findings.output(EdgeSpec.OUT, changed == null ? shape : shape.with(changed, FieldType.TIME));
    }

    static String collection(Forms forms) {
        String name = forms.required("collection");
        if (!name.matches(NAME)) {
            throw Forms.wrong("collection", "'%s' is no name of a collection".formatted(name));
        }
        return name;
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        return new Query(
                collections, database, collection(forms), forms.flag("changedOnly", false), forms.text("changedField"));
    }

    private record Cursor(@Nullable String after, @Nullable Long total) {}

    private record Query(
            Collections collections,
            Database database,
            String collection,
            boolean changedOnly,
            @Nullable String changedField)
            implements Node.Source {
        @Override
        public Node.Read read(Node.Occasion occasion, @Nullable String cursor, int limit) {
            Cursor at = cursor == null ? null : Documents.JSON.readValue(cursor, Cursor.class);
            Instant since = changedOnly ? occasion.since() : null;
            Instant before = changedOnly ? occasion.before() : null;
            return database.inTenant(occasion.tenant(), sql -> {
                Long total = at == null ? null : at.total();
                if (at == null && !changedOnly) {
                    total = collections
                            .named(sql, occasion.tenant(), collection)
                            .map(Collections.Collection::records)
                            .orElse(null);
                }
                List<Collections.Row> rows = collections.page(
                        sql, occasion.tenant(), collection, at == null ? null : at.after(), since, before, limit);
                String next = rows.size() < limit
                        ? null
                        : Documents.JSON.writeValueAsString(
                                new Cursor(rows.getLast().key(), total));
                return new Node.Read(rows.stream().map(this::record).toList(), next, total, List.of());
            });
        }

        private FlowRecord record(Collections.Row row) {
            if (changedField == null) {
                return new FlowRecord(row.key(), row.values());
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>(row.values());
            values.put(changedField, row.changedAt());
            return new FlowRecord(row.key(), values);
        }
    }

    /** What a store of ours found wrong, for one record. */
    static void fail(Node.Outlet out, FlowRecord record, Problem problem) {
        out.fail(record, "value", problem.detail());
    }
}
