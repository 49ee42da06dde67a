package io.salessync.kernel.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs, unpacked once for each user from the archive on the class path. */
final class PostgresBinaries {
    /** The major version of the programs; a data folder made by another one cannot be opened by them. */
    static final String MAJOR_VERSION = "18";

    private PostgresBinaries() {}

    /** The folder that holds {@code bin/postgres}; unpacks it at first use (about two seconds). */
    static Path unpacked(Path cache) {
        String archive = archiveName();
        try (InputStream compressed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
            if (compressed == null) {
                throw new IllegalStateException("No embedded PostgreSQL for this machine (" + archive
                        + " is not shipped). Set SALESSYNC_DATABASE_URL to a PostgreSQL of your own.");
            }
            Path home = cache.resolve(archive.replace(".txz", "") + "-" + MAJOR_VERSION + "-"
                    + Integer.toHexString(compressed.available()));
            if (!Files.exists(home)) {
                unpack(compressed, home);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException("Could not unpack PostgreSQL into " + cache, e);
        }
    }

    /** Where unpacked programs live: {@code XDG_CACHE_HOME} or {@code ~/.cache}. */
    static Path userCache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base =
                cache == null || cache.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return base.resolve("salessync");
    }

    private static String archiveName() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String machine = switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> System.getProperty("os.arch");
        };
        return "postgres-" + system + "-" + machine + ".txz";
    }

    private static void unpack(InputStream compressed, Path home) throws IOException {
        Files.createDirectories(home.getParent());
        Path fresh = Files.createTempDirectory(home.getParent(), "unpacking-");
        // createTempDirectory is owner-only; the programs may be shared by users of one cache
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(compressed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path place = fresh.resolve(entry.getName()).normalize();
                if (!place.startsWith(fresh)) {
                    throw new IOException("The archive names a place outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(place);
                } else if (entry.isSymbolicLink()) {
                    Files.createDirectories(place.getParent());
                    Files.createSymbolicLink(place, Path.of(entry.getLinkName()));
                } else {
                    Files.createDirectories(place.getParent());
                    Files.copy(tar, place, StandardCopyOption.REPLACE_EXISTING);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException anotherWasFirst) {
            deleteRecursively(fresh);
        }
    }

    private static void deleteRecursively(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
