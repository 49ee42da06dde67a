package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Routines.runsAhead;
import static io.salessync.kernel.jooq.Tables.RUN;

import io.salessync.kernel.jooq.tables.records.RunRecord;
import io.salessync.kernel.runs.RunLanes.Slot;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Why a run waits: the limit that holds it, its place in the queue, and about how long it will be. */
@Component
final class RunWaits {
    /** So many of the last ended runs say how long one takes. */
    private static final int LAST_RUNS = 50;

    private final Database database;
    private final InstantSource clock;
    private final RunLimits limits;

    RunWaits(Database database, InstantSource clock, RunLimits limits) {
        this.database = database;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * @param reason one line for people
     * @param limit {@code user}, {@code tenant}, {@code all}: as many are at work as may; {@code key}: another run has what it needs for
     *     itself; {@code node}: nobody works on runs; {@code time}: it goes on by itself then; null: none
     * @param place its place in the queue it stands in, from 1
     * @param ahead how many runs get their turn before it, in all queues
     * @param estimateSeconds about how long, by how long the last runs took; null while unknown
     */
    record Waiting(
            String reason,
            @Nullable String limit,
            @Nullable Integer place,
            @Nullable Long ahead,
            @Nullable Long estimateSeconds) {}

    private static final Waiting NO_NODE = new Waiting("a node: none works on runs just now", "node", null, null, null);
    private static final String SHORT_ONES = "its turn: short runs are done some at a time, as many of each person";

    /** What a run that waits for a place waits for, and its place in its lane. */
    record Lane(String limit, String reason, int place) {}

    /** Of those of a tenant's runs that wait for a place, by id. */
    Map<UUID, Lane> lanes(DSLContext sql, UUID tenant, List<UUID> runs) {
        Map<UUID, Integer> held = sql.select(RUN.LANE, DSL.count())
                .from(RUN)
                .where(RUN.TENANT_ID.eq(tenant).and(hasPlace()))
                .groupBy(RUN.LANE)
                .fetchMap(RUN.LANE, DSL.count());
        int all = held.values().stream().mapToInt(Integer::intValue).sum();
        var queue = sql.select(
                        RUN.RUN_ID,
                        RUN.LANE,
                        RUN.SLOT,
                        DSL.rowNumber()
                                .over()
                                .partitionBy(RUN.SLOT, RUN.LANE)
                                .orderBy(RUN.POSITION)
                                .as("place"))
                .from(RUN)
                .where(RUN.TENANT_ID
                        .eq(tenant)
                        .and(RUN.SLOT.in(DSL.inline(Slot.WAITS.name()), DSL.inline(Slot.SHORT.name()))))
                .asTable("queue");
        Map<UUID, Lane> lanes = new HashMap<>();
        sql.selectFrom(queue)
                .where(Objects.requireNonNull(queue.field(RUN.RUN_ID)).in(runs))
                .forEach(row -> {
                    UUID lane = row.get(RUN.LANE);
                    int place = row.get("place", Integer.class);
                    lanes.put(
                            row.get(RUN.RUN_ID),
                            Slot.SHORT.name().equals(row.get(RUN.SLOT))
                                    ? new Lane("all", SHORT_ONES, place)
                                    : lane(lane, held.getOrDefault(lane, 0), all, place));
                });
        return lanes;
    }

    private Lane lane(UUID lane, int ofUser, int ofTenant, int place) {
        if (!lane.equals(RunLanes.NOBODY) && ofUser >= limits.user()) {
            return new Lane(
                    "user",
                    "a free place: %d runs of the same person are at work, as many as one may have at once"
                            .formatted(ofUser),
                    place);
        }
        return ofTenant >= limits.tenant()
                ? new Lane(
                        "tenant",
                        "a free place: %d runs of yours are at work, as many as an organisation may have at once"
                                .formatted(ofTenant),
                        place)
                : new Lane("all", "a free place: as many runs are at work as there are threads for", place);
    }

    /** Why this run does not go on just now. */
    Waiting of(TenantId tenant, Run run) {
        return database.inTenant(tenant, sql -> {
            RunRecord row = sql.selectFrom(RUN)
                    .where(RUN.TENANT_ID
                            .eq(tenant.value())
                            .and(RUN.RUN_ID.eq(run.id().value())))
                    .fetchSingle();
            if (Slot.WAITS.name().equals(row.getSlot())) {
                return inLane(sql, row);
            }
            if (Slot.SHORT.name().equals(row.getSlot())) {
                int place = run.place() == null ? 1 : run.place();
                return threads(sql) == 0
                        ? NO_NODE
                        : new Waiting(SHORT_ONES, "all", place, place - 1L, seconds(sql, row, place, 1));
            }
            if (run.state() == RunState.QUEUED && run.place() != null && run.waitsFor() != null) {
                long ahead = run.place();
                return new Waiting(run.waitsFor(), "key", run.place(), ahead, seconds(sql, row, ahead, 1));
            }
            if (run.waitsUntil() != null && run.state() != RunState.RUNNING) {
                long seconds =
                        Duration.between(clock.instant(), run.waitsUntil()).toSeconds();
                return new Waiting(
                        run.waitsFor() == null ? "its time" : run.waitsFor(), "time", null, null, Math.max(0, seconds));
            }
            if (run.waitsFor() != null) {
                return new Waiting(run.waitsFor(), null, null, null, null);
            }
            if (run.state() == RunState.QUEUED) {
                return threads(sql) == 0
                        ? NO_NODE
                        : new Waiting("a thread: it has its place and starts in a moment", null, null, 0L, 0L);
            }
            return new Waiting(
                    run.state().isFinal() ? "nothing: it is over" : "nothing: it is at work", null, null, null, null);
        });
    }

    private Waiting inLane(DSLContext sql, RunRecord row) {
        Lane lane = lanes(sql, row.getTenantId(), List.of(row.getRunId())).get(row.getRunId());
        if (lane == null) {
            return new Waiting("a free place", null, null, null, null);
        }
        return switch (lane.limit()) {
            case "user" -> waiting(sql, row, lane, lane.place() - 1L, limits.user());
            case "tenant" -> waiting(sql, row, lane, aheadHere(sql, row, lane.place() - 1), limits.tenant());
            default -> {
                Long ahead = runsAhead(sql.configuration(), row.getTenantId(), row.getRunId());
                yield waiting(sql, row, lane, ahead == null ? 0 : ahead, Math.max(1, threads(sql)));
            }
        };
    }

    private Waiting waiting(DSLContext sql, RunRecord row, Lane lane, long ahead, int atOnce) {
        return new Waiting(lane.reason(), lane.limit(), lane.place(), ahead, seconds(sql, row, ahead + 1, atOnce));
    }

    /** Turn about between the people of a tenant: of each other as many as of its own, or all there are. */
    private static long aheadHere(DSLContext sql, RunRecord row, int ahead) {
        long others = sql
                .select(DSL.count())
                .from(RUN)
                .where(RUN.TENANT_ID
                        .eq(row.getTenantId())
                        .and(RUN.SLOT.eq(DSL.inline(Slot.WAITS.name())))
                        .and(RUN.LANE.ne(row.getLane())))
                .groupBy(RUN.LANE)
                .fetch(0, Long.class)
                .stream()
                .mapToLong(waiting -> Math.min(waiting, ahead + 1L))
                .sum();
        return ahead + others;
    }

    /** How long it takes until that many have ended, so many at once; by the last ones of the tenant. */
    private static @Nullable Long seconds(DSLContext sql, RunRecord row, long ends, int atOnce) {
        Condition ended = RUN.TENANT_ID
                .eq(row.getTenantId())
                .and(RUN.FINISHED_AT.isNotNull())
                .and(RUN.STARTED_AT.isNotNull());
        if (row.getExclusiveKey() != null && row.getSlot() == null) {
            ended = ended.and(RUN.EXCLUSIVE_KEY.eq(row.getExclusiveKey()));
        }
        var last = sql.select(RUN.STARTED_AT, RUN.FINISHED_AT)
                .from(RUN)
                .where(ended)
                .orderBy(RUN.FINISHED_AT.desc())
                .limit(LAST_RUNS)
                .fetch();
        double mean = last.stream()
                .mapToLong(run -> Duration.between(run.value1(), run.value2()).toMillis())
                .average()
                .orElse(Double.NaN);
        return Double.isNaN(mean) ? null : (long) Math.ceil(mean * ends / atOnce / 1_000);
    }

    private int threads(DSLContext sql) {
        return sql.fetchSingle(
                        "SELECT coalesce(sum(threads), 0)::int FROM scheduler.node WHERE alive_until > ?",
                        Timestamp.from(clock.instant()))
                .get(0, Integer.class);
    }

    private Condition hasPlace() {
        Instant now = clock.instant();
        return RUN.SLOT
                .eq(DSL.inline(Slot.GIVEN.name()))
                .and(RUN.STATE.eq(RunState.QUEUED.name()).or(RUN.LEASE_UNTIL.gt(now)));
    }
}
