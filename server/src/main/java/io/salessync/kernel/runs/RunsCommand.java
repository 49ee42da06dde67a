package io.salessync.kernel.runs;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.ModuleCommand;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import java.io.PrintWriter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "runs",
        mixinStandardHelpOptions = true,
        description = "See runs, pause, resume, cancel and retry them.",
        synopsisSubcommandLabel = "COMMAND")
final class RunsCommand implements ModuleCommand, Runnable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Program program;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    RunsCommand(Program program) {
        this.program = program;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Name what to do with runs: list, show, pause, resume, cancel, retry or log");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "The newest runs.")
    int list(
            @Mixin CommonOptions options,
            @Option(names = "--active", description = "only those that are not over") boolean active,
            @Option(names = "--kind", description = "only of this kind, such as ordersync.sync") @Nullable String kind,
            @Option(names = "--limit", defaultValue = "20", description = "how many (default: ${DEFAULT-VALUE})")
                    int limit) {
        options.requireDataDir();
        RunRows.Page page = program.get(RunRows.class, options.dataDir())
                .list(tenant(options), new RunRows.Filter(kind, null, active, null, null, Math.clamp(limit, 1, 1000)));
        if (options.json()) {
            print(JSON.writeValueAsString(page.runs().stream().map(RunView::of).toList()));
        } else {
            if (page.runs().isEmpty()) {
                print(active || kind != null ? "No such runs." : "No runs yet.");
            }
            page.runs().forEach(run -> print(line(run)));
        }
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "One run with its steps.")
    int show(@Mixin CommonOptions options, @Parameters(paramLabel = "RUN", description = "its id") UUID id) {
        options.requireDataDir();
        tell(options, run(options, id));
        return 0;
    }

    @Command(name = "pause", mixinStandardHelpOptions = true, description = "Let a run stop at its next safe point.")
    int pause(@Mixin CommonOptions options, @Parameters(paramLabel = "RUN", description = "its id") UUID id) {
        runs(options).pause(tenant(options), new RunId(id));
        tell(options, run(options, id));
        return 0;
    }

    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            description = "Let a paused or sleeping run go on at once.")
    int resume(@Mixin CommonOptions options, @Parameters(paramLabel = "RUN", description = "its id") UUID id) {
        runs(options).resume(tenant(options), new RunId(id));
        tell(options, run(options, id));
        return 0;
    }

    @Command(name = "cancel", mixinStandardHelpOptions = true, description = "End a run at its next safe point.")
    int cancel(@Mixin CommonOptions options, @Parameters(paramLabel = "RUN", description = "its id") UUID id) {
        runs(options).cancel(tenant(options), new RunId(id));
        tell(options, run(options, id));
        return 0;
    }

    @Command(
            name = "retry",
            mixinStandardHelpOptions = true,
            description = "Do a finished run's work again, as a new run, and wait for it.")
    int retry(@Mixin CommonOptions options, @Parameters(paramLabel = "RUN", description = "its id") UUID id) {
        Runs runs = runs(options);
        RunId again = runs.retry(tenant(options), new RunId(id));
        Run ended = runs.await(tenant(options), again, run -> {});
        tell(options, ended);
        return ended.state() == RunState.SUCCEEDED ? 0 : 1;
    }

    @Command(
            name = "log",
            mixinStandardHelpOptions = true,
            description = "The last lines of a run's log, oldest first.")
    int log(
            @Mixin CommonOptions options,
            @Parameters(paramLabel = "RUN", description = "its id") UUID id,
            @Option(names = "--level", description = "only ${COMPLETION-CANDIDATES}") ActiveRun.@Nullable Level level,
            @Option(names = "--limit", defaultValue = "100", description = "how many (default: ${DEFAULT-VALUE})")
                    int limit) {
        options.requireDataDir();
        List<RunRows.LogLine> lines = program.get(RunRows.class, options.dataDir())
                .log(
                        tenant(options),
                        id,
                        new RunRows.LogFilter(
                                level == null ? null : level.name(), null, null, Math.clamp(limit, 1, 10_000)))
                .reversed();
        if (options.json()) {
            print(JSON.writeValueAsString(lines));
        } else {
            lines.forEach(line -> print("%s %-5s %s%s"
                    .formatted(
                            line.at(),
                            line.level(),
                            line.recordKey() == null ? "" : line.recordKey() + ": ",
                            line.message())));
        }
        return 0;
    }

    private Runs runs(CommonOptions options) {
        return program.get(Runs.class, options.dataDir());
    }

    private TenantId tenant(CommonOptions options) {
        return program.get(Tenants.class, options.dataDir())
                .chosen(options.tenant())
                .id();
    }

    private Run run(CommonOptions options, UUID id) {
        return runs(options).find(tenant(options), new RunId(id)).orElseThrow(() -> PostgresRuns.unknown(id));
    }

    private void tell(CommonOptions options, Run run) {
        if (options.json()) {
            print(JSON.writeValueAsString(RunView.of(run)));
            return;
        }
        print(line(run));
        if (run.waitsFor() != null && !run.state().isFinal()) {
            print("  waits for " + run.waitsFor() + (run.waitsUntil() == null ? "" : ", until " + run.waitsUntil()));
        }
        run.steps()
                .forEach(step -> print("  %-24s %-13s %s"
                        .formatted(step.name(), step.state(), counts(step.done(), step.failed(), step.total()))));
    }

    private static String line(Run run) {
        return "%s  %-13s %-20s %s  %s%s"
                .formatted(
                        run.id(),
                        run.state(),
                        counts(run.done(), run.failed(), run.total()),
                        run.queuedAt(),
                        run.title(),
                        run.message() == null ? "" : ": " + run.message());
    }

    private static String counts(long done, long failed, @Nullable Long total) {
        return done + (total == null ? "" : " of " + total) + (failed == 0 ? "" : ", " + failed + " failed");
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
