package io.salessync.connectors.salesforce;

import io.salessync.connectors.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to ask Salesforce.
 *
 * @param operation what it does in a word or two, for the log
 * @param path from the instance on, with its query
 * @param isLong whether it may take 20 s or more: those are limited at a time
 * @param counts whether it counts as a call of the day; the list of versions does not
 */
record Ask(
        Connection connection,
        String operation,
        String method,
        String path,
        Map<String, String> headers,
        String body,
        boolean isLong,
        boolean counts,
        Duration within,
        @Nullable UUID intent) {
    private static final Duration SHORT = Duration.ofSeconds(60);

    /** A query may take two minutes before Salesforce itself gives up. */
    static final Duration LONG = Duration.ofSeconds(135);

    static Ask get(Connection connection, String operation, String path) {
        return new Ask(connection, operation, "GET", path, Map.of(), "", false, true, SHORT, null);
    }

    static Ask with(Connection connection, String operation, String method, String path, String body) {
        return new Ask(connection, operation, method, path, Map.of(), body, false, true, SHORT, null);
    }

    Ask lasting() {
        return new Ask(connection, operation, method, path, headers, body, true, counts, LONG, intent);
    }

    Ask having(Map<String, String> more) {
        return new Ask(connection, operation, method, path, more, body, isLong, counts, within, intent);
    }

    Ask free() {
        return new Ask(connection, operation, method, path, headers, body, isLong, false, within, intent);
    }

    Ask of(UUID anIntent) {
        return new Ask(connection, operation, method, path, headers, body, isLong, counts, within, anIntent);
    }
}
