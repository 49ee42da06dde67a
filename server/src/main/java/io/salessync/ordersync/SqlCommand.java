package io.salessync.ordersync;

import io.salessync.ordersync.source.DeltaScript;
import io.salessync.ordersync.source.StagedRows;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description =
                "Print the SQL of an import for this mapping's columns: the COPY and the statements that make deltas.")
final class SqlCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--list",
            paramLabel = "FILE",
            description = "also write this list's rows as COPY takes them, to --rows")
    private @Nullable Path list;

    @Option(names = "--rows", paramLabel = "FILE", description = "where to write the rows of --list")
    private @Nullable Path rows;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (list != null && rows != null) {
            StagedRows.write(config.mapping(), list, rows);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(DeltaScript.of(config.mapping(), config.environment()));
        out.flush();
        return 0;
    }
}
