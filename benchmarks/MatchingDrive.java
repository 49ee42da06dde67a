import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The quality of {@code ./salessync match}: the pairs it calls the same are held against the truth, pairwise; beside it the same
 * records with Duke. And its speed with many contacts.
 */
class MatchingDrive {
    static final Path HOME = Path.of(System.getenv("SALESSYNC_HOME"));
    static final String COMMAND = System.getenv("SALESSYNC_COMMAND");
    static final String HEAP = "2g";
    static Path folder;
    static final List<String> json = new ArrayList<>();

    record Score(double f1, double precision, double recall, double seconds) {}

    public static void main(String[] arguments) throws Exception {
        List<String> words = Arrays.asList(arguments);
        Path febrl = Path.of(option(words, "--febrl", System.getenv().getOrDefault("FEBRL", HOME.resolve("../shared/data/febrl").toString())));
        int crm = Integer.parseInt(option(words, "--crm", "20000"));
        int large = Integer.parseInt(option(words, "--large", "1000000"));
        folder = Files.createTempDirectory("salessync-matching");
        try {
            System.out.printf("%-34s %-22s %8s %10s %8s %8s%n", "records", "fields", "F1", "precision", "recall", "seconds");
            for (String set : List.of("dataset1.csv", "dataset2.csv", "dataset3.csv", "dataset4a.csv dataset4b.csv")) {
                List<Path> files = Arrays.stream(set.split(" ")).map(febrl::resolve).toList();
                if (!files.stream().allMatch(Files::exists)) {
                    System.out.printf("%-34s not in %s%n", set, febrl);
                    continue;
                }
                String name = "FEBRL " + set.replaceAll("\\D", "").substring(0, 1);
                if (files.size() > 1) {
                    Path many = folder.resolve("many.toml");
                    Files.writeString(many, Files.readString(HOME.resolve("examples/matching/febrl-place.toml"))
                            .replace("one_to_one = true", "one_to_one = false"));
                    ours(name, "name, postcode, state", many, null, files, null);
                    name += ", one to one";
                }
                ours(name, "all", example("febrl.toml"), null, files, null);
                ours(name, "name, address", example("febrl.toml"), "name,address", files, null);
                ours(name, "name, postcode, state", example("febrl-place.toml"), null, files, null);
                if (!words.contains("--no-duke")) {
                    DukeRun.febrl(name, files, folder);
                }
            }
            if (crm > 0) {
                Path contacts = folder.resolve("contacts.csv");
                CrmPeople.main(new String[] {"" + crm, "7", "" + contacts});
                ours("%,d contacts".formatted(crm), "contacts.toml", example("contacts.toml"), null, List.of(contacts), truthOf(contacts));
                if (!words.contains("--no-duke")) {
                    DukeRun.contacts("%,d contacts".formatted(crm), contacts, truthOf(contacts));
                }
            }
            if (large > 0) {
                Path contacts = folder.resolve("large.csv");
                CrmPeople.main(new String[] {"" + large, "8", "" + contacts});
                ours("%,d contacts, heap %s".formatted(large, HEAP), "contacts.toml", example("contacts.toml"), null, List.of(contacts),
                        truthOf(contacts));
            }
            String out = option(words, "--json", null);
            if (out != null) {
                Files.writeString(Path.of(out), "{\"benchmark\":\"matching\",\"rows\":[" + String.join(",\n", json) + "]}\n");
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    static Path example(String name) {
        return HOME.resolve("examples/matching/" + name);
    }

    static String option(List<String> words, String name, String fallback) {
        int at = words.indexOf(name);
        return at < 0 ? fallback : words.get(at + 1);
    }

    static void ours(String name, String fields, Path config, String only, List<Path> files, Map<String, String> people) throws Exception {
        Path out = folder.resolve("pairs.csv");
        List<String> words = new ArrayList<>(List.of(COMMAND, "match"));
        files.forEach(file -> words.add(file.toString()));
        words.addAll(List.of("--config", "" + config, "--out", "" + out));
        if (only != null) {
            words.addAll(List.of("--only", only));
        }
        Path told = folder.resolve("told.txt");
        ProcessBuilder process = new ProcessBuilder(words).redirectOutput(told.toFile()).redirectErrorStream(true);
        process.environment().put("SALESSYNC_HEAP", HEAP);
        long began = System.nanoTime();
        int code = process.start().waitFor();
        double seconds = (System.nanoTime() - began) / 1e9;
        if (code != 0) {
            throw new IllegalStateException(words + " ended with " + code + ": " + Files.readString(told));
        }
        Map<String, String> truth = people == null ? register(files) : people;
        Set<Long> same = new HashSet<>();
        Map<String, Integer> numbers = new HashMap<>();
        try (Stream<String> lines = Files.lines(out)) {
            lines.skip(1).forEach(line -> {
                String[] cells = line.split(",", 5);
                if (cells[3].equals("same")) {
                    same.add(pair(numbers, cells[0], cells[1]));
                }
            });
        }
        tell(name, fields, score(same, numbers, truth, files.size() > 1, seconds));
    }

    static long pair(Map<String, Integer> numbers, String one, String other) {
        int a = numbers.computeIfAbsent(one, id -> numbers.size());
        int b = numbers.computeIfAbsent(other, id -> numbers.size());
        return (long) Math.min(a, b) << 32 | Math.max(a, b);
    }

    static void tell(String name, String fields, Score score) {
        System.out.printf(Locale.ROOT, "%-34s %-22s %8.4f %10.4f %8.4f %8.1f%n",
                name, fields, score.f1, score.precision, score.recall, score.seconds);
        json.add(String.format(Locale.ROOT,
                "{\"records\":\"%s\",\"fields\":\"%s\",\"f1\":%.6f,\"precision\":%.6f,\"recall\":%.6f,\"seconds\":%.2f}",
                name, fields, score.f1, score.precision, score.recall, score.seconds));
    }

    /** @param linking records of a register are org and dup: pairs within one file do not count */
    static Score score(Set<Long> same, Map<String, Integer> numbers, Map<String, String> truth, boolean linking, double seconds) {
        Map<String, List<String>> people = new HashMap<>();
        truth.forEach((id, person) -> people.computeIfAbsent(person, key -> new ArrayList<>()).add(id));
        long all = 0;
        long right = 0;
        for (List<String> ids : people.values()) {
            for (int x = 0; x < ids.size(); x++) {
                for (int y = x + 1; y < ids.size(); y++) {
                    if (linking && ids.get(x).endsWith("org") == ids.get(y).endsWith("org")) {
                        continue;
                    }
                    all++;
                    Integer a = numbers.get(ids.get(x));
                    Integer b = numbers.get(ids.get(y));
                    if (a != null && b != null && same.contains((long) Math.min(a, b) << 32 | Math.max(a, b))) {
                        right++;
                    }
                }
            }
        }
        double precision = same.isEmpty() ? 0 : (double) right / same.size();
        double recall = (double) right / all;
        return new Score(precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall), precision, recall, seconds);
    }

    /** The person is the number in the record's name. */
    static Map<String, String> register(List<Path> files) throws IOException {
        Map<String, String> truth = new TreeMap<>();
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.skip(1).filter(line -> !line.isBlank()).forEach(line -> {
                    String id = line.substring(0, line.indexOf(',')).strip();
                    truth.put(id, id.split("-")[1]);
                });
            }
        }
        return truth;
    }

    static Map<String, String> truthOf(Path contacts) throws IOException {
        Map<String, String> truth = new HashMap<>();
        try (Stream<String> lines = Files.lines(contacts)) {
            lines.skip(1).forEach(line -> {
                String[] cells = line.split(",", 3);
                truth.put(cells[0], cells[1]);
            });
        }
        return truth;
    }
}
