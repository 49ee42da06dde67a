package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Creates, changes and deletes records after the rules for their fields. */
final class Writer {
    private static final Pattern EMAIL = Pattern.compile("[^\\s@\",;<>()]+@[^\\s@\",;<>()]+\\.[A-Za-z][A-Za-z0-9-]*");

    private final Org org;

    Writer(Org org) {
        this.org = org;
    }

    /**
     * How a call wants its writing done.
     *
     * @param csv whether values came as text of a file
     */
    record Manner(String user, boolean csv, boolean allowDuplicates, boolean duplicateDetails) {
        static Manner of(String user) {
            return new Manner(user, false, false, false);
        }
    }

    record Saved(String id, boolean created) {}

    Saved create(ObjectType type, ObjectNode sent, Manner manner) {
        if (type.is("nocreate")) {
            throw SalesforceFault.of(
                    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "entity type " + type.name() + " cannot be inserted");
        }
        if (PersonAccounts.isPerson(type, sent)) {
            return PersonAccounts.create(org, this, sent, manner);
        }
        Table table = org.table(type);
        Map<String, @Nullable Object> values = values(type, sent, manner, true, -1);
        for (Field field : type.fields()) {
            if (field.createable() && !anothers(type, field) && !values.containsKey(field.key())) {
                Object fallback = fallback(field, manner);
                if (fallback != null) {
                    values.put(field.key(), fallback);
                }
            }
        }
        List<String> missing = type.fields().stream()
                .filter(field -> field.required() && field.createable() && values.get(field.key()) == null)
                .map(Field::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new SalesforceFault(
                    400, "REQUIRED_FIELD_MISSING", "Required fields are missing: " + missing, missing);
        }
        if (org.duplicateRules() && !manner.allowDuplicates()) {
            List<DuplicateRules.Match> matches = DuplicateRules.matches(org, table, values);
            if (!matches.isEmpty()) {
                throw SalesforceFault.duplicates(matches, manner.duplicateDetails());
            }
        }
        Instant now = now();
        int row = table.add((int) now.getEpochSecond());
        for (Field field : type.fields()) {
            if (field.autoNumber()) {
                values.put(field.key(), (type.is("custom") ? "WO-" : "0") + Made.sevenDigits(row + 1));
            } else if (field.kind() == Kind.BOOLEAN && field.updateable() && !anothers(type, field)) {
                values.putIfAbsent(field.key(), false);
            }
        }
        values.put("CreatedDate", now);
        values.put("CreatedById", manner.user());
        stamp(values, manner, now);
        table.change(row, values, (int) now.getEpochSecond());
        return new Saved(table.id(row), true);
    }

    /** Whether an account only tells it of the contact that it is one with. */
    static boolean anothers(ObjectType type, Field field) {
        return type.name().equals("Account") && PersonAccounts.ofContact(field.key()) != null;
    }

    private static @Nullable Object fallback(Field field, Manner manner) {
        if (field.name().equals("OwnerId")) {
            return manner.user();
        }
        return field.kind() == Kind.BOOLEAN ? (Object) "true".equals(field.fallback()) : field.fallback();
    }

    Saved update(ObjectType type, int row, ObjectNode sent, Manner manner) {
        Table table = org.table(type);
        if (table.isDeleted(row)) {
            throw new SalesforceFault(404, "ENTITY_IS_DELETED", "entity is deleted", List.of());
        }
        ObjectNode own = sent;
        if (PersonAccounts.isPerson(table, row)) {
            own = sent.deepCopy();
            ObjectNode person = PersonAccounts.taken(type, own);
            if (!person.isEmpty()) {
                ObjectType contacts = org.type("Contact");
                int contact = org.table(contacts).row(String.valueOf(table.value(row, PersonAccounts.CONTACT)));
                update(contacts, contact, person, manner);
            }
        }
        Map<String, @Nullable Object> values = values(type, own, manner, false, row);
        Instant now = now();
        stamp(values, manner, now);
        table.change(row, values, (int) now.getEpochSecond());
        return new Saved(table.id(row), false);
    }

