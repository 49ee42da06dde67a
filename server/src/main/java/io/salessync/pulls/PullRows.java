package io.salessync.pulls;

import static io.salessync.pulls.jooq.Tables.EXECUTION;
import static io.salessync.pulls.jooq.Tables.LANDED;
import static io.salessync.pulls.jooq.Tables.PULL;
import static io.salessync.pulls.jooq.Tables.REJECT;
import static io.salessync.pulls.jooq.Tables.SWEPT;

import io.salessync.connectors.CrmRead;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.pulls.jooq.tables.records.ExecutionRecord;
import io.salessync.pulls.jooq.tables.records.PullRecord;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.JSONB;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pulls and their executions as rows. Everything here runs in the caller's transaction. */
@Component
class PullRows {
    static final JsonMapper JSON = JsonMapper.shared();

    private final Live live;
    private final InstantSource clock;

    PullRows(Live live, InstantSource clock) {
        this.live = live;
        this.clock = clock;
    }

    static Pull pull(PullRecord row) {
        return new Pull(
                row.getPullId(),
                row.getName(),
                row.getOfNode(),
                row.getConnectionId(),
                (ObjectNode) JSON.readTree(row.getQuery().data()),
                Pull.Mode.valueOf(row.getMode()),
                row.getOverlapSeconds(),
                row.getCursorAt(),
                row.getDoneSeq(),
                row.getReconciledAt(),
                row.getCreatedAt(),
                row.getUpdatedAt());
    }

