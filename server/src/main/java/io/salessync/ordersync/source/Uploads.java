package io.salessync.ordersync.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Lists that wait for their import, as files below the data folder, so that a killed import begins again with its file. */
@Component
final class Uploads {
    private static final Logger log = LoggerFactory.getLogger(Uploads.class);

    private final Path folder;
    private final SourceSettings settings;
    private final InstantSource clock;

    Uploads(@Value("${salessync.data-dir:data}") Path dataDir, SourceSettings settings, InstantSource clock) {
        this.folder = dataDir.toAbsolutePath().resolve("uploads");
        this.settings = settings;
        this.clock = clock;
    }

    Path keep(InputStream content) {
        Path file = folder.resolve(UUID.randomUUID().toString());
        try (content) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.copy(content, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("The upload could not be kept in " + file.getParent(), e);
        }
    }

    /** Takes a file of ours away; others are left alone. */
    void drop(Path file) {
        if (file.startsWith(folder)) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                log.warn("{} could not be deleted", file, e);
            }
        }
    }

    /** Deletes what nobody imported in time. */
    void dropOld() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> old = files.filter(this::isOld).toList();
            old.forEach(this::drop);
        } catch (IOException e) {
            log.warn("{} could not be tidied", folder, e);
        }
    }

    private boolean isOld(Path file) {
        try {
            return Files.isRegularFile(file)
                    && Files.getLastModifiedTime(file)
                            .toInstant()
                            .isBefore(clock.instant().minus(settings.keepUploads()));
        } catch (IOException e) {
            return false;
        }
    }
}
