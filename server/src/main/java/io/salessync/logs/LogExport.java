package io.salessync.logs;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.LogRows.Order;
import io.salessync.logs.jooq.tables.records.RecordLogRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lines as CSV that a spreadsheet opens without running anything in it; page by page, so the whole is never in memory. */
@Component
final class LogExport {
    private static final int PAGE = 1_000;

    private final LogRows rows;

    LogExport(LogRows rows) {
        this.rows = rows;
    }

    void write(
            TenantId tenant,
            LogFilter filter,
            boolean oldestFirst,
            Function<RecordLogRecord, LogMask> masks,
            Writer to) {
        try (CsvWriter csv = CsvWriter.builder().build(to)) {
            csv.writeRecord(
                    "at",
                    "run",
                    "flow",
                    "node",
                    "record_key",
                    "outcome",
                    "message",
                    "error_class",
                    "attempt",
                    "micros");
            Place after = null;
            do {
                LogRows.Page page = rows.page(tenant, filter, new Order(oldestFirst, after, PAGE));
                page.lines().forEach(line -> write(csv, line, masks.apply(line)));
                after = page.next();
            } while (after != null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(CsvWriter csv, RecordLogRecord line, LogMask mask) {
        csv.writeRecord(
                line.getAt().toString(),
                line.getRunId().toString(),
                line.getFlowId() == null ? "" : line.getFlowId().toString(),
                harmless(line.getNode()),
                harmless(mask.text(line.getRecordKey())),
                line.getOutcome(),
                harmless(mask.text(line.getMessage())),
                harmless(line.getErrorClass()),
                String.valueOf(line.getAttempt()),
                String.valueOf(line.getMicros()));
    }

    /** A spreadsheet takes text that begins like this for a formula and would run it. */
    private static String harmless(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
