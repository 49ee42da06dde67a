package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds contacts and leads that a new one looks like: those with its e-mail, or with its whole name and phone. */
final class DuplicateRules {
    private DuplicateRules() {}

    /** A record that is there already. */
    record Match(Table table, int row, double confidence) {}

    static List<Match> matches(Org org, Table table, Map<String, @Nullable Object> values) {
        List<Match> found = new ArrayList<>();
        if (table.type().name().equals("Contact") || table.type().name().equals("Lead")) {
            Object email = values.get("Email");
            Object last = values.get("LastName");
            Field byEmail = table.type().field("Email");
            if (email != null && byEmail != null) {
                table.candidates(byEmail, email.toString(), row -> {
                    if (!table.isDeleted(row) && same(email, table.value(row, byEmail))) {
                        found.add(new Match(table, row, 100));
                    }
                });
            }
            Field byLast = table.type().field("LastName");
            if (found.isEmpty() && last != null && byLast != null) {
                table.candidates(byLast, last.toString(), row -> {
                    if (!table.isDeleted(row)
                            && same(last, table.value(row, byLast))
                            && same(values.get("FirstName"), table.value(row, "FirstName"))
                            && same(values.get("Phone"), table.value(row, "Phone"))) {
                        found.add(new Match(table, row, 90));
                    }
                });
            }
        }
        return found;
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one != null
                && other != null
                && one.toString()
                        .toLowerCase(Locale.ROOT)
                        .equals(other.toString().toLowerCase(Locale.ROOT));
    }

    static ObjectNode result(List<Match> matches, boolean details, Org org) {
        String object = matches.getFirst().table().type().name();
        ObjectNode result = Json.MAPPER.createObjectNode();
        result.put("allowSave", true);
        result.put("duplicateRule", "Standard_" + object + "_Duplicate_Rule");
        result.put("duplicateRuleEntityType", object);
        result.put("errorMessage", "Use one of these records?");
        ArrayNode list = result.putArray("matchResults");
        ObjectNode one = list.addObject();
        one.put("entityType", object);
        one.putArray("errors");
        one.put("matchEngine", "FuzzyMatchEngine");
        ArrayNode records = one.putArray("matchRecords");
        for (Match match : matches) {
            ObjectNode record = records.addObject();
            record.putArray("additionalInformation");
            record.putArray("fieldDiffs");
            record.put("matchConfidence", match.confidence());
            ObjectNode told = record.putObject("record");
            String id = match.table().id(match.row());
            told.putObject("attributes")
                    .put("type", object)
                    .put("url", "/services/data/v67.0/sobjects/" + object + "/" + id);
            told.put("Id", id);
            if (details) {
                for (String name : List.of("Name", "Email", "Phone")) {
                    Object value = org.reading(() -> match.table().value(match.row(), name));
                    told.put(name, value == null ? null : value.toString());
                }
            }
        }
        one.put("rule", "Standard_" + object + "_Match_Rule_v1_1");
        one.put("size", matches.size());
        one.put("success", true);
        return result;
    }
}
