package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.salesforce.Query.Form;
import io.salessync.sandbox.salesforce.Query.Literal;
import io.salessync.sandbox.salesforce.Query.Node;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns the conditions of a query into tests of rows, refusing what does not fit the fields' types. */
final class Filter {
    private final Org org;
    private final Table table;
    private final Query query;

    Filter(Org org, Table table, Query query) {
        this.org = org;
        this.table = table;
        this.query = query;
    }

    /** Whether a row is wanted. */
    interface Test {
        boolean of(int row);
    }

    Test compile(Node node) {
        return switch (node) {
            case Node.And and -> {
                Test[] tests = and.nodes().stream().map(this::compile).toArray(Test[]::new);
                yield row -> {
                    for (Test test : tests) {
                        if (!test.of(row)) {
                            return false;
                        }
                    }
                    return true;
                };
            }
            case Node.Or or -> {
                Test[] tests = or.nodes().stream().map(this::compile).toArray(Test[]::new);
                yield row -> {
                    for (Test test : tests) {
                        if (test.of(row)) {
                            return true;
                        }
                    }
                    return false;
                };
            }
            case Node.Not not -> {
                Test test = compile(not.node());
                yield row -> !test.of(row);
            }
            case Node.Compare compare -> compare(compare);
        };
    }

    private Test compare(Node.Compare compare) {
        Column column = Column.of(org, table.type(), query, compare.path());
        Field field = column.field();
        if (!field.filterable() || field.kind() == Kind.ADDRESS) {
            throw refuse(
                    "INVALID_FIELD",
                    compare.path().at(),
                    "field '" + field.name() + "' can not be filtered in a query call");
        }
        String operator = compare.operator();
        boolean multi = operator.equals("INCLUDES") || operator.equals("EXCLUDES");
        if (multi != (field.kind() == Kind.MULTIPICKLIST)
                && (multi || !Set.of("=", "!=").contains(operator))) {
            throw refuse(
                    "INVALID_FIELD",
                    compare.path().at(),
                    "invalid operator on " + field.kind().told() + " field");
        }
        if (operator.equals("LIKE") && !field.kind().text()) {
            throw refuse(
                    "INVALID_FIELD",
                    compare.path().at(),
                    "invalid operator on " + field.kind().told() + " field");
        }
        if (field.kind() == Kind.BOOLEAN && operator.length() <= 2 && !operator.endsWith("=")
                || isOrder(operator) && field.kind() == Kind.BOOLEAN) {
            throw refuse("INVALID_FIELD", compare.path().at(), "invalid operator on boolean field");
        }
        if (compare.semi() != null) {
            return semi(column, compare, compare.semi());
        }
        compare.values().forEach(literal -> check(field, literal));
        return switch (operator) {
            case "INCLUDES" -> includes(column, compare.values(), true);
            case "EXCLUDES" -> includes(column, compare.values(), false);
            case "IN" -> in(column, compare.values(), true);
            case "NOT IN" -> in(column, compare.values(), false);
            case "LIKE" -> like(column, compare.values().getFirst().text());
            default -> single(column, operator, compare.values().getFirst());
        };
    }

    private static boolean isOrder(String operator) {
        return operator.startsWith("<") || operator.startsWith(">");
    }

    private SalesforceFault refuse(String code, int at, String message) {
        return Soql.at(code, query.text(), at, message);
    }

    /** Values are quoted or not by the type of the field, never by their looks. */
    private void check(Field field, Literal literal) {
        Form form = literal.form();
        if (form == Form.NULL) {
            return;
        }
        String wanted = switch (field.kind()) {
            case BOOLEAN -> form == Form.BOOLEAN ? null : "boolean and should not be enclosed in quotes";
            case INT -> form == Form.NUMBER ? null : "integer and should not be enclosed in quotes";
            case DOUBLE, CURRENCY, PERCENT ->
                form == Form.NUMBER ? null : "double and should not be enclosed in quotes";
            case DATE ->
                form == Form.DATE || form == Form.NAMED_DATE ? null : "date and should not be enclosed in quotes";
            case DATETIME ->
                form == Form.DATETIME || form == Form.NAMED_DATE
                        ? null
                        : "dateTime and should not be enclosed in quotes";
            default -> form == Form.STRING ? null : "string and should be enclosed in quotes";
        };
        if (wanted != null) {
            throw refuse(
                    "INVALID_FIELD",
                    literal.at(),
                    "value of filter criterion for field '" + field.name() + "' must be of type " + wanted);
        }
        if (field.kind().id() && !literal.text().isEmpty() && !Ids.wellFormed(literal.text())) {
            throw refuse("INVALID_QUERY_FILTER_OPERATOR", literal.at(), "invalid ID field: " + literal.text());
        }
        if (form == Form.DATE || form == Form.DATETIME) {
            moment(literal);
        }
    }

    private Object moment(Literal literal) {
        try {
            return literal.form() == Form.DATE ? LocalDate.parse(literal.text()) : instant(literal.text());
        } catch (DateTimeException e) {
            throw refuse("MALFORMED_QUERY", literal.at(), "invalid date: " + literal.text());
        }
    }

