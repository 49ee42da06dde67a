package io.salessync.flows.graph;

import io.salessync.flows.graph.Finding.Severity;
import io.salessync.kernel.problems.Nearest;
import io.salessync.kernel.tenancy.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** One check of one definition. */
final class FlowCheck {
    private static final Logger log = LoggerFactory.getLogger(FlowCheck.class);

    private final NodeTypes types;
    private final FlowDefinition flow;
    private final @Nullable TenantId tenant;
    private final Map<String, NodeSpec> nodes = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, Map<String, RecordShape>> shapes = new LinkedHashMap<>();
    private final Map<String, RecordShape> inputs = new LinkedHashMap<>();

    /** @param tenant among whose things what nodes name is looked for; null: it is not */
    FlowCheck(NodeTypes types, FlowDefinition flow, @Nullable TenantId tenant) {
        this.types = types;
        this.flow = flow;
        this.tenant = tenant;
    }

    Checked check() {
        ids();
        triggers();
        edgeEnds();
        Set<String> cyclic = cycles();
        entrances(cyclic);
        for (NodeSpec node : inOrder()) {
            settings(node);
        }
        nodes.values().stream().filter(node -> !inputs.containsKey(node.id())).forEach(this::settingsAlone);
        ports();
        flowSettings();
        return new Checked(findings, shapes, inputs);
    }

    private void ids() {
        for (NodeSpec node : flow.nodes()) {
            if (nodes.putIfAbsent(node.id(), node) != null) {
                problem(node.id(), null, "there is more than one node '" + node.id() + "'; ids are unique");
            }
        }
        if (nodes.isEmpty()) {
            findings.add(new Finding(Severity.PROBLEM, null, null, null, "there are no nodes yet"));
        } else if (nodes.values().stream().noneMatch(this::isSource)
                && nodes.values().stream()
                        .allMatch(node -> types.node(node.type()).isPresent())) {
            findings.add(new Finding(
                    Severity.PROBLEM, null, null, null, "no node brings records: a flow begins at a source"));
        }
    }

    private boolean isSource(NodeSpec node) {
        return types.node(node.type()).map(type -> type.card().source()).orElse(false);
    }

    private void triggers() {
        Set<String> seen = new HashSet<>();
        for (TriggerSpec trigger : flow.triggers()) {
            if (!seen.add(trigger.id())) {
                problemOf(trigger, null, "there is more than one trigger '" + trigger.id() + "'; ids are unique");
            }
            TriggerType type = types.trigger(trigger.type()).orElse(null);
            if (type == null) {
                problemOf(
                        trigger,
                        "type",
                        "there is no kind of trigger '" + trigger.type() + "'"
                                + Nearest.hint(trigger.type(), types.triggerNames()));
                continue;
            }
            int before = findings.size();
            SettingsSchema.check(
                    type.schema(), trigger.settings(), (path, message) -> problemOf(trigger, path, message));
            if (findings.size() == before) {
                try {
                    type.check(trigger.settings(), (path, message) -> problemOf(trigger, path, message));
                } catch (RuntimeException e) {
                    log.warn("The check of trigger type {} failed", type.name(), e);
                    problemOf(trigger, null, "its settings cannot be checked: " + e.getMessage());
                }
            }
        }
    }

    private void edgeEnds() {
        Set<EdgeSpec> seen = new HashSet<>();
        for (EdgeSpec edge : flow.edges()) {
            String written = DefinitionWriting.brief(edge);
            if (!seen.add(edge)) {
                warning(edge.from(), null, "the edge '" + written + "' is there twice; records would come twice");
            }
            NodeSpec from = nodes.get(edge.from());
            NodeSpec to = nodes.get(edge.to());
            if (from == null) {
                problem(
                        null,
                        null,
                        "the edge '" + written + "' begins at no node" + Nearest.hint(edge.from(), nodes.keySet()));
            }
            if (to == null) {
                problem(
                        from == null ? null : from.id(),
                        null,
                        "the edge '" + written + "' leads to no node" + Nearest.hint(edge.to(), nodes.keySet()));
            }
            if (to != null && isSource(to)) {
                problem(to.id(), null, "the edge '" + written + "' leads into a source; records begin there");
            }
        }
    }

    /** @return the nodes that lie on a cycle */
    private Set<String> cycles() {
        Set<String> onCycles = new LinkedHashSet<>();
        Map<String, Integer> state = new HashMap<>();
        for (String start : nodes.keySet()) {
            walk(start, state, new ArrayList<>(), onCycles);
        }
        return onCycles;
    }

