package io.salessync.ordersync;

import io.salessync.kernel.commands.CommonOptions;
import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.Source;
import io.salessync.ordersync.source.Input;
import io.salessync.ordersync.source.Loaded;
import io.salessync.ordersync.source.Loads;
import io.salessync.ordersync.source.RowProblem;
import io.salessync.ordersync.source.RowProblems;
import io.salessync.ordersync.source.Sync;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = {
            "Read an order list and note what changed since the last one.",
            "Exit code 0: all rows were taken. 1: some rows have problems, the others were taken."
        })
final class ImportCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int SHOWN = 20;

    private final Program program;

    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Option(
            names = "--allow-removals",
            description = "import also when more orders would go than the mapping's max_removals allows")
    private boolean allowRemovals;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "the list; none where the mapping names a query")
    private @Nullable Path file;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    ImportCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() {
        Input input = input(config.mapping());
        TenantId tenant = config.tenant(program, options.dataDir(), options.tenant());
        Sync sync = config.sync(program, options.dataDir(), tenant);
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr(), options.json());
        Loaded loaded =
                program.get(Loads.class, options.dataDir()).load(tenant, sync.id(), input, allowRemovals, progress::at);
        progress.end();
        List<RowProblem> problems = loaded.problems() == 0
                ? List.of()
                : program.get(RowProblems.class, options.dataDir()).of(tenant, loaded.loadId(), 0, 1_000);
        PrintWriter out = spec.commandLine().getOut();
        if (options.json()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("sync", sync.name());
            answer.put("environment", sync.environment());
            answer.put("load", loaded);
            answer.put("problems", problems);
            out.println(JSON.writeValueAsString(answer));
        } else {
            out.println(loaded.sentence());
            problems.stream().limit(SHOWN).forEach(problem -> out.println("  " + problem.sentence()));
            if (loaded.problems() > SHOWN) {
                out.println("  … and %,d more".formatted(loaded.problems() - SHOWN));
            }
        }
        out.flush();
        return loaded.problems() == 0 ? 0 : 1;
    }

    /** Told before a database is started for it. */
    private static void requireContent(Path file) {
        try {
            if (Files.size(file) == 0) {
                throw Problem.of(OrderSyncProblem.WRONG_HEADER, file + " is empty: there is not even a header.")
                        .with("file", file.toString());
            }
        } catch (IOException e) {
            throw Problem.of(OrderSyncProblem.FILE_UNREADABLE, file + " cannot be read: " + e.getMessage() + ".", e)
                    .with("file", file.toString());
        }
    }

    private Input input(Mapping mapping) {
        Path given = file;
        if (given != null) {
            if (!Files.isRegularFile(given)) {
                throw Problem.of(OrderSyncProblem.FILE_UNREADABLE, given + " is not a file that is there.")
                        .with("file", given.toString());
            }
            requireContent(given);
            return new Input.FileInput(given, String.valueOf(given.getFileName()));
        }
        if (mapping.source().kind() == Source.Kind.JDBC) {
            return new Input.QueryInput("query of " + mapping.name());
        }
        throw Problem.of(
                OrderSyncProblem.WRONG_SOURCE_KIND, "Name the FILE to import: the mapping does not name a query.");
    }
}
