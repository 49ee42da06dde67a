package io.salessync.outreach.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws, by a seed alone, who plays in a simulation, when it begins, how people behave and what goes wrong. */
final class Cast {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FEWEST = 10;
    private static final int MOST = 70;

    /** Of so many days of a year one is the first: both changes of the clocks and the holidays lie within. */
    private static final int BEGINNINGS = 330;

    private static final List<String> FIRST = List.of(
            "Ada", "Björn", "Chiara", "Dário", "Eszter", "Fatima", "Goran", "Hana", "Ïsa", "Jürgen", "Karim", "Łucja",
            "Márta", "Nils", "Oya", "Père", "Quentin", "Ragna", "Søren", "Tülay", "Uwe", "Věra", "Wim", "Xenia", "Yara",
            "Zsófia");
    /** Names that are no names; none may break a text, a page or another lead. */
    private static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "=HYPERLINK(\"http://a.example\")",
            "{{first_name}}",
            "{% if company %}",
            "\u202Egnihton\u202C",
            "🚚👩‍💼🇩🇪",
            "Robert'); DROP TABLE lead;--",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "{a|b}",
            "\u0000\u0007Bell",
            "Long".repeat(2_500));

    private static final List<String> LAST = List.of(
            "Adler",
            "Bakker",
            "Çelik",
            "Dupont",
            "Eriksson",
            "Fuchs",
            "García",
            "Horák",
            "Ivanov",
            "Jensen",
            "Kovács",
            "López",
            "Müller",
            "Nowak",
            "O'Brien",
            "Pereira",
            "Quist",
            "Rossi",
            "Sørensen",
            "Tóth",
            "Ünal",
            "Vogel",
            "Weiß",
            "Yıldız",
            "Zapata");
    private static final List<String> PLACES = List.of(
            "DE,Europe/Berlin",
            "GB,Europe/London",
            "US,America/New_York",
            "US,America/Los_Angeles",
            "IN,Asia/Kolkata",
            "AU,Australia/Sydney",
            "BR,America/Sao_Paulo",
            "FR,Europe/Paris",
            "CH,",
            ",");
    /** What people are like whom a sequence has its trouble with, in per cent. */
    private static final Map<Integer, String> WORLD = Map.ofEntries(
            Map.entry(0, "absent"),
            Map.entry(1, "absent"),
            Map.entry(2, "absent"),
            Map.entry(3, "invited_by_hand"),
            Map.entry(4, "invited_by_hand"),
            Map.entry(5, "connected_by_hand"),
            Map.entry(6, "connected_by_hand"),
            Map.entry(7, "blocks"),
            Map.entry(8, "unreachable"),
            Map.entry(9, "not_invitable"),
            Map.entry(10, "not_invitable"),
            Map.entry(11, "bounces"));

    private static final Instant YEAR = Instant.parse("2026-01-05T07:00:00Z");

    private final Random random;
    private final long seed;

    Cast(long seed) {
        this.seed = seed;
        // neighbouring seeds begin alike otherwise
        this.random = new Random(seed * 0x9E37_79B9_7F4A_7C15L);
    }

    Instant start() {
        return YEAR.plus(Duration.ofDays(random.nextInt(BEGINNINGS)));
    }

    /** @param example whose rows, hostile ones among them, are added to some; its header is that of all */
    String leads(String example) {
        List<String> lines = new ArrayList<>();
        List<String> given = example.lines().toList();
        lines.add(given.getFirst());
        int count = FEWEST + random.nextInt(MOST);
        for (int i = 0; i < count; i++) {
            String first = FIRST.get(random.nextInt(FIRST.size()));
            String last = LAST.get(random.nextInt(LAST.size()));
            if (random.nextInt(100) < 4) {
                first = HOSTILE.get(random.nextInt(HOSTILE.size()));
            }
            int company = random.nextInt(count);
            String key = "s%d-%d".formatted(seed, i);
            boolean network = random.nextInt(100) < 92;
            boolean mail = !network || random.nextInt(100) < 75;
            int standing = random.nextInt(100);
            String status =
                    !network || standing >= 9 ? "" : standing < 5 ? "invited" : standing < 8 ? "connected" : "replied";
            lines.add(String.join(
                    ",",
                    '"' + first.replace("\"", "\"\"") + '"',
                    last,
                    "Company " + company,
                    "Head of Logistics",
                    mail ? "person.%s@company-%d-%d.example".formatted(key, seed, company) : "",
                    network ? "https://www.linkedin.com/in/person-" + key : "",
                    "",
                    PLACES.get(random.nextInt(PLACES.size())),
                    status,
                    random.nextBoolean() ? "Your new hub caught my eye." : "",
                    // what the network is to do with somebody, they have to be in it for
                    status.isEmpty() && network ? WORLD.getOrDefault(random.nextInt(100), "") : ""));
        }
        if (random.nextInt(100) < 50) {
            lines.addAll(given.subList(1, given.size()));
        }
        return String.join("\n", lines) + "\n";
    }

    /**
     * The same kinds of faults, each more or less likely or not at all; those of webhooks as they are.
     *
     * @param given a document as {@link Simulation.Plan#faults}; null: none
     */
    @Nullable String faults(@Nullable String given) {
        if (given == null) {
            return null;
        }
        JsonNode read = JSON.readTree(given);
        if (!(read instanceof ObjectNode all)) {
            return given;
        }
        ArrayNode faults = JSON.createArrayNode();
        for (JsonNode fault : all.path("faults")) {
            ObjectNode one = (ObjectNode) fault.deepCopy();
            boolean webhook = one.path("kind").asString("").startsWith("webhook_");
            boolean kept = webhook || random.nextInt(100) < 85;
            if (!webhook) {
                one.put("probability", Math.min(1, one.path("probability").asDouble(1) * between(0.3, 1.7)));
            }
            if (kept) {
                faults.add(one);
            }
        }
        all.set("faults", faults);
        all.put("death", all.path("death").asDouble(0) * between(0, 2));
        ObjectNode settings = JSON.createObjectNode();
        settings.put("accept", between(0.2, 0.7));
        settings.put("reply", between(0.1, 0.5));
        settings.put("accept_hours", between(2, 60));
        settings.put("reply_hours", between(1, 30));
        settings.put("new_relation_hours", between(0.5, 8));
        all.set("settings", settings);
        return JSON.writeValueAsString(all);
    }

    private double between(double least, double most) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.4f", least + (most - least) * random.nextDouble()));
    }
}
