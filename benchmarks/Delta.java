import io.salessync.kernel.postgres.EmbeddedPostgres;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The delta benchmark: two syncs with the same orders in one fresh database; the program imports a changed list into one, psql
 * runs the same COPY and statements on the other, in turns. psql is given the rows as the program stages them, parsed already.
 */
class Delta {
    static final String HEAP = "384m";
    static final int LINES_OF_AN_ORDER = 10;
    static final long SEED = 20261122;
    static final String[] COLUMNS = {
        "Order", "Customer", "PO", "Season", "Type", "Order Date", "Due", "Ship Start", "Ship End", "Currency", "Warehouse",
        "Country", "Sku", "Size", "Colour", "Quantity", "Unit Price", "Total", "Description", "Line Status"
    };

    static Path folder;
    static String command = System.getenv("SALESSYNC_COMMAND");
    static Map<String, String> psqlPlace;

    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(option(arguments, "--rows", "1000000"));
        int rounds = Integer.parseInt(option(arguments, "--rounds", "3"));
        String json = option(arguments, "--json", null);
        String keep = option(arguments, "--keep", null);
        folder = keep == null ? Files.createTempDirectory("salessync-delta") : Files.createDirectories(Path.of(keep));
        System.out.printf("Delta of %,d rows × %d columns, 1 %% changed; %d rounds; heap of the program at most %s%n",
                rows, COLUMNS.length, rounds, HEAP);
        Path base = folder.resolve("base.csv");
        Path changed = folder.resolve("changed.csv");
        write(base, rows, false);
        write(changed, rows, true);
        Path config = folder.resolve("bench.toml");
        Files.writeString(config, mapping());
        Path data = folder.resolve("data");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.open(data)) {
            URI at = URI.create(postgres.address().url().substring("jdbc:".length()));
            psqlPlace = Map.of(
                    "PGHOST", at.getHost(), "PGPORT", "" + at.getPort(), "PGDATABASE", at.getPath().substring(1),
                    "PGUSER", "postgres", "PGPASSWORD", Files.readString(data.resolve("postgres/password")).strip(),
                    "PGOPTIONS", "-c client_min_messages=warning");
            double first = importInto("ours", config, base, data);
            importInto("psql", config, base, data);
            Path script = folder.resolve("import.sql");
            Files.writeString(script, run(List.of(command, "ordersync", "sql", "--config", "" + config, "--env", "psql",
                    "--list", "" + base, "--rows", "" + folder.resolve("base.rows")), null));
            run(List.of(command, "ordersync", "sql", "--config", "" + config, "--env", "psql",
                    "--list", "" + changed, "--rows", "" + folder.resolve("changed.rows")), null);
            List<Double> ours = new ArrayList<>();
            List<Double> psql = new ArrayList<>();
            List<Double> walls = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                boolean forth = round % 2 == 0;
                settle();
                long began = System.nanoTime();
                ours.add(importInto("ours", config, forth ? changed : base, data));
                walls.add((System.nanoTime() - began) / 1e9);
                settle();
                psql.add(byHand(script, folder.resolve(forth ? "changed.rows" : "base.rows")));
                System.out.printf(Locale.ROOT, "  round %d: program %.2f s, psql %.2f s%n", round + 1, ours.getLast(), psql.getLast());
            }
            boolean same = sameDeltas("order_list_lines_delta") && sameDeltas("order_list_delta");
            report(rows, first, ours, psql, walls, same, json);
        } finally {
            if (keep == null) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
                }
            }
        }
    }

    static void report(int rows, double first, List<Double> ours, List<Double> psql, List<Double> walls, boolean same, String json)
            throws IOException {
        double ratio = median(ours) / median(psql);
        System.out.printf(Locale.ROOT, "%n%-52s %8s%n", "", "seconds");
        System.out.printf(Locale.ROOT, "%-52s %8.2f%n", "first import of all rows", first);
        System.out.printf(Locale.ROOT, "%-52s %8.2f%n", "delta, program (read, compare, apply, commit)", median(ours));
        System.out.printf(Locale.ROOT, "%-52s %8.2f%n", "delta, psql (same COPY, same statements)", median(psql));
        System.out.printf(Locale.ROOT, "%-52s %8.2f%n", "whole command with the start of the program", median(walls));
        System.out.printf(Locale.ROOT, "%-52s %7.2f×%n", "program / psql (target: at most 1.30)", ratio);
        System.out.printf("%-52s %8s%n", "both left the same deltas", same ? "yes" : "NO");
        if (json != null) {
            Files.writeString(Path.of(json), String.format(Locale.ROOT,
                    "{\"benchmark\":\"delta\",\"rows\":%d,\"columns\":%d,\"changedShare\":0.01,\"heap\":\"%s\",\"firstImportSeconds\":%.3f,"
                            + "\"programSeconds\":%s,\"psqlSeconds\":%s,\"commandSeconds\":%s,\"ratio\":%.3f,\"target\":1.3,\"sameDeltas\":%b}%n",
                    rows, COLUMNS.length, HEAP, first, ours, psql, walls, ratio, same));
        }
        if (!same) {
            System.exit(1);
        }
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted.length % 2 == 1 ? sorted[sorted.length / 2]
                : (sorted[sorted.length / 2 - 1] + sorted[sorted.length / 2]) / 2;
    }

    /** The time is the load's own, from its begin to its commit. */
    static double importInto(String environment, Path config, Path list, Path data) throws Exception {
        run(List.of(command, "ordersync", "import", "--config", "" + config, "--env", environment, "--data-dir", "" + data,
                "--json", "" + list), null);
        return Double.parseDouble(query("SELECT extract(epoch FROM l.finished_at - l.started_at) FROM ordersync.load l"
                + " JOIN ordersync.sync s USING (sync_id) WHERE s.environment = '" + environment
                + "' ORDER BY l.started_at DESC LIMIT 1"));
    }

    /** Compared in both directions, with what was changed and into what. */
    static boolean sameDeltas(String table) throws Exception {
        String of = "SELECT source_key, action, old_cells, new_cells, column_hashes FROM ordersync." + table
                + " d JOIN ordersync.sync s USING (sync_id) WHERE s.environment = '%s'";
        String ours = of.formatted("ours");
        String psql = of.formatted("psql");
        return query("SELECT count(*) FROM ((" + ours + " EXCEPT ALL " + psql + ") UNION ALL (" + psql + " EXCEPT ALL " + ours + ")) x")
                .equals("0");
    }

    static double byHand(Path script, Path rows) throws Exception {
        String[] ids = query("SELECT tenant_id || ' ' || sync_id FROM ordersync.sync WHERE environment = 'psql'").split(" ");
        Path own = folder.resolve("own.sql");
        Files.writeString(own, "SET ROLE salessync_app;\n" + Files.readString(script));
        long began = System.nanoTime();
        run(List.of("psql", "-X", "-q", "-o", "/dev/null", "-v", "tenant=" + ids[0], "-v", "sync=" + ids[1], "-v",
                "load=" + UUID.randomUUID(), "-v", "now=2026-11-22T12:00:00Z", "-f", "" + own), rows);
        return (System.nanoTime() - began) / 1e9;
    }

    /** As if the boards had been told everything, and the database had had a quiet minute. */
    static void settle() throws Exception {
        query("UPDATE ordersync.order_list_delta SET state = 'SYNCED' WHERE state = 'NEW'");
        query("UPDATE ordersync.order_list_lines_delta SET state = 'SYNCED' WHERE state = 'NEW'");
        query("VACUUM ANALYZE ordersync.order_list, ordersync.order_list_lines, ordersync.order_list_delta, ordersync.order_list_lines_delta");
        query("CHECKPOINT");
    }

    static String query(String sql) throws Exception {
        return run(List.of("psql", "-X", "-A", "-t", "-c", sql), null).strip();
    }

    static String run(List<String> words, Path input) throws Exception {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder process = new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
        process.environment().putAll(psqlPlace == null ? Map.of() : psqlPlace);
        process.environment().put("SALESSYNC_HEAP", HEAP);
        if (input != null) {
            process.redirectInput(input.toFile());
        }
        int code = process.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(words + " ended with " + code + "\n" + Files.readString(out) + Files.readString(err));
        }
        return Files.readString(out);
    }

    static void write(Path file, int rows, boolean changed) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Random random = new Random(SEED);
        String[] seasons = {"Fall 2026", "Holiday 2026", "Spring 2027"};
        String[] sizes = {"XS", "S", "M", "L", "XL", "XXL", "2XL", "32/30", "34/32", "OS"};
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(String.join(",", COLUMNS) + "\n");
            StringBuilder line = new StringBuilder();
            String header = "";
            for (int row = 0; row < rows; row++) {
                int order = row / LINES_OF_AN_ORDER;
                if (row % LINES_OF_AN_ORDER == 0) {
                    int day = random.nextInt(28) + 1;
                    // one order in 500 changes what is said of it, in all of its rows: 0.2 % of the rows
                    String po = "PO" + (100000 + random.nextInt(900000)) + (changed && order % 500 == 0 ? "-B" : "");
                    header = "SO-%07d,Customer %03d,%s,%s,Pre-book,2026-06-%02d,2026-09-%02d,2026-09-%02d,2026-10-%02d,USD,DC %d,United States"
                            .formatted(order, random.nextInt(300), po, seasons[random.nextInt(3)], day, day, day, day, random.nextInt(9));
                }
                int quantity = random.nextInt(99) + 1;
                int price = random.nextInt(9000) + 1000;
                // four rows in 500 change their quantity: 0.8 %
                if (changed && row % 125 == 7) {
                    quantity += 100;
                }
                line.setLength(0);
                line.append(header).append(",SKU-").append(row % LINES_OF_AN_ORDER).append('-').append(random.nextInt(5000)).append(',')
                        .append(sizes[row % LINES_OF_AN_ORDER]).append(",Colour ").append(random.nextInt(40)).append(',').append(quantity)
                        .append(',').append(price / 100).append('.').append(price % 100 / 10).append(price % 10).append(',')
                        .append(quantity * (long) price / 100).append(",\"Style ").append(random.nextInt(800)).append(", made to last\",open\n");
                out.append(line);
            }
        }
    }

    static String mapping() {
        StringBuilder toml = new StringBuilder("""
                name = "bench"
                [source]
                shape = "long"
                order_key = "Order"
                group = "{Customer}"
                [source.lines]
                line_key = "Sku"
                [items]
                name = "{Order}"
                record_uuid = "record_uuid"
                """);
        for (int i = 1; i < COLUMNS.length; i++) {
            boolean line = i >= 12;
            if (i == 12) {
                toml.append("[lines]\nname = \"{Sku}\"\nrecord_uuid = \"record_uuid\"\n");
            }
            boolean number = List.of("Quantity", "Unit Price", "Total").contains(COLUMNS[i]);
            boolean date = i >= 5 && i <= 8;
            toml.append("[[").append(line ? "lines" : "items").append(".column]]\nid = \"c").append(i).append("\"\ntype = \"")
                    .append(number ? "numbers" : date ? "date" : "text").append("\"\nfrom = \"").append(COLUMNS[i]).append("\"\n");
        }
        for (String environment : List.of("ours", "psql")) {
            toml.append("[").append(environment).append("]\nboards = [\"1\"]\ntoken = \"env:NONE\"\n");
        }
        return toml.toString();
    }

    static String option(String[] arguments, String name, String fallback) {
        int at = Arrays.asList(arguments).indexOf(name);
        return at < 0 ? fallback : arguments[at + 1];
    }
}
