package io.salessync.ordersync.board;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.RowList.Filter;
import io.salessync.ordersync.board.RowList.RowView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Rows as CSV that a spreadsheet opens without running anything in it. */
@Component
public final class RowExport {
    private final RowList rows;

    RowExport(RowList rows) {
        this.rows = rows;
    }

    public void write(TenantId tenant, UUID syncId, RowKind kind, Filter filter, Writer to) {
        try (CsvWriter csv = CsvWriter.builder().build(to)) {
            csv.writeRecord(
                    "row",
                    "record_uuid",
                    "order",
                    "line",
                    "group",
                    "action",
                    "state",
                    "attempts",
                    "class",
                    "code",
                    "reason",
                    "created_at",
                    "updated_at",
                    "synced_at",
                    "changed");
            rows.each(tenant, syncId, kind, filter, page -> page.forEach(row -> write(csv, row)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(CsvWriter csv, RowView row) {
        csv.writeRecord(
                String.valueOf(row.deltaId()),
                row.recordUuid().toString(),
                harmless(row.sourceKey()),
                harmless(row.lineKey()),
                harmless(row.group()),
                row.action(),
                row.state(),
                String.valueOf(row.attempts()),
                harmless(row.faultClass()),
                harmless(row.faultCode()),
                harmless(row.reason()),
                row.createdAt().toString(),
                row.updatedAt().toString(),
                row.syncedAt() == null ? "" : row.syncedAt().toString(),
                harmless(row.changed().stream()
                        .map(change -> change.column() + ": " + change.old() + " -> " + change.now())
                        .collect(Collectors.joining("; "))));
    }

    /** A spreadsheet takes text that begins like this for a formula and would run it. */
    static String harmless(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        return "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
