package io.salessync.ordersync.source;

import io.salessync.kernel.problems.ErrorCode;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.runs.ActiveRun;
import io.salessync.kernel.runs.RunKind;
import io.salessync.kernel.runs.RunOutcome;
import io.salessync.ordersync.source.Imports.Wanted;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.springframework.stereotype.Component;

/** Runs of imports: steps {@code read} and {@code merge}. Begun again after a kill, they load once. */
@Component
final class ImportKind implements RunKind {
    static final String NAME = "ordersync.import";
    private static final int LOGGED = 1_000;

    private final Loads loads;
    private final Uploads uploads;
    private final RowProblems problems;
    private final WatchedFiles watched;

    ImportKind(Loads loads, Uploads uploads, RowProblems problems, WatchedFiles watched) {
        this.loads = loads;
        this.uploads = uploads;
        this.problems = problems;
        this.watched = watched;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RunOutcome execute(ActiveRun run) {
        Wanted wanted = Imports.wanted(run.input());
        run.checkpoint();
        try {
            Loaded loaded = load(run, wanted);
            List<RowProblem> found = problems.of(run.tenant(), loaded.loadId(), 0, LOGGED);
            found.forEach(problem -> run.log(ActiveRun.Level.WARN, problem.sourceKey(), problem.sentence()));
            if (loaded.problems() > found.size()) {
                run.log(
                        ActiveRun.Level.WARN,
                        null,
                        "%,d more rows with problems: see the load".formatted(loaded.problems() - found.size()));
            }
            over(wanted, problems.of(run.tenant(), loaded.loadId(), 0, Integer.MAX_VALUE), true);
            return loaded.problems() == 0
                    ? RunOutcome.succeeded(loaded.sentence())
                    : RunOutcome.partlyFailed(loaded.sentence());
        } catch (Problem e) {
            if (e.code().kind() == ErrorCode.Kind.UNREACHABLE) {
                throw e;
            }
            run.log(ActiveRun.Level.ERROR, null, e.detail());
            over(
                    wanted,
                    List.of(new RowProblem(1, null, null, null, null, e.code().code(), e.detail())),
                    false);
            return RunOutcome.failed(e.detail());
        }
    }

    private Loaded load(ActiveRun run, Wanted wanted) {
        Input input = wanted.file() == null
                ? new Input.QueryInput(wanted.name())
                : new Input.FileInput(Path.of(wanted.file()), wanted.name());
        return loads.load(
                run.tenant(),
                wanted.sync(),
                input,
                wanted.allowRemovals(),
                run.id().value(),
                (step, done, total, message) -> run.progress(step, done, 0, total, message),
                new Loads.Transaction() {
                    @Override
                    public <T> T in(Function<DSLContext, T> work) {
                        return run.<T>inTransaction(work);
                    }
                });
    }

    private void over(Wanted wanted, List<RowProblem> found, boolean loaded) {
        if (wanted.file() == null) {
            return;
        }
        if (wanted.watched() != null) {
            watched.putAway(
                    Path.of(wanted.file()), wanted.name(), Path.of(wanted.watched()), wanted.sync(), found, loaded);
        } else if (loaded) {
            uploads.drop(Path.of(wanted.file()));
        }
    }
}
