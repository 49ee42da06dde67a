package io.salessync.ordersync;

import io.salessync.kernel.commands.Program;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.kernel.tenancy.Tenants;
import io.salessync.ordersync.mapping.Mapping;
import io.salessync.ordersync.mapping.MappingReader;
import io.salessync.ordersync.source.Sync;
import io.salessync.ordersync.source.Syncs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name a mapping and an environment of it; a picocli mixin. */
final class ConfigOptions {
    @Option(names = "--config", required = true, paramLabel = "TOML", description = "the mapping file")
    private Path config = Path.of("");

    @Option(
            names = "--env",
            required = true,
            paramLabel = "ENV",
            description = "the environment, a section of that file")
    private String environment = "";

    Path path() {
        return config;
    }

    String environment() {
        return environment;
    }

    /** The file's text. */
    String text() {
        return text(config);
    }

    static String text(Path config) {
        try {
            return Files.readString(config);
        } catch (IOException e) {
            throw Problem.of(
                            OrderSyncProblem.MAPPING_UNREADABLE,
                            "%s cannot be read: %s.".formatted(config, reason(e)),
                            e)
                    .with("file", config.toString());
        }
    }

    private static String reason(IOException e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "there is no such file"
                : String.valueOf(e.getMessage());
    }

    /** The mapping as it holds in the environment; refuses a file with mistakes. */
    Mapping mapping() {
        Mapping mapping = MappingReader.read(text()).orThrow();
        return mapping.in(Sync.environmentOf(mapping, environment));
    }

    TenantId tenant(Program program, @Nullable Path dataDir, @Nullable String slug) {
        return program.get(Tenants.class, dataDir).chosen(slug).id();
    }

    /** The sync of the file and the environment; what was saved on the mapping's page stays. */
    Sync following(Program program, @Nullable Path dataDir, TenantId tenant) {
        return program.get(Syncs.class, dataDir)
                .following(
                        tenant,
                        text(),
                        environment,
                        config.toAbsolutePath().normalize().toString());
    }

    /** The sync of the file and the environment, made or brought up to date. */
    Sync sync(Program program, @Nullable Path dataDir, TenantId tenant) {
        String text = text();
        // mistakes are told before a database is started
        var _ = mapping();
        return program.get(Syncs.class, dataDir)
                .save(
                        tenant,
                        text,
                        environment,
                        config.toAbsolutePath().normalize().toString(),
                        null);
    }
}
