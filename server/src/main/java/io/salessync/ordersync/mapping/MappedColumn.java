package io.salessync.ordersync.mapping;

import io.salessync.connectors.ColumnType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A board column and where its value comes from.
 *
 * @param from what is written before {@code transform}: a template; {@code {Column}} alone for a plain column, constant text for a fixed value
 * @param transform makes the value from {@code value} and {@code row}; null: as it is
 * @param required whether an empty value is a fault of the row
 * @param fallback written in place of an empty value; null: the column is cleared
 * @param labels source value → label; a value that is not in it is written as it is
 * @param maximum the longest text allowed here; null: the vendor's limit
 * @param cut whether longer text is cut; it is a fault of the row otherwise
 * @param createLabels whether missing labels are made on the board
 * @param line of the mapping file where it begins
 */
public record MappedColumn(
        String id,
        ColumnType type,
        Template from,
        @Nullable Transform transform,
        boolean required,
        @Nullable String fallback,
        Map<String, String> labels,
        @Nullable Integer maximum,
        boolean cut,
        Owner owner,
        boolean createLabels,
        int line) {

    /** Who decides the column's value on the board. */
    public enum Owner {
        /** The source: what people change on the board is written over. */
        SOURCE,
        /** The board: written when the item is made, never after. */
        BOARD,
        /** Whoever changed it last: a change made on the board stays until the source's value changes. */
        LAST_WRITER
    }

    /** The source columns it reads. */
    public List<String> cells() {
        Set<String> cells = new LinkedHashSet<>(from.cells());
        if (transform != null) {
            cells.addAll(transform.cells());
        }
        return List.copyOf(cells);
    }

    /** Tells two definitions of the same column apart: where it differs, what is on the board may be out of date. */
    public String fingerprint() {
        return String.join(
                "\u001f",
                id,
                type.name(),
                from.text(),
                transform == null ? "" : transform.expression(),
                String.valueOf(fallback),
                labels.toString(),
                String.valueOf(maximum),
                String.valueOf(cut));
    }

    MappedColumn withId(String other) {
        return new MappedColumn(
                other, type, from, transform, required, fallback, labels, maximum, cut, owner, createLabels, line);
    }
}
