package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import io.salessync.sandbox.Request;
import io.salessync.sandbox.WrongInput;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people and administrators of the org do by hand: no token, no limit, but the rules for values. */
final class Acts {
    private static final String KNOWN =
            "Known: POST edit, commit, touch, delete, undelete, purge, merge, schema, apps, limits, settings, sessions";

    private final Org org;
    private final Writer writer;
    private final Apps apps;
    private final Sessions sessions;
    private final Limits limits;
    private final BulkQueries bulk;
    private final Cursors cursors;
    private final Troubles troubles;

    Acts(Org org, Writer writer, Apps apps, Sessions sessions, Limits limits, BulkQueries bulk, Cursors cursors) {
        this.org = org;
        this.writer = writer;
        this.apps = apps;
        this.sessions = sessions;
        this.limits = limits;
        this.bulk = bulk;
        this.cursors = cursors;
        this.troubles = new Troubles(org);
    }

    Reply act(Request request, List<String> path) {
        if (!request.method().equals("POST") || path.size() != 1) {
            return Reply.problem(404, KNOWN);
        }
        JsonNode body =
                request.body().length == 0 ? Json.MAPPER.createObjectNode() : Json.object(request.body(), "The body");
        try {
            return switch (path.getFirst()) {
                case "edit" -> Reply.json(200, org.writing(() -> edit(body)));
                case "commit" -> Reply.json(200, org.writing(() -> commit(body)));
                case "touch" -> Reply.json(200, org.writing(() -> touch(body)));
                case "delete" -> Reply.json(200, org.writing(() -> delete(body)));
                case "undelete" -> Reply.json(200, org.writing(() -> undelete(body)));
                case "purge" -> Reply.json(200, org.writing(() -> purge(body)));
                case "merge" -> Reply.json(200, org.writing(() -> merge(body)));
                case "schema" -> Reply.json(200, org.writing(() -> schema(body)));
                case "apps" -> Reply.json(200, apps.register(body));
                case "limits" -> Reply.json(200, limits(body));
                case "settings" -> Reply.json(200, settings(body));
                case "sessions" -> {
                    sessions.closeAll();
                    yield Reply.json(200, Map.of("sessions", 0));
                }
                default -> Reply.problem(404, KNOWN);
            };
        } catch (SalesforceFault fault) {
            throw new WrongInput(fault.code() + ": " + fault.text());
        }
    }

    private record Target(ObjectType type, Table table, int row) {}

    private Target target(JsonNode body) {
        String id = body.path("id").asString("");
        Table table = org.tableOf(id);
        int row = table == null ? -1 : table.row(id);
        if (table == null || row < 0) {
            throw new WrongInput("\"id\" has to be the id of a record, not '" + id + "'");
        }
        return new Target(table.type(), table, row);
    }

    /** Changes or creates a record; with "stamp", "open" or "commit_after" as a transaction that ends late. */
    private Map<String, Object> edit(JsonNode body) {
        JsonNode values = body.path("values");
        if (!values.isObject()) {
            throw new WrongInput("edit needs \"values\": an object of fields");
        }
        Writer.Manner manner = Writer.Manner.of(body.path("user").asString(Made.user(1)));
        boolean open = body.path("open").asBoolean(false) || body.has("commit_after");
        Map<String, Object> told = new LinkedHashMap<>();
        if (!body.has("id")) {
            ObjectType type = type(body);
            if (open) {
                return later(body, type, -1, (ObjectNode) values, manner);
            }
            told.put("id", writer.create(type, (ObjectNode) values, manner).id());
            return told;
        }
        Target target = target(body);
        if (open) {
            return later(body, target.type, target.row, (ObjectNode) values, manner);
        }
        writer.update(target.type, target.row, (ObjectNode) values, manner);
        if (body.has("stamp")) {
            stamp(target.table, target.row, moment(body.path("stamp")));
        }
        told.put("id", target.table.id(target.row));
        told.put(
                "SystemModstamp",
                Instant.ofEpochSecond(target.table.stamp(target.row)).toString());
        return told;
    }

