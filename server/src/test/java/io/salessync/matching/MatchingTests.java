package io.salessync.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import de.siegmar.fastcsv.reader.CsvReader;
import io.salessync.kernel.figures.Interval;
import io.salessync.kernel.problems.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quality of decisions on a fixed generated set, and on register data where they are at hand. */
class MatchingTests {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path FEBRL = Path.of(System.getenv()
            .getOrDefault("FEBRL", ROOT.resolve("../shared/data/febrl").toString()));
    private static final Path CONTACTS = Path.of("src/test/resources/matching/contacts.csv");

    @TempDir
    private Path folder;

    private record Score(double f1, double precision, double recall) {}

    /** @param truth the person of each record */
    private record Outcome(Records records, Matching matching, List<Decided> decided, Map<String, String> truth) {
        boolean same(Decided pair) {
            return person(pair.one()).equals(person(pair.other()));
        }

        String person(int row) {
            return truth.getOrDefault(records.id(row), records.id(row));
        }

        Score score() {
            long found =
                    decided.stream().filter(pair -> pair.band() == Band.SAME).count();
            long right = decided.stream()
                    .filter(pair -> pair.band() == Band.SAME && same(pair))
                    .count();
            Map<String, List<Integer>> people = new HashMap<>();
            for (int row = 0; row < records.size(); row++) {
                people.computeIfAbsent(person(row), name -> new ArrayList<>()).add(row);
            }
            long all = 0;
            for (List<Integer> rows : people.values()) {
                for (int one : rows) {
                    for (int other : rows) {
                        boolean across = !records.linking() || one < records.split() && other >= records.split();
                        all += one < other && across ? 1 : 0;
                    }
                }
            }
            double precision = (double) right / found;
            double recall = (double) right / all;
            return new Score(2 * precision * recall / (precision + recall), precision, recall);
        }
    }

    private static Outcome run(MatchingConfig config, Map<String, String> truth, Path... files) {
        Records records = new Records(config.start());
        new RecordFile(files[0], config).into(records);
        if (files.length > 1) {
            records.secondFile();
            new RecordFile(files[1], config).into(records);
        }
        records.close();
        Matching matching = new Matching(records, config, 2);
        return new Outcome(records, matching, matching.run(), truth);
    }

