package io.salessync.kernel.postgres;

import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in a folder: durable (fsync and synchronous_commit on), loopback only, with a password,
 * files readable by the owner alone.
 *
 * <p>Several processes may use one folder: each holds a shared lock while it does, the last one to leave stops the
 * server. The operating system drops the locks of a killed process, so a server left behind is adopted by the next
 * start. While open, a watch starts the server again should it die.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final String OWNER = "salessync_owner";
    private static final String DATABASE = "salessync";

    private final Path folder;
    private final PostgresPrograms programs;
    private final Path cluster;
    private final String password;
    private final FileChannel usersFile;
    private @Nullable FileLock use;
    private int port;
    private volatile boolean closing;

    private EmbeddedPostgres(Path folder, PostgresPrograms programs, String password, FileChannel usersFile) {
        this.folder = folder;
        this.programs = programs;
        this.cluster = folder.resolve("cluster");
        this.password = password;
        this.usersFile = usersFile;
    }

    /**
     * Starts the server of a data folder, or joins the one that runs there.
     *
     * @param dataFolder the program's data folder; the database lives in {@code postgres/} below it
     * @throws Problem when it cannot be started, with what to do
     */
    public static EmbeddedPostgres open(Path dataFolder) {
        Path folder = dataFolder.toAbsolutePath().resolve("postgres");
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Path home = PostgresBinaries.unpacked(PostgresBinaries.userCache());
            FileChannel users = channel(folder.resolve("users.lock"));
            EmbeddedPostgres postgres =
                    new EmbeddedPostgres(folder, new PostgresPrograms(home, folder), password(folder), users);
            postgres.join();
            Thread.ofVirtual().name("postgres-watch").start(postgres::keepRunning);
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not open the data folder " + folder, e);
        }
    }

    /** Whether a data folder has a database already; nothing is made. */
    public static boolean isIn(Path dataFolder) {
        return Files.exists(dataFolder.resolve("postgres/cluster/PG_VERSION"));
    }

    /** Whether another process uses the database of a data folder just now; nothing is made or changed. */
    public static boolean isUsed(Path dataFolder) {
        Path users = dataFolder.resolve("postgres/users.lock");
        if (!Files.exists(users)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(users, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock alone = channel.tryLock()) {
            return alone == null;
        } catch (IOException | java.nio.channels.OverlappingFileLockException unknown) {
            return false;
        }
    }

    /** Where the database of the program is in this server. */
    public DatabaseAddress address() {
        return new DatabaseAddress(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE,
                OWNER,
                DatabaseAddress.derived(password, OWNER));
    }

    /** The process id of the server, where it runs. */
    public Optional<Long> pid() {
        return runningPid();
    }

    private void join() throws IOException {
        try (FileChannel gate = channel(folder.resolve("start.lock"));
                FileLock ignored = gate.lock()) {
            use = usersFile.lock(0, Long.MAX_VALUE, true);
            refuseOtherVersions();
            if (!Files.exists(cluster.resolve("PG_VERSION"))) {
                initialise();
            }
            if (runningPid().isPresent() && answers()) {
                log.debug("Joined the database that runs in {}", folder);
            } else {
                start();
            }
            port = runningPort();
            OwnerRole.ensure("jdbc:postgresql://127.0.0.1:" + port, password, DATABASE, address());
        }
    }

    private void refuseOtherVersions() throws IOException {
        Path file = cluster.resolve("PG_VERSION");
        if (!Files.exists(file)) {
            return;
        }
        String made = Files.readString(file).strip();
        if (!made.equals(PostgresBinaries.MAJOR_VERSION)) {
            throw Problem.of(
                    PostgresProblem.OTHER_VERSION,
                    ("The data folder %s was made by PostgreSQL %s, this program brings %s. Nothing was touched."
                                    + " Dump it with the release that made it (pg_dump -Fc), start this release with an"
                                    + " empty --data-dir and restore the dump (pg_restore); docs/operate.md, section"
                                    + " 'Upgrading PostgreSQL', has the commands.")
                            .formatted(folder, made, PostgresBinaries.MAJOR_VERSION));
        }
    }

    private void initialise() throws IOException {
        Path fresh = folder.resolve("cluster.new");
        PostgresFolders.deleteRecursively(fresh);
        Path passwordFile = folder.resolve("password");
        programs.run(
                START_LIMIT,
                "initdb",
                "--pgdata=" + fresh,
                "--username=postgres",
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums");
        Files.writeString(fresh.resolve("salessync.conf"), PostgresFolders.SETTINGS);
        Files.writeString(
                fresh.resolve("postgresql.conf"), "\ninclude = 'salessync.conf'\n", StandardOpenOption.APPEND);
        // only a cluster that was made to the end gets the name that a start looks for
        Files.move(fresh, cluster);
    }

    private void start() throws IOException {
        endLeftOvers();
        port = choosePort();
        Path output = folder.resolve("postgres.log");
        if (!programs.succeeds(
                START_LIMIT,
                "pg_ctl",
                "start",
                "--wait",
                "--timeout=" + START_LIMIT.toSeconds(),
                "--pgdata=" + cluster,
                "--log=" + output,
                "--options=-p " + port)) {
            throw Problem.of(
                    PostgresProblem.DOES_NOT_START,
                    "The embedded PostgreSQL in " + folder + " does not start. The end of its log (" + output + "):\n"
                            + lastLines(output));
        }
    }

    /** A server that runs but does not answer (or a killed one's children that still hold its memory) is ended first. */
    private void endLeftOvers() throws IOException {
        Optional<Long> left = runningPid();
        if (left.isPresent()) {
            log.warn("A database server was left behind in {} (process {}): ending it", folder, left.get());
            programs.succeeds(
                    Duration.ofSeconds(60), "pg_ctl", "stop", "--mode=immediate", "--wait", "--pgdata=" + cluster);
        }
    }

    private boolean answers() {
        try {
            port = runningPort();
            return programs.succeeds(Duration.ofSeconds(10), "pg_ctl", "status", "--pgdata=" + cluster)
                    && OwnerRole.canConnect("jdbc:postgresql://127.0.0.1:" + port, password);
        } catch (IOException e) {
            return false;
        }
    }

    private void keepRunning() {
        while (!closing) {
            try {
                Thread.sleep(1_000);
                if (!closing && runningPid().isEmpty()) {
                    log.warn("The database server in {} is gone: starting it again", folder);
                    restart();
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException e) {
                log.error("The database server in {} could not be started again; trying on", folder, e);
            }
        }
    }

    private synchronized void restart() throws IOException {
        try (FileChannel gate = channel(folder.resolve("start.lock"));
                FileLock ignored = gate.lock()) {
            if (!closing && runningPid().isEmpty()) {
                start();
            }
        }
    }

    private Optional<Long> runningPid() {
        try {
            Path file = cluster.resolve("postmaster.pid");
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    // after a reboot the number may belong to somebody else
                    .filter(process -> process.info()
                            .command()
                            .map(command -> command.toLowerCase(Locale.ROOT).contains("postgres"))
                            .orElse(true))
                    .map(ProcessHandle::pid);
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    private int runningPort() throws IOException {
        return Integer.parseInt(
                Files.readAllLines(cluster.resolve("postmaster.pid")).get(3).strip());
    }

    /** The port of the last time where it is free: processes that stay while the server restarts know it. */
    private int choosePort() throws IOException {
        Path file = folder.resolve("port");
        if (Files.exists(file)) {
            int last = Integer.parseInt(Files.readString(file).strip());
            try (ServerSocket socket = new ServerSocket(last, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException taken) {
                log.info("Port {} of the database is taken; choosing another", last);
            }
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, Integer.toString(socket.getLocalPort()));
            return socket.getLocalPort();
        }
    }

    private static String lastLines(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    private static String password(Path folder) throws IOException {
        Path file = folder.resolve("password");
        if (!Files.exists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
            Path fresh =
                    Files.createTempFile(folder, "password", ".new", PosixFilePermissions.asFileAttribute(ownerOnly));
            Files.writeString(fresh, HexFormat.of().formatHex(random));
            try {
                // a link fails where another process was first; a move would replace its password
                Files.createLink(file, fresh);
            } catch (java.nio.file.FileAlreadyExistsException anotherWasFirst) {
                log.debug("Another process made the password of {}", folder);
            } finally {
                Files.deleteIfExists(fresh);
            }
        }
        return Files.readString(file).strip();
    }

    private static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Leaves; the last process to leave stops the server. */
    @Override
    public void close() {
        closing = true;
        leave();
    }

    // a restart by the watch in this process holds the same gate
    private synchronized void leave() {
        try (usersFile;
                FileChannel gate = channel(folder.resolve("start.lock"));
                FileLock ignored = gate.lock()) {
            if (use != null) {
                use.release();
            }
            FileLock alone = usersFile.tryLock();
            if (alone != null) {
                programs.succeeds(
                        Duration.ofSeconds(60), "pg_ctl", "stop", "--mode=fast", "--wait", "--pgdata=" + cluster);
                alone.release();
            }
        } catch (IOException e) {
            log.warn("Could not leave the database in {} cleanly", folder, e);
        }
    }
}
