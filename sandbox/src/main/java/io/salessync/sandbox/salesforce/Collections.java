package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Up to 200 records in one call, each with a result of its own in the order of the request. */
final class Collections {
    private static final int MOST = 200;
    private static final int MOST_READ = 2_000;

    private final Org org;
    private final Writer writer;

    Collections(Org org, Writer writer) {
        this.org = org;
        this.writer = writer;
    }

    /** What a row came to. */
    private record Row(
            Writer.@Nullable Saved saved, @Nullable SalesforceFault fault) {}

    /** Answers below /composite/sobjects. */
    Reply answer(Call call) {
        String object = call.part(2);
        return switch (call.method()) {
            case "POST" -> object.isEmpty() ? write(call, null, null) : read(call, org.type(object));
            case "PATCH" -> {
                if (object.isEmpty()) {
                    yield write(call, null, null);
                }
                ObjectType type = org.type(object);
                Field field = type.lookup(call.part(3));
                if (field == null) {
                    throw SalesforceFault.of(
                            "INVALID_FIELD",
                            "Field name provided, " + call.part(3)
                                    + ", does not match an External ID, Salesforce Id, or indexed field for "
                                    + type.name());
                }
                yield write(call, type, field);
            }
            case "DELETE" -> delete(call);
            case "GET" -> read(call, org.type(object));
            default -> throw SalesforceFault.notAllowed(call.method());
        };
    }

    private Reply write(Call call, @Nullable ObjectType given, @Nullable Field key) {
        ObjectNode body = Records.body(call);
        JsonNode records = body.path("records");
        if (!records.isArray() || records.isEmpty()) {
            throw SalesforceFault.of("REQUIRED_FIELD_MISSING", "The records are missing", "records");
        }
        if (records.size() > MOST) {
            throw SalesforceFault.of(
                    "EXCEEDED_ID_LIMIT",
                    "record limit reached. cannot submit more than " + MOST + " records in this call");
        }
        boolean allOrNone = body.path("allOrNone").asBoolean(false);
        boolean updateOnly = call.request().asks("updateOnly");
        Map<String, Integer> keys = new HashMap<>();
        if (key != null) {
            for (JsonNode record : records) {
                JsonNode value = record.path(key.name());
                if (!value.isMissingNode() && !value.isNull()) {
                    keys.merge(value.asString("").toLowerCase(Locale.ROOT), 1, Integer::sum);
                }
            }
        }
        List<Supplier<Writer.Saved>> works = new ArrayList<>();
        for (int at = 0; at < records.size(); at++) {
            JsonNode record = records.get(at);
            int place = at;
            works.add(() -> {
                if (!record.isObject()) {
                    throw SalesforceFault.of("INVALID_TYPE", "A record has to be an object");
                }
                refuseByFault(call, place);
                return row(call, (ObjectNode) record, given, key, keys, updateOnly);
            });
        }
        return reply(run(works, allOrNone));
    }

    /** Some rows find their record locked, or look like others that are there. */
    private void refuseByFault(Call call, int place) {
        int every = call.fault() == null ? 2 : call.fault().aliasesOr(2);
        if (call.hit("lock_row") && (every < 2 || place % every == 1)) {
            throw SalesforceFaults.locked();
        }
        if (call.hit("duplicates_detected") && (every < 2 || place % every == 1)) {
            throw SalesforceFault.duplicates(List.of(new DuplicateRules.Match(org.table("Contact"), 0, 100)), false);
        }
    }

    private Writer.Saved row(
            Call call,
            ObjectNode record,
            @Nullable ObjectType given,
            @Nullable Field key,
            Map<String, Integer> keys,
            boolean updateOnly) {
        String named = record.path("attributes").path("type").asString("");
        ObjectType type = named.isEmpty() ? given : org.schema().find(named);
        if (type == null || (given != null && type != given)) {
            throw SalesforceFault.of(
                    "INVALID_TYPE",
                    "sObject type '" + named + "' is not supported here: each record needs attributes.type"
                            + (given == null ? "" : " " + given.name()));
        }
        if (key == null) {
            if (call.method().equals("POST")) {
                return writer.create(type, record, call.manner());
            }
            String id = value(record, "Id");
            int row = org.table(type).row(id);
            if (!Ids.wellFormed(id)) {
                throw SalesforceFault.of(
                        id.isEmpty() ? "MISSING_ARGUMENT" : "MALFORMED_ID",
                        id.isEmpty() ? "Id not specified in an update call" : "malformed id " + id,
                        "Id");
            }
            if (row < 0) {
                throw SalesforceFault.of("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", "Id");
            }
            ObjectNode rest = record.deepCopy();
            rest.remove("Id");
            rest.remove("id");
            return writer.update(type, row, rest, call.manner());
        }
        String value = value(record, key.name());
        if (value.isEmpty()) {
            throw SalesforceFault.of("MISSING_ARGUMENT", key.name() + " not specified", key.name());
        }
        if (keys.getOrDefault(value.toLowerCase(Locale.ROOT), 0) > 1) {
            throw SalesforceFault.of("DUPLICATE_VALUE", "Duplicate external id specified: " + value, key.name());
        }
        ObjectNode rest = record.deepCopy();
        rest.remove(key.name());
        Writer.Upserted done = writer.upsert(type, key, value, rest, updateOnly, call.manner());
        if (done.saved() == null) {
            throw SalesforceFault.of(
                    "DUPLICATE_VALUE",
                    key.name() + ": more than one record found for external id field: "
                            + done.several().stream()
                                    .map(row -> Ids.of(type.prefix(), row))
                                    .toList(),
                    key.name());
        }
        return done.saved();
    }

