package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.WrongInput;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes down what of the org differs from how it was made, and puts it back. */
final class SavedOrg {
    private final Org org;

    SavedOrg(Org org) {
        this.org = org;
    }

    ObjectNode save() {
        ObjectNode saved = Json.MAPPER.createObjectNode();
        saved.put("seed", org.seed());
        saved.put("contacts", org.contacts());
        saved.put("base", org.base().toString());
        ObjectNode objects = saved.putObject("objects");
        for (Table table : org.tables()) {
            ObjectNode one = Json.MAPPER.createObjectNode();
            one.put("size", table.size());
            ArrayNode rows = one.putArray("rows");
            for (int row = 0; row < table.size(); row++) {
                Map<String, @Nullable Object> changes = table.changes(row);
                if (!changes.isEmpty() || table.isDeleted(row) || table.isTouched(row)) {
                    ObjectNode told = rows.addObject();
                    told.put("row", row);
                    told.put("stamp", table.stamp(row));
                    Instant deletedAt = table.deletions().get(row);
                    if (table.isDeleted(row)) {
                        told.put("deleted", deletedAt == null ? "purged" : deletedAt.toString());
                    }
                    ObjectNode values = told.putObject("values");
                    changes.forEach((key, value) -> put(values, key, value));
                }
            }
            if (!rows.isEmpty() || table.size() != table.original()) {
                objects.set(table.type().name(), one);
            }
        }
        return saved;
    }

    private static void put(ObjectNode values, String key, @Nullable Object value) {
        switch (value) {
            case null -> values.putNull(key);
            case Boolean flag -> values.put(key, flag);
            case Long whole -> values.put(key, whole);
            case Double number -> values.put(key, number);
            case LocalDate day -> values.put(key, "d:" + day);
            case Instant instant -> values.put(key, "i:" + instant);
            default -> values.put(key, "s:" + value);
        }
    }

    private static @Nullable Object value(JsonNode told) {
        if (told.isNull()) {
            return null;
        }
        if (told.isBoolean()) {
            return told.asBoolean();
        }
        if (told.isIntegralNumber()) {
            return told.asLong();
        }
        if (told.isNumber()) {
            return told.asDouble();
        }
        String text = told.asString();
        String rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'd' -> LocalDate.parse(rest);
            case 'i' -> Instant.parse(rest);
            default -> rest;
        };
    }

    /**
     * @param sized whether the number of contacts was asked for, which then has to be the saved one
     */
    void load(JsonNode saved, boolean sized) {
        int contacts = saved.path("contacts").asInt(Org.CONTACTS);
        if (sized && contacts != org.contacts()) {
            throw new WrongInput("The saved state has an org of " + contacts + " contacts, not " + org.contacts()
                    + ": leave --contacts out, or begin with another file");
        }
        org.reset(
                saved.path("seed").asLong(1),
                contacts,
                Instant.parse(saved.path("base").asString()));
        for (Map.Entry<String, JsonNode> each : saved.path("objects").properties()) {
            ObjectType type = org.schema().find(each.getKey());
            if (type == null) {
                continue;
            }
            Table table = org.table(type);
            while (table.size() < each.getValue().path("size").asInt()) {
                table.add(0);
            }
            for (JsonNode told : each.getValue().path("rows")) {
                int row = told.path("row").asInt();
                Map<String, @Nullable Object> values = new LinkedHashMap<>();
                told.path("values").properties().forEach(value -> values.put(value.getKey(), value(value.getValue())));
                int stamp = told.path("stamp").asInt();
                if (!values.isEmpty()) {
                    table.change(row, values, stamp);
                }
                String deleted = told.path("deleted").asString("");
                if (!deleted.isEmpty()) {
                    boolean purged = deleted.equals("purged");
                    table.delete(row, purged ? Instant.ofEpochSecond(stamp) : Instant.parse(deleted), true);
                    if (purged) {
                        table.purge(row);
                    }
                }
                table.touch(row, stamp);
            }
        }
    }
}
