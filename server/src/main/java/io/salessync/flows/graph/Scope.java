package io.salessync.flows.graph;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What expressions see beside the record.
 *
 * @param flow its name
 * @param now what {@code age()} counts to: the start of the run, so that running again gives the same
 * @param due when the run was due; null where there is no due time
 * @param since the beginning of the range of time the run covers; null: from the beginning
 * @param before its end; null: no end
 * @param payload what came with the trigger
 */
public record Scope(
        String flow,
        UUID run,
        Instant now,
        @Nullable Instant due,
        @Nullable Instant since,
        @Nullable Instant before,
        ObjectNode payload) {
    /** Without a payload or a range of time. */
    public static Scope of(String flow, UUID run, Instant now) {
        return new Scope(flow, run, now, null, null, null, JsonNodeFactory.instance.objectNode());
    }
}
