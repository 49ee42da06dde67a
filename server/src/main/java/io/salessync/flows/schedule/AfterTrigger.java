package io.salessync.flows.schedule;

import io.salessync.flows.graph.TriggerType;
import io.salessync.kernel.runs.RunState;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Another flow, or an order sync, came to its end. */
@Component
final class AfterTrigger implements TriggerType {
    static final String NAME = "after";

    private static final ObjectNode SCHEMA = TriggerSchemas.schema("""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "After another",
             "description": "One of flow and sync is named.",
             "properties": {
               "flow": {"type": "string", "title": "Flow", "description": "its name"},
               "sync": {"type": "string", "title": "Order sync", "description": "its name"},
               "states": {"type": "array", "title": "When it ended", "uniqueItems": true, "default": ["SUCCEEDED"],
                 "items": {"type": "string", "enum": ["SUCCEEDED", "PARTLY_FAILED", "FAILED", "CANCELLED"]}},
               "overlap": {"type": "string", "title": "When its last run still goes on", "enum": ["skip", "queueOne", "queueAll", "cancelOther"], "default": "queueAll"}
             }, "additionalProperties": false}
            """);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ObjectNode schema() {
        return SCHEMA.deepCopy();
    }

    @Override
    public void check(ObjectNode settings, BiConsumer<String, String> problem) {
        TriggerSchemas.unknown(SCHEMA, settings, problem);
        TriggerSchemas.overlap(settings, problem);
        boolean flow = !settings.path("flow").asString("").isBlank();
        boolean sync = !settings.path("sync").asString("").isBlank();
        if (flow == sync) {
            problem.accept("flow", "Name either the flow or the order sync that it comes after.");
        }
        JsonNode states = settings.path("states");
        if (!states.isMissingNode() && (!states.isArray() || states.isEmpty())) {
            problem.accept("states", "Say after which ends: SUCCEEDED, PARTLY_FAILED, FAILED, CANCELLED.");
        }
        int index = 0;
        for (JsonNode state : states) {
            if (!isEnd(state.asString(""))) {
                problem.accept(
                        "states/" + index,
                        "“%s” is no end; there are SUCCEEDED, PARTLY_FAILED, FAILED, CANCELLED."
                                .formatted(state.asString("")));
            }
            index++;
        }
    }

    private static boolean isEnd(String text) {
        return EnumSet.allOf(RunState.class).stream()
                .anyMatch(state -> state.isFinal() && state.name().equals(text));
    }

    /** After which ends it starts. */
    static Set<RunState> states(JsonNode settings) {
        EnumSet<RunState> states = EnumSet.noneOf(RunState.class);
        settings.path("states").forEach(state -> states.add(RunState.valueOf(state.asString())));
        return states.isEmpty() ? EnumSet.of(RunState.SUCCEEDED) : states;
    }

    static String summary(JsonNode settings) {
        String flow = settings.path("flow").asString("");
        return flow.isBlank()
                ? "after the order sync “%s”".formatted(settings.path("sync").asString(""))
                : "after the flow “%s”".formatted(flow);
    }
}
