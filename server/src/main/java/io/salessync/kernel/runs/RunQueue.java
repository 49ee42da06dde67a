package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;

import io.salessync.kernel.jooq.tables.records.RunRecord;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.runs.RunLanes.Slot;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where runs begin. */
@Component
final class RunQueue {
    private final Database database;
    private final RunTurns turns;
    private final RunLanes lanes;
    private final RunMeters meters;
    private final Live live;
    private final InstantSource clock;

    RunQueue(Database database, RunTurns turns, RunLanes lanes, RunMeters meters, Live live, InstantSource clock) {
        this.database = database;
        this.turns = turns;
        this.lanes = lanes;
        this.meters = meters;
        this.live = live;
        this.clock = clock;
    }

    RunId add(RunRequest request, @Nullable UUID retryOf) {
        UUID id = UUID.randomUUID();
        database.runInTenant(request.tenant(), sql -> {
            if (request.exclusiveKey() != null) {
                RunTurns.lockKey(sql, request.tenant(), request.exclusiveKey());
            }
            RunRecord run = sql.newRecord(RUN);
            run.setTenantId(request.tenant().value());
            run.setRunId(id);
            run.setKind(request.kind());
            run.setTitle(request.title());
            run.setSubject(request.subject());
            run.setInput(org.jooq.JSON.json(request.input()));
            run.setExclusiveKey(request.exclusiveKey());
            run.setHoldsKey(false);
            run.setStartedBy(request.startedBy());
            run.setRetryOf(retryOf);
            run.setState(RunState.QUEUED.name());
            run.setQueuedAt(now());
            run.setUpdatedAt(now());
            run.setCost(meters.cost(request.kind()));
            if (request.exclusiveKey() == null) {
                run.setSlot(Slot.WAITS.name());
                lanes.giveAfterCommit();
            }
            // with its position
            run.insert();
            if (request.exclusiveKey() != null) {
                turns.askIfItsTurn(sql, request.tenant(), run);
            }
            live.changed(sql, request.tenant(), "runs", id.toString());
        });
        return new RunId(id);
    }

    /** What a run was asked for with. */
    RunRequest request(TenantId tenant, UUID id) {
        return database.inTenant(
                tenant,
                sql -> sql.selectFrom(RUN)
                        .where(RUN.TENANT_ID.eq(tenant.value()).and(RUN.RUN_ID.eq(id)))
                        .fetchOptional()
                        .map(run -> new RunRequest(
                                tenant,
                                run.getKind(),
                                run.getTitle(),
                                run.getSubject(),
                                run.getInput().data(),
                                run.getExclusiveKey(),
                                run.getStartedBy()))
                        .orElseThrow(() -> PostgresRuns.unknown(id)));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
