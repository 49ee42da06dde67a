package io.salessync.connectors.salesforce;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmRead;
import io.salessync.connectors.CrmRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a page of a bulk result: CSV, with a header on the first page and perhaps on others. */
final class BulkRows {
    private final CrmQuery query;
    private final CrmRow.Columns columns;

    BulkRows(CrmQuery query) {
        this.query = query;
        this.columns = new CrmRow.Columns(
                query.columns().stream().map(CrmQuery.Column::path).toList());
    }

    /** The page is not what was asked for: it says nothing that may be taken for rows. */
    static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    /** @param told how many rows the page says it has; null where it does not */
    CrmRead.Page page(String csv, @Nullable String next, @Nullable Long told) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        List<CrmRead.Reject> rejects = new ArrayList<>();
        int width = query.columns().size();
        // columns come in the order they were asked for; where there is a header, it is what counts
        int[] places = new int[width];
        for (int i = 0; i < width; i++) {
            places[i] = i;
        }
        boolean first = true;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
            for (CsvRecord line : reader) {
                if (first) {
                    first = false;
                    int[] header = header(line);
                    if (header != null) {
                        places = header;
                        continue;
                    }
                }
                if (line.getFieldCount() < width) {
                    throw new Broken("a line has " + line.getFieldCount() + " values instead of " + width);
                }
                take(line, places, rows, rejects);
            }
        } catch (CsvParseException e) {
            throw new Broken("it is no CSV: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (told != null && told != rows.size() + rejects.size()) {
            throw new Broken("it says it has " + told + " rows and has " + (rows.size() + rejects.size()));
        }
        return new CrmRead.Page(rows, next, null, rejects);
    }

    private void take(
            CsvRecord line, int[] places, List<Map<String, @Nullable Object>> rows, List<CrmRead.Reject> rejects) {
        @Nullable Object[] row = new @Nullable Object[places.length];
        for (int i = 0; i < places.length; i++) {
            CrmQuery.Column column = query.columns().get(i);
            String text = line.getField(places[i]);
            try {
                row[i] = Values.of(column.type(), text);
            } catch (Values.Unreadable e) {
                Object id = new CrmRow(columns, row).get("Id");
                rejects.add(new CrmRead.Reject(
                        id == null ? "line " + line.getStartingLineNumber() : id.toString(),
                        column.path() + ": " + e.said()));
                return;
            }
        }
        rows.add(new CrmRow(columns, row));
    }

    /** Where each column is, if the line names them all; null where it is a row already. */
    private int @Nullable [] header(CsvRecord line) {
        Map<String, Integer> named = new HashMap<>();
        for (int i = 0; i < line.getFieldCount(); i++) {
            named.put(line.getField(i).toLowerCase(Locale.ROOT), i);
        }
        int[] places = new int[query.columns().size()];
        for (int i = 0; i < places.length; i++) {
            Integer at = named.get(query.columns().get(i).path().toLowerCase(Locale.ROOT));
            if (at == null) {
                return null;
            }
            places[i] = at;
        }
        return places;
    }
}
