package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.EFFECT;
import static io.salessync.flows.jooq.Tables.FAILED_RECORD;
import static io.salessync.flows.jooq.Tables.NODE_COUNT;
import static io.salessync.flows.jooq.Tables.PARKED;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.RecordLog;
import java.lang.reflect.Array;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The tables of runs: read when an execution begins, written by each turn. */
@Component
class RunTables {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int ROWS_IN_A_STATEMENT = 500;

    private static final String WRITE_COUNTS = """
            INSERT INTO flows.node_count (tenant_id, run_id, node, records_in, records_out, ended, dropped, failed, waiting, micros, message,
                place, read_all, total, attempts, not_before)
            SELECT ?, c.run_id, c.node, c.records_in, c.records_out::jsonb, c.ended, c.dropped, c.failed, c.waiting, c.micros, c.message,
                c.place, c.read_all, c.total, c.attempts, c.not_before::timestamptz
            FROM unnest(?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
                ?::text[], ?::boolean[], ?::bigint[], ?::int[], ?::text[])
                AS c (run_id, node, records_in, records_out, ended, dropped, failed, waiting, micros, message, place, read_all, total, attempts,
                    not_before)
            ON CONFLICT (tenant_id, run_id, node) DO UPDATE SET records_in = excluded.records_in, records_out = excluded.records_out,
                ended = excluded.ended, dropped = excluded.dropped, failed = excluded.failed, waiting = excluded.waiting,
                micros = excluded.micros, message = excluded.message, place = excluded.place, read_all = excluded.read_all,
                total = excluded.total, attempts = excluded.attempts, not_before = excluded.not_before
            """;

    private final ObjectProvider<RecordLog> logs;
    private final InstantSource clock;

    RunTables(ObjectProvider<RecordLog> logs, InstantSource clock) {
        this.logs = logs;
        this.clock = clock;
    }

    Standing read(DSLContext sql, TenantId tenant, UUID run) {
        Standing standing = new Standing();
        sql.selectFrom(NODE_COUNT)
                .where(NODE_COUNT.TENANT_ID.eq(tenant.value()).and(NODE_COUNT.RUN_ID.eq(run)))
                .forEach(row -> {
                    Tally tally = new Tally();
                    tally.in = row.getRecordsIn();
                    tally.out.putAll(counts(row.getRecordsOut()));
                    tally.ended = row.getEnded();
                    tally.dropped = row.getDropped();
                    tally.failed = row.getFailed();
                    tally.waiting = row.getWaiting();
                    tally.micros = row.getMicros();
                    tally.message = row.getMessage();
                    tally.place = row.getPlace();
                    tally.readAll = row.getReadAll();
                    tally.total = row.getTotal();
                    tally.attempts = row.getAttempts();
                    tally.notBefore = row.getNotBefore();
                    standing.tallies.put(row.getNode(), tally);
                });
        if (standing.tallies.isEmpty()) {
            return standing;
        }
        sql.select(
                        PARKED.SEQ,
                        PARKED.PARKED_ID,
                        PARKED.NODE,
                        PARKED.SIZE,
                        PARKED.STATE,
                        PARKED.NOT_BEFORE,
                        PARKED.ATTEMPTS,
                        PARKED.WAITS_FOR,
                        PARKED.PARKED_AT)
                .from(PARKED)
                .where(PARKED.TENANT_ID.eq(tenant.value()).and(PARKED.RUN_ID.eq(run)))
                .forEach(row -> standing.parked.put(
                        row.value1(),
                        new Parked(
                                row.value1(),
                                row.value2(),
                                row.value3(),
                                row.value4(),
                                Parked.State.valueOf(row.value5()),
                                row.value6(),
                                row.value7(),
                                row.value8(),
                                row.value9(),
                                null)));
        sql.selectFrom(EFFECT)
                .where(EFFECT.TENANT_ID.eq(tenant.value()).and(EFFECT.RUN_ID.eq(run)))
                .forEach(row -> {
                    standing.nextSeq = Math.max(standing.nextSeq, row.getParkedSeq() + 1);
                    if (standing.parked.containsKey(row.getParkedSeq())) {
                        standing.add(new Calling(
                                row.getNode(),
                                row.getParkedSeq(),
                                row.getFirst(),
                                row.getSize(),
                                row.getEffectKey(),
                                row.getRequest(),
                                Calling.State.valueOf(row.getState()),
                                row.getEvidence(),
                                row.getAttempts()));
                    }
                });
        if (!standing.parked.isEmpty()) {
            standing.nextSeq = Math.max(standing.nextSeq, standing.parked.lastKey() + 1);
        }
        return standing;
    }

    static Map<String, Long> counts(JSONB json) {
        Map<String, Long> counts = new TreeMap<>();
        JSON.readTree(json.data())
                .properties()
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
        return counts;
    }

