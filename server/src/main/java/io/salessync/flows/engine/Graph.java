package io.salessync.flows.engine;

import io.salessync.flows.graph.EdgeSpec;
import io.salessync.flows.graph.FieldType;
import io.salessync.flows.graph.FlowDefinition;
import io.salessync.flows.graph.NodeCard;
import io.salessync.flows.graph.NodeFindings;
import io.salessync.flows.graph.NodeSpec;
import io.salessync.flows.graph.RecordShape;
import io.salessync.kernel.problems.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A definition laid out for execution: its nodes in an order in which each comes after all that lead to it. Only how long
 * short runs of it take is learnt. */
final class Graph {
    /** Runs that take longer, in microseconds, go on their own. */
    private static final long SHORT_MICROS = 50_000;

    private final FlowDefinition definition;
    private final List<Place> order;
    private final Map<String, Place> places;
    private volatile @Nullable Boolean made;
    private volatile double micros;

    /**
     * A node in its place.
     *
     * @param position in the order
     * @param next the nodes each output leads to
     * @param in the shape of what comes
     * @param out the shapes of the outputs that the type tells of
     */
    record Place(
            NodeSpec spec,
            ExecutableType type,
            NodeCard card,
            int position,
            Map<String, List<String>> next,
            RecordShape in,
            Map<String, RecordShape> out) {
        String id() {
            return spec.id();
        }

        String title() {
            String own = spec.title();
            return own == null || own.isBlank() ? spec.id() : own;
        }

        List<String> after(String port) {
            return next.getOrDefault(port, List.of());
        }
    }

    private Graph(FlowDefinition definition, List<Place> order) {
        this.definition = definition;
        this.order = List.copyOf(order);
        Map<String, Place> byId = new LinkedHashMap<>();
        order.forEach(place -> byId.put(place.id(), place));
        this.places = byId;
    }

    /** @throws Problem where it has a cycle or a node type that is not there */
    static Graph of(FlowDefinition definition, Map<String, ExecutableType> types) {
        Map<String, Integer> open = new HashMap<>();
        Map<String, NodeSpec> specs = new LinkedHashMap<>();
        for (NodeSpec spec : definition.nodes()) {
            open.put(spec.id(), 0);
            specs.put(spec.id(), spec);
        }
        for (EdgeSpec edge : definition.edges()) {
            if (!specs.containsKey(edge.from()) || !specs.containsKey(edge.to())) {
                throw Problem.of(
                        EngineProblem.BAD_GRAPH,
                        "An edge leads from “%s” to “%s”; one of them is no node of the flow “%s”."
                                .formatted(edge.from(), edge.to(), definition.name()));
            }
            open.merge(edge.to(), 1, Integer::sum);
        }
        Deque<NodeSpec> free = new ArrayDeque<>();
        specs.values().stream()
                .filter(spec -> open.getOrDefault(spec.id(), 0) == 0)
                .forEach(free::add);
        List<Place> order = new ArrayList<>();
        Map<String, RecordShape> incoming = new HashMap<>();
        while (!free.isEmpty()) {
            NodeSpec spec = free.removeFirst();
            ExecutableType type = types.get(spec.type());
            if (type == null) {
                throw Problem.of(
                                EngineProblem.UNKNOWN_TYPE,
                                "The node “%s” is of type “%s”, which this program does not have; change the flow or install the release that has it."
                                        .formatted(spec.id(), spec.type()))
                        .with("node", spec.id())
                        .with("type", spec.type());
            }
            RecordShape in = incoming.getOrDefault(spec.id(), RecordShape.UNKNOWN);
            Map<String, List<String>> next = new LinkedHashMap<>();
            for (EdgeSpec edge : definition.edges()) {
                if (edge.from().equals(spec.id())) {
                    next.computeIfAbsent(edge.port(), port -> new ArrayList<>()).add(edge.to());
                }
            }
            Map<String, RecordShape> out = shapes(type, spec, in);
            Place place = new Place(spec, type, type.card(), order.size(), next, in, out);
            order.add(place);
            next.forEach((port, targets) -> targets.forEach(target -> {
                incoming.merge(target, out.getOrDefault(port, in), Graph::common);
                if (open.merge(target, -1, Integer::sum) == 0) {
                    free.addLast(Objects.requireNonNull(specs.get(target)));
                }
            }));
        }
        if (order.size() < specs.size()) {
            Set<String> left = new HashSet<>(specs.keySet());
            order.forEach(place -> left.remove(place.id()));
            throw Problem.of(EngineProblem.BAD_GRAPH, "The nodes %s lead to each other in a circle.".formatted(left));
        }
        return new Graph(definition, order);
    }

    private static Map<String, RecordShape> shapes(ExecutableType type, NodeSpec spec, RecordShape in) {
        Map<String, RecordShape> out = new HashMap<>();
        type.check(spec.settings(), in, new NodeFindings() {
            @Override
            public void output(String port, RecordShape shape) {
                out.put(port, shape);
            }

            @Override
            public void problem(String field, String message) {
                // making the node says so, where it matters
            }

            @Override
            public void warning(String field, String message) {}
        });
        return out;
    }

    /** What records of either shape have in common. */
    private static RecordShape common(RecordShape one, RecordShape other) {
        if (one.equals(other)) {
            return one;
        }
        Map<String, FieldType> fields = new LinkedHashMap<>();
        one.fields().forEach((name, type) -> {
            FieldType second = other.fields().get(name);
            if (second != null) {
                fields.put(name, second == type ? type : FieldType.ANY);
            }
        });
        return new RecordShape(fields, true);
    }

    /**
     * Whether runs of it are over in milliseconds, as far as can be told: what it reads is at hand, it calls nobody and holds nothing, and
     * runs of it here have not taken long.
     */
    boolean isShort() {
        Boolean known = made;
        if (known == null) {
            known = order.stream().allMatch(Graph::isQuick);
            made = known;
        }
        return known && micros < SHORT_MICROS;
    }

    private static boolean isQuick(Place place) {
        try {
            return switch (place.type().make(place.spec(), place.in())) {
                case Node.Source source -> source.isAtHand();
                case Node.Page page -> page.suitsGroups();
                default -> false;
            };
        } catch (Problem e) {
            // the run says what is wrong
            return false;
        }
    }

    /** A short run took so long. One that took long by chance changes little. */
    void took(long runMicros) {
        micros = micros * 0.8 + Math.min(runMicros, 2 * SHORT_MICROS) * 0.2;
    }

    FlowDefinition definition() {
        return definition;
    }

    List<Place> order() {
        return order;
    }

    @Nullable Place find(String id) {
        return places.get(id);
    }

    Place at(String id) {
        Place place = places.get(id);
        if (place == null) {
            throw Problem.of(
                            EngineProblem.UNKNOWN_NODE,
                            "The flow “%s” has no node “%s” in this version.".formatted(definition.name(), id))
                    .with("node", id);
        }
        return place;
    }

    /** The nodes that lead to it, by whatever way. */
    Set<String> before(String id) {
        Set<String> before = new HashSet<>();
        Deque<String> ahead = new ArrayDeque<>(List.of(id));
        while (!ahead.isEmpty()) {
            String node = ahead.removeFirst();
            for (EdgeSpec edge : definition.into(node)) {
                if (before.add(edge.from())) {
                    ahead.add(edge.from());
                }
            }
        }
        return before;
    }
}