    private static String value(ObjectNode record, String name) {
        for (Map.Entry<String, JsonNode> entry : record.properties()) {
            if (entry.getKey().equalsIgnoreCase(name)) {
                return entry.getValue().isNull() ? "" : entry.getValue().asString("");
            }
        }
        return "";
    }

    /** Does one piece of work after the other; all are taken back when one fails and the caller wants all or none. */
    private List<Row> run(List<Supplier<Writer.Saved>> works, boolean allOrNone) {
        return org.writing(() -> {
            List<Row> rows = new ArrayList<>();
            Org.Mark mark = allOrNone ? org.mark() : null;
            for (Supplier<Writer.Saved> work : works) {
                try {
                    rows.add(new Row(work.get(), null));
                } catch (SalesforceFault fault) {
                    if (fault.code().equals("JSON_PARSER_ERROR")) {
                        // a body that cannot be read fails as a whole, before anything of it is done
                        throw fault;
                    }
                    rows.add(new Row(null, fault));
                }
            }
            if (mark != null && rows.stream().anyMatch(row -> row.fault != null)) {
                org.back(mark);
                SalesforceFault rolled = SalesforceFault.of(
                        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                        "Record rolled back because not all records were valid and the request was using AllOrNone header");
                rows.replaceAll(row -> row.fault == null ? new Row(null, rolled) : row);
            }
            return rows;
        });
    }

    private Reply reply(List<Row> rows) {
        ArrayNode told = Json.MAPPER.createArrayNode();
        for (Row row : rows) {
            ObjectNode one = told.addObject();
            if (row.fault != null) {
                one.put("success", false);
                one.putArray("errors").add(row.fault.row(org));
            } else if (row.saved != null) {
                one.put("id", row.saved.id());
                one.put("success", true);
                one.putArray("errors");
                one.put("created", row.saved.created());
            }
        }
        return Reply.json(200, told);
    }

    private Reply delete(Call call) {
        List<String> ids =
                Arrays.asList(call.request().query().getOrDefault("ids", "").split(",", -1));
        if (ids.size() > MOST) {
            throw SalesforceFault.of(
                    "EXCEEDED_ID_LIMIT",
                    "record limit reached. cannot submit more than " + MOST + " records in this call");
        }
        List<Supplier<Writer.Saved>> works = new ArrayList<>();
        for (String id : ids) {
            works.add(() -> {
                Table table = org.tableOf(id);
                int row = table == null ? -1 : table.row(id);
                if (table == null || row < 0) {
                    throw SalesforceFault.of("MALFORMED_ID", "bad id " + id);
                }
                writer.delete(table.type(), row);
                return new Writer.Saved(table.id(row), false);
            });
        }
        return reply(run(works, call.request().asks("allOrNone")));
    }

    private Reply read(Call call, ObjectType type) {
        List<String> ids = new ArrayList<>();
        List<String> names = new ArrayList<>();
        if (call.method().equals("GET")) {
            ids.addAll(
                    Arrays.asList(call.request().query().getOrDefault("ids", "").split(",", -1)));
            names.addAll(Arrays.asList(
                    call.request().query().getOrDefault("fields", "").split(",", -1)));
        } else {
            ObjectNode body = Records.body(call);
            body.path("ids").forEach(id -> ids.add(id.asString("")));
            body.path("fields").forEach(name -> names.add(name.asString("")));
        }
        if (ids.size() > MOST_READ) {
            throw SalesforceFault.of("EXCEEDED_ID_LIMIT", "cannot retrieve more than " + MOST_READ + " records");
        }
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            Field field = type.field(name.strip());
            if (field == null) {
                throw SalesforceFault.of(
                        "INVALID_FIELD", "No such column '" + name + "' on entity '" + type.name() + "'");
            }
            fields.add(field);
        }
        return org.reading(() -> {
            Table table = org.table(type);
            ArrayNode told = Json.MAPPER.createArrayNode();
            for (String id : ids) {
                int row = table.row(id);
                if (row < 0 || table.isDeleted(row)) {
                    told.addNull();
                } else {
                    told.add(Json.MAPPER.readTree(Records.record(table, row, fields, call.base())));
                }
            }
            return Reply.json(200, told);
        });
    }
}
