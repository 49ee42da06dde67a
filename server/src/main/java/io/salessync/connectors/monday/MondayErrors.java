package io.salessync.connectors.monday;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The vendor's error codes. Its documents do not agree on how they are spelt, so they are compared without regard to case and
 * to anything but letters and digits; older interface versions put them into the message.
 */
final class MondayErrors {
    private static final Map<String, Meaning> CODES = new LinkedHashMap<>();
    private static final Map<String, Meaning> MESSAGES = new LinkedHashMap<>();

    static {
        codes(
                Meaning.ROW,
                "ColumnValueException",
                "CorrectedValueException",
                "ItemNameTooLongException",
                "InvalidArgumentException",
                "InvalidColumnIdException",
                "InvalidUserIdException",
                "CreateBoardException",
                "InvalidItemIdException");
        codes(Meaning.GONE, "ResourceNotFoundException");
        codes(Meaning.BOARD_FULL, "ItemsLimitationException");
        codes(Meaning.BOARD, "InvalidBoardIdException", "RecordInvalidException", "DeleteLastGroupException");
        codes(
                Meaning.CONNECTION,
                "Unauthorized",
                "missingRequiredPermissions",
                "UserUnauthorizedException",
                "USER_UNAUTHORIZED",
                "USER_ACCESS_DENIED",
                "NotAuthenticated");
        codes(
                Meaning.OURS,
                "InvalidVersionException",
                "Bad request",
                "JsonParseException",
                "Parse error",
                "GRAPHQL_VALIDATION_FAILED",
                "GRAPHQL_PARSE_FAILED",
                "undefinedField",
                "argumentNotAccepted",
                "variableMismatch");
        codes(Meaning.COMPLEXITY, "COMPLEXITY_BUDGET_EXHAUSTED", "ComplexityException");
        codes(Meaning.MINUTE, "RATE_LIMIT_EXCEEDED", "IP_RATE_LIMIT_EXCEEDED", "FIELD_MINUTE_RATE_LIMIT_EXCEEDED");
        codes(Meaning.CONCURRENCY, "maxConcurrencyExceeded", "FIELD_LIMIT_EXCEEDED");
        codes(Meaning.DAY, "DAILY_LIMIT_EXCEEDED");
        codes(Meaning.SHORTLY, "API_TEMPORARILY_BLOCKED", "ResourceLocked", "Resource is currently locked");
        codes(Meaning.CONFLICT, "IDEMPOTENCY_CONFLICT");
        codes(Meaning.TOO_LARGE, "REQUEST_MAX_COMPLEXITY_EXCEEDED", "maxComplexityExceeded");
        codes(Meaning.AMBIGUOUS, "INTERNAL_SERVER_ERROR", "Internal Server Error", "InternalError");
        message(Meaning.DAY, "daily limit");
        message(Meaning.COMPLEXITY, "complexity budget exhausted");
        message(Meaning.MINUTE, "minute limit rate exceeded", "rate limit exceeded");
        message(Meaning.CONCURRENCY, "concurrency limit exceeded", "max concurrency exceeded");
        message(Meaning.SHORTLY, "currently locked", "temporarily blocked");
        message(Meaning.CONNECTION, "your ip is restricted", "not authenticated", "user unauthorized");
        message(Meaning.TOO_LARGE, "maximum complexity", "over the maximum of");
        message(Meaning.AMBIGUOUS, "internal server error");
        message(Meaning.OURS, "parse error");
    }

    private MondayErrors() {}

    private static void codes(Meaning meaning, String... codes) {
        for (String code : codes) {
            CODES.put(plain(code), meaning);
        }
    }

    private static void message(Meaning meaning, String... parts) {
        for (String part : parts) {
            MESSAGES.put(part, meaning);
        }
    }

    static String plain(String code) {
        return code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** @param status the error's own status where it has one, else the answer's */
    static Meaning of(@Nullable String code, String message, int status) {
        Meaning known = code == null ? null : CODES.get(plain(code));
        if (known != null) {
            return known;
        }
        String said = message.toLowerCase(Locale.ROOT);
        for (Map.Entry<String, Meaning> entry : MESSAGES.entrySet()) {
            if (said.contains(entry.getKey())) {
                return entry.getValue();
            }
        }
        return ofStatus(status);
    }

    static Meaning ofStatus(int status) {
        return switch (status) {
            case 400 -> Meaning.OURS;
            case 401, 403 -> Meaning.CONNECTION;
            case 404 -> Meaning.GONE;
            case 409 -> Meaning.CONFLICT;
            case 413 -> Meaning.TOO_LARGE;
            case 422 -> Meaning.BOARD;
            case 423 -> Meaning.SHORTLY;
            case 429 -> Meaning.MINUTE;
            // an error of a kind nobody knows, about something the vendor did look at
            case 200 -> Meaning.ROW;
            default -> Meaning.AMBIGUOUS;
        };
    }
}
