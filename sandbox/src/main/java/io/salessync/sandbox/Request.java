package io.salessync.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
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

    /** The parameters of a raw query string; one without a value is told as true. */
    public static Map<String, String> query(@Nullable String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int cut = pair.indexOf('=');
                String name = cut < 0 ? pair : pair.substring(0, cut);
                query.put(decode(name), cut < 0 ? "true" : decode(pair.substring(cut + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
