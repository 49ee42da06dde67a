package io.salessync.kernel.postgres;

import io.salessync.kernel.problems.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Brings the schemas of all modules to this release: one folder, one schema and one history for each. */
public final class Migrations {
    /** The oldest PostgreSQL that has all the SQL we use. */
    private static final int OLDEST = 15;

    private static final String MARK = "migrations ";

    private Migrations() {}

    /**
     * Runs what is missing, as the owner; safe to run from several nodes at once. A database that was brought to exactly these
     * migrations before is left at one look: each command starts here.
     */
    public static void migrate(DatabaseAddress address) {
        refuseOld(address);
        ensureAppRole(address);
        String wanted = MARK + fingerprint();
        if (isMarked(address, wanted)) {
            return;
        }
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
        mark(address, wanted);
    }

    /** Of the names and texts of all migrations. */
    private static String fingerprint() {
        try {
            Resource[] files = new PathMatchingResourcePatternResolver(Migrations.class.getClassLoader())
                    .getResources("classpath*:db/migration/*/*.sql");
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Resource> sorted = Arrays.stream(files)
                    .sorted(Comparator.comparing(file -> String.valueOf(file.getFilename())))
                    .toList();
            for (Resource file : sorted) {
                digest.update(String.valueOf(file.getFilename()).getBytes(StandardCharsets.UTF_8));
                digest.update((byte) 0);
                digest.update(file.getContentAsByteArray());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether all of these migrations were run here; a schema that was dropped since asks for them again. */
    private static boolean isMarked(DatabaseAddress address, String wanted) {
        try (Connection connection =
                        DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
                PreparedStatement look = connection.prepareStatement(
                        "SELECT obj_description(to_regnamespace('kernel'), 'pg_namespace') IS NOT DISTINCT FROM ?"
                                + " AND NOT EXISTS (SELECT 1 FROM unnest(?) module WHERE to_regclass(quote_ident(module) || '.migration_history') IS NULL)")) {
            look.setString(1, wanted);
            look.setArray(2, connection.createArrayOf("text", modules().toArray()));
            try (ResultSet rows = look.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "The database at " + address + " cannot be looked at: " + e.getMessage(), e);
        }
    }

    private static void mark(DatabaseAddress address, String mark) {
        try (Connection connection =
                        DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("COMMENT ON SCHEMA kernel IS '" + mark + "'");
        } catch (SQLException e) {
            throw new IllegalStateException("The database at " + address + " cannot be marked: " + e.getMessage(), e);
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
