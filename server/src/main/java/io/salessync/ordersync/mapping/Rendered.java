package io.salessync.ordersync.mapping;

import io.salessync.connectors.BoardWrite;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is to be written.
 *
 * @param values of the mapped columns, in the mapping's order; the record uuid and the status are not among them
 * @param faults why it cannot be written; empty where it can
 */
public record Rendered(String name, List<BoardWrite.Value> values, List<Fault> faults) {
    /**
     * @param columnId the board column; null for the name
     * @param code stable: {@code required}, {@code too-long}, {@code transform}, {@code not-a-number} …
     */
    public record Fault(@Nullable String columnId, String code, String message) {}
}
