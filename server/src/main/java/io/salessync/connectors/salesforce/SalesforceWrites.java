package io.salessync.connectors.salesforce;

import io.salessync.connectors.CrmConnector;
import io.salessync.connectors.CrmWrite;
import io.salessync.connectors.CrmWritten;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes as bodies, and their answers. By external id or by our own knowledge of ids a collection of 200 goes out as one call;
 * what must never create by external id goes as parts of a composite call, which alone can say so.
 */
final class SalesforceWrites {
    private static final String NAME = "[A-Za-z][A-Za-z0-9_]{0,254}";

    private SalesforceWrites() {}

    /** How a write goes out. */
    enum Form {
        BY_ID,
        UPSERT,
        UPDATE_ONLY,
        CREATE,
        REMOVE
    }

    static Form form(CrmWrite write) {
        if (write.act() != CrmWrite.Act.WRITE) {
            return write.act() == CrmWrite.Act.CREATE ? Form.CREATE : Form.REMOVE;
        }
        return write.key().equalsIgnoreCase("Id") ? Form.BY_ID : write.updateOnly() ? Form.UPDATE_ONLY : Form.UPSERT;
    }

    static String path(Setup setup, CrmWrite write) {
        return switch (form(write)) {
            case BY_ID, CREATE -> setup.path("/composite/sobjects");
            case REMOVE ->
                setup.path("/composite/sobjects?allOrNone=false&ids="
                        + write.rows().stream()
                                .map(row -> URLEncoder.encode(row.key(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining(",")));
            case UPSERT -> setup.path("/composite/sobjects/" + write.object() + "/" + write.key());
            case UPDATE_ONLY -> setup.path("/composite");
        };
    }

    static String method(CrmWrite write) {
        return switch (form(write)) {
            case UPDATE_ONLY, CREATE -> "POST";
            case REMOVE -> "DELETE";
            case BY_ID, UPSERT -> "PATCH";
        };
    }

    static int most(CrmWrite like) {
        return form(like) == Form.UPDATE_ONLY ? CrmConnector.MOST_UPDATES_BY_KEY : CrmConnector.MOST_ROWS;
    }

    static @Nullable String fault(CrmWrite write) {
        if (!write.object().matches(NAME)) {
            return "'" + write.object() + "' is no name of an object";
        }
        if (!write.key().matches(NAME)) {
            return "'" + write.key() + "' is no name of a field";
        }
        int most = most(write);
        if (write.rows().isEmpty() || write.rows().size() > most) {
            return "a call holds 1 to " + most + " rows, not " + write.rows().size();
        }
        Set<String> keys = new HashSet<>();
        for (CrmWrite.Row row : write.rows()) {
            if (row.key().isBlank()) {
                return "a row has nothing in " + write.key();
            }
            // Salesforce compares texts without case: both rows would fail
            if (!keys.add(form(write) == Form.BY_ID ? row.key() : row.key().toLowerCase(Locale.ROOT))) {
                return "two rows have '" + row.key() + "' in " + write.key();
            }
            for (String field : row.values().keySet()) {
                if (!field.matches("[A-Za-z][A-Za-z0-9_.]{0,254}")) {
                    return "'" + field + "' is no name of a field";
                }
            }
        }
        return null;
    }

    static String body(Setup setup, CrmWrite write) {
        ObjectNode body = SalesforceFault.JSON.createObjectNode();
        if (form(write) == Form.UPDATE_ONLY) {
            body.put("allOrNone", false);
            ArrayNode parts = body.putArray("compositeRequest");
            for (int i = 0; i < write.rows().size(); i++) {
                CrmWrite.Row row = write.rows().get(i);
                ObjectNode part = parts.addObject();
                part.put("method", "PATCH");
                part.put(
                        "url",
                        setup.path("/sobjects/" + write.object() + "/" + write.key() + "/"
                                + URLEncoder.encode(row.key(), StandardCharsets.UTF_8)
                                        .replace("+", "%20")
                                + "?updateOnly=true"));
                part.put("referenceId", "r" + i);
                put(part.putObject("body"), row.values());
            }
            return SalesforceFault.JSON.writeValueAsString(body);
        }
        body.put("allOrNone", false);
        ArrayNode records = body.putArray("records");
        for (CrmWrite.Row row : write.rows()) {
            ObjectNode record = records.addObject();
            record.putObject("attributes").put("type", write.object());
            if (form(write) != Form.CREATE) {
                record.put(form(write) == Form.UPSERT ? write.key() : "Id", row.key());
            }
            put(record, row.values());
        }
        return SalesforceFault.JSON.writeValueAsString(body);
    }

    private static void put(ObjectNode record, Map<String, @Nullable Object> values) {
        values.forEach((field, value) -> {
            if (value == null) {
                record.putNull(field);
            } else {
                record.set(field, SalesforceFault.JSON.valueToTree(Values.written(value)));
            }
        });
    }

    /** A result for each row in their order; null: the answer does not tell of each. */
    static @Nullable List<CrmWritten> results(CrmWrite write, JsonNode answer) {
        JsonNode list = form(write) == Form.UPDATE_ONLY ? answer.path("compositeResponse") : answer;
        if (!list.isArray() || list.size() != write.rows().size()) {
            return null;
        }
        List<CrmWritten> results = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            results.add(
                    form(write) == Form.UPDATE_ONLY
                            ? part(list.get(i), write.rows().get(i))
                            : row(list.get(i), write.rows().get(i), form(write)));
        }
        return results;
    }

    private static CrmWritten row(JsonNode told, CrmWrite.Row row, Form form) {
        if (told.path("success").asBoolean(false)) {
            String id = told.path("id").asString(form == Form.BY_ID ? row.key() : "");
            return form == Form.CREATE || told.path("created").asBoolean(false)
                    ? new CrmWritten.Created(id)
                    : new CrmWritten.Updated(id);
        }
        JsonNode error = told.path("errors").path(0);
        if (error.isMissingNode()) {
            return new CrmWritten.Unknown("neither done nor refused");
        }
        return refused(
                error, error.path("statusCode").asString(error.path("errorCode").asString("UNKNOWN")));
    }

    private static CrmWritten part(JsonNode told, CrmWrite.Row row) {
        int status = told.path("httpStatusCode").asInt(0);
        if (status / 100 == 2) {
            return new CrmWritten.Updated(told.path("body").path("id").asString(row.key()));
        }
        if (status == 300) {
            return new CrmWritten.Failed("SEVERAL_MATCH", "several records have '" + row.key() + "'", List.of());
        }
        if (status == 404) {
            return new CrmWritten.Failed("NOT_FOUND", "no record has '" + row.key() + "'", List.of());
        }
        JsonNode error = told.path("body").path(0);
        if (error.isMissingNode()) {
            return new CrmWritten.Unknown("HTTP " + status);
        }
        return refused(error, error.path("errorCode").asString("UNKNOWN"));
    }

    private static CrmWritten refused(JsonNode error, String code) {
        String message = error.path("message").asString("");
        if (code.equals("UNABLE_TO_LOCK_ROW")) {
            return new CrmWritten.Locked(message);
        }
        if (code.equals("DUPLICATES_DETECTED") || code.equals("DUPLICATE_DETECTED")) {
            List<String> ids = new ArrayList<>();
            JsonNode result = error.path("duplicateResult");
            for (JsonNode match : result.path("matchResults")) {
                for (JsonNode one : match.path("matchRecords")) {
                    String id = one.path("record")
                            .path("Id")
                            .asString(one.path("record").path("id").asString(""));
                    if (!id.isEmpty()) {
                        ids.add(id);
                    }
                }
            }
            return new CrmWritten.Duplicates(message, ids);
        }
        List<String> fields = new ArrayList<>();
        error.path("fields").forEach(field -> fields.add(field.asString("")));
        return new CrmWritten.Failed(code, message, fields);
    }

    static Map<String, String> headers(CrmWrite write) {
        CrmWrite.DuplicateRule rule = write.duplicates();
        return Map.of(
                "Sforce-Duplicate-Rule-Header",
                "allowSave=" + rule.allowSave() + "; includeRecordDetails=" + rule.includeRecordDetails()
                        + "; runAsCurrentUser=true");
    }
}