    private static void stamp(Table table, int row, Instant at) {
        table.change(row, Map.of("LastModifiedDate", at), (int) at.getEpochSecond());
    }

    private Map<String, Object> later(
            JsonNode body, ObjectType type, int row, ObjectNode values, Writer.Manner manner) {
        Instant stamp = Instant.ofEpochSecond(org.clock().stamp().getEpochSecond());
        Duration after = body.has("commit_after") ? duration(body.path("commit_after")) : null;
        Table table = org.table(type);
        String name = org.begin(after, () -> {
            int changed = row;
            if (row < 0) {
                changed = table.row(writer.create(type, values, manner).id());
                table.change(changed, Map.of("CreatedDate", stamp), (int) stamp.getEpochSecond());
            } else {
                writer.update(type, row, values, manner);
            }
            stamp(table, changed, stamp);
        });
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("transaction", name);
        told.put("SystemModstamp", stamp.toString());
        return told;
    }

    private ObjectType type(JsonNode body) {
        ObjectType type = org.schema().find(body.path("object").asString(""));
        if (type == null) {
            throw new WrongInput("\"object\" has to be one of "
                    + org.schema().all().stream().map(ObjectType::name).toList());
        }
        return type;
    }

    private Map<String, Object> commit(JsonNode body) {
        String name = body.path("transaction").asString("");
        if (!org.commit(name)) {
            throw new WrongInput("There is no open transaction '" + name + "'");
        }
        return Map.of("committed", name);
    }

    /** Gives many records the same stamp, as a mass update does. */
    private Map<String, Object> touch(JsonNode body) {
        Table table = org.table(type(body));
        Instant at = body.has("at") ? moment(body.path("at")) : org.clock().stamp();
        int many = body.path("count").asInt(2_500);
        return Map.of("touched", troubles.touch(table, many, at));
    }

    private Map<String, Object> delete(JsonNode body) {
        Target target = target(body);
        writer.delete(target.type, target.row);
        return Map.of("deleted", target.table.id(target.row));
    }

    private Map<String, Object> undelete(JsonNode body) {
        Target target = target(body);
        target.table.delete(target.row, org.clock().stamp(), false);
        return Map.of("undeleted", target.table.id(target.row));
    }

    /** Takes deleted records out of the bin, so that no query tells them: one, or all of an object. */
    private Map<String, Object> purge(JsonNode body) {
        if (body.has("id")) {
            Target target = target(body);
            if (!target.table.isDeleted(target.row)) {
                writer.delete(target.type, target.row);
            }
            target.table.purge(target.row);
            return Map.of("purged", 1);
        }
        Table table = org.table(type(body));
        List<Integer> rows = new ArrayList<>(table.deletions().keySet());
        rows.forEach(table::purge);
        return Map.of("purged", rows.size());
    }

    private Map<String, Object> merge(JsonNode body) {
        ObjectNode master =
                Json.MAPPER.createObjectNode().put("id", body.path("master").asString(""));
        Target kept = target(master);
        List<Integer> others = new ArrayList<>();
        for (JsonNode other : body.path("others")) {
            int row = kept.table.row(other.asString(""));
            if (row < 0 || row == kept.row || kept.table.isDeleted(row)) {
                throw new WrongInput("\"others\" has to list ids of other records of the same object");
            }
            others.add(row);
        }
        if (!kept.type.is("mergeable") || others.isEmpty() || others.size() > 2) {
            throw new WrongInput("merge takes one or two others of an Account, Contact or Lead");
        }
        writer.merge(kept.type, kept.row, others, Writer.Manner.of(Made.user(1)));
        return Map.of("kept", kept.table.id(kept.row), "merged", others.size());
    }

