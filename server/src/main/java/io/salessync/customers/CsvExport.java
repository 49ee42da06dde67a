package io.salessync.customers;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.salessync.customers.CustomerFields.AddressKind;
import io.salessync.customers.CustomerFields.AddressPart;
import io.salessync.customers.CustomerFields.PhoneKind;
import io.salessync.customers.Person.ExternalId;
import io.salessync.customers.Person.Place;
import io.salessync.customers.Person.Point;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Customers as CSV that a spreadsheet opens without running anything in it; what was exported can be imported again. */
final class CsvExport {
    static final int AT_ONCE = 1_000;

    /** The columns of people. */
    static final List<String> PEOPLE = people();

    /** The columns of companies. */
    static final List<String> COMPANIES = companies();

    private static final List<PhoneKind> PHONES = List.of(PhoneKind.WORK, PhoneKind.MOBILE);

    private CsvExport() {}

    /** @param next where the next part begins; null: it is the last */
    record Part(List<List<String>> rows, @Nullable String next) {}

    /** @param parts by where they begin; null: the first */
    static void write(
            HttpServletResponse response, String name, List<String> columns, Function<@Nullable String, Part> parts)
            throws IOException {
        response.setContentType("text/csv; charset=UTF-8");
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.setHeader("Content-Disposition", "attachment; filename=\"%s.csv\"".formatted(name));
        try (CsvWriter csv = CsvWriter.builder().build(response.getWriter())) {
            csv.writeRecord(columns);
            String after = null;
            do {
                Part part = parts.apply(after);
                // a slow reader holds no transaction open
                part.rows().forEach(csv::writeRecord);
                after = part.next();
            } while (after != null);
        } catch (UncheckedIOException e) {
            throw new IOException("The export was not taken to its end", e);
        }
    }

    private static List<String> people() {
        List<String> names = new ArrayList<>(List.of("id"));
        for (PersonField field : PersonField.values()) {
            names.add(field.text());
        }
        names.addAll(List.of("email", "phone", "mobilePhone", "street", "postalCode", "city", "region", "country"));
        names.addAll(List.of("company", "externalIds"));
        return List.copyOf(names);
    }

    private static List<String> companies() {
        List<String> names = new ArrayList<>(List.of("id"));
        for (CompanyField field : CompanyField.values()) {
            names.add(field.text());
        }
        names.addAll(List.of(CustomerFields.EMAIL, CustomerFields.OTHER_EMAIL));
        CompanyValues.PHONES.forEach(kind -> names.add(kind.field()));
        for (AddressKind kind : AddressKind.values()) {
            for (AddressPart part : AddressPart.values()) {
                names.add(kind.field(part));
            }
        }
        names.add("externalIds");
        return List.copyOf(names);
    }

    static List<String> of(Person person) {
        List<String> cells = new ArrayList<>(List.of(person.id().toString()));
        values(cells, PersonField.values(), person.fields());
        cells.add(harmless(Objects.toString(person.email(), "")));
        PHONES.forEach(kind -> cells.add(point(person.phones(), kind.text())));
        Place place =
                person.addresses().stream().filter(Place::primary).findFirst().orElse(null);
        cells.add(place == null ? "" : harmless(Objects.toString(place.street(), "")));
        cells.add(place == null ? "" : harmless(Objects.toString(place.postalCode(), "")));
        cells.add(place == null ? "" : harmless(Objects.toString(place.city(), "")));
        cells.add(place == null ? "" : harmless(Objects.toString(place.region(), "")));
        cells.add(place == null ? "" : harmless(Objects.toString(place.country(), "")));
        cells.add(harmless(Objects.toString(person.company(), "")));
        cells.add(ids(person.externalIds()));
        return cells;
    }

    static List<String> of(Company company) {
        List<String> cells = new ArrayList<>(List.of(company.id().toString()));
        values(cells, CompanyField.values(), company.fields());
        cells.add(point(company.emails(), "work"));
        cells.add(point(company.emails(), "other"));
        CompanyValues.PHONES.forEach(kind -> cells.add(point(company.phones(), kind.text())));
        for (AddressKind kind : AddressKind.values()) {
            Place place = company.addresses().stream()
                    .filter(one -> one.kind().equals(kind.text()))
                    .findFirst()
                    .orElse(null);
            for (AddressPart part : AddressPart.values()) {
                cells.add(place == null ? "" : harmless(Objects.toString(part.of(place), "")));
            }
        }
        cells.add(ids(company.externalIds()));
        return cells;
    }

    private static void values(List<String> cells, CustomerField[] fields, Map<String, Object> values) {
        for (CustomerField field : fields) {
            cells.add(harmless(Objects.toString(values.get(field.text()), "")));
        }
    }

    private static String point(List<Point> points, String kind) {
        return points.stream()
                .filter(point -> point.kind().equals(kind) && point.ended() == null)
                .findFirst()
                .map(point -> harmless(point.written()))
                .orElse("");
    }

    private static String ids(List<ExternalId> ids) {
        return harmless(String.join(
                " ",
                ids.stream()
                        .map(id -> id.system() + "/" + id.object() + "/" + id.id())
                        .toList()));
    }

    /** A spreadsheet takes text that begins like this for a formula and would run it. */
    static String harmless(String text) {
        return !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
