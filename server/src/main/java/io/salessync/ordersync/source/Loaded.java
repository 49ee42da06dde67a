package io.salessync.ordersync.source;

import java.util.UUID;

/** What a load brought; counts of rows and records. */
public record Loaded(
        UUID loadId,
        UUID syncId,
        String source,
        long sourceRows,
        long problems,
        long ordersCreated,
        long ordersUpdated,
        long ordersRemoved,
        long linesCreated,
        long linesUpdated,
        long linesRemoved) {

    /** How many orders and lines it made, changed or removed. */
    public long changes() {
        return ordersCreated + ordersUpdated + ordersRemoved + linesCreated + linesUpdated + linesRemoved;
    }

    /** Whether the boards have nothing to learn from it. */
    public boolean unchanged() {
        return changes() == 0;
    }

    /** In one sentence. */
    public String sentence() {
        String changes = unchanged()
                ? "no changes"
                : "orders: %,d new, %,d changed, %,d removed; lines: %,d new, %,d changed, %,d removed"
                        .formatted(
                                ordersCreated, ordersUpdated, ordersRemoved, linesCreated, linesUpdated, linesRemoved);
        return "%s: %,d rows, %s%s"
                .formatted(
                        source,
                        sourceRows,
                        changes,
                        problems == 0 ? "" : ", %,d rows with problems".formatted(problems));
    }
}
