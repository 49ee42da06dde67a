package io.salessync.flows.engine;

import java.util.List;
import org.springframework.modulith.NamedInterface;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Builds the JSON Schema of a node's settings, setting by setting; what is said last is about the last setting. */
@NamedInterface("nodes")
public final class Schemas {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ObjectNode schema = JSON.createObjectNode();
    private final ObjectNode properties;
    private final ArrayNode required;
    private ObjectNode last;

    private Schemas() {
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("type", "object");
        properties = schema.putObject("properties");
        required = JSON.createArrayNode();
        last = properties;
    }

    public static Schemas settings() {
        return new Schemas();
    }

    private Schemas property(String name, String type, String title, String description) {
        last = properties.putObject(name);
        last.put("type", type);
        last.put("title", title);
        last.put("description", description);
        return this;
    }

    public Schemas text(String name, String title, String description) {
        return property(name, "string", title, description);
    }

    public Schemas whole(String name, String title, String description, long least, long most) {
        property(name, "integer", title, description);
        last.put("minimum", least);
        last.put("maximum", most);
        return this;
    }

    public Schemas flag(String name, String title, String description, boolean standard) {
        property(name, "boolean", title, description);
        last.put("default", standard);
        return this;
    }

    public Schemas texts(String name, String title, String description) {
        property(name, "array", title, description);
        last.putObject("items").put("type", "string");
        return this;
    }

    /** Names with texts, such as headers. */
    public Schemas map(String name, String title, String description) {
        property(name, "object", title, description);
        last.putObject("additionalProperties").put("type", "string");
        return this;
    }

    public Schemas choice(String name, String title, String description, List<String> values, String standard) {
        property(name, "string", title, description);
        ArrayNode choices = last.putArray("enum");
        values.forEach(choices::add);
        last.put("default", standard);
        return this;
    }

    /** How it is filled in: {@code cel}, {@code duration}, {@code field}, {@code secret}, {@code multiline} … */
    public Schemas as(String format) {
        last.put("format", format);
        return this;
    }

    public Schemas pattern(String pattern) {
        last.put("pattern", pattern);
        return this;
    }

    public Schemas standard(String value) {
        last.put("default", value);
        return this;
    }

    public Schemas standard(long value) {
        last.put("default", value);
        return this;
    }

    public Schemas example(String value) {
        last.putArray("examples").add(value);
        return this;
    }

    public Schemas required(String... names) {
        for (String name : names) {
            required.add(name);
            ((ObjectNode) properties.get(name)).put("minLength", 1);
        }
        return this;
    }

    public ObjectNode done() {
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }
}
