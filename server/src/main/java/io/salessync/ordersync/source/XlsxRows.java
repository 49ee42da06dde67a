package io.salessync.ordersync.source;

import io.salessync.kernel.problems.Problem;
import io.salessync.ordersync.OrderSyncProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;
import org.springframework.modulith.NamedInterface;

/** Rows of a sheet of an XLSX workbook; formulas give the value Excel last computed. */
@NamedInterface("workbooks")
public final class XlsxRows implements Rows {
    /** Excel computes with 15 digits; what is beyond is noise of binary fractions. */
    private static final MathContext EXCEL = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);

    private final String file;
    private final ReadableWorkbook workbook;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private final List<String> header;
    private Row row;

    /**
     * Opens a workbook, once it is known to unpack to no more than is safe.
     *
     * @param file what people call it
     * @param sheetName null: the first sheet
     * @throws Problem when it is no workbook, is damaged or unsafe, or has no such sheet
     */
    public XlsxRows(Path path, String file, @Nullable String sheetName) {
        this.file = file;
        XlsxGuard.check(path, file);
        try {
            this.workbook = new ReadableWorkbook(path.toFile(), new ReadingOptions(true, true));
            this.stream = sheet(sheetName).openStream();
            this.rows = stream.iterator();
            Row first = read();
            if (first == null) {
                throw Problem.of(OrderSyncProblem.WRONG_HEADER, file + " is empty: there is not even a header.");
            }
            this.row = first;
            List<String> names = new ArrayList<>();
            for (int i = 0; i < first.getCellCount(); i++) {
                names.add(text(first, i).strip());
            }
            this.header = List.copyOf(names);
        } catch (IOException | ExcelReaderException e) {
            throw unreadable(e);
        }
    }

    private Sheet sheet(@Nullable String name) {
        if (name == null) {
            return workbook.getFirstSheet();
        }
        return workbook.findSheet(name)
                .orElseThrow(() -> Problem.of(
                                OrderSyncProblem.WRONG_HEADER,
                                "%s has no sheet '%s'. Found: %s."
                                        .formatted(
                                                file,
                                                name,
                                                Header.quoted(workbook.getSheets()
                                                        .map(Sheet::getName)
                                                        .toList())))
                        .with("sheet", name));
    }

    private Problem unreadable(Exception e) {
        return Problem.of(
                OrderSyncProblem.FILE_UNREADABLE,
                file + " is not a workbook that can be read: " + e.getMessage()
                        + ". Open it in Excel and save it again.",
                e);
    }

    @Override
    public List<String> header() {
        return header;
    }

    @Override
    public boolean next() {
        Row following = read();
        if (following == null) {
            return false;
        }
        row = following;
        return true;
    }

    private @Nullable Row read() {
        try {
            while (rows.hasNext()) {
                Row candidate = rows.next();
                if (candidate.getFirstNonEmptyCell().isPresent()) {
                    return candidate;
                }
            }
            return null;
        } catch (ExcelReaderException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    @Override
    public long line() {
        return row.getRowNum();
    }

    @Override
    public int size() {
        // cells at the end of a row that are empty are not in the file
        return header.size();
    }

    @Override
    public String cell(int index) {
        return text(row, index);
    }

    @Override
    public @Nullable String fault(int index) {
        Cell cell = index < row.getCellCount() ? row.getCell(index) : null;
        return cell != null && cell.getType() == CellType.ERROR ? "is an error of Excel" : null;
    }

    private static String text(Row row, int index) {
        Cell cell = index < row.getCellCount() ? row.getCell(index) : null;
        if (cell == null || cell.getType() == CellType.EMPTY) {
            return "";
        }
        String raw = cell.getRawValue();
        if (raw == null) {
            return "";
        }
        return switch (cell.getType()) {
            case STRING -> cell.asString();
            case NUMBER -> number(cell, raw);
            case FORMULA -> formula(cell, raw);
            case BOOLEAN -> raw.equals("1") || raw.equalsIgnoreCase("true") ? "true" : "false";
            default -> raw;
        };
    }

    private static String formula(Cell cell, String raw) {
        return raw.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?") ? number(cell, raw) : raw;
    }

    private static String number(Cell cell, String raw) {
        try {
            BigDecimal value = new BigDecimal(raw);
            if (isDate(cell.getDataFormatString())) {
                LocalDateTime time = date(value);
                return time.toLocalTime().equals(LocalTime.MIDNIGHT)
                        ? time.toLocalDate().toString()
                        : SECONDS.format(time);
            }
            return CellReading.plain(value.round(EXCEL));
        } catch (NumberFormatException e) {
            return raw;
        }
    }

    private static LocalDateTime date(BigDecimal serial) {
        long day = serial.longValue();
        long seconds = serial.subtract(BigDecimal.valueOf(day))
                .multiply(BigDecimal.valueOf(86_400))
                .setScale(0, RoundingMode.HALF_UP)
                .longValue();
        // Excel counts a 29 February 1900 that never was
        return LocalDateTime.of(1899, 12, day < 60 ? 31 : 30, 0, 0)
                .plusDays(day)
                .plusSeconds(seconds);
    }

    static boolean isDate(@Nullable String format) {
        if (format == null || format.equalsIgnoreCase("general")) {
            return false;
        }
        String bare = format.replaceAll("\"[^\"]*\"|\\[[^]]*]|\\\\.|_.", "").toLowerCase(Locale.ROOT);
        return bare.indexOf('y') >= 0 || bare.indexOf('d') >= 0 || bare.contains("h:") || bare.contains(":s");
    }

    @Override
    public void close() {
        try {
            stream.close();
            workbook.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
