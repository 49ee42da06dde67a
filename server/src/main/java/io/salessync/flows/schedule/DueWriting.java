package io.salessync.flows.schedule;

import io.salessync.flows.jooq.tables.records.TriggerRecord;
import io.salessync.kernel.tenancy.TenantId;
import java.lang.reflect.Array;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Query;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Gathers what is to be written of due times and triggers, and writes it in few statements, in an open transaction. */
final class DueWriting {
    /** Of a due time that was planned or waits, what became of it; what its row says of a clock change stays. */
    private static final String SETTLE = """
            INSERT INTO flows.due AS d (tenant_id, flow_id, trigger_id, due, starts_at, state, why, late_ms, run_id, payload, settled_at)
            SELECT ?, r.flow_id, r.trigger_id, r.due::timestamptz, r.starts_at::timestamptz, r.state, r.why, r.late_ms, r.run_id, r.payload::json,
                r.settled_at::timestamptz
            FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::uuid[], ?::text[], ?::text[])
                AS r (flow_id, trigger_id, due, starts_at, state, why, late_ms, run_id, payload, settled_at)
            ON CONFLICT (tenant_id, flow_id, trigger_id, due) DO UPDATE SET state = excluded.state, why = coalesce(excluded.why, d.why),
                late_ms = excluded.late_ms, run_id = excluded.run_id, settled_at = excluded.settled_at
            WHERE d.state IN ('PLANNED', 'WAITING')
            """;

    private static final String PLAN = """
            INSERT INTO flows.due (tenant_id, flow_id, trigger_id, due, starts_at, state, why)
            SELECT ?, r.flow_id, r.trigger_id, r.due::timestamptz, r.starts_at::timestamptz, 'PLANNED', r.why
            FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[]) AS r (flow_id, trigger_id, due, starts_at, why)
            ON CONFLICT DO NOTHING
            """;
    private static final String COVER = """
            UPDATE flows.trigger t SET covered = c.covered::timestamptz
            FROM unnest(?::uuid[], ?::text[], ?::text[]) AS c (flow_id, trigger_id, covered)
            WHERE t.tenant_id = ? AND t.flow_id = c.flow_id AND t.trigger_id = c.trigger_id
            """;

    private final DSLContext sql;
    private final TenantId tenant;
    private final Map<Firing.Key, Row> settled = new LinkedHashMap<>();
    private final Map<Firing.Key, Planned> planned = new LinkedHashMap<>();
    private final Map<Of, Instant> covered = new LinkedHashMap<>();
    private final List<Query> others = new ArrayList<>();

    DueWriting(DSLContext sql, TenantId tenant) {
        this.sql = sql;
        this.tenant = tenant;
    }

    /** @param settledAt null: it waits */
    record Row(
            UUID flow,
            String trigger,
            Instant due,
            Instant startsAt,
            String state,
            @Nullable String why,
            @Nullable Long lateMillis,
            @Nullable UUID run,
            @Nullable ObjectNode payload,
            @Nullable Instant settledAt) {}

    private record Planned(Instant startsAt, @Nullable String note) {}

    private record Of(UUID flow, String trigger) {}

    /** The first word about a due time counts. */
    void settle(Row row) {
        settled.putIfAbsent(new Firing.Key(row.flow(), row.trigger(), row.due()), row);
    }

    void plan(TriggerRecord trigger, Occurrences.Due due, Instant startsAt) {
        planned.putIfAbsent(
                new Firing.Key(trigger.getFlowId(), trigger.getTriggerId(), due.at()),
                new Planned(startsAt, due.note()));
    }

    /** A run covers the range of the trigger up to this due time. */
    void cover(TriggerRecord trigger, Instant due) {
        covered.put(new Of(trigger.getFlowId(), trigger.getTriggerId()), due);
    }

    /** One more statement, for what is rare. */
    void also(Query query) {
        others.add(query);
    }

    /** Writes all there is. */
    void flush() {
        if (!settled.isEmpty()) {
            Collection<Row> rows = settled.values();
            sql.execute(
                    SETTLE,
                    tenant.value(),
                    column(rows, UUID.class, Row::flow),
                    column(rows, String.class, Row::trigger),
                    column(rows, String.class, row -> row.due().toString()),
                    column(rows, String.class, row -> row.startsAt().toString()),
                    column(rows, String.class, Row::state),
                    column(rows, String.class, Row::why),
                    column(rows, Long.class, Row::lateMillis),
                    column(rows, UUID.class, Row::run),
                    column(rows, String.class, row -> text(row.payload())),
                    column(rows, String.class, row -> text(row.settledAt())));
            settled.clear();
        }
        if (!planned.isEmpty()) {
            Collection<Map.Entry<Firing.Key, Planned>> rows = planned.entrySet();
            sql.execute(
                    PLAN,
                    tenant.value(),
                    column(rows, UUID.class, row -> row.getKey().flow()),
                    column(rows, String.class, row -> row.getKey().trigger()),
                    column(rows, String.class, row -> row.getKey().due().toString()),
                    column(rows, String.class, row -> row.getValue().startsAt().toString()),
                    column(rows, String.class, row -> row.getValue().note()));
            planned.clear();
        }
        if (!covered.isEmpty()) {
            Collection<Map.Entry<Of, Instant>> rows = covered.entrySet();
            sql.execute(
                    COVER,
                    column(rows, UUID.class, row -> row.getKey().flow()),
                    column(rows, String.class, row -> row.getKey().trigger()),
                    column(rows, String.class, row -> row.getValue().toString()),
                    tenant.value());
            covered.clear();
        }
        if (!others.isEmpty()) {
            sql.batch(others).execute();
            others.clear();
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    @SuppressWarnings("unchecked")
    private static <R, T> @Nullable T[] column(Collection<R> rows, Class<T> type, Function<R, @Nullable T> value) {
        @Nullable T[] column = (@Nullable T[]) Array.newInstance(type, rows.size());
        int at = 0;
        for (R row : rows) {
            column[at++] = value.apply(row);
        }
        return column;
    }
}
