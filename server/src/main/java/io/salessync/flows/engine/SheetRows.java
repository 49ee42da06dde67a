package io.salessync.flows.engine;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.source.XlsxRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a workbook's sheet, one after the other, in constant memory. */
final class SheetRows implements AutoCloseable {
    private final XlsxRows rows;
    private final List<String> header;

    /** @param sheet null: the first */
    SheetRows(Path path, String name, @Nullable String sheet) {
        rows = new XlsxRows(path, name, sheet);
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < rows.header().size(); i++) {
            String column = rows.header().get(i);
            String named = column.isEmpty() ? "column " + (i + 1) : column;
            if (!seen.add(named)) {
                rows.close();
                throw Problem.of(
                                NodeProblem.WRONG_HEADER,
                                "'%s' has the column '%s' twice. Give each a name of its own.".formatted(name, named))
                        .with("file", name)
                        .with("column", named);
            }
            names.add(named);
        }
        header = List.copyOf(names);
    }

    List<String> header() {
        return header;
    }

    boolean next() {
        return rows.next();
    }

    /** The row's number in the sheet, from 1. */
    long line() {
        return rows.line();
    }

    String cell(int index) {
        return rows.cell(index);
    }

    /** What is wrong with a cell, such as a formula that failed; null mostly. */
    @Nullable String fault(int index) {
        return rows.fault(index);
    }

    /** Reads to the end; the rows after the one it stands at. */
    long count() {
        long count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    @Override
    public void close() {
        rows.close();
    }
}
