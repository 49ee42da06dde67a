package io.salessync.ordersync.board;

import io.salessync.kernel.runs.Run;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.board.RowList.RowView;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Says in a sentence what a row waits for. */
@Component
public final class Why {
    private final RowList rows;
    private final Database database;
    private final SyncRuns runs;
    private final BoardSettings settings;

    Why(RowList rows, Database database, SyncRuns runs, BoardSettings settings) {
        this.rows = rows;
        this.database = database;
        this.runs = runs;
        this.settings = settings;
    }

    /**
     * @param until when that ends, where it is known
     * @param requestId how the vendor names the last call with this row
     */
    public record Answer(
            String sentence,
            @Nullable Instant until,
            @Nullable String requestId) {}

    public Answer why(TenantId tenant, UUID syncId, RowKind kind, long deltaId) {
        return why(tenant, syncId, rows.row(tenant, syncId, kind, deltaId));
    }

    /** By record uuid, order key, or order key / line key. */
    public Answer why(TenantId tenant, UUID syncId, String name) {
        return why(tenant, syncId, rows.named(tenant, syncId, name));
    }

    private Answer why(TenantId tenant, UUID syncId, RowView row) {
        String requestId = requestId(tenant, row);
        String record = (row.kind() == RowKind.ORDERS ? "Order " : "Line ")
                + row.sourceKey()
                + (row.lineKey() == null ? "" : " / " + row.lineKey());
        Run active = runs.active(tenant, syncId).orElse(null);
        return switch (row.state()) {
            case "SYNCED" ->
                new Answer(
                        record
                                + ("REMOVE".equals(row.action())
                                        ? " was archived on the board at "
                                        : " is on the board since ")
                                + row.syncedAt()
                                + (row.reason() == null ? "" : " (" + row.reason() + ")"),
                        null,
                        requestId);
            case "FAILED" -> failed(record, row, requestId);
            case "BLOCKED" ->
                new Answer(
                        record + " is blocked: " + row.reason()
                                + ("UNDONE".equals(row.faultClass())
                                        ? ". Until then nothing of it is sent"
                                        : ". It goes on by itself with the next run after that is mended"),
                        null,
                        requestId);
            case "UNKNOWN" ->
                new Answer(
                        record
                                + " was sent and no answer told what became of it; it is looked up on the board before anything is sent again"
                                + pause(active),
                        active == null ? null : active.waitsUntil(),
                        requestId);
            case "SENDING" ->
                new Answer(
                        active == null
                                ? record + " was being sent when its run stopped; the next run settles it first"
                                : record + " is being sent by the run that is active now" + pause(active),
                        active == null ? null : active.waitsUntil(),
                        requestId);
            default -> waiting(record, row, active, requestId);
        };
    }

    private static Answer waiting(String record, RowView row, @Nullable Run active, @Nullable String requestId) {
        String last = row.reason() == null ? "" : " (last time: " + row.reason() + ")";
        if (active == null) {
            return new Answer(record + " waits for the next run; none is active" + last, null, requestId);
        }
        if (active.waitsFor() != null) {
            return new Answer(
                    record + " waits with its run: " + active.waitsFor() + until(active) + last,
                    active.waitsUntil(),
                    requestId);
        }
        return new Answer(record + " waits its turn in the run that is " + active.state() + last, null, requestId);
    }

    private Answer failed(String record, RowView row, @Nullable String requestId) {
        String sentence = record + " failed: " + row.reason();
        if ("ROW".equals(row.faultClass())) {
            return new Answer(
                    sentence
                            + ". It is not tried again by itself: mend the row in the source or the mapping, or `retry` it",
                    null,
                    requestId);
        }
        if ("GONE".equals(row.faultClass())) {
            return new Answer(sentence, null, requestId);
        }
        if (row.attempts() >= settings.maximumAttempts()) {
            return new Answer(
                    sentence + ". All " + settings.maximumAttempts() + " attempts are used up; `retry` it",
                    null,
                    requestId);
        }
        return new Answer(
                sentence + ". Retry " + (row.attempts() + 1) + " of " + settings.maximumAttempts()
                        + " comes with the next run" + (row.retryAt() == null ? "" : " after " + row.retryAt()),
                row.retryAt(),
                requestId);
    }

    private static String pause(@Nullable Run active) {
        return active == null || active.waitsFor() == null
                ? ""
                : "; the run waits: " + active.waitsFor() + until(active);
    }

    private static String until(Run run) {
        return run.waitsUntil() == null ? "" : " until " + run.waitsUntil();
    }

    private @Nullable String requestId(TenantId tenant, RowView row) {
        return database.inTenant(
                tenant,
                sql -> sql
                        .fetch(
                                "SELECT b.request_id FROM " + row.kind().deltas()
                                        + " d JOIN ordersync.batch b ON b.tenant_id = d.tenant_id AND b.intent_id = d.intent_id"
                                        + " WHERE d.tenant_id = ? AND d.delta_id = ? AND d.record_uuid = ?",
                                tenant.value(),
                                row.deltaId(),
                                row.recordUuid())
                        .getValues(0, String.class)
                        .stream()
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }
}
