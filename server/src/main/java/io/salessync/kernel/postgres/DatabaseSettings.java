package io.salessync.kernel.postgres;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where data live.
 *
 * @param dataDir the data folder: the embedded database, keys and uploads
 * @param databaseUrl a PostgreSQL (15 or newer) of your own, {@code jdbc:postgresql://host:port/database}; unset: the embedded one
 * @param databaseUser the role that owns the database there and may create roles
 * @param databasePassword its password
 * @param durable whether what was committed is on the disk; a crash of the machine, not of the program, may take the last second otherwise.
 *     For databases that are thrown away
 * @param connections how many connections the application's pools hold together: an eighth for notes, the rest half for pages, half for runs
 */
@ConfigurationProperties("salessync")
record DatabaseSettings(
        @DefaultValue("data") Path dataDir,
        @Nullable String databaseUrl,
        @DefaultValue("salessync") String databaseUser,
        @DefaultValue("") String databasePassword,
        @DefaultValue("true") boolean durable,
        @DefaultValue("24") int connections) {}
