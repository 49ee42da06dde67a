package io.salessync.ordersync.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping file says: where orders come from, how an order becomes an item and a line a subitem, and the boards of each
 * environment. Made by {@link MappingReader}; everything in it has been checked against itself, nothing yet against a board.
 *
 * @param items how an order is written
 * @param lines how a line is written; null where the list has orders alone
 * @param status the column that tells on the board how far an order is; null where none does
 */
public record Mapping(
        String name,
        String title,
        Source source,
        Target items,
        @Nullable Target lines,
        @Nullable Status status,
        Map<String, Environment> environments) {

    /** The environment of that name, or null. */
    public @Nullable Environment environment(String environmentName) {
        return environments.get(environmentName);
    }

    /** The mapping as it holds in one environment: column ids that differ there are replaced. */
    public Mapping in(Environment environment) {
        Status local = status == null ? null : status.inColumn(environment.itemColumn(status.column()));
        return new Mapping(
                name,
                title,
                source,
                items.renamed(environment::itemColumn),
                lines == null ? null : lines.renamed(environment::lineColumn),
                local,
                environments);
    }

    /** The source columns an order is written from, in the order of {@code order_list.cells}. */
    public List<String> itemCells() {
        Set<String> cells = new LinkedHashSet<>(items.cells());
        return List.copyOf(cells);
    }

    /** The source columns a line is written from, in the order of {@code order_list_lines.cells}. */
    public List<String> lineCells() {
        return lines == null ? List.of() : lines.cells();
    }

    /**
     * Says on the board how far an order is.
     *
     * @param column a status column of the items
     * @param synced the label once an order and all of its lines are there
     * @param partial the label while some of its lines failed; null: as {@code synced}
     * @param removed the label written before an order is archived; null: none is written
     */
    public record Status(
            String column,
            String synced,
            @Nullable String partial,
            @Nullable String removed) {
        Status inColumn(String other) {
            return new Status(other, synced, partial, removed);
        }
    }
}