    List<Passage> passages(DSLContext sql, TenantId tenant, UUID run, long seq) {
        return Packing.unpack(Objects.requireNonNull(sql.select(PARKED.RECORDS)
                .from(PARKED)
                .where(PARKED.TENANT_ID
                        .eq(tenant.value())
                        .and(PARKED.RUN_ID.eq(run))
                        .and(PARKED.SEQ.eq(seq)))
                .fetchSingle(PARKED.RECORDS)));
    }

    /** Writes all that became of a page. */
    void write(DSLContext sql, TenantId tenant, UUID run, UUID flow, Turn turn) {
        List<Count> counts = new ArrayList<>();
        turn.changed().forEach((node, tally) -> counts.add(new Count(run, node, tally)));
        writeCounts(sql, tenant, counts);
        writeParked(sql, tenant, run, turn);
        writeCalls(sql, tenant, run, turn);
        writeFailures(sql, tenant, run, flow, turn);
        RecordLog log = logs.getIfAvailable();
        if (log != null && !turn.lines.isEmpty()) {
            log.write(sql, tenant, turn.lines);
        }
    }

    /** What became of a run that was over with one turn. */
    record Whole(UUID run, UUID flow, Turn turn) {}

    /** Writes what became of runs that nothing was written of before: a statement for all. */
    void writeWhole(DSLContext sql, TenantId tenant, List<Whole> runs) {
        List<Count> counts = new ArrayList<>();
        List<RecordLog.Line> lines = new ArrayList<>();
        for (Whole one : runs) {
            one.turn().changed().forEach((node, tally) -> counts.add(new Count(one.run(), node, tally)));
            lines.addAll(one.turn().lines);
            writeFailures(sql, tenant, one.run(), one.flow(), one.turn());
        }
        writeCounts(sql, tenant, counts);
        RecordLog log = logs.getIfAvailable();
        if (log != null && !lines.isEmpty()) {
            log.write(sql, tenant, lines);
        }
    }

    private record Count(UUID run, String node, Tally tally) {}

    private static void writeCounts(DSLContext sql, TenantId tenant, List<Count> counts) {
        if (counts.isEmpty()) {
            return;
        }
        sql.execute(
                WRITE_COUNTS,
                tenant.value(),
                column(counts, UUID.class, Count::run),
                column(counts, String.class, Count::node),
                column(counts, Long.class, count -> count.tally().in),
                column(counts, String.class, count -> JSON.writeValueAsString(count.tally().out)),
                column(counts, Long.class, count -> count.tally().ended),
                column(counts, Long.class, count -> count.tally().dropped),
                column(counts, Long.class, count -> count.tally().failed),
                column(counts, Long.class, count -> count.tally().waiting),
                column(counts, Long.class, count -> count.tally().micros),
                column(counts, String.class, count -> clean(count.tally().message)),
                column(counts, String.class, count -> count.tally().place),
                column(counts, Boolean.class, count -> count.tally().readAll),
                column(counts, Long.class, count -> count.tally().total),
                column(counts, Integer.class, count -> count.tally().attempts),
                column(
                        counts,
                        String.class,
                        count -> count.tally().notBefore == null
                                ? null
                                : count.tally().notBefore.toString()));
    }

    @SuppressWarnings("unchecked")
    private static <T> @Nullable T[] column(List<Count> counts, Class<T> type, Function<Count, @Nullable T> value) {
        @Nullable T[] column = (@Nullable T[]) Array.newInstance(type, counts.size());
        for (int row = 0; row < column.length; row++) {
            column[row] = value.apply(counts.get(row));
        }
        return column;
    }

    private void writeParked(DSLContext sql, TenantId tenant, UUID run, Turn turn) {
        for (Parked page : turn.parked) {
            if (turn.gone.contains(page.seq())) {
                continue;
            }
            sql.insertInto(PARKED)
                    .set(PARKED.TENANT_ID, tenant.value())
                    .set(PARKED.RUN_ID, run)
                    .set(PARKED.SEQ, page.seq())
                    .set(PARKED.PARKED_ID, page.id())
                    .set(PARKED.NODE, page.node())
                    .set(PARKED.RECORDS, Packing.pack(Objects.requireNonNull(page.passages())))
                    .set(PARKED.SIZE, page.size())
                    .set(PARKED.STATE, page.state().name())
                    .set(PARKED.NOT_BEFORE, page.notBefore())
                    .set(PARKED.ATTEMPTS, page.attempts())
                    .set(PARKED.WAITS_FOR, clean(page.waitsFor()))
                    .set(PARKED.PARKED_AT, page.parkedAt())
                    .execute();
        }
        for (Parked page : turn.moved) {
            sql.update(PARKED)
                    .set(PARKED.STATE, page.state().name())
                    .set(PARKED.NOT_BEFORE, page.notBefore())
                    .set(PARKED.ATTEMPTS, page.attempts())
                    .set(PARKED.WAITS_FOR, clean(page.waitsFor()))
                    .where(PARKED.TENANT_ID
                            .eq(tenant.value())
                            .and(PARKED.RUN_ID.eq(run))
                            .and(PARKED.SEQ.eq(page.seq())))
                    .execute();
        }
        if (!turn.gone.isEmpty()) {
            sql.deleteFrom(PARKED)
                    .where(PARKED.TENANT_ID
                            .eq(tenant.value())
                            .and(PARKED.RUN_ID.eq(run))
                            .and(PARKED.SEQ.in(turn.gone)))
                    .execute();
        }
    }

