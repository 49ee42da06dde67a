package io.salessync.kernel.postgres;

import io.salessync.kernel.problems.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** Brings the schemas of all modules to this release: one folder, one schema and one history for each. */
public final class Migrations {
    /** The oldest PostgreSQL that has all the SQL we use. */
    private static final int OLDEST = 15;

    private Migrations() {}

    /** Runs what is missing, as the owner; safe to run from several nodes at once. */
    public static void migrate(DatabaseAddress address) {
        refuseOld(address);
        ensureAppRole(address);
        for (String module : modules()) {
            Flyway.configure()
                    .dataSource(address.url(), address.owner(), address.ownerPassword())
                    .schemas(module)
                    .table("migration_history")
                    .placeholders(Map.of("app", DatabaseAddress.APP_ROLE))
                    .locations("classpath:db/migration/" + module)
                    .load()
                    .migrate();
        }
    }

    private static void refuseOld(DatabaseAddress address) {
        try (Connection connection =
                DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword())) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST) {
                throw Problem.of(
                        PostgresProblem.TOO_OLD,
                        "The database at %s is PostgreSQL %d; %d or newer is needed. Nothing was touched."
                                .formatted(address, version, OLDEST));
            }
        } catch (SQLException e) {
            throw Problem.of(
                    PostgresProblem.UNREACHABLE,
                    "The database at %s cannot be reached: %s. Check SALESSYNC_DATABASE_URL, _USER and _PASSWORD."
                            .formatted(address, e.getMessage()),
                    e);
        }
    }

    /** The modules with a schema, the kernel first. */
    static List<String> modules() {
        try (InputStream list = Migrations.class.getResourceAsStream("/db/migration/modules.txt");
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        java.util.Objects.requireNonNull(list, "modules.txt"), StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ensureAppRole(DatabaseAddress address) {
        try (Connection connection =
                        DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
                Statement statement = connection.createStatement()) {
            // two nodes may start at once
            statement.execute("SELECT pg_advisory_lock(hashtext('salessync.roles'))");
            boolean exists;
            try (var rows = statement.executeQuery(
                    "SELECT 1 FROM pg_roles WHERE rolname = '" + DatabaseAddress.APP_ROLE + "'")) {
                exists = rows.next();
            }
            statement.execute((exists ? "ALTER" : "CREATE") + " ROLE " + DatabaseAddress.APP_ROLE + " LOGIN PASSWORD '"
                    + address.appPassword() + "'");
            statement.execute("SELECT pg_advisory_unlock(hashtext('salessync.roles'))");
        } catch (SQLException e) {
            throw new IllegalStateException("The database at " + address + " cannot be prepared: " + e.getMessage(), e);
        }
    }
}
