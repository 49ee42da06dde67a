package io.salessync.pushes;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.JSONB;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Values of records as documents; times and dates as ISO 8601. */
final class Values {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> MAP = new TypeReference<>() {};

    private Values() {}

    static JSONB document(Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        values.forEach((field, value) -> plain.put(field, plain(value)));
        // no document in the database holds such
        return JSONB.valueOf(JSON.writeValueAsString(plain).replace("\\u0000", "\\ufffd"));
    }

    /** Empty where there is no document. */
    static Map<String, @Nullable Object> of(@Nullable JSONB document) {
        return document == null ? Map.of() : JSON.readValue(document.data(), MAP);
    }

    static JSONB any(Object value) {
        return JSONB.valueOf(JSON.writeValueAsString(value));
    }

    /** As a document keeps it: numbers and truth values as they are, everything else as text. */
    static @Nullable Object plain(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
