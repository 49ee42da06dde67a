package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.WrongInput;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The resources below /sobjects: descriptions, single records, and what was changed or deleted in a while. */
final class Records {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Duration BACK = Duration.ofDays(30);
    private static final int MOST_IDS = 600_000;
    private static final List<String> ACTIONS = List.of(
            "email",
            "fax",
            "geotrack",
            "mail",
            "phone",
            "portability",
            "process",
            "profile",
            "shouldForget",
            "social",
            "solicit",
            "storePiiElsewhere",
            "track",
            "web");

    private final Org org;
    private final Writer writer;
    private final Describe describe;

    Records(Org org, Writer writer) {
        this.org = org;
        this.writer = writer;
        this.describe = new Describe(org);
    }

    Reply answer(Call call) {
        int parts = call.path().size();
        if (parts == 1) {
            need(call, "GET");
            return unlessSame(call, newest(), () -> describe.global(call.base()));
        }
        ObjectType type = org.type(call.part(1));
        return switch (parts) {
            case 2 -> {
                if (call.method().equals("POST")) {
                    yield create(call, type);
                }
                need(call, "GET");
                yield unlessSame(call, type.changedAt(), () -> describe.basic(type, call.base()));
            }
            case 3 ->
                switch (call.part(2)) {
                    case "describe" -> {
                        need(call, "GET");
                        yield unlessSame(call, type.changedAt(), () -> describe.full(type, call.base()));
                    }
                    case "updated" -> org.reading(() -> updated(call, type));
                    case "deleted" -> org.reading(() -> deleted(call, type));
                    default -> byId(call, type, call.part(2));
                };
            case 4 -> byKey(call, type);
            default -> throw SalesforceFault.notFound();
        };
    }

    private static void need(Call call, String method) {
        if (!call.method().equals(method)) {
            throw SalesforceFault.notAllowed(call.method());
        }
    }

    private Instant newest() {
        Instant newest = Instant.EPOCH;
        for (ObjectType type : org.schema().all()) {
            newest = type.changedAt().isAfter(newest) ? type.changedAt() : newest;
        }
        return newest;
    }

    /** A description, or the word that it is the one the caller has. */
    private static Reply unlessSame(Call call, Instant changed, java.util.function.Supplier<ObjectNode> told) {
        String since = call.request().header("if-modified-since");
        Map<String, String> headers = Map.of("Last-Modified", HTTP_DATE.format(changed));
        if (since != null) {
            try {
                Instant known = ZonedDateTime.parse(since, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                if (!known.isBefore(Instant.ofEpochSecond(changed.getEpochSecond()))) {
                    return Reply.bytes(304, "application/json", new byte[0]).with(headers);
                }
            } catch (DateTimeException e) {
                throw SalesforceFault.of("INVALID_FIELD", "If-Modified-Since is no date: " + since);
            }
        }
        return Reply.json(200, told.get()).with(headers);
    }

    static ObjectNode body(Call call) {
        try {
            return (ObjectNode) Json.object(call.request().body(), "The body");
        } catch (WrongInput e) {
            throw SalesforceFault.of("JSON_PARSER_ERROR", String.valueOf(e.getMessage()));
        }
    }

    private Reply create(Call call, ObjectType type) {
        ObjectNode body = body(call);
        refuseByFault(call, type);
        Writer.Saved saved = org.writing(() -> writer.create(type, body, call.manner()));
        return saved(saved, 201).with(Map.of("Location", call.base() + "/sobjects/" + type.name() + "/" + saved.id()));
    }

    private void refuseByFault(Call call, ObjectType type) {
        if (call.hit("lock_row")) {
            throw SalesforceFaults.locked();
        }
        if (call.hit("duplicates_detected") && org.table(type).size() > 0) {
            throw SalesforceFault.duplicates(List.of(new DuplicateRules.Match(org.table(type), 0, 100)), false);
        }
    }

    private static Reply saved(Writer.Saved saved, int status) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("id", saved.id());
        body.put("success", true);
        body.putArray("errors");
        body.put("created", saved.created());
        return Reply.json(status, body);
    }

    private Reply byId(Call call, ObjectType type, String id) {
        Table table = org.table(type);
        int row = org.reading(() -> table.row(id));
        if (row < 0 || (table.isDeleted(row) && call.method().equals("GET"))) {
            throw Ids.wellFormed(id)
                    ? new SalesforceFault(404, "NOT_FOUND", "The requested resource does not exist", List.of())
                    : new SalesforceFault(
                            404,
                            "NOT_FOUND",
                            "Provided external ID field does not exist or is not accessible: " + id,
                            List.of());
        }
        switch (call.method()) {
            case "GET" -> {
                return org.reading(() -> read(call, table, row));
            }
            case "PATCH" -> {
                ObjectNode body = body(call);
                refuseByFault(call, type);
                org.writing(() -> writer.update(type, row, body, call.manner()));
                return Reply.bytes(204, "application/json", new byte[0]);
            }
            case "DELETE" -> {
                refuseByFault(call, type);
                return delete(type, row);
            }
            default -> throw SalesforceFault.notAllowed(call.method());
        }
    }

