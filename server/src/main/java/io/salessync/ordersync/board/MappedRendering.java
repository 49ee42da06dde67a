package io.salessync.ordersync.board;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.ordersync.mapping.MappedColumn;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Rendering;
import io.salessync.ordersync.mapping.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Renders rows by the mapping, and lets the vendor's connector say what is wrong with a value. */
final class MappedRendering implements RowRendering {
    private final Rendering items;
    private final @Nullable Rendering lines;
    private final Map<String, Owner> itemOwners;
    private final Map<String, Owner> lineOwners;
    private final BiFunction<ColumnType, String, Optional<String>> fault;

    MappedRendering(
            Mapping mapping,
            List<String> itemColumns,
            List<String> lineColumns,
            Function<ColumnType, Optional<Integer>> maximumLength,
            BiFunction<ColumnType, String, Optional<String>> fault) {
        Target lineTarget = mapping.lines();
        this.items = new Rendering(mapping.items(), itemColumns, maximumLength);
        this.lines = lineTarget == null ? null : new Rendering(lineTarget, lineColumns, maximumLength);
        this.itemOwners = owners(mapping.items());
        this.lineOwners = lineTarget == null ? Map.of() : owners(lineTarget);
        this.fault = fault;
    }

    private static Map<String, Owner> owners(Target target) {
        Map<String, Owner> owners = new HashMap<>();
        for (MappedColumn column : target.columns()) {
            owners.put(column.id(), Owner.valueOf(column.owner().name()));
        }
        return owners;
    }

    @Override
    public Rendered item(String[] cells) {
        return rendered(items.render(cells), itemOwners);
    }

    @Override
    public Rendered line(String[] cells) {
        if (lines == null) {
            throw new IllegalStateException("The mapping has no lines");
        }
        return rendered(lines.render(cells), lineOwners);
    }

    private Rendered rendered(io.salessync.ordersync.mapping.Rendered from, Map<String, Owner> owners) {
        List<Cell> cells = new ArrayList<>(from.values().size() + 1);
        List<Fault> faults = new ArrayList<>();
        from.faults()
                .forEach(one ->
                        faults.add(new Fault(one.columnId(), one.code(), place(one.columnId()) + one.message())));
        for (BoardWrite.Value value : from.values()) {
            cells.add(new Cell(
                    value.columnId(), value.type(), owners.getOrDefault(value.columnId(), Owner.SOURCE), value.text()));
            if (faults.isEmpty() && !value.text().isEmpty()) {
                fault.apply(value.type(), value.text())
                        .ifPresent(what ->
                                faults.add(new Fault(value.columnId(), "unwritable", place(value.columnId()) + what)));
            }
        }
        return new Rendered(from.name(), cells, faults);
    }

    private static String place(@Nullable String columnId) {
        return columnId == null ? "" : "Column " + columnId + ": ";
    }
}
