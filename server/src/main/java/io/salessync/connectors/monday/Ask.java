package io.salessync.connectors.monday;

import io.salessync.connectors.Connection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to ask monday.com.
 *
 * @param operation what it does in a word, for the log
 * @param cost complexity it will need, as far as is known
 * @param idempotencyKey for mutations that an intent stands behind
 */
record Ask(
        Connection connection,
        String operation,
        String apiVersion,
        String body,
        boolean mutation,
        long cost,
        double dayCalls,
        @Nullable String idempotencyKey,
        @Nullable UUID intent) {
    String costPolicy() {
        return mutation ? RateLimits.WRITE : RateLimits.READ;
    }
}
