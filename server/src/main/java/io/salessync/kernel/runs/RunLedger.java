package io.salessync.kernel.runs;

import static io.salessync.kernel.jooq.Tables.RUN;

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
import java.util.UUID;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/** Every change of a run's state: one transaction each, with the looks and the news that follow from it. */
@Component
final class RunLedger {
    private static final Logger log = LoggerFactory.getLogger(RunLedger.class);
    private static final Duration BUSY_ROW = Duration.ofSeconds(1);
    private static final Duration LONGEST_SETBACK = Duration.ofSeconds(60);

    private final Database database;
    private final RunTurns turns;
    private final RunLanes lanes;
    private final Live live;
    private final InstantSource clock;
    private final RunSettings settings;
    private final ApplicationEventPublisher events;

    RunLedger(
            Database database,
            RunTurns turns,
            RunLanes lanes,
            Live live,
            InstantSource clock,
            RunSettings settings,
            ApplicationEventPublisher events) {
        this.database = database;
        this.turns = turns;
        this.lanes = lanes;
        this.live = live;
        this.clock = clock;
        this.settings = settings;
        this.events = events;
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

    /**
     * A run that is held: whoever has another fence has lost it.
     *
     * @param key its exclusive key
     */
    record Hold(
            TenantId tenant, UUID run, long fence, @Nullable String key) {}

    /** Takes the run, if this look still counts and nobody else has it. */
    Look take(RunWakes.Wake wake, String node) {
        return database.inTenant(wake.tenant(), sql -> {
            String key = RunTurns.keyOf(sql, wake.tenant(), wake.run());
            if (key != null) {
                RunTurns.lockKey(sql, wake.tenant(), key);
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
                case QUEUED -> queued(sql, wake.tenant(), run, node);
                case PAUSED -> dueOrLater(sql, run, run.getWaitsUntil(), node);
                default -> dueOrLater(sql, run, run.getLeaseUntil(), node);
            };
        });
    }

    private Look queued(DSLContext sql, TenantId tenant, RunRecord run, String node) {
        if (!RunTurns.itsTurn(sql, tenant, run)) {
            // whoever has the key lets it ask again
            run.setSlot(null);
            store(sql, run);
            lanes.giveAfterCommit();
            return new Look.Void();
        }
        if (run.getSlot() == null) {
            return takenIfThereIsAPlace(sql, run, node);
        }
        return RunLanes.Slot.GIVEN.name().equals(run.getSlot()) ? taken(sql, run, node) : new Look.Void();
    }

    /** It was at work before and gave its place away while it slept. */
    private Look takenIfThereIsAPlace(DSLContext sql, RunRecord run, String node) {
        if (lanes.placeFor(sql, run)) {
            return taken(sql, run, node);
        }
        run.setState(RunState.QUEUED.name());
        run.setSlot(RunLanes.Slot.WAITS.name());
        run.setWaitsFor(null);
        run.setWaitsUntil(null);
        store(sql, run);
        lanes.giveAfterCommit();
        return new Look.Void();
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
        return RunState.valueOf(run.getState()) == RunState.PAUSED
                ? takenIfThereIsAPlace(sql, run, node)
                : taken(sql, run, node);
    }

    private Look taken(DSLContext sql, RunRecord run, String node) {
        run.setState(to(RunMove.TAKE, run).name());
        run.setFence(run.getFence() + 1);
        run.setNode(node);
        run.setSlot(RunLanes.Slot.GIVEN.name());
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

    /**
     * Ends an execution; false: the run was not held any more and is left alone.
     *
     * @param said writes what the execution still had to say, while it holds the run
     */
    boolean end(Hold hold, RunEnding ending, Consumer<DSLContext> said) {
        return database.inTenant(hold.tenant(), sql -> {
            if (hold.key() != null) {
                RunTurns.lockKey(sql, hold.tenant(), hold.key());
            }
            try {
                said.accept(sql);
            } catch (RunInterrupted lost) {
                log.info("What run {} still had to say is dropped: another node has taken it", hold.run());
                return false;
            }
            RunRecord run =
                    sql.selectFrom(RUN).where(held(hold)).forNoKeyUpdate().fetchOne();
            if (run == null) {
                return false;
            }
            switch (ending) {
                case RunEnding.Finished finished -> {
                    run.setMessage(finished.outcome().message());
                    move(sql, run, RunMove.ending(finished.outcome()));
                }
                case RunEnding other when run.getAsked() != null -> move(sql, run, RunMove.valueOf(run.getAsked()));
                case RunEnding.Sleeps sleeps ->
                    putOff(
                            sql,
                            run,
                            RunMove.SLEEP,
                            sleeps.reason(),
                            sleeps.until().truncatedTo(ChronoUnit.MICROS));
                case RunEnding.DatabaseAway away -> {
                    run.setSetbacks(run.getSetbacks() + 1);
                    putOff(sql, run, RunMove.HAND_BACK, away.reason(), now().plus(setback(run.getSetbacks())));
                }
                default -> putOff(sql, run, RunMove.HAND_BACK, null, null);
            }
            return true;
        });
    }

    private void putOff(DSLContext sql, RunRecord run, RunMove move, @Nullable String reason, @Nullable Instant until) {
        run.setWaitsFor(reason);
        run.setWaitsUntil(until);
        move(sql, run, move);
    }

    private static Duration setback(int times) {
        Duration doubled = Duration.ofSeconds(1L << Math.min(times, 6));
        return doubled.compareTo(LONGEST_SETBACK) < 0 ? doubled : LONGEST_SETBACK;
    }

    /** A person pauses, resumes or cancels. A running run is asked to, and does it at its next checkpoint. */
    void ask(TenantId tenant, UUID id, RunMove wish) {
        database.runInTenant(tenant, sql -> {
            String key = RunTurns.keyOf(sql, tenant, id);
            if (key != null) {
                RunTurns.lockKey(sql, tenant, key);
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
                turns.wake(sql, run, now());
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
        boolean goesOnAtOnce = move == RunMove.HAND_BACK && run.getWaitsUntil() == null;
        if (!goesOnAtOnce) {
            run.setSlot(null);
            lanes.giveAfterCommit();
        }
        if (!sleeps) {
            run.setWaitsFor(next == RunState.PAUSED ? "somebody to resume it" : null);
            run.setWaitsUntil(null);
        }
        if (next.isFinal()) {
            run.setFinishedAt(now());
            run.setHoldsKey(false);
        }
        store(sql, run);
        RunSteps.end(sql, run, next);
        if (next.isFinal()) {
            events.publishEvent(new RunEnded(
                    tenant,
                    new RunId(run.getRunId()),
                    run.getKind(),
                    run.getSubject(),
                    next,
                    run.getDone(),
                    run.getFailed(),
                    run.getMessage()));
        }
        if (sleeps) {
            turns.wake(sql, run, run.getWaitsUntil() == null ? now() : run.getWaitsUntil());
        } else if (next == RunState.QUEUED) {
            turns.askIfItsTurn(sql, tenant, run);
        }
        if (run.getExclusiveKey() != null && next != RunState.QUEUED) {
            turns.askNext(sql, tenant, run.getExclusiveKey());
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

    static org.jooq.Condition held(Hold hold) {
        return RUN.TENANT_ID
                .eq(hold.tenant().value())
                .and(RUN.RUN_ID.eq(hold.run()))
                .and(RUN.FENCE.eq(hold.fence()))
                .and(RUN.STATE.eq(RunState.RUNNING.name()));
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
