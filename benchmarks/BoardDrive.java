import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drives the shipped program against the sandbox from outside, with nothing of either on its class path.
 *
 * <p>{@code crash}: kills the program, its database and both during a sync with faults on, then compares the board with the list.
 * {@code monday}: sends rows with the real budgets at a scaled clock and reads from the sandbox how much of them was used.
 */
class BoardDrive {
    private static final String BOARD = "9200000001";
    private static final String TOML = """
            name = "drive"
            [source]
            shape = "wide"
            order_key = "Order"
            group = "{Customer}"
            max_removals = 1.0
            [source.sizes]
            pattern = "XS|S|M|L|XL"
            [items]
            name = "{Order}"
            record_uuid = "record_uuid"
            [[items.column]]
            id = "style"
            type = "text"
            from = "Style"
            [lines]
            name = "{size}"
            record_uuid = "record_uuid"
            [[lines.column]]
            id = "quantity"
            type = "numbers"
            from = "quantity"
            [dev]
            boards = ["9200000001"]
            token = "sandbox:%s"
            endpoint = "%s"
            idempotency_window = "%s"
            """;
    private static final String FAULTS = """
            {"faults":[
              {"kind":"lost_answer","probability":0.03},
              {"kind":"500_after","probability":0.03},
              {"kind":"500_before","probability":0.03},
              {"kind":"500_partial","probability":0.02},
              {"kind":"lost_request","probability":0.02},
              {"kind":"423","probability":0.02},
              {"kind":"429_minute","probability":0.02,"seconds":1},
              {"kind":"slow_start","probability":0.1,"seconds":1}]}
            """;

    private final Map<String, String> options;
    private final Random random;
    private final Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private Process sandbox;
    private URI address;
    private Process program;

