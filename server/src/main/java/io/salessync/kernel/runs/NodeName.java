package io.salessync.kernel.runs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * What this node calls itself in leases, never the same name twice, and a locked file of that name in the data folder.
 * The operating system drops a lock with its process, so whoever shares the folder knows at once which nodes are dead and
 * need not wait for their leases to run out.
 */
@Component
final class NodeName implements DisposableBean {
    private static final Logger log = LoggerFactory.getLogger(NodeName.class);
    private static final String SUFFIX = ".lock";
    /** Of this process: to open such a file and close it again would drop the lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final String name = ManagementFactory.getRuntimeMXBean().getName() + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    private final Path folder;
    private final Path file;
    private final FileChannel channel;

    NodeName(@Value("${salessync.data-dir:data}") Path dataDir) {
        this.folder = dataDir.toAbsolutePath().resolve("nodes");
        this.file = folder.resolve(name + SUFFIX);
        OWN.add(file);
        try {
            Files.createDirectories(folder);
            this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            channel.lock();
        } catch (IOException e) {
            throw new UncheckedIOException("Could not write to the data folder " + folder, e);
        }
    }

    String name() {
        return name;
    }

    /** Names of nodes that used this folder and are surely dead. Say {@link #forget} when nothing is left of one. */
    List<String> dead() {
        List<String> dead = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path other : files.filter(path -> !OWN.contains(path)).toList()) {
                String fileName = other.getFileName().toString();
                if (fileName.endsWith(SUFFIX) && unlocked(other)) {
                    dead.add(fileName.substring(0, fileName.length() - SUFFIX.length()));
                }
            }
        } catch (IOException e) {
            log.warn("Nodes that died cannot be told from {}: {}", folder, e.toString());
        }
        return dead;
    }

    private static boolean unlocked(Path other) throws IOException {
        try (FileChannel theirs = FileChannel.open(other, StandardOpenOption.WRITE);
                @Nullable FileLock lock = theirs.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException leftMeanwhile) {
            return false;
        }
    }

    void forget(String dead) {
        try {
            Files.deleteIfExists(folder.resolve(dead + SUFFIX));
        } catch (IOException e) {
            log.debug("The file of the dead node {} stays", dead, e);
        }
    }

    @Override
    public void destroy() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
        OWN.remove(file);
    }
}
