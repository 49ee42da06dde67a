package io.salessync.flows.graph;

import org.jspecify.annotations.Nullable;

/**
 * Something found out about a definition.
 *
 * @param node the node's id; null where it is about none
 * @param trigger likewise
 * @param field the setting, as a path such as {@code columns/2/name}; null: the node, trigger or flow as a whole
 */
public record Finding(
        Severity severity,
        @Nullable String node,
        @Nullable String trigger,
        @Nullable String field,
        String message) {
    /** A problem keeps the flow from being published. */
    public enum Severity {
        PROBLEM,
        WARNING
    }

    @Override
    public String toString() {
        String place = node != null ? "node " + node : trigger != null ? "trigger " + trigger : "the flow";
        return place + (field == null ? "" : ", " + field) + ": " + message;
    }
}
