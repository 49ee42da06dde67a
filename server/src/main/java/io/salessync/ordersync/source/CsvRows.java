package io.salessync.ordersync.source;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of a CSV text. */
final class CsvRows implements Rows {
    private static final char[] DELIMITERS = {',', ';', '\t', '|'};
    /** The longest field or line; more is a quote that was never closed. */
    private static final int LONGEST = 16 * 1024 * 1024;

    private final String file;
    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> header;
    private CsvRecord row;

    /**
     * @param head the beginning of the text, at least its first line, from which the delimiter is found
     * @param delimiter null: the one under which most of the needed columns are found
     */
    CsvRows(Reader text, String file, String head, @Nullable Character delimiter, Collection<String> needed) {
        this.file = file;
        char separator = delimiter == null ? sniffed(head, needed) : delimiter;
        this.reader = CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowUnclosedQuote(false)
                .maxBufferSize(LONGEST)
                .ofCsvRecord(text);
        this.records = reader.iterator();
        CsvRecord first = read();
        if (first == null) {
            throw Problem.of(OrderSyncProblem.WRONG_HEADER, file + " is empty: there is not even a header.");
        }
        this.row = first;
        this.header = first.getFields().stream().map(String::strip).toList();
    }

    private static char sniffed(String head, Collection<String> needed) {
        String line = firstLine(head);
        if (line.isBlank()) {
            return DELIMITERS[0];
        }
        char best = ',';
        long most = -1;
        for (char candidate : DELIMITERS) {
            List<String> names = CsvReader.builder()
                    .fieldSeparator(candidate)
                    .allowExtraCharsAfterClosingQuote(true)
                    .allowUnclosedQuote(true)
                    .ofSingleCsvRecord(line)
                    .getFields();
            long found =
                    names.stream().map(String::strip).filter(needed::contains).count();
            long score = found * 1_000 + Math.min(names.size(), 999);
            if (score > most) {
                most = score;
                best = candidate;
            }
        }
        return best;
    }

    private static String firstLine(String head) {
        String text = head.stripLeading();
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end).strip();
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public boolean next() {
        CsvRecord record = read();
        if (record == null) {
            return false;
        }
        row = record;
        return true;
    }

    private @Nullable CsvRecord read() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw Problem.of(
                            OrderSyncProblem.FILE_UNREADABLE,
                            "%s cannot be read on: %s. Look for a quote that is not closed or a line longer than %d MB."
                                    .formatted(file, reason(e), LONGEST / 1024 / 1024),
                            e)
                    .with("file", file);
        } catch (UncheckedIOException e) {
            throw Problem.of(OrderSyncProblem.FILE_UNREADABLE, file + " cannot be read on: " + e.getMessage(), e);
        }
    }

    private static String reason(CsvParseException e) {
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + " " + cause.getMessage();
    }

    @Override
    public long line() {
        return row.getStartingLineNumber();
    }

    @Override
    public int size() {
        return row.getFieldCount();
    }

    @Override
    public String cell(int index) {
        return row.getField(index);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
