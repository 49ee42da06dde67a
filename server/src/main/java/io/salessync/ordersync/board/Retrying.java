package io.salessync.ordersync.board;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Puts rows that failed, wait or were undone back into the queue because a person says so. */
@Component
public final class Retrying {
    private final Database database;
    private final Destinations destinations;
    private final Reopening reopening;
    private final Live live;
    private final InstantSource clock;

    Retrying(Database database, Destinations destinations, Reopening reopening, Live live, InstantSource clock) {
        this.database = database;
        this.destinations = destinations;
        this.reopening = reopening;
        this.live = live;
        this.clock = clock;
    }

    /**
     * Which rows.
     *
     * @param kind null: both
     * @param rows by delta id; null: not chosen by id
     * @param faultClass such as {@code ROW}; null: any
     * @param all every row that failed or waits; not those whose run was undone, which have to be named by row or class
     * @param recreate whether what was deleted on the board by hand is made again
     * @param filter the rows of a screen; null: not narrowed down
     */
    public record Choice(
            @Nullable RowKind kind,
            @Nullable List<Long> rows,
            @Nullable String faultClass,
            boolean all,
            boolean recreate,
            RowList.@Nullable Filter filter) {
        public Choice(
                @Nullable RowKind kind,
                @Nullable List<Long> rows,
                @Nullable String faultClass,
                boolean all,
                boolean recreate) {
            this(kind, rows, faultClass, all, recreate, null);
        }
    }

    /** @return how many rows are in the queue again */
    public int retry(TenantId tenant, UUID syncId, Choice choice) {
        Destination target = destinations.of(tenant, syncId);
        return database.inTenant(tenant, sql -> {
            int retried = choice.recreate() ? recreate(sql, target, choice) : 0;
            for (RowKind kind : RowKind.values()) {
                retried += choice.kind() == null || choice.kind() == kind ? reset(sql, target, kind, choice) : 0;
            }
            live.changed(sql, tenant, "ordersync", syncId.toString());
            return retried;
        });
    }

    private int reset(DSLContext sql, Destination target, RowKind kind, Choice choice) {
        List<Object> values = new ArrayList<>(
                List.of(clock.instant().toString(), target.tenant().value(), target.syncId()));
        String condition = condition(choice, values);
        return sql.execute(
                "UPDATE " + kind.deltas() + " SET state = 'PENDING', attempts = 0, reason = NULL, fault_class = NULL,"
                        + " fault_code = NULL, retry_at = NULL, updated_at = ?::timestamptz WHERE tenant_id = ? AND sync_id = ?"
                        + " AND state IN ('FAILED', 'BLOCKED')"
                        + (choice.recreate() ? "" : " AND fault_class IS DISTINCT FROM 'GONE'")
                        + condition,
                values.toArray());
    }

    private int recreate(DSLContext sql, Destination target, Choice choice) {
        List<UUID> records = new ArrayList<>();
        for (RowKind kind : RowKind.values()) {
            List<Object> values = new ArrayList<>(List.of(target.tenant().value(), target.syncId()));
            String condition = condition(choice, values);
            String record = kind == RowKind.ORDERS ? "record_uuid" : "order_uuid";
            String gone =
                    kind == RowKind.ORDERS ? " AND fault_class = 'GONE'" : " AND fault_class IN ('GONE', 'PARENT')";
            sql.fetch(
                            "SELECT DISTINCT record_uuid, " + record + " FROM " + kind.deltas()
                                    + " WHERE tenant_id = ? AND sync_id = ? AND state IN ('FAILED', 'BLOCKED')" + gone
                                    + condition,
                            values.toArray())
                    .forEach(row -> {
                        records.add(row.get(0, UUID.class));
                        records.add(row.get(1, UUID.class));
                    });
        }
        if (!records.isEmpty()) {
            reopening.recreate(sql, target, records);
        }
        return 0;
    }

    private static String condition(Choice choice, List<Object> values) {
        StringBuilder condition = new StringBuilder();
        if (choice.filter() != null) {
            RowList.narrow(condition, values, choice.filter());
        }
        if (choice.all()) {
            return condition + " AND fault_class IS DISTINCT FROM 'UNDONE'";
        }
        int narrowed = condition.length();
        List<Long> rows = choice.rows();
        if (rows != null) {
            condition.append(" AND delta_id = ANY (?)");
            values.add(rows.toArray(Long[]::new));
        }
        if (choice.faultClass() != null) {
            condition.append(" AND fault_class = ?");
            values.add(choice.faultClass());
        }
        return condition.length() == narrowed ? " AND false" : condition.toString();
    }
}
