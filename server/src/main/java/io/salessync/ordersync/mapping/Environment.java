package io.salessync.ordersync.mapping;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One place to mirror to.
 *
 * @param vendor {@code monday}
 * @param boards ids; the next takes over when one is full
 * @param token a reference: {@code env:NAME}, {@code file:PATH}, {@code connection:NAME}, or {@code sandbox:TOKEN} for loopback endpoints
 * @param endpointByDefault whether that address holds the default of a variable that is not set in this process
 * @param apiVersion the vendor's interface version, pinned
 * @param idempotencyWindow how long the vendor keeps an idempotency key
 * @param batch the most writes one call may hold; null: as the budget allows
 * @param itemColumns board column ids that differ here, by the id in the common part
 * @param lineColumns the same for subitems
 */
public record Environment(
        String name,
        String vendor,
        List<String> boards,
        String token,
        URI endpoint,
        boolean endpointByDefault,
        String apiVersion,
        Duration idempotencyWindow,
        @Nullable Integer batch,
        Map<String, String> itemColumns,
        Map<String, String> lineColumns) {

    String itemColumn(String id) {
        return itemColumns.getOrDefault(id, id);
    }

    String lineColumn(String id) {
        return lineColumns.getOrDefault(id, id);
    }
}
