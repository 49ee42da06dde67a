package io.salessync.flows.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields a record has at some place of a flow, in order.
 *
 * @param open whether it may have others too, as where a source's fields are not known before
 */
public record RecordShape(Map<String, FieldType> fields, boolean open) {
    public static final RecordShape UNKNOWN = new RecordShape(Map.of(), true);

    public RecordShape {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public RecordShape with(String field, FieldType type) {
        Map<String, FieldType> more = new LinkedHashMap<>(fields);
        more.put(field, type);
        return new RecordShape(more, open);
    }
}