    private void writeCalls(DSLContext sql, TenantId tenant, UUID run, Turn turn) {
        for (int from = 0; from < turn.calls.size(); from += ROWS_IN_A_STATEMENT) {
            sql.insertInto(
                            EFFECT,
                            EFFECT.TENANT_ID,
                            EFFECT.RUN_ID,
                            EFFECT.NODE,
                            EFFECT.PARKED_SEQ,
                            EFFECT.FIRST,
                            EFFECT.SIZE,
                            EFFECT.EFFECT_KEY,
                            EFFECT.REQUEST,
                            EFFECT.STATE,
                            EFFECT.EVIDENCE,
                            EFFECT.ATTEMPTS,
                            EFFECT.AT)
                    .valuesOfRows(
                            turn.calls.subList(from, Math.min(turn.calls.size(), from + ROWS_IN_A_STATEMENT)).stream()
                                    .map(call -> DSL.row(
                                            tenant.value(),
                                            run,
                                            call.node(),
                                            call.seq(),
                                            call.first(),
                                            call.size(),
                                            call.key(),
                                            Objects.requireNonNull(clean(call.request())),
                                            call.state().name(),
                                            clean(call.evidence()),
                                            call.attempts(),
                                            now()))
                                    .toList())
                    .execute();
        }
        // the request never changes under its key, and may be long: it is not sent again
        for (Calling call : turn.moves) {
            sql.update(EFFECT)
                    .set(EFFECT.STATE, call.state().name())
                    .set(EFFECT.EVIDENCE, clean(call.evidence()))
                    .set(EFFECT.ATTEMPTS, call.attempts())
                    .set(EFFECT.AT, now())
                    .where(EFFECT.TENANT_ID
                            .eq(tenant.value())
                            .and(EFFECT.RUN_ID.eq(run))
                            .and(EFFECT.PARKED_SEQ.eq(call.seq()))
                            .and(EFFECT.FIRST.eq(call.first())))
                    .execute();
        }
    }

    private void writeFailures(DSLContext sql, TenantId tenant, UUID run, UUID flow, Turn turn) {
        for (int from = 0; from < turn.failures.size(); from += ROWS_IN_A_STATEMENT) {
            sql.insertInto(
                            FAILED_RECORD,
                            FAILED_RECORD.TENANT_ID,
                            FAILED_RECORD.RUN_ID,
                            FAILED_RECORD.FLOW_ID,
                            FAILED_RECORD.NODE,
                            FAILED_RECORD.RECORD_KEY,
                            FAILED_RECORD.RECORD,
                            FAILED_RECORD.PACKED,
                            FAILED_RECORD.ERROR_CLASS,
                            FAILED_RECORD.ERROR,
                            FAILED_RECORD.ATTEMPTS,
                            FAILED_RECORD.STATE,
                            FAILED_RECORD.AT)
                    .valuesOfRows(
                            turn
                                    .failures
                                    .subList(from, Math.min(turn.failures.size(), from + ROWS_IN_A_STATEMENT))
                                    .stream()
                                    .map(failure -> {
                                        Passage passage = failure.passage();
                                        return DSL.row(
                                                tenant.value(),
                                                run,
                                                flow,
                                                failure.node(),
                                                Objects.requireNonNull(clean(failure.recordKey())),
                                                passage == null
                                                        ? null
                                                        : JSONB.valueOf(Packing.json(
                                                                passage.record().values())),
                                                passage == null ? null : Packing.pack(List.of(passage)),
                                                failure.errorClass(),
                                                Objects.requireNonNull(clean(failure.error())),
                                                failure.attempts(),
                                                "OPEN",
                                                now());
                                    })
                                    .toList())
                    .execute();
        }
    }

    /**
     * A part of a parked page about which a call was made.
     *
     * @param settled false: nobody knows what came of it
     */
    record SentPart(int first, int size, boolean settled) {
        boolean has(int place) {
            return place >= first && place < first + size;
        }
    }

    static List<SentPart> underWay(DSLContext sql, TenantId tenant, UUID run, long seq) {
        return sql.select(EFFECT.FIRST, EFFECT.SIZE, EFFECT.STATE)
                .from(EFFECT)
                .where(EFFECT.TENANT_ID
                        .eq(tenant.value())
                        .and(EFFECT.RUN_ID.eq(run))
                        .and(EFFECT.PARKED_SEQ.eq(seq))
                        .and(EFFECT.STATE.notIn("PREPARED", "DROPPED")))
                .fetch(row ->
                        new SentPart(row.value1(), row.value2(), !row.value3().equals("SENT")));
    }

    private static @Nullable String clean(@Nullable String text) {
        return text == null ? null : Packing.clean(text);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
