package io.salessync;

import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The vendors' stand-ins as a process of the demonstration's; it ends when this program does, however that ends. */
final class SandboxChild implements AutoCloseable {
    private final Process process;
    private final int port;

    private SandboxChild(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param speed how many times faster its clock runs
     * @param contacts how many contacts its Salesforce begins with; null for those of the last start, or its default
     * @param state where it keeps its boards and records between two starts
     * @throws Problem when it does not answer within half a minute
     */
    static SandboxChild start(int port, int speed, @Nullable Integer contacts, Path state, Path log) {
        Path jar = Path.of(System.getProperty("salessync.home", "."), "sandbox", "target", "sandbox.jar");
        if (!Files.exists(jar)) {
            throw Problem.of(StartProblem.NO_SANDBOX, "There is no " + jar + ": build it with ./salessync build.");
        }
        // Ctrl-C reaches every process of the terminal; this one has to outlive the server, which ends it
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "trap '' INT; exec \"$0\" \"$@\"";
        try {
            List<String> words = new ArrayList<>(List.of(
                    "/bin/sh",
                    "-c",
                    command,
                    java,
                    "-Xmx512m",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    jar.toString(),
                    "--sandbox-port",
                    Integer.toString(port),
                    "--speed",
                    Integer.toString(speed),
                    "--data",
                    state.toString(),
                    "--exit-with-parent"));
            if (contacts != null) {
                words.addAll(List.of("--contacts", contacts.toString()));
            }
            Process process = new ProcessBuilder(words)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            SandboxChild child = new SandboxChild(process, port);
            child.awaitAnswer(log);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "http://127.0.0.1:" + port;
    }

    private void awaitAnswer(Path log) throws IOException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build()) {
            HttpRequest question = HttpRequest.newBuilder(URI.create(address() + "/_sandbox/health"))
                    .timeout(Duration.ofSeconds(2))
                    .build();
            for (int attempt = 0; attempt < 150 && process.isAlive(); attempt++) {
                try {
                    if (client.send(question, HttpResponse.BodyHandlers.discarding())
                                            .statusCode()
                                    == 200
                            && process.isAlive()) {
                        return;
                    }
                } catch (IOException notYet) {
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        throw Problem.of(
                StartProblem.NO_SANDBOX,
                "The sandbox does not answer on port " + port + ": "
                        + Files.readString(log).strip() + "\nName another port with --sandbox-port.");
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
