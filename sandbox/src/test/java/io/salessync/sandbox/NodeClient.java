package io.salessync.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs a published npm client of a vendor by a script of this module. */
public final class NodeClient {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path INSTALLED = Path.of("target/node");

    private NodeClient() {}

    /** What the script says; the test is skipped where there is no Node.js. */
    public static String run(String script, String... arguments) throws IOException, InterruptedException {
        assumeTrue(
                onPath("node") && onPath("npm"), "Node.js with npm is not on the path, so " + script + " is not run");
        install();
        Files.copy(SOURCES.resolve(script), INSTALLED.resolve(script), StandardCopyOption.REPLACE_EXISTING);
        String[] command = Stream.concat(Stream.of("node", script), Arrays.stream(arguments))
                .toArray(String[]::new);
        return run(INSTALLED, 120, command);
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Installs exactly what the lock file names, once for each content of it. */
    private static synchronized void install() throws IOException, InterruptedException {
        Path mark = INSTALLED.resolve("node_modules/.installed");
        byte[] lock = Files.readAllBytes(SOURCES.resolve("package-lock.json"));
        if (Files.exists(mark) && Arrays.equals(Files.readAllBytes(mark), lock)) {
            return;
        }
        Files.createDirectories(INSTALLED);
        for (String name : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCES.resolve(name), INSTALLED.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        run(INSTALLED, 240, "npm", "ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund");
        Files.write(mark, lock);
    }

    private static String run(Path folder, int seconds, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("client", ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean over = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!over) {
                process.destroyForcibly();
            }
            String said = Files.readString(out, StandardCharsets.UTF_8);
            assertThat(over)
                    .as(String.join(" ", command) + " took too long: " + said)
                    .isTrue();
            assertThat(process.exitValue()).as(said).isZero();
            return said;
        } finally {
            Files.delete(out);
        }
    }
}