    private static void stamp(Map<String, @Nullable Object> values, Manner manner, Instant now) {
        values.put("LastModifiedDate", now);
        values.put("LastModifiedById", manner.user());
    }

    private Instant now() {
        return Instant.ofEpochSecond(org.clock().stamp().getEpochSecond());
    }

    void delete(ObjectType type, int row) {
        if (type.is("nodelete")) {
            throw SalesforceFault.of("INSUFFICIENT_ACCESS_OR_READONLY", "entity type cannot be deleted");
        }
        Table table = org.table(type);
        if (table.isDeleted(row)) {
            throw new SalesforceFault(404, "ENTITY_IS_DELETED", "entity is deleted", List.of());
        }
        table.delete(row, now(), true);
    }

    /** Keeps one record of several: the others are deleted and tell which it was; their children come to it. */
    void merge(ObjectType type, int master, List<Integer> others, Manner manner) {
        Table table = org.table(type);
        Instant now = now();
        for (int other : others) {
            table.change(other, Map.of("MasterRecordId", table.id(master)), (int) now.getEpochSecond());
            table.delete(other, now, true);
            for (Table child : org.tables()) {
                for (Field field : child.type().fields()) {
                    if (field.referenceTo().contains(type.name())
                            && !field.key().equals("MasterRecordId")) {
                        move(child, field, table.id(other), table.id(master), now);
                    }
                }
            }
        }
        Map<String, @Nullable Object> touched = new LinkedHashMap<>();
        stamp(touched, manner, now);
        table.change(master, touched, (int) now.getEpochSecond());
    }

    private static void move(Table child, Field field, String from, String to, Instant now) {
        List<Integer> rows = new ArrayList<>();
        child.candidates(field, from, row -> {
            if (from.equals(child.value(row, field))) {
                rows.add(row);
            }
        });
        rows.forEach(row -> child.change(row, Map.of(field.key(), to), (int) now.getEpochSecond()));
    }

    /** The rows that have a value in a field that records are looked up by; deleted ones are none. */
    List<Integer> find(ObjectType type, Field field, String value) {
        Table table = org.table(type);
        if (field.kind() == Kind.ID) {
            int row = table.row(value);
            return row < 0 || table.isDeleted(row) ? List.of() : List.of(row);
        }
        String wanted = value;
        if (field.kind().number()) {
            try {
                wanted = Double.toString(Double.parseDouble(value));
            } catch (NumberFormatException e) {
                return List.of();
            }
        }
        String looked = wanted;
        LinkedHashSet<Integer> rows = new LinkedHashSet<>();
        table.candidates(field, looked, row -> {
            Object there = table.value(row, field);
            if (there != null && there.toString().equalsIgnoreCase(looked) && !table.isDeleted(row)) {
                rows.add(row);
            }
        });
        return List.copyOf(rows);
    }

    /**
     * Changes the record that has a value in an external id field, or creates it.
     *
     * @return the ids of all records that have it when they are several, and nothing was written
     */
    Upserted upsert(ObjectType type, Field field, String value, ObjectNode sent, boolean updateOnly, Manner manner) {
        List<Integer> rows = find(type, field, value);
        if (rows.size() > 1) {
            return new Upserted(null, rows);
        }
        if (rows.isEmpty()) {
            if (updateOnly || field.kind() == Kind.ID) {
                throw notThere(field, value);
            }
            ObjectNode complete = sent.deepCopy();
            complete.put(field.name(), value);
            return new Upserted(create(type, complete, manner), List.of());
        }
        return new Upserted(update(type, rows.getFirst(), sent, manner), List.of());
    }

