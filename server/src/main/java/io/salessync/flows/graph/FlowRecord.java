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
    /** The field by which a source tells that a record is gone where it comes from: true or false. */
    public static final String DELETED = "_deleted";

    /** The field with the key of the record that one that is gone was merged into; empty: none that is known. */
    public static final String MERGED_INTO = "_mergedInto";

    /** The field by which a source tells that a record that it takes for gone is there, but not what is asked for any more. */
    public static final String LEFT = "_left";

    public FlowRecord {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** Whether its source says that it is gone, or no longer what is asked for. */
    public boolean isGone() {
        return Boolean.TRUE.equals(values.get(DELETED));
    }

    /** Whether its source says that it is there and only not what is asked for any more. */
    public boolean hasLeft() {
        return isGone() && Boolean.TRUE.equals(values.get(LEFT));
    }

    public @Nullable Object get(String field) {
        return values.get(field);
    }
}
