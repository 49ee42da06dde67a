package io.salessync.ordersync.mapping;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where orders come from and how a row is read.
 *
 * @param orderKey the columns that together name an order
 * @param group makes the group an order belongs to
 * @param groupFallback the group of orders for which that is empty
 * @param complete whether each load holds all orders, so that one that is missing was removed
 * @param maxRemovals the largest share of orders, or of lines, that one load may remove without being told to; 0 to 1
 * @param types how cells are read where the board column does not tell it already
 * @param dateFormats patterns of {@link java.time.format.DateTimeFormatter} tried after ISO
 * @param decimal the decimal separator, {@code .} or {@code ,}
 */
public record Source(
        Kind kind,
        Shape shape,
        List<String> orderKey,
        Template group,
        String groupFallback,
        boolean complete,
        double maxRemovals,
        Map<String, CellType> types,
        List<String> dateFormats,
        char decimal,
        Files files,
        @Nullable Query query,
        @Nullable Sizes sizes,
        @Nullable Lines lines) {

    /** Where the rows are. */
    public enum Kind {
        /** A file given with each import. */
        FILE,
        /** Files that appear in a folder. */
        FOLDER,
        /** A query or a table of a database. */
        JDBC
    }

    /** What a row is. */
    public enum Shape {
        /** An order with a column for each size, or an order without lines. */
        WIDE,
        /** A line, repeating what is said of its order. */
        LONG
    }

    /** How the text of a cell is read. */
    public enum CellType {
        TEXT,
        NUMBER,
        /** A day, or a day and a time (UTC). */
        DATE
    }

    /**
     * How files are read.
     *
     * @param format {@code auto}, {@code csv} or {@code xlsx}
     * @param encoding of CSV; null: UTF-8, or what a byte order mark tells
     * @param delimiter of CSV; null: found in the header
     * @param sheet of XLSX; null: the first
     * @param path the watched folder; null unless the kind is FOLDER
     * @param pattern which files of the folder, such as {@code *.csv}
     */
    public record Files(
            String format,
            @Nullable String encoding,
            @Nullable Character delimiter,
            @Nullable String sheet,
            @Nullable String path,
            String pattern,
            String done,
            String failed) {}

    /**
     * Which rows of which database. Address and credentials are references ({@code env:NAME}, {@code file:PATH}) or text.
     *
     * @param statement the query; null where a table is named
     * @param table the table or view, {@code schema.table}; null where a query is given
     * @param timeout how long the database may take
     */
    public record Query(
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable String statement,
            @Nullable String table,
            Duration timeout) {}

    /**
     * Which columns are sizes, in the wide shape.
     *
     * @param columns named one by one; empty: found by {@code pattern}
     * @param pattern the names that are sizes, whole name, any case
     * @param after only columns right of this one; null: from the first
     * @param before only columns left of this one; null: to the last
     * @param total the column that has to be the sum of them; null: none
     */
    public record Sizes(
            List<String> columns,
            Pattern pattern,
            @Nullable String after,
            @Nullable String before,
            @Nullable String total) {}

    /**
     * What names a line, in the long shape.
     *
     * @param numberRepeats whether the second line of the same key becomes {@code key #2}; both are held back otherwise
     * @param firstHeader whether the first row decides where rows of an order differ in what they say of it; the order is held back otherwise
     */
    public record Lines(List<String> key, boolean numberRepeats, boolean firstHeader) {}
}
