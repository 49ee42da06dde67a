package io.salessync.kernel.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** What an embedded cluster is made with. */
final class PostgresFolders {
    /** Spoken out even where it is PostgreSQL's default: these lines are the promise that a commit is on the disk. */
    static final String SETTINGS = """
            listen_addresses = '127.0.0.1'
            unix_socket_directories = ''
            password_encryption = 'scram-sha-256'
            fsync = on
            synchronous_commit = on
            full_page_writes = on
            max_connections = 120
            shared_buffers = '256MB'
            max_wal_size = '2GB'
            timezone = 'UTC'
            log_timezone = 'UTC'
            log_line_prefix = '%m [%p] %a '
            """;

    private PostgresFolders() {}

    /** PostgreSQL refuses to run as root; in a user namespace of its own root is an ordinary user. */
    static List<String> asAnotherThanRoot() {
        return "root".equals(System.getProperty("user.name")) && Files.isExecutable(Path.of("/usr/bin/unshare"))
                ? List.of("/usr/bin/unshare", "--user")
                : List.of();
    }

    static void deleteRecursively(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
