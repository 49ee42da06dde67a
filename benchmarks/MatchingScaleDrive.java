import io.salessync.kernel.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
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
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.PGConnection;

/**
 * Contacts that come against many customers, through the program as shipped: customers are written into its database, contacts come
 * as a file through a flow with the node that matches. Afterwards the search of the customers' page, and with {@code --duplicates}
 * the search for customers who are there twice.
 */
class MatchingScaleDrive {
    static final String KEY = "matching-benchmark-key";
    static final List<String> NAMES = List.of(
            "id", "person", "case", "givenName", "familyName", "email", "phone", "mobilePhone", "company", "street", "city",
            "postalCode", "region");
    static final String FILL =
            """
            CREATE INDEX ON bench_existing (company);
            CREATE TEMP TABLE bench_company AS
                SELECT gen_random_uuid() AS id, company AS name FROM bench_existing WHERE company <> '' GROUP BY company;
            CREATE INDEX ON bench_company (name);
            INSERT INTO customers.company (tenant_id, company_id, name, name_key, search, created_at, changed_at)
                SELECT '%1$s', id, name, lower(name), lower(name), now() - interval '200 days', now() - interval '200 days' FROM bench_company;
            CREATE TEMP TABLE bench_person AS
                SELECT md5(e.id)::uuid AS pid, e.*, c.id AS company_id,
                    now() + (row_number() OVER ()) * interval '1 microsecond' AS at
                FROM bench_existing e LEFT JOIN bench_company c ON c.name = e.company;
            INSERT INTO customers.person (tenant_id, person_id, given_name, family_name, full_name, sort_name, company_id, search,
                    created_at, changed_at)
                SELECT '%1$s', pid, first_name, last_name, first_name || ' ' || last_name, lower(last_name || ' ' || first_name), company_id,
                    lower(first_name || ' ' || last_name || ' ' || email || ' ' || regexp_replace(phone, '\\D', '', 'g') || ' '
                        || regexp_replace(mobile, '\\D', '', 'g') || ' ' || city) || E'\\x1f' || lower(company), at, at
                FROM bench_person;
            INSERT INTO customers.email (tenant_id, person_id, normalised, written, kind, is_primary, since)
                SELECT '%1$s', pid, lower(email), email, 'work', true, at FROM bench_person WHERE email <> '';
            INSERT INTO customers.phone (tenant_id, person_id, normalised, written, kind, is_primary, since)
                SELECT '%1$s', pid, CASE WHEN phone LIKE '+%%' THEN '+' ELSE '' END || regexp_replace(phone, '\\D', '', 'g'), phone, 'work', true, at
                FROM bench_person WHERE phone <> '';
            INSERT INTO customers.phone (tenant_id, person_id, normalised, written, kind, is_primary, since)
                SELECT '%1$s', pid, regexp_replace(mobile, '\\D', '', 'g'), mobile, 'mobile', phone = '', at
                FROM bench_person WHERE mobile <> '' ON CONFLICT DO NOTHING;
            INSERT INTO customers.address (tenant_id, person_id, kind, street, city, region, postal_code, normalised, is_primary, since)
                SELECT '%1$s', pid, 'work', nullif(street, ''), nullif(city, ''), nullif(state, ''), nullif(postal_code, ''),
                    lower(street || ' ' || city || ' ' || state || ' ' || postal_code), true, at
                FROM bench_person WHERE street || city || postal_code <> '';
            INSERT INTO customers.external_id (tenant_id, system, object, external_id, person_id, first_at)
                SELECT '%1$s', 'benchmark', 'Contact', id, pid, at FROM bench_person;
            """;

    private final Map<String, String> options;
    private final Path folder;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final List<Process> processes = new ArrayList<>();
    private String base = "";