    BoardDrive(Map<String, String> options) throws IOException {
        this.options = options;
        this.random = new Random(Long.parseLong(options.getOrDefault("seed", "1")));
        this.folder = Files.createTempDirectory("salessync-drive");
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int at = 1; at + 1 < arguments.length; at += 2) {
            options.put(arguments[at].replaceFirst("^--", ""), arguments[at + 1]);
        }
        BoardDrive drive = new BoardDrive(options);
        Runtime.getRuntime().addShutdownHook(new Thread(drive::end));
        boolean ok = switch (arguments.length == 0 ? "" : arguments[0]) {
            case "crash" -> drive.crash();
            case "monday" -> drive.monday();
            default -> throw new IllegalArgumentException("Name crash or monday");
        };
        System.exit(ok ? 0 : 1);
    }

    private int number(String option, int otherwise) {
        return Integer.parseInt(options.getOrDefault(option, String.valueOf(otherwise)));
    }

    // ---------------------------------------------------------------- crash

    private boolean crash() throws Exception {
        int kills = number("kills", 20);
        int orders = number("orders", 300);
        int speed = number("speed", 30);
        long began = System.nanoTime();
        startSandbox(speed);
        send("PUT", "/_sandbox/faults", FAULTS);
        int version = 1;
        load(orders, version);
        Map<String, Integer> killed = new TreeMap<>();
        List<Long> resumed = new ArrayList<>();
        for (int kill = 1; kill <= kills; kill++) {
            long before = mutations();
            if (program == null || !program.isAlive()) {
                program = start("run.log", "ordersync", "run", "--json");
            }
            if (!worksAgain(before)) {
                if (program.waitFor(1, TimeUnit.SECONDS) && program.exitValue() == 0) {
                    version++;
                    load(orders, version);
                    kill--;
                    continue;
                }
            }
            Thread.sleep(random.nextInt(1_500));
            String what = List.of("program", "database", "both").get(random.nextInt(3));
            if (!program.isAlive()) {
                kill--;
                continue;
            }
            long at = System.nanoTime();
            kill(what);
            killed.merge(what, 1, Integer::sum);
            if (what.equals("database")) {
                // the program may go on by itself, or end and say so
                if (worksAgain(mutations())) {
                    resumed.add((System.nanoTime() - at) / 1_000_000);
                } else if (program.isAlive()) {
                    program.destroyForcibly().waitFor();
                }
            }
            System.err.printf("kill %d of %d: %s, %d mutations so far%n", kill, kills, what, mutations());
        }
        int exit = finish();
        send("DELETE", "/_sandbox/faults", "");
        List<String> differences = differences(orders, version);
        long seconds = (System.nanoTime() - began) / 1_000_000_000;
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("kills", kills);
        result.put("killed", killed.toString());
        result.put("lists", version);
        result.put("orders", orders);
        result.put("lines", orders * 4L);
        result.put("mutations", mutations());
        result.put("duplicates", duplicates());
        result.put("differences", differences.size());
        result.put("goesOnAfterDatabaseKillMs", resumed.toString());
        result.put("lastExitCode", exit);
        result.put("seconds", seconds);
        result.put("ok", differences.isEmpty() && duplicates() == 0 && exit == 0);
        tell(result);
        differences.stream().limit(20).forEach(difference -> System.out.println("  " + difference));
        return Boolean.TRUE.equals(result.get("ok"));
    }

    /** Whether the board is written to again within a while, or the program ends before. */
    private boolean worksAgain(long mutations) throws Exception {
        for (int wait = 0; wait < 900 && program.isAlive(); wait++) {
            if (mutations() > mutations) {
                return true;
            }
            Thread.sleep(100);
        }
        return mutations() > mutations && program.isAlive();
    }

    private void kill(String what) throws Exception {
        ProcessHandle database = database();
        if (!what.equals("database")) {
            program.destroyForcibly();
        }
        if (!what.equals("program") && database != null) {
            database.destroyForcibly();
        }
        if (!what.equals("database")) {
            program.waitFor();
        }
    }

    private ProcessHandle database() throws IOException {
        try (var files = Files.walk(folder.resolve("data"))) {
            Path pid = files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElse(null);
            return pid == null
                    ? null
                    : ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip())).orElse(null);
        } catch (java.io.UncheckedIOException vanished) {
            return null;
        }
    }

    private int finish() throws Exception {
        int exit = -1;
        for (int attempt = 0; attempt < 8; attempt++) {
            if (program == null || !program.isAlive()) {
                program = start("run.log", "ordersync", "run", "--json");
            }
            if (!program.waitFor(300, TimeUnit.SECONDS)) {
                program.destroyForcibly().waitFor();
            }
            exit = program.exitValue();
            program = null;
            if (exit == 0) {
                return 0;
            }
            if (exit == 1) {
                start("retry.log", "ordersync", "retry", "--all").waitFor();
            }
        }
        return exit;
    }

    private List<String> differences(int orders, int version) throws Exception {
        Map<String, String> expected = expected(orders, version);
        Map<String, String> found = new TreeMap<>();
        List<String> differences = new ArrayList<>();
        Map<?, ?> board = board();
        Map<String, String> groups = new HashMap<>();
        for (Object group : (List<?>) board.get("groups")) {
            groups.put(text(group, "id"), text(group, "title"));
        }
        if (new java.util.HashSet<>(groups.values()).size() != groups.size()) {
            differences.add("two groups of one title: " + groups.values());
        }
        for (Object item : (List<?>) board.get("items_list")) {
            if (!text(item, "state").equals("active")) {
                continue;
            }
            List<String> lines = new ArrayList<>();
            for (Object subitem : (List<?>) ((Map<?, ?>) item).get("subitems")) {
                if (text(subitem, "state").equals("active")) {
                    lines.add(text(subitem, "name") + "=" + text(((Map<?, ?>) subitem).get("column_values"), "quantity"));
                }
            }
            lines.sort(null);
            String row = groups.get(text(item, "group")) + " " + text(((Map<?, ?>) item).get("column_values"), "style") + " " + lines;
            if (found.put(text(item, "name"), row) != null) {
                differences.add("twice: " + text(item, "name"));
            }
        }
        expected.forEach((name, row) -> {
            if (!row.equals(found.get(name))) {
                differences.add(name + ": " + row + " in the list, " + found.get(name) + " on the board");
            }
        });
        found.keySet().stream().filter(name -> !expected.containsKey(name)).forEach(name -> differences.add("not in the list: " + name));
        return differences;
    }

    // ---------------------------------------------------------------- monday

    private boolean monday() throws Exception {
        int rows = number("rows", 10_000);
        int speed = number("speed", 30);
        int orders = rows / 5;
        startSandbox(speed);
        load(orders, 1);
        long began = System.nanoTime();
        Process run = start("run.log", "ordersync", "run", "--json");
        // what the first tenth is refused teaches the costs; after it the state is steady
        long learning = -1;
        while (!run.waitFor(200, TimeUnit.MILLISECONDS)) {
            if (learning < 0 && mutations() >= rows / 10) {
                learning = refusals();
            }
        }
        int exit = run.exitValue();
        double seconds = (System.nanoTime() - began) / 1e9;
        Map<?, ?> calls = (Map<?, ?>) json(send("GET", "/_sandbox/calls", null));
        List<?> windows = (List<?>) ((Map<?, ?>) calls.get("complexity")).get("windows");
        double spent = 0;
        double budget = 0;
        // the first window is entered midway and the last is left so: neither is steady
        for (Object window : windows.subList(Math.min(1, windows.size()), Math.max(1, windows.size() - 1))) {
            spent += ((Number) ((Map<?, ?>) window).get("spent")).doubleValue();
            budget += ((Number) ((Map<?, ?>) window).get("budget")).doubleValue();
        }
        double used = budget == 0 ? 0 : 100 * spent / budget;
        List<String> differences = differences(orders, 1);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("rows", orders * 5L);
        result.put("speed", speed);
        result.put("seconds", Math.round(seconds));
        result.put("calls", calls.get("calls"));
        result.put("mutations", calls.get("mutations"));
        result.put("refusals", String.valueOf(calls.get("refusals")));
        result.put("windows", windows.size());
        result.put("complexityUsedPercent", Math.round(used * 10) / 10.0);
        result.put("differences", differences.size());
        result.put("duplicates", duplicates());
        result.put("exitCode", exit);
        long steady = refusals() - Math.max(0, learning);
        result.put("refusalsInSteadyState", steady);
        result.put("ok", exit == 0 && used >= 95 && steady == 0 && differences.isEmpty());
        tell(result);
        return Boolean.TRUE.equals(result.get("ok"));
    }

    // ---------------------------------------------------------------- the list

    private static Map<String, String> expected(int orders, int version) {
        Map<String, String> rows = new TreeMap<>();
        for (int n = 1; n <= orders; n++) {
            List<String> lines = new ArrayList<>(List.of(
                    "L=" + (n % 9 + 1), "M=" + (n % 7 + version), "S=" + (n % 5 + 1), (version % 2 == 0 ? "XL=" : "XS=") + (n % 3 + 1)));
            lines.sort(null);
            rows.put("O%05d".formatted(n), "Customer %d Style %d-%d %s".formatted(n % 6, n, version % 3, lines));
        }
        return rows;
    }

    private void load(int orders, int version) throws Exception {
        StringBuilder text = new StringBuilder("Order,Customer,Style,XS,S,M,L,XL\n");
        for (int n = 1; n <= orders; n++) {
            boolean even = version % 2 == 0;
            text.append("O%05d,Customer %d,Style %d-%d,%s,%d,%d,%d,%s\n"
                    .formatted(
                            n,
                            n % 6,
                            n,
                            version % 3,
                            even ? "" : n % 3 + 1,
                            n % 5 + 1,
                            n % 7 + version,
                            n % 9 + 1,
                            even ? n % 3 + 1 : ""));
        }
        Path list = Files.writeString(folder.resolve("list.csv"), text);
        int exit = start("import.log", "ordersync", "import", list.toString()).waitFor();
        if (exit != 0) {
            throw new IllegalStateException("The import ended with " + exit + ":\n" + Files.readString(folder.resolve("import.log")));
        }
    }

    // ---------------------------------------------------------------- processes

    private Process start(String log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        if (options.containsKey("archive")) {
            // the first command that ends by itself leaves its classes prepared for those after it
            command.addAll(List.of("-XX:+AutoCreateSharedArchive", "-XX:SharedArchiveFile=" + options.get("archive"), "-Xlog:disable"));
        }
        if (options.containsKey("classpath")) {
            command.addAll(List.of("-cp", options.get("classpath"), "io.salessync.SalesSync"));
        } else {
            command.addAll(List.of("-jar", options.get("program")));
        }
        command.addAll(List.of(arguments).subList(0, 2));
        command.addAll(List.of(
                "--config", folder.resolve("drive.toml").toString(), "--env", "dev", "--data-dir", folder.resolve("data").toString()));
        command.addAll(List.of(arguments).subList(2, arguments.length));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()))
                .start();
    }

    private void startSandbox(int speed) throws IOException {
        sandbox = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        options.get("sandbox"),
                        "--sandbox-port",
                        "0",
                        "--speed",
                        String.valueOf(speed),
                        "--seed",
                        options.getOrDefault("seed", "1"),
                        "--exit-with-parent")
                .redirectErrorStream(true)
                .start();
        BufferedReader out = new BufferedReader(new InputStreamReader(sandbox.getInputStream()));
        Pattern ready = Pattern.compile("ready on (http://[0-9.]+:[0-9]+)/");
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher found = ready.matcher(line);
            if (found.find()) {
                address = URI.create(found.group(1));
                Thread.ofVirtual().start(() -> out.lines().forEach(said -> {}));
                // a little less than the sandbox keeps keys: its half hour, scaled
                long window = Math.max(1_000, 30L * 60_000 / speed * 9 / 10);
                Files.writeString(
                        folder.resolve("drive.toml"), TOML.formatted(options.getOrDefault("token", "sandbox-personal"), address.resolve("/monday/v2"), window + "ms"));
                return;
            }
        }
        throw new IllegalStateException("The sandbox did not start");
    }

    private void end() {
        try {
            if (program != null) {
                program.destroyForcibly();
            }
            ProcessHandle database = Files.isDirectory(folder.resolve("data")) ? database() : null;
            if (database != null) {
                database.destroy();
                database.onExit().get(20, TimeUnit.SECONDS);
            }
            if (sandbox != null) {
                sandbox.destroy();
            }
            if (!options.containsKey("keep")) {
                try (var files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
        } catch (Exception e) {
            System.err.println("Left behind in " + folder + ": " + e);
        }
    }

    // ---------------------------------------------------------------- the sandbox's own truth

    private long mutations() throws Exception {
        return ((Number) ((Map<?, ?>) json(send("GET", "/_sandbox/calls", null))).get("mutations")).longValue();
    }

    private long refusals() throws Exception {
        long sum = 0;
        for (Object count : ((Map<?, ?>) ((Map<?, ?>) json(send("GET", "/_sandbox/calls", null))).get("refusals")).values()) {
            sum += ((Number) count).longValue();
        }
        return sum;
    }

    private Map<?, ?> board() throws Exception {
        for (Object board : (List<?>) ((Map<?, ?>) json(send("GET", "/_sandbox/state/monday?items=true", null))).get("boards")) {
            if (text(board, "id").equals(BOARD)) {
                return (Map<?, ?>) board;
            }
        }
        throw new IllegalStateException("The sandbox has no board " + BOARD);
    }

    private long duplicates() throws Exception {
        return ((Number) board().get("duplicates")).longValue();
    }

    private String send(String method, String path, String body) throws Exception {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return http.send(
                        HttpRequest.newBuilder(address.resolve(path))
                                .timeout(Duration.ofSeconds(60))
                                .method(method, publisher)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private void tell(Map<String, Object> result) throws IOException {
        result.forEach((name, value) -> System.out.printf("%-28s %s%n", name, value));
        if (options.containsKey("json")) {
            StringBuilder text = new StringBuilder("{");
            result.forEach((name, value) -> text.append(text.length() > 1 ? "," : "")
                    .append('"')
                    .append(name)
                    .append("\":")
                    .append(value instanceof Number || value instanceof Boolean ? value : '"' + String.valueOf(value).replace("\"", "'") + '"'));
            Files.writeString(Path.of(options.get("json")), text.append("}\n"));
        }
    }

    // ---------------------------------------------------------------- JSON, just enough of it

    private static String text(Object map, String name) {
        Object value = ((Map<?, ?>) map).get(name);
        return value == null ? "" : value.toString();
    }

    private static Object json(String text) {
        return new Parser(text).value();
    }

    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Object value() {
            blank();
            char c = text.charAt(at);
            return switch (c) {
                case '{' -> object();
                case '[' -> array();
                case '"' -> string();
                default -> word();
            };
        }

        private Map<String, Object> object() {
            Map<String, Object> object = new LinkedHashMap<>();
            at++;
            for (blank(); text.charAt(at) != '}'; blank()) {
                if (text.charAt(at) == ',') {
                    at++;
                    blank();
                }
                String name = string();
                blank();
                at++;
                object.put(name, value());
            }
            at++;
            return object;
        }

        private List<Object> array() {
            List<Object> array = new ArrayList<>();
            at++;
            for (blank(); text.charAt(at) != ']'; blank()) {
                if (text.charAt(at) == ',') {
                    at++;
                }
                array.add(value());
            }
            at++;
            return array;
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                if (c == '\\') {
                    c = text.charAt(++at);
                    if (c == 'u') {
                        c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
                        at += 4;
                    } else if ("ntrbf".indexOf(c) >= 0) {
                        c = "\n\t\r\b\f".charAt("ntrbf".indexOf(c));
                    }
                }
                string.append(c);
            }
            at++;
            return string.toString();
        }

        private Object word() {
            int from = at;
            while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            String word = text.substring(from, at);
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> null;
                default -> Double.valueOf(word);
            };
        }

        private void blank() {
            while (Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}
