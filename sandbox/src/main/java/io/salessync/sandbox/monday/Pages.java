package io.salessync.sandbox.monday;

import io.salessync.sandbox.SandboxClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Pages over items: cursors that live an hour from the first page on, pages that are now and then smaller than asked. */
final class Pages {
    static final int MOST = 500;
    static final Duration CURSOR_LIFE = Duration.ofMinutes(60);

    private static final double SHORT_PAGE = 0.1;

    record Page(@Nullable String cursor, List<Item> items) {}

    private record Cursor(List<Item> items, int from, Instant end) {}

    private final SandboxClock clock;
    private final Map<String, Cursor> cursors = new LinkedHashMap<>();
    private SplittableRandom random;

    Pages(SandboxClock clock, long seed) {
        this.clock = clock;
        this.random = new SplittableRandom(seed ^ 0x9a6e5);
    }

    synchronized void reset(long seed) {
        cursors.clear();
        random = new SplittableRandom(seed ^ 0x9a6e5);
    }

    synchronized Page first(List<Item> items, int limit) {
        Instant now = clock.instant();
        cursors.values().removeIf(cursor -> cursor.end().isBefore(now));
        return page(new Cursor(items, 0, now.plus(CURSOR_LIFE)), limit);
    }

    synchronized Page next(String token, int limit, boolean expired) {
        Cursor cursor = cursors.get(token);
        if (cursor == null || expired || !clock.instant().isBefore(cursor.end())) {
            throw MondayFault.of(
                    "CursorExpiredError",
                    "The cursor provided for pagination has expired. Start again from the first page");
        }
        return page(cursor, limit);
    }

    private Page page(Cursor cursor, int limit) {
        if (limit < 1 || limit > MOST) {
            throw MondayFault.of("InvalidArgumentException", "The limit has to be from 1 to " + MOST);
        }
        boolean shorter = limit > 1 && random.nextDouble() < SHORT_PAGE;
        int size = shorter ? Math.max(1, (int) (limit * (0.5 + random.nextDouble() / 2))) : limit;
        List<Item> page = new ArrayList<>(Math.min(size, cursor.items().size()));
        int at = cursor.from();
        while (at < cursor.items().size() && page.size() < size) {
            Item item = cursor.items().get(at++);
            if (item.active()) {
                page.add(item);
            }
        }
        if (at >= cursor.items().size()) {
            return new Page(null, page);
        }
        String token = Long.toUnsignedString(random.nextLong(), 36) + Long.toUnsignedString(random.nextLong(), 36);
        cursors.put(token, new Cursor(cursor.items(), at, cursor.end()));
        return new Page(token, page);
    }
}
