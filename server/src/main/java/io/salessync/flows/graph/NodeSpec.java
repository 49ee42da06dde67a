package io.salessync.flows.graph;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node of a flow.
 *
 * @param id unique in the flow; what logs and expressions name it by
 * @param type the name of a {@link NodeType}
 * @param title what people see; null: the type's title
 * @param settings as the type's JSON Schema has them
 * @param retry how failures that may pass are tried again; null: the engine's own way
 * @param place where the designer draws it; null: laid out by itself
 */
public record NodeSpec(
        String id,
        String type,
        @Nullable String title,
        ObjectNode settings,
        @Nullable Retry retry,
        @Nullable Place place) {
    /**
     * Attempts after the first and the waits between them: {@code first}, then each {@code factor} times the last, at most
     * {@code longest}.
     */
    public record Retry(int attempts, Duration first, double factor, Duration longest) {}

    /** In pixels of the designer's canvas. */
    public record Place(double x, double y) {}
}
