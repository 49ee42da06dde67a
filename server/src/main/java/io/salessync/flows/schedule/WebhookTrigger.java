package io.salessync.flows.schedule;

import io.salessync.flows.graph.TriggerType;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Another program calls an address and signs what it sends. */
@Component
final class WebhookTrigger implements TriggerType {
    static final String NAME = "webhook";
    static final int PER_MINUTE = 30_000;
    static final int WAITING = 1_000;
    private static final int MOST = 100_000;

    private static final ObjectNode SCHEMA = TriggerSchemas.schema("""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "Webhook",
             "description": "Its address and secret are made when the flow is published.",
             "properties": {
               "perMinute": {"type": "integer", "title": "Calls a minute", "minimum": 1, "maximum": 100000, "default": 30000,
                 "description": "of one server; more are refused with 429"},
               "waiting": {"type": "integer", "title": "Runs at once", "minimum": 1, "maximum": 100000, "default": 1000,
                 "description": "when so many runs of the flow are not over, calls are refused with 429"}
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
        whole(settings, "perMinute", problem);
        whole(settings, "waiting", problem);
    }

    private static void whole(ObjectNode settings, String field, BiConsumer<String, String> problem) {
        JsonNode value = settings.path(field);
        if (!value.isMissingNode() && (!value.isInt() || value.asInt() < 1 || value.asInt() > MOST)) {
            problem.accept(field, "%s is no whole number from 1 to %,d.".formatted(value, MOST));
        }
    }
}
