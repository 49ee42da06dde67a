package io.salessync.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** One HTTP answer and how it is delivered: whole, in drops over some seconds, or not at all. */
public record Reply(
        int status, String contentType, byte[] body, Map<String, String> headers, boolean lost, double dribbleSeconds) {

    public static Reply json(int status, Object value) {
        return bytes(status, "application/json; charset=utf-8", Json.bytes(value));
    }

    public static Reply text(int status, String contentType, String text) {
        return bytes(status, contentType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply bytes(int status, String contentType, byte[] body) {
        return new Reply(status, contentType, body, Map.of(), false, 0);
    }

    public static Reply problem(int status, String message) {
        return json(status, Map.of("error", message));
    }

    /** The connection is closed and the caller never learns what happened. */
    public static Reply nothing() {
        return new Reply(0, "", new byte[0], Map.of(), true, 0);
    }

    public Reply with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new Reply(status, contentType, body, all, lost, dribbleSeconds);
    }

    public Reply overSeconds(double seconds) {
        return new Reply(status, contentType, body, headers, lost, seconds);
    }
}
