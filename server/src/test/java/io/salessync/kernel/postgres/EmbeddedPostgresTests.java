package io.salessync.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTests {
    @TempDir
    private Path dataDir;

    @Test
    void isDurableAndClosedToStrangers() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(dataDir)) {
            DatabaseAddress address = postgres.address();
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(ask(address, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(ask(address, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(Files.readString(dataDir.resolve("postgres/cluster/salessync.conf")))
                    .contains("unix_socket_directories = ''");
            assertThat(ask(address, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("false");
            assertThatThrownBy(() -> ask(new DatabaseAddress(address.url(), address.owner(), "guess"), "SELECT 1"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThat(Files.readString(dataDir.resolve("postgres/cluster/pg_hba.conf"))
                            .lines())
                    .filteredOn(line -> !line.startsWith("#") && !line.isBlank())
                    .allMatch(line -> line.endsWith("scram-sha-256"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dataDir.resolve("postgres"))))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(dataDir.resolve("postgres/password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void stopsWithItsLastUserAndKeepsWhatWasCommitted() throws Exception {
        long pid;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(dataDir)) {
            pid = postgres.pid().orElseThrow();
            change(postgres.address(), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)");
        }
        ends(pid);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(dataDir)) {
            assertThat(ask(postgres.address(), "SELECT n FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void adoptsTheServerOfAKilledProgram() throws Exception {
        long pid = openInAnotherProcessAndKillIt();
        assertThat(ProcessHandle.of(pid)).as("postgres outlives its program").isPresent();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(dataDir)) {
            assertThat(postgres.pid()).contains(pid);
            assertThat(ask(postgres.address(), "SELECT 1")).isEqualTo("1");
        }
        ends(pid);
    }

    @Test
    void startsAgainWhenTheServerIsKilled() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(dataDir)) {
            long pid = postgres.pid().orElseThrow();
            change(postgres.address(), "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)");
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            until(
                    Duration.ofSeconds(60),
                    () -> postgres.pid().filter(now -> now != pid).isPresent() && answers(postgres.address()));
            assertThat(ask(postgres.address(), "SELECT n FROM kept")).isEqualTo("7");
        }
    }

    @Test
    void refusesAFolderOfAnotherVersionAndLeavesItAlone() throws Exception {
        Path cluster = Files.createDirectories(dataDir.resolve("postgres/cluster"));
        Files.writeString(cluster.resolve("PG_VERSION"), "16\n");
        assertThatThrownBy(() -> EmbeddedPostgres.open(dataDir))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("made by PostgreSQL 16")
                .hasMessageContaining("pg_dump");
        try (Stream<Path> files = Files.list(cluster)) {
            assertThat(files).containsExactly(cluster.resolve("PG_VERSION"));
        }
    }

    private long openInAnotherProcessAndKillIt() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opening.class.getName(),
                        dataDir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var answer = program.inputReader()) {
            long pid = answer.lines()
                    .filter(line -> line.startsWith("pid "))
                    .mapToLong(line -> Long.parseLong(line.substring(4)))
                    .findFirst()
                    .orElseThrow();
            program.destroyForcibly().waitFor();
            return pid;
        }
    }

    /** A program that opens a data folder, tells the server's process and stays. */
    static final class Opening {
        public static void main(String[] arguments) throws InterruptedException {
            EmbeddedPostgres postgres = EmbeddedPostgres.open(Path.of(arguments[0]));
            System.out.println("pid " + postgres.pid().orElseThrow());
            Thread.currentThread().join();
        }
    }

    /** The process is over some moments after its last file is gone. */
    private static void ends(long pid) throws InterruptedException {
        until(Duration.ofSeconds(10), () -> ProcessHandle.of(pid).isEmpty());
    }

    private static boolean answers(DatabaseAddress address) {
        try {
            return "1".equals(ask(address, "SELECT 1"));
        } catch (SQLException e) {
            return false;
        }
    }

    private static String ask(DatabaseAddress address, String query) throws SQLException {
        try (Connection connection = connect(address);
                var rows = connection.createStatement().executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void change(DatabaseAddress address, String... statements) throws SQLException {
        try (Connection connection = connect(address)) {
            for (String statement : statements) {
                connection.createStatement().execute(statement);
            }
        }
    }

    private static Connection connect(DatabaseAddress address) throws SQLException {
        return DriverManager.getConnection(address.url(), address.owner(), address.ownerPassword());
    }

    private static void until(Duration limit, BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(limit);
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as("waited too long").isBefore(end);
            Thread.sleep(100);
        }
    }
}
