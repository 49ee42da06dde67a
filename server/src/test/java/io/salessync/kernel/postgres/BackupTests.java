package io.salessync.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways of docs/operate.md to back up and to restore, with the commands written there. */
class BackupTests {
    private static final Pattern VERSION = Pattern.compile("(\\d+)[.\\d]*");

    @TempDir
    private Path folder;

    @Test
    void aStoppedFolderIsPackedAndUnpackedElsewhere() throws Exception {
        Path data = folder.resolve("data");
        UUID tenant = UUID.randomUUID();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(data)) {
            keep(postgres.address(), tenant);
        }
        run(Map.of(), folder, "tar", "czf", "salessync.tgz", "data");
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        run(Map.of(), elsewhere, "tar", "xzf", "../salessync.tgz");

        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(elsewhere.resolve("data"))) {
            assertThat(kept(postgres.address())).isEqualTo(tenant.toString());
        }
    }

    @Test
    void aDumpOfTheRunningEmbeddedServerIsRestoredIntoAFreshFolder() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder.resolve("data"))) {
            int major = majorOf(postgres.address());
            Optional<Path> programs = programs("pg_dump", "pg_restore", "psql")
                    .filter(found -> majorOf(found.resolve("pg_dump")) >= major);
            assumeThat(programs)
                    .as("pg_dump of PostgreSQL %d or newer (an older one refuses the server)", major)
                    .isPresent();
            Migrations.migrate(postgres.address());
            UUID tenant = UUID.randomUUID();
            addTenant(postgres.address(), tenant);
            Path dump = dump(programs.orElseThrow(), place(postgres.address(), folder.resolve("data")));

            try (EmbeddedPostgres fresh = EmbeddedPostgres.open(folder.resolve("fresh"))) {
                Migrations.migrate(fresh.address());
                restore(programs.orElseThrow(), place(fresh.address(), folder.resolve("fresh")), "salessync", dump);
                Migrations.migrate(fresh.address());
                assertThat(tenants(fresh.address())).containsExactly(tenant.toString());
                assertThat(seenWithoutATenant(fresh.address())).isZero();
            }
        }
    }

    @Test
    void aDumpIsRestoredIntoAnotherServer() throws Exception {
        Optional<Path> found = programs("initdb", "pg_ctl", "pg_dump", "pg_restore", "psql");
        assumeThat(found).as("a PostgreSQL server on this machine").isPresent();
        Path programs = found.orElseThrow();
        assumeThat(majorOf(programs.resolve("pg_dump"))).isGreaterThanOrEqualTo(15);
        try (Server server = new Server(programs, folder.resolve("cluster"))) {
            UUID tenant = UUID.randomUUID();
            DatabaseAddress from = server.database("salessync");
            Migrations.migrate(from);
            addTenant(from, tenant);
            Path dump = dump(programs, server.place());

            // the program starts once on the empty database and is stopped
            DatabaseAddress to = server.database("other");
            Migrations.migrate(to);
            restore(programs, server.place(), "other", dump);
            // … and starts again
            Migrations.migrate(to);
            assertThat(tenants(to)).containsExactly(tenant.toString());
            assertThat(seenWithoutATenant(to)).isZero();
        }
    }

    private static void keep(DatabaseAddress address, UUID value) throws SQLException {
        try (Connection connection = owner(address)) {
            connection.createStatement().execute("CREATE TABLE kept AS SELECT '" + value + "' AS value");
        }
    }

    private static String kept(DatabaseAddress address) throws SQLException {
        try (Connection connection = owner(address);
                var rows = connection.createStatement().executeQuery("SELECT value FROM kept")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Path dump(Path programs, Map<String, String> place) throws Exception {
        Path dump = folder.resolve("salessync.dump");
        run(place, folder, programs.resolve("pg_dump").toString(), "-Fc", "-f", dump.toString(), "salessync");
        return dump;
    }

    private void restore(Path programs, Map<String, String> place, String database, Path dump) throws Exception {
        run(
                place,
                folder,
                programs.resolve("psql").toString(),
                "-d",
                database,
                "-c",
                "DROP OWNED BY salessync_owner CASCADE");
        run(
                place,
                folder,
                programs.resolve("pg_restore").toString(),
                "--single-transaction",
                "-d",
                database,
                dump.toString());
    }

    private static Map<String, String> place(DatabaseAddress address, Path data) throws IOException {
        Matcher port = Pattern.compile(":(\\d+)/").matcher(address.url());
        assertThat(port.find()).isTrue();
        return Map.of(
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                port.group(1),
                "PGUSER",
                "postgres",
                "PGPASSWORD",
                Files.readString(data.resolve("postgres/password")).strip());
    }

    private static void addTenant(DatabaseAddress address, UUID tenant) throws SQLException {
        try (Connection connection = owner(address);
                var statement = connection.prepareStatement("SELECT kernel.create_tenant(?, 'acme', 'Acme', now())")) {
            statement.setObject(1, tenant);
            statement.execute();
        }
    }

    /** As the program asks, under its unprivileged role. */
    private static List<String> tenants(DatabaseAddress address) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = program(address);
                var rows = connection.createStatement().executeQuery("SELECT tenant_id::text FROM kernel.tenants()")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** The wall stands after a restore too. */
    private static int seenWithoutATenant(DatabaseAddress address) throws SQLException {
        try (Connection connection = program(address);
                var rows = connection.createStatement().executeQuery("SELECT count(*) FROM kernel.tenant")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static int majorOf(DatabaseAddress address) throws SQLException {
        try (Connection connection = owner(address)) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }

    private static Connection owner(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
    }

    private static Connection program(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.url(), DatabaseAddress.APP_ROLE, address.appPassword());
    }

    /** The folder of the newest PostgreSQL that has all these programs. */
    private static Optional<Path> programs(String... names) throws IOException {
        List<Path> folders = new ArrayList<>(
                Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                        .map(Path::of)
                        .toList());
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                folders.addAll(versions.map(version -> version.resolve("bin")).toList());
            }
        }
        return folders.stream()
                .filter(bin -> Arrays.stream(names).allMatch(name -> Files.isExecutable(bin.resolve(name))))
                .max(java.util.Comparator.comparingInt(bin -> majorOf(bin.resolve("pg_dump"))));
    }

    private static int majorOf(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version").start();
            Matcher version =
                    VERSION.matcher(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            return version.find() ? Integer.parseInt(version.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static void run(Map<String, String> environment, Path where, String... command) throws Exception {
        Path output = Files.createTempFile("salessync-backup", ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as(String.join(" ", command))
                    .isTrue();
            assertThat(process.exitValue())
                    .as(String.join(" ", command) + "\n" + Files.readString(output))
                    .isZero();
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** A PostgreSQL of somebody's own. */
    private static final class Server implements AutoCloseable {
        private final Path programs;
        private final Path cluster;
        private final int port;

        Server(Path programs, Path cluster) throws Exception {
            this.programs = programs;
            this.cluster = cluster;
            try (ServerSocket free = new ServerSocket(0)) {
                this.port = free.getLocalPort();
            }
            control("initdb", "-D", cluster.toString(), "-U", "postgres", "-A", "trust");
            control(
                    "pg_ctl",
                    "-D",
                    cluster.toString(),
                    "-w",
                    "-l",
                    cluster.resolve("log").toString(),
                    "-o",
                    "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''",
                    "start");
        }

        /** An empty one for the program, as install.md says. */
        DatabaseAddress database(String name) {
            String server = "jdbc:postgresql://127.0.0.1:" + port;
            DatabaseAddress address = new DatabaseAddress(server + "/" + name, "salessync_owner", "of its own");
            OwnerRole.ensure(server, "trusted", name, address);
            return address;
        }

        Map<String, String> place() {
            return Map.of("PGHOST", "127.0.0.1", "PGPORT", String.valueOf(port), "PGUSER", "postgres");
        }

        private void control(String program, String... arguments) throws Exception {
            List<String> command = new ArrayList<>(PostgresFolders.asAnotherThanRoot());
            command.add(programs.resolve(program).toString());
            command.addAll(List.of(arguments));
            run(Map.of("LC_ALL", "C"), cluster.getParent(), command.toArray(String[]::new));
        }

        @Override
        public void close() throws Exception {
            control("pg_ctl", "-D", cluster.toString(), "-m", "immediate", "stop");
        }
    }
}
