package io.salessync.connectors;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next where the next one is; null: this is the last
 */
public record OutreachPage<T>(List<T> items, @Nullable String next) {
    public OutreachPage {
        items = List.copyOf(items);
    }
}
