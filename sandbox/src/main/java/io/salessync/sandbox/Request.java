package io.salessync.sandbox;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One HTTP call as received; header names are in lower case. */
public record Request(
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        String remoteAddress) {

    public @Nullable String header(String name) {
        return headers.get(name);
    }

    public boolean asks(String parameter) {
        return "true".equals(query.get(parameter));
    }
}
