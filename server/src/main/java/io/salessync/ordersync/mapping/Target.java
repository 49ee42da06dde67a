package io.salessync.ordersync.mapping;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How a record is written to a board: an order as an item, or a line as a subitem.
 *
 * @param nameTemplate makes the item's name
 * @param cutName whether a name over the vendor's limit is cut; it fails otherwise
 * @param uuidColumn the text column that holds our record uuid
 */
public record Target(Template nameTemplate, boolean cutName, String uuidColumn, List<MappedColumn> columns) {
    /** The source columns it is made from, each once, in the order of first use. */
    public List<String> cells() {
        Set<String> cells = new LinkedHashSet<>(nameTemplate.cells());
        for (MappedColumn column : columns) {
            cells.addAll(column.cells());
        }
        return List.copyOf(cells);
    }

    Target renamed(UnaryOperator<String> ids) {
        return new Target(
                nameTemplate,
                cutName,
                ids.apply(uuidColumn),
                columns.stream()
                        .map(column -> column.withId(ids.apply(column.id())))
                        .toList());
    }
}
