package io.salessync.matching;

import io.salessync.customers.Person;
import io.salessync.customers.PersonField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What of a contact is compared, whether it is a customer or comes with a flow; by role, as {@link Comparison} takes it. */
final class ContactCells {
    private static final int MOST = 3;
    private static final List<String> EMAILS = List.of("email", "otherEmail");
    private static final List<String> PHONES = List.of("phone", "mobilePhone", "homePhone", "otherPhone");

    private static final Map<String, String> FIELDS = Map.of(
            "given",
            "givenName",
            "surname",
            "familyName",
            "full",
            "fullName",
            "company",
            "company",
            "street",
            "street",
            "city",
            "city",
            "state",
            "region",
            "postcode",
            "postalCode",
            "country",
            "country");

    private ContactCells() {}

    /** Of a customer; former e-mails and phones count too: they tell who somebody is. */
    static Map<String, List<String>> of(Person person) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        put(cells, "given", person.text(PersonField.GIVEN_NAME));
        put(cells, "surname", withSuffix(person.text(PersonField.FAMILY_NAME), person.text(PersonField.SUFFIX)));
        put(cells, "full", person.fullName());
        put(cells, "company", person.company());
        put(cells, "date", written(person.fields().get(PersonField.BIRTH_DATE.text())));
        cells.put(
                "email",
                person.emails().stream()
                        .map(Person.Point::normalised)
                        .limit(MOST)
                        .toList());
        cells.put(
                "phone",
                person.phones().stream()
                        .map(Person.Point::normalised)
                        .limit(MOST)
                        .toList());
        if (!person.addresses().isEmpty()) {
            Person.Place place = person.addresses().getFirst();
            put(cells, "street", place.street());
            put(cells, "city", place.city());
            put(cells, "state", place.region());
            put(cells, "postcode", place.postalCode());
            put(cells, "country", place.country());
        }
        return cells;
    }

    /** Of a record of a flow whose fields bear the names of a customer's. */
    static Map<String, List<String>> of(Map<String, @Nullable Object> values) {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        put(cells, "given", written(values.get("givenName")));
        put(cells, "surname", withSuffix(written(values.get("familyName")), written(values.get("suffix"))));
        put(cells, "full", written(values.get("fullName")));
        put(cells, "company", written(values.get("company")));
        put(cells, "date", written(values.get("birthDate")));
        several(cells, "email", EMAILS, values);
        several(cells, "phone", PHONES, values);
        put(cells, "street", written(values.get("street")));
        put(cells, "city", written(values.get("city")));
        put(cells, "state", written(values.get("region")));
        put(cells, "postcode", written(values.get("postalCode")));
        put(cells, "country", written(values.get("country")));
        return cells;
    }

    private static void several(
            Map<String, List<String>> cells, String role, List<String> fields, Map<String, @Nullable Object> values) {
        List<String> found = new ArrayList<>();
        for (String field : fields) {
            String value = written(values.get(field));
            if (value != null && found.size() < MOST) {
                found.add(value);
            }
        }
        cells.put(role, found);
    }

    private static @Nullable String withSuffix(@Nullable String family, @Nullable String suffix) {
        return family == null || suffix == null ? family : family + " " + suffix;
    }

    private static @Nullable String written(@Nullable Object value) {
        String text = value == null ? "" : value.toString().strip();
        return text.isEmpty() ? null : text;
    }

    private static void put(Map<String, List<String>> cells, String role, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            cells.put(role, List.of(value));
        }
    }

    /** The fields of a customer that cells stand for, as far as they can be taken over. */
    static Map<String, @Nullable Object> fields(Map<String, List<String>> cells) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        FIELDS.forEach((role, field) -> {
            String text = Comparison.cell(cells, role);
            if (!text.isEmpty()) {
                fields.put(field, text);
            }
        });
        spread(cells.getOrDefault("email", List.of()), EMAILS, fields);
        spread(cells.getOrDefault("phone", List.of()), PHONES, fields);
        String date = DateComparison.read(Comparison.cell(cells, "date"), false);
        if (date.matches("\\d{8}")) {
            fields.put("birthDate", date.substring(0, 4) + "-" + date.substring(4, 6) + "-" + date.substring(6));
        }
        return fields;
    }

    private static void spread(List<String> texts, List<String> names, Map<String, @Nullable Object> into) {
        for (int i = 0; i < Math.min(texts.size(), names.size()); i++) {
            into.put(names.get(i), texts.get(i));
        }
    }

    /** The comparisons of contacts, each with all its roles. */
    static List<Comparison> comparisons(String region) {
        return List.of(
                new NameComparison(),
                new EmailComparison("email", MOST),
                new PhoneComparison("phone", MOST, region),
                new PlainComparison("company", Kind.COMPANY),
                new AddressComparison("address", java.util.Set.of("street", "city", "postcode", "state", "country")),
                new DateComparison("date of birth", false));
    }

    /** One map for each of {@link #comparisons}: every comparison takes what it knows. */
    static List<Map<String, List<String>>> each(Map<String, List<String>> cells) {
        return List.of(cells, cells, cells, cells, cells, cells);
    }

    /**
     * The keys of blocking passes, as they are stored: the place in the list is the pass. Texts, not numbers of a dictionary, so that
     * they mean the same tomorrow.
     */
    static List<long[]> keys(Map<String, List<String>> cells, String region) {
        PersonName name = PersonName.of(
                Comparison.cell(cells, "given"), Comparison.cell(cells, "surname"), Comparison.cell(cells, "full"));
        List<Long> emails = new ArrayList<>();
        List<Long> locals = new ArrayList<>();
        for (String email : cells.getOrDefault("email", List.of())) {
            Emails.Address address = Emails.of(email);
            if (!address.local().isEmpty()) {
                emails.add(Keys.of(address.whole()));
                if (!address.shared()) {
                    locals.add(Keys.of(address.local().replaceAll("[._-]", "")));
                }
            }
        }
        List<Long> phones = new ArrayList<>();
        for (String phone : cells.getOrDefault("phone", List.of())) {
            phones.add(Keys.of(Phones.end(Phones.normal(phone, region))));
        }
        String first = name.first();
        long given = Keys.of(first);
        long family = Keys.of(name.family());
        long sound = Keys.of(Folding.skeleton(name.family()));
        long company = Keys.of(Companies.folded(Comparison.cell(cells, "company")));
        long postcode = Keys.of(Folding.code(Comparison.cell(cells, "postcode")));
        long street = Keys.of(Streets.folded(Comparison.cell(cells, "street")));
        long initial = first.isEmpty() ? 0 : first.charAt(0);
        return List.of(
                array(emails),
                array(locals),
                array(phones),
                both(Math.min(given, family), Math.max(given, family)),
                both(Keys.of(Folding.skeleton(first)) ^ sound, sound == 0 ? 0 : 1),
                both(sound, postcode),
                both(sound, company),
                both(given, company),
                both(street, postcode),
                both(both(sound, initial)[0], Keys.of(Folding.words(Comparison.cell(cells, "city")))),
                both(Keys.of(DateComparison.read(Comparison.cell(cells, "date"), false)), 1));
    }

    private static long[] both(long one, long other) {
        return one == 0 || other == 0 ? new long[1] : new long[] {Keys.mix(one, other)};
    }

    private static long[] array(List<Long> keys) {
        return keys.stream().mapToLong(Long::longValue).distinct().toArray();
    }

    /** What a side of a comparison shows to people: the roles' words and texts. */
    static Map<String, String> shown(Map<String, List<String>> cells) {
        Map<String, String> shown = new LinkedHashMap<>();
        cells.forEach((role, texts) -> {
            if (!texts.isEmpty()) {
                shown.put(label(role), String.join(", ", texts));
            }
        });
        return shown;
    }

    private static String label(String role) {
        return switch (role) {
            case "given" -> "given name";
            case "full" -> "full name";
            case "date" -> "date of birth";
            default -> role.toLowerCase(Locale.ROOT);
        };
    }
}
