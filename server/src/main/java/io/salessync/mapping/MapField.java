package io.salessync.mapping;

import io.salessync.flows.graph.FieldType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field of one end of a mapping.
 *
 * @param required whether a record cannot do without it
 * @param writable whether it can be written; a formula cannot
 * @param key whether it names the record: an id
 * @param choices what it may hold; empty: anything of its type
 * @param kind what its end calls the type, such as {@code picklist}; null: nothing else
 * @param about one sentence; null: the label says it
 */
public record MapField(
        String name,
        String label,
        FieldType type,
        boolean required,
        boolean writable,
        boolean key,
        List<String> choices,
        @Nullable String kind,
        @Nullable String about) {
    public MapField {
        choices = List.copyOf(choices);
    }

    /** A field of which no more is known. */
    public static MapField of(String name, String label, FieldType type) {
        return new MapField(name, label, type, false, true, false, List.of(), null, null);
    }
}
