package io.salessync.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox as a process of its own on a free port, as it is shipped; one for each speed and seed, ended with this program. */
public final class SandboxProcess implements AutoCloseable {
    public static final String DEV_BOARD = "9200000001";
    public static final String PERSONAL = "sandbox-personal";

    private static final Pattern READY =
            Pattern.compile("ready on (http://[0-9.]+:[0-9]+)/.*Salesforce at (http://[0-9.]+:[0-9]+)");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final URI address;
    private final URI salesforce;
    private final long speed;
    private final HttpClient http = HttpClient.newHttpClient();

    private SandboxProcess(Process process, URI address, URI salesforce, long speed) {
        this.process = process;
        this.address = address;
        this.salesforce = salesforce;
        this.speed = speed;
    }

    /** @param speed how many times shorter its minutes are */
    public static SandboxProcess start(long speed, long seed) {
        return start(speed, seed, 2_000);
    }

    /** @param contacts how many contacts the Salesforce organisation has */
    public static SandboxProcess start(long speed, long seed, int contacts) {
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-Xmx256m",
                            "-jar",
                            jar().toString(),
                            "--sandbox-port",
                            "0",
                            "--speed",
                            String.valueOf(speed),
                            "--seed",
                            String.valueOf(seed),
                            "--contacts",
                            String.valueOf(contacts),
                            "--exit-with-parent"))
                    .redirectErrorStream(true)
                    .start();
            BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher ready = READY.matcher(line);
                if (ready.find()) {
                    Thread.ofVirtual().start(() -> out.lines().forEach(said -> {}));
                    return new SandboxProcess(process, URI.create(ready.group(1)), URI.create(ready.group(2)), speed);
                }
            }
            throw new IllegalStateException("The sandbox ended before it was ready");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path jar() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path jar = folder.resolve("sandbox/target/sandbox.jar");
            if (Files.exists(jar)) {
                return jar;
            }
        }
        throw new IllegalStateException(
                "There is no sandbox/target/sandbox.jar; build it with ./mvnw -pl sandbox package -DskipTests");
    }

    /** Where monday.com is played. */
    public URI monday() {
        return address.resolve("/monday/v2");
    }

    /** Where Salesforce is played, at the root. */
    public URI salesforce() {
        return salesforce;
    }

    public URI address() {
        return address;
    }

    /** Back to the initial state, without faults. */
    public void reset() {
        send("POST", "/_sandbox/reset", "{}");
    }

    /** Its time goes on as if so much of the wall's had passed. */
    public void advance(Duration wall) {
        send("PUT", "/_sandbox/clock", "{\"advance\":\"" + wall.multipliedBy(speed) + "\"}");
    }

    /** @param json the list of faults, such as {@code {"kind":"lost_answer","times":1}} */
    public void faults(String... json) {
        send("PUT", "/_sandbox/faults", "{\"faults\":[" + String.join(",", json) + "]}");
    }

    public JsonNode calls() {
        return send("GET", "/_sandbox/calls", null);
    }

    public void forgetCalls() {
        send("DELETE", "/_sandbox/calls", null);
    }

    /** The state of a board with all its items. */
    public JsonNode board(String id) {
        for (JsonNode board :
                send("GET", "/_sandbox/state/monday?items=true", null).path("boards")) {
            if (board.path("id").asString("").equals(id)) {
                return board;
            }
        }
        throw new IllegalArgumentException("No board " + id);
    }

    public JsonNode send(String method, String path, @Nullable String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .timeout(Duration.ofSeconds(30))
                            .method(
                                    method,
                                    body == null
                                            ? HttpRequest.BodyPublishers.noBody()
                                            : HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body().isEmpty() ? "{}" : answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whether its process still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
    }
}
