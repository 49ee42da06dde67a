package io.salessync.kernel.runs;

import io.salessync.kernel.live.Live;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.RunLedger.Hold;
import io.salessync.kernel.runs.RunLedger.Look;
import io.salessync.kernel.tenancy.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.stereotype.Component;

/** Executes runs on this node: takes one when its look is due, lets its kind do the work, and says how it ended. */
@Component
final class RunExecutions {
    private static final Logger log = LoggerFactory.getLogger(RunExecutions.class);
    /** Until a node of another release, which knows the kind, had its chance. */
    private static final Duration KIND_UNKNOWN_HERE = Duration.ofSeconds(10);

    private static final int LONGEST_MESSAGE = 500;

    private final RunLedger ledger;
    private final NodeName node;
    private final ObjectProvider<RunKind> kinds;
    private final RunMeters meters;
    private final HeldRun.Node here;
    private final Set<HeldRun> held = ConcurrentHashMap.newKeySet();
    private final RetryTemplate patient;
    private volatile boolean stopping;

    RunExecutions(
            RunLedger ledger,
            NodeName node,
            ObjectProvider<RunKind> kinds,
            Database database,
            Live live,
            InstantSource clock,
            RunSettings settings,
            RunMeters meters) {
        this.ledger = ledger;
        this.node = node;
        this.kinds = kinds;
        this.meters = meters;
        this.here = new HeldRun.Node(database, live, clock, ledger, settings, () -> stopping, meters);
        // as long as the lease may still be ours
        this.patient = new RetryTemplate(RetryPolicy.builder()
                .maxRetries(Long.MAX_VALUE)
                .delay(Duration.ofMillis(500))
                .timeout(settings.lease())
                .predicate(DatabaseTrouble::isPassing)
                .build());
    }

    /** Works on runs (again). */
    void start() {
        stopping = false;
    }

    /** Lets every execution end at its next checkpoint and hand its run back. */
    void stopSoon() {
        stopping = true;
    }

    int active() {
        return held.size();
    }

    /** Renews leases and writes what waits to be written; called several times a second. */
    void tick() {
        held.forEach(RunExecutions::tend);
    }

    static void tend(HeldRun run) {
        try {
            run.beat();
            run.writeWhenDue();
        } catch (RunInterrupted lost) {
            // what has just ended is held by nobody; whoever ends it sees whether it was still ours
            if (!run.isEnding()) {
                log.warn("Run {} was taken by another node; this one stops at its next checkpoint", run.id());
            }
        } catch (RuntimeException e) {
            log.warn("The lease of run {} could not be renewed; trying on: {}", run.id(), e.toString());
        }
    }

    Optional<RunKind> kind(String name) {
        return kinds.stream().filter(kind -> kind.name().equals(name)).findFirst();
    }

    /**
     * Follows a scheduled look at a run to its end.
     *
     * @return when to look again; empty: this look is done with
     */
    Optional<Instant> execute(RunWakes.Wake wake) {
        Look look = ledger.take(wake, node.name());
        if (look instanceof Look.Later later) {
            return Optional.of(later.at());
        }
        if (!(look instanceof Look.Taken taken)) {
            return Optional.empty();
        }
        Hold hold =
                new Hold(wake.tenant(), wake.run(), taken.fence(), taken.run().getExclusiveKey());
        String kindName = taken.run().getKind();
        RunKind kind = kind(kindName).orElse(null);
        if (kind == null) {
            log.warn("Run {} is of kind {}, which this node does not know", wake.run(), kindName);
            ledger.end(
                    hold,
                    new RunEnding.Sleeps(
                            here.clock().instant().plus(KIND_UNKNOWN_HERE), "a node that knows " + kindName),
                    sql -> {});
            return Optional.empty();
        }
        try (MDC.MDCCloseable ignored =
                        MDC.putCloseable("tenant.id", wake.tenant().toString());
                MDC.MDCCloseable alsoIgnored =
                        MDC.putCloseable("run.id", wake.run().toString())) {
            RunMeters.Span span = meters.begin(kindName);
            HeldRun run = new HeldRun(hold, taken.run().getInput().data(), here, span);
            held.add(run);
            try {
                RunEnding ending = span.within(() -> work(kind, run));
                boolean ended = patient.invoke(() -> run.end(ending));
                if (!ended && !(ending instanceof RunEnding.Lost)) {
                    log.warn("Run {} was taken by another node before this one ended it", run.id());
                }
                // should whoever took it die as well, this look still is the one that counts
                return ended
                        ? Optional.empty()
                        : Optional.of(
                                here.clock().instant().plus(here.settings().lease()));
            } finally {
                held.remove(run);
            }
        }
    }

    private RunEnding work(RunKind kind, HeldRun run) {
        try {
            return new RunEnding.Finished(kind.execute(run));
        } catch (Throwable failure) {
            RunEnding said = run.ending();
            if (said != null && interrupted(failure)) {
                return said;
            }
            if (stopping) {
                log.info("Run {} ended while this node stops: {}", run.id(), failure.toString());
                return new RunEnding.NodeStops();
            }
            if (DatabaseTrouble.isPassing(failure)) {
                log.warn("Run {} lost the database and goes on after a while: {}", run.id(), failure.toString());
                log.debug("Where run {} lost the database", run.id(), failure);
                return new RunEnding.DatabaseAway("the database, which was away");
            }
            return failed(run, failure);
        }
    }

    private static boolean interrupted(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RunInterrupted) {
                return true;
            }
        }
        return false;
    }

    private static RunEnding failed(HeldRun run, Throwable failure) {
        String message;
        if (failure instanceof Problem problem) {
            message = problem.detail();
        } else {
            String id = UUID.randomUUID().toString().substring(0, 8);
            log.error("Run {} failed with an error that should not happen, id {}", run.id(), id, failure);
            message = "An error that should not happen (id %s, see the server's log): %s".formatted(id, failure);
        }
        String shown = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + " …";
        run.log(ActiveRun.Level.ERROR, null, shown);
        return new RunEnding.Finished(RunOutcome.failed(shown));
    }
}
