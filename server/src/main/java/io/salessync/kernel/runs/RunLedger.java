package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;
import static io.salessync.kernel.jooq.Tables.RUN_STEP;

import io.salessync.kernel.jooq.tables.records.RunRecord;
import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every change of a run's state: one transaction each, with the looks and the news that follow from it. */
@Component
final class RunLedger {
    private static final Duration BUSY_ROW = Duration.ofSeconds(1);
    private static final Duration LONGEST_SETBACK = Duration.ofSeconds(60);

    private final Database database;
    private final RunWakes wakes;
    private final Live live;
    private final InstantSource clock;
    private final RunSettings settings;

    RunLedger(Database database, RunWakes wakes, Live live, InstantSource clock, RunSettings settings) {
        this.database = database;
        this.wakes = wakes;
        this.live = live;
        this.clock = clock;
        this.settings = settings;
    }

    /** What came of a look at a run. */
    sealed interface Look {
        /** It is ours, under this fence. */
        record Taken(RunRecord run, long fence) implements Look {}

        /** Nothing to do, now or later, by this look. */
        record Void() implements Look {}

        /** Look again then. */
        record Later(Instant at) implements Look {}
    }

    /** A run that is held: whoever has another fence has lost it. */
    record Hold(TenantId tenant, UUID run, long fence) {}

