import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Conductor at the same job: an HTTP task, a jq transformation that filters and removes duplicates, an HTTP task. All it keeps is in the
 * PostgreSQL that the program runs on, in a database of its own. It is not part of the project: it is used where its jar lies, as got by
 * {@code mvn dependency:copy -Dartifact=org.conductoross:conductor-server:3.32.3:jar:boot -DoutputDirectory=FOLDER}.
 */
final class ConductorDrive implements AutoCloseable {
    private final Path jar;
    private final Path folder;
    private final Path postgres;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;
    private final int port;
    private Process process;

    /**
     * @param jar the server
     * @param folder for its files
     * @param postgres the program's folder of PostgreSQL
     */
    ConductorDrive(Path jar, Path folder, Path postgres) throws IOException {
        this.jar = jar;
        this.folder = Files.createDirectories(folder);
        this.postgres = postgres;
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
        this.base = "http://127.0.0.1:" + port + "/api/";
    }

    /** The jar that lies in the folder; a path that is not there where there is none. */
    static Path installed() throws IOException {
        String given = System.getenv("BENCHMARK_CONDUCTOR");
        Path folder = given == null
                ? Path.of(System.getProperty("user.home"), ".cache/salessync/engines/conductor")
                : Path.of(given);
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                return files.filter(file -> file.getFileName().toString().matches("conductor-server.*\\.jar"))
                        .findFirst()
                        .orElse(folder.resolve("conductor-server.jar"));
            }
        }
        return folder.resolve("conductor-server.jar");
    }

    void start(String contacts, String kept) throws Exception {
        String place = Files.readAllLines(postgres.resolve("cluster/postmaster.pid")).get(3).strip();
        String password = Files.readString(postgres.resolve("password")).strip();
        ProcessBuilder create = new ProcessBuilder("psql", "-X", "-q", "-c", "CREATE DATABASE conductor");
        create.environment()
                .putAll(Map.of("PGHOST", "127.0.0.1", "PGPORT", place, "PGUSER", "postgres", "PGPASSWORD", password, "PGDATABASE", "postgres"));
        if (create.inheritIO().start().waitFor() != 0) {
            throw new IOException("The database of Conductor could not be made");
        }
        process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx768m",
                        "-jar",
                        jar.toString(),
                        "--server.port=" + port,
                        "--conductor.db.type=postgres",
                        "--conductor.queue.type=postgres",
                        "--conductor.indexing.enabled=true",
                        "--conductor.indexing.type=postgres",
                        "--conductor.scheduler.enabled=false",
                        "--conductor.integrations.ai.enabled=false",
                        "--conductor.workflow-execution-lock.type=postgres",
                        "--conductor.app.workflow-execution-lock-enabled=true",
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + place + "/conductor",
                        "--spring.datasource.username=postgres",
                        "--spring.datasource.password=" + password)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("conductor.log").toFile())
                .start();
        String definition = WORKFLOW.replace("CONTACTS", contacts).replace("KEPT", kept);
        for (int wait = 0; ; wait++) {
            try {
                send("POST", "metadata/workflow", definition);
                return;
            } catch (IOException e) {
                if (wait > 240 || !process.isAlive()) {
                    throw new IOException("Conductor does not answer; its log: " + folder.resolve("conductor.log"), e);
                }
                Thread.sleep(500);
            }
        }
    }

    /** Executions a second: all are started at once, and the last is waited for. */
    double job(int executions) throws Exception {
        long began = System.nanoTime();
        List<String> open = new ArrayList<>();
        for (int n = 0; n < executions; n++) {
            open.add(send("POST", "workflow/job", "{}").strip().replace("\"", ""));
        }
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (!open.isEmpty()) {
            String state = send("GET", "workflow/" + open.getLast() + "?includeTasks=false", null);
            if (state.contains("\"COMPLETED\"")) {
                open.removeLast();
            } else if (state.contains("\"FAILED\"") || state.contains("\"TERMINATED\"") || System.nanoTime() > until) {
                throw new IOException("A workflow of Conductor: " + state.substring(0, Math.min(300, state.length())));
            } else {
                Thread.sleep(50);
            }
        }
        return executions * 1e9 / (System.nanoTime() - began);
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(Duration.ofSeconds(60))
                        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("Conductor: " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static final String WORKFLOW =
            """
            {"name": "job", "version": 1, "schemaVersion": 2, "ownerEmail": "owner@example.org", "timeoutSeconds": 0, "tasks": [
              {"name": "pull", "taskReferenceName": "pull", "type": "HTTP",
               "inputParameters": {"http_request": {"uri": "CONTACTS", "method": "GET"}}},
              {"name": "keep", "taskReferenceName": "keep", "type": "JSON_JQ_TRANSFORM",
               "inputParameters": {"contacts": "${pull.output.response.body}",
                 "queryExpression": "[.contacts[] | select(.email != null and .email != \\"\\" and .status == \\"active\\")] | unique_by(.email)"}},
              {"name": "post", "taskReferenceName": "post", "type": "HTTP",
               "inputParameters": {"http_request": {"uri": "KEPT", "method": "POST", "contentType": "application/json",
                 "body": "${keep.output.result}"}}}]}
            """;
}
