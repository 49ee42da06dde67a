package io.salessync.connectors;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of a page: values by the columns' paths, in the columns' order. All rows of a page share their columns, which makes a
 * million of them half as large as maps of their own would be. It cannot be changed.
 */
public final class CrmRow extends AbstractMap<String, @Nullable Object> {
    private final Columns columns;
    private final @Nullable Object[] values;

    /**
     * @param values one for each column; it is not copied
     * @throws IllegalArgumentException when there are more or fewer than columns
     */
    public CrmRow(Columns columns, @Nullable Object[] values) {
        if (values.length != columns.paths.length) {
            throw new IllegalArgumentException(values.length + " values for " + columns.paths.length + " columns");
        }
        this.columns = columns;
        this.values = values;
    }

    /** The columns of a page. */
    public static final class Columns {
        private final String[] paths;

        /** In their order. */
        public Columns(List<String> paths) {
            this.paths = paths.toArray(String[]::new);
        }

        public int size() {
            return paths.length;
        }

        public String path(int column) {
            return paths[column];
        }

        private int place(@Nullable Object path) {
            for (int i = 0; i < paths.length; i++) {
                if (paths[i].equals(path)) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** Those of its page. */
    public Columns columns() {
        return columns;
    }

    public @Nullable Object value(int column) {
        return values[column];
    }

    @Override
    public @Nullable Object get(@Nullable Object path) {
        int place = columns.place(path);
        return place < 0 ? null : values[place];
    }

    @Override
    public boolean containsKey(@Nullable Object path) {
        return columns.place(path) >= 0;
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Map.Entry<String, @Nullable Object>> {
        @Override
        public int size() {
            return values.length;
        }

        @Override
        public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
            return new Iterator<>() {
                private int at;

                @Override
                public boolean hasNext() {
                    return at < values.length;
                }

                @Override
                public Map.Entry<String, @Nullable Object> next() {
                    if (at >= values.length) {
                        throw new NoSuchElementException();
                    }
                    int place = at++;
                    return new SimpleImmutableEntry<>(columns.paths[place], values[place]);
                }
            };
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CrmRow row && row.columns == columns
                ? Arrays.equals(row.values, values)
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }
}
