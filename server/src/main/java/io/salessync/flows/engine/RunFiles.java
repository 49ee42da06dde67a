package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.WRITTEN_FILE;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.salessync.flows.engine.Node.Occasion;
import io.salessync.flows.graph.FlowRecord;
import io.salessync.flows.jooq.tables.records.WrittenFileRecord;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Files that runs write. Each is a list of rows below the data folder, a JSON array a line, that grows with the run's pages: how
 * many bytes of it count is committed with the page, and what a killed run left beyond is cut off by the next page. The CSV or the
 * workbook is made of it when somebody downloads it, so that columns which come late are in the header too.
 */
@Component
final class RunFiles {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._()-]{0,99}");
    private static final Pattern FIGURE = Pattern.compile("[-+]?\\d+([.,]\\d+)?");
    private static final int MOST_COLUMNS = 2_000;
    /** Excel has 1,048,576 rows a sheet and 32,767 letters a cell. */
    private static final int ROWS_OF_SHEET = 1_000_000;

    private static final int LETTERS_OF_CELL = 32_767;

    private final Path folder;
    private final Database database;
    private final InstantSource clock;

    RunFiles(@Value("${salessync.data-dir:data}") Path dataDir, Database database, InstantSource clock) {
        this.folder = dataDir.toAbsolutePath().resolve("flows").resolve("written");
        this.database = database;
        this.clock = clock;
    }

    /** How a file is downloaded. */
    enum Format {
        CSV,
        XLSX
    }

    /** @param columns in this order and no others; empty: all that come */
    record Writing(String name, Format format, String delimiter, List<String> columns) {}

    /** A file of a run. */
    record Written(
            String name, String node, Format format, long rows, long bytes, List<String> columns, Instant updatedAt) {}

    static void checkName(String name, String ending) {
        if (!NAME.matcher(name).matches() || name.endsWith(".") || name.endsWith(" ")) {
            throw Forms.wrong(
                    "name",
                    "'name' has 1 to 100 letters, digits, blanks and . _ - ( ), begins with a letter or digit, and is no path; '%s' is not so"
                            .formatted(name));
        }
        if (!name.toLowerCase(java.util.Locale.ROOT).endsWith(ending)) {
            throw Forms.wrong("name", "'name' ends with %s, not as '%s' does".formatted(ending, name));
        }
    }

    /** Adds a page in the transaction that commits it. */
    void append(DSLContext sql, Occasion occasion, Writing writing, List<FlowRecord> page) {
        WrittenFileRecord row = row(sql, occasion, writing);
        Set<String> columns = new LinkedHashSet<>(List.of(row.getColumns()));
        if (writing.columns().isEmpty()) {
            page.forEach(record -> columns.addAll(record.values().keySet()));
        }
        if (columns.size() > MOST_COLUMNS) {
            throw Problem.of(
                    NodeProblem.WRONG_HEADER,
                    "'%s' would have %d columns; at most %d are written. Name those that matter in 'columns'."
                            .formatted(writing.name(), columns.size(), MOST_COLUMNS));
        }
        StringBuilder lines = new StringBuilder();
        for (FlowRecord record : page) {
            List<@Nullable Object> cells = new ArrayList<>(columns.size());
            columns.forEach(column -> cells.add(record.get(column)));
            lines.append(Documents.json(cells)).append('\n');
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        write(at(occasion.tenant(), row.getFileId()), writing.name(), row.getBytes(), bytes);
        row.setColumns(columns.toArray(String[]::new));
        row.setRows(row.getRows() + page.size());
        row.setBytes(row.getBytes() + bytes.length);
        row.setUpdatedAt(clock.instant());
        row.update();
    }

    private WrittenFileRecord row(DSLContext sql, Occasion occasion, Writing writing) {
        sql.insertInto(WRITTEN_FILE)
                .set(WRITTEN_FILE.TENANT_ID, occasion.tenant().value())
                .set(WRITTEN_FILE.RUN_ID, occasion.run())
                .set(WRITTEN_FILE.NAME, writing.name())
                .set(WRITTEN_FILE.NODE, occasion.node())
                .set(WRITTEN_FILE.FORMAT, writing.format().name())
                .set(WRITTEN_FILE.DELIMITER, writing.delimiter())
                .set(WRITTEN_FILE.FILE_ID, UUID.randomUUID())
                .set(WRITTEN_FILE.COLUMNS, writing.columns().toArray(String[]::new))
                .set(WRITTEN_FILE.UPDATED_AT, clock.instant())
                .onConflictDoNothing()
                .execute();
        return sql.selectFrom(WRITTEN_FILE)
                .where(WRITTEN_FILE.TENANT_ID.eq(occasion.tenant().value()))
                .and(WRITTEN_FILE.RUN_ID.eq(occasion.run()))
                .and(WRITTEN_FILE.NAME.eq(writing.name()))
                .forUpdate()
                .fetchSingle();
    }

    private Path at(TenantId tenant, UUID file) {
        return folder.resolve(tenant.toString()).resolve(file + ".rows");
    }

    private static void write(Path path, String name, long committed, byte[] bytes) {
        try {
            Files.createDirectories(path.getParent());
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.size() < committed) {
                    throw elsewhere(name);
                }
                channel.truncate(committed);
                channel.position(committed);
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                // the database must not know of more than the disk has
                channel.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + path + " cannot be written", e);
        }
    }

    private static Problem elsewhere(String name) {
        return Problem.of(
                        NodeProblem.FILE_ELSEWHERE,
                        "What was written of '%s' is not in the data folder of this machine.".formatted(name))
                .with("file", name);
    }

    /** The files a run wrote, by name. */
    List<Written> of(TenantId tenant, UUID run) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(WRITTEN_FILE)
                        .where(WRITTEN_FILE.TENANT_ID.eq(tenant.value()))
                        .and(WRITTEN_FILE.RUN_ID.eq(run))
                        .orderBy(WRITTEN_FILE.NAME)
                        .fetch(row -> new Written(
                                row.getName(),
                                row.getNode(),
                                Format.valueOf(row.getFormat()),
                                row.getRows(),
                                row.getBytes(),
                                List.of(row.getColumns()),
                                row.getUpdatedAt())));
    }

    /** A file ready to be sent: {@link #send} may be called once. */
    final class Download {
        private final WrittenFileRecord row;
        private final InputStream rows;

        Download(WrittenFileRecord row, InputStream rows) {
            this.row = row;
            this.rows = rows;
        }

        Format format() {
            return Format.valueOf(row.getFormat());
        }

        void send(OutputStream to) throws IOException {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(rows, StandardCharsets.UTF_8))) {
                List<String> columns = List.of(row.getColumns());
                if (format() == Format.CSV) {
                    csv(columns, row.getDelimiter().charAt(0), lines, row.getRows(), to);
                } else {
                    xlsx(columns, lines, row.getRows(), to);
                }
            }
        }
    }

    /** The file as far as it is committed at this moment, whole or growing. */
    Download download(TenantId tenant, UUID run, String name) {
        WrittenFileRecord row = database.inTenant(
                tenant,
                sql -> sql.selectFrom(WRITTEN_FILE)
                        .where(WRITTEN_FILE.TENANT_ID.eq(tenant.value()))
                        .and(WRITTEN_FILE.RUN_ID.eq(run))
                        .and(WRITTEN_FILE.NAME.eq(name))
                        .fetchOne());
        if (row == null) {
            throw Problem.of(
                            NodeProblem.UNKNOWN_FILE,
                            "The run wrote no file '%s' (or it is kept no longer).".formatted(name))
                    .with("file", name);
        }
        try {
            return new Download(row, Files.newInputStream(at(tenant, row.getFileId())));
        } catch (IOException e) {
            throw elsewhere(name);
        }
    }

    private static @Nullable ArrayNode next(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        return line == null ? null : (ArrayNode) Documents.JSON.readTree(line);
    }

    private static void csv(List<String> columns, char delimiter, BufferedReader lines, long rows, OutputStream to)
            throws IOException {
        OutputStreamWriter out = new OutputStreamWriter(to, StandardCharsets.UTF_8);
        // not closed: that would close the answer, and its errors have to come through
        CsvWriter csv = CsvWriter.builder().fieldSeparator(delimiter).build(out);
        csv.writeRecord(columns.stream().map(RunFiles::harmless).toList());
        for (long i = 0; i < rows; i++) {
            ArrayNode cells = next(lines);
            if (cells == null) {
                break;
            }
            List<String> texts = new ArrayList<>(columns.size());
            for (int c = 0; c < columns.size(); c++) {
                JsonNode cell = cells.path(c);
                String text = Text.written(Documents.natural(cell));
                texts.add(cell.isNumber() ? text : harmless(text));
            }
            csv.writeRecord(texts);
        }
        csv.flush();
        out.flush();
    }

    /** A spreadsheet takes text that begins like a formula for one and would run it; a figure stays as it is. */
    static String harmless(String text) {
        if (text.isEmpty()
                || "=+-@\t\r\n".indexOf(text.charAt(0)) < 0
                || FIGURE.matcher(text).matches()) {
            return text;
        }
        return "'" + text;
    }

    /** Cells are stored as text, numbers or flags, never as formulas: nothing in it is run. */
    private static void xlsx(List<String> columns, BufferedReader lines, long rows, OutputStream to)
            throws IOException {
        try (Workbook workbook = new Workbook(to, "SalesSync", "1.0")) {
            long written = 0;
            for (int number = 1; number == 1 || written < rows; number++) {
                Worksheet sheet = workbook.newWorksheet("Records" + (number == 1 ? "" : " " + number));
                for (int c = 0; c < columns.size(); c++) {
                    sheet.inlineString(0, c, letters(columns.get(c)));
                }
                for (int r = 1; r <= ROWS_OF_SHEET && written < rows; r++) {
                    ArrayNode cells = next(lines);
                    if (cells == null) {
                        written = rows;
                        break;
                    }
                    for (int c = 0; c < columns.size(); c++) {
                        cell(sheet, r, c, cells.path(c));
                    }
                    written++;
                    if (r % 1_000 == 0) {
                        sheet.flush();
                    }
                }
                sheet.finish();
            }
        }
    }

    private static void cell(Worksheet sheet, int row, int column, JsonNode cell) {
        if (cell.isNumber()) {
            sheet.value(row, column, cell.isIntegralNumber() ? cell.longValue() : cell.doubleValue());
        } else if (cell.isBoolean()) {
            sheet.value(row, column, cell.booleanValue());
        } else if (!cell.isNull() && !cell.isMissingNode()) {
            String text = Text.written(Documents.natural(cell));
            if (!text.isEmpty()) {
                sheet.inlineString(row, column, letters(text));
            }
        }
    }

    /** What XML and Excel can hold. */
    private static String letters(String text) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), LETTERS_OF_CELL));
        text.codePoints()
                .filter(letter ->
                        letter >= 0x20 && letter != 0xfffe && letter != 0xffff && !(letter >= 0xd800 && letter < 0xe000)
                                || letter == '\n'
                                || letter == '\t')
                .limit(LETTERS_OF_CELL)
                .forEach(kept::appendCodePoint);
        return kept.length() <= LETTERS_OF_CELL ? kept.toString() : kept.substring(0, LETTERS_OF_CELL - 1);
    }

    /** Deletes what runs wrote before that time. */
    int drop(TenantId tenant, Instant before) {
        List<UUID> gone = database.inTenant(
                tenant,
                sql -> sql.deleteFrom(WRITTEN_FILE)
                        .where(WRITTEN_FILE.TENANT_ID.eq(tenant.value()))
                        .and(WRITTEN_FILE.UPDATED_AT.lt(before))
                        .returning(WRITTEN_FILE.FILE_ID)
                        .fetch(WRITTEN_FILE.FILE_ID));
        for (UUID file : gone) {
            try {
                Files.deleteIfExists(at(tenant, file));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return gone.size();
    }
}
