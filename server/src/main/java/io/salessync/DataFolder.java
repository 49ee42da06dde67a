package io.salessync;

import io.salessync.kernel.postgres.EmbeddedPostgres;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder that a start or a command names: looked at before anything is made in it. */
final class DataFolder {
    /** Where {@code start} and the commands have their data unless told otherwise. */
    static final String USUAL = "data";

    /** Where the demonstration has its own: what it fills needs its stand-ins, which {@code start} does not run. */
    static final String OF_THE_DEMONSTRATION = "demo-data";

    private static final String DEMO_PASSWORD = "demo-password";

    private DataFolder() {}

    /**
     * Refuses what cannot be a data folder.
     *
     * @throws Problem when it is a file, or this user may not write there
     */
    static void requireUsable(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        for (Path part = whole; part != null; part = part.getParent()) {
            if (Files.isDirectory(part)) {
                if (!Files.isWritable(part)) {
                    throw refused(
                            part.equals(whole)
                                    ? whole + " may not be written by this user: make it hers, or name another folder"
                                            + " with --data-dir."
                                    : whole + " cannot be made: this user may not write in " + part
                                            + ". Name another folder with --data-dir.",
                            folder);
                }
                return;
            }
            if (Files.exists(part)) {
                throw refused(part + " is a file, not a folder: name a folder with --data-dir.", folder);
            }
        }
    }

    private static Problem refused(String detail, Path folder) {
        return Problem.of(StartProblem.NOT_A_DATA_FOLDER, detail).with("folder", folder.toString());
    }

    /** Whether the demonstration has filled it. */
    static boolean isDemonstration(Path folder) {
        return Files.exists(folder.resolve(DEMO_PASSWORD));
    }

    /**
     * Refuses a command that finds nothing: it would wait for a database to be made, and then tell that it is empty.
     *
     * @param named with {@code --data-dir}; null: the usual one
     * @throws Problem when there are no data
     */
    static void requireFilled(@Nullable Path named) {
        if (isFilled(named)) {
            return;
        }
        Path folder = orUsual(named).toAbsolutePath().normalize();
        Path demo = Path.of(OF_THE_DEMONSTRATION).toAbsolutePath().normalize();
        throw Problem.of(
                        StartProblem.NO_DATA,
                        "There are no data in %s yet, and this command only works on what is there. Begin with `./salessync start%s`%s"
                                .formatted(
                                        folder,
                                        named == null ? "" : " --data-dir " + named,
                                        named == null && EmbeddedPostgres.isIn(demo)
                                                ? "; for the demonstration's data add --data-dir "
                                                        + OF_THE_DEMONSTRATION + "."
                                                : ", or name the folder with --data-dir."))
                .with("folder", folder.toString());
    }

    /** Whether there are data. */
    static boolean isFilled(@Nullable Path named) {
        return EmbeddedPostgres.isIn(orUsual(named));
    }

    /** The folder that was named, or else the usual one. */
    static Path orUsual(@Nullable Path named) {
        if (named != null) {
            return named;
        }
        String set = System.getenv("SALESSYNC_DATA_DIR");
        return Path.of(set == null || set.isBlank() ? USUAL : set);
    }

    /** A folder for as long as a command takes. */
    static Path passing() {
        try {
            return Files.createTempDirectory("salessync-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes such a folder away again, as far as that can be done. */
    static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // a folder for temporary files is emptied by the system
            return;
        }
    }

    /** Whether the data are in a database that was named, and not in a folder. */
    static boolean isElsewhere() {
        String url = System.getenv("SALESSYNC_DATABASE_URL");
        String property = System.getProperty("salessync.database-url", url == null ? "" : url);
        return !property.isBlank() && !property.equals("embedded");
    }
}
