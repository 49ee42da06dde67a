package io.salessync.flows.graph;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes documents of definitions. */
final class DefinitionWriting {
    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

    private DefinitionWriting() {}

    static ObjectNode full(FlowDefinition flow) {
        ObjectNode made = head(flow);
        ArrayNode triggers = made.putArray("triggers");
        flow.triggers().forEach(trigger -> triggers.add(full(trigger)));
        ArrayNode nodes = made.putArray("nodes");
        flow.nodes().forEach(node -> nodes.add(full(node)));
        ArrayNode edges = made.putArray("edges");
        flow.edges().forEach(edge -> edges.add(full(edge)));
        made.set("settings", full(flow.settings()));
        return made;
    }

    static ObjectNode full(TriggerSpec trigger) {
        ObjectNode made = MAKE.objectNode();
        made.put("id", trigger.id());
        made.put("type", trigger.type());
        made.put("enabled", trigger.enabled());
        made.set("settings", trigger.settings());
        return made;
    }

    static ObjectNode full(NodeSpec node) {
        ObjectNode made = MAKE.objectNode();
        made.put("id", node.id());
        made.put("type", node.type());
        putIf(made, "title", node.title());
        made.set("settings", node.settings());
        NodeSpec.Retry retry = node.retry();
        if (retry != null) {
            made.putObject("retry")
                    .put("attempts", retry.attempts())
                    .put("first", retry.first().toString())
                    .put("factor", retry.factor())
                    .put("longest", retry.longest().toString());
        }
        NodeSpec.Place place = node.place();
        if (place != null) {
            made.putObject("place").put("x", place.x()).put("y", place.y());
        }
        return made;
    }

    static ObjectNode full(EdgeSpec edge) {
        return MAKE.objectNode()
                .put("from", edge.from())
                .put("port", edge.port())
                .put("to", edge.to());
    }

    static ObjectNode full(FlowSettings settings) {
        ObjectNode made = MAKE.objectNode();
        putIf(made, "key", settings.key());
        ArrayNode personal = made.putArray("personal");
        settings.personal().forEach(personal::add);
        made.put("failShare", settings.failShare());
        made.put("failAtLeast", settings.failAtLeast());
        made.put("recordLogs", settings.recordLogs());
        return made;
    }

    static ObjectNode brief(FlowDefinition flow) {
        ObjectNode made = head(flow);
        if (flow.title().equals(flow.name())) {
            made.remove("title");
        }
        ArrayNode triggers = MAKE.arrayNode();
        flow.triggers().forEach(trigger -> {
            ObjectNode one = full(trigger);
            if (trigger.enabled()) {
                one.remove("enabled");
            }
            triggers.add(withoutEmpty(one));
        });
        ArrayNode nodes = MAKE.arrayNode();
        flow.nodes().forEach(node -> nodes.add(withoutEmpty(full(node))));
        ArrayNode edges = MAKE.arrayNode();
        flow.edges().forEach(edge -> edges.add(brief(edge)));
        made.set("triggers", triggers);
        made.set("nodes", nodes);
        made.set("edges", edges);
        ObjectNode settings = full(flow.settings());
        ObjectNode usual = full(FlowSettings.DEFAULT);
        settings.propertyNames().stream()
                .filter(name -> settings.get(name).equals(usual.get(name)))
                .toList()
                .forEach(settings::remove);
        made.set("settings", settings);
        for (String name : java.util.List.of("triggers", "edges", "settings")) {
            if (made.get(name).isEmpty()) {
                made.remove(name);
            }
        }
        return made;
    }

    /** As people write it: {@code split.big -> mail}. */
    static String brief(EdgeSpec edge) {
        return edge.from() + (edge.port().equals(EdgeSpec.OUT) ? "" : "." + edge.port()) + " -> " + edge.to();
    }

    private static ObjectNode head(FlowDefinition flow) {
        ObjectNode made = MAKE.objectNode();
        made.put("format", Definitions.FORMAT);
        made.put("name", flow.name());
        made.put("title", flow.title());
        putIf(made, "description", flow.description());
        return made;
    }

    private static ObjectNode withoutEmpty(ObjectNode one) {
        if (one.get("settings").isEmpty()) {
            one.remove("settings");
        }
        return one;
    }

    private static void putIf(ObjectNode made, String name, @Nullable String value) {
        if (value != null) {
            made.put(name, value);
        }
    }
}
