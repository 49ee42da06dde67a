package io.salessync.ordersync.source;

import org.jspecify.annotations.Nullable;

/**
 * A row of a source that could not be used.
 *
 * @param position its place in the list of problems, from 1
 * @param line of the source, from 1; null where it is about no single row
 * @param sourceKey the order it belongs to, where that can be told
 * @param code stable: {@code number-unreadable}, {@code duplicate-key}, {@code total-mismatch} …
 */
public record RowProblem(
        long position,
        @Nullable Long line,
        @Nullable String column,
        @Nullable String value,
        @Nullable String sourceKey,
        String code,
        String message) {
    /** With its place, in one line. */
    public String sentence() {
        return (line == null ? "" : "line " + line + ": ") + (column == null ? "" : column + ": ") + message;
    }
}
