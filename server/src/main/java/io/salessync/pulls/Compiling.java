package io.salessync.pulls;

import io.salessync.connectors.CrmDescription;
import io.salessync.connectors.CrmField;
import io.salessync.connectors.CrmQuery;
import io.salessync.connectors.CrmType;
import io.salessync.connectors.ParentWay;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Makes a query of rows that people put together. Names are never taken from what they give: a name is looked up in the
 * description and the description's own is written. Values are written by the type that the description gives the field,
 * whatever they look like.
 */
final class Compiling {
    /** The longest query Salesforce takes. */
    static final int LONGEST = 100_000;

    /** Most rows that may be asked for with a number. */
    static final int HIGHEST_LIMIT = 50_000_000;

    private static final int DEEPEST = 20;
    private static final int MOST_VALUES = 2_000;
    private static final int RELATIONSHIPS = 55;
    private static final int MOST_FIELDS = 500;
    private static final int MOST_ORDERS = 32;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}([A-Za-z0-9]{3})?");
    private static final Set<String> TOP = Set.of("object", "fields", "where", "order", "limit", "zone", "deleted");

    private final Function<String, Optional<CrmDescription>> descriptions;
    private final Instant now;
    private final List<QueryFinding> findings = new ArrayList<>();
    private final Set<String> relationships = new TreeSet<>();
    private Moments moments;

    private Compiling(Function<String, Optional<CrmDescription>> descriptions, Instant now) {
        this.descriptions = descriptions;
        this.now = now;
        this.moments = new Moments(now, ZoneId.of("UTC"));
    }

    /**
     * Makes the query, or says what is wrong with it in its findings.
     *
     * @param descriptions what there is, by name of the object; may throw where the CRM cannot be asked
     * @param now relative times count from then
     */
    static Compiled of(JsonNode query, Function<String, Optional<CrmDescription>> descriptions, Instant now) {
        return new Compiling(descriptions, now).compile(query);
    }

    private void wrong(String place, String message) {
        findings.add(new QueryFinding(place, message + ".", true));
    }

    private void note(String place, String message) {
        findings.add(new QueryFinding(place, message + ".", false));
    }

    private Compiled compile(JsonNode query) {
        if (!query.isObject()) {
            wrong("", "A query is a JSON object with 'object', 'fields' and 'where', not " + Shown.of(query));
            return nothing("");
        }
        for (Map.Entry<String, JsonNode> entry : query.properties()) {
            if (!TOP.contains(entry.getKey())) {
                wrong(
                        entry.getKey(),
                        "There is no %s in a query; there are %s"
                                .formatted(Shown.of(entry.getKey()), String.join(", ", new TreeSet<>(TOP))));
            }
        }
        zone(query.path("zone"));
        String named = query.path("object").asString("");
        Optional<CrmDescription> found =
                ParentWay.NAME.matcher(named).matches() ? descriptions.apply(named) : Optional.empty();
        if (found.isEmpty() || !ParentWay.NAME.matcher(found.get().name()).matches()) {
            wrong(
                    "object",
                    named.isBlank()
                            ? "Name the object, such as Contact"
                            : "There is no object %s".formatted(Shown.of(named)));
            return nothing("");
        }
        CrmDescription object = found.get();
        if (!object.queryable()) {
            wrong("object", "%s cannot be queried".formatted(object.name()));
        }
        List<CrmQuery.Column> columns = columns(object, query.path("fields"));
        JsonNode where = query.path("where");
        String condition = where.isMissingNode() || where.isNull() || where.isEmpty() && where.isObject()
                ? null
                : group(object, where, "where", 1);
        String order = order(object, query.path("order"));
        Integer limit = limit(query.path("limit"));
        if (relationships.size() > RELATIONSHIPS) {
            wrong(
                    "fields",
                    "The query goes to parents by %d ways and Salesforce takes %d in one query, counting each parent on a way. Take fields of some parents out of it, or pull the parents by themselves"
                            .formatted(relationships.size(), RELATIONSHIPS));
        }
        Compiled compiled = new Compiled(
                object.name(),
                columns,
                condition == null || condition.isEmpty() ? null : condition,
                order,
                limit,
                query.path("deleted").asBoolean(false),
                modstamp(object),
                object.field("IsDeleted").isPresent(),
                object.field("MasterRecordId").isPresent(),
                findings);
        int length = compiled.soql().length();
        if (length > LONGEST) {
            findings.add(new QueryFinding(
                    "where",
                    "The query has %,d characters; Salesforce takes %,d. Name fewer values or fields."
                            .formatted(length, LONGEST),
                    true));
            return nothing(object.name());
        }
        return compiled;
    }

    private Compiled nothing(String object) {
        return new Compiled(object, List.of(), null, null, null, false, null, false, false, findings);
    }

    private void zone(JsonNode given) {
        try {
            moments = new Moments(now, Moments.zone(given.isMissingNode() ? null : given.asString("")));
        } catch (Moments.Wrong e) {
            wrong("zone", e.said());
        }
    }

    /** When a record last changed: for us, for people, or when it came to be. */
    private static @Nullable String modstamp(CrmDescription object) {
        for (String name : List.of("SystemModstamp", "LastModifiedDate", "CreatedDate")) {
            CrmField field = object.field(name).orElse(null);
            if (field != null && field.filterable() && field.sortable() && field.type() == CrmType.INSTANT) {
                return field.name();
            }
        }
        return null;
    }

    private List<CrmQuery.Column> columns(CrmDescription object, JsonNode given) {
        Map<String, CrmQuery.Column> columns = new LinkedHashMap<>();
        columns.put("id", new CrmQuery.Column("Id", CrmType.ID));
        if (!(given.isMissingNode() || given.isNull() || given.isArray())) {
            wrong("fields", "'fields' is a list of names, not " + Shown.of(given));
            return List.copyOf(columns.values());
        }
        if (given.size() > MOST_FIELDS) {
            wrong("fields", "%d fields are too many; %d are allowed".formatted(given.size(), MOST_FIELDS));
            return List.copyOf(columns.values());
        }
        for (int i = 0; i < given.size(); i++) {
            String place = "fields/" + i;
            Path path = path(object, given.get(i), place);
            if (path == null) {
                continue;
            }
            if (path.field().type() == CrmType.OTHER) {
                wrong(
                        place,
                        "%s holds several values or a file (%s) and cannot be pulled as one; choose its parts"
                                .formatted(path.text(), path.field().vendorType()));
                continue;
            }
            columns.putIfAbsent(
                    path.text().toLowerCase(Locale.ROOT),
                    new CrmQuery.Column(path.text(), path.field().type()));
        }
        return List.copyOf(columns.values());
    }

    /** A field, with the way to it through parents. */
    private record Path(String text, CrmField field) {}

    private @Nullable Path path(CrmDescription object, JsonNode given, String place) {
        String named = given.isString() ? given.asString().strip() : "";
        List<String> parts = List.of(named.split("\\.", -1));
        for (String part : parts) {
            if (!ParentWay.NAME.matcher(part).matches()) {
                wrong(place, "%s is no name of a field".formatted(Shown.of(given)));
                return null;
            }
        }
        try {
            ParentWay way = ParentWay.of(object, parts.subList(0, parts.size() - 1), descriptions);
            CrmField field = way.field(parts.getLast());
            relationships.addAll(way.relationships());
            return new Path(way.written() + field.name(), field);
        } catch (ParentWay.Lost e) {
            wrong(place, e.said());
            return null;
        }
    }

    private @Nullable String order(CrmDescription object, JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (given.size() > MOST_ORDERS) {
            wrong(
                    "order",
                    "%d fields to sort by are too many; Salesforce takes %d".formatted(given.size(), MOST_ORDERS));
            return null;
        }
        Map<String, String> parts = new LinkedHashMap<>();
        int i = 0;
        for (JsonNode one : given.isArray() ? given : List.of(given)) {
            String place = given.isArray() ? "order/" + i : "order";
            i++;
            String part = sorted(object, one, place, parts.keySet());
            if (part != null) {
                parts.put(part.substring(0, part.indexOf(' ')), part);
            }
        }
        return parts.isEmpty() ? null : String.join(", ", parts.values());
    }

    /** A field with its direction; null where something is wrong with it. */
    private @Nullable String sorted(CrmDescription object, JsonNode one, String place, Set<String> before) {
        Path path = path(object, one.isObject() ? one.path("field") : one, place);
        if (path == null) {
            return null;
        }
        if (!path.field().sortable()) {
            wrong(place, "Nothing can be sorted by %s".formatted(path.text()));
            return null;
        }
        if (before.contains(path.text())) {
            wrong(place, "%s is there twice; what is sorted by it once is sorted".formatted(path.text()));
            return null;
        }
        String direction = one.isObject() ? one.path("direction").asString("asc") : "asc";
        if (!direction.equalsIgnoreCase("asc") && !direction.equalsIgnoreCase("desc")) {
            wrong(place + "/direction", "%s is neither asc nor desc".formatted(Shown.of(direction)));
            return null;
        }
        String nulls = one.isObject() ? one.path("nulls").asString("") : "";
        if (!nulls.isEmpty() && !nulls.equalsIgnoreCase("first") && !nulls.equalsIgnoreCase("last")) {
            wrong(place + "/nulls", "%s is neither first nor last".formatted(Shown.of(nulls)));
            return null;
        }
        return path.text() + " " + direction.toUpperCase(Locale.ROOT)
                + (nulls.isEmpty() ? "" : " NULLS " + nulls.toUpperCase(Locale.ROOT));
    }

    private @Nullable Integer limit(JsonNode given) {
        if (given.isMissingNode() || given.isNull()) {
            return null;
        }
        if (!given.isIntegralNumber()
                || !given.canConvertToInt()
                || given.intValue() < 1
                || given.intValue() > HIGHEST_LIMIT) {
            wrong("limit", "'limit' is a whole number from 1 to %,d, not %s".formatted(HIGHEST_LIMIT, Shown.of(given)));
            return null;
        }
        return given.intValue();
    }

    /** The condition's text; empty where something is wrong with it. */
    private String group(CrmDescription object, JsonNode given, String place, int depth) {
        if (depth > DEEPEST) {
            wrong(place, "Groups lie %d deep; %d are allowed".formatted(depth, DEEPEST));
            return "";
        }
        if (!given.isObject()) {
            wrong(place, "A condition is an object with 'all', 'any' or 'field', not " + Shown.of(given));
            return "";
        }
        if (given.has("field")) {
            return condition(object, given, place);
        }
        String word = given.has("all") ? "all" : given.has("any") ? "any" : given.has("not") ? "not" : "";
        if (word.isEmpty() || given.size() != 1) {
            wrong(place, "A group has one of 'all', 'any' and 'not' and nothing else");
            return "";
        }
        if (word.equals("not")) {
            String inner = group(object, given.path("not"), place + "/not", depth + 1);
            return inner.isEmpty() ? "" : "(NOT " + inner + ")";
        }
        JsonNode list = given.path(word);
        if (!list.isArray()) {
            wrong(place + "/" + word, "'%s' is a list of conditions".formatted(word));
            return "";
        }
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String part = group(object, list.get(i), place + "/" + word + "/" + i, depth + 1);
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        if (list.isEmpty() && depth > 1) {
            wrong(place + "/" + word, "The group is empty");
        }
        if (parts.isEmpty()) {
            return "";
        }
        return parts.size() == 1
                ? parts.getFirst()
                : "(" + String.join(word.equals("all") ? " AND " : " OR ", parts) + ")";
    }

    private String condition(CrmDescription object, JsonNode given, String place) {
        Path path = path(object, given.path("field"), place + "/field");
        if (path == null) {
            return "";
        }
        CrmField field = path.field();
        if (!field.filterable() || field.type() == CrmType.OTHER) {
            wrong(
                    place + "/field",
                    "No condition can be on %s: Salesforce cannot filter by it (%s)"
                            .formatted(path.text(), field.vendorType()));
            return "";
        }
        String word = given.path("op").asString("");
        Op op = Op.of(word).orElse(null);
        if (op != null && !Op.of(field.type()).contains(op)) {
            op = op.sized();
        }
        if (op == null || !Op.of(field.type()).contains(op)) {
            wrong(
                    place + "/op",
                    "%s of %s is none of %s"
                            .formatted(Shown.of(word), path.text(), String.join(", ", Op.words(field.type()))));
            return "";
        }
        try {
            return written(path, op, given.path("value"), place + "/value");
        } catch (Moments.Wrong e) {
            wrong(place + "/value", "%s %s: %s".formatted(path.text(), op.label(), e.said()));
            return "";
        }
    }

    private String written(Path path, Op op, JsonNode value, String place) {
        String field = path.text();
        return switch (op) {
            case EMPTY -> field + " = null";
            case NOT_EMPTY -> field + " != null";
            case BETWEEN -> between(path, value, place);
            case IN, NOT_IN -> {
                List<String> values = values(path, value, place);
                yield field + (op == Op.IN ? " IN (" : " NOT IN (") + String.join(", ", values) + ")";
            }
            case INCLUDES, EXCLUDES -> {
                List<String> values = several(path, value);
                yield field + (op == Op.INCLUDES ? " INCLUDES (" : " EXCLUDES (") + String.join(", ", values) + ")";
            }
            case CONTAINS -> field + " LIKE " + SoqlText.like(text(value), true, true);
            case NOT_CONTAINS -> "(NOT " + field + " LIKE " + SoqlText.like(text(value), true, true) + ")";
            case STARTS_WITH -> field + " LIKE " + SoqlText.like(text(value), false, true);
            case ENDS_WITH -> field + " LIKE " + SoqlText.like(text(value), true, false);
            default -> compared(path, op, value, place);
        };
    }

    private String between(Path path, JsonNode value, String place) {
        if (!value.isArray() || value.size() != 2) {
            throw new Moments.Wrong("a list of two values is needed, not " + Shown.of(value));
        }
        boolean times = path.field().type() == CrmType.DATE
                || path.field().type() == CrmType.INSTANT
                || path.field().type() == CrmType.TIME;
        String from = compared(path, times ? Op.ON_OR_AFTER : Op.GREATER_OR_EQUAL, value.get(0), place + "/0");
        String to = compared(path, times ? Op.ON_OR_BEFORE : Op.LESS_OR_EQUAL, value.get(1), place + "/1");
        return "(" + from + " AND " + to + ")";
    }

    private String compared(Path path, Op op, JsonNode value, String place) {
        String field = path.text();
        return switch (path.field().type()) {
            case DATE -> moments.onDays(field, op, moments.read(value));
            case INSTANT -> moments.onInstants(field, op, moments.read(value));
            default -> field + sign(op) + one(path.field(), value, place);
        };
    }

    private static String sign(Op op) {
        return switch (op) {
            case EQUALS -> " = ";
            case NOT_EQUALS -> " != ";
            case LESS, BEFORE -> " < ";
            case LESS_OR_EQUAL, ON_OR_BEFORE -> " <= ";
            case GREATER, AFTER -> " > ";
            default -> " >= ";
        };
    }

    private List<String> values(Path path, JsonNode value, String place) {
        if (!value.isArray() || value.isEmpty()) {
            throw new Moments.Wrong("a list of values is needed, not " + Shown.of(value));
        }
        if (value.size() > MOST_VALUES) {
            throw new Moments.Wrong("%,d values are too many; %,d are allowed".formatted(value.size(), MOST_VALUES));
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            values.add(one(path.field(), value.get(i), place + "/" + i));
        }
        return values;
    }

    /** Each a text, or a list of texts that all have to be there. */
    private static List<String> several(Path path, JsonNode value) {
        JsonNode list = value;
        if (value.isString()) {
            return List.of(SoqlText.quoted(choice(value)));
        }
        if (!list.isArray() || list.isEmpty()) {
            throw new Moments.Wrong("a list of values is needed, not " + Shown.of(value));
        }
        List<String> values = new ArrayList<>();
        for (JsonNode one : list) {
            if (one.isArray() && !one.isEmpty()) {
                List<String> together = new ArrayList<>();
                one.forEach(part -> together.add(choice(part)));
                values.add(SoqlText.quoted(String.join(";", together)));
            } else {
                values.add(SoqlText.quoted(choice(one)));
            }
        }
        return values;
    }

    /** A semicolon would make two choices of one. */
    private static String choice(JsonNode value) {
        String text = text(value);
        if (text.indexOf(';') >= 0) {
            throw new Moments.Wrong("%s holds a semicolon, which parts choices".formatted(Shown.of(text)));
        }
        return text;
    }

    private static String text(JsonNode value) {
        if (!value.isString()) {
            throw new Moments.Wrong("a text is needed, not " + Shown.of(value));
        }
        String fault = SoqlText.fault(value.asString());
        if (fault != null) {
            throw new Moments.Wrong("the value " + fault);
        }
        if (value.asString().isEmpty()) {
            throw new Moments.Wrong("the value is empty; use isEmpty or isNotEmpty");
        }
        return value.asString();
    }

    private String one(CrmField field, JsonNode value, String place) {
        return switch (field.type()) {
            case TEXT, CHOICE, CHOICES -> {
                String text = text(
                        value.isNumber() ? tools.jackson.databind.node.StringNode.valueOf(value.asString()) : value);
                boolean known = field.choices().isEmpty()
                        || field.choices().stream()
                                .anyMatch(choice -> choice.value().equalsIgnoreCase(text));
                if (field.type() == CrmType.CHOICE && !known) {
                    note(
                            place,
                            "%s has no choice %s now; no record may have it".formatted(field.name(), Shown.of(text)));
                }
                yield SoqlText.quoted(text);
            }
            case ID -> {
                String text = value.isString() ? value.asString().strip() : "";
                if (!ID.matcher(text).matches()) {
                    throw new Moments.Wrong(
                            "%s is no id; ids have 15 or 18 letters and digits".formatted(Shown.of(value)));
                }
                yield "'" + text + "'";
            }
            case FLAG -> {
                if (value.isBoolean()) {
                    yield value.asBoolean() ? "TRUE" : "FALSE";
                }
                String text = value.isString() ? value.asString().strip().toLowerCase(Locale.ROOT) : "";
                if (!text.equals("true") && !text.equals("false")) {
                    throw new Moments.Wrong("%s is neither true nor false".formatted(Shown.of(value)));
                }
                yield text.toUpperCase(Locale.ROOT);
            }
            case WHOLE, DECIMAL -> number(field.type(), value);
            case TIME -> {
                try {
                    LocalTime time =
                            LocalTime.parse(value.isString() ? value.asString().replaceFirst("Z$", "") : "");
                    yield "%02d:%02d:%02dZ".formatted(time.getHour(), time.getMinute(), time.getSecond());
                } catch (DateTimeException e) {
                    throw new Moments.Wrong("%s is no time of day such as 08:30:00".formatted(Shown.of(value)));
                }
            }
            case DATE, INSTANT, OTHER -> throw new Moments.Wrong("%s cannot be one of a list".formatted(field.name()));
        };
    }

    private static String number(CrmType type, JsonNode value) {
        String text = value.isNumber()
                ? value.toString()
                : value.isString() ? value.asString().strip() : "";
        if (!text.matches("[+-]?[0-9]{1,30}([.][0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")) {
            throw new Moments.Wrong("%s is no number".formatted(Shown.of(value)));
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        if (type == CrmType.WHOLE && number.scale() > 0) {
            throw new Moments.Wrong("%s is no whole number".formatted(Shown.of(value)));
        }
        return number.toPlainString();
    }
}
