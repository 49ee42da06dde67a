package io.salessync.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One end of a mapping. Says one of: an object of a CRM by the name of a connection, a collection of our records, a target of ours by
 * name, or fields as they are given.
 *
 * @param connection the name of a connection
 * @param object such as {@code Contact}
 * @param collection a collection of records
 * @param target such as {@code customers.person}
 * @param fields where the end is none of these, such as the columns of a file
 */
public record MapSide(
        @Nullable String connection,
        @Nullable String object,
        @Nullable String collection,
        @Nullable String target,
        List<MapField> fields) {
    public MapSide {
        fields = List.copyOf(fields);
    }

    public static MapSide crm(String connection, String object) {
        return new MapSide(connection, object, null, null, List.of());
    }

    public static MapSide of(String target) {
        return new MapSide(null, null, null, target, List.of());
    }

    /** For people. */
    String words() {
        if (connection != null) {
            return "%s of %s".formatted(object, connection);
        }
        if (collection != null) {
            return "collection " + collection;
        }
        return target != null ? target : "%d fields".formatted(fields.size());
    }
}
