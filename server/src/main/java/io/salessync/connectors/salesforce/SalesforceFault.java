package io.salessync.connectors.salesforce;

import io.salessync.connectors.calls.Excerpts;
import io.salessync.connectors.calls.VendorAnswer.Answered;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Salesforce refused, by its own code: HTTP statuses are shared by faults of quite different kinds.
 *
 * @param clear whether the answer was Salesforce's own; pages of gateways are not
 */
record SalesforceFault(int status, String code, String message, List<String> fields, boolean clear) {
    static final JsonMapper JSON = JsonMapper.shared();

    /** What to do about it. */
    enum Meaning {
        /** The session is over: sign in anew, once. */
        SESSION,
        /** Too many long calls at a time: seconds. */
        AT_ONCE,
        /** The day's calls are used up. */
        DAY,
        /** Not now; it may be in a moment. */
        SOON,
        /** The query takes too long or is too large. */
        TOO_MUCH,
        /** The place in a result is gone. */
        LOCATOR,
        /** The query or name is wrong. */
        QUERY,
        /** Others hold the record. */
        LOCKED,
        /** No such thing for us. */
        GONE,
        /** It does not fit the present state, such as two versions in one job. */
        CONFLICT,
        /** We may not. */
        FORBIDDEN,
        /** Anything else about what was asked. */
        OTHER
    }

    /** The first error of an answer that is no success. */
    static SalesforceFault of(Answered told) {
        return all(told.body(), told.status()).stream()
                .findFirst()
                .orElseGet(() -> new SalesforceFault(
                        told.status(), "HTTP_" + told.status(), Excerpts.of(told.body(), 300), List.of(), false));
    }

    private static List<SalesforceFault> all(String body, int status) {
        List<SalesforceFault> faults = new ArrayList<>();
        try {
            JsonNode root = JSON.readTree(body);
            for (JsonNode one : root.isArray() ? root : JSON.createArrayNode().add(root)) {
                if (one.has("errorCode")) {
                    List<String> fields = new ArrayList<>();
                    one.path("fields").forEach(field -> fields.add(field.asString("")));
                    faults.add(new SalesforceFault(
                            status,
                            one.path("errorCode").asString(""),
                            one.path("message").asString(""),
                            fields,
                            true));
                } else if (one.has("error")) {
                    faults.add(new SalesforceFault(
                            status,
                            one.path("error").asString(""),
                            one.path("error_description").asString(""),
                            List.of(),
                            true));
                }
            }
        } catch (JacksonException notJson) {
            return List.of();
        }
        return faults;
    }

    Meaning meaning() {
        return switch (code) {
            case "INVALID_SESSION_ID", "INVALID_AUTH_HEADER", "Bad_OAuth_Token" -> Meaning.SESSION;
            case "REQUEST_LIMIT_EXCEEDED" ->
                message.toLowerCase(java.util.Locale.ROOT).contains("concurrent") ? Meaning.AT_ONCE : Meaning.DAY;
            case "SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION", "GACK" -> Meaning.SOON;
            case "QUERY_TIMEOUT", "QUERY_TOO_COMPLICATED", "EXCEEDED_ID_LIMIT", "OPERATION_TOO_LARGE" ->
                Meaning.TOO_MUCH;
            case "INVALID_QUERY_LOCATOR", "INVALIDBATCH", "INVALIDLOCATOR", "INVALID_LOCATOR" -> Meaning.LOCATOR;
            case "MALFORMED_QUERY",
                    "INVALID_FIELD",
                    "INVALID_TYPE",
                    "INVALID_QUERY_FILTER_OPERATOR",
                    "INVALIDJOB",
                    "API_ERROR",
                    "JSON_PARSER_ERROR",
                    "NUMBER_OUTSIDE_VALID_RANGE",
                    "INVALID_REPLICATION_DATE" -> Meaning.QUERY;
            case "UNABLE_TO_LOCK_ROW" -> Meaning.LOCKED;
            case "NOT_FOUND", "ENTITY_IS_DELETED", "RESOURCE_NOT_FOUND" -> Meaning.GONE;
            case "INSUFFICIENT_ACCESS",
                    "INSUFFICIENT_ACCESS_OR_READONLY",
                    "API_DISABLED_FOR_ORG",
                    "API_CURRENTLY_DISABLED",
                    "FORBIDDEN",
                    "FUNCTIONALITY_NOT_ENABLED" -> Meaning.FORBIDDEN;
            default -> byStatus();
        };
    }

    private Meaning byStatus() {
        return switch (status) {
            case 401 -> Meaning.SESSION;
            case 403 -> Meaning.FORBIDDEN;
            case 404 -> Meaning.GONE;
            case 409 -> Meaning.CONFLICT;
            case 414, 431 -> Meaning.TOO_MUCH;
            case 420, 429, 500, 502, 503, 504 -> Meaning.SOON;
            default -> Meaning.OTHER;
        };
    }

    String sentence() {
        return code + ": " + message + (fields.isEmpty() ? "" : " (" + String.join(", ", fields) + ")");
    }
}
