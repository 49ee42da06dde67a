package io.salessync.ordersync.mapping;

import io.salessync.connectors.BoardWrite;
import io.salessync.connectors.ColumnType;
import io.salessync.ordersync.mapping.Rendered.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns cells into the name and the values of an item or subitem. Pure; one for a target, used for any number of rows. */
public final class Rendering {
    /** The longest name monday.com takes. */
    private static final int NAME_LIMIT = 255;

    private final Target target;
    private final List<String> layout;
    private final Map<String, Integer> places = new HashMap<>();
    private final Function<ColumnType, Optional<Integer>> maximumLength;
    private final boolean transforms;

    /**
     * @param layout the source column of each place in the arrays, as the sync has it
     * @param maximumLength the vendor's limit for a type of column
     */
    public Rendering(Target target, List<String> layout, Function<ColumnType, Optional<Integer>> maximumLength) {
        this.target = target;
        this.layout = List.copyOf(layout);
        this.maximumLength = maximumLength;
        for (int place = 0; place < layout.size(); place++) {
            places.put(layout.get(place), place);
        }
        this.transforms = target.columns().stream().anyMatch(column -> column.transform() != null);
    }

    /** What is to be written for these cells; null cells are empty ones. */
    public Rendered render(@Nullable String[] cells) {
        Function<String, String> cell = name -> {
            Integer place = places.get(name);
            String value = place == null || place >= cells.length ? null : cells[place];
            return value == null ? "" : value;
        };
        Map<String, String> row = transforms ? row(cell) : Map.of();
        List<Fault> faults = new ArrayList<>();
        List<BoardWrite.Value> values = new ArrayList<>(target.columns().size());
        for (MappedColumn column : target.columns()) {
            values.add(new BoardWrite.Value(column.id(), column.type(), value(column, cell, row, faults)));
        }
        return new Rendered(name(cell, faults), List.copyOf(values), List.copyOf(faults));
    }

    private Map<String, String> row(Function<String, String> cell) {
        Map<String, String> row = new HashMap<>();
        for (String name : layout) {
            row.put(name, cell.apply(name));
        }
        return row;
    }

    private String name(Function<String, String> cell, List<Fault> faults) {
        String name = target.nameTemplate().fill(cell);
        if (name.isEmpty()) {
            faults.add(new Fault(null, "required", "The name is empty: " + target.nameTemplate() + " gives nothing"));
        }
        if (name.length() > NAME_LIMIT) {
            if (target.cutName()) {
                return cut(name, NAME_LIMIT);
            }
            faults.add(new Fault(null, "too-long", tooLong("The name", name, NAME_LIMIT)));
        }
        return name;
    }

    private String value(
            MappedColumn column, Function<String, String> cell, Map<String, String> row, List<Fault> faults) {
        String value = column.from().fill(cell);
        Transform transform = column.transform();
        if (transform != null) {
            try {
                value = transform.apply(value, row).strip();
            } catch (IllegalArgumentException e) {
                faults.add(new Fault(
                        column.id(),
                        "transform",
                        "'" + transform.expression() + "' does not work for '" + value + "': " + e.getMessage()));
                return "";
            }
        }
        value = column.labels().getOrDefault(value, value);
        if (value.isEmpty() && column.fallback() != null) {
            value = column.fallback();
        }
        if (value.isEmpty()) {
            if (column.required()) {
                faults.add(new Fault(column.id(), "required", "A value is required and there is none"));
            }
            return "";
        }
        try {
            value = Notation.of(column.type(), value);
        } catch (IllegalArgumentException e) {
            faults.add(new Fault(column.id(), "unreadable", "'" + value + "' " + e.getMessage()));
            return "";
        }
        return withinLimit(column, value, faults);
    }

    private String withinLimit(MappedColumn column, String value, List<Fault> faults) {
        Integer own = column.maximum();
        int vendors = maximumLength.apply(column.type()).orElse(Integer.MAX_VALUE);
        int limit = own == null ? vendors : Math.min(own, vendors);
        if (value.length() <= limit) {
            return value;
        }
        if (column.cut()) {
            return cut(value, limit);
        }
        faults.add(new Fault(column.id(), "too-long", tooLong("The text", value, limit)));
        return value;
    }

    private static String tooLong(String what, String value, int limit) {
        return "%s has %d characters, %d are allowed: shorten it, or say on_too_long = \"cut\""
                .formatted(what, value.length(), limit);
    }

    /** Never leaves half of a character that takes two places. */
    private static String cut(String value, int limit) {
        int end = Character.isHighSurrogate(value.charAt(limit - 1)) ? limit - 1 : limit;
        return value.substring(0, end);
    }
}