    /** Depth first, without recursion: a flow may be long. */
    private void walk(String start, Map<String, Integer> state, List<String> path, Set<String> onCycles) {
        record Step(String node, Deque<String> left) {}
        if (state.containsKey(start)) {
            return;
        }
        Deque<Step> steps = new ArrayDeque<>();
        steps.push(new Step(start, new ArrayDeque<>(after(start))));
        state.put(start, 1);
        path.add(start);
        while (!steps.isEmpty()) {
            Step step = steps.peek();
            String next = step.left().poll();
            if (next == null) {
                steps.pop();
                path.removeLast();
                state.put(step.node(), 2);
            } else if (!state.containsKey(next)) {
                state.put(next, 1);
                path.add(next);
                steps.push(new Step(next, new ArrayDeque<>(after(next))));
            } else if (state.get(next) == 1) {
                List<String> cycle = path.subList(path.indexOf(next), path.size());
                if (!onCycles.containsAll(cycle)) {
                    problem(
                            next,
                            null,
                            "records would go in a circle: " + String.join(" → ", cycle) + " → " + next
                                    + "; take one of these edges away");
                }
                onCycles.addAll(cycle);
            }
        }
    }

    private List<String> after(String node) {
        return flow.edges().stream()
                .filter(edge -> edge.from().equals(node) && nodes.containsKey(edge.to()))
                .map(EdgeSpec::to)
                .distinct()
                .toList();
    }

    private void entrances(Set<String> cyclic) {
        Set<String> reached = reached();
        for (NodeSpec node : nodes.values()) {
            if (isSource(node) || types.node(node.type()).isEmpty()) {
                continue;
            }
            boolean entered = flow.edges().stream()
                    .anyMatch(edge -> edge.to().equals(node.id()) && nodes.containsKey(edge.from()));
            if (!entered) {
                problem(node.id(), null, "nothing leads here: draw an edge to it, or take it away");
            } else if (!reached.contains(node.id()) && !cyclic.contains(node.id())) {
                problem(node.id(), null, "no record can come here: no way from a source leads to it");
            }
        }
    }

    private Set<String> reached() {
        Set<String> reached = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>();
        nodes.values().stream()
                // of a type nobody knows it is not known that it is no source
                .filter(node -> isSource(node) || types.node(node.type()).isEmpty())
                .forEach(node -> next.add(node.id()));
        while (!next.isEmpty()) {
            String node = next.poll();
            if (reached.add(node)) {
                next.addAll(after(node));
            }
        }
        return reached;
    }

    /** Each node after all that lead to it; those on or behind a cycle are left out. */
    private List<NodeSpec> inOrder() {
        Map<String, Integer> waiting = new LinkedHashMap<>();
        nodes.keySet().forEach(node -> waiting.put(node, 0));
        nodes.keySet().forEach(node -> after(node).forEach(next -> waiting.merge(next, 1, Integer::sum)));
        Deque<String> ready = new ArrayDeque<>();
        waiting.forEach((node, count) -> {
            if (count == 0) {
                ready.add(node);
            }
        });
        List<NodeSpec> order = new ArrayList<>();
        while (!ready.isEmpty()) {
            String node = ready.poll();
            order.add(nodes.get(node));
            for (String next : after(node)) {
                if (waiting.merge(next, -1, Integer::sum) == 0) {
                    ready.add(next);
                }
            }
        }
        return order;
    }

    private void settings(NodeSpec node) {
        RecordShape in = isSource(node) ? RecordShape.UNKNOWN : incoming(node.id());
        inputs.put(node.id(), in);
        Map<String, RecordShape> told = check(node, in);
        Map<String, RecordShape> outputs = new LinkedHashMap<>();
        ports(node, told.keySet()).forEach(port -> outputs.put(port, told.getOrDefault(port, in)));
        shapes.put(node.id(), outputs);
    }

    /** Of a node behind a cycle it is not known what comes. */
    private void settingsAlone(NodeSpec node) {
        Map<String, RecordShape> told = check(node, RecordShape.UNKNOWN);
        Map<String, RecordShape> outputs = new LinkedHashMap<>();
        ports(node, told.keySet()).forEach(port -> outputs.put(port, RecordShape.UNKNOWN));
        shapes.put(node.id(), outputs);
    }

    private Map<String, RecordShape> check(NodeSpec node, RecordShape in) {
        Map<String, RecordShape> told = new LinkedHashMap<>();
        NodeType type = types.node(node.type()).orElse(null);
        if (type == null) {
            problem(
                    node.id(),
                    "type",
                    "there is no node type '" + node.type() + "'" + Nearest.hint(node.type(), types.nodeNames()));
            return told;
        }
        retry(node);
        int before = findings.size();
        ObjectNode settings = node.settings();
        SettingsSchema.check(type.card().schema(), settings, (path, message) -> problem(node.id(), path, message));
        if (findings.size() > before) {
            return told;
        }
        try {
            Findings mine = new Findings(node.id(), told);
            type.check(settings, in, mine);
            if (tenant != null && findings.size() == before) {
                type.checkAmong(tenant, settings, mine);
            }
        } catch (RuntimeException e) {
            log.warn("The check of node type {} failed", node.type(), e);
            problem(node.id(), null, "its settings cannot be checked: " + e.getMessage());
        }
        return told;
    }

