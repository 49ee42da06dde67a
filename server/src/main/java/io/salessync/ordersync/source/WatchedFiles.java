package io.salessync.ordersync.source;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Files of watched folders: found once they are complete, claimed by one node, put away into {@code done} or {@code failed} with
 * a list of their problems.
 */
@Component
final class WatchedFiles {
    private static final Logger log = LoggerFactory.getLogger(WatchedFiles.class);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final String CLAIMED = ".importing";
    /** Longer than it takes to ask for an import after claiming its file. */
    private static final Duration UNCLAIMED = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final Map<Path, Seen> seen = new HashMap<>();
    private final Map<UUID, Folders> folders = new java.util.concurrent.ConcurrentHashMap<>();

    WatchedFiles(InstantSource clock) {
        this.clock = clock;
    }

    private record Seen(long size, long modified) {}

    /** Where files of a sync go. */
    record Folders(String done, String failed) {}

    /**
     * The files that did not grow between two looks, claimed for us: no other node takes them any more.
     *
     * @param underWay whether a run that is not over is about a file that was claimed before
     */
    synchronized List<Claimed> claim(UUID sync, Path folder, String pattern, Folders names, Predicate<Path> underWay) {
        folders.put(sync, names);
        if (!Files.isDirectory(folder)) {
            log.warn("The watched folder {} is not there", folder);
            return List.of();
        }
        giveBack(folder, underWay);
        var matcher = folder.getFileSystem().getPathMatcher("glob:" + pattern);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .filter(file -> matcher.matches(file.getFileName()))
                    .sorted()
                    .filter(this::isComplete)
                    .map(this::claimed)
                    .filter(java.util.Objects::nonNull)
                    .toList();
        } catch (IOException e) {
            log.warn("The watched folder {} cannot be read", folder, e);
            return List.of();
        }
    }

    record Claimed(Path path, String name) {}

    /** A node killed between claiming a file and asking for its import leaves it claimed for nobody: back it goes. */
    private void giveBack(Path folder, Predicate<Path> underWay) {
        Path claimed = folder.resolve(CLAIMED);
        if (!Files.isDirectory(claimed)) {
            return;
        }
        try (Stream<Path> files = Files.list(claimed)) {
            for (Path file : files.toList()) {
                if (isOld(file) && !underWay.test(file)) {
                    String name = String.valueOf(file.getFileName());
                    // behind the UUID it was claimed under
                    Path back = folder.resolve(name.length() > 37 ? name.substring(37) : name);
                    if (!Files.exists(back)) {
                        log.warn("{} was claimed and never imported; it is looked at again", back);
                        Files.move(file, back, StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            }
        } catch (IOException e) {
            log.warn("{} cannot be read", claimed, e);
        }
    }

    private boolean isOld(Path file) throws IOException {
        return Files.getLastModifiedTime(file)
                .toInstant()
                .isBefore(clock.instant().minus(UNCLAIMED));
    }

    private boolean isComplete(Path file) {
        try {
            Seen now =
                    new Seen(Files.size(file), Files.getLastModifiedTime(file).toMillis());
            Seen before = seen.put(file, now);
            return now.equals(before);
        } catch (IOException gone) {
            seen.remove(file);
            return false;
        }
    }

    private @Nullable Claimed claimed(Path file) {
        seen.remove(file);
        String name = String.valueOf(file.getFileName());
        Path claimed = file.resolveSibling(CLAIMED).resolve(UUID.randomUUID() + "-" + name);
        try {
            Files.createDirectories(claimed.getParent());
            Files.move(file, claimed, StandardCopyOption.ATOMIC_MOVE);
            return new Claimed(claimed, name);
        } catch (NoSuchFileException takenByAnotherNode) {
            return null;
        } catch (IOException e) {
            log.warn("{} cannot be taken out of its folder", file, e);
            return null;
        }
    }

    /** Moves an imported file away; its problems lie beside it. */
    void putAway(Path claimed, String name, Path folder, UUID sync, List<RowProblem> problems, boolean loaded) {
        Folders names = folders.getOrDefault(sync, new Folders("done", "failed"));
        Path target = folder.resolve(loaded ? names.done() : names.failed());
        String stamped = STAMP.format(clock.instant()) + "-" + name;
        try {
            Files.createDirectories(target);
            if (!problems.isEmpty()) {
                write(target.resolve(stamped + ".problems.csv"), problems);
            }
            move(claimed, target.resolve(stamped));
        } catch (NoSuchFileException alreadyPutAway) {
            log.debug("{} was put away before", claimed);
        } catch (IOException e) {
            log.warn("{} could not be moved to {}", claimed, target, e);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherDisk) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void write(Path file, List<RowProblem> problems) throws IOException {
        try (CsvWriter csv = CsvWriter.builder().build(file)) {
            csv.writeRecord("line", "column", "value", "order", "code", "message");
            for (RowProblem problem : problems) {
                csv.writeRecord(
                        problem.line() == null ? "" : problem.line().toString(),
                        harmless(problem.column()),
                        harmless(problem.value()),
                        harmless(problem.sourceKey()),
                        problem.code(),
                        problem.message());
            }
        }
    }

    /** A spreadsheet would compute what begins like a formula. */
    private static String harmless(@Nullable String text) {
        return text == null ? "" : !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
