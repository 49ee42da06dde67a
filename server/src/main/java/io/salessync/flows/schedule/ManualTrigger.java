package io.salessync.flows.schedule;

import io.salessync.flows.graph.TriggerType;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** A person, or a program with a key, starts the flow. */
@Component
final class ManualTrigger implements TriggerType {
    static final String NAME = "manual";

    private static final ObjectNode SCHEMA = TriggerSchemas.schema("""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "By hand",
             "description": "Somebody starts it on its page, on the command line or over the API.",
             "properties": {}, "additionalProperties": false}
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
    }
}
