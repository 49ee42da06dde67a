package io.salessync.ordersync.board;

import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Moves rows from state to state; every move says why. */
@Component
final class RowStates {
    void sending(
            DSLContext sql,
            Destination target,
            RowKind kind,
            Collection<Long> rows,
            UUID intent,
            UUID run,
            Instant now) {
        sql.execute(
                "UPDATE " + kind.deltas()
                        + " SET state = 'SENDING', attempts = attempts + 1, intent_id = ?, run_id = ?,"
                        + " reason = NULL, fault_class = NULL, fault_code = NULL, retry_at = NULL, updated_at = ?::timestamptz"
                        + " WHERE tenant_id = ? AND sync_id = ? AND delta_id = ANY (?)",
                intent,
                run,
                now.toString(),
                target.tenant().value(),
                target.syncId(),
                rows.toArray(Long[]::new));
    }

    void synced(
            DSLContext sql,
            Destination target,
            RowKind kind,
            Collection<Long> rows,
            UUID run,
            @Nullable String remark,
            Instant now) {
        if (!rows.isEmpty()) {
            sql.execute(
                    "UPDATE " + kind.deltas() + " SET state = 'SYNCED', run_id = ?, reason = ?, fault_class = NULL,"
                            + " fault_code = NULL, retry_at = NULL, updated_at = ?::timestamptz, synced_at = ?::timestamptz"
                            + " WHERE tenant_id = ? AND sync_id = ? AND delta_id = ANY (?)",
                    run,
                    remark,
                    now.toString(),
                    now.toString(),
                    target.tenant().value(),
                    target.syncId(),
                    rows.toArray(Long[]::new));
        }
    }

    /** Back in the queue; the attempt counts unless it surely never reached the vendor. */
    void pending(
            DSLContext sql,
            Destination target,
            RowKind kind,
            Collection<Long> rows,
            @Nullable String reason,
            boolean attemptCounts,
            Instant now) {
        if (!rows.isEmpty()) {
            sql.execute(
                    "UPDATE " + kind.deltas()
                            + " SET state = 'PENDING', reason = ?, attempts = greatest(0, attempts - ?),"
                            + " updated_at = ?::timestamptz WHERE tenant_id = ? AND sync_id = ? AND delta_id = ANY (?)",
                    reason,
                    attemptCounts ? 0 : 1,
                    now.toString(),
                    target.tenant().value(),
                    target.syncId(),
                    rows.toArray(Long[]::new));
        }
    }

    void unknown(DSLContext sql, Destination target, RowKind kind, Collection<Long> rows, String reason, Instant now) {
        if (!rows.isEmpty()) {
            sql.execute(
                    "UPDATE " + kind.deltas() + " SET state = 'UNKNOWN', reason = ?, updated_at = ?::timestamptz"
                            + " WHERE tenant_id = ? AND sync_id = ? AND delta_id = ANY (?)",
                    reason,
                    now.toString(),
                    target.tenant().value(),
                    target.syncId(),
                    rows.toArray(Long[]::new));
        }
    }

    void failed(
            DSLContext sql,
            Destination target,
            RowKind kind,
            long row,
            UUID run,
            String faultClass,
            String code,
            String message,
            @Nullable Instant retryAt,
            Instant now) {
        sql.execute(
                "UPDATE " + kind.deltas()
                        + " SET state = 'FAILED', run_id = ?, fault_class = ?, fault_code = ?, reason = ?,"
                        + " retry_at = ?::timestamptz, updated_at = ?::timestamptz"
                        + " WHERE tenant_id = ? AND sync_id = ? AND delta_id = ?",
                run,
                faultClass,
                code,
                message,
                retryAt == null ? null : retryAt.toString(),
                now.toString(),
                target.tenant().value(),
                target.syncId(),
                row);
    }

    void blocked(
            DSLContext sql,
            Destination target,
            RowKind kind,
            long row,
            UUID run,
            String code,
            String reason,
            Instant now) {
        sql.execute(
                "UPDATE " + kind.deltas()
                        + " SET state = 'BLOCKED', run_id = ?, fault_class = 'BLOCKED', fault_code = ?, reason = ?,"
                        + " updated_at = ?::timestamptz WHERE tenant_id = ? AND sync_id = ? AND delta_id = ?",
                run,
                code,
                reason,
                now.toString(),
                target.tenant().value(),
                target.syncId(),
                row);
    }
}
