package io.salessync.logs;

import io.salessync.kernel.problems.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Where a line stands among all: its time and its number, as {@code <microseconds since 1970>-<number>}. Names the line, too. */
record Place(Instant at, long id) {
    String text() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "-" + id;
    }

    /** The place that {@code text} names; null for none. */
    static @Nullable Place parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        int dash = text.indexOf('-', 1);
        try {
            return new Place(
                    Instant.EPOCH.plus(Long.parseLong(text.substring(0, Math.max(dash, 0))), ChronoUnit.MICROS),
                    Long.parseLong(text.substring(dash + 1)));
        } catch (NumberFormatException | ArithmeticException e) {
            throw Problem.of(
                            LogsProblem.BAD_FILTER,
                            "“%s” is no place in the logs; give the “next” of the last page.".formatted(text),
                            e)
                    .with("parameter", "after")
                    .with("value", text);
        }
    }
}
