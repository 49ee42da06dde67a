package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.Mapping;
import java.util.List;

/** Which source column each place of the stored arrays holds. */
record Layout(List<String> items, List<String> lines) {
    static Layout of(Mapping mapping) {
        return new Layout(mapping.itemCells(), mapping.lineCells());
    }
}