    private Reply delete(ObjectType type, int row) {
        org.writing(() -> {
            writer.delete(type, row);
            return true;
        });
        return Reply.bytes(204, "application/json", new byte[0]);
    }

    private Reply read(Call call, Table table, int row) {
        String asked = call.request().query().get("fields");
        List<Field> fields = new ArrayList<>();
        if (asked == null) {
            fields.addAll(table.type().fields());
        } else {
            for (String name : asked.split(",", -1)) {
                Field field = table.type().field(name.strip());
                if (field == null) {
                    throw SalesforceFault.of(
                            "INVALID_FIELD",
                            "No such column '" + name.strip() + "' on entity '"
                                    + table.type().name() + "'");
                }
                fields.add(field);
            }
        }
        return Reply.bytes(200, "application/json;charset=UTF-8", record(table, row, fields, call.base()));
    }

    static byte[] record(Table table, int row, List<Field> fields, String base) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = Json.MAPPER.createGenerator(body)) {
            out.writeStartObject();
            Selection.attributes(out, table, row, base);
            for (Field field : fields) {
                out.writeName(field.name());
                Values.json(out, table.value(row, field));
            }
            out.writeEndObject();
        }
        return body.toByteArray();
    }

    /** Below an external id and its value. */
    private Reply byKey(Call call, ObjectType type) {
        Field field = type.lookup(call.part(2));
        String value = call.part(3);
        if (field == null) {
            throw new SalesforceFault(
                    404,
                    "NOT_FOUND",
                    "Provided external ID field does not exist or is not accessible: " + call.part(2),
                    List.of());
        }
        switch (call.method()) {
            case "GET" -> {
                return org.reading(() -> read(call, org.table(type), one(call, type, field, value)));
            }
            case "DELETE" -> {
                int row = org.reading(() -> one(call, type, field, value));
                refuseByFault(call, type);
                return delete(type, row);
            }
            case "PATCH", "POST" -> {
                ObjectNode body = body(call);
                refuseByFault(call, type);
                boolean updateOnly = call.request().asks("updateOnly");
                Writer.Upserted done =
                        org.writing(() -> writer.upsert(type, field, value, body, updateOnly, call.manner()));
                if (done.saved() == null) {
                    throw new Several(done.several().stream()
                            .map(row -> call.base() + "/sobjects/" + type.name() + "/" + Ids.of(type.prefix(), row))
                            .toList());
                }
                return saved(done.saved(), done.saved().created() ? 201 : 200);
            }
            default -> throw SalesforceFault.notAllowed(call.method());
        }
    }

    /** Several records have the value: nothing was done. */
    static final class Several extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> addresses;

        Several(List<String> addresses) {
            super("Several records have this value", null, false, false);
            this.addresses = addresses;
        }

        Reply reply() {
            return Reply.json(300, addresses);
        }
    }

    private int one(Call call, ObjectType type, Field field, String value) {
        List<Integer> rows = writer.find(type, field, value);
        if (rows.isEmpty()) {
            throw new SalesforceFault(404, "NOT_FOUND", "The requested resource does not exist", List.of());
        }
        if (rows.size() > 1) {
            throw new Several(rows.stream()
                    .map(row -> call.base() + "/sobjects/" + type.name() + "/" + Ids.of(type.prefix(), row))
                    .toList());
        }
        return rows.getFirst();
    }

    private record Window(Instant start, Instant end) {}

    private Window window(Call call) {
        Instant start = moment(call, "start");
        Instant end = moment(call, "end");
        Instant now = org.clock().stamp();
        if (!start.isBefore(end)) {
            throw SalesforceFault.of("INVALID_REPLICATION_DATE", "startDate must be before endDate");
        }
        if (start.isBefore(now.minus(BACK))) {
            throw SalesforceFault.of(
                    "INVALID_REPLICATION_DATE", "startDate before org replication enabled date: at most 30 days back");
        }
        return new Window(start, end);
    }

    private static Instant moment(Call call, String name) {
        String text = call.request().query().getOrDefault(name, "");
        try {
            // a plus sign that was not escaped arrives as a blank
            return Filter.instant(text.replace(' ', '+'));
        } catch (DateTimeException e) {
            throw SalesforceFault.of("INVALID_REPLICATION_DATE", name + " is no date and time: " + text);
        }
    }

    /** The ids of records that were touched in a while and are there, and up to when that is sure. */
    private Reply updated(Call call, ObjectType type) {
        Window window = window(call);
        Table table = org.table(type);
        ArrayNode ids = Json.MAPPER.createArrayNode();
        for (int row = 0; row < table.size(); row++) {
            if (!table.isDeleted(row) && within(window, Instant.ofEpochSecond(table.stamp(row)))) {
                ids.add(table.id(row));
            }
        }
        if (ids.size() > MOST_IDS) {
            throw SalesforceFault.of(
                    "EXCEEDED_ID_LIMIT", "exceeded max number of ids: " + MOST_IDS + ", narrow the date range");
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.set("ids", ids);
        body.put("latestDateCovered", Values.moment(covered(window), "+0000"));
        return Reply.json(200, body);
    }

    private Reply deleted(Call call, ObjectType type) {
        Window window = window(call);
        Table table = org.table(type);
        ObjectNode body = Json.MAPPER.createObjectNode();
        ArrayNode records = body.putArray("deletedRecords");
        for (Map.Entry<Integer, Instant> each : table.deletions().entrySet()) {
            if (within(window, each.getValue())) {
                records.addObject()
                        .put("id", table.id(each.getKey()))
                        .put("deletedDate", Values.moment(each.getValue(), "+0000"));
            }
        }
        body.put("earliestDateAvailable", Values.moment(org.clock().stamp().minus(BACK), "+0000"));
        body.put("latestDateCovered", Values.moment(covered(window), "+0000"));
        return Reply.json(200, body);
    }

    private Instant covered(Window window) {
        Instant covered = org.covered();
        return covered.isBefore(window.end) ? covered : window.end;
    }

    private static boolean within(Window window, Instant at) {
        return !at.isBefore(window.start) && at.isBefore(window.end);
    }

    /** What may be done by e-mail, phone and the like, the least of all that is known counting. */
    Reply consent(Call call) {
        Map<String, String> query = call.request().query();
        boolean multi = call.part(1).equals("multiaction") && call.path().size() == 2;
        if (!multi && (!call.part(1).equals("action") || call.path().size() != 3)) {
            throw SalesforceFault.notFound();
        }
        List<String> actions = Arrays.asList((multi ? query.getOrDefault("actions", "") : call.part(2)).split(",", -1));
        for (String action : actions) {
            if (!ACTIONS.contains(action)) {
                throw SalesforceFault.of("INVALID_INPUT", "Unknown consent action: " + action + "; known: " + ACTIONS);
            }
        }
        String ids = query.getOrDefault("ids", "");
        if (ids.isEmpty()) {
            throw SalesforceFault.of("INVALID_INPUT", "The ids parameter is required");
        }
        String policy = query.getOrDefault("policy", "");
        if (!policy.isEmpty() && !policy.equals("requireExplicitConsent")) {
            throw SalesforceFault.of("INVALID_INPUT", "Unknown policy: " + policy);
        }
        String purpose = query.getOrDefault("purpose", "").isBlank() ? null : query.get("purpose");
        Instant at = when(query.getOrDefault("datetime", ""));
        boolean verbose = call.request().asks("verbose");
        return org.reading(() -> {
            Consents consents = new Consents(org);
            Map<String, Map<String, Object>> told = new LinkedHashMap<>();
            boolean all = true;
            for (String id : ids.split(",", -1)) {
                for (String action : actions) {
                    Map<String, Object> one = consents.of(
                            id.strip(), new Consents.Asked(action, purpose, at, !policy.isEmpty(), verbose));
                    all &= String.valueOf(one.get("proceed")).contains(action + "=true");
                    told.merge(id.strip(), one, Records::joined);
                }
            }
            return Reply.json(
                    200,
                    call.request().asks("aggregatedConsent")
                            ? Map.of("result", "Success", "proceed", Map.of(actions.getFirst(), Boolean.toString(all)))
                            : told);
        });
    }

    private Instant when(String datetime) {
        if (datetime.isBlank()) {
            return org.clock().stamp();
        }
        try {
            return Filter.instant(datetime.replace(' ', '+'));
        } catch (DateTimeException e) {
            throw SalesforceFault.of("INVALID_INPUT", "datetime is no date and time: " + datetime);
        }
    }

    private static Map<String, Object> joined(Map<String, Object> one, Map<String, Object> more) {
        Map<Object, Object> proceed = new LinkedHashMap<>((Map<?, ?>) one.get("proceed"));
        proceed.putAll((Map<?, ?>) more.get("proceed"));
        Map<String, Object> joined = new LinkedHashMap<>(one);
        joined.put("proceed", proceed);
        return joined;
    }
}
