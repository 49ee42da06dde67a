package io.salessync.ordersync.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the crash benchmark: real processes, SIGKILL, a real database. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class CrashTests {
    /** The program's classes in a jar, and what the Java machine keeps of them between starts, which it does for jars only. */
    @TempDir
    private static Path program;

    @TempDir
    private Path folder;

    @BeforeAll
    static void pack() {
        Path classes = Arrays.stream(classPath())
                .filter(entry -> entry.endsWith("classes"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        PrintWriter said = new PrintWriter(Writer.nullWriter());
        int exit = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        said,
                        said,
                        "--create",
                        "--no-compress",
                        "--file",
                        program.resolve("program.jar").toString(),
                        "-C",
                        classes.toString(),
                        ".");
        assertThat(exit).isZero();
    }

    /** An app's token has budgets of its own for reading and for writing; a personal one has one for both. Both at once: much of it is waiting. */
    @Test
    void nothingIsTwiceAndNothingIsMissingAfterKillsOfProgramAndDatabase() throws Exception {
        Drive personal = drive("sandbox-personal", 3, 60);
        Drive app = drive("sandbox-app", 1, 20);
        try {
            personal.endsWell();
            app.endsWell();
        } finally {
            personal.process().destroy();
            app.process().destroy();
        }
    }

    private record Drive(Process process, Path log) {
        void endsWell() throws Exception {
            boolean over = process.waitFor(9, TimeUnit.MINUTES);
            if (!over) {
                process.destroy();
            }
            assertThat(over).as("over in time: " + Files.readString(log)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        }
    }

    private Drive drive(String token, int kills, int orders) throws IOException {
        Path log = folder.resolve(token + ".log");
        Process drive = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        root().resolve("benchmarks/BoardDrive.java").toString(),
                        "crash",
                        "--token",
                        token,
                        "--kills",
                        String.valueOf(kills),
                        "--orders",
                        String.valueOf(orders),
                        "--speed",
                        "60",
                        "--seed",
                        "7",
                        "--sandbox",
                        root().resolve("sandbox/target/sandbox.jar").toString(),
                        "--classpath",
                        programsClassPath(),
                        "--archive",
                        program.resolve(token + ".jsa").toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Drive(drive, log);
    }

    /** Without the tests' own classes: they bring parts that the shipped program does not have. */
    private static String[] classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .toArray(String[]::new);
    }

    private static String programsClassPath() {
        return Arrays.stream(classPath())
                .map(entry -> entry.endsWith("classes")
                        ? program.resolve("program.jar").toString()
                        : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("benchmarks/BoardDrive.java"))) {
                return at;
            }
        }
        throw new IllegalStateException(
                "The project's root is not above " + Path.of("").toAbsolutePath());
    }
}