    /** Changes the schema: a field is renamed, given another type, removed or added. */
    private Map<String, Object> schema(JsonNode body) {
        ObjectType type = type(body);
        Instant now = org.clock().stamp();
        if (body.has("add")) {
            Field fresh;
            try {
                fresh = Schema.field(body.path("add").asString(""));
            } catch (RuntimeException e) {
                throw new WrongInput("\"add\" has to be a field such as \"Size__c string(20)\"");
            }
            if (!fresh.custom() || type.field(fresh.name()) != null) {
                throw new WrongInput("\"add\" needs a new name that ends with __c");
            }
            type.replace(null, fresh, now);
            return Map.of("added", fresh.name());
        }
        Field field = type.field(body.path("field").asString(""));
        if (field == null) {
            throw new WrongInput(
                    type.name() + " has no field '" + body.path("field").asString("") + "'");
        }
        if (body.has("rename")) {
            String name = body.path("rename").asString("");
            if (!name.matches("[A-Za-z]\\w*") || type.field(name) != null) {
                throw new WrongInput("\"rename\" needs a new name of letters, digits and underscores");
            }
            type.replace(field, field.renamed(name), now);
            return Map.of("renamed", field.name(), "to", name);
        }
        if (body.has("retype")) {
            Kind kind;
            try {
                kind = Kind.valueOf(body.path("retype").asString("").toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new WrongInput("\"retype\" has to be a type such as string, double, date or picklist");
            }
            type.replace(field, field.retyped(kind, body.path("length").asInt(255)), now);
            return Map.of("retyped", field.name(), "type", kind.told());
        }
        if (body.path("remove").asBoolean(false)) {
            type.replace(field, null, now);
            return Map.of("removed", field.name());
        }
        throw new WrongInput("Known: add, rename, retype, remove");
    }

    private Map<String, Object> limits(JsonNode body) {
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            if (!limits.known(each.getKey()) || !each.getValue().isIntegralNumber()) {
                throw new WrongInput("Known: " + Limits.CALLS + ", " + Limits.QUERY_JOBS + ", " + Limits.QUERY_MEGABYTES
                        + ", " + Limits.BATCHES + ", " + Limits.LONG_CALLS + ", each a whole number");
            }
            limits.most(each.getKey(), each.getValue().asLong());
        }
        return Map.of("limits", limits.told());
    }

    private Map<String, Object> settings(JsonNode body) {
        if (body.has("duplicate_rules")) {
            org.duplicateRules(body.path("duplicate_rules").asBoolean(false));
        }
        if (body.has("bulk_seconds") || body.has("bulk_header")) {
            bulk.settings(
                    body.path("bulk_seconds").asDouble(bulk.seconds()),
                    !body.path("bulk_header").asString("every").equals("first"));
        }
        if (body.has("page_rows")) {
            cursors.pageRows(body.path("page_rows").asInt(cursors.pageRows()));
        }
        if (body.path("person_accounts").asBoolean(false)) {
            org.writing(() -> {
                PersonAccounts.turnOn(org, org.clock().stamp());
                return true;
            });
        }
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("person_accounts", org.type("Account").field(PersonAccounts.FLAG) != null);
        told.put("duplicate_rules", org.duplicateRules());
        told.put("bulk_seconds", bulk.seconds());
        told.put("page_rows", cursors.pageRows());
        return told;
    }

    private static Instant moment(JsonNode told) {
        try {
            return Filter.instant(told.asString(""));
        } catch (DateTimeException e) {
            throw new WrongInput("A time has to be written as 2026-11-22T10:00:00Z, not '" + told.asString("") + "'");
        }
    }

    private static @Nullable Duration duration(JsonNode told) {
        try {
            return Duration.parse(told.asString(""));
        } catch (DateTimeException e) {
            throw new WrongInput("commit_after has to be a duration such as PT30S, not '" + told.asString("") + "'");
        }
    }
}
