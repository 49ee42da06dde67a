package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;

import io.salessync.kernel.jooq.tables.records.RunRecord;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Whose turn it is among runs with one exclusive key, and what lets those go on whose turn has come; in open transactions. */
@Component
final class RunTurns {
    private final RunWakes wakes;
    private final RunLanes lanes;
    private final Live live;

    RunTurns(RunWakes wakes, RunLanes lanes, Live live) {
        this.wakes = wakes;
        this.lanes = lanes;
        this.live = live;
    }

    /** Runs with a key go one at a time, in the order they were asked for; one that has begun keeps the key until it ends. */
    static boolean itsTurn(DSLContext sql, TenantId tenant, RunRecord run) {
        if (run.getExclusiveKey() == null || run.getHoldsKey()) {
            return true;
        }
        return !sql.fetchExists(sql.selectOne()
                .from(RUN)
                .where(RUN.TENANT_ID
                        .eq(tenant.value())
                        .and(RUN.EXCLUSIVE_KEY.eq(run.getExclusiveKey()))
                        .and(RUN.HOLDS_KEY
                                .isTrue()
                                .or(RUN.STATE.eq(RunState.QUEUED.name()).and(RUN.POSITION.lt(run.getPosition()))))));
    }

    /** A queued run whose turn it is asks for a place. */
    void askIfItsTurn(DSLContext sql, TenantId tenant, RunRecord run) {
        if (itsTurn(sql, tenant, run)) {
            lanes.ask(sql, run);
        }
    }

    /** The next run with this key asks for a place, if the key is free. */
    void askNext(DSLContext sql, TenantId tenant, String key) {
        RunRecord next = sql.selectFrom(RUN)
                .where(RUN.TENANT_ID
                        .eq(tenant.value())
                        .and(RUN.EXCLUSIVE_KEY.eq(key))
                        .and(RUN.STATE.eq(RunState.QUEUED.name())))
                .orderBy(RUN.POSITION)
                .limit(1)
                .fetchOne();
        if (next != null && itsTurn(sql, tenant, next)) {
            lanes.ask(sql, next);
            live.changed(sql, tenant, "runs", next.getRunId().toString());
        }
    }

    void wake(DSLContext sql, RunRecord run, Instant at) {
        Long wake = sql.update(RUN)
                .set(RUN.WAKE, RUN.WAKE.plus(1))
                .where(RUN.TENANT_ID.eq(run.getTenantId()).and(RUN.RUN_ID.eq(run.getRunId())))
                .returning(RUN.WAKE)
                .fetchSingle(RUN.WAKE);
        wakes.schedule(new TenantId(run.getTenantId()), run.getRunId(), Objects.requireNonNull(wake), at);
    }

    static @Nullable String keyOf(DSLContext sql, TenantId tenant, UUID id) {
        return sql.select(RUN.EXCLUSIVE_KEY)
                .from(RUN)
                .where(RUN.TENANT_ID.eq(tenant.value()).and(RUN.RUN_ID.eq(id)))
                .fetchOne(RUN.EXCLUSIVE_KEY);
    }

    /** Always before the row of a run, so that two transactions about one key never wait for each other. */
    static void lockKey(DSLContext sql, TenantId tenant, String key) {
        sql.select(DSL.function(
                        "pg_advisory_xact_lock",
                        SQLDataType.OTHER,
                        DSL.function(
                                "hashtextextended", SQLDataType.BIGINT, DSL.val(tenant + " " + key), DSL.inline(0L))))
                .fetch();
    }
}
