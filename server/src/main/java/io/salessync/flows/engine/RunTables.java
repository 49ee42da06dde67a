package io.salessync.flows.engine;

import static io.salessync.flows.jooq.Tables.EFFECT;
import static io.salessync.flows.jooq.Tables.FAILED_RECORD;
import static io.salessync.flows.jooq.Tables.NODE_COUNT;
import static io.salessync.flows.jooq.Tables.PARKED;

import io.salessync.kernel.tenancy.TenantId;
import io.salessync.logs.RecordLog;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
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
                .where(PARKED.TENANT_ID.eq(tenant.value()).and(PARKED.RUN_ID.eq(run)).and(PARKED.SEQ.eq(seq)))
                .fetchSingle(PARKED.RECORDS)));
    }

    /** Writes all that became of a page. */
    void write(DSLContext sql, TenantId tenant, UUID run, UUID flow, Turn turn) {
        writeCounts(sql, tenant, run, turn);
        writeParked(sql, tenant, run, turn);
        writeCalls(sql, tenant, run, turn);
        writeFailures(sql, tenant, run, flow, turn);
        RecordLog log = logs.getIfAvailable();
        if (log != null && !turn.lines.isEmpty()) {
            log.write(sql, tenant, turn.lines);
        }
    }

    private void writeCounts(DSLContext sql, TenantId tenant, UUID run, Turn turn) {
        if (turn.changed().isEmpty()) {
            return;
        }
        var insert = sql.insertInto(
                NODE_COUNT,
                NODE_COUNT.TENANT_ID,
                NODE_COUNT.RUN_ID,
                NODE_COUNT.NODE,
                NODE_COUNT.RECORDS_IN,
                NODE_COUNT.RECORDS_OUT,
                NODE_COUNT.ENDED,
                NODE_COUNT.DROPPED,
                NODE_COUNT.FAILED,
                NODE_COUNT.WAITING,
                NODE_COUNT.MICROS,
                NODE_COUNT.MESSAGE,
                NODE_COUNT.PLACE,
                NODE_COUNT.READ_ALL,
                NODE_COUNT.TOTAL,
                NODE_COUNT.ATTEMPTS,
                NODE_COUNT.NOT_BEFORE);
        for (Map.Entry<String, Tally> entry : turn.changed().entrySet()) {
            Tally tally = entry.getValue();
            insert = insert.values(
                    tenant.value(),
                    run,
                    entry.getKey(),
                    tally.in,
                    JSONB.valueOf(JSON.writeValueAsString(tally.out)),
                    tally.ended,
                    tally.dropped,
                    tally.failed,
                    tally.waiting,
                    tally.micros,
                    clean(tally.message),
                    tally.place,
                    tally.readAll,
                    tally.total,
                    tally.attempts,
                    tally.notBefore);
        }
        insert.onConflict(NODE_COUNT.TENANT_ID, NODE_COUNT.RUN_ID, NODE_COUNT.NODE)
                .doUpdate()
                .setAllToExcluded()
                .execute();
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
                    .where(PARKED.TENANT_ID.eq(tenant.value()).and(PARKED.RUN_ID.eq(run)).and(PARKED.SEQ.eq(page.seq())))
                    .execute();
        }
        if (!turn.gone.isEmpty()) {
            sql.deleteFrom(PARKED)
                    .where(PARKED.TENANT_ID.eq(tenant.value()).and(PARKED.RUN_ID.eq(run)).and(PARKED.SEQ.in(turn.gone)))
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
                    .valuesOfRows(turn.calls.subList(from, Math.min(turn.calls.size(), from + ROWS_IN_A_STATEMENT)).stream()
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
                    .onConflict(EFFECT.TENANT_ID, EFFECT.RUN_ID, EFFECT.PARKED_SEQ, EFFECT.FIRST)
                    .doUpdate()
                    // the request never changes under its key
                    .set(EFFECT.STATE, DSL.excluded(EFFECT.STATE))
                    .set(EFFECT.EVIDENCE, DSL.excluded(EFFECT.EVIDENCE))
                    .set(EFFECT.ATTEMPTS, DSL.excluded(EFFECT.ATTEMPTS))
                    .set(EFFECT.AT, DSL.excluded(EFFECT.AT))
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
                    .valuesOfRows(turn.failures.subList(from, Math.min(turn.failures.size(), from + ROWS_IN_A_STATEMENT)).stream()
                            .map(failure -> {
                                Passage passage = failure.passage();
                                return DSL.row(
                                        tenant.value(),
                                        run,
                                        flow,
                                        failure.node(),
                                        Objects.requireNonNull(clean(failure.recordKey())),
                                        passage == null ? null : JSONB.valueOf(Packing.json(passage.record().values())),
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
                .fetch(row -> new SentPart(row.value1(), row.value2(), !row.value3().equals("SENT")));
    }

    private static @Nullable String clean(@Nullable String text) {
        return text == null ? null : Packing.clean(text);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
