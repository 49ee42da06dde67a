package io.salessync.kernel.commands;

import io.salessync.kernel.problems.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options every module command has; a picocli mixin. */
public final class CommonOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "the data folder; its database is joined where it runs (default: ./data)")
    private @Nullable Path dataDir;

    @Option(names = "--tenant", paramLabel = "SLUG", description = "the tenant, where there is more than one")
    private @Nullable String tenant;

    @Option(names = "--json", description = "answer in JSON, for scripts")
    private boolean json;

    /** For a command that only reads: a folder that is not there was mistyped, and is not made. */
    public void requireDataDir() {
        if (dataDir != null && !Files.isDirectory(dataDir)) {
            throw Problem.of(
                            CommandProblem.NO_DATA_FOLDER,
                            "There is no data folder %s: name one that a server or an import has made."
                                    .formatted(dataDir.toAbsolutePath().normalize()))
                    .with("folder", dataDir.toString());
        }
    }

    public @Nullable Path dataDir() {
        return dataDir;
    }

    public @Nullable String tenant() {
        return tenant;
    }

    public boolean json() {
        return json;
    }
}
