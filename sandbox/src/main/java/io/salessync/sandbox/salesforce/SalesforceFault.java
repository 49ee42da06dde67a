package io.salessync.sandbox.salesforce;

import io.salessync.sandbox.Json;
import io.salessync.sandbox.Reply;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A refusal in the vendor's words: HTTP status, error code, message and the fields it is about. */
final class SalesforceFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient List<String> fields;
    private transient List<DuplicateRules.Match> matches = List.of();
    private boolean details;

    SalesforceFault(int status, String code, String message, List<String> fields) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.fields = fields;
    }

    static SalesforceFault of(String code, String message) {
        return new SalesforceFault(400, code, message, List.of());
    }

    static SalesforceFault of(String code, String message, String field) {
        return new SalesforceFault(400, code, message, List.of(field));
    }

    static SalesforceFault notFound() {
        return new SalesforceFault(404, "NOT_FOUND", "The requested resource does not exist", List.of());
    }

    static SalesforceFault notAllowed(String method) {
        return new SalesforceFault(
                405, "METHOD_NOT_ALLOWED", "HTTP Method '" + method + "' not allowed. Allowed are others", List.of());
    }

    static SalesforceFault session() {
        return new SalesforceFault(401, "INVALID_SESSION_ID", "Session expired or invalid", List.of());
    }

    static SalesforceFault duplicates(List<DuplicateRules.Match> matches, boolean details) {
        SalesforceFault fault = of("DUPLICATES_DETECTED", "Use one of these records?");
        fault.matches = matches;
        fault.details = details;
        return fault;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    List<String> fields() {
        return fields;
    }

    /** As an element of an error list of the REST API. */
    ObjectNode rest(Org org) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        if (!matches.isEmpty()) {
            node.set("duplicateResult", DuplicateRules.result(matches, details, org));
        }
        node.put("message", text());
        node.put("errorCode", code);
        if (!fields.isEmpty()) {
            ArrayNode names = node.putArray("fields");
            fields.forEach(names::add);
        }
        return node;
    }

    /** As an element of the errors of one row in a collection. */
    ObjectNode row(Org org) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        node.put("statusCode", code);
        if (!matches.isEmpty()) {
            node.set("duplicateResult", DuplicateRules.result(matches, details, org));
        }
        node.put("message", text());
        ArrayNode names = node.putArray("fields");
        fields.forEach(names::add);
        return node;
    }

    Reply reply(Org org) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        list.add(rest(org));
        return Reply.json(status, list);
    }
}
