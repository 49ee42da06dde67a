package io.salessync.mapping;

import io.salessync.flows.engine.ExecutableType;
import io.salessync.flows.engine.Forms;
import io.salessync.flows.engine.Node;
import io.salessync.flows.engine.Schemas;
import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.flows.graph.Scope;
import io.salessync.kernel.problems.Nearest;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mapping.MappedFields.Direction;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** Leads records through a mapping. */
@Component
final class MapFieldsType implements ExecutableType {
    private static final String FORWARD = "forward";
    private static final String BACKWARD = "backward";

    /** That a record is gone concerns every node behind. */
    private static final List<String> GONE = List.of(FlowRecord.DELETED, FlowRecord.MERGED_INTO, FlowRecord.LEFT);

    private final Mappings mappings;
    private final InstantSource clock;
    private final NodeCard card = new NodeCard(
            "map.fields",
            "Map fields",
            "Fills the fields of one end from those of the other, as a mapping says. A record whose values do not fit fails alone"
                    + " and names them.",
            NodeCard.Group.SHAPE,
            "arrows-exchange",
            schema(),
            false,
            List.of(EdgeSpec.OUT),
            NodeCard.Effect.NONE);

    MapFieldsType(Mappings mappings, InstantSource clock) {
        this.mappings = mappings;
        this.clock = clock;
    }

    private static ObjectNode schema() {
        return Schemas.settings()
                .text("mapping", "Mapping", "The mapping's name.")
                .as("mapping")
                .example("Contacts of Salesforce")
                .choice(
                        "direction",
                        "Direction",
                        "Backward leads records the other way, by the fields that can be led back.",
                        List.of(FORWARD, BACKWARD),
                        FORWARD)
                .texts("keep", "Keep", "Fields that go along as they are.")
                .flag("keepAll", "Keep all", "All other fields go along as they are.", false)
                .texts("fields", "Fields", "The fields that come out, for checking what later nodes name.")
                .required("mapping")
                .done();
    }

    @Override
    public NodeCard card() {
        return card;
    }

    @Override
    public void check(ObjectNode settings, RecordShape in, NodeFindings findings) {
        Forms forms = new Forms(settings);
        Forms.tries(findings, () -> forms.required("mapping"));
        // which fields come out is the mapping's affair, and belongs to a tenant: without a list, anything may
        Map<String, FieldType> fields = new LinkedHashMap<>();
        forms.texts("fields").forEach(field -> fields.put(field, FieldType.ANY));
        forms.texts("keep").forEach(field -> fields.put(field, in.fields().getOrDefault(field, FieldType.ANY)));
        if (forms.flag("keepAll", false)) {
            in.fields().forEach(fields::putIfAbsent);
        }
        GONE.stream()
                .filter(in.fields()::containsKey)
                .forEach(field -> fields.put(field, in.fields().getOrDefault(field, FieldType.ANY)));
        findings.output(EdgeSpec.OUT, new RecordShape(fields, true));
    }

    @Override
    public void checkAmong(TenantId tenant, ObjectNode settings, NodeFindings findings) {
        String name = new Forms(settings).required("mapping");
        List<String> there = mappings.names(tenant);
        if (!there.contains(name)) {
            findings.warning(
                    "mapping",
                    "there is no mapping '" + name + "'" + Nearest.hint(name, there)
                            + "; no run is begun until it is there");
        }
    }

    @Override
    public Node make(NodeSpec spec, RecordShape in) {
        Forms forms = new Forms(spec.settings());
        return new Leading(
                mappings,
                forms.required("mapping"),
                forms.choice("direction", FORWARD, BACKWARD).equals(FORWARD) ? Direction.FORWARD : Direction.BACKWARD,
                forms.texts("keep"),
                forms.flag("keepAll", false),
                clock.instant(),
                new AtomicReference<>());
    }

    @Override
    public List<String> ready(TenantId tenant, NodeSpec spec) {
        return mappings.ready(tenant, new Forms(spec.settings()).required("mapping"));
    }

    /** @param ready the mapping as it was at the last page; read anew where it changed */
    private record Leading(
            Mappings mappings,
            String name,
            Direction direction,
            List<String> keep,
            boolean keepAll,
            Instant now,
            AtomicReference<Mappings.@Nullable Ready> ready)
            implements Node.Page {
        @Override
        public boolean usesData() {
            return true;
        }

        @Override
        public void process(Node.Occasion occasion, DSLContext sql, List<FlowRecord> page, Node.Outlet out) {
            Mappings.Ready mapping = ready.get();
            Long version = mappings.version(sql, occasion.tenant(), name).orElse(null);
            if (version == null) {
                throw PostgresMappings.unknown(name);
            }
            if (mapping == null || mapping.version() != version) {
                mapping =
                        mappings.named(sql, occasion.tenant(), name).orElseThrow(() -> PostgresMappings.unknown(name));
                ready.set(mapping);
            }
            Scope scope = new Scope(
                    occasion.flowName(),
                    occasion.run(),
                    now,
                    occasion.due(),
                    occasion.since(),
                    occasion.before(),
                    occasion.payload());
            for (FlowRecord record : page) {
                lead(mapping.fields(), record, scope, out);
            }
        }

        private void lead(MappedFields fields, FlowRecord record, Scope scope, Node.Outlet out) {
            MappedFields.Mapped mapped = fields.map(record, scope, direction);
            // of one that is gone its key is enough
            if (!mapped.faults().isEmpty() && !record.isGone()) {
                out.fail(
                        record,
                        "mapping",
                        mapped.faults().stream()
                                .map(fault -> "The field " + fault.message() + ".")
                                .collect(Collectors.joining(" ")));
                return;
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            if (keepAll) {
                values.putAll(record.values());
            }
            for (String field : Stream.concat(GONE.stream(), keep.stream()).toList()) {
                if (record.values().containsKey(field)) {
                    values.put(field, record.get(field));
                }
            }
            values.putAll(mapped.values());
            out.pass(EdgeSpec.OUT, new FlowRecord(record.key(), values));
        }
    }

    /** A run that tries a mapping outside any run. */
    static Scope trial(Instant now) {
        return Scope.of("test", new UUID(0, 0), now);
    }
}
