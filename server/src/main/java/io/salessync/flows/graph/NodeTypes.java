package io.salessync.flows.graph;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The kinds of nodes and triggers there are. */
@Component
public final class NodeTypes {
    private final Map<String, NodeType> nodes = new TreeMap<>();
    private final Map<String, TriggerType> triggers = new TreeMap<>();

    @Autowired
    NodeTypes(ObjectProvider<NodeType> nodes, ObjectProvider<TriggerType> triggers) {
        this(nodes.stream().toList(), triggers.stream().toList());
    }

    NodeTypes(Collection<? extends NodeType> nodes, Collection<? extends TriggerType> triggers) {
        nodes.forEach(type -> {
            if (this.nodes.put(type.card().type(), type) != null) {
                throw new IllegalStateException(
                        "Two node types are called " + type.card().type());
            }
        });
        triggers.forEach(type -> this.triggers.put(type.name(), type));
    }

    public Optional<NodeType> node(String type) {
        return Optional.ofNullable(nodes.get(type));
    }

    public Optional<TriggerType> trigger(String type) {
        return Optional.ofNullable(triggers.get(type));
    }

    /** In the order of the palette. */
    public List<NodeCard> cards() {
        return nodes.values().stream()
                .map(NodeType::card)
                .sorted(Comparator.comparing(NodeCard::group)
                        .thenComparing(NodeCard::source, Comparator.reverseOrder())
                        .thenComparing(NodeCard::title))
                .toList();
    }

    public Collection<TriggerType> triggerTypes() {
        return triggers.values();
    }

    Collection<String> nodeNames() {
        return nodes.keySet();
    }

    Collection<String> triggerNames() {
        return triggers.keySet();
    }
}
