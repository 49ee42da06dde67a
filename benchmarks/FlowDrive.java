import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Drives the shipped program over HTTP, with nothing of it on the class path.
 *
 * <p>{@code steps}: durable runs of two steps at rising offered rates, and one of 40 nodes in sequence. {@code flows}: the job of
 * pulling 1,000 contacts, filtering, removing duplicates and posting what is left, and 1,000,000 records through four nodes.
 */
class FlowDrive {
    private static final Pattern FIELD = Pattern.compile("\"%s\":(\"([^\"]*)\"|[-0-9.]+|true|false|null)".replace("%s", "(\\w+)"));
    private static final String KEY = "flow-benchmark-key";
    private static final int CONTACTS = 1_000;
    private static final int KEPT = 675;

    private final Map<String, String> options;
    private final Path folder = Files.createTempDirectory("salessync-flows");
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .connectTimeout(Duration.ofSeconds(120))
            .build();
    private final Map<String, Object> result = new LinkedHashMap<>();
    private String base = "";
    private Process program;
    private HttpServer stub;
    private Duration warming = Duration.ZERO;

    FlowDrive(Map<String, String> options) throws IOException {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int at = 1; at + 1 < arguments.length; at += 2) {
            options.put(arguments[at].replaceFirst("^--", ""), arguments[at + 1]);
        }
        FlowDrive drive = new FlowDrive(options);
        Runtime.getRuntime().addShutdownHook(new Thread(drive::end));
        boolean ok = switch (arguments.length == 0 ? "" : arguments[0]) {
            case "steps" -> drive.steps();
            case "flows" -> drive.flows();
            default -> throw new IllegalArgumentException("Name steps or flows");
        };
        String json = options.get("json");
        if (json != null) {
            Files.writeString(Path.of(json), write(drive.result) + "\n");
        }
        System.exit(ok ? 0 : 1);
    }

    // ---------------------------------------------------------------- steps

    private boolean steps() throws Exception {
        start();
        int seconds = number("seconds", 10);
        List<Integer> rates = Arrays.stream(options.getOrDefault("rates", "25,50,100,150,220,300,400").split(","))
                .map(Integer::valueOf)
                .toList();
        String flow = publish(
                """
                {"name": "two-steps", "title": "Two steps", "triggers": [],
                 "nodes": [{"id": "read", "type": "payload", "settings": {"key": "id"}},
                           {"id": "make", "type": "transform", "settings": {"set": [{"field": "twice", "value": "record.n * 2"}]}}],
                 "edges": [{"from": "read", "port": "out", "to": "make"}]}""");
        System.out.println("Warming up");
        for (int round = 0; round < number("warm-up", 5); round++) {
            offer(flow, 20, 5);
            settled(flow);
        }
        System.out.printf("%nDurable runs of two steps, record logs on; offered for %d s each%n%n", seconds);
        System.out.printf("%10s %10s %8s %12s %12s %12s %14s%n",
                "offered/s", "done/s", "lost", "p50 ms", "p95 ms", "p99 ms", "answer p95 ms");
        List<Map<String, Object>> curve = new ArrayList<>();
        boolean ok = true;
        double best = 0;
        for (int rate : rates) {
            Offered offered = offer(flow, rate, seconds);
            settled(flow);
            List<Run> runs = runs(flow, offered.accepted);
            double[] latencies = runs.stream().mapToDouble(Run::millis).sorted().toArray();
            double span = runs.stream().mapToLong(run -> run.finished.toEpochMilli()).max().orElse(0)
                    - runs.stream().mapToLong(run -> run.queued.toEpochMilli()).min().orElse(0);
            double done = runs.size() * 1_000.0 / Math.max(1, span);
            best = Math.max(best, done);
            long lost = (long) rate * seconds - runs.stream().filter(run -> run.state.equals("SUCCEEDED")).count();
            ok &= lost == 0;
            System.out.printf(Locale.ROOT, "%10d %10.1f %8d %12.0f %12.0f %12.0f %14.0f%n",
                    rate, done, lost, at(latencies, 0.5), at(latencies, 0.95), at(latencies, 0.99), at(offered.answers, 0.95));
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("offered", rate);
            row.put("done", round(done));
            row.put("lost", lost);
            row.put("p50", round(at(latencies, 0.5)));
            row.put("p95", round(at(latencies, 0.95)));
            row.put("p99", round(at(latencies, 0.99)));
            row.put("answerP95", round(at(offered.answers, 0.95)));
            curve.add(row);
        }
        result.put("benchmark", "steps");
        result.put("curve", curve);
        result.put("bestRunsPerSecond", round(best));
        result.put("target", 220);
        fortyNodes();
        int kills = number("kills", 0);
        return (kills == 0 || killed(flow, kills)) && ok;
    }

    /**
     * Kills the program, and each second time its database too, while runs are started at a steady rate. Whatever was answered has to be
     * done exactly once; of a start without an answer nobody knows, but it is done at most once.
     */
    private boolean killed(String flow, int kills) throws Exception {
        int rate = number("kill-rate", 200);
        AtomicInteger started = new AtomicInteger();
        AtomicInteger unanswered = new AtomicInteger();
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        AtomicBoolean over = new AtomicBoolean();
        Thread offering = Thread.ofVirtual().start(() -> {
            long began = System.nanoTime();
            while (!over.get()) {
                String id = "k" + started.getAndIncrement();
                long due = began + started.get() * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
                }
                Thread.startVirtualThread(() -> {
                    try {
                        send("POST", "/api/v1/flows/" + flow + "/run", "{\"payload\": {\"id\": \"" + id + "\", \"n\": 1}}");
                        accepted.add(id);
                    } catch (Exception e) {
                        unanswered.incrementAndGet();
                    }
                });
            }
        });
        for (int kill = 1; kill <= kills; kill++) {
            Thread.sleep(4_000 + 137L * kill);
            boolean both = kill % 2 == 0;
            List<ProcessHandle> sandbox = program.descendants()
                    .filter(one -> one.info().commandLine().orElse("").contains("sandbox"))
                    .toList();
            program.destroyForcibly().waitFor();
            sandbox.forEach(ProcessHandle::destroyForcibly);
            if (both) {
                long database = Long.parseLong(Files.readAllLines(folder.resolve("data/postgres/cluster/postmaster.pid")).getFirst().strip());
                ProcessHandle.of(database).orElseThrow().destroyForcibly();
            }
            launch();
            System.out.printf("kill %d of %d: %s; %,d starts answered so far%n", kill, kills, both ? "program and database" : "program", accepted.size());
        }
        Thread.sleep(4_000);
        over.set(true);
        offering.join();
        settled(flow);
        Map<String, Integer> lines = new HashMap<>();
        String after = "";
        do {
            String page = send("GET", "/api/v1/logs?limit=200&flow=" + flow + after, null);
            Matcher keys = Pattern.compile("\"recordKey\":\"(k\\d+)\"").matcher(page);
            while (keys.find()) {
                lines.merge(keys.group(1), 1, Integer::sum);
            }
            String next = field(page.substring(page.lastIndexOf(']')), "next");
            after = next.isEmpty() ? "" : "&after=" + next;
        } while (!after.isEmpty());
        long lost = accepted.stream().filter(id -> !lines.containsKey(id)).count();
        long twice = lines.values().stream().filter(times -> times > 1).count();
        long unknown = lines.keySet().stream().filter(id -> !accepted.contains(id)).count();
        System.out.printf(
                "%n%d kills at %d starts a second: %,d starts answered, %d of them lost, %d done twice; %,d without an answer, %,d of them done%n",
                kills, rate, accepted.size(), lost, twice, unanswered.get(), unknown);
        result.put("kills", kills);
        result.put("killsAnswered", accepted.size());
        result.put("killsLost", lost);
        result.put("killsTwice", twice);
        return lost == 0 && twice == 0;
    }

    private void fortyNodes() throws Exception {
        int nodes = 40;
        String steps = IntStream.range(1, nodes)
                .mapToObj(n -> "{\"id\": \"n%d\", \"type\": \"transform\", \"settings\": {\"set\": [{\"field\": \"n\", \"value\": \"record.n + 1\"}]}}"
                        .formatted(n))
                .collect(Collectors.joining(", "));
        String edges = IntStream.range(1, nodes)
                .mapToObj(n -> "{\"from\": \"n%d\", \"port\": \"out\", \"to\": \"n%d\"}".formatted(n - 1, n))
                .collect(Collectors.joining(", "));
        String flow = publish("{\"name\": \"forty-nodes\", \"title\": \"Forty nodes\", \"triggers\": [], \"nodes\": ["
                + "{\"id\": \"n0\", \"type\": \"payload\", \"settings\": {}}, " + steps + "], \"edges\": [" + edges + "]}");
        List<Double> times = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            Run run = ended(field(send("POST", "/api/v1/flows/" + flow + "/run", "{\"payload\": {\"n\": 1}}"), "id"));
            times.add(run.millis());
        }
        double[] sorted = times.stream().skip(3).mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(Locale.ROOT, "%n40 trivial nodes in sequence, each one's counts and the record's way kept: p50 %.0f ms, worst %.0f ms (target: under 1,000 ms)%n",
                at(sorted, 0.5), at(sorted, 1));
        result.put("fortyNodesP50Ms", round(at(sorted, 0.5)));
        result.put("fortyNodesWorstMs", round(at(sorted, 1)));
    }

    private record Offered(int accepted, double[] answers) {}

    /** Starts runs at that rate, whether or not they are kept up with. */
    private Offered offer(String flow, int rate, int seconds) throws Exception {
        int count = rate * seconds;
        double[] answers = new double[count];
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        CountDownLatch left = new CountDownLatch(count);
        long began = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < count; number++) {
                long due = began + number * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(Math.max(1, due - System.nanoTime()));
                }
                int place = number;
                threads.submit(() -> {
                    try {
                        send("POST", "/api/v1/flows/" + flow + "/run", "{\"payload\": {\"id\": \"r" + place + "\", \"n\": " + place + "}}");
                        accepted.incrementAndGet();
                    } catch (Exception e) {
                        if (failures.incrementAndGet() == 1) {
                            System.err.println("The first start that was refused: " + e.getMessage());
                        }
                    } finally {
                        answers[place] = (System.nanoTime() - due) / 1e6;
                        left.countDown();
                    }
                });
            }
            left.await(5, TimeUnit.MINUTES);
        }
        Arrays.sort(answers);
        return new Offered(accepted.get(), answers);
    }

    // ---------------------------------------------------------------- flows

    private boolean flows() throws Exception {
        LongAdder pulls = new LongAdder();
        LongAdder right = new LongAdder();
        LongAdder wrong = new LongAdder();
        byte[] contacts = contacts().getBytes(StandardCharsets.UTF_8);
        // else each answer waits 40 ms for the acknowledgement of its head
        System.setProperty("sun.net.httpserver.nodelay", "true");
        stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stub.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        stub.createContext("/contacts", exchange -> {
            pulls.increment();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, contacts.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(contacts);
            }
        });
        stub.createContext("/kept", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int records = body.split("\"email\"", -1).length - 1;
            (records == KEPT ? right : wrong).increment();
            byte[] answer = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        stub.start();
        String at = "http://127.0.0.1:" + stub.getAddress().getPort();
        start();
        String flow = publish(
                """
                {"name": "contacts", "title": "Contacts", "triggers": [],
                 "nodes": [{"id": "pull", "type": "http.get", "settings": {"url": "%1$s/contacts"}},
                           {"id": "keep", "type": "filter", "settings": {"when": "record.email != null && record.email != '' && record.status == 'active'"}},
                           {"id": "once", "type": "dedupe", "settings": {"by": ["email"]}},
                           {"id": "post", "type": "http.send", "settings": {"url": "%1$s/kept", "method": "POST", "batch": 0}}],
                 "edges": [{"from": "pull", "port": "out", "to": "keep"}, {"from": "keep", "port": "out", "to": "once"},
                           {"from": "once", "port": "out", "to": "post"}]}"""
                        .formatted(at));
        int warmUp = number("warm-up", 1_500);
        System.out.println("Warming up: " + warmUp + " executions, which do not count");
        long began = System.nanoTime();
        job(flow, warmUp);
        warming = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf(Locale.ROOT, "Warm after %.0f s; the others get as long%n", warming.toMillis() / 1e3);
        int executions = number("executions", 300);
        long before = right.sum();
        double perSecond = job(flow, executions);
        long kept = right.sum() - before;
        System.out.printf(Locale.ROOT, "%nPull 1,000 contacts, filter, remove duplicates, post the %d kept; durable, a log line for each record%n", KEPT);
        System.out.printf(Locale.ROOT, "  %d executions: %.1f a second (target: at least 20); %d posts with exactly %d records, %d others%n",
                executions, perSecond, kept, KEPT, wrong.sum());
        result.put("benchmark", "flows");
        result.put("warmUp", warmUp);
        result.put("executions", executions);
        result.put("executionsPerSecond", round(perSecond));
        result.put("rightPosts", kept);
        result.put("wrongPosts", wrong.sum());
        boolean ok = kept == executions && wrong.sum() == 0;
        n8n(at, right, wrong);
        conductor(at, right, wrong);
        if (!options.getOrDefault("records", "1000000").equals("0")) {
            ok &= many(number("records", 1_000_000));
        }
        return ok;
    }

    /** The same job in n8n, on the same stub and PostgreSQL, where it is installed. It is only reported. */
    private void n8n(String at, LongAdder right, LongAdder wrong) throws Exception {
        int executions = number("n8n", 60);
        Path home = N8nDrive.installed();
        if (executions == 0 || !Files.exists(home.resolve("node_modules/n8n/bin/n8n"))) {
            System.out.println("  n8n: left out" + (executions == 0 ? "" : ", it is not installed in " + home));
            return;
        }
        for (String engine : List.of("legacy", "standard")) {
            try (N8nDrive n8n = new N8nDrive(home, folder.resolve("n8n-" + engine), folder.resolve("data/postgres"))) {
                n8n.start(engine, at + "/contacts", at + "/kept");
                for (long began = System.nanoTime(); System.nanoTime() - began < warming.toNanos(); ) {
                    n8n.job(20, 4);
                }
                long before = right.sum();
                long otherBefore = wrong.sum();
                int some = engine.equals("legacy") ? executions : Math.max(1, executions / 3);
                double perSecond = n8n.job(some, 4);
                System.out.printf(
                        Locale.ROOT, "  n8n, %s expression engine: %d executions, %.1f a second; %d posts with exactly %d records, %d others%n",
                        engine, some, perSecond, right.sum() - before, KEPT, wrong.sum() - otherBefore);
                result.put("n8n_" + engine + "PerSecond", round(perSecond));
            } catch (IOException | ExecutionException e) {
                System.out.println("  n8n did not run: " + e.getMessage());
            }
        }
    }

    /** The same job in Conductor, likewise. */
    private void conductor(String at, LongAdder right, LongAdder wrong) throws Exception {
        int executions = number("conductor", 60);
        Path jar = ConductorDrive.installed();
        if (executions == 0 || !Files.exists(jar)) {
            System.out.println("  Conductor: left out" + (executions == 0 ? "" : ", it is not at " + jar));
            return;
        }
        try (ConductorDrive conductor = new ConductorDrive(jar, folder.resolve("conductor"), folder.resolve("data/postgres"))) {
            conductor.start(at + "/contacts", at + "/kept");
            for (long began = System.nanoTime(); System.nanoTime() - began < warming.toNanos(); ) {
                conductor.job(40);
            }
            long before = right.sum();
            long otherBefore = wrong.sum();
            double perSecond = conductor.job(executions);
            System.out.printf(
                    Locale.ROOT, "  Conductor: %d executions, %.1f a second; %d posts with exactly %d records, %d others%n",
                    executions, perSecond, right.sum() - before, KEPT, wrong.sum() - otherBefore);
            result.put("conductorPerSecond", round(perSecond));
        } catch (IOException e) {
            System.out.println("  Conductor did not run: " + e.getMessage());
        }
    }

    /** Queues all at once and waits for the last. */
    private double job(String flow, int executions) throws Exception {
        long began = System.nanoTime();
        for (int n = 0; n < executions; n++) {
            send("POST", "/api/v1/flows/" + flow + "/run", "{}");
        }
        settled(flow);
        return executions * 1e9 / (System.nanoTime() - began);
    }

    private boolean many(int records) throws Exception {
        Path list = folder.resolve("records.csv");
        try (var out = Files.newBufferedWriter(list)) {
            out.write("id,email,status,amount\n");
            for (int n = 0; n < records; n++) {
                // one in ten is not active, one in ten of the rest is there twice
                int person = n % 10 == 3 ? n - 1 : n;
                out.write(n + ",person" + person + "@example.org," + (n % 10 == 7 ? "left" : "active") + "," + n % 1000 + ".5\n");
            }
        }
        String file = upload(list);
        String flow = publish(
                """
                {"name": "many", "title": "Many records", "triggers": [],
                 "nodes": [{"id": "read", "type": "csv.read", "settings": {"upload": "%s"}},
                           {"id": "keep", "type": "filter", "settings": {"when": "record.status == 'active'"}},
                           {"id": "make", "type": "transform", "settings": {"set": [{"field": "domain", "value": "record.email.split('@')[1]"}]}},
                           {"id": "once", "type": "dedupe", "settings": {"by": ["email"]}},
                           {"id": "store", "type": "records.upsert", "settings": {"collection": "people", "key": "email"}}],
                 "edges": [{"from": "read", "port": "out", "to": "keep"}, {"from": "keep", "port": "out", "to": "make"},
                           {"from": "make", "port": "out", "to": "once"}, {"from": "once", "port": "out", "to": "store"}]}"""
                        .formatted(file));
        Run run = ended(field(send("POST", "/api/v1/flows/" + flow + "/run", "{}"), "id"));
        double seconds = run.millis() / 1_000;
        System.out.printf(Locale.ROOT, "%n%,d records through filter, transform, dedupe, upsert with a heap of 512 MB: %.1f s, %,.0f records a second%n  %s: %s%n",
                records, seconds, records / seconds, run.state, run.message);
        result.put("manyRecords", records);
        result.put("manySeconds", round(seconds));
        result.put("manyRecordsPerSecond", round(records / seconds));
        return run.state.equals("SUCCEEDED");
    }

    private String upload(Path file) throws Exception {
        String boundary = "----salessync";
        Path body = folder.resolve("upload");
        try (OutputStream out = Files.newOutputStream(body)) {
            out.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"records.csv\"\r\nContent-Type: text/csv\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            Files.copy(file, out);
            out.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(base + "/api/v1/flows/files"))
                        .header("Authorization", "Bearer " + KEY)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofFile(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("upload: " + answer.statusCode() + " " + answer.body());
        }
        return field(answer.body(), "id");
    }

    /** 1,000, of which 675 are left: 250 are not active, and some have no address or that of another. */
    private static String contacts() {
        StringBuilder json = new StringBuilder("[");
        for (int n = 0; n < CONTACTS; n++) {
            String status = n % 4 == 3 ? "left" : "active";
            // of the 750 active ones 25 have no address and 50 one that came before
            String email = n % 40 == 0 ? null : "person" + (n % 20 == 1 ? n + 1 : n) + "@example.org";
            json.append(n == 0 ? "" : ",")
                    .append("{\"id\":").append(n).append(",\"email\":").append(email == null ? "null" : '"' + email + '"')
                    .append(",\"status\":\"").append(status).append("\",\"name\":\"Person ").append(n)
                    .append("\",\"company\":\"Company ").append(n % 97).append("\",\"city\":\"City ").append(n % 31).append("\"}");
        }
        return json.append("]").toString();
    }

    // ---------------------------------------------------------------- the program

    private void start() throws Exception {
        launch();
        calm();
    }

    /** Starts the program, or starts it again where it was. */
    private void launch() throws Exception {
        String command = System.getenv().getOrDefault("SALESSYNC_COMMAND", options.getOrDefault("command", ""));
        int port = base.isEmpty() ? freePort() : URI.create(base).getPort();
        base = "http://127.0.0.1:" + port;
        ProcessBuilder builder = new ProcessBuilder(
                command, "demo", "--port", "" + port, "--sandbox-port", "" + freePort(), "--data-dir", folder.resolve("data").toString(), "--api-key", KEY);
        builder.environment().putIfAbsent("SALESSYNC_HEAP", "512m");
        // the stub listens on this machine
        if (stub != null) {
            builder.environment()
                    .put("SALESSYNC_CONNECTORS_PRIVATEHOSTS", "127.0.0.1:" + stub.getAddress().getPort());
        }
        program = builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("program.log").toFile())).start();
        for (int wait = 0; ; wait++) {
            try {
                send("GET", "/api/v1/flows", null);
                break;
            } catch (IOException e) {
                if (wait > 600 || !program.isAlive()) {
                    throw new IOException("The program does not answer; its log: " + folder.resolve("program.log"), e);
                }
                Thread.sleep(500);
            }
        }
    }

    private String publish(String definition) throws Exception {
        String answer = send("POST", "/api/v1/flows", "{\"definition\": " + definition + "}");
        String id = field(answer, "id");
        send("POST", "/api/v1/flows/" + id + "/publish", "{}");
        return id;
    }

    private record Run(String state, Instant queued, Instant finished, String message) {
        double millis() {
            return Duration.between(queued, finished).toNanos() / 1e6;
        }
    }

    /** Waits until no run of the flow is left. */
    private void settled(String flow) throws Exception {
        while (isAny("active=true&subject=" + flow)) {
            Thread.sleep(100);
        }
    }

    private boolean isAny(String condition) throws Exception {
        return send("GET", "/api/v1/runs?limit=1&" + condition, null).contains("\"kind\":");
    }

    /** Waits until the demonstration's own runs are over or wait for somebody: it is not what is measured. */
    private void calm() throws Exception {
        for (int quiet = 0; quiet < 10; Thread.sleep(500)) {
            quiet = isAny("state=QUEUED") || isAny("state=RUNNING") ? 0 : quiet + 1;
        }
    }

    private Run ended(String id) throws Exception {
        while (true) {
            String answer = send("GET", "/api/v1/runs/" + id, null);
            String state = field(answer, "state");
            if (List.of("SUCCEEDED", "PARTLY_FAILED", "FAILED", "CANCELLED").contains(state)) {
                return run(answer);
            }
            Thread.sleep(20);
        }
    }

    private static Run run(String json) {
        return new Run(field(json, "state"), Instant.parse(field(json, "queuedAt")), Instant.parse(field(json, "finishedAt")), field(json, "message"));
    }

    /** The newest runs of a flow. */
    private List<Run> runs(String flow, int count) throws Exception {
        List<Run> runs = new ArrayList<>();
        String before = "";
        while (runs.size() < count) {
            String page = send("GET", "/api/v1/runs?subject=" + flow + "&limit=200" + before, null);
            String[] items = page.split("\\{\"id\":\"");
            for (int item = 1; item < items.length && runs.size() < count; item++) {
                runs.add(run("{\"id\":\"" + items[item]));
            }
            String next = field(page.substring(page.lastIndexOf(']')), "next");
            if (next.isEmpty()) {
                break;
            }
            before = "&before=" + next;
        }
        return runs;
    }

    private String send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(120))
                .header("Authorization", "Bearer " + KEY)
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String field(String json, String name) {
        Matcher found = FIELD.matcher(json);
        while (found.find()) {
            if (found.group(1).equals(name)) {
                return found.group(3) == null ? found.group(2) : found.group(3);
            }
        }
        return "";
    }

    private void end() {
        if (stub != null) {
            stub.stop(0);
        }
        if (program != null && program.isAlive()) {
            program.destroy();
            try {
                if (!program.waitFor(40, TimeUnit.SECONDS)) {
                    program.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!options.containsKey("keep")) {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            } catch (IOException e) {
                System.err.println("Left behind: " + folder);
            }
        }
    }

    // ---------------------------------------------------------------- small things

    private int number(String option, int otherwise) {
        return Integer.parseInt(options.getOrDefault(option, String.valueOf(otherwise)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.round(share * (sorted.length - 1)))];
    }

    private static double round(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static String write(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.entrySet().stream()
                    .map(entry -> "\"" + entry.getKey() + "\":" + write(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
            case List<?> list -> list.stream().map(FlowDrive::write).collect(Collectors.joining(",", "[", "]"));
            case String text -> "\"" + text + "\"";
            default -> String.valueOf(value);
        };
    }
}