    static Instant instant(String text) {
        String zoned = text.matches(".*[+-]\\d{4}")
                ? text.substring(0, text.length() - 2) + ":" + text.substring(text.length() - 2)
                : text;
        return OffsetDateTime.parse(zoned).toInstant();
    }

    private Test single(Column column, String operator, Literal literal) {
        Field field = column.field();
        if (literal.form() == Form.NULL || (field.kind().id() && literal.text().isEmpty())) {
            boolean wanted = operator.equals("=");
            if (isOrder(operator)) {
                return row -> false;
            }
            return row -> (column.value(org, table, row) == null) == wanted;
        }
        if (literal.form() == Form.NAMED_DATE) {
            return named(column, operator, literal);
        }
        if (column.isOwn("SystemModstamp")) {
            Instant bound = (Instant) moment(literal);
            long seconds = bound.getEpochSecond();
            boolean fraction = bound.getNano() > 0;
            return row -> holds(operator, compareSeconds(table.stamp(row), seconds, fraction));
        }
        if (column.isOwn("Id")) {
            int bound = Ids.row(literal.text());
            if (bound >= 0 && literal.text().startsWith(table.type().prefix())) {
                return row -> holds(operator, Integer.compare(row, bound));
            }
        }
        if (field.kind() == Kind.MULTIPICKLIST) {
            Set<String> wanted =
                    new HashSet<>(Arrays.asList(lower(literal.text()).split(";", -1)));
            return row -> {
                Object value = column.value(org, table, row);
                boolean same = value != null
                        && new HashSet<>(Arrays.asList(lower(value.toString()).split(";", -1))).equals(wanted);
                return same == operator.equals("=");
            };
        }
        Object bound = bound(field, literal);
        return row -> {
            Object value = column.value(org, table, row);
            return value == null ? operator.equals("!=") : holds(operator, order(value, bound));
        };
    }

    private static int compareSeconds(int stamp, long seconds, boolean fraction) {
        int order = Long.compare(stamp, seconds);
        return order == 0 && fraction ? -1 : order;
    }

    private Object bound(Field field, Literal literal) {
        return switch (field.kind()) {
            case BOOLEAN -> literal.text().equals("TRUE");
            case INT, DOUBLE, CURRENCY, PERCENT -> Double.parseDouble(literal.text());
            case DATE, DATETIME -> moment(literal);
            default -> field.kind().id() ? new IdText(Ids.shortForm(literal.text())) : lower(literal.text());
        };
    }

    /** An id that is compared by its first fifteen characters, upper and lower case being different. */
    private record IdText(String text) {}

    private static int order(Object value, Object bound) {
        return switch (bound) {
            case Boolean wanted -> wanted.equals(value) ? 0 : 1;
            case Double number -> Double.compare(((Number) value).doubleValue(), number);
            case LocalDate day -> ((LocalDate) value).compareTo(day);
            case Instant instant -> ((Instant) value).compareTo(instant);
            case IdText id -> Ids.shortForm(value.toString()).compareTo(id.text());
            default -> lower(value.toString()).compareTo((String) bound);
        };
    }

