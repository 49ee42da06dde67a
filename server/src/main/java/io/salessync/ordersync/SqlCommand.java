package io.salessync.ordersync;

import io.salessync.ordersync.source.DeltaScript;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description =
                "Print the SQL of an import for this mapping's columns: the COPY and the statements that make deltas.")
final class SqlCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOptions config = new ConfigOptions();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(DeltaScript.of(config.mapping(), config.environment()));
        out.flush();
        return 0;
    }
}
