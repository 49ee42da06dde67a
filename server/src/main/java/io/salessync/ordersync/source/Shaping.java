package io.salessync.ordersync.source;

import io.salessync.ordersync.mapping.CellTypes;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import io.salessync.ordersync.source.CellReading.Unreadable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What both shapes of a list have in common: finding the columns, reading the cells, telling rows that cannot be used. */
abstract class Shaping {
    /** What a line is given by the size rule; not columns of the source. */
    static final Set<String> MADE = Set.of("size", "quantity", "line_number");

    private static final int TOLD_EVERY = 1_000;

    final Mapping mapping;
    final Layout layout;
    final Rows rows;
    final Header header;
    final Stage stage;
    private final CellReading reading;
    private final String[] columns;
    private final int[] places;
    private final Source.CellType[] types;
    private final String[] values;
    private final Map<String, Integer> slots;
    private long count;

    /** @param extra columns the shape needs beside those of the mapping */
    Shaping(Mapping mapping, Rows rows, String source, Stage stage, List<String> extra) {
        this.mapping = mapping;
        this.layout = Layout.of(mapping);
        this.rows = rows;
        this.stage = stage;
        this.header = new Header(source, rows.header());
        Set<String> needed = new LinkedHashSet<>(needed(mapping));
        needed.addAll(extra);
        header.demand(needed);
        this.reading = new CellReading(mapping.source());
        this.columns = needed.toArray(String[]::new);
        this.places = new int[columns.length];
        this.types = new Source.CellType[columns.length];
        this.values = new String[columns.length];
        Map<String, Source.CellType> known = CellTypes.of(mapping);
        for (int slot = 0; slot < columns.length; slot++) {
            places[slot] = header.place(columns[slot]);
            types[slot] = extra.contains(columns[slot]) && mapping.source().shape() == Source.Shape.WIDE
                    ? Source.CellType.NUMBER
                    : known.getOrDefault(columns[slot], Source.CellType.TEXT);
        }
        this.slots = new java.util.HashMap<>();
        for (int slot = 0; slot < columns.length; slot++) {
            slots.put(columns[slot], slot);
        }
    }

    /** The columns of the source the mapping reads. */
    static List<String> needed(Mapping mapping) {
        Source source = mapping.source();
        Set<String> needed = new LinkedHashSet<>(source.orderKey());
        if (source.lines() != null) {
            needed.addAll(source.lines().key());
        }
        needed.addAll(source.group().cells());
        needed.addAll(mapping.itemCells());
        needed.addAll(mapping.lineCells());
        if (source.sizes() != null) {
            needed.removeAll(MADE);
            if (source.sizes().total() != null) {
                needed.add(source.sizes().total());
            }
        }
        return List.copyOf(needed);
    }

    /** Stages all rows; tells how many were read from time to time. */
    final void run(LongConsumer progress) {
        long read = 0;
        while (rows.next()) {
            if (++read % TOLD_EVERY == 0) {
                progress.accept(read);
            }
            row();
        }
        stage.finish();
        progress.accept(read);
        count = read;
    }

    final long count() {
        return count;
    }

    private void row() {
        long line = rows.line();
        int width = header.names().size();
        if (isRagged(width)) {
            if (isBlank()) {
                return;
            }
            stage.problem(
                    line,
                    keyOfRaggedRow(),
                    "ragged-row",
                    null,
                    null,
                    "The row has " + rows.size() + " cells, the header has " + width
                            + ": a delimiter or a quote is missing or too many");
            return;
        }
        int bad = read();
        if (bad < 0 && isBlank()) {
            return;
        }
        String key = key(mapping.source().orderKey());
        if (bad >= 0) {
            problem(line, key, bad);
        } else if (key.isEmpty()) {
            String names = Header.quoted(mapping.source().orderKey());
            stage.problem(
                    line, null, "order-key-missing", names, null, "The row names no order: " + names + " is empty");
        } else {
            use(line, key);
        }
    }

    /** Stages a row whose cells are all readable. */
    abstract void use(long line, String orderKey);

    private @Nullable Unreadable why;

    /** Reads the cells; the first that cannot be read, or -1. */
    private int read() {
        int bad = -1;
        for (int slot = 0; slot < columns.length; slot++) {
            String text = rows.cell(places[slot]);
            try {
                String fault = rows.fault(places[slot]);
                if (fault != null) {
                    throw new Unreadable("cell-error", fault);
                }
                values[slot] = reading.read(types[slot], text);
            } catch (Unreadable e) {
                values[slot] = "";
                if (bad < 0) {
                    bad = slot;
                    why = e;
                }
            }
        }
        return bad;
    }

    private void problem(long line, String key, int bad) {
        Unreadable reason = java.util.Objects.requireNonNull(why);
        String value = rows.cell(places[bad]).strip();
        stage.problem(line, key, reason.code(), columns[bad], value, "'" + shown(value) + "' " + reason.message());
    }

    static String shown(String value) {
        return value.length() > 60 ? value.substring(0, 60) + "…" : value;
    }

    private boolean isRagged(int width) {
        if (rows.size() < width) {
            return true;
        }
        for (int i = width; i < rows.size(); i++) {
            if (!rows.cell(i).isBlank()) {
                return true;
            }
        }
        return false;
    }

    private boolean isBlank() {
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.cell(i).isBlank()) {
                return false;
            }
        }
        return true;
    }

    private @Nullable String keyOfRaggedRow() {
        List<String> parts = new ArrayList<>();
        for (String column : mapping.source().orderKey()) {
            int place = header.place(column);
            if (place >= rows.size()) {
                return null;
            }
            parts.add(rows.cell(place).strip());
        }
        return joined(parts);
    }

    final String value(String column) {
        Integer slot = slots.get(column);
        return slot == null ? "" : values[slot];
    }

    /** The key these columns make; empty where all of them are empty. */
    final String key(List<String> names) {
        if (names.size() == 1) {
            return value(names.getFirst());
        }
        return joined(names.stream().map(this::value).toList());
    }

    private static String joined(List<String> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        if (parts.stream().allMatch(String::isEmpty)) {
            return "";
        }
        return parts.stream()
                .map(part -> part.replace("\\", "\\\\").replace("|", "\\|"))
                .collect(Collectors.joining("|"));
    }

    final String group() {
        String group = mapping.source().group().fill(this::value);
        return group.isEmpty() ? mapping.source().groupFallback() : group;
    }

    final String[] cells(List<String> names) {
        String[] cells = new String[names.size()];
        for (int i = 0; i < cells.length; i++) {
            cells[i] = value(names.get(i));
        }
        return cells;
    }
}
