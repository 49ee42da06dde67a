package io.salessync.connectors;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row of a page: values by the columns' paths, in the columns' order. All rows of a page share their columns, and a row may be
 * no more than a place in the bytes that came, so that a million of them need no million of maps. It cannot be changed.
 */
public abstract class CrmRow extends AbstractMap<String, @Nullable Object> {
    private final Columns columns;

    protected CrmRow(Columns columns) {
        this.columns = columns;
    }

    /** Takes texts as they are in the bytes of a page. */
    public interface Texts {
        /** Well-formed UTF-8; the bytes must not be kept or changed. */
        void text(byte[] bytes, int from, int length);
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

        /** Where a path is among them; -1: nowhere. */
        public int place(@Nullable Object path) {
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

    /** The value of a column; as {@link CrmRead.Page} says. */
    public abstract @Nullable Object value(int column);

    /**
     * Gives the text of a column without making an object of it.
     *
     * @return false: nothing was given, {@link #value} has what there is
     */
    public boolean give(int column, Texts to) {
        return false;
    }

    @Override
    public @Nullable Object get(@Nullable Object path) {
        int place = columns.place(path);
        return place < 0 ? null : value(place);
    }

    @Override
    public boolean containsKey(@Nullable Object path) {
        return columns.place(path) >= 0;
    }

    @Override
    public int size() {
        return columns.size();
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Map.Entry<String, @Nullable Object>> {
        @Override
        public int size() {
            return columns.size();
        }

        @Override
        public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
            return new Iterator<>() {
                private int at;

                @Override
                public boolean hasNext() {
                    return at < columns.size();
                }

                @Override
                public Map.Entry<String, @Nullable Object> next() {
                    if (at >= columns.size()) {
                        throw new NoSuchElementException();
                    }
                    int place = at++;
                    return new SimpleImmutableEntry<>(columns.paths[place], value(place));
                }
            };
        }
    }
}
