package io.salessync.flows.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What differs between two definitions of a flow: by node, trigger, edge and field. */
public record FlowDiff(FlowDiff.Parts nodes, FlowDiff.Edges edges, FlowDiff.Parts triggers, List<FlowDiff.Field> flow) {
    /** Nodes or triggers by id. */
    public record Parts(List<String> added, List<String> removed, List<Part> changed) {}

    /** One that is in both and differs. */
    public record Part(String id, List<Field> fields) {}

    /**
     * A field that differs.
     *
     * @param path such as {@code settings/columns/2/name}
     * @param from null: it was not there
     * @param to null: it is not there any more
     */
    public record Field(
            String path, @Nullable JsonNode from, @Nullable JsonNode to) {}

    /** Edges that are in one of them alone. */
    public record Edges(List<EdgeSpec> added, List<EdgeSpec> removed) {}

    /** How to come from one to the other. Places on the canvas count as well. */
    public static FlowDiff between(FlowDefinition from, FlowDefinition to) {
        ObjectNode one = DefinitionWriting.full(from);
        ObjectNode other = DefinitionWriting.full(to);
        for (String part : List.of("triggers", "nodes", "edges")) {
            one.remove(part);
            other.remove(part);
        }
        return new FlowDiff(
                parts(from.nodes(), to.nodes(), NodeSpec::id, DefinitionWriting::full),
                new Edges(without(to.edges(), from.edges()), without(from.edges(), to.edges())),
                parts(from.triggers(), to.triggers(), TriggerSpec::id, DefinitionWriting::full),
                fields(one, other));
    }

    private static <T> Parts parts(List<T> from, List<T> to, Function<T, String> id, Function<T, ObjectNode> document) {
        Map<String, T> before = byId(from, id);
        Map<String, T> after = byId(to, id);
        List<Part> changed = new ArrayList<>();
        before.forEach((name, one) -> {
            T other = after.get(name);
            if (other != null) {
                List<Field> fields = fields(document.apply(one), document.apply(other));
                if (!fields.isEmpty()) {
                    changed.add(new Part(name, fields));
                }
            }
        });
        return new Parts(
                without(List.copyOf(after.keySet()), List.copyOf(before.keySet())),
                without(List.copyOf(before.keySet()), List.copyOf(after.keySet())),
                changed);
    }

    private static <T> Map<String, T> byId(List<T> parts, Function<T, String> id) {
        Map<String, T> byId = new LinkedHashMap<>();
        parts.forEach(part -> byId.putIfAbsent(id.apply(part), part));
        return byId;
    }

    private static <T> List<T> without(List<T> all, List<T> known) {
        return all.stream().filter(one -> !known.contains(one)).toList();
    }

    private static List<Field> fields(JsonNode from, JsonNode to) {
        List<Field> fields = new ArrayList<>();
        compare(from, to, "", fields);
        return fields;
    }

    private static void compare(@Nullable JsonNode from, @Nullable JsonNode to, String path, List<Field> fields) {
        if (Objects.equals(from, to)) {
            return;
        }
        if (from instanceof ObjectNode one && to instanceof ObjectNode other) {
            one.propertyNames()
                    .forEach(name -> compare(one.get(name), other.get(name), YamlText.below(path, name), fields));
            other.propertyNames().stream()
                    .filter(name -> !one.has(name))
                    .forEach(name -> compare(null, other.get(name), YamlText.below(path, name), fields));
        } else if (from != null && to != null && from.isArray() && to.isArray()) {
            for (int i = 0; i < Math.max(from.size(), to.size()); i++) {
                compare(from.get(i), to.get(i), YamlText.below(path, String.valueOf(i)), fields);
            }
        } else {
            fields.add(new Field(path, from, to));
        }
    }
}