    RunId queue(RunRequest request, @Nullable UUID retryOf) {
        UUID id = UUID.randomUUID();
        database.runInTenant(request.tenant(), sql -> {
            if (request.exclusiveKey() != null) {
                lockKey(sql, request.tenant(), request.exclusiveKey());
            }
            RunRecord run = sql.newRecord(RUN);
            run.setTenantId(request.tenant().value());
            run.setRunId(id);
            run.setKind(request.kind());
            run.setTitle(request.title());
            run.setSubject(request.subject());
            run.setInput(org.jooq.JSON.json(request.input()));
            run.setExclusiveKey(request.exclusiveKey());
            run.setStartedBy(request.startedBy());
            run.setRetryOf(retryOf);
            run.setState(RunState.QUEUED.name());
            run.setQueuedAt(now());
            run.setUpdatedAt(now());
            run.insert();
            run.refresh();
            wakeIfItsTurn(sql, request.tenant(), run);
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

    /** Takes the run, if this look still counts and nobody else has it. */
    Look take(RunWakes.Wake wake, String node) {
        return database.inTenant(wake.tenant(), sql -> {
            String key = keyOf(sql, wake.tenant(), wake.run());
            if (key != null) {
                lockKey(sql, wake.tenant(), key);
            }
            // excludes transactions of the last holder (they share-lock the key); a locked row is looked at again
            RunRecord run = sql.selectFrom(RUN)
                    .where(RUN.TENANT_ID.eq(wake.tenant().value()).and(RUN.RUN_ID.eq(wake.run())))
                    .forUpdate()
                    .skipLocked()
                    .fetchOne();
            if (run == null) {
                return new Look.Later(now().plus(BUSY_ROW));
            }
            if (run.getWake() != wake.number()
                    || RunState.valueOf(run.getState()).isFinal()) {
                return new Look.Void();
            }
            return switch (RunState.valueOf(run.getState())) {
                case QUEUED -> itsTurn(sql, wake.tenant(), run) ? taken(sql, run, node) : new Look.Void();
                case PAUSED -> dueOrLater(sql, run, run.getWaitsUntil(), node);
                default -> dueOrLater(sql, run, run.getLeaseUntil(), node);
            };
        });
    }

    private Look dueOrLater(DSLContext sql, RunRecord run, @Nullable Instant due, String node) {
        if (due == null) {
            return new Look.Void();
        }
        if (due.isAfter(now())) {
            return new Look.Later(due);
        }
        if (run.getAsked() != null) {
            move(sql, run, RunMove.valueOf(run.getAsked()));
            return new Look.Void();
        }
        return taken(sql, run, node);
    }

    private Look taken(DSLContext sql, RunRecord run, String node) {
        run.setState(to(RunMove.TAKE, run).name());
        run.setFence(run.getFence() + 1);
        run.setNode(node);
        run.setLeaseUntil(now().plus(settings.lease()));
        run.setHoldsKey(run.getExclusiveKey() != null);
        run.setStartedAt(run.getStartedAt() == null ? now() : run.getStartedAt());
        run.setWaitsFor(null);
        run.setWaitsUntil(null);
        store(sql, run);
        return new Look.Taken(run, run.getFence());
    }

    /** Renews the lease; false when the run is no longer held. */
    boolean renew(Hold hold) {
        return database.inTenant(
                hold.tenant(),
                sql -> sql.update(RUN)
                                .set(RUN.LEASE_UNTIL, now().plus(settings.lease()))
                                .where(held(hold))
                                .execute()
                        == 1);
    }

    /** Ends an execution. A run that is no longer held is left alone. */
    void end(Hold hold, RunEnding ending) {
        database.runInTenant(hold.tenant(), sql -> {
            String key = keyOf(sql, hold.tenant(), hold.run());
            if (key != null) {
                lockKey(sql, hold.tenant(), key);
            }
            RunRecord run =
                    sql.selectFrom(RUN).where(held(hold)).forNoKeyUpdate().fetchOne();
            if (run == null || ending instanceof RunEnding.Lost) {
                return;
            }
            if (ending instanceof RunEnding.Finished finished) {
                run.setMessage(finished.outcome().message());
                move(sql, run, RunMove.ending(finished.outcome()));
            } else if (run.getAsked() != null) {
                move(sql, run, RunMove.valueOf(run.getAsked()));
            } else if (ending instanceof RunEnding.Sleeps sleeps) {
                run.setWaitsFor(sleeps.reason());
                run.setWaitsUntil(sleeps.until().truncatedTo(ChronoUnit.MICROS));
                move(sql, run, RunMove.SLEEP);
            } else if (ending instanceof RunEnding.DatabaseAway away) {
                run.setSetbacks(run.getSetbacks() + 1);
                run.setWaitsFor(away.reason());
                run.setWaitsUntil(now().plus(setback(run.getSetbacks())));
                move(sql, run, RunMove.HAND_BACK);
            } else {
                run.setWaitsFor(null);
                run.setWaitsUntil(null);
                move(sql, run, RunMove.HAND_BACK);
            }
        });
    }

    private static Duration setback(int times) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(times, 6));
        return doubled.compareTo(LONGEST_SETBACK) < 0 ? doubled : LONGEST_SETBACK;
    }

    /** A person pauses, resumes or cancels. A running run is asked to, and does it at its next checkpoint. */
    void ask(TenantId tenant, UUID id, RunMove wish) {
        database.runInTenant(tenant, sql -> {
            String key = keyOf(sql, tenant, id);
            if (key != null) {
                lockKey(sql, tenant, key);
            }
            RunRecord run = sql.selectFrom(RUN)
                    .where(RUN.TENANT_ID.eq(tenant.value()).and(RUN.RUN_ID.eq(id)))
                    .forNoKeyUpdate()
                    .fetchOptional()
                    .orElseThrow(() -> PostgresRuns.unknown(id));
            RunState state = RunState.valueOf(run.getState());
            if (state == RunState.RUNNING && wish == RunMove.RESUME && "PAUSE".equals(run.getAsked())) {
                run.setAsked(null);
                store(sql, run);
            } else if (state == RunState.RUNNING && wish == RunMove.PAUSE && "CANCEL".equals(run.getAsked())) {
                throw Problem.of(RunProblem.DOES_NOT_FIT, "The run is being cancelled; it cannot be paused any more.");
            } else if (wish.from(state).isEmpty()) {
                throw Problem.of(
                                RunProblem.DOES_NOT_FIT,
                                "The run “%s” is %s; it cannot be %s."
                                        .formatted(run.getTitle(), words(state), words(wish)))
                        .with("state", state.name());
            } else if (state == RunState.RUNNING) {
                run.setAsked(wish.name());
                store(sql, run);
            } else {
                move(sql, run, wish);
            }
        });
    }

    /** Looks at a run again whose scheduled look went missing. */
    void lookAgain(TenantId tenant, UUID id) {
        database.runInTenant(tenant, sql -> {
            RunRecord run = sql.selectFrom(RUN)
                    .where(RUN.TENANT_ID.eq(tenant.value()).and(RUN.RUN_ID.eq(id)))
                    .forNoKeyUpdate()
                    .skipLocked()
                    .fetchOne();
            if (run != null && !RunState.valueOf(run.getState()).isFinal()) {
                wake(sql, run, now());
            }
        });
    }

    /** Moves the run and does all that follows from the state it comes to. */
    private void move(DSLContext sql, RunRecord run, RunMove move) {
        TenantId tenant = new TenantId(run.getTenantId());
        RunState next = to(move, run);
        run.setState(next.name());
        run.setNode(null);
        run.setLeaseUntil(null);
        run.setAsked(null);
        boolean sleeps = move == RunMove.SLEEP || move == RunMove.HAND_BACK;
        if (!sleeps) {
            run.setWaitsFor(next == RunState.PAUSED ? "somebody to resume it" : null);
            run.setWaitsUntil(null);
        }
        if (next.isFinal()) {
            run.setFinishedAt(now());
            run.setHoldsKey(false);
        }
        store(sql, run);
        endSteps(sql, run, next);
        if (sleeps) {
            wake(sql, run, run.getWaitsUntil() == null ? now() : run.getWaitsUntil());
        } else if (next == RunState.QUEUED) {
            wakeIfItsTurn(sql, tenant, run);
        }
        if (run.getExclusiveKey() != null && next != RunState.QUEUED) {
            wakeNext(sql, tenant, run.getExclusiveKey());
        }
    }

    private static RunState to(RunMove move, RunRecord run) {
        return move.from(RunState.valueOf(run.getState()))
                .orElseThrow(() -> new IllegalStateException(
                        "Run " + run.getRunId() + " is " + run.getState() + ": " + move + " does not fit"));
    }

    private void store(DSLContext sql, RunRecord run) {
        run.setUpdatedAt(now());
        run.attach(sql.configuration());
        run.update();
        live.changed(
                sql, new TenantId(run.getTenantId()), "runs", run.getRunId().toString());
    }

    private static void endSteps(DSLContext sql, RunRecord run, RunState next) {
        boolean well = next == RunState.SUCCEEDED || next == RunState.PARTLY_FAILED;
        var begun = DSL.inline(next.name());
        sql.update(RUN_STEP)
                .set(
                        RUN_STEP.STATE,
                        well
                                ? DSL.when(RUN_STEP.FAILED.gt(0L), DSL.inline(RunState.PARTLY_FAILED.name()))
                                        .otherwise(DSL.inline(RunState.SUCCEEDED.name()))
                                : next.isFinal()
                                        ? DSL.when(
                                                        RUN_STEP.STATE.eq(RunState.QUEUED.name()),
                                                        DSL.inline(RunState.CANCELLED.name()))
                                                .otherwise(begun)
                                        : begun)
                .where(RUN_STEP.TENANT_ID
                        .eq(run.getTenantId())
                        .and(RUN_STEP.RUN_ID.eq(run.getRunId()))
                        .and(
                                next.isFinal()
                                        ? RUN_STEP.STATE.in(
                                                RunState.QUEUED.name(), RunState.RUNNING.name(), RunState.PAUSED.name())
                                        : RUN_STEP.STATE.in(RunState.RUNNING.name(), RunState.PAUSED.name())))
                .execute();
    }

    /** Runs with a key go one at a time, in the order they were asked for; one that has begun keeps the key until it ends. */
    private static boolean itsTurn(DSLContext sql, TenantId tenant, RunRecord run) {
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

    private void wakeIfItsTurn(DSLContext sql, TenantId tenant, RunRecord run) {
        if (itsTurn(sql, tenant, run)) {
            wake(sql, run, now());
        }
    }

    private void wakeNext(DSLContext sql, TenantId tenant, String key) {
        RunRecord next = sql.selectFrom(RUN)
                .where(RUN.TENANT_ID
                        .eq(tenant.value())
                        .and(RUN.EXCLUSIVE_KEY.eq(key))
                        .and(RUN.STATE.eq(RunState.QUEUED.name())))
                .orderBy(RUN.POSITION)
                .limit(1)
                .fetchOne();
        if (next != null && itsTurn(sql, tenant, next)) {
            wake(sql, next, now());
            live.changed(sql, tenant, "runs", next.getRunId().toString());
        }
    }

    private void wake(DSLContext sql, RunRecord run, Instant at) {
        Long wake = sql.update(RUN)
                .set(RUN.WAKE, RUN.WAKE.plus(1))
                .where(RUN.TENANT_ID.eq(run.getTenantId()).and(RUN.RUN_ID.eq(run.getRunId())))
                .returning(RUN.WAKE)
                .fetchSingle(RUN.WAKE);
        wakes.schedule(new TenantId(run.getTenantId()), run.getRunId(), Objects.requireNonNull(wake), at);
    }

    static org.jooq.Condition held(Hold hold) {
        return RUN.TENANT_ID
                .eq(hold.tenant().value())
                .and(RUN.RUN_ID.eq(hold.run()))
                .and(RUN.FENCE.eq(hold.fence()))
                .and(RUN.STATE.eq(RunState.RUNNING.name()));
    }

    private static @Nullable String keyOf(DSLContext sql, TenantId tenant, UUID id) {
        return sql.select(RUN.EXCLUSIVE_KEY)
                .from(RUN)
                .where(RUN.TENANT_ID.eq(tenant.value()).and(RUN.RUN_ID.eq(id)))
                .fetchOne(RUN.EXCLUSIVE_KEY);
    }

    /** Always before the row of a run, so that two transactions about one key never wait for each other. */
    private static void lockKey(DSLContext sql, TenantId tenant, String key) {
        sql.select(DSL.function(
                        "pg_advisory_xact_lock",
                        SQLDataType.OTHER,
                        DSL.function(
                                "hashtextextended", SQLDataType.BIGINT, DSL.val(tenant + " " + key), DSL.inline(0L))))
                .fetch();
    }

    private static String words(RunMove wish) {
        return switch (wish) {
            case PAUSE -> "paused";
            case RESUME -> "resumed";
            default -> "cancelled";
        };
    }

    private static String words(RunState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
