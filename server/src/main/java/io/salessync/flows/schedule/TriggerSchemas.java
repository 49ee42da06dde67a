package io.salessync.flows.schedule;

import java.util.function.BiConsumer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the JSON Schemas that stand beside the types, and checks settings that have no values of their own. */
final class TriggerSchemas {
    private static final JsonMapper JSON = JsonMapper.shared();

    private TriggerSchemas() {}

    static ObjectNode schema(String text) {
        return (ObjectNode) JSON.readTree(text);
    }

    /** Tells settings that the schema does not have. */
    static void unknown(ObjectNode schema, ObjectNode settings, BiConsumer<String, String> problem) {
        for (String field : settings.propertyNames()) {
            if (!schema.path("properties").has(field)) {
                problem.accept(field, "There is no setting “%s”.".formatted(field));
            }
        }
    }

    /** Reads how overlapping starts are dealt with; an unknown word is told. */
    static Schedule.Overlap overlap(ObjectNode settings, BiConsumer<String, String> problem) {
        String text = settings.path("overlap").asString("");
        for (Schedule.Overlap overlap : Schedule.Overlap.values()) {
            if (ScheduleSettings.camel(overlap.name()).equals(text)) {
                return overlap;
            }
        }
        if (settings.has("overlap")) {
            problem.accept(
                    "overlap",
                    "“%s” is not known; there are: %s."
                            .formatted(text, ScheduleSettings.choices(Schedule.Overlap.class)));
        }
        return Schedule.Overlap.QUEUE_ALL;
    }
}