    private static SalesforceFault notThere(Field field, String value) {
        return field.kind() == Kind.ID
                ? new SalesforceFault(404, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", List.of())
                : new SalesforceFault(
                        404,
                        "NOT_FOUND",
                        "Provided external ID field does not exist or is not accessible: " + value,
                        List.of());
    }

    /** What an upsert came to: what was saved, or the rows between which it could not choose. */
    record Upserted(@Nullable Saved saved, List<Integer> several) {}

    private Map<String, @Nullable Object> values(
            ObjectType type, ObjectNode sent, Manner manner, boolean creating, int row) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<String> locked = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            String name = entry.getKey();
            if (name.equals("attributes")) {
                continue;
            }
            Field field = type.field(name);
            if (field == null) {
                Field relationship = type.relationship(name);
                if (relationship != null && entry.getValue().isObject()) {
                    values.put(relationship.key(), parent(relationship, (ObjectNode) entry.getValue()));
                    continue;
                }
                throw SalesforceFault.of(
                        "INVALID_FIELD", "No such column '" + name + "' on sobject of type " + type.name());
            }
            if (field.kind() == Kind.ID && manner.csv() && !creating) {
                continue;
            }
            if (anothers(type, field) || !(creating ? field.createable() : field.updateable())) {
                locked.add(field.name());
                continue;
            }
            Object value = value(type, field, entry.getValue(), manner);
            if (value == null && !field.nillable()) {
                throw new SalesforceFault(
                        400,
                        "REQUIRED_FIELD_MISSING",
                        "Required fields are missing: [" + field.name() + "]",
                        List.of(field.name()));
            }
            if (value != null && field.unique()) {
                for (int other : find(type, field, value.toString())) {
                    if (other != row) {
                        throw SalesforceFault.of(
                                "DUPLICATE_VALUE",
                                "duplicate value found: " + field.name() + " duplicates value on record with id: "
                                        + Ids.of(type.prefix(), other));
                    }
                }
            }
            values.put(field.key(), value);
        }
        if (!locked.isEmpty()) {
            throw new SalesforceFault(
                    400,
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    "Unable to create/update fields: " + String.join(", ", locked)
                            + ". Please check the security settings of this field and verify that it is read/write for"
                            + " your profile or permission set.",
                    locked);
        }
        return values;
    }

    private String parent(Field relationship, ObjectNode named) {
        for (Map.Entry<String, JsonNode> entry : named.properties()) {
            if (entry.getKey().equals("attributes")) {
                continue;
            }
            ObjectType target = org.type(relationship.referenceTo().getFirst());
            Field lookup = target.lookup(entry.getKey());
            List<Integer> rows = lookup == null
                    ? List.of()
                    : find(target, lookup, entry.getValue().asString(""));
            if (rows.size() == 1) {
                return Ids.of(target.prefix(), rows.getFirst());
            }
            throw SalesforceFault.of(
                    "INVALID_FIELD",
                    "Foreign key external ID: " + entry.getValue().asString("") + " not found for field "
                            + entry.getKey() + " in entity " + target.name());
        }
        throw SalesforceFault.of("INVALID_FIELD", "A relationship needs an external id");
    }

    private @Nullable Object value(ObjectType type, Field field, JsonNode sent, Manner manner) {
        if (sent.isNull() || (sent.isString() && sent.asString().isEmpty())) {
            return null;
        }
        if (sent.isContainer()) {
            throw wrongForm(field, sent, manner);
        }
        String text = sent.asString();
        switch (field.kind()) {
            case BOOLEAN -> {
                if (sent.isBoolean()) {
                    return sent.asBoolean();
                }
                if (manner.csv() && text.matches("(?i)true|false|1|0|yes|no")) {
                    return text.matches("(?i)true|1|yes");
                }
                throw wrongForm(field, sent, manner);
            }
            case INT -> {
                if (!text.matches("[+-]?\\d{1,9}(\\.0*)?")) {
                    throw wrongForm(field, sent, manner);
                }
                return (long) Double.parseDouble(text);
            }
            case DOUBLE, CURRENCY, PERCENT -> {
                return number(field, sent, manner);
            }
            case DATE -> {
                try {
                    return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
                } catch (DateTimeException e) {
                    throw wrongForm(field, sent, manner);
                }
            }
            case DATETIME -> {
                try {
                    Instant instant = text.length() == 10 ? Instant.parse(text + "T00:00:00Z") : Filter.instant(text);
                    return Instant.ofEpochSecond(instant.getEpochSecond());
                } catch (DateTimeException e) {
                    throw wrongForm(field, sent, manner);
                }
            }
            case REFERENCE -> {
                return reference(field, text);
            }
            default -> {
                return text(type, field, text);
            }
        }
    }

    private static double number(Field field, JsonNode sent, Manner manner) {
        try {
            double number = Double.parseDouble(sent.asString());
            if (Double.isFinite(number)) {
                double factor = Math.pow(10, field.scale());
                return Math.rint(number * factor) / factor;
            }
        } catch (NumberFormatException e) {
            throw wrongForm(field, sent, manner);
        }
        throw wrongForm(field, sent, manner);
    }

    private String reference(Field field, String id) {
        Table target = Ids.wellFormed(id) ? org.tableOf(id) : null;
        if (!Ids.wellFormed(id)) {
            throw SalesforceFault.of(
                    "MALFORMED_ID", field.label() + ": id value of incorrect type: " + id, field.name());
        }
        int row = target == null || !field.referenceTo().contains(target.type().name()) ? -1 : target.row(id);
        if (target == null || row < 0) {
            throw SalesforceFault.of(
                    "MALFORMED_ID", field.label() + ": id value of incorrect type: " + id, field.name());
        }
        if (target.isDeleted(row)) {
            throw SalesforceFault.of("ENTITY_IS_DELETED", "entity is deleted", field.name());
        }
        return target.id(row);
    }

    private static String text(ObjectType type, Field field, String text) {
        String value = text;
        if (field.kind() == Kind.MULTIPICKLIST) {
            value = String.join(
                    ";",
                    Arrays.stream(text.split(";", -1))
                            .map(String::strip)
                            .filter(each -> !each.isEmpty())
                            .distinct()
                            .toList());
        }
        if (field.restricted() && !field.values().contains(value)) {
            throw SalesforceFault.of(
                    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                    field.label() + ": bad value for restricted picklist field: " + value,
                    field.name());
        }
        if (field.kind() == Kind.EMAIL && !EMAIL.matcher(value).matches()) {
            throw SalesforceFault.of(
                    "INVALID_EMAIL_ADDRESS", field.label() + ": invalid email address: " + value, field.name());
        }
        if (value.length() > field.length()) {
            throw SalesforceFault.of(
                    "STRING_TOO_LONG",
                    field.label() + ": data value too large: " + value.substring(0, Math.min(255, value.length()))
                            + " (max length=" + field.length() + ")",
                    field.name());
        }
        return value;
    }

    /** The REST API cannot even read such a body; a row of a file fails alone. */
    private static SalesforceFault wrongForm(Field field, JsonNode sent, Manner manner) {
        String text = sent.isValueNode() ? sent.asString() : sent.toString();
        return manner.csv()
                ? SalesforceFault.of(
                        "INVALID_TYPE_ON_FIELD_IN_RECORD",
                        field.label() + ": value not of required type: " + text,
                        field.name())
                : SalesforceFault.of(
                        "JSON_PARSER_ERROR",
                        "Cannot deserialize instance of " + field.kind().told() + " from "
                                + (sent.isString() ? "VALUE_STRING" : sent.isNumber() ? "VALUE_NUMBER" : "value")
                                + " value " + text + " or request may be missing a required field");
    }

    /** A row of a file as the object that the REST API would get: columns with a point are of a parent. */
    static ObjectNode ofRow(List<String> names, List<String> cells) {
        ObjectNode row = Json.MAPPER.createObjectNode();
        for (int at = 0; at < names.size(); at++) {
            String cell = cells.get(at);
            if (cell.isEmpty()) {
                continue;
            }
            String name = names.get(at);
            int point = name.indexOf('.');
            if (point > 0) {
                ObjectNode parent = row.putObject(name.substring(0, point));
                parent.put(name.substring(point + 1), cell);
            } else if (cell.equals("#N/A")) {
                row.putNull(name);
            } else {
                row.put(name, cell);
            }
        }
        return row;
    }
}
