package io.salessync.connectors.salesforce;

import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmRow;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.calls.Body;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a page of a bulk result: CSV, with a header on the first page and perhaps on others. A page has some megabytes, so it is
 * read from its bytes, and texts stay bytes until somebody asks for them.
 */
final class BulkRows {
    private final CrmQuery query;
    private final CrmRow.Columns columns;
    private final int id;
    /** By column: its place among the values that are kept as objects; -1: it is a text. */
    private final int[] typed;

    private final int objects;

    BulkRows(CrmQuery query) {
        this.query = query;
        this.columns = new CrmRow.Columns(
                query.columns().stream().map(CrmQuery.Column::path).toList());
        this.id = columns.place("Id");
        this.typed = new int[columns.size()];
        int count = 0;
        for (int i = 0; i < typed.length; i++) {
            typed[i] = isText(query.columns().get(i).type()) ? -1 : count++;
        }
        this.objects = count;
    }

    private static boolean isText(CrmType type) {
        return switch (type) {
            case TEXT, ID, CHOICE, CHOICES, OTHER -> true;
            case FLAG, WHOLE, DECIMAL, DATE, INSTANT, TIME -> false;
        };
    }

    /** The page is not what was asked for: it says nothing that may be taken for rows. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    /** @param told how many rows the page says it has; null where it does not */
    CrmRead.Page page(Body csv, @Nullable String next, @Nullable Long told) {
        Reading reading = new Reading();
        reading.all(csv.utf8());
        int found = reading.rows.size() + reading.rejects.size();
        if (told != null && told != found) {
            throw new Broken("it says it has " + told + " rows and has " + found);
        }
        return new CrmRead.Page(reading.rows, next, null, reading.rejects);
    }

    /** Lines, one after the other: their values without quotes, and where in the bytes each ends. */
    private static final class Lines {
        private static final int FULL = 60_000;

        private byte[] texts = new byte[FULL + 4_096];
        private int[] ends = new int[4_096];
        private int size;
        private int count;

        void add(byte[] from, int at, int length) {
            if (texts.length - size < length) {
                texts = Arrays.copyOf(texts, Math.max(texts.length * 2, size + length));
            }
            System.arraycopy(from, at, texts, size, length);
            size += length;
        }

