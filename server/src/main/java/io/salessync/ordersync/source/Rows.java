package io.salessync.ordersync.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a source, one after the other, in constant memory. */
interface Rows extends AutoCloseable {
    /** The column names, stripped of surrounding blanks. */
    List<String> header();

    /** Goes to the next row; false at the end. */
    boolean next();

    /** Where the row is: the line of a file, the row of a sheet or of a result, from 1. */
    long line();

    /** How many cells the row has. */
    int size();

    String cell(int index);

    /** What is wrong with the cell as it stands in the source, such as a formula that failed; null mostly. */
    default @Nullable String fault(int index) {
        return null;
    }

    @Override
    void close();
}
