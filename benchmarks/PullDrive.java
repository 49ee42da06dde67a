import io.salessync.kernel.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * The pull benchmark: the program, as shipped, pulls all contacts of a large sandbox organisation; in turns with it a bare client
 * asks for the same bulk query, reads the same pages one after the other and COPYs them, unread, into a table of text.
 */
class PullDrive {
    static final String KEY = "pull-benchmark-key";
    static final List<String> FIELDS = List.of(
            "LastName", "FirstName", "Email", "Phone", "Title", "MailingCity", "MailingCountry", "LeadSource", "AccountId",
            "CreatedDate", "SystemModstamp");

    private final Map<String, String> options;
    private final Path folder;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final List<Process> processes = new ArrayList<>();
    private String base = "";
    private String crm = "";

    PullDrive(Map<String, String> options) throws IOException {
        this.options = options;
        String keep = options.get("keep");
        this.folder = keep == null ? Files.createTempDirectory("salessync-pull") : Files.createDirectories(Path.of(keep));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int at = 0; at + 1 < arguments.length; at += 2) {
            options.put(arguments[at].replaceFirst("^--", ""), arguments[at + 1]);
        }
        PullDrive drive = new PullDrive(options);
        Runtime.getRuntime().addShutdownHook(new Thread(drive::end));
        System.exit(drive.run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        int contacts = Integer.parseInt(options.getOrDefault("contacts", "1000000"));
        int rounds = Integer.parseInt(options.getOrDefault("rounds", "3"));
        System.out.printf("Pull of %,d contacts with %d fields; %d rounds; heap of the program at most 512m%n", contacts, FIELDS.size() + 1, rounds);
        Path data = folder.resolve("data");
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        long peak = 0;
        boolean ok = true;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(data)) {
            String url = postgres.address().url();
            String password = Files.readString(data.resolve("postgres/password")).strip();
            start(contacts, data);
            String connection = field(
                    send(
                            "POST",
                            base + "/api/v1/connections",
                            "{\"vendor\":\"salesforce\",\"name\":\"Benchmark\",\"endpoint\":\"" + crm
                                    + "\",\"settings\":{\"clientId\":\"sandbox-consumer-key\",\"clientSecret\":\"sandbox-consumer-secret\"}}"),
                    "id");
            try (Connection owner = DriverManager.getConnection(url, "postgres", password)) {
                for (int round = 0; round <= rounds; round++) {
                    double copied = bare(owner, contacts);
                    // what the round before left behind is nobody's cost
                    try (Statement statement = owner.createStatement()) {
                        statement.execute("DROP TABLE bare");
                        statement.execute("VACUUM pulls.landed");
                        statement.execute("CHECKPOINT");
                    }
                    Map<String, Double> before = used();
                    double pulled = ours(connection, round, contacts);
                    Map<String, Double> spent = used();
                    before.forEach((name, seconds) -> spent.merge(name, -seconds, Double::sum));
                    System.out.printf(
                            Locale.ROOT, "%s: bare client %.2f s, pull %.2f s; processors %s%n",
                            round == 0 ? "warm-up" : "round " + round, copied, pulled, said(spent));
                    if (round > 0) {
                        bare.add(copied);
                        ours.add(pulled);
                    }
                }
            }
            for (Process process : processes) {
                peak = Math.max(peak, peak(process.toHandle()));
            }
        }
        double pull = median(ours);
        double copy = median(bare);
        double ratio = pull / copy;
        ok &= ratio <= 1.5;
        System.out.printf(Locale.ROOT, "%n%-34s %12s %14s%n", "", "seconds", "rows/s");
        System.out.printf(Locale.ROOT, "%-34s %12.2f %,14.0f%n", "bare client, COPY of the pages", copy, contacts / copy);
        System.out.printf(Locale.ROOT, "%-34s %12.2f %,14.0f%n", "pull: typed, landed, sealed", pull, contacts / pull);
        System.out.printf(Locale.ROOT, "%.2f × the bare client (target: within 1.5 ×)%n", ratio);
        String json = options.get("json");
        if (json != null) {
            Files.writeString(
                    Path.of(json),
                    String.format(
                            Locale.ROOT,
                            "{\"benchmark\":\"pull\",\"contacts\":%d,\"fields\":%d,\"rounds\":%d,\"bareSeconds\":%.3f,\"pullSeconds\":%.3f,\"bareRowsPerSecond\":%.0f,\"pullRowsPerSecond\":%.0f,\"ratio\":%.3f,\"target\":1.5,\"heapMb\":512,\"largestMb\":%d}%n",
                            contacts, FIELDS.size() + 1, rounds, copy, pull, contacts / copy, contacts / pull, ratio, peak / 1024));
        }
        return ok;
    }

    // ---------------------------------------------------------------- ours

    private double ours(String connection, int round, int contacts) throws Exception {
        StringBuilder fields = new StringBuilder();
        FIELDS.forEach(name -> fields.append(fields.isEmpty() ? "" : ",").append('"').append(name).append('"'));
        String pull = field(
                send(
                        "POST",
                        base + "/api/v1/pulls",
                        "{\"name\":\"Contacts " + round + "\",\"connection\":\"" + connection
                                + "\",\"mode\":\"FULL\",\"query\":{\"object\":\"Contact\",\"fields\":[" + fields + "]}}"),
                "id");
        String run = field(send("POST", base + "/api/v1/pulls/" + pull + "/run", null), "run");
        while (true) {
            String answer = send("GET", base + "/api/v1/runs/" + run, null);
            String state = field(answer, "state");
            if (List.of("SUCCEEDED", "PARTLY_FAILED", "FAILED", "CANCELLED").contains(state)) {
                String seal = send("GET", base + "/api/v1/pulls/" + pull + "/runs", null);
                boolean sealed = seal.contains("\"sealed\":true") && field(seal, "landed").equals("" + contacts);
                if (!state.equals("SUCCEEDED") || !sealed) {
                    throw new IOException("The pull ended " + answer + " " + seal);
                }
                Instant began = Instant.parse(field(answer, "startedAt"));
                Instant finished = Instant.parse(field(answer, "finishedAt"));
                send("DELETE", base + "/api/v1/pulls/" + pull, null);
                return Duration.between(began, finished).toNanos() / 1e9;
            }
            // the run itself says how long it took; being asked costs it time
            Thread.sleep(500);
        }
    }

    // ---------------------------------------------------------------- the bare client

    private double bare(Connection owner, int contacts) throws Exception {
        String token = field(
                form(crm + "/services/oauth2/token", "grant_type=client_credentials&client_id=sandbox-consumer-key&client_secret=sandbox-consumer-secret"),
                "access_token");
        try (Statement statement = owner.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS bare");
            statement.execute("CREATE TABLE bare (" + String.join(" text, ", FIELDS) + " text, Id text)");
            statement.execute("CHECKPOINT");
        }
        long began = System.nanoTime();
        String query = "SELECT Id, " + String.join(", ", FIELDS) + " FROM Contact";
        String job = field(
                crm("POST", token, "/services/data/v67.0/jobs/query", "{\"operation\":\"query\",\"query\":\"" + query + "\"}"), "id");
        while (!field(crm("GET", token, "/services/data/v67.0/jobs/query/" + job, null), "state").equals("JobComplete")) {
            Thread.sleep(100);
        }
        String locator = "";
        String columns = "Id, " + String.join(", ", FIELDS);
        long rows = 0;
        do {
            HttpResponse<InputStream> page = http.send(
                    HttpRequest.newBuilder(URI.create(crm + "/services/data/v67.0/jobs/query/" + job + "/results?maxRecords=20000"
                                    + (locator.isEmpty() ? "" : "&locator=" + URLEncoder.encode(locator, StandardCharsets.UTF_8))))
                            .header("Authorization", "Bearer " + token)
                            .header("Accept-Encoding", "gzip")
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            CopyIn copy = owner.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY bare (" + columns + ") FROM STDIN (FORMAT csv, HEADER)");
            boolean packed = page.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
            try (InputStream in = packed ? new GZIPInputStream(page.body(), 65_536) : page.body()) {
                byte[] block = new byte[65_536];
                for (int read = in.read(block); read >= 0; read = in.read(block)) {
                    copy.writeToCopy(block, 0, read);
                }
            }
            rows += copy.endCopy();
            locator = page.headers().firstValue("Sforce-Locator").orElse("null");
        } while (!locator.equals("null"));
        double seconds = (System.nanoTime() - began) / 1e9;
        if (rows != contacts) {
            throw new IOException("The bare client read " + rows + " rows");
        }
        crm("DELETE", token, "/services/data/v67.0/jobs/query/" + job, null);
        return seconds;
    }

    // ---------------------------------------------------------------- the programs

    private void start(int contacts, Path data) throws Exception {
        String command = System.getenv("SALESSYNC_COMMAND");
        int sandbox = freePort();
        int salesforce = freePort();
        crm = "http://127.0.0.1:" + salesforce;
        begin("sandbox", Map.of(), command, "sandbox", "--sandbox-port", "" + sandbox, "--salesforce-port", "" + salesforce, "--contacts", "" + contacts);
        await("http://127.0.0.1:" + sandbox + "/_sandbox/health", "sandbox");
        send("POST", "http://127.0.0.1:" + sandbox + "/_sandbox/salesforce/settings", "{\"bulk_seconds\":0}");
        send("POST", "http://127.0.0.1:" + sandbox + "/_sandbox/salesforce/limits", "{\"DailyApiRequests\":10000000,\"DailyBulkV2QueryFileStorageMB\":10000000}");
        int port = freePort();
        base = "http://127.0.0.1:" + port;
        begin(
                "program",
                Map.of("SALESSYNC_HEAP", "512m", "SALESSYNC_CONNECTORS_PRIVATEHOSTS", "127.0.0.1"),
                command, "demo", "--port", "" + port, "--sandbox-port", "" + freePort(), "--data-dir", data.toString(), "--api-key", KEY);
        await(base + "/api/v1/pulls", "program");
        while (send("GET", base + "/api/v1/runs?state=active&limit=1", null).contains("\"state\":\"RUNNING\"")) {
            Thread.sleep(300);
        }
    }

    private void begin(String name, Map<String, String> environment, String... words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        processes.add(builder.redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile()).start());
    }

    private void await(String address, String name) throws Exception {
        for (int wait = 0; ; wait++) {
            try {
                send("GET", address, null);
                return;
            } catch (IOException e) {
                if (wait > 400 || !processes.getLast().isAlive()) {
                    throw new IOException("It does not answer; its log: " + folder.resolve(name + ".log"), e);
                }
                Thread.sleep(500);
            }
        }
    }

    private String form(String address, String body) throws Exception {
        return answered(HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String crm(String method, String token, String path, String body) throws Exception {
        return answered(HttpRequest.newBuilder(URI.create(crm + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
    }

    private String send(String method, String address, String body) throws Exception {
        return answered(HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
    }

    private String answered(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = http.send(request.timeout(Duration.ofSeconds(120)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*(\"([^\"]*)\"|[-0-9.]+|true|false|null)").matcher(json);
        return !found.find() ? "" : found.group(2) != null ? found.group(2) : found.group(1);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    /** Seconds of processors so far: of the program, of the sandbox, of the database. */
    private Map<String, Double> used() {
        Map<String, Double> used = new LinkedHashMap<>(Map.of("sandbox", seconds(processes.getFirst().toHandle())));
        used.put("program", seconds(processes.getLast().toHandle()));
        used.put(
                "postgres",
                ProcessHandle.allProcesses()
                        .filter(process -> process.info().command().orElse("").endsWith("/postgres"))
                        .mapToDouble(process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
                        .sum());
        return used;
    }

    private static double seconds(ProcessHandle process) {
        double own = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
        return own + process.children().mapToDouble(PullDrive::seconds).sum();
    }

    private static String said(Map<String, Double> spent) {
        List<String> parts = new ArrayList<>();
        spent.forEach((name, seconds) -> parts.add(String.format(Locale.ROOT, "%s %.1f s", name, seconds)));
        return String.join(", ", parts);
    }

    /** The most memory a process or one of its children ever had, in kB. */
    private static long peak(ProcessHandle process) {
        long most = peakOf(process.pid());
        for (ProcessHandle child : process.descendants().toList()) {
            most = Math.max(most, peakOf(child.pid()));
        }
        return most;
    }

    private static long peakOf(long pid) {
        try {
            return Arrays.stream(Files.readString(Path.of("/proc/" + pid + "/status")).split("\n"))
                    .filter(line -> line.startsWith("VmHWM"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void end() {
        for (Process process : processes.reversed()) {
            process.destroy();
        }
        for (Process process : processes) {
            try {
                if (!process.waitFor(40, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
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
}
