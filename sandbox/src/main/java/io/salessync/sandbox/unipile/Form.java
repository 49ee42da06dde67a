package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Request;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The fields of a body, whether they came as JSON, as multipart or as a plain form. */
final class Form {
    private final Map<String, List<String>> fields = new LinkedHashMap<>();
    private final List<String> files = new ArrayList<>();
    private final boolean json;

    private Form(boolean json) {
        this.json = json;
    }

    static Form of(Request request) {
        String type = request.header("content-type") == null ? "" : String.valueOf(request.header("content-type"));
        String kind = type.toLowerCase(Locale.ROOT);
        byte[] body = request.body();
        if (body.length == 0) {
            return new Form(true);
        }
        if (kind.startsWith("multipart/form-data")) {
            return multipart(type, body);
        }
        if (kind.startsWith("application/x-www-form-urlencoded")) {
            Form form = new Form(false);
            Request.query(new String(body, StandardCharsets.UTF_8)).forEach(form::add);
            return form;
        }
        if (!kind.isEmpty() && !kind.contains("json") && !kind.startsWith("text/plain")) {
            throw UnipileFault.of("unsupported_media_type", "The content type " + type + " is not taken here.");
        }
        try {
            JsonNode node = Json.MAPPER.readTree(body);
            if (node == null || !node.isObject()) {
                throw UnipileFault.of("malformed_request", "The body has to be a JSON object.");
            }
            Form form = new Form(true);
            form.flatten("", node);
            return form;
        } catch (JacksonException e) {
            throw UnipileFault.of("malformed_request", "The body is not JSON: " + e.getOriginalMessage());
        }
    }

    private void flatten(String prefix, JsonNode node) {
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            String name = prefix.isEmpty() ? each.getKey() : prefix + "[" + each.getKey() + "]";
            JsonNode value = each.getValue();
            if (value.isNull()) {
                continue;
            }
            if (value.isArray() && value.values().stream().allMatch(JsonNode::isValueNode)) {
                value.forEach(one -> add(name, one.asString("")));
            } else if (value.isObject()) {
                add(name, value.toString());
                flatten(name, value);
            } else {
                add(name, value.isValueNode() ? value.asString("") : value.toString());
            }
        }
    }

    /** Taken apart as bytes that are one character each, so that nothing of a file is lost on the way. */
    private static Form multipart(String type, byte[] body) {
        int at = type.indexOf("boundary=");
        if (at < 0) {
            throw UnipileFault.of("malformed_request", "The multipart body has no boundary.");
        }
        String boundary = type.substring(at + 9).split(";", 2)[0].strip().replace("\"", "");
        Form form = new Form(false);
        String text = new String(body, StandardCharsets.ISO_8859_1);
        for (String part : text.split("(?:^|\\r\\n)--" + java.util.regex.Pattern.quote(boundary), -1)) {
            int cut = part.indexOf("\r\n\r\n");
            if (cut < 0) {
                continue;
            }
            String head = new String(part.substring(0, cut).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            String value = part.substring(cut + 4);
            String name = attribute(head, "name");
            String file = attribute(head, "filename");
            if (file != null) {
                form.files.add(file + " (" + value.length() + " bytes)");
            } else if (name != null) {
                form.add(name, new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static @Nullable String attribute(String head, String name) {
        java.util.regex.Matcher found = java.util.regex.Pattern.compile("[;\\s]" + name + "=\"([^\"]*)\"")
                .matcher(head);
        return found.find() ? found.group(1) : null;
    }

    private void add(String name, String value) {
        fields.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    boolean json() {
        return json;
    }

    List<String> files() {
        return files;
    }

    List<String> all(String name) {
        return fields.getOrDefault(name, fields.getOrDefault(name + "[]", List.of()));
    }

    @Nullable String get(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.getFirst();
    }

    String text(String name) {
        String value = get(name);
        return value == null ? "" : value;
    }

    String needed(String name) {
        String value = get(name);
        if (value == null || value.isBlank()) {
            throw UnipileFault.of("missing_parameters", "The field " + name + " is missing.");
        }
        return value;
    }

    boolean asks(String name) {
        return "true".equals(get(name));
    }

    /** A field that holds JSON in a form and an array in JSON; a missing node when it is not there. */
    JsonNode tree(String name) {
        String value = get(name);
        if (value == null || value.isBlank()) {
            return Json.MAPPER.missingNode();
        }
        try {
            return Json.MAPPER.readTree(value);
        } catch (JacksonException e) {
            throw UnipileFault.wrong("The field " + name + " has to hold JSON.");
        }
    }
}
