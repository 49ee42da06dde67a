package io.salessync.flows.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way through a flow. A null value is a field that is there and empty.
 *
 * @param key names it in logs
 */
public record FlowRecord(String key, Map<String, @Nullable Object> values) {
    public FlowRecord {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public @Nullable Object get(String field) {
        return values.get(field);
    }
}