    private static boolean holds(String operator, int order) {
        return switch (operator) {
            case "=" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private Test named(Column column, String operator, Literal literal) {
        ZoneId zone = org.zone();
        LocalDate today = LocalDate.ofInstant(org.clock().stamp(), zone);
        NamedDates.Span span = NamedDates.span(literal.text(), literal.number(), today);
        boolean day = column.field().kind() == Kind.DATE;
        Comparable<?> from = day ? span.from() : span.from().atStartOfDay(zone).toInstant();
        Comparable<?> to = day ? span.to() : span.to().atStartOfDay(zone).toInstant();
        return row -> {
            Object value = column.value(org, table, row);
            if (value == null) {
                return operator.equals("!=");
            }
            boolean before = order(value, from) < 0;
            boolean after = order(value, to) >= 0;
            return switch (operator) {
                case "=" -> !before && !after;
                case "!=" -> before || after;
                case "<" -> before;
                case "<=" -> !after;
                case ">" -> after;
                default -> !before;
            };
        };
    }

    private Test in(Column column, List<Literal> literals, boolean wanted) {
        if (column.field().kind() == Kind.DATE || column.field().kind() == Kind.DATETIME) {
            List<Test> each = literals.stream()
                    .map(literal -> single(column, "=", literal))
                    .toList();
            return row -> each.stream().anyMatch(test -> test.of(row)) == wanted;
        }
        Set<Object> set = new HashSet<>();
        boolean none = false;
        for (Literal literal : literals) {
            if (literal.form() == Form.NULL) {
                none = true;
            } else {
                set.add(bound(column.field(), literal));
            }
        }
        boolean nullWanted = none;
        boolean id = column.field().kind().id();
        boolean number = column.field().kind().number();
        return row -> {
            Object value = column.value(org, table, row);
            boolean found = value == null
                    ? nullWanted
                    : set.contains(
                            id
                                    ? new IdText(Ids.shortForm(value.toString()))
                                    : number
                                            ? (Object) ((Number) value).doubleValue()
                                            : value instanceof Boolean ? value : lower(value.toString()));
            return found == wanted;
        };
    }

    /** Rows that have all values of one of the given groups; values of a group are joined by semicolons. */
    private Test includes(Column column, List<Literal> literals, boolean wanted) {
        List<List<String>> groups = literals.stream()
                .filter(literal -> literal.form() != Form.NULL)
                .map(literal -> Arrays.asList(lower(literal.text()).split(";", -1)))
                .toList();
        return row -> {
            Object value = column.value(org, table, row);
            if (value == null) {
                return !wanted;
            }
            Set<String> values =
                    new HashSet<>(Arrays.asList(lower(value.toString()).split(";", -1)));
            return groups.stream().anyMatch(values::containsAll) == wanted;
        };
    }

    private Test like(Column column, String pattern) {
        Predicate<String> matches = wildcard(lower(pattern));
        return row -> {
            Object value = column.value(org, table, row);
            return value != null && matches.test(lower(value.toString()));
        };
    }

    /** A test for a pattern in which % stands for any characters and _ for one. */
    static Predicate<String> wildcard(String pattern) {
        List<String> parts = new ArrayList<>();
        StringBuilder regex = new StringBuilder();
        boolean plainStart = true;
        for (int at = 0; at < pattern.length(); at++) {
            char c = pattern.charAt(at);
            if (c == Literal.MARK && at + 1 < pattern.length()) {
                regex.append(java.util.regex.Pattern.quote(String.valueOf(pattern.charAt(++at))));
            } else if (c == '%') {
                plainStart = false;
                regex.append(".*");
            } else if (c == '_') {
                plainStart = false;
                regex.append('.');
            } else {
                regex.append(java.util.regex.Pattern.quote(String.valueOf(c)));
            }
            if (plainStart) {
                parts.add(String.valueOf(pattern.charAt(at)));
            }
        }
        String start = String.join("", parts);
        var compiled = java.util.regex.Pattern.compile(regex.toString(), java.util.regex.Pattern.DOTALL);
        return value -> value.startsWith(start) && compiled.matcher(value).matches();
    }

    private Test semi(Column column, Node.Compare compare, Query inner) {
        if (!column.field().kind().id()) {
            throw refuse("INVALID_FIELD", compare.path().at(), "Semi join sub-selects are only for ID fields");
        }
        if (inner.select().size() != 1 || !(inner.select().getFirst() instanceof Query.Item.Plain plain)) {
            throw refuse("MALFORMED_QUERY", compare.valueAt(), "Semi join sub-selects have to select one field");
        }
        Search search = new Search(org, inner, false);
        Column inside = Column.of(org, search.table().type(), inner, plain.path());
        if (!inside.field().kind().id()) {
            throw refuse("INVALID_FIELD", plain.path().at(), "Semi join sub-selects have to select an ID field");
        }
        Set<String> ids = new HashSet<>();
        for (int row : search.rows()) {
            Object id = inside.value(org, search.table(), row);
            if (id != null) {
                ids.add(Ids.shortForm(id.toString()));
            }
        }
        boolean wanted = compare.operator().equals("IN");
        return row -> {
            Object id = column.value(org, table, row);
            return id != null && ids.contains(Ids.shortForm(id.toString())) == wanted;
        };
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** The first and the last value that a field can have in rows that hold: seconds of a stamp, or rows of an id. */
    long[] bounds(@Nullable Node node, String key) {
        long[] all = {Long.MIN_VALUE, Long.MAX_VALUE};
        switch (node) {
            case Node.And and -> {
                for (Node each : and.nodes()) {
                    long[] one = bounds(each, key);
                    all[0] = Math.max(all[0], one[0]);
                    all[1] = Math.min(all[1], one[1]);
                }
                return all;
            }
            case Node.Or or -> {
                long[] any = {Long.MAX_VALUE, Long.MIN_VALUE};
                for (Node each : or.nodes()) {
                    long[] one = bounds(each, key);
                    any[0] = Math.min(any[0], one[0]);
                    any[1] = Math.max(any[1], one[1]);
                }
                return any;
            }
            case Node.Compare compare
            when compare.semi() == null
                    && compare.values().size() == 1
                    && compare.path().text().equalsIgnoreCase(key) -> {
                Literal literal = compare.values().getFirst();
                long at = key.equals("Id")
                        ? literal.text().startsWith(table.type().prefix()) ? Ids.row(literal.text()) : -1
                        : literal.form() == Form.DATETIME ? ((Instant) moment(literal)).getEpochSecond() : -1;
                if (at < 0) {
                    return all;
                }
                // wide by one second, since a bound may have a fraction; the test itself is exact
                return switch (compare.operator()) {
                    case "=" -> new long[] {at, at};
                    case ">", ">=" -> new long[] {at, Long.MAX_VALUE};
                    case "<", "<=" -> new long[] {Long.MIN_VALUE, at};
                    default -> all;
                };
            }
            case null, default -> {
                return all;
            }
        }
    }
}
