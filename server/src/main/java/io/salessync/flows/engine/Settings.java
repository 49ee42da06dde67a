package io.salessync.flows.engine;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads node settings and writes their schemas. */
final class Settings {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Settings() {}

    static ObjectNode schema(String json) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.setAll((ObjectNode) JSON.readTree(json));
        return schema;
    }

    /** Empty where it is not set. */
    static String text(ObjectNode settings, String name) {
        return settings.path(name).asString("");
    }

    static List<String> texts(ObjectNode settings, String name) {
        List<String> texts = new ArrayList<>();
        settings.path(name).forEach(text -> texts.add(text.asString("")));
        return texts;
    }
}
