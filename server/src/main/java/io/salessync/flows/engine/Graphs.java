package io.salessync.flows.engine;

import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.FlowVersions;
import io.salessync.flows.graph.KeptByNodes;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Laid out graphs of flows; those of numbered versions, which never change, are kept for the next run. */
@Component
class Graphs {
    /** Nodes of the graphs that are kept. */
    private static final int KEPT = 10_000;

    private final ObjectProvider<FlowVersions> versions;
    private final ObjectProvider<ExecutableType> types;
    private final KeptByNodes<Key, Graph> kept =
            new KeptByNodes<>(KEPT, graph -> graph.order().size());
    private volatile Map<String, ExecutableType> byName = Map.of();

    private record Key(TenantId tenant, UUID flow, int version) {}

    Graphs(ObjectProvider<FlowVersions> versions, ObjectProvider<ExecutableType> types) {
        this.versions = versions;
        this.types = types;
    }

    Graph of(TenantId tenant, FlowInput input) {
        FlowDefinition draft = input.definition();
        if (draft != null) {
            return Graph.of(draft, types());
        }
        Key key = new Key(tenant, input.flow(), input.version());
        Graph known = kept.get(key);
        if (known != null) {
            return known;
        }
        Graph made = Graph.of(
                versions.getObject()
                        .version(tenant, input.flow(), input.version())
                        .orElseThrow(() -> unknownVersion(input.flow(), input.version()))
                        .definition(),
                types());
        kept.put(key, made);
        return made;
    }

    Graph of(FlowDefinition definition) {
        return Graph.of(definition, types());
    }

    static Problem unknownVersion(UUID flow, int version) {
        return Problem.of(
                        EngineProblem.UNKNOWN_VERSION,
                        "The flow %s has no version %d; it may have been deleted.".formatted(flow, version))
                .with("version", version);
    }

    private Map<String, ExecutableType> types() {
        Map<String, ExecutableType> known = byName;
        if (known.isEmpty()) {
            Map<String, ExecutableType> found = new LinkedHashMap<>();
            types.forEach(type -> found.put(type.card().type(), type));
            byName = found;
            known = found;
        }
        return known;
    }
}
