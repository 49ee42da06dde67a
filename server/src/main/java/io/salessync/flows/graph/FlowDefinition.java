package io.salessync.flows.graph;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A flow as it is drawn, kept as one document (JSON in the database, YAML in files). An edge leads the records of a node's
 * output to a node's input; there are no cycles.
 *
 * @param name unique in the tenant, of small letters, digits and hyphens; never changes
 * @param title what people see
 */
public record FlowDefinition(
        String name,
        String title,
        @Nullable String description,
        List<TriggerSpec> triggers,
        List<NodeSpec> nodes,
        List<EdgeSpec> edges,
        FlowSettings settings) {
    public FlowDefinition {
        triggers = List.copyOf(triggers);
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    public Optional<NodeSpec> node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /** Edges that leave this output of the node. */
    public List<EdgeSpec> from(String node, String port) {
        return edges.stream()
                .filter(edge -> edge.from().equals(node) && edge.port().equals(port))
                .toList();
    }

    public List<EdgeSpec> into(String node) {
        return edges.stream().filter(edge -> edge.to().equals(node)).toList();
    }
}
