package io.salessync.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.salessync.sandbox.Sandbox;
import io.salessync.sandbox.SandboxOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The npm client jsforce, as it is published, works against the sandbox. */
class JsforceTests {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path INSTALLED = Path.of("target/node");

    @Test
    void jsforceLogsInReadsAndWritesByRestAndBulk() throws IOException, InterruptedException {
        assumeTrue(onPath("node") && onPath("npm"), "Node.js with npm is not on the path, so jsforce cannot be run");
        install();
        Path script = INSTALLED.resolve("jsforce.mjs");
        Files.copy(SOURCES.resolve("jsforce.mjs"), script, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (Sandbox sandbox = Sandbox.start(new SandboxOptions(0, 0, 10, 1, null, null), InstantSource.system())) {
            String said = run(
                    INSTALLED,
                    120,
                    "node",
                    "jsforce.mjs",
                    sandbox.salesforceAddress().toString(),
                    sandbox.address().toString());
            assertThat(said).doesNotContain("not ok").contains("ok limits");
            assertThat(said.lines().filter(line -> line.startsWith("ok ")).count())
                    .isEqualTo(14);
        }
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Installs exactly what the lock file names, once for each content of it. */
    private static void install() throws IOException, InterruptedException {
        Path mark = INSTALLED.resolve("node_modules/.installed");
        byte[] lock = Files.readAllBytes(SOURCES.resolve("package-lock.json"));
        if (Files.exists(mark) && Arrays.equals(Files.readAllBytes(mark), lock)) {
            return;
        }
        Files.createDirectories(INSTALLED);
        for (String name : List.of("package.json", "package-lock.json")) {
            Files.copy(
                    SOURCES.resolve(name), INSTALLED.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
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
