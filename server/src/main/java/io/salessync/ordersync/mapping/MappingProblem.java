package io.salessync.ordersync.mapping;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong in a mapping file.
 *
 * @param line from 1; 0 where it is about the file as a whole
 * @param column from 1
 * @param key the key's path, such as {@code items.column.type}
 * @param suggestion what was probably meant, or what is allowed
 */
public record MappingProblem(
        int line,
        @Nullable Integer column,
        String key,
        String message,
        @Nullable String suggestion) {
    @Override
    public String toString() {
        String place = line < 1 ? "the file" : "line " + line + (column == null ? "" : ", column " + column);
        return place + ": " + (key.isEmpty() ? "" : key + " ") + message
                + (suggestion == null ? "" : " (" + suggestion + ")");
    }
}
