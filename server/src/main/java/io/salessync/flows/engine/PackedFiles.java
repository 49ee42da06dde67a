package io.salessync.flows.engine;

import io.salessync.kernel.problems.Problem;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Files packed with gzip: unpacked once below the data folder, because a run goes on at the very byte where it was. */
@Component
final class PackedFiles {
    private static final Logger log = LoggerFactory.getLogger(PackedFiles.class);

    private final Path folder;
    private final FileSettings settings;
    private final InstantSource clock;

    PackedFiles(@Value("${salessync.data-dir:data}") Path dataDir, FileSettings settings, InstantSource clock) {
        this.folder = dataDir.toAbsolutePath().resolve("flows").resolve("unpacked");
        this.settings = settings;
        this.clock = clock;
    }

    /** The file itself, or what is packed in it. The same file comes to the same place again, also after a kill. */
    Path plain(FlowFiles.Place place) {
        try {
            if (!isPacked(place.path())) {
                return place.path();
            }
            String state = place.path() + "\n" + Files.size(place.path()) + "\n"
                    + Files.getLastModifiedTime(place.path()).toMillis();
            Path unpacked = folder.resolve(UUID.nameUUIDFromBytes(state.getBytes(StandardCharsets.UTF_8))
                    .toString());
            if (!Files.exists(unpacked)) {
                unpack(place, unpacked);
            }
            // still wanted
            Files.setLastModifiedTime(unpacked, FileTime.from(clock.instant()));
            return unpacked;
        } catch (ZipException | EOFException e) {
            throw Problem.of(
                            NodeProblem.FILE_UNREADABLE,
                            "'%s' is packed with gzip and broken: %s. Fetch it again."
                                    .formatted(place.name(), e.getMessage()),
                            e)
                    .with("file", place.name());
        } catch (IOException e) {
            throw Problem.of(
                            NodeProblem.FILE_UNREADABLE,
                            "'%s' cannot be read: %s.".formatted(place.name(), e.getMessage()),
                            e)
                    .with("file", place.name());
        }
    }

    private void unpack(FlowFiles.Place place, Path to) throws IOException {
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "part-", ".tmp");
        try {
            try (InputStream in = plain(Files.newInputStream(place.path()));
                    OutputStream out = Files.newOutputStream(part)) {
                copy(in, out, place.name(), settings);
            }
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static boolean isPacked(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.read() == 0x1f && in.read() == 0x8b;
        }
    }

    /** What the stream holds, unpacked where it is packed. */
    static InputStream plain(InputStream content) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(content, 64 * 1024);
        buffered.mark(2);
        boolean packed = buffered.read() == 0x1f && buffered.read() == 0x8b;
        buffered.reset();
        return packed ? new GZIPInputStream(buffered, 64 * 1024) : buffered;
    }

    /** Copies no more than is taken in; what is packed may be a thousand times as large as it looks. */
    static void copy(InputStream in, OutputStream out, String name, FileSettings settings) throws IOException {
        long most = settings.largest().toBytes();
        byte[] buffer = new byte[64 * 1024];
        long count = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            count += read;
            if (count > most) {
                throw Problem.of(
                        NodeProblem.FILE_TOO_LARGE,
                        "'%s' is larger than %s, the most that is taken in (salessync.flows.files.largest)."
                                .formatted(name, settings.largest()));
            }
            out.write(buffer, 0, read);
        }
    }

    /** Deletes what no run has opened since then; one that goes on later unpacks it again. */
    void drop(Instant before) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            log.warn("Unpacked files in {} could not be deleted: {}", folder, e.toString());
        }
    }
}
