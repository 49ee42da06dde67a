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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * n8n at the same job: webhook, fetch, filter, remove duplicates, aggregate, one post. It keeps its executions in the PostgreSQL that the
 * program runs on, in a database of its own. It is not part of the project: it is used where it lies in a folder, installed by
 * {@code npm i node@24} and {@code npm i --ignore-scripts n8n@2.41.1}.
 */
final class N8nDrive implements AutoCloseable {
    private final Path home;
    private final Path folder;
    private final Path postgres;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private Process process;

    /**
     * @param home where {@code npm} installed it
     * @param folder for its files
     * @param postgres the program's folder of PostgreSQL
     */
    N8nDrive(Path home, Path folder, Path postgres) throws IOException {
        this.home = home;
        this.folder = Files.createDirectories(folder);
        this.postgres = postgres;
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
    }

    static Path installed() {
        String given = System.getenv("BENCHMARK_N8N");
        return given == null ? Path.of(System.getProperty("user.home"), ".cache/salessync/engines/n8n") : Path.of(given);
    }

    /** @param engine of its expressions: legacy, or its own choice */
    void start(String engine, String contacts, String kept) throws Exception {
        String database = "n8n_" + engine;
        run(new ProcessBuilder("psql", "-X", "-q", "-c", "CREATE DATABASE " + database), database);
        Path workflow = folder.resolve("job.json");
        Files.writeString(workflow, WORKFLOW.replace("CONTACTS", contacts).replace("KEPT", kept));
        run(n8n("import:workflow", "--input=" + workflow), engine);
        run(n8n("publish:workflow", "--id=benchmarkjob0001"), engine);
        process = with(n8n("start"), engine).start();
        for (int wait = 0; ; wait++) {
            try {
                post();
                return;
            } catch (IOException e) {
                if (wait > 240 || !process.isAlive()) {
                    throw new IOException("n8n does not answer; its log: " + folder.resolve("n8n.log"), e);
                }
                Thread.sleep(500);
            }
        }
    }

    /** Executions a second, so many at a time. */
    double job(int executions, int atOnce) throws Exception {
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            List<Future<?>> all = new ArrayList<>();
            for (int n = 0; n < executions; n++) {
                all.add(threads.submit(() -> {
                    post();
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        return executions * 1e9 / (System.nanoTime() - began);
    }

    private void post() throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhook/job"))
                        .timeout(Duration.ofSeconds(60))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .header("Content-Type", "application/json")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        // while it starts it answers every call with a page and 200
        if (answer.statusCode() >= 300 || !answer.body().contains("\"ok\"")) {
            String body = answer.body();
            throw new IOException("n8n: " + answer.statusCode() + " " + body.substring(0, Math.min(200, body.length())));
        }
    }

    private ProcessBuilder n8n(String... arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("node_modules/.bin/node").toString(), home.resolve("node_modules/n8n/bin/n8n").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private ProcessBuilder with(ProcessBuilder builder, String engine) throws IOException {
        String database = "n8n_" + engine.replace("n8n_", "");
        String place = Files.readAllLines(postgres.resolve("cluster/postmaster.pid")).get(3).strip();
        String password = Files.readString(postgres.resolve("password")).strip();
        Map<String, String> values = builder.environment();
        values.putAll(Map.of("PGHOST", "127.0.0.1", "PGPORT", place, "PGUSER", "postgres", "PGPASSWORD", password, "PGDATABASE", "postgres"));
        values.putAll(Map.of(
                "DB_TYPE", "postgresdb",
                "DB_POSTGRESDB_HOST", "127.0.0.1",
                "DB_POSTGRESDB_PORT", place,
                "DB_POSTGRESDB_DATABASE", database,
                "DB_POSTGRESDB_USER", "postgres",
                "DB_POSTGRESDB_PASSWORD", password,
                "N8N_USER_FOLDER", folder.toString()));
        values.putAll(Map.of(
                "N8N_PORT", "" + port,
                "N8N_LISTEN_ADDRESS", "127.0.0.1",
                "N8N_DIAGNOSTICS_ENABLED", "false",
                "N8N_VERSION_NOTIFICATIONS_ENABLED", "false",
                "N8N_TEMPLATES_ENABLED", "false",
                "N8N_RUNNERS_BROKER_PORT", "" + (port + 1)));
        if (engine.equals("legacy")) {
            values.put("N8N_EXPRESSION_ENGINE", "legacy");
        }
        return builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("n8n.log").toFile()));
    }

    private void run(ProcessBuilder builder, String engine) throws Exception {
        Process started = with(builder, engine).start();
        if (!started.waitFor(120, TimeUnit.SECONDS) || started.exitValue() != 0) {
            started.destroyForcibly();
            throw new IOException(String.join(" ", builder.command()) + " failed; see " + folder.resolve("n8n.log"));
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            try {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final String WORKFLOW =
            """
            [{"id": "benchmarkjob0001", "name": "job", "active": false, "settings": {"executionOrder": "v1"},
              "nodes": [
               {"id": "1", "name": "Hook", "type": "n8n-nodes-base.webhook", "typeVersion": 2, "position": [0, 0], "webhookId": "job",
                "parameters": {"path": "job", "httpMethod": "POST", "responseMode": "lastNode", "options": {}}},
               {"id": "2", "name": "Pull", "type": "n8n-nodes-base.httpRequest", "typeVersion": 4.2, "position": [200, 0],
                "parameters": {"url": "CONTACTS", "options": {}}},
               {"id": "3", "name": "Keep", "type": "n8n-nodes-base.filter", "typeVersion": 2.2, "position": [400, 0],
                "parameters": {"options": {}, "conditions": {"combinator": "and",
                  "options": {"caseSensitive": true, "leftValue": "", "typeValidation": "loose", "version": 2},
                  "conditions": [
                   {"id": "a", "leftValue": "={{ $json.email }}", "rightValue": "", "operator": {"type": "string", "operation": "notEmpty", "singleValue": true}},
                   {"id": "b", "leftValue": "={{ $json.status }}", "rightValue": "active", "operator": {"type": "string", "operation": "equals"}}]}}},
               {"id": "4", "name": "Once", "type": "n8n-nodes-base.removeDuplicates", "typeVersion": 2, "position": [600, 0],
                "parameters": {"operation": "removeDuplicateInputItems", "compare": "selectedFields", "fieldsToCompare": "email", "options": {}}},
               {"id": "5", "name": "All", "type": "n8n-nodes-base.aggregate", "typeVersion": 1, "position": [800, 0],
                "parameters": {"aggregate": "aggregateAllItemData", "destinationFieldName": "data", "options": {}}},
               {"id": "6", "name": "Post", "type": "n8n-nodes-base.httpRequest", "typeVersion": 4.2, "position": [1000, 0],
                "parameters": {"method": "POST", "url": "KEPT", "sendBody": true, "specifyBody": "json",
                 "jsonBody": "={{ JSON.stringify($json.data) }}", "options": {}}}],
              "connections": {
               "Hook": {"main": [[{"node": "Pull", "type": "main", "index": 0}]]},
               "Pull": {"main": [[{"node": "Keep", "type": "main", "index": 0}]]},
               "Keep": {"main": [[{"node": "Once", "type": "main", "index": 0}]]},
               "Once": {"main": [[{"node": "All", "type": "main", "index": 0}]]},
               "All": {"main": [[{"node": "Post", "type": "main", "index": 0}]]}}}]
            """;
}