        void end() {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, count * 2);
            }
            ends[count++] = size;
        }

        boolean isFull() {
            return size >= FULL;
        }

        int begin(int value) {
            return value == 0 ? 0 : ends[value - 1];
        }

        int length(int value) {
            return ends[value] - begin(value);
        }

        String text(int value) {
            return new String(texts, begin(value), length(value), StandardCharsets.UTF_8);
        }
    }

    /** A row: its first value in the lines it is one of, and those values that are no texts. */
    private final class Row extends CrmRow {
        private final Lines lines;
        private final int first;
        private final int[] places;
        private final @Nullable Object[] values;

        Row(Lines lines, int first, int[] places, @Nullable Object[] values) {
            super(columns);
            this.lines = lines;
            this.first = first;
            this.places = places;
            this.values = values;
        }

        @Override
        public @Nullable Object value(int column) {
            if (typed[column] >= 0) {
                return values[typed[column]];
            }
            int at = first + places[column];
            return lines.length(at) == 0 ? null : lines.text(at);
        }

        @Override
        public boolean give(int column, Texts to) {
            int at = first + places[column];
            if (typed[column] >= 0 || lines.length(at) == 0) {
                return false;
            }
            to.text(lines.texts, lines.begin(at), lines.length(at));
            return true;
        }
    }

    private final class Reading {
        private static final @Nullable Object[] NONE = {};

        private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        private final List<CrmRead.Reject> rejects = new ArrayList<>();
        // columns come in the order they were asked for; where there is a header, it is what counts
        private int[] places = new int[typed.length];
        private Lines lines = new Lines();
        private int number;
        private int width = -1;
        private int first;
        private boolean quoted;
        private boolean foreign;

        /** Where the reader stands: before a value, within it, within quotes, after a quote within quotes, after a carriage return. */
        private enum At {
            BEGIN,
            PLAIN,
            QUOTED,
            QUOTE,
            RETURN
        }

        void all(Body csv) {
            Arrays.setAll(places, place -> place);
            At at = At.BEGIN;
            for (int i = 0; i < csv.blocks(); i++) {
                at = block(csv.block(i), i == 0 ? mark(csv) : 0, csv.length(i), at);
            }
            if (at == At.QUOTED) {
                throw new Broken("it ends within quotes");
            }
            boolean open = at == At.PLAIN || at == At.QUOTE || (at == At.BEGIN && lines.count > first);
            if (open) {
                value();
                line();
            }
        }

        /** How many bytes a mark of UTF-8 at the head takes. */
        private static int mark(Body csv) {
            byte[] head = csv.block(0);
            return csv.length(0) >= 3 && head[0] == (byte) 0xef && head[1] == (byte) 0xbb && head[2] == (byte) 0xbf
                    ? 3
                    : 0;
        }

        private At block(byte[] bytes, int from, int to, At begun) {
            At at = begun;
            int i = from;
            while (i < to) {
                byte one = bytes[i];
                switch (at) {
                    case RETURN -> {
                        if (one == '\n') {
                            i++;
                        }
                        at = At.BEGIN;
                    }
                    case BEGIN -> {
                        if (one == '"') {
                            quoted = true;
                            at = At.QUOTED;
                            i++;
                        } else {
                            at = At.PLAIN;
                        }
                    }
                    case PLAIN -> {
                        int end = run(bytes, i, to);
                        if (end < to) {
                            at = ended(bytes[end]);
                            end++;
                        }
                        i = end;
                    }
                    case QUOTED -> {
                        int end = quotedRun(bytes, i, to);
                        if (end < to) {
                            at = At.QUOTE;
                            end++;
                        }
                        i = end;
                    }
                    case QUOTE -> {
                        if (one == '"') {
                            lines.add(bytes, i, 1);
                            at = At.QUOTED;
                        } else if (one == ',' || one == '\n' || one == '\r') {
                            at = ended(one);
                        } else {
                            throw new Broken("it is no CSV: after the quoted value of line " + (number + 1)
                                    + " something else than a comma follows");
                        }
                        i++;
                    }
                }
            }
            return at;
        }

        private int run(byte[] bytes, int from, int to) {
            int i = from;
            int all = 0;
            while (i < to) {
                byte one = bytes[i];
                if (one == ',' || one == '\n' || one == '\r') {
                    break;
                }
                all |= one;
                i++;
            }
            foreign |= all < 0;
            lines.add(bytes, from, i - from);
            return i;
        }

        private int quotedRun(byte[] bytes, int from, int to) {
            int i = from;
            int all = 0;
            while (i < to && bytes[i] != '"') {
                all |= bytes[i];
                i++;
            }
            foreign |= all < 0;
            lines.add(bytes, from, i - from);
            return i;
        }

        private At ended(byte by) {
            value();
            if (by == ',') {
                return At.BEGIN;
            }
            line();
            return by == '\r' ? At.RETURN : At.BEGIN;
        }

        private void value() {
            lines.end();
            if (foreign) {
                foreign = false;
                mended(lines.count - 1);
            }
        }

        /** Bytes that are no UTF-8 become what says so, as where texts are read in other ways. */
        private void mended(int value) {
            int begin = lines.begin(value);
            if (!Utf8.isValid(lines.texts, begin, lines.size)) {
                byte[] well = lines.text(value).getBytes(StandardCharsets.UTF_8);
                lines.size = begin;
                lines.count = value;
                lines.add(well, 0, well.length);
                lines.end();
            }
        }

        private void line() {
            int count = lines.count - first;
            boolean empty = count == 1 && !quoted && lines.length(first) == 0;
            quoted = false;
            number++;
            if (empty) {
                forgotten();
                return;
            }
            if (width < 0) {
                width = count;
                int[] header = header(count);
                if (header != null) {
                    places = header;
                    forgotten();
                    return;
                }
            }
            if (count != width || count < typed.length) {
                throw new Broken(
                        "line " + number + " has " + count + " values instead of " + Math.max(width, typed.length));
            }
            take();
        }

        private void forgotten() {
            lines.size = lines.begin(first);
            lines.count = first;
        }

        private void take() {
            @Nullable Object[] values = objects == 0 ? NONE : new @Nullable Object[objects];
            Row row = new Row(lines, first, places, values);
            for (int i = 0; i < typed.length; i++) {
                if (typed[i] < 0) {
                    continue;
                }
                CrmQuery.Column column = query.columns().get(i);
                try {
                    values[typed[i]] = Values.of(column.type(), lines.text(first + places[i]));
                } catch (Values.Unreadable e) {
                    Object named = id < 0 ? null : row.value(id);
                    rejects.add(new CrmRead.Reject(
                            named == null ? "line " + number : named.toString(), column.path() + ": " + e.said()));
                    forgotten();
                    return;
                }
            }
            rows.add(row);
            if (lines.isFull()) {
                lines = new Lines();
            }
            first = lines.count;
        }

        /** Where each column is, if the line names them all; null where it is a row already. */
        private int @Nullable [] header(int count) {
            Map<String, Integer> named = new HashMap<>();
            for (int i = 0; i < count; i++) {
                named.put(lines.text(first + i).toLowerCase(Locale.ROOT), i);
            }
            int[] found = new int[typed.length];
            for (int i = 0; i < found.length; i++) {
                Integer at = named.get(query.columns().get(i).path().toLowerCase(Locale.ROOT));
                if (at == null) {
                    return null;
                }
                found[i] = at;
            }
            return found;
        }
    }
}
