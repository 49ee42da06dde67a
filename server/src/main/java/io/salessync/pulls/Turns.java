package io.salessync.pulls;

import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.Run;
import io.salessync.kernel.runs.RunId;
import io.salessync.kernel.runs.RunState;
import io.salessync.kernel.runs.Runs;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who may fetch a pull now: one run at a time, the others wait. */
@Component("pullTurns")
class Turns {
    /** Longer than what a flow takes for a fault of its source: waiting for another run costs it no attempt. */
    private static final Duration WAIT_FOR_OTHERS = Duration.ofMinutes(6);

    private final Database database;
    private final PullRows rows;
    private final Runs runs;
    private final InstantSource clock;

    Turns(Database database, PullRows rows, Runs runs, InstantSource clock) {
        this.database = database;
        this.rows = rows;
        this.runs = runs;
        this.clock = clock;
    }

    /**
     * The other run that fetches this pull, or hands on what it fetched, and is not over; empty: there is none. One that a person has
     * paused is waited for too, since it goes on where it was; a paused comparison just begins anew.
     */
    Optional<Run> other(DSLContext sql, TenantId tenant, UUID pull, @Nullable UUID run) {
        for (Execution open : rows.ofOthers(sql, tenant, pull, run)) {
            UUID owner = open.run();
            Run found =
                    owner == null ? null : runs.find(tenant, new RunId(owner)).orElse(null);
            if (found == null || found.state().isFinal()) {
                continue;
            }
            boolean pausedByHand = found.state() == RunState.PAUSED && found.waitsUntil() == null;
            if (open.kind() != Execution.Kind.RECONCILE || !pausedByHand) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** Begins where no other run is at this pull; puts the run off until then otherwise. */
    Execution alone(Pulling.Work work, Pull pull, Function<DSLContext, Execution> beginning) {
        record Begun(
                @Nullable Execution execution, @Nullable Run other) {}
        Begun begun = work.in(database, sql -> {
            rows.lock(sql, work.tenant(), pull.id());
            Run other = other(sql, work.tenant(), pull.id(), work.runId()).orElse(null);
            return new Begun(other == null ? beginning.apply(sql) : null, other);
        });
        Execution execution = begun.execution();
        if (execution == null) {
            throw putOff(work, begun.other());
        }
        return execution;
    }

    /** Nothing is asked of the CRM for a run that has to wait anyway. */
    void waitForOthers(Pulling.Work work, Pull pull) {
        Optional<Run> other = work.in(database, sql -> other(sql, work.tenant(), pull.id(), work.runId()));
        if (other.isPresent()) {
            throw putOff(work, other.get());
        }
    }

    private RuntimeException putOff(Pulling.Work work, @Nullable Run other) {
        Instant until = clock.instant().plus(WAIT_FOR_OTHERS);
        String who = other == null
                ? "another run"
                : "run " + other.id() + " (" + other.title() + ")"
                        + (other.state() == RunState.PAUSED && other.waitsUntil() == null
                                ? ", which is paused: resume or cancel it"
                                : "");
        String reason = "The same pull is being fetched by " + who;
        ActiveRun run = work.run();
        return run != null
                ? run.sleepUntil(until, reason)
                : Problem.of(PullsProblem.IN_USE, reason + ". It is tried again at " + until + ".")
                        .with("notBefore", until.toString());
    }
}