    MatchingScaleDrive(Map<String, String> options) throws IOException {
        this.options = options;
        String keep = options.get("keep");
        this.folder = keep == null ? Files.createTempDirectory("salessync-matching") : Files.createDirectories(Path.of(keep));
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int at = 0; at < arguments.length; at++) {
            boolean alone = at + 1 == arguments.length || arguments[at + 1].startsWith("--");
            options.put(arguments[at].replaceFirst("^--", ""), alone ? "true" : arguments[++at]);
        }
        MatchingScaleDrive drive = new MatchingScaleDrive(options);
        Runtime.getRuntime().addShutdownHook(new Thread(drive::end));
        System.exit(drive.run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        int existing = Integer.parseInt(options.getOrDefault("existing", "1000000"));
        int incoming = Integer.parseInt(options.getOrDefault("incoming", "10000"));
        Path data = folder.resolve("data");
        Path known = folder.resolve("existing.csv");
        Path coming = folder.resolve("incoming.csv");
        CrmPeople.main(new String[] {"" + existing, "9", "" + known, "" + coming, "" + incoming * 13 / 10});
        List<String> lines = new ArrayList<>(Files.readAllLines(coming));
        lines = new ArrayList<>(lines.subList(0, Math.min(lines.size(), incoming + 1)));
        lines.set(0, String.join(",", NAMES));
        Files.write(coming, lines);
        int contacts = lines.size() - 1;
        System.out.printf("%,d contacts against %,d customers; heap of the program at most 512m%n", contacts, existing);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(data)) {
            String url = postgres.address().url();
            String password = Files.readString(data.resolve("postgres/password")).strip();
            start(data);
            try (Connection owner = DriverManager.getConnection(url, "postgres", password)) {
                String tenant = fill(owner, known);
                long began = System.nanoTime();
                send("POST", base + "/api/v1/matching/learn", "{}");
                double prepared = (System.nanoTime() - began) / 1e9;
                System.out.printf(Locale.ROOT, "prepared and learnt, once: %.1f s%n", prepared);
                double seconds = flow(coming);
                double[] right = score(owner, tenant, coming);
                if (right[2] == 0) {
                    throw new IllegalStateException("No contact was found among the customers: nothing was matched");
                }
                boolean ok = seconds <= 60;
                System.out.printf(Locale.ROOT, "%,d contacts matched: %.1f s, %,.0f a second (target: under 60 s); of those taken without a look"
                        + " %.4f are right, %.4f of all known ones, %.4f with those to be reviewed%n",
                        contacts, seconds, contacts / seconds, right[0], right[1], right[2]);
                String json = String.format(Locale.ROOT,
                        "\"existing\":%d,\"incoming\":%d,\"prepareSeconds\":%.1f,\"matchSeconds\":%.2f,\"precision\":%.5f,\"recall\":%.5f,\"found\":%.5f",
                        existing, contacts, prepared, seconds, right[0], right[1], right[2]);
                json += looked(known);
                if (options.containsKey("duplicates")) {
                    double twice = duplicates();
                    System.out.printf(Locale.ROOT, "search for customers who are there twice: %.1f s%n", twice);
                    json += String.format(Locale.ROOT, ",\"duplicatesSeconds\":%.1f", twice);
                }
                if (options.containsKey("json")) {
                    Files.writeString(Path.of(options.get("json")), "{\"benchmark\":\"matching-scale\"," + json + "}\n");
                }
                return ok;
            }
        }
    }

    private String fill(Connection owner, Path known) throws Exception {
        long began = System.nanoTime();
        try (Statement statement = owner.createStatement()) {
            statement.execute("CREATE TEMP TABLE bench_existing (" + "\"" + String.join("\" text DEFAULT '', \"", CrmPeople.HEADER) + "\" text DEFAULT '')");
            try (Reader reader = Files.newBufferedReader(known)) {
                owner.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY bench_existing FROM STDIN (FORMAT csv, HEADER, FORCE_NOT_NULL (\"" + String.join("\", \"", CrmPeople.HEADER) + "\"))", reader);
            }
            String tenant = text(owner, "SELECT tenant_id::text FROM kernel.tenant LIMIT 1");
            statement.execute("SELECT set_config('salessync.tenant', '" + tenant + "', false)");
            boolean there = !text(owner, "SELECT count(*) FROM (SELECT FROM customers.external_id WHERE system = 'benchmark' LIMIT 1) b").equals("0");
            for (String one : FILL.formatted(tenant).split(";\\s*\n")) {
                // in a folder that was kept the customers are there, and only what is to be held against them is made again
                if (!one.isBlank() && !(there && one.stripLeading().startsWith("INSERT"))) {
                    statement.execute(one);
                }
            }
            statement.execute("DELETE FROM matching.review WHERE system = 'coming'");
            statement.execute("ANALYZE");
            System.out.printf(Locale.ROOT, "customers written by COPY: %.1f s%n", (System.nanoTime() - began) / 1e9);
            return tenant;
        }
    }

    private double flow(Path coming) throws Exception {
        String file = upload(coming);
        String definition = ("{\"name\": \"match-many-%d\", \"title\": \"Match many\", \"triggers\": [],"
                        + " \"nodes\": [{\"id\": \"read\", \"type\": \"csv.read\", \"settings\": {\"upload\": \"%s\"}},"
                        + " {\"id\": \"match\", \"type\": \"match.customers\", \"settings\": {\"system\": \"coming\", \"object\": \"Contact\", \"key\": \"id\"}}],"
                        + " \"edges\": [{\"from\": \"read\", \"port\": \"out\", \"to\": \"match\"}]}")
                .formatted(System.currentTimeMillis(), file);
        String id = field(send("POST", base + "/api/v1/flows", "{\"definition\": " + definition + "}"), "id");
        send("POST", base + "/api/v1/flows/" + id + "/publish", "{}");
        return ended(field(send("POST", base + "/api/v1/flows/" + id + "/run", "{}"), "id"));
    }

    private double ended(String run) throws Exception {
        while (true) {
            String answer = send("GET", base + "/api/v1/runs/" + run, null);
            String state = field(answer, "state");
            if (List.of("PARTLY_FAILED", "FAILED", "CANCELLED").contains(state)) {
                throw new IOException("The run ended " + answer);
            }
            if (state.equals("SUCCEEDED")) {
                return Duration.between(Instant.parse(field(answer, "startedAt")), Instant.parse(field(answer, "finishedAt"))).toNanos() / 1e9;
            }
            Thread.sleep(100);
        }
    }

    private double duplicates() throws Exception {
        return ended(field(send("POST", base + "/api/v1/matching/duplicates", "{}"), "run"));
    }

    /** Right ones among those taken without a look, their share of all who are known, and that with those to be reviewed. */
    private double[] score(Connection owner, String tenant, Path coming) throws Exception {
        try (Statement statement = owner.createStatement()) {
            statement.execute("CREATE TEMP TABLE bench_incoming (\"" + String.join("\" text, \"", CrmPeople.HEADER) + "\" text)");
            try (Reader reader = Files.newBufferedReader(coming)) {
                owner.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY bench_incoming FROM STDIN (FORMAT csv, HEADER)", reader);
            }
            try (ResultSet rows = statement.executeQuery(
                    """
                    SELECT count(*) FILTER (WHERE r.band = 'SAME'), count(*) FILTER (WHERE r.band = 'SAME' AND e.person = i.person),
                        count(*) FILTER (WHERE e.person = i.person),
                        (SELECT count(*) FROM bench_incoming i WHERE EXISTS (SELECT FROM bench_person e WHERE e.person = i.person))
                    FROM matching.review r
                    JOIN bench_incoming i ON i.id = r.external_id
                    JOIN bench_person e ON e.pid = r.person_id
                    WHERE r.system = 'coming'
                    """)) {
                rows.next();
                double same = Math.max(1, rows.getLong(1));
                double all = Math.max(1, rows.getLong(4));
                return new double[] {rows.getLong(2) / same, rows.getLong(2) / all, rows.getLong(3) / all};
            }
        }
    }

    /** What people type into the search of the customers' page. */
    private String looked(Path known) throws Exception {
        List<String> words = new ArrayList<>();
        try (var lines = Files.lines(known)) {
            lines.skip(1).filter(line -> line.hashCode() % 5_000 == 0 || words.size() < 20).limit(60).forEach(line -> {
                String[] cells = line.split(",", -1);
                words.add(cells[4]);
                words.add(cells[3] + " " + cells[4]);
                words.add(cells[5].substring(0, Math.max(3, cells[5].indexOf('@'))));
                words.add(cells[8].isEmpty() ? cells[6] : cells[8].split(" ")[0]);
                words.add(cells[4] + "x");
            });
        }
        List<Double> times = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            times.clear();
            for (String word : words.subList(0, Math.min(200, words.size()))) {
                long began = System.nanoTime();
                send("GET", base + "/api/v1/customers/people?q=" + URLEncoder.encode(word, StandardCharsets.UTF_8), null);
                times.add((System.nanoTime() - began) / 1e6);
            }
        }
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double p50 = sorted[sorted.length / 2];
        double p95 = sorted[(int) (sorted.length * 0.95)];
        System.out.printf(Locale.ROOT, "search of customers, %d times: p50 %.1f ms, p95 %.1f ms, worst %.1f ms%n", sorted.length, p50, p95, sorted[sorted.length - 1]);
        return String.format(Locale.ROOT, ",\"searchP50Ms\":%.1f,\"searchP95Ms\":%.1f", p50, p95);
    }

    private static String text(Connection owner, String sql) throws Exception {
        try (Statement statement = owner.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private String upload(Path file) throws Exception {
        String boundary = "----salessync";
        Path body = folder.resolve("upload");
        try (OutputStream out = Files.newOutputStream(body)) {
            out.write(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"contacts.csv\"\r\nContent-Type: text/csv\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            Files.copy(file, out);
            out.write(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        }
        return field(
                answered(HttpRequest.newBuilder(URI.create(base + "/api/v1/flows/files"))
                        .header("Authorization", "Bearer " + KEY)
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(HttpRequest.BodyPublishers.ofFile(body))),
                "id");
    }

    private void start(Path data) throws Exception {
        String command = System.getenv("SALESSYNC_COMMAND");
        int port = freePort();
        base = "http://127.0.0.1:" + port;
        ProcessBuilder builder = new ProcessBuilder(
                command, "demo", "--port", "" + port, "--sandbox-port", "" + freePort(), "--data-dir", data.toString(), "--api-key", KEY);
        builder.environment().put("SALESSYNC_HEAP", options.getOrDefault("heap", "512m"));
        processes.add(builder.redirectErrorStream(true).redirectOutput(folder.resolve("program.log").toFile()).start());
        for (int wait = 0; ; wait++) {
            try {
                send("GET", base + "/api/v1/pulls", null);
                break;
            } catch (IOException e) {
                if (wait > 400 || !processes.getLast().isAlive()) {
                    throw new IOException("It does not answer; its log: " + folder.resolve("program.log"), e);
                }
                Thread.sleep(500);
            }
        }
        while (send("GET", base + "/api/v1/runs?state=active&limit=1", null).contains("\"state\":\"RUNNING\"")) {
            Thread.sleep(300);
        }
    }

    private String send(String method, String address, String body) throws Exception {
        return answered(HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
    }

    private String answered(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> answer = http.send(request.timeout(Duration.ofMinutes(30)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private static String field(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*(\"([^\"]*)\"|[-0-9.]+|true|false|null)").matcher(json);
        return !found.find() ? "" : found.group(2) != null ? found.group(2) : found.group(1);
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
