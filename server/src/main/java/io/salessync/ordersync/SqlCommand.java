package io.salessync.ordersync;

import io.salessync.ordersync.source.DeltaScript;
import io.salessync.ordersync.source.StagedRows;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description =
                "Print the SQL of an import: the query for the table as it is there (where the source is a database), the COPY and"
                        + " the statements that make deltas.")
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

    @Option(names = "--json", description = "answer in JSON, for scripts")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (list != null && rows != null) {
            StagedRows.write(config.mapping(), list, rows);
        }
        PrintWriter out = spec.commandLine().getOut();
        String query = DeltaScript.query(config.mapping());
        String script = DeltaScript.of(config.mapping(), config.environment());
        if (json) {
            out.println(JsonMapper.builder().build().writeValueAsString(Map.of("query", query, "script", script)));
        } else {
            if (!query.isEmpty()) {
                out.print("-- The rows come from:\n--   " + query.strip().replace("\n", "\n--   ") + "\n\n");
            }
            out.print(script);
        }
        out.flush();
        return 0;
    }
}
