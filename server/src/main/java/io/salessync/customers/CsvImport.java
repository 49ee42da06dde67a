package io.salessync.customers;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.salessync.customers.Customers.Change;
import io.salessync.customers.Customers.Incoming;
import io.salessync.customers.Customers.Origin;
import io.salessync.customers.Customers.Outcome;
import io.salessync.kernel.problems.Problem;
import io.salessync.kernel.tenancy.Database;
import io.salessync.kernel.tenancy.TenantId;
import io.salessync.mapping.FieldGuesses;
import io.swagger.v3.oas.annotations.media.Schema;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * People or companies from a CSV file, in one transaction: either the whole call counts or nothing of it. Rows that do not fit are listed with their
 * line and left out.
 */
@Component
final class CsvImport {
    static final int MOST_ROWS = 100_000;
    static final String SYSTEM = "import";
    private static final int PAGE = 1_000;
    private static final int LISTED = 500;
    private final PostgresCustomers customers;
    private final Database database;

    CsvImport(PostgresCustomers customers, Database database) {
        this.customers = customers;
        this.database = database;
    }

    /** What becomes of columns that are no field. */
    enum Others {
        /** The file is refused. */
        REFUSE,
        IGNORE,
        /** They are kept as further fields. */
        KEEP
    }

    /**
     * How to read the file.
     *
     * @param kind what the rows are
     * @param key the column that names each in the file; null: {@code externalId}, else the e-mail address of people, of companies the
     *     domain, else the name
     * @param whole whether nothing is imported where one row does not fit
     * @param dryRun whether nothing is imported in any case
     */
    record Wish(CustomerKind kind, @Nullable String key, Others others, boolean whole, boolean dryRun) {}

    /** A row that does not fit; {@code line} counts from 1, the header included. */
    @Schema(name = "CustomerImportProblem")
    record RowProblem(long line, @Nullable String field, String message) {}

    /**
     * What came of it.
     *
     * @param columns the field that each column goes to; those that are ignored are not in it
     * @param problems the first of those that do not fit
     * @param imported whether it was written
     */
    @Schema(name = "CustomerImport")
    record Report(
            long rows,
            long created,
            long updated,
            long unchanged,
            long refused,
            Map<String, String> columns,
            List<RowProblem> problems,
            boolean imported) {}

    /** Ends the transaction without leaving anything. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Report report;

        Undone(Report report) {
            super("nothing is to be imported", null, false, false);
            this.report = report;
        }
    }

    Report run(TenantId tenant, String who, String file, InputStream in, Wish wish) {
        try (CsvReader<CsvRecord> csv = reader(in)) {
            return database.inTenant(tenant, sql -> {
                Reading reading = new Reading(sql, tenant, new Origin(who, null), file, wish);
                csv.forEach(reading::take);
                return reading.end();
            });
        } catch (Undone undone) {
            return undone.report;
        } catch (CsvParseException e) {
            throw unreadable(file, "has quotes that do not match: " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, why(e.getCause()), e);
        } catch (IOException e) {
            throw unreadable(file, why(e), e);
        }
    }

    private static String why(@Nullable Throwable cause) {
        return cause instanceof MalformedInputException
                ? "is not written in UTF-8. Save it as \"CSV UTF-8\""
                : "cannot be read";
    }

    private static Problem unreadable(String file, String why, Exception cause) {
        return Problem.of(CustomersProblem.WRONG_FILE, "'%s' %s. Nothing was imported.".formatted(file, why), cause)
                .with("file", file);
    }

    private static CsvReader<CsvRecord> reader(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 64 * 1024);
        buffered.mark(8 * 1024);
        byte[] head = buffered.readNBytes(4 * 1024);
        buffered.reset();
        boolean marked = head.length > 2 && (head[0] & 0xff) == 0xef && (head[1] & 0xff) == 0xbb;
        if (marked) {
            buffered.skipNBytes(3);
        }
        String first =
                new String(head, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        char delimiter = ',';
        for (char one : new char[] {';', '\t', '|'}) {
            if (count(first, one) > count(first, delimiter)) {
                delimiter = one;
            }
        }
        Reader strict = new InputStreamReader(
                buffered,
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return CsvReader.builder().fieldSeparator(delimiter).ofCsvRecord(strict);
    }

    private static long count(String text, char letter) {
        return text.chars().filter(one -> one == letter).count();
    }

    /** One file on its way in. */
    private final class Reading {
        private final DSLContext sql;
        private final TenantId tenant;
        private final Origin origin;
        private final String file;
        private final Wish wish;

