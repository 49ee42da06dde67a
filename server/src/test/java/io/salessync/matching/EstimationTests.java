package io.salessync.matching;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is learnt of customers among whom nobody, or hardly anybody, is there twice. */
class EstimationTests {
    private static final String[] GIVEN = {
        "Anna", "Bernd", "Clara", "David", "Emma", "Felix", "Greta", "Hannes", "Ida", "Jonas", "Karla", "Lukas", "Mia",
        "Noah", "Olga", "Peter", "Quirin", "Rosa", "Simon", "Tilda"
    };
    private static final String[] PARTS = {
        "ber", "dal", "fen", "gar", "hol", "kel", "lan", "mor", "nor", "pal", "ros", "sal", "tal", "wal", "win"
    };

    private final SplittableRandom random = new SplittableRandom(20_261_126L);

    private String word() {
        return PARTS[random.nextInt(PARTS.length)]
                + PARTS[random.nextInt(PARTS.length)]
                + PARTS[random.nextInt(PARTS.length)];
    }

    private String title() {
        String word = word();
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    /** People of companies, a dozen each behind one switchboard at one address. */
    private List<Map<String, List<String>>> colleagues(int companies) {
        List<Map<String, List<String>>> people = new ArrayList<>();
        for (int c = 0; c < companies; c++) {
            String company = title() + " Tools GmbH";
            String domain = word() + ".de";
            String phone = "+4930" + random.nextInt(1_000_000, 9_999_999);
            String street = random.nextInt(1, 200) + " " + title() + " Street";
            String city = title();
            String postcode = "" + random.nextInt(10_000, 99_999);
            for (int i = 0; i < 12; i++) {
                String given = GIVEN[random.nextInt(GIVEN.length)];
                String surname = title();
                people.add(Map.of(
                        "given", List.of(given),
                        "surname", List.of(surname),
                        "company", List.of(company),
                        "email", List.of((given + "." + surname + "@" + domain).toLowerCase(Locale.ROOT)),
                        "phone", List.of(phone),
                        "street", List.of(street),
                        "city", List.of(city),
                        "postcode", List.of(postcode)));
            }
        }
        return people;
    }

    private static Map<String, List<String>> with(Map<String, List<String>> of, String role, String value) {
        Map<String, List<String>> changed = new HashMap<>(of);
        changed.put(role, List.of(value));
        return changed;
    }

    private static Records records(List<Map<String, List<String>>> of) {
        Records records = new Records(ContactCells.comparisons(""));
        of.forEach(cells -> records.add("", ContactCells.each(cells)));
        records.close();
        return records;
    }

    /** How likely it is that the last contact is the one before it, as learnt from those before both. */
    private static double probability(StoredModel learnt, List<Map<String, List<String>>> people, int customers) {
        Records records = records(people);
        Model model = learnt.against(records.evidence(), customers, 0.5);
        byte[] levels = new byte[model.evidence().size()];
        Model.Sum sum = new Model.Sum();
        model.levels(people.size() - 2, people.size() - 1, levels);
        model.add(people.size() - 2, people.size() - 1, levels, sum);
        return sum.probability();
    }

    private static StoredModel learnt(List<Map<String, List<String>>> people) {
        Records records = records(people);
        Blocking blocking = new Blocking(records.keys(), records.size(), records.split(), 2_000_000);
        Estimation estimation = new Estimation(records, blocking, true, false, 1);
        return StoredModel.of(estimation.learn(), people.size(), estimation.relativesOfEach());
    }

    @Test
    void colleaguesWithOneFirstNameAreTwoWhereNobodyIsThereTwice() {
        List<Map<String, List<String>>> people = colleagues(250);
        StoredModel learnt = learnt(people);
        assertThat(learnt.company()).isBetween(8.0, 13.0);
        Map<String, List<String>> one = people.getFirst();
        Map<String, List<String>> other =
                with(with(one, "surname", "Zimmermann"), "email", "zimmermann@" + domain(one));
        assertThat(probability(learnt, and(people, one, other), people.size())).isLessThan(0.2);
        Map<String, List<String>> again = with(one, "email", "someone." + word() + "@gmail.com");
        assertThat(probability(learnt, and(people, one, again), people.size())).isGreaterThan(0.9);
    }

    @Test
    void numbersOfColleaguesHoldWhereOnlyThoseOfSomeAreThere() {
        List<Map<String, List<String>>> people = colleagues(250);
        // of each company one is of the sample, and the others are there for being like them
        List<Map<String, List<String>>> sample = new ArrayList<>();
        List<Map<String, List<String>>> partners = new ArrayList<>();
        IntStream.range(0, people.size()).forEach(i -> (i % 12 == 0 ? sample : partners).add(people.get(i)));
        int seeds = sample.size();
        sample.addAll(partners);
        Records records = records(sample);
        Blocking blocking = new Blocking(records.keys(), records.size(), records.split(), 2_000_000);
        Estimation estimation = new Estimation(records, blocking, true, false, 1, seeds, seeds);
        estimation.learn();
        assertThat(estimation.relativesOfEach()[1]).isBetween(8.0, 13.0);
    }

    private static String domain(Map<String, List<String>> of) {
        String email = of.getOrDefault("email", List.of("")).getFirst();
        return email.substring(email.indexOf('@') + 1);
    }

    private static List<Map<String, List<String>>> and(
            List<Map<String, List<String>>> people, Map<String, List<String>> one, Map<String, List<String>> other) {
        assertThat(Set.copyOf(people)).contains(one);
        List<Map<String, List<String>>> all = new ArrayList<>(people);
        all.add(one);
        all.add(other);
        return all;
    }
}
