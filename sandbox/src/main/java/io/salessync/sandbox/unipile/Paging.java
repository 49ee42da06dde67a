package io.salessync.sandbox.unipile;

import io.salessync.sandbox.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Pages of lists: by position, which shift when the list does, or by the last item, which do not. */
final class Paging {
    private Paging() {}

    /** Where an item of a list stands that is paged by its last item. */
    record Mark(String id, Instant at) {}

    static String encode(JsonNode cursor) {
        return Base64.getEncoder().encodeToString(cursor.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode decode(String cursor) {
        try {
            return Json.MAPPER.readTree(Base64.getDecoder().decode(cursor));
        } catch (IllegalArgumentException | JacksonException e) {
            throw UnipileFault.wrong("The parameter cursor is not one that was given.");
        }
    }

    /**
     * A page by position.
     *
     * @param position the name of the position inside the cursor
     */
    static <T> ObjectNode byPosition(
            Call call, String object, List<T> all, int limit, String position, Function<T, ObjectNode> told) {
        int size = limit;
        int start = 0;
        String given = call.asked("cursor");
        if (given != null) {
            JsonNode cursor = decode(given);
            if (!cursor.path(position).isInt() || cursor.path("limit").asInt(0) < 1) {
                throw UnipileFault.wrong("The parameter cursor is not one of this list.");
            }
            start = cursor.path(position).asInt();
            size = cursor.path("limit").asInt();
        }
        ObjectNode page = Told.object(object);
        ArrayNode items = page.putArray("items");
        int end = Math.min(all.size(), start + size);
        for (int i = start; i < end && !call.hit("empty_page"); i++) {
            items.add(told.apply(all.get(i)));
        }
        ObjectNode next = Json.MAPPER.createObjectNode().put("limit", size).put(position, end);
        if (call.hit("cursor_loop")) {
            next.put(position, start);
            page.put("cursor", given == null ? encode(next) : given);
        } else if (end < all.size()) {
            page.put("cursor", encode(next));
        } else {
            page.putNull("cursor");
        }
        return page;
    }

    /** A page by the last item, the newest first. */
    static <T> ObjectNode byLast(
            Call call, String object, List<T> newestFirst, Function<T, Mark> mark, Function<T, ObjectNode> told) {
        int size = call.limit(100, 250);
        String last = "";
        String given = call.asked("cursor");
        if (given != null) {
            JsonNode cursor = decode(given);
            last = cursor.at("/cursor/last_id").asString("");
            size = cursor.path("limit").asInt(size);
        }
        int start = 0;
        if (!last.isEmpty()) {
            while (start < newestFirst.size() && !mark.apply(newestFirst.get(start)).id().equals(last)) {
                start++;
            }
            start++;
        }
        ObjectNode page = Told.object(object);
        ArrayNode items = page.putArray("items");
        int end = Math.min(newestFirst.size(), start + size);
        for (int i = start; i < end && !call.hit("empty_page"); i++) {
            items.add(told.apply(newestFirst.get(i)));
        }
        if (call.hit("cursor_loop") && end > 0) {
            page.put("cursor", given == null ? cursor(size, mark.apply(newestFirst.getFirst())) : given);
        } else if (end < newestFirst.size() && end > 0) {
            page.put("cursor", cursor(size, mark.apply(newestFirst.get(end - 1))));
        } else {
            page.putNull("cursor");
        }
        return page;
    }

    private static String cursor(int limit, Mark mark) {
        ObjectNode cursor = Json.MAPPER.createObjectNode().put("limit", limit);
        cursor.putObject("cursor").put("last_id", mark.id()).put("last_date", Told.moment(mark.at()));
        return encode(cursor);
    }

    /** A moment in a parameter; null when it is not given. */
    static @Nullable Instant moment(Call call, String name) {
        String asked = call.asked(name);
        if (asked == null) {
            return null;
        }
        try {
            return Instant.parse(asked);
        } catch (DateTimeException e) {
            throw UnipileFault.wrong("The parameter " + name + " has to be a UTC time such as 2026-12-31T23:59:59.999Z.");
        }
    }

    static boolean within(Call call, Instant at) {
        Instant after = moment(call, "after");
        Instant before = moment(call, "before");
        return (after == null || at.isAfter(after)) && (before == null || at.isBefore(before));
    }
}
