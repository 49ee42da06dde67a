package io.salessync.kernel.runs;

import io.salessync.kernel.live.LiveListening;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs as rows of the database. */
@Component
final class PostgresRuns implements Runs {
    private final RunQueue queue;
    private final RunLedger ledger;
    private final RunRows rows;
    private final RunExecutions executions;
    private final RunScheduler scheduler;
    private final LiveListening listening;

    PostgresRuns(
            RunQueue queue,
            RunLedger ledger,
            RunRows rows,
            RunExecutions executions,
            RunScheduler scheduler,
            LiveListening listening) {
        this.queue = queue;
        this.ledger = ledger;
        this.rows = rows;
        this.executions = executions;
        this.scheduler = scheduler;
        this.listening = listening;
    }

    static Problem unknown(UUID id) {
        return Problem.of(RunProblem.UNKNOWN_RUN, "There is no run " + id + " here.")
                .with("run", id);
    }

    @Override
    public RunId queue(RunRequest request) {
        return queue(request, null);
    }

    private RunId queue(RunRequest request, @Nullable UUID retryOf) {
        check(request.kind());
        return queue.add(request, retryOf);
    }

    private void check(String kind) {
        if (executions.kind(kind).isEmpty()) {
            throw Problem.of(RunProblem.UNKNOWN_KIND, "Nothing here does runs of kind “" + kind + "”.");
        }
    }

    @Override
    public List<RunId> queueAll(List<RunRequest> requests) {
        requests.stream().map(RunRequest::kind).distinct().forEach(this::check);
        return requests.isEmpty() ? List.of() : queue.addAll(requests);
    }

    @Override
    public Optional<Run> find(TenantId tenant, RunId id) {
        return rows.find(tenant, id.value());
    }

    @Override
    public List<Run> active(TenantId tenant, String kind, UUID subject) {
        return rows.active(tenant, kind, subject);
    }

    @Override
    public void pause(TenantId tenant, RunId id) {
        ledger.ask(tenant, id.value(), RunMove.PAUSE);
    }

    @Override
    public void resume(TenantId tenant, RunId id) {
        ledger.ask(tenant, id.value(), RunMove.RESUME);
    }

    @Override
    public void cancel(TenantId tenant, RunId id) {
        ledger.ask(tenant, id.value(), RunMove.CANCEL);
    }

    @Override
    public RunId retry(TenantId tenant, RunId id) {
        Run run = get(tenant, id);
        if (!run.state().isFinal()) {
            throw Problem.of(
                    RunProblem.DOES_NOT_FIT,
                    "The run “%s” is not over yet; cancel it first, or let it end.".formatted(run.title()));
        }
        return queue(queue.request(tenant, id.value()), id.value());
    }

    @Override
    public Run await(TenantId tenant, RunId id, Consumer<Run> onChange) {
        // in a command this process may be the only node there is
        scheduler.ensureStarted();
        BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);
        try (var ignored = listening.listen(tenant, event -> {
            if (event.subject().equals(id.toString())) {
                news.offer(true);
            }
        })) {
            Run last = null;
            while (true) {
                Run run = get(tenant, id);
                if (!run.equals(last)) {
                    onChange.accept(run);
                    last = run;
                }
                if (run.state().isFinal() || run.state() == RunState.PAUSED) {
                    return run;
                }
                // news may be lost while the connection that listens is made anew
                news.poll(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for run " + id, e);
        }
    }

    private Run get(TenantId tenant, RunId id) {
        return rows.find(tenant, id.value()).orElseThrow(() -> unknown(id.value()));
    }
}
