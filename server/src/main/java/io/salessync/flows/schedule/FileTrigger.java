package io.salessync.flows.schedule;

import io.salessync.flows.graph.TriggerType;
import java.nio.file.FileSystems;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/** A file lies complete in a folder that whoever runs the server has named. */
@Component
final class FileTrigger implements TriggerType {
    static final String NAME = "file";
    static final String ANY_FILE = "*";

    private static final ObjectNode SCHEMA = TriggerSchemas.schema("""
            {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "title": "File",
             "required": ["folder"],
             "properties": {
               "folder": {"type": "string", "title": "Folder", "minLength": 1,
                 "description": "the name of a folder that whoever runs the server has set up for your organisation"},
               "pattern": {"type": "string", "title": "Files like", "default": "*", "examples": ["*.csv"]},
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
        if (settings.path("folder").asString("").isBlank()) {
            problem.accept("folder", "Name the folder.");
        }
        String pattern = settings.path("pattern").asString(ANY_FILE);
        try {
            FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (IllegalArgumentException e) {
            problem.accept("pattern", "“%s” is no pattern of file names; write one such as *.csv.".formatted(pattern));
        }
    }
}
