package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Fault;
import io.salessync.sandbox.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of the API with its fields taken apart.
 *
 * @param path what follows the version, in its parts
 * @param fault what goes wrong in it, if anything
 */
record Call(Request request, List<String> path, Form form, @Nullable Fault fault) {
    String method() {
        return request.method();
    }

    String part(int at) {
        return at < path.size() ? path.get(at) : "";
    }

    boolean hit(String kind) {
        return fault != null && fault.kind().equals(kind);
    }

    @Nullable String asked(String name) {
        return request.query().get(name);
    }

    boolean asks(String name) {
        return request.asks(name);
    }

    /** How many items a page is to have. */
    int limit(int fallback, int most) {
        String asked = asked("limit");
        if (asked == null) {
            return fallback;
        }
        if (!asked.matches("\\d{1,6}") || Integer.parseInt(asked) < 1 || Integer.parseInt(asked) > most) {
            throw UnipileFault.wrong("The parameter limit has to be a whole number from 1 to " + most + ".");
        }
        return Integer.parseInt(asked);
    }
}