    List<Pull> all(DSLContext sql, TenantId tenant) {
        return sql.selectFrom(PULL)
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.OF_NODE.isFalse())
                .orderBy(PULL.NAME)
                .fetch(PullRows::pull);
    }

    Optional<Pull> find(DSLContext sql, TenantId tenant, UUID id) {
        return sql.selectFrom(PULL)
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.PULL_ID.eq(id))
                .fetchOptional(PullRows::pull);
    }

    Optional<Pull> named(DSLContext sql, TenantId tenant, String name) {
        return sql.selectFrom(PULL)
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.NAME.eq(name))
                .fetchOptional(PullRows::pull);
    }

    Pull present(DSLContext sql, TenantId tenant, UUID id) {
        return find(sql, tenant, id)
                .orElseThrow(() -> Problem.of(PullsProblem.UNKNOWN_PULL, "There is no pull with the id " + id + "."));
    }

    Pull make(
            DSLContext sql,
            TenantId tenant,
            String name,
            boolean ofNode,
            UUID connection,
            ObjectNode query,
            Pull.Mode mode,
            int overlap,
            String actor) {
        Instant now = clock.instant();
        UUID id = UUID.randomUUID();
        int made = sql.insertInto(PULL)
                .set(PULL.TENANT_ID, tenant.value())
                .set(PULL.PULL_ID, id)
                .set(PULL.NAME, name)
                .set(PULL.OF_NODE, ofNode)
                .set(PULL.CONNECTION_ID, connection)
                .set(PULL.QUERY, JSONB.valueOf(query.toString()))
                .set(PULL.MODE, mode.name())
                .set(PULL.OVERLAP_SECONDS, overlap)
                .set(PULL.CREATED_BY, actor)
                .set(PULL.CREATED_AT, now)
                .set(PULL.UPDATED_AT, now)
                .onConflictDoNothing()
                .execute();
        if (made == 0) {
            throw Problem.of(PullsProblem.NAME_TAKEN, "There is a pull %s already.".formatted(Shown.of(name)))
                    .with("name", name);
        }
        live.changed(sql, tenant, "pulls", id.toString());
        return present(sql, tenant, id);
    }

    /** Another query or connection begins from nothing: what was landed belongs to the one before. */
    Pull change(
            DSLContext sql,
            TenantId tenant,
            Pull before,
            String name,
            UUID connection,
            ObjectNode query,
            Pull.Mode mode,
            int overlap) {
        boolean other = !before.query().equals(query) || !before.connection().equals(connection);
        if (!name.equals(before.name()) && named(sql, tenant, name).isPresent()) {
            throw Problem.of(PullsProblem.NAME_TAKEN, "There is a pull %s already.".formatted(Shown.of(name)))
                    .with("name", name);
        }
        var update = sql.update(PULL)
                .set(PULL.NAME, name)
                .set(PULL.CONNECTION_ID, connection)
                .set(PULL.QUERY, JSONB.valueOf(query.toString()))
                .set(PULL.MODE, mode.name())
                .set(PULL.OVERLAP_SECONDS, overlap)
                .set(PULL.UPDATED_AT, clock.instant());
        if (other) {
            update = update.setNull(PULL.CURSOR_AT).setNull(PULL.RECONCILED_AT);
        }
        update.where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.PULL_ID.eq(before.id()))
                .execute();
        live.changed(sql, tenant, "pulls", before.id().toString());
        return present(sql, tenant, before.id());
    }

    void delete(DSLContext sql, TenantId tenant, UUID id) {
        sql.deleteFrom(LANDED)
                .where(LANDED.TENANT_ID.eq(tenant.value()))
                .and(LANDED.PULL_ID.eq(id))
                .execute();
        sql.deleteFrom(SWEPT)
                .where(SWEPT.TENANT_ID.eq(tenant.value()))
                .and(SWEPT.EXECUTION_ID.in(sql.select(EXECUTION.EXECUTION_ID)
                        .from(EXECUTION)
                        .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                        .and(EXECUTION.PULL_ID.eq(id))))
                .execute();
        sql.deleteFrom(PULL)
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.PULL_ID.eq(id))
                .execute();
        live.changed(sql, tenant, "pulls", id.toString());
    }

    /** Lets nobody else begin an execution of this pull until the transaction ends. */
    void lock(DSLContext sql, TenantId tenant, UUID pull) {
        sql.select(PULL.PULL_ID)
                .from(PULL)
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.PULL_ID.eq(pull))
                .forNoKeyUpdate()
                .fetch();
    }

    /** Executions that other runs began and that are not over, or whose rows are still being handed on. */
    List<Execution> ofOthers(DSLContext sql, TenantId tenant, UUID pull, @Nullable UUID run) {
        return sql.select(EXECUTION.fields())
                .from(EXECUTION)
                .join(PULL)
                .on(PULL.TENANT_ID.eq(EXECUTION.TENANT_ID), PULL.PULL_ID.eq(EXECUTION.PULL_ID))
                .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                .and(EXECUTION.PULL_ID.eq(pull))
                .and(EXECUTION.RUN_ID.isNotNull())
                .and(run == null ? DSL.noCondition() : EXECUTION.RUN_ID.ne(run))
                .and(EXECUTION
                        .PHASE
                        .notIn("DONE", "BROKEN")
                        .or(EXECUTION
                                .PHASE
                                .eq("DONE")
                                .and(EXECUTION.KIND.ne(Execution.Kind.RECONCILE.name()))
                                .and(EXECUTION.SEQ.gt(PULL.DONE_SEQ))))
                .orderBy(EXECUTION.SEQ.desc())
                .limit(100)
                .fetch(row -> execution(row.into(EXECUTION)));
    }

    /**
     * Nobody has ended this execution, and nobody does before the transaction ends.
     *
     * @throws Problem when another run has taken over
     */
    void hold(DSLContext sql, TenantId tenant, Execution at) {
        ExecutionRecord row = sql.selectFrom(EXECUTION)
                .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                .and(EXECUTION.EXECUTION_ID.eq(at.id()))
                .forUpdate()
                .fetchOptional()
                .orElseThrow(() -> Problem.of(PullsProblem.UNKNOWN_PULL, "The pull is gone."));
        if (!row.getPhase().equals(at.phase().name())) {
            throw takenOver(row);
        }
    }

    private static Problem takenOver(ExecutionRecord row) {
        return Problem.of(
                PullsProblem.TAKEN_OVER,
                "Another run has taken over this pull" + (row.getWhy() == null ? "." : ": " + row.getWhy() + "."));
    }

    /** Begins an execution; what a run left open that is over, or that a person paused while it compared, is over by that. */
    Execution begin(
            DSLContext sql,
            TenantId tenant,
            Pull pull,
            @Nullable UUID run,
            Execution.Kind kind,
            Compiled compiled,
            Execution.Api api,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Instant coveredTo) {
        Instant now = clock.instant();
        sql.update(EXECUTION)
                .set(EXECUTION.PHASE, Execution.Phase.BROKEN.name())
                .set(
                        EXECUTION.WHY,
                        run == null ? "Given up: another one was begun" : "Given up: run " + run + " began another one")
                .set(EXECUTION.ENDED_AT, now)
                .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                .and(EXECUTION.PULL_ID.eq(pull.id()))
                .and(EXECUTION.PHASE.notIn("DONE", "BROKEN"))
                .execute();
        Integer seq = sql.update(PULL)
                .set(PULL.NEXT_SEQ, PULL.NEXT_SEQ.plus(1))
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.PULL_ID.eq(pull.id()))
                .returningResult(PULL.NEXT_SEQ.minus(1))
                .fetchOptional()
                .orElseThrow(() -> Problem.of(PullsProblem.UNKNOWN_PULL, "The pull is gone."))
                .value1();
        UUID id = UUID.randomUUID();
        sql.insertInto(EXECUTION)
                .set(EXECUTION.TENANT_ID, tenant.value())
                .set(EXECUTION.EXECUTION_ID, id)
                .set(EXECUTION.PULL_ID, pull.id())
                .set(EXECUTION.SEQ, seq)
                .set(EXECUTION.BASE_SEQ, pull.doneSeq())
                .set(EXECUTION.RUN_ID, run)
                .set(EXECUTION.KIND, kind.name())
                .set(EXECUTION.PHASE, kind == Execution.Kind.RECONCILE ? "SEAL" : "ROWS")
                .set(EXECUTION.COMPILED, JSONB.valueOf(JSON.writeValueAsString(compiled)))
                .set(EXECUTION.API, api.name())
                .set(EXECUTION.WINDOW_FROM, from)
                .set(EXECUTION.WINDOW_TO, to)
                .set(EXECUTION.SLICE_FROM, from)
                .set(EXECUTION.SLICE_TO, to)
                .set(EXECUTION.COVERED_TO, coveredTo)
                .set(EXECUTION.BEGAN_AT, now)
                .execute();
        live.changed(sql, tenant, "pulls", pull.id().toString());
        return execution(sql, tenant, id);
    }

    Execution execution(DSLContext sql, TenantId tenant, UUID id) {
        return sql.selectFrom(EXECUTION)
                .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                .and(EXECUTION.EXECUTION_ID.eq(id))
                .fetchOptional(PullRows::execution)
                .orElseThrow(() -> Problem.of(PullsProblem.UNKNOWN_PULL, "The pull is gone."));
    }

    /** What a killed run of this pull left open. */
    Optional<Execution> open(DSLContext sql, TenantId tenant, UUID pull, UUID run) {
        return sql.selectFrom(EXECUTION)
                .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                .and(EXECUTION.PULL_ID.eq(pull))
                .and(EXECUTION.RUN_ID.eq(run))
                .and(EXECUTION.PHASE.ne("BROKEN"))
                .orderBy(EXECUTION.SEQ.desc())
                .limit(1)
                .fetchOptional(PullRows::execution);
    }

    List<Execution> executions(DSLContext sql, TenantId tenant, UUID pull, int before, int limit) {
        return sql.selectFrom(EXECUTION)
                .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                .and(EXECUTION.PULL_ID.eq(pull))
                .and(EXECUTION.SEQ.lt(before))
                .orderBy(EXECUTION.SEQ.desc())
                .limit(limit)
                .fetch(PullRows::execution);
    }

    private static Execution execution(ExecutionRecord row) {
        String afterId = row.getAfterId();
        return new Execution(
                row.getExecutionId(),
                row.getPullId(),
                row.getSeq(),
                row.getBaseSeq(),
                row.getRunId(),
                Execution.Kind.valueOf(row.getKind()),
                Execution.Phase.valueOf(row.getPhase()),
                JSON.readValue(row.getCompiled().data(), Compiled.class),
                Execution.Api.valueOf(row.getApi()),
                row.getWindowFrom(),
                row.getWindowTo(),
                row.getSliceFrom(),
                row.getSliceTo(),
                row.getJob(),
                row.getLocator(),
                afterId == null ? null : new Execution.After(row.getAfterAt(), afterId),
                row.getPage(),
                row.getRestarts(),
                row.getReceived(),
                row.getCounted(),
                row.getLanded(),
                row.getRejected(),
                row.getMoved(),
                row.getDeleted(),
                row.getSealed(),
                row.getCoveredTo(),
                row.getWhy(),
                row.getBeganAt(),
                row.getEndedAt());
    }

    /**
     * Moves an execution on, if nobody else did meanwhile.
     *
     * @throws Problem when another run has taken over
     */
    Execution move(DSLContext sql, TenantId tenant, Execution before, Consumer<ExecutionRecord> change) {
        ExecutionRecord row = sql.selectFrom(EXECUTION)
                .where(EXECUTION.TENANT_ID.eq(tenant.value()))
                .and(EXECUTION.EXECUTION_ID.eq(before.id()))
                .forUpdate()
                .fetchOptional()
                .orElseThrow(() -> Problem.of(PullsProblem.UNKNOWN_PULL, "The pull is gone."));
        boolean same = row.getPage() == before.page()
                && row.getPhase().equals(before.phase().name())
                && row.getRestarts() == before.restarts();
        if (!same) {
            throw takenOver(row);
        }
        change.accept(row);
        row.update();
        if (!row.getPhase().equals(before.phase().name())) {
            live.changed(sql, tenant, "pulls", before.pull().toString());
        }
        return execution(row);
    }

    void reject(DSLContext sql, TenantId tenant, UUID execution, Collection<CrmRead.Reject> rejects) {
        for (CrmRead.Reject reject : rejects) {
            sql.insertInto(REJECT)
                    .set(REJECT.TENANT_ID, tenant.value())
                    .set(REJECT.EXECUTION_ID, execution)
                    .set(REJECT.RECORD_ID, reject.id())
                    .set(REJECT.MESSAGE, reject.message())
                    .onConflictDoNothing()
                    .execute();
        }
    }

    /** A row that was refused and not. */
    record Rejected(String id, String message) {}

    List<Rejected> rejects(DSLContext sql, TenantId tenant, UUID execution, int limit) {
        return sql.selectFrom(REJECT)
                .where(REJECT.TENANT_ID.eq(tenant.value()))
                .and(REJECT.EXECUTION_ID.eq(execution))
                .orderBy(REJECT.RECORD_ID)
                .limit(limit)
                .fetch(row -> new Rejected(row.getRecordId(), row.getMessage()));
    }

    long rejected(DSLContext sql, TenantId tenant, UUID execution) {
        return sql.fetchCount(REJECT, REJECT.TENANT_ID.eq(tenant.value()).and(REJECT.EXECUTION_ID.eq(execution)));
    }

    /**
     * All rows were handed on: the next window begins where this one is known to be complete. Where the pull was changed meanwhile, that
     * is said of another query, and the cursor stays.
     */
    void accept(DSLContext sql, TenantId tenant, Execution execution) {
        Instant to = execution.to();
        Instant covered = execution.coveredTo();
        Instant cursor = to == null ? null : covered != null && covered.isBefore(to) ? covered : to;
        sql.update(PULL)
                .set(PULL.DONE_SEQ, execution.seq())
                .set(
                        PULL.CURSOR_AT,
                        DSL.when(PULL.UPDATED_AT.le(execution.beganAt()), DSL.val(cursor, PULL.CURSOR_AT))
                                .otherwise(PULL.CURSOR_AT))
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.PULL_ID.eq(execution.pull()))
                .and(PULL.DONE_SEQ.lt(execution.seq()))
                .execute();
    }

    void reconciled(DSLContext sql, TenantId tenant, UUID pull) {
        sql.update(PULL)
                .set(PULL.RECONCILED_AT, clock.instant())
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.PULL_ID.eq(pull))
                .execute();
    }

    /** The incremental pulls that were last compared in full before that. */
    List<Pull> unreconciled(DSLContext sql, TenantId tenant, Instant before) {
        return sql.selectFrom(PULL)
                .where(PULL.TENANT_ID.eq(tenant.value()))
                .and(PULL.MODE.eq(Pull.Mode.INCREMENTAL.name()))
                .and(PULL.CURSOR_AT.isNotNull())
                .and(PULL.RECONCILED_AT
                        .lt(before)
                        .or(PULL.RECONCILED_AT.isNull().and(PULL.CREATED_AT.lt(before))))
                .fetch(PullRows::pull);
    }

    void forgetSwept(DSLContext sql, TenantId tenant, UUID execution) {
        sql.deleteFrom(SWEPT)
                .where(SWEPT.TENANT_ID.eq(tenant.value()))
                .and(SWEPT.EXECUTION_ID.eq(execution))
                .execute();
    }
}
