package io.salessync.kernel.commands;

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
