package io.salessync.sandbox.monday;

import java.util.LinkedHashMap;
import java.util.Map;

/** A refusal in the vendor's words: a code, the status it carries and what it says about the value. */
final class MondayFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final transient Map<String, Object> more;

    private MondayFault(String code, int status, String message, Map<String, Object> more) {
        super(message, null, false, false);
        this.code = code;
        this.status = status;
        this.more = more;
    }

    static MondayFault of(String code, String message) {
        return new MondayFault(code, 200, message, Map.of());
    }

    static MondayFault of(String code, int status, String message) {
        return new MondayFault(code, status, message, Map.of());
    }

    static MondayFault value(Column column, String message) {
        return new MondayFault(
                "ColumnValueException",
                200,
                message,
                Map.of("error_data", Map.of("column_id", column.id(), "column_type", spoken(column.type()))));
    }

    /** Errors still name some column types by the words the vendor used first. */
    private static String spoken(String type) {
        return switch (type) {
            case "status" -> "color";
            case "numbers" -> "numeric";
            default -> type;
        };
    }

    static MondayFault unknown(String what, String id) {
        return new MondayFault(
                "ResourceNotFoundException",
                404,
                "The " + what + " " + id + " was not found",
                Map.of("error_data", Map.of("resource_type", what, "resource_id", id)));
    }

    MondayFault with(Map<String, Object> extensions) {
        Map<String, Object> all = new LinkedHashMap<>(more);
        all.putAll(extensions);
        return new MondayFault(code, status, String.valueOf(getMessage()), all);
    }

    String code() {
        return code;
    }

    int status() {
        return status;
    }

    Map<String, Object> extensions() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("code", code);
        all.put("status_code", status);
        all.put("error_data", Map.of());
        all.putAll(more);
        return all;
    }
}
