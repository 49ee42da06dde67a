package io.salessync.ordersync.mapping;

import io.salessync.connectors.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the text of each source column is read: as said, or as the board columns written from it need it. */
public final class CellTypes {
    private CellTypes() {}

    record Use(String cell, Source.CellType type, MappedColumn column) {}

    /** The type of every source column that is more than text. */
    public static Map<String, Source.CellType> of(Mapping mapping) {
        Map<String, Source.CellType> types = new HashMap<>();
        derived(mapping).forEach(use -> types.put(use.cell(), use.type()));
        types.putAll(mapping.source().types());
        return Map.copyOf(types);
    }

    static List<Use> derived(Mapping mapping) {
        List<MappedColumn> columns = new ArrayList<>(mapping.items().columns());
        if (mapping.lines() != null) {
            columns.addAll(mapping.lines().columns());
        }
        List<Use> uses = new ArrayList<>();
        for (MappedColumn column : columns) {
            Source.CellType type = needed(column.type());
            List<String> cells = column.from().cells();
            boolean plain = cells.size() == 1 && column.from().equals(Template.ofCell(cells.getFirst()));
            if (type != null && plain && column.labels().isEmpty() && column.transform() == null) {
                uses.add(new Use(cells.getFirst(), type, column));
            }
        }
        return uses;
    }

    private static Source.@Nullable CellType needed(ColumnType type) {
        return switch (type) {
            case NUMBERS, RATING -> Source.CellType.NUMBER;
            case DATE, WEEK -> Source.CellType.DATE;
            default -> null;
        };
    }
}