    private static Map<String, String> column(String name) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (var rows = CsvReader.builder().ofNamedCsvRecord(CONTACTS)) {
            rows.forEach(row -> values.put(row.getField("id"), row.getField(name)));
        }
        return values;
    }

    private static MatchingConfig example(String name) {
        return MatchingConfigReader.read(ROOT.resolve("examples/matching/" + name));
    }

    /** Compared once for the tests that look at it. */
    private static final class Contacts {
        static final Outcome OUTCOME = outcome();

        private static Outcome outcome() {
            try {
                return run(example("contacts.toml"), column("person"), CONTACTS);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @Test
    void contactsAreMatchedAndFamiliesAndColleaguesAreNot() throws IOException {
        Outcome outcome = Contacts.OUTCOME;
        Score score = outcome.score();
        assertThat(score.precision()).isGreaterThan(0.97);
        assertThat(score.recall()).isGreaterThan(0.92);
        Map<String, String> cases = column("case");
        for (Decided pair : outcome.decided()) {
            if (pair.band() == Band.SAME && !outcome.same(pair)) {
                String kind = cases.get(outcome.records().id(pair.other()));
                assertThat(kind).as(outcome.matching().explain(pair)).isNotEqualTo("shared mailbox");
            }
        }
        Decided first = outcome.decided().stream()
                .filter(pair -> pair.band() == Band.SAME)
                .findFirst()
                .orElseThrow();
        assertThat(outcome.matching().explain(first)).containsPattern("(surname|email|phone) \\w.* \\([+-]\\d");
    }

    @Test
    void eachReasonToBeThereTwiceIsFoundOrShownToAPerson() throws IOException {
        Outcome outcome = Contacts.OUTCOME;
        Map<String, String> cases = column("case");
        Map<String, Integer> there = new HashMap<>();
        Map<String, Integer> found = new HashMap<>();
        cases.values().stream()
                .filter(kind -> !List.of("", "couple", "father and son", "shared mailbox")
                        .contains(kind))
                .forEach(kind -> there.merge(kind, 1, Integer::sum));
        for (Decided pair : outcome.decided()) {
            if (pair.band() != Band.DIFFERENT && outcome.same(pair)) {
                found.merge(cases.getOrDefault(outcome.records().id(pair.other()), ""), 1, Integer::sum);
            }
        }
        assertThat(there).hasSize(8);
        there.forEach((kind, count) ->
                assertThat(found.getOrDefault(kind, 0)).as(kind).isGreaterThanOrEqualTo((int) (count * 0.9)));
    }

    private static Map<String, String> register(Path... files) throws IOException {
        Map<String, String> truth = new HashMap<>();
        for (Path file : files) {
            for (String line : Files.readAllLines(file)) {
                String id = line.split(",")[0].strip();
                if (id.startsWith("rec-")) {
                    truth.put(id, id.split("-")[1]);
                }
            }
        }
        return truth;
    }

    @Test
    void aRegisterIsMatchedWithoutLabels() throws IOException {
        Path file = FEBRL.resolve("dataset1.csv");
        assumeThat(file).as("the FEBRL data are not at hand").exists();
        assertThat(run(example("febrl.toml"), register(file), file).score().f1())
                .isGreaterThanOrEqualTo(0.999);
        MatchingConfig less = example("febrl.toml").only(List.of("name", "address"));
        assertThat(run(less, register(file), file).score().f1()).isGreaterThanOrEqualTo(0.993);
        assertThat(run(example("febrl-place.toml"), register(file), file)
                        .score()
                        .f1())
                .isGreaterThanOrEqualTo(0.90);
    }

    @Test
    void twoRegistersAreMatchedOneToOneWithLittleToGoBy() throws IOException {
        Path one = FEBRL.resolve("dataset4a.csv");
        Path other = FEBRL.resolve("dataset4b.csv");
        assumeThat(one).as("the FEBRL data are not at hand").exists();
        assertThat(run(example("febrl-place.toml"), register(one, other), one, other)
                        .score()
                        .f1())
                .isGreaterThanOrEqualTo(0.97);
    }

    private static final String HEADER =
            "id,first_name,last_name,email,phone,mobile,company,street,city,postal_code,state,notes\n";

    private Outcome few(String... rows) throws IOException {
        Path file = Files.writeString(folder.resolve("few.csv"), HEADER + String.join("\n", rows) + "\n");
        return run(example("contacts.toml"), Map.of(), file);
    }

    private static Band band(Outcome outcome, String one, String other) {
        return outcome.decided().stream()
                .filter(pair -> outcome.records().id(pair.one()).equals(one)
                        && outcome.records().id(pair.other()).equals(other))
                .map(Decided::band)
                .findFirst()
                .orElse(Band.DIFFERENT);
    }

    private static final String ANN =
            ",Ann,Miller,ann.miller@acme.example,+1 212 555 0147,,Acme Inc.,12 Oak Street,Albany,12207,NY,";

    @Test
    void twoRowsThatAreAlikeInAllAreTheSameHoweverFewThereAre() throws IOException {
        assertThat(band(few("1" + ANN, "2" + ANN), "1", "2")).isEqualTo(Band.SAME);
        Outcome three = few(
                "1" + ANN,
                "2" + ANN,
                "3,Karl,Otter,karl@otter.example,+1 415 555 0199,,Otter LLC,8 Bay Road,Oakland,94607,CA,");
        assertThat(band(three, "1", "2")).isEqualTo(Band.SAME);
        assertThat(three.decided().stream().filter(pair -> pair.band() != Band.DIFFERENT))
                .hasSize(1);
    }

    @Test
    void oneAddressSpeaksForOnePersonAmongThree() throws IOException {
        Outcome outcome = few(
                "1,Jon,Smith,jsmith@acme.example,,,,,,,,",
                "2,John,Smith,jsmith@acme.example,,,,,,,,",
                "3,Karl,Otter,karl@otter.example,,,,,,,,");
        assertThat(band(outcome, "1", "2")).isNotEqualTo(Band.DIFFERENT);
        assertThat(outcome.decided().getFirst().one()).isZero();
        assertThat(outcome.matching().explain(outcome.decided().getFirst())).containsPattern("email equal \\(\\+[3-9]");
    }

    @Test
    void aFewColleaguesAreNotOnePerson() throws IOException {
        List<String> rows = new ArrayList<>();
        List<String> given = List.of("Ann", "Bob", "Carla", "David", "Eve", "Frank", "Gina", "Hugo");
        List<String> family = List.of("Miller", "Otter", "Parker", "Quinn", "Rossi", "Stone", "Turner", "Underhill");
        for (int i = 0; i < given.size(); i++) {
            rows.add("%d,%s,%s,%s@acme.example,+1 212 555 0100,,Acme Inc.,12 Oak Street,Albany,12207,NY,"
                    .formatted(i, given.get(i), family.get(i), given.get(i).toLowerCase(java.util.Locale.ROOT)));
        }
        for (int size = 2; size <= rows.size(); size++) {
            assertThat(few(rows.subList(0, size).toArray(String[]::new)).decided().stream()
                            .filter(pair -> pair.band() != Band.DIFFERENT))
                    .isEmpty();
        }
    }

    @Test
    void spellingsOfOtherScriptsSoundAlike() {
        assertThat(Folding.words("Щербаков")).isEqualTo("shcherbakov");
        assertThat(Folding.skeleton(Folding.words("Юлия"))).isEqualTo(Folding.skeleton("julija"));
        assertThat(Folding.skeleton(Folding.words("محمد"))).isEqualTo(Folding.skeleton("mohammed"));
        assertThat(Folding.skeleton(Folding.words("يوسف"))).isEqualTo(Folding.skeleton("youssef"));
        assertThat(Folding.words("François  O’Brien-Søn")).isEqualTo("francois obrien son");
        assertThat(Folding.skeleton(Folding.words("Γιώργος"))).isNotEmpty();
    }

    @Test
    void partsOfNamesAreTold() {
        assertThat(PersonName.of("", "", "Dr. Ludwig van Beethoven Jr."))
                .isEqualTo(new PersonName("ludwig", "van beethoven", "jr"));
        assertThat(PersonName.of("", "", "Müller, Anna-Maria")).isEqualTo(new PersonName("anna maria", "muller", ""));
        assertThat(PersonName.of("Peter", "Smith III", "")).isEqualTo(new PersonName("peter", "smith", "3"));
    }

    @Test
    void addressesAndNumbersComeToOneForm() {
        assertThat(Emails.of("Jane Doe <J.Doe+news@Googlemail.com>").whole()).isEqualTo("jdoe@gmail.com");
        assertThat(Emails.of("not an address").local()).isEmpty();
        assertThat(Phones.normal("(030) 1234567", "DE")).isEqualTo(Phones.normal("+49 30 1234567", ""));
        assertThat(Streets.folded("Hauptstraße 5")).isEqualTo(Streets.folded("Haupt Str. 5"));
        assertThat(DateComparison.read("3/4/1990", false)).isEqualTo("19900403");
    }

    @Test
    void distancesCountASwapOfNeighboursOnce() {
        assertThat(Distances.edits("19601203", "19610203", 2)).isEqualTo(1);
        assertThat(Distances.edits("kitten", "sitting", 2)).isGreaterThan(2);
        assertThat(Distances.jaroWinkler("martha", "marhta")).isBetween(0.96, 0.962);
    }

    @Test
    void mistakesInAConfigurationAreToldWithLineAndColumn() {
        assertThatThrownBy(() -> MatchingConfigReader.read(
                        "id = \"id\"\nsam = 0.9\n\n[[compare]]\nkind = \"phone\"\nphone = \"tel\"\nregion = \"XX\"\n",
                        "m.toml"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("m.toml, line 2, column 1: sam is not a key here: did you mean 'same'?")
                .hasMessageContaining("m.toml, line 7, column 1: region cannot be 'XX'");
    }

    @Test
    void aRowThatDoesNotFitIsToldWithItsLine() throws IOException {
        MatchingConfig config =
                MatchingConfigReader.read("id = \"id\"\n[[compare]]\nkind = \"name\"\nfull = \"name\"\n", "m.toml");
        Path file = Files.writeString(folder.resolve("people.csv"), "id;name\n1;Ann\n2;Bob;x\n");
        assertThatThrownBy(() -> new RecordFile(file, config).into(new Records(config.start())))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("people.csv, line 3: the row has 3 cells where the header has 2");
        Path twice = Files.writeString(folder.resolve("twice.csv"), "id,name\n1,Ann\n1,Bob\n");
        assertThatThrownBy(() -> new RecordFile(twice, config).into(new Records(config.start())))
                .hasMessageContaining("line 3: the column id is '1' as in line 2");
        Path other = Files.writeString(folder.resolve("other.csv"), "id,nam\n1,Ann\n");
        assertThatThrownBy(() -> new RecordFile(other, config).into(new Records(config.start())))
                .hasMessageContaining("line 1: there is no column 'name': did you mean 'nam'?");
    }

    @Test
    void aBlockThatIsTooLargeIsDividedAndEachPairComesOnce() {
        Keys all = keys("one for all", false, row -> 1);
        Keys tens = keys("tens", true, row -> 1 + row / 10);
        Blocking blocking = new Blocking(List.of(all, tens), 1_000, 1_000, 6_000);
        List<Long> pairs = new ArrayList<>();
        blocking.each(1, (worker, one, other) -> pairs.add((long) one << 32 | other));
        assertThat(pairs).hasSize(100 * 45).doesNotHaveDuplicates();
    }

    private static Keys keys(String name, boolean weak, java.util.function.IntUnaryOperator key) {
        return new Keys(name, 1, weak) {
            @Override
            long key(int row, int slot) {
                return key.applyAsInt(row);
            }
        };
    }

    @Test
    void aThresholdIsProposedOnlyWhereEnoughWasReviewed() {
        List<Quality.Label> labels = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            labels.add(new Quality.Label(0.9 - i * 0.001, true, false));
        }
        assertThat(Quality.of(labels, 3, 0.9).proposal()).isNull();
        for (int i = 0; i < 285; i++) {
            labels.add(new Quality.Label(0.85 - i * 0.001, true, false));
        }
        for (int i = 0; i < 50; i++) {
            labels.add(new Quality.Label(0.5 - i * 0.001, false, i == 0));
        }
        Quality quality = Quality.of(labels, 3, 0.9);
        assertThat(quality.proposal()).isNotNull().isLessThan(0.8);
        assertThat(quality.precision()).isGreaterThan(0.9);
        assertThat(quality.wrong()).isEqualTo(1);
        assertThat(Interval.atLeast(20, 20)).isBetween(0.9, 0.95);
    }
}