        private List<String> header = List.of();
        private final Map<Integer, String> fields = new LinkedHashMap<>();
        private int key = -1;
        private final Map<String, Long> seen = new HashMap<>();

        private final List<Incoming> page = new ArrayList<>();
        private final List<Long> lines = new ArrayList<>();
        private final List<RowProblem> problems = new ArrayList<>();
        private long rows;
        private final long[] counts = new long[Change.values().length];

        Reading(DSLContext sql, TenantId tenant, Origin origin, String file, Wish wish) {
            this.sql = sql;
            this.tenant = tenant;
            this.origin = origin;
            this.file = file;
            this.wish = wish;
        }

        void take(CsvRecord row) {
            if (header.isEmpty()) {
                head(row.getFields());
                return;
            }
            if (row.getFieldCount() == 1 && row.getField(0).isBlank()) {
                return;
            }
            if (++rows > MOST_ROWS) {
                throw Problem.of(
                                CustomersProblem.WRONG_FILE,
                                "'%s' has more than %d rows. Nothing was imported. Read it by a flow (csv.read, customers.upsert), which has no such limit."
                                        .formatted(file, MOST_ROWS))
                        .with("file", file);
            }
            long line = row.getStartingLineNumber();
            if (row.getFieldCount() > header.size()) {
                refuse(
                        line,
                        null,
                        "It has %d cells where the header has %d; is a cell with the delimiter in it not quoted?"
                                .formatted(row.getFieldCount(), header.size()));
                return;
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            fields.forEach((at, name) -> {
                String cell = at < row.getFieldCount() ? row.getField(at) : "";
                values.put(name, unquoted(cell));
            });
            String id = key < 0
                    ? named(values)
                    : key < row.getFieldCount() ? row.getField(key).strip() : "";
            if (id.isEmpty()) {
                refuse(
                        line,
                        key < 0 ? byItself() : header.get(key),
                        "There is nothing in '%s', by which it would be known again."
                                .formatted(key < 0 ? byItself() : header.get(key)));
                return;
            }
            Long before = seen.putIfAbsent(id, line);
            if (before != null) {
                refuse(line, null, "'%s' is in line %d already.".formatted(id, before));
                return;
            }
            page.add(new Incoming(SYSTEM, isOfPeople() ? "Person" : "Company", id, values, null));
            lines.add(line);
            if (page.size() == PAGE) {
                write();
            }
        }

        private boolean isOfPeople() {
            return wish.kind() == CustomerKind.PERSON;
        }

        /** The field that a row is known again by where no column names it. */
        private String byItself() {
            return isOfPeople() ? CustomerFields.EMAIL : CompanyField.NAME.text();
        }

        private String named(Map<String, @Nullable Object> values) {
            String domain = isOfPeople() ? "" : text(values, CompanyField.DOMAIN.text());
            String text = domain.isEmpty() ? text(values, byItself()) : domain;
            return text.toLowerCase(Locale.ROOT);
        }

        private static String text(Map<String, @Nullable Object> values, String field) {
            return String.valueOf(values.getOrDefault(field, "")).strip();
        }

        /** An export puts a quote before what a spreadsheet would run; it comes off again. */
        private static String unquoted(String cell) {
            return cell.length() > 1 && cell.charAt(0) == '\'' && "=+-@\t\r".indexOf(cell.charAt(1)) >= 0
                    ? cell.substring(1)
                    : cell;
        }

        private void refuse(long line, @Nullable String field, String message) {
            counts[Change.REFUSED.ordinal()]++;
            if (problems.size() < LISTED) {
                problems.add(new RowProblem(line, field, message));
            }
        }

        private void head(List<String> cells) {
            header = cells.stream().map(String::strip).toList();
            Map<String, String> known = new HashMap<>();
            (isOfPeople() ? CustomerFields.ofPeople() : CustomerFields.ofCompanies()).forEach(field -> {
                known.put(plain(field.name()), field.name());
                known.putIfAbsent(plain(field.label()), field.name());
            });
            Map<String, String> guesses = FieldGuesses.sure(
                    header.stream()
                            .filter(column -> !known.containsKey(plain(column)) && !isKey(column) && !isOurs(column))
                            .toList(),
                    (isOfPeople() ? CustomerSides.people() : CustomerSides.companies())
                            .stream()
                                    .filter(field -> header.stream()
                                            .noneMatch(column -> field.name().equals(known.get(plain(column)))))
                                    .toList());
            List<String> others = new ArrayList<>();
            Set<String> taken = new HashSet<>();
            for (int at = 0; at < header.size(); at++) {
                String column = header.get(at);
                String field = known.getOrDefault(plain(column), guesses.get(column));
                if (isKey(column)) {
                    key = at;
                } else if (field != null) {
                    if (!taken.add(field)) {
                        throw Problem.of(
                                        CustomersProblem.WRONG_FILE,
                                        "'%s': two columns are '%s'. Leave one out.".formatted(file, field))
                                .with("file", file);
                    }
                    fields.put(at, field);
                } else if (wish.others() == Others.KEEP && !column.isEmpty()) {
                    fields.put(at, CustomerFields.EXTRA + column);
                } else if (!isOurs(column)) {
                    others.add(column);
                }
            }
            if (wish.key() != null && key < 0) {
                throw Problem.of(
                                CustomersProblem.WRONG_FILE,
                                "'%s' has no column '%s'. It has: %s."
                                        .formatted(file, wish.key(), String.join(", ", header)))
                        .with("file", file)
                        .with("column", wish.key());
            }
            if (key < 0 && !fields.containsValue(byItself())) {
                throw Problem.of(
                                CustomersProblem.WRONG_FILE,
                                "'%s' has neither a column externalId nor %s, by which %s would be known again. Name one with 'key'."
                                        .formatted(file, byItself(), isOfPeople() ? "people" : "companies"))
                        .with("file", file);
            }
            if (wish.others() == Others.REFUSE && !others.isEmpty()) {
                throw Problem.of(
                                CustomersProblem.WRONG_FILE,
                                "'%s' has columns that are no field of a %s: %s. Rename them, or say others=keep or others=ignore."
                                        .formatted(
                                                file, isOfPeople() ? "person" : "company", String.join(", ", others)))
                        .with("file", file)
                        .with("columns", others);
            }
        }

        /** Columns of an export that say who somebody is here. */
        private static boolean isOurs(String column) {
            return plain(column).equals("externalids") || plain(column).equals("id");
        }

        private boolean isKey(String column) {
            return wish.key() == null
                    ? plain(column).equals("externalid")
                    : column.equalsIgnoreCase(wish.key().strip());
        }

        private static String plain(String name) {
            return Folding.key(name).replace(" ", "");
        }

        private void write() {
            List<Outcome> outcomes = isOfPeople()
                    ? customers.upsertPeople(sql, tenant, origin, page)
                    : customers.upsertCompanies(sql, tenant, origin, page);
            for (int at = 0; at < outcomes.size(); at++) {
                Outcome outcome = outcomes.get(at);
                Problem problem = outcome.problem();
                if (problem == null) {
                    counts[outcome.change().ordinal()]++;
                } else {
                    Object field = problem.places().get("field");
                    refuse(lines.get(at), field == null ? null : field.toString(), problem.detail());
                }
            }
            page.clear();
            lines.clear();
        }

        Report end() {
            if (header.isEmpty()) {
                throw Problem.of(
                                CustomersProblem.WRONG_FILE,
                                "'%s' is empty: there is not even a header.".formatted(file))
                        .with("file", file);
            }
            if (!page.isEmpty()) {
                write();
            }
            Map<String, String> columns = new LinkedHashMap<>();
            fields.forEach((at, name) -> columns.put(header.get(at), name));
            long refused = counts[Change.REFUSED.ordinal()];
            boolean undone = wish.dryRun() || wish.whole() && refused > 0;
            problems.sort(java.util.Comparator.comparingLong(RowProblem::line));
            Report report = new Report(
                    rows,
                    counts[Change.CREATED.ordinal()],
                    counts[Change.UPDATED.ordinal()],
                    counts[Change.UNCHANGED.ordinal()],
                    refused,
                    columns,
                    List.copyOf(problems),
                    !undone);
            if (undone) {
                throw new Undone(report);
            }
            return report;
        }
    }
}
