package io.salessync.connectors.unipile;

import io.salessync.connectors.Connection;
import io.salessync.kernel.runs.ActiveRun;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to ask Unipile.
 *
 * @param operation what it does in a word or two, for the log
 * @param path after {@code /api/v1}, with its query, all of it encoded
 * @param type the body's content type; empty where there is no body
 * @param writes whether it does something in the name of an account
 */
record Ask(
        Connection connection,
        String operation,
        String method,
        String path,
        String type,
        String body,
        boolean writes,
        @Nullable ActiveRun run,
        @Nullable UUID intent) {
    static final String JSON = "application/json";

    static Ask get(Connection connection, String operation, String path, @Nullable ActiveRun run) {
        return new Ask(connection, operation, "GET", path, "", "", false, run, null);
    }

    static Ask post(Connection connection, String operation, String path, String json, @Nullable ActiveRun run) {
        return new Ask(connection, operation, "POST", path, JSON, json, true, run, null);
    }

    static Ask delete(Connection connection, String operation, String path, @Nullable ActiveRun run) {
        return new Ask(connection, operation, "DELETE", path, "", "", true, run, null);
    }

    Ask at(String anotherPath) {
        return new Ask(connection, operation, method, anotherPath, type, body, writes, run, intent);
    }

    /** A part of a path or query; names on the network may hold letters of any script. */
    static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A path with a query; pairs whose value is null are left out. */
    static String query(String path, @Nullable String... pairs) {
        StringBuilder made = new StringBuilder(path);
        char before = '?';
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            String value = pairs[i + 1];
            if (value != null) {
                made.append(before).append(pairs[i]).append('=').append(encoded(value));
                before = '&';
            }
        }
        return made.toString();
    }
}
