package io.salessync.sandbox;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The one JSON mapper of the program. */
public final class Json {
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    public static byte[] bytes(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /** Reads a body that has to be a JSON object; anything else is the caller's mistake. */
    public static JsonNode object(byte[] body, String what) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JacksonException e) {
            throw new WrongInput(what + " is not JSON: " + e.getOriginalMessage());
        }
        throw new WrongInput(what + " has to be a JSON object");
    }
}
