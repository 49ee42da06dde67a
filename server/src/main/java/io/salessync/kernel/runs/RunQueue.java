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
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Where runs begin. */
@Component
final class RunQueue {
    private static final String INSERT = """
            INSERT INTO kernel.run (tenant_id, run_id, kind, title, subject, input, started_by, state, slot, cost, queued_at, updated_at)
            SELECT ?, q.run_id, q.kind, q.title, q.subject, q.input::json, q.started_by, 'QUEUED', q.slot, q.cost, n.now, n.now
            FROM (VALUES (?::timestamptz)) n (now), unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::smallint[])
                WITH ORDINALITY AS q (run_id, kind, title, subject, input, started_by, slot, cost, place)
            ORDER BY q.place
            """;

    private final Database database;
    private final RunTurns turns;
    private final RunLanes lanes;
    private final RunGroups groups;
    private final RunMeters meters;
    private final Live live;
    private final InstantSource clock;

    RunQueue(
            Database database,
            RunTurns turns,
            RunLanes lanes,
            RunGroups groups,
            RunMeters meters,
            Live live,
            InstantSource clock) {
        this.database = database;
        this.turns = turns;
        this.lanes = lanes;
        this.groups = groups;
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
                run.setSlot(slot(request).name());
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

    /** As {@link Runs#queueAll}. */
    List<RunId> addAll(List<RunRequest> requests) {
        TenantId tenant = requests.getFirst().tenant();
        UUID[] ids = new UUID[requests.size()];
        @Nullable UUID[] subjects = new @Nullable UUID[ids.length];
        @Nullable UUID[] users = new @Nullable UUID[ids.length];
        String[] kinds = new String[ids.length];
        String[] titles = new String[ids.length];
        String[] inputs = new String[ids.length];
        String[] slots = new String[ids.length];
        Short[] costs = new Short[ids.length];
        database.runInTenant(tenant, sql -> {
            for (int i = 0; i < ids.length; i++) {
                RunRequest request = requests.get(i);
                if (!request.tenant().equals(tenant) || request.exclusiveKey() != null) {
                    throw new IllegalArgumentException(
                            "Runs that are queued together are of one tenant and have no key");
                }
                ids[i] = UUID.randomUUID();
                subjects[i] = request.subject();
                users[i] = request.startedBy();
                kinds[i] = request.kind();
                titles[i] = request.title();
                inputs[i] = request.input();
                slots[i] = slot(request).name();
                costs[i] = meters.cost(request.kind());
            }
            sql.execute(
                    INSERT,
                    tenant.value(),
                    now().toString(),
                    ids,
                    kinds,
                    titles,
                    subjects,
                    inputs,
                    users,
                    slots,
                    costs);
            live.changedAll(
                    sql, tenant, "runs", Arrays.stream(ids).map(UUID::toString).toList());
        });
        return Arrays.stream(ids).map(RunId::new).toList();
    }

    /** Where a run without a key waits, and who is told of it when the open transaction has committed. */
    private Slot slot(RunRequest request) {
        if (request.isShort() && groups.isOn()) {
            groups.workAfterCommit();
            return Slot.SHORT;
        }
        lanes.giveAfterCommit();
        return Slot.WAITS;
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