    private void retry(NodeSpec node) {
        NodeSpec.Retry retry = node.retry();
        if (retry != null && retry.first().compareTo(retry.longest()) > 0) {
            problem(node.id(), "retry/longest", "is shorter than the first wait");
        }
    }

    private Set<String> ports(NodeSpec node, Collection<String> told) {
        Set<String> ports = new LinkedHashSet<>(
                types.node(node.type()).map(type -> type.card().outputs()).orElse(List.of(EdgeSpec.OUT)));
        ports.addAll(told);
        return ports;
    }

    private RecordShape incoming(String node) {
        RecordShape all = null;
        for (EdgeSpec edge : flow.into(node)) {
            RecordShape shape =
                    shapes.getOrDefault(edge.from(), Map.of()).getOrDefault(edge.port(), RecordShape.UNKNOWN);
            all = all == null ? shape : merged(all, shape);
        }
        return all == null ? RecordShape.UNKNOWN : all;
    }

    /** What is on one of two ways may come; a field of two types is of any. */
    private static RecordShape merged(RecordShape one, RecordShape other) {
        Map<String, FieldType> fields = new LinkedHashMap<>(one.fields());
        other.fields().forEach((name, type) -> fields.merge(name, type, (a, b) -> a == b ? a : FieldType.ANY));
        return new RecordShape(fields, one.open() || other.open());
    }

    private void ports() {
        for (EdgeSpec edge : flow.edges()) {
            NodeSpec from = nodes.get(edge.from());
            if (from == null || types.node(from.type()).isEmpty() || hasWrongSettings(from.id())) {
                continue;
            }
            Set<String> ports = shapes.getOrDefault(edge.from(), Map.of()).keySet();
            if (!ports.contains(edge.port())) {
                problem(
                        from.id(),
                        null,
                        ports.isEmpty()
                                ? "the edge '" + DefinitionWriting.brief(edge)
                                        + "' begins at a node that ends all records"
                                : "the edge '" + DefinitionWriting.brief(edge) + "' begins at no output of it"
                                        + Nearest.hint(edge.port(), ports));
            }
        }
    }

    /** Its outputs may not be known then. */
    private boolean hasWrongSettings(String node) {
        return findings.stream()
                .anyMatch(finding -> node.equals(finding.node())
                        && finding.field() != null
                        && finding.severity() == Severity.PROBLEM);
    }

    private void flowSettings() {
        List<NodeSpec> sources = nodes.values().stream().filter(this::isSource).toList();
        List<String> named = new ArrayList<>(flow.settings().personal());
        String key = flow.settings().key();
        if (key != null) {
            for (NodeSpec source : sources) {
                RecordShape shape =
                        shapes.getOrDefault(source.id(), Map.of()).getOrDefault(EdgeSpec.OUT, RecordShape.UNKNOWN);
                if (!shape.open() && !shape.fields().containsKey(key)) {
                    findings.add(new Finding(
                            Severity.WARNING,
                            null,
                            null,
                            "settings/key",
                            "the records of '" + source.id() + "' have no field '" + key + "'"
                                    + Nearest.hint(key, shape.fields().keySet())
                                    + "; logs name them by their place instead"));
                }
            }
        }
        boolean allKnown = shapes.values().stream()
                .flatMap(ports -> ports.values().stream())
                .noneMatch(RecordShape::open);
        for (String field : named) {
            boolean somewhere = shapes.values().stream()
                    .flatMap(ports -> ports.values().stream())
                    .anyMatch(shape -> shape.fields().containsKey(field));
            if (allKnown && !somewhere) {
                findings.add(new Finding(
                        Severity.WARNING,
                        null,
                        null,
                        "settings/personal",
                        "no record has a field '" + field
                                + "'; what is personal shows in logs unless it is named right"));
            }
        }
    }

    private void problem(@Nullable String node, @Nullable String field, String message) {
        findings.add(new Finding(Severity.PROBLEM, node, null, blank(field), message));
    }

    private void warning(@Nullable String node, @Nullable String field, String message) {
        findings.add(new Finding(Severity.WARNING, node, null, blank(field), message));
    }

    private void problemOf(TriggerSpec trigger, @Nullable String field, String message) {
        findings.add(new Finding(Severity.PROBLEM, null, trigger.id(), blank(field), message));
    }

    private static @Nullable String blank(@Nullable String field) {
        return field == null || field.isEmpty() ? null : field;
    }

    /** What a node type tells of one node. */
    private final class Findings implements NodeFindings {
        private final String node;
        private final Map<String, RecordShape> told;

        Findings(String node, Map<String, RecordShape> told) {
            this.node = node;
            this.told = told;
        }

        @Override
        public void output(String port, RecordShape shape) {
            told.put(port, shape);
        }

        @Override
        public void problem(String field, String message) {
            FlowCheck.this.problem(node, field, message);
        }

        @Override
        public void warning(String field, String message) {
            FlowCheck.this.warning(node, field, message);
        }
    }
}
